"""Routes of checklists."""

from flask import Blueprint

room = Blueprint("checklists", __name__, url_prefix="/c/<slug>")
