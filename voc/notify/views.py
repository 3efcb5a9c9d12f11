"""Pages of this package."""

from flask import Blueprint

bp = Blueprint("notify", __name__)
