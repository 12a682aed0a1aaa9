"""Routes of breakdown."""

from flask import Blueprint

room = Blueprint("breakdown", __name__, url_prefix="/c/<slug>")
