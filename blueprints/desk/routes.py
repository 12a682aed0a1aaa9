"""Routes of desk."""

from flask import Blueprint

room = Blueprint("desk", __name__, url_prefix="/c/<slug>")
