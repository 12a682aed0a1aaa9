"""Routes of units."""

from flask import Blueprint

room = Blueprint("units", __name__)
