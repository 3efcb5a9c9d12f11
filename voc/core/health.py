"""`/healthz`: the process answers. `/readyz`: it can work: database, schema, worker and room on the disk."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta

from flask import Blueprint, Flask, Response, current_app, jsonify
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from voc.core import clock, schema
from voc.core.db import db
from voc.core.jobs import Heartbeat
from voc.core.public import public

#: A worker that has not been seen for so long is not there.
WORKER_SILENCE = timedelta(seconds=90)
#: With less, in bytes, answers may soon be refused.
LEAST_SPACE = 20_000_000

bp = Blueprint("health", __name__)


def worker_seen_at(session: Session) -> datetime | None:
    """When the liveliest worker last said so; None when none ever did."""
    return session.scalar(select(func.max(Heartbeat.seen_at)))


@bp.get("/healthz")
@public
def healthz() -> Response:
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    checks = {"database": False, "schema": False, "worker": False, "disk": _has_room()}
    try:
        db.session.execute(text("SELECT 1"))
        checks["database"] = True
        checks["schema"] = schema.current(db.engine) == schema.head()
        seen = worker_seen_at(db.session())
        checks["worker"] = seen is not None and seen > clock.now() - WORKER_SILENCE
    except SQLAlchemyError:
        pass
    return jsonify(checks), 200 if all(checks.values()) else 503


def _has_room() -> bool:
    """Whether the data folder is there and its disk takes more."""
    try:
        return shutil.disk_usage(current_app.config["VOC"].data).free >= LEAST_SPACE
    except OSError:
        return False


def init_app(app: Flask) -> None:
    """Register both addresses."""
    app.register_blueprint(bp)
