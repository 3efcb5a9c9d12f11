"""Photos in the console: for colleagues who may read answers as they were written."""

from __future__ import annotations

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from voc.core.db import db, is_text
from voc.responses.models import Photo
from voc.staff import access

bp = Blueprint("photos", __name__, url_prefix="/photos")


@bp.get("/<name>")
@access.required("results")
@access.required("raw")
def show(name: str) -> ResponseReturnValue:
    return _photo(name, Photo.content)


@bp.get("/<name>/small")
@access.required("results")
@access.required("raw")
def small(name: str) -> ResponseReturnValue:
    return _photo(name, Photo.small)


def _photo(name: str, view: InstrumentedAttribute[bytes]) -> Response:
    # One that still waits for its answer is nobody's to see.
    mine = Photo.name == name, Photo.workspace_id == access.workspace().id, Photo.response_id.is_not(None)
    content = db.session.scalar(select(view).where(*mine)) if is_text(name) else None
    if content is None:
        abort(404)
    # Not to be kept by anything on the way, nor by the browser: when the answer is deleted, it is gone.
    headers = {
        "Content-Disposition": 'inline; filename="photo.jpg"',
        # A browser that shows a picture alone puts it in the middle by a style of its own.
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "Cache-Control": "private, no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Frame-Options": "DENY",
    }
    return Response(content, mimetype="image/jpeg", headers=headers)
