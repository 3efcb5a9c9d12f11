"""Takes in what other systems send: keeps each signed body, and makes an answer of it as soon as it maps.

A body that does not map waits in quarantine with the reason and is tried again when somebody has mended the mapping.
The same body again changes nothing, however late it comes; another body with the same id is one more part of the same
response.
"""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, joinedload

from voc.customers import recognising
from voc.intake import mapping
from voc.intake.mapping import Mapped
from voc.intake.models import BLANK, Delivery, Source
from voc.intake.refusals import Unclear
from voc.responses import submission
from voc.responses.models import Response
from voc.responses.values import Closed, Unacceptable, Values
from voc.surveys.models import SurveyVersion

log = logging.getLogger(__name__)

#: Deliveries that are tried again in one commit.
BATCH = 100
#: Longer ids are kept as a digest: a client key has 200 characters.
_LONGEST_IN_KEY = 150


def receive(session: Session, source: Source, body: bytes, now: datetime) -> Delivery:
    """Keep a signed body of the source once, and make it part of a response if it maps."""
    _take_turn(session, source)
    digest = hashlib.sha256(body).hexdigest()
    delivery = session.scalar(select(Delivery).filter_by(source_id=source.id, body_digest=digest))
    if delivery is None:
        delivery = Delivery(
            source_id=source.id, received_at=now, as_of=now, body=body, body_digest=digest, times=1,
            state="quarantined", reason="unexpected", response_id=None,
        )  # fmt: skip
        session.add(delivery)
    else:
        delivery.times += 1
    if delivery.state == "quarantined":
        _attempt(session, source, delivery, now)
    session.flush()
    log.info("delivery_received", extra={"source": source.id, "delivery": delivery.id, "state": delivery.state})
    return delivery


def try_again(
    session: Session, source: Source, now: datetime, *, after_batch: Callable[[], None] = lambda: None
) -> Counter[str]:
    """Map everything in quarantine anew, in the order it came; how many are now `mapped` and still `quarantined`.

    `after_batch` is called after every hundred: a caller commits there, so that nobody waits for the end.
    """
    states: Counter[str] = Counter()
    last = 0
    while True:
        _take_turn(session, source)
        waiting = select(Delivery).where(Delivery.source_id == source.id, Delivery.state == "quarantined")
        batch = list(session.scalars(waiting.where(Delivery.id > last).order_by(Delivery.id).limit(BATCH)))
        if not batch:
            return states
        for delivery in batch:
            _attempt(session, source, delivery, now)
            states[delivery.state] += 1
        last = batch[-1].id
        session.flush()
        after_batch()


def forget(session: Session, before: datetime) -> None:
    """Blank the bodies that were mapped before this instant, or whose response was deleted; quarantine stays.

    The rest of the row stays for good. It holds no words and no person, and by it we know the same body when it comes
    again, and which of two bodies is the newer one.
    """
    is_over = or_(Delivery.received_at < before, Delivery.response_id.is_(None))
    with_body = Delivery.state == "mapped", Delivery.body != BLANK
    session.execute(update(Delivery).where(*with_body, is_over).values(body=BLANK))


def _take_turn(session: Session, source: Source) -> None:
    # Deliveries of one source come one after the other, or the older of two that arrive at once could be stored last.
    own = select(Source).where(Source.id == source.id).options(joinedload(Source.survey, innerjoin=True))
    session.scalars(own.with_for_update(of=Source, key_share=True)).one()


def _attempt(session: Session, source: Source, delivery: Delivery, now: datetime) -> None:
    try:
        with session.begin_nested():
            response = _record(session, source, delivery, now)
    except Unclear as unclear:
        reason = unclear.reason
    except Closed:
        reason = "closed"
    except Unacceptable as error:
        reason = Unclear("unacceptable", error).reason
    except OperationalError:
        raise  # The database takes nothing just now, this delivery neither: whoever sent it sends it again.
    except Exception:
        # What was signed is kept, whatever we make of it: a mistake of ours must not lose a customer's words.
        log.exception("delivery_failed", extra={"source": source.id})
        reason = "unexpected"
    else:
        delivery.state, delivery.reason, delivery.response_id = "mapped", None, response.id
        return
    delivery.state, delivery.reason = "quarantined", reason


def _record(session: Session, source: Source, delivery: Delivery, now: datetime) -> Response:
    survey = source.survey
    if survey.is_anonymous:
        raise Unclear("anonymous")
    version = survey.live
    if version is None:
        raise Unclear("not_published")
    mapped = mapping.read(mapping.parse(delivery.body), source.mapping, survey.metric, now)
    delivery.as_of = mapped.updated_at or delivery.received_at
    values = Values(
        version=version,
        client_key=client_key(source.id, mapped),
        channel="webhook",
        answered_at=mapped.answered_at or delivery.received_at,
        received_at=now,
        score=mapped.score,
        comments=_words(version, mapped),
        language=mapped.language,
        contact=recognising.find_or_add(session, source.workspace_id, mapped.person, now),
        confirmed_by="webhook",
    )
    return submission.record(session, _without_older(session, values, delivery)).response


def _words(version: SurveyVersion, mapped: Mapped) -> dict[str, str]:
    if not mapped.comment:
        return {}
    if version.comment_question is None:
        raise Unclear("no_comment_question")
    return {version.comment_question.key: mapped.comment}


def client_key(source_id: int, mapped: Mapped) -> str:
    """What tells one answer of a source from the others: its own id."""
    name = mapped.their_id
    if len(name) > _LONGEST_IN_KEY:
        name = "sha256-" + hashlib.sha256(name.encode()).hexdigest()
    return f"webhook:{source_id}:{name}"


def _without_older(session: Session, values: Values, delivery: Delivery) -> Values:
    """The values, less what a delivery that is newer than this one has said already."""
    here = Response.survey_id == values.version.survey_id, Response.client_key == values.client_key
    response = session.scalar(select(Response).where(*here))
    if response is None or not _has_newer(session, response, delivery):
        return values
    said = {answer.question_key for answer in response.answers}
    return replace(
        values,
        score=values.score if response.score is None else None,
        comments={key: words for key, words in values.comments.items() if key not in said},
    )


def _has_newer(session: Session, response: Response, delivery: Delivery) -> bool:
    of_it = Delivery.response_id == response.id, Delivery.state == "mapped"
    newer = select(Delivery.id).where(*of_it, Delivery.as_of > delivery.as_of).limit(1)
    return session.scalar(newer) is not None
