"""Routes of campaigns."""

from flask import Blueprint

room = Blueprint("campaigns", __name__)
