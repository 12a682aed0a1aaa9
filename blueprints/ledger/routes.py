"""Routes of ledger."""

from flask import Blueprint

room = Blueprint("ledger", __name__, url_prefix="/c/<slug>")
