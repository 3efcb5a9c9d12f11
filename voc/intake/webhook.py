"""The address that other systems post to. Public: the signature says who it is."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from flask import Blueprint, Response, jsonify, request
from sqlalchemy import Row, select
from werkzeug.exceptions import RequestEntityTooLarge

from voc.core import clock, throttle
from voc.core.db import db, is_text, only_reading
from voc.core.public import public
from voc.intake import receiving, signatures
from voc.intake.models import Source
from voc.staff.sessions import csrf

log = logging.getLogger(__name__)

bp = Blueprint("webhook", __name__)
# A form token protects the power of a cookie; here is none, and each body is signed.
csrf.exempt(bp)

MAX_BODY = 1024 * 1024
#: Of one source: far more than customers answer, and little enough that a system gone wild does not fill the disk.
MOST, WITHIN = 6_000, timedelta(minutes=10)
_TEXT = ("utf-8", "utf8", "us-ascii", "ascii")


class Refused(Exception):
    """The request is not taken, and nothing of it is kept."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


@bp.post("/in/<key>")
@public
def receive(key: str) -> tuple[Response, int]:
    now = clock.now()
    try:
        body, source_id = _body(), _signer(key, now)
    except Refused as refused:
        return _told(refused)
    session = db.session()
    # After the signature, so that nobody else can use up what a source may send.
    if not throttle.allows(session, "intake", str(source_id), now, tries=MOST, within=WITHIN):
        session.commit()
        return _told(Refused(429, "Too many at once; try again later."))
    delivery = receiving.receive(session, session.get_one(Source, source_id), body, now)
    session.commit()
    return jsonify(state=delivery.state, reason=delivery.reason), 202


def _body() -> bytes:
    """The body, as it was signed. Raises `Refused`."""
    request.max_content_length = MAX_BODY
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype and request.mimetype != "application/json" and not request.mimetype.endswith("+json"):
        raise Refused(415, "Send JSON.")
    if charset not in _TEXT:
        raise Refused(400, "Send UTF-8.")
    try:
        body = request.get_data(cache=True)
        # Of a body that comes in pieces, and does not say how long it is, the framework takes as much as we allow.
        if request.content_length is None and len(body) >= MAX_BODY:
            raise RequestEntityTooLarge
    except RequestEntityTooLarge as error:
        raise Refused(413, "Send at most 1 MB.") from error
    if not body:
        raise Refused(400, "The body is empty.")
    return body


def _signer(key: str, now: datetime) -> int:
    """The id of the source whose secret signed the body. Raises `Refused`."""
    source = _find(key)
    if source is None:
        raise Refused(404, "No source has this address.")
    if not signatures.is_signed(source.secret, request.headers, request.get_data(), now):
        log.warning("delivery_not_signed", extra={"source": source.id})
        raise Refused(401, "The signature is missing or wrong, or its time is more than five minutes off.")
    return int(source.id)


def _find(key: str) -> Row[int, str] | None:
    if not is_text(key):
        return None
    # Read without the right to write: a flood of unsigned bodies must not hold up customers who answer.
    with only_reading(db.session()) as session:
        found = select(Source.id, Source.secret).where(Source.key == key, Source.is_active)
        return session.execute(found).first()


def _told(refused: Refused) -> tuple[Response, int]:
    return jsonify(error=refused.why), refused.status
