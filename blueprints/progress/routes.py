"""Routes of progress."""

from flask import Blueprint

room = Blueprint("progress", __name__, url_prefix="/c/<slug>")
