"""Pages of this package."""

from flask import Blueprint

bp = Blueprint("responses", __name__)
