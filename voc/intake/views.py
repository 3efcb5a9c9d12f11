"""Pages of this package."""

from flask import Blueprint

bp = Blueprint("intake", __name__)
