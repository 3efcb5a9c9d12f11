"""An answer posted from a page: received, looked over, put in line to be recorded, and where it leads."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import unquote_to_bytes

from flask import Response, abort, current_app, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.exceptions import HTTPException

from config import Settings
from voc.core import throttle
from voc.core.db import db
from voc.core.group_commit import Busy, GroupCommit, Unable
from voc.responses import arriving, entrances, form, provisional, robots, showing, submission, wording
from voc.responses.arriving import Arrival, Kept, Superseded, TooOften
from voc.responses.entrances import Door
from voc.responses.form import Form
from voc.responses.models import Response as Answered
from voc.responses.photos import parts, receiving
from voc.responses.photos.keeping import Room
from voc.responses.photos.receiving import Received
from voc.responses.values import Closed, Unacceptable
from voc.surveys.models import SurveyVersion

log = logging.getLogger(__name__)

#: The longest comment in four-byte characters, each byte written as %XX, and something for the rest.
MAX_BODY = 300 * 1024
#: Where a request says why its answer was not taken `at_once`: then it is not put in line a second time. It is told, or
#: looked into as any other.
REFUSAL = "voc.refusal"
#: When to come back to a server that was too busy, in seconds.
BACK_AFTER = 5


def take_at_once(door: Door, now: datetime) -> ResponseReturnValue | None:
    """Take an answer to a version that we remember, without looking anything up. None where one must look after all."""
    if receiving.wanted(door.version) or has_files():
        return None
    try:
        filled, key = form_of(door).take(posted()), showing.page_key(door)
    except form.Malformed:
        return None
    if not filled.is_valid or key is None or "back" in request.form:
        return None
    try:
        if refused := request.environ.get(REFUSAL):
            raise refused
        kept = arrivals().do(db.session, _arrival(door, filled, key, now))
    except Busy as refusal:
        entrances.look_up_words(door)
        return _put_off(door, filled, refusal)
    except (TooOften, Superseded, Closed):
        return None
    if filled.next_step is not None:
        entrances.look_up_words(door)
    return _onward(door, filled, kept)


def take(look: Callable[[], Door], now: datetime) -> ResponseReturnValue:
    """Take an answer that came by the door that `look` finds: once more where another version is asked by then."""
    # Who looks only must not hold SQLite's write lock while waiting in line.
    db.session.connection(execution_options={"only_reads": True})
    door = look()
    if door.survey.closed_at and now >= door.survey.closed_at:
        # Before it is looked over: nobody mends what can no longer be taken.
        abort(410)
    shown = _may_have_been_shown(door)
    # What was looked up stays readable for the page, and is nobody's business in the transaction that records.
    db.session.expunge_all()
    db.session.rollback()
    try:
        door, received = _received(door, shown, now)
        filled = form_of(door).take(received.fields, received.wrong)
    except form.Malformed:
        abort(400)
    key = provisional.key_of(door.invitation) if door.invitation and door.knows_person else showing.page_key(door)
    if "back" in request.form:
        return showing.page(door, filled.go_back())
    if not filled.is_valid or key is None:
        return _ask_again(door, filled, key, now)
    return _record(door, filled, _arrival(door, filled, key, now)) or take(look, now)


def _record(door: Door, filled: Form, arrival: Arrival) -> ResponseReturnValue | None:
    """What follows from the answer. None where another version is asked by now."""
    try:
        kept = arrivals().do(db.session, arrival)
    except Busy as refusal:
        return _put_off(door, filled, refusal)
    except Superseded:
        return None
    except TooOften:
        return showing.page(door, filled, trouble=wording.too_often(), status=429)
    except Unacceptable:
        return showing.page(door, filled, trouble=wording.not_acceptable(), status=422)
    except (Closed, submission.AlreadyAnswered) as refusal:
        abort(410 if isinstance(refusal, Closed) else 409)
    if door.name == "open" and not door.is_as_shown:
        entrances.remember(door)
    return _onward(door, filled, kept)


def _ask_again(door: Door, filled: Form, key: str | None, now: datetime) -> ResponseReturnValue:
    # Not counted among the answers: a stranger in the same network must not use those up.
    most, within = arriving.MOST_ANSWERS, arriving.ANSWERS_WITHIN
    try:
        may = throttle.allows(db.session(), "unclear answer", _counted_as(door), now, tries=most, within=within)
        db.session.commit()
    except OperationalError as error:
        db.session.rollback()
        log.error("tries_not_counted", exc_info=error)
        return _put_off(door, filled, Unable())
    if not may:
        return showing.page(door, filled, trouble=wording.too_often(), status=429)
    return showing.page(door, filled, trouble="" if key else wording.open_too_long(), status=422)


def _put_off(door: Door, filled: Form, refusal: Busy) -> ResponseReturnValue:
    trouble = wording.cannot_store() if isinstance(refusal, Unable) else wording.too_many()
    page = showing.page(door, filled, trouble=trouble, status=503)
    page.headers["Retry-After"] = str(BACK_AFTER)
    return page


def _arrival(door: Door, filled: Form, key: str, now: datetime) -> Arrival:
    answers = filled.answers
    return Arrival(
        survey_id=door.version.survey_id,
        survey_name=door.survey.public_id,
        version_id=door.version.id,
        is_as_shown=door.is_as_shown,
        score_key=door.version.score_question.key,
        client_key=key,
        at=now,
        counted_as=_counted_as(door),
        score=filled.score,
        comments=filled.comments,
        answers=answers,
        is_partial=filled.next_step is not None,
        has_photo=any(key in answers for key in receiving.wanted(door.version)),
        # A link of one's own came by mail to one person: what a scanner does there is weighed by its visits.
        set_aside=None if door.invitation else robots.doubt(request.form, entrances.secret(), now),
        language=door.language,
        invitation_id=door.invitation.id if door.invitation else None,
        channel=door.way.channel,
        touchpoint_id=door.way.touchpoint_id,
        fields=door.way.fields,
    )


def _onward(door: Door, filled: Form, kept: Kept) -> ResponseReturnValue:
    """The next step, which what was answered leads to and comes with; after the last one the thanks."""
    if filled.next_step is not None:
        return showing.page(door, filled.go_on())
    # Nobody reads the page that a redirect could carry.
    return Response(status=303, headers={"Location": door.address("thanks", of=showing.band_token(kept.band))})


def arrivals() -> GroupCommit[Arrival, Kept]:
    """The line in which this application's answers wait for their commit."""
    extensions = current_app.extensions
    line: GroupCommit[Arrival, Kept] | None = extensions.get("arrivals")
    return line or extensions.setdefault("arrivals", GroupCommit(arriving.record_all))


