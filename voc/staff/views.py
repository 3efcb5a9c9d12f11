"""Pages of this package."""

from flask import Blueprint

bp = Blueprint("staff", __name__)
