"""Pages of this package."""

from flask import Blueprint

bp = Blueprint("followups", __name__)
