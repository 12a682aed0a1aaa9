"""Routes of scores."""

from flask import Blueprint

room = Blueprint("scores", __name__, url_prefix="/c/<slug>")
