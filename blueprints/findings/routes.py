"""Routes of findings."""

from flask import Blueprint

room = Blueprint("findings", __name__, url_prefix="/c/<slug>")
