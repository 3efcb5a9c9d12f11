"""Pages of this package."""

from flask import Blueprint

bp = Blueprint("surveys", __name__)
