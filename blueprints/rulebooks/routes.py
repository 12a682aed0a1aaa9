"""Routes of rulebooks."""

from flask import Blueprint

room = Blueprint("rulebooks", __name__, url_prefix="/c/<slug>")
