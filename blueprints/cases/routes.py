"""Routes of cases."""

from flask import Blueprint

room = Blueprint("cases", __name__, url_prefix="/c/<slug>")
