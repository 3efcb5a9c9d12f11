"""Pages of this package."""

from flask import Blueprint

from voc.responses import hosted

bp = Blueprint("responses", __name__)
bp.register_blueprint(hosted.bp)
