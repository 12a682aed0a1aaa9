"""Routes of work."""

from flask import Blueprint

room = Blueprint("work", __name__, url_prefix="/c/<slug>")
