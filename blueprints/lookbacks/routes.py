"""Routes of lookbacks."""

from flask import Blueprint

room = Blueprint("lookbacks", __name__, url_prefix="/c/<slug>")