# What was posted


def form_of(door: Door) -> Form:
    """The questions behind a door, still empty."""
    return Form(door.version, door.language, door.person, asks_for_files=door.takes_files)


def posted() -> MultiDict[str, str]:
    """The form, where its bytes are text. Otherwise the framework would hand on `%ED%A0%80` as if it were typed."""
    body = request.get_data()
    # Of a body that comes in pieces, and does not say how long it is, the framework takes as much as we allow.
    if request.content_length is None and len(body) >= (request.max_content_length or MAX_BODY):
        abort(413)
    try:
        unquote_to_bytes(body).decode()
    except UnicodeDecodeError:
        abort(400)
    return request.form


def typed(door: Door) -> list[tuple[str, str]]:
    """Question and words of what came too late, for whoever wrote it to copy: it is stored nowhere.

    Not on a screen that others sit before next.
    """
    # What another site sends here is not shown as somebody's words under the company's name.
    is_ours = request.headers.get("Sec-Fetch-Site", "none") in ("same-origin", "none")
    if request.method != "POST" or door.way.is_shared or not is_ours:
        return []
    try:
        return form_of(door).take(_posted_without_files()).typed
    except (HTTPException, form.Malformed):
        return []


def was_begun(door: Door) -> bool:
    """Whether something of this answer is there, by a step before or by a click from a mail."""
    if door.response or (key := showing.page_key(door)) is None:
        return door.response is not None
    mine = Answered.survey_id == door.survey.id, Answered.client_key == key
    return db.session.scalar(select(Answered.id).where(*mine)) is not None


def _posted_without_files() -> MultiDict[str, str]:
    if not has_files():
        return posted()
    if g.get("was_received"):
        return request.form
    request.max_content_length = receiving.MAX_BODY
    return receiving.text_alone(MAX_BODY)


def _may_have_been_shown(door: Door) -> list[SurveyVersion]:
    """The version that is asked, and where files were sent to an open page the earlier ones that asked for some."""
    if door.invitation or not has_files():
        return [door.version]
    asked_before = [each for each in door.survey.versions if each.published_at and each.id != door.version.id]
    return [door.version, *(each for each in asked_before if receiving.wanted(each))]


def _received(door: Door, shown: Sequence[SurveyVersion], now: datetime) -> tuple[Door, Received]:
    """The form, with photos taken in where the survey asks for some: no other door takes a body of that size.

    Beside it the door with the version that the form answers.
    """
    if not door.takes_files or not any(map(receiving.wanted, shown)):
        return door, Received(posted())
    session = db.session()
    if has_files() and not g.get("was_received"):
        g.takes_photos, request.max_content_length = True, receiving.MAX_BODY
        keys = list(dict.fromkeys(key for version in shown for key in receiving.wanted(version)))
        try:
            received = receiving.receive(
                session, door.survey, keys, now, network=_network(), room=_room(), most_text=MAX_BODY
            )
        except parts.Malformed:
            abort(400)
    else:
        received = Received(posted())
    door = _as_shown(door, shown, received)
    keys = receiving.wanted(door.version)
    received = receiving.without_strangers(session, door.survey.id, keys, received)
    received = receiving.without_taken_back(session, showing.sender(door, received.fields), keys, received)
    # Whoever looks at the form from here on, also a second time, finds it with the photos' names and without the files.
    g.was_received, request.form = True, ImmutableMultiDict(received.fields)
    return door, received


def _as_shown(door: Door, shown: Sequence[SurveyVersion], received: Received) -> Door:
    """The door with the version whose page was sent, where the one that is asked by now has no place for its photo."""
    sent = next((each for each in shown if str(each.number) == received.fields.get("version")), door.version)
    has_place = set(receiving.wanted(sent)) <= set(receiving.wanted(door.version))
    return door if has_place else replace(door, version=sent, is_as_shown=True)


def has_files() -> bool:
    """Whether a page with a photo question was sent: only those are sent in parts."""
    return request.mimetype == "multipart/form-data"


def _room() -> Room:
    settings: Settings = current_app.config["VOC"]
    return Room(settings.waiting_photos, settings.waiting_photos_mb * 1024 * 1024)


def _counted_as(door: Door) -> str:
    """Whose tries are counted together: many are invited in one office, and each has a link of their own."""
    return f"invitation {door.invitation.id}" if door.invitation else _network()


def _network() -> str:
    return throttle.network(request.remote_addr)
