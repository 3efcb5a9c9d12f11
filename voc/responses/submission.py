"""The only way in: page, click, webhook and file all record an answer through `record`; a file many at once.

The same answer sent ten times is one response. What tells answers apart is the client key, or the invitation where
there is one; the database refuses a second row, and the loser of that race goes on as an update of the first.

A client key begins with who made it (`page:`, `invitation:`, a source's name), so that no door can guess another's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from voc.core import tokens
from voc.invitations.models import Invitation
from voc.responses import contents, merging, settling
from voc.responses.models import Answer, Response, State
from voc.responses.photos import keeping
from voc.responses.values import Unacceptable, Values, check

Outcome = Literal["new", "updated", "unchanged"]


class AlreadyAnswered(Exception):
    """This invitation to an anonymous survey was used. Nobody, we included, can find the answer to change it."""


@dataclass(frozen=True)
class Recorded:
    """The one response that the values are now part of, and whether they changed anything."""

    response: Response
    outcome: Outcome


def record(session: Session, values: Values) -> Recorded:
    """Store an answer once, however often it comes.

    Raises `Closed`, `AlreadyAnswered` or `Unacceptable`, and then stores nothing. A provisional answer replaces a
    provisional one, unless it is an earlier state of it, and never touches a final one. A confirmed answer makes what
    was there final; where a final one says something else, the response is read and screened again, and what was
    replaced is kept as a revision: who only adds replaces nothing. What a colleague set aside takes the customer's
    changes and stays aside until a colleague restores it.

    Nobody's response becomes the contact's whom a later sending names; one that is somebody's never changes hands.
    """
    check(values)
    _take_turn(session, values)
    response = _find(session, values)
    photos = _photos(session, values, response)
    if response is None:
        response = _add(session, values)
        if response is not None:
            _attach(session, response, photos)
            return Recorded(response, "new")
        # Another process stored it between our look and our insert.
        response = _find(session, values)
    assert response is not None, "the database refused a second row, so the first is there"
    changed = merging.merge(session, response, values)
    session.flush()
    _attach(session, response, photos)
    return Recorded(response, "updated" if changed else "unchanged")


def _photos(session: Session, values: Values, response: Response | None) -> Sequence[str]:
    """The names of the photos that belong to the values. Raises `Unacceptable` where one is not there to be taken."""
    names, survey_id = keeping.named(values.version, values.answers.items()), values.version.survey_id
    if names and not keeping.may_take(session, names, survey_id, response):
        # The same answer, sent twice, may have been stored between our look and this one, and its photos with it.
        response = _find(session, values)
        if response is None or not keeping.may_take(session, names, survey_id, response):
            raise Unacceptable("A photo that the answer names is not there.")
    return names


def _attach(session: Session, response: Response, photos: Sequence[str]) -> None:
    if photos:
        keeping.attach(session, response, photos)


def record_all(session: Session, many: Sequence[Values]) -> list[Recorded]:
    """Store answers to one survey as `record` would one after the other, in a tenth of its statements.

    For answers without invitations, and for those to invitations whose key is theirs alone in a survey that is not
    anonymous. Raises what `record` raises for the first that cannot be taken, and then stores
    none; ask `check` before.
    """
    for values in many:
        check(values)
    try:
        with session.begin_nested():
            return _record_together(session, many)
    except IntegrityError:
        # Another process stored some of them between our look and our insert.
        return [record(session, values) for values in many]


def _record_together(session: Session, many: Sequence[Values]) -> list[Recorded]:
    known = _known(session, many)
    recorded, photos = [], []
    for values in many:
        response = known.get(values.client_key)
        names = _photos(session, values, response)
        if response is None:
            response = known[values.client_key] = _new(session, values)
            session.add(response)
            settling.follow(values, response)
            recorded.append(Recorded(response, "new"))
        else:
            changed = merging.merge(session, response, values)
            recorded.append(Recorded(response, "updated" if changed else "unchanged"))
        photos.append((response, names))
    session.flush()
    for response, names in photos:
        _attach(session, response, names)
    return recorded


def _known(session: Session, many: Sequence[Values]) -> dict[str, Response]:
    """By client key what is there of these answers, in the order of their rows, held until the transaction ends."""
    keys = sorted({values.client_key for values in many})
    surveys = {values.version.survey_id for values in many}
    statement = (
        select(Response)
        .where(Response.survey_id.in_(surveys), Response.client_key.in_(keys))
        .order_by(Response.id)
        .options(selectinload(Response.answers).selectinload(Answer.verbatim))
        .with_for_update(of=Response)
        .execution_options(populate_existing=True)
    )
    return {response.client_key: response for response in session.scalars(statement)}


def _take_turn(session: Session, values: Values) -> None:
    """Let the answers to one anonymous invitation come one after the other, and only the first one in.

    Their rows must not name the invitation, so the database cannot refuse a second one by itself.
    """
    if not (values.invitation and values.version.survey.is_anonymous):
        return
    invitation = session.get_one(Invitation, values.invitation.id, with_for_update=True, populate_existing=True)
    if invitation.answered_at and not _find(session, values):
        raise AlreadyAnswered


def _find(session: Session, values: Values) -> Response | None:
    mine = Response.client_key == values.client_key
    if values.invitation:
        mine = or_(mine, Response.invitation_id == values.invitation.id)
    statement = (
        select(Response)
        .where(Response.survey_id == values.version.survey_id, mine)
        .options(selectinload(Response.answers).selectinload(Answer.verbatim))
        # Two changes of one response wait for one another, so neither overwrites what it has not seen.
        .with_for_update(of=Response)
        .execution_options(populate_existing=True)
    )
    return session.scalars(statement).first()


def _add(session: Session, values: Values) -> Response | None:
    """The new row, or None when there is one by now."""
    for _ in range(3):
        try:
            with session.begin_nested():
                response = _new(session, values)
                session.add(response)
        except IntegrityError:
            if _find(session, values):
                return None
            if not values.version.survey.is_anonymous:
                raise
            # Two random numbers met: draw again.
        else:
            settling.follow(values, response)
            session.flush()
            return response
    raise RuntimeError("three random row numbers in a row were taken")


def _new(session: Session, values: Values) -> Response:
    survey = values.version.survey
    contact = values.whose
    response = Response(
        id=contents.row_id(survey.is_anonymous),
        public_id=tokens.public_id(),
        workspace_id=survey.workspace_id,
        survey_id=survey.id,
        version_id=values.version.id,
        invitation_id=None if survey.is_anonymous or not values.invitation else values.invitation.id,
        contact_id=None if survey.is_anonymous or not contact else contact.id,
        is_anonymous=survey.is_anonymous,
        client_key=values.client_key,
        metric=survey.metric,
        score=None,
        band=None,
        channel=values.channel,
        touchpoint_id=values.touchpoint_id,
        fields=dict(values.fields),
        language=values.language,
        state=State.PROVISIONAL,
        is_partial=values.is_partial,
        turn=values.turn,
        wants_followup=values.wants_followup,
    )
    response.answered_at = settling.instant(session, response, values.answered_at)
    response.touched_at = settling.instant(session, response, values.received_at)
    contents.write(response, values)
    if values.set_aside:
        response.state, response.set_aside_reason = State.SET_ASIDE, values.set_aside
    elif values.confirmed_by:
        settling.make_final(session, response, values)
    return response
