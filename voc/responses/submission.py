"""The only way in: page, click, webhook and file all record an answer through `record`.

The same answer sent ten times is one response. What tells answers apart is the client key, or the invitation where
there is one; the database refuses a second row, and the loser of that race goes on as an update of the first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Literal

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from voc.analysis import scores
from voc.core import tokens
from voc.customers.models import Contact
from voc.invitations.models import Invitation
from voc.responses.models import Answer, Response, Revision, State, Verbatim
from voc.surveys.models import SurveyVersion

#: Longer words than this are refused, not cut: half a complaint is not what the customer wrote.
MAX_WORDS = 20_000

Outcome = Literal["new", "updated", "unchanged"]


class Closed(Exception):
    """This survey takes no more answers."""


class Unacceptable(Exception):
    """The values cannot be an answer to this survey; the text says why."""


@dataclass(frozen=True)
class Values:
    """One answer as it arrived, whatever door it came through."""

    version: SurveyVersion
    client_key: str
    #: email, page, webhook or file.
    channel: str
    answered_at: datetime
    received_at: datetime
    score: int | None = None
    #: Question key -> the respondent's words. A question that is absent or blank keeps what it had.
    comments: Mapping[str, str] = field(default_factory=dict)
    language: str | None = None
    invitation: Invitation | None = None
    contact: Contact | None = None
    #: What makes it final: comment, button, dwell, import, webhook or staff. None leaves it provisional.
    confirmed_by: str | None = None
    wants_followup: bool = True


@dataclass(frozen=True)
class Recorded:
    """The one response that the values are now part of, and whether they changed anything."""

    response: Response
    outcome: Outcome


def record(session: Session, values: Values) -> Recorded:
    """Store an answer once, however often it comes. Raises `Closed` or `Unacceptable`, and then stores nothing.

    A provisional answer replaces a provisional one and never touches a final one. A confirmed answer makes what was
    there final; where a final one says something else, the earlier words are kept as a revision and the response is
    read and screened again.
    """
    _check(values)
    response = _find(session, values)
    if response is None:
        try:
            with session.begin_nested():
                response = _new(values)
                session.add(response)
        except IntegrityError:
            # Another process stored it between our look and our insert.
            response = _find(session, values)
            if response is None:
                raise
        else:
            _follow(values, response)
            session.flush()
            return Recorded(response, "new")
    changed = _merge(session, response, values)
    session.flush()
    return Recorded(response, "updated" if changed else "unchanged")


def _check(values: Values) -> None:
    survey = values.version.survey
    if survey.closed_at and values.answered_at >= survey.closed_at:
        raise Closed(survey.key)
    if not values.client_key or len(values.client_key) > 200:
        raise Unacceptable("A client key has 1 to 200 characters.")
    scale = scores.METRICS[survey.metric]
    if values.score is not None and not scale.lowest <= values.score <= scale.highest:
        raise Unacceptable(f"A score of this survey is a whole number from {scale.lowest} to {scale.highest}.")
    for words in values.comments.values():
        if len(words) > MAX_WORDS:
            raise Unacceptable(f"A comment has at most {MAX_WORDS} characters.")
        if "\0" in words or any("\ud800" <= c <= "\udfff" for c in words):
            raise Unacceptable("A comment holds characters that are no text.")


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


def _new(values: Values) -> Response:
    survey = values.version.survey
    contact = values.contact or (values.invitation.contact if values.invitation else None)
    response = Response(
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
        language=values.language,
        state=State.PROVISIONAL,
        answered_at=_instant(values.answered_at, survey.is_anonymous),
        touched_at=_instant(values.received_at, survey.is_anonymous),
        wants_followup=values.wants_followup,
    )
    _set_score(response, values)
    _set_words(response, values)
    if values.confirmed_by:
        _make_final(response, values)
    return response


def _instant(at: datetime, is_anonymous: bool) -> datetime:
    # An exact time would let whoever sees the access log say whose answer it is.
    return datetime.combine(at.astimezone(UTC).date(), time(), UTC) if is_anonymous else at


def _merge(session: Session, response: Response, values: Values) -> bool:
    was_final = response.state == State.FINAL
    if not values.confirmed_by and response.state != State.PROVISIONAL:
        return False
    before = (response.score, _words_of(response))
    changed = _set_score(response, values) | _set_words(response, values)
    if changed and was_final:
        session.add(
            Revision(response_id=response.id, at=values.received_at, score=before[0], comment=before[1] or None)
        )
        response.screened_at = None
    if changed:
        response.touched_at = _instant(values.received_at, response.is_anonymous)
        response.language = values.language or response.language
    if values.confirmed_by and not was_final:
        _make_final(response, values)
        changed = True
    _follow(values, response)
    return changed


def _set_score(response: Response, values: Values) -> bool:
    if values.score is None or values.score == response.score:
        return False
    response.score = values.score
    response.band = scores.band(response.metric, values.score)
    answer = _answer(response, values.version.score_question.key)
    answer.number = values.score
    return True


def _set_words(response: Response, values: Values) -> bool:
    changed = False
    for key, text in values.comments.items():
        words = text.strip()
        if not words:
            continue
        answer = _answer(response, key)
        if answer.verbatim is None:
            answer.verbatim = Verbatim(text=words, response=response, read_at=None)
        elif answer.verbatim.text != words:
            answer.verbatim.text, answer.verbatim.read_at = words, None
        else:
            continue
        changed = True
    return changed


def _answer(response: Response, key: str) -> Answer:
    found = next((answer for answer in response.answers if answer.question_key == key), None)
    if found is None:
        found = Answer(question_key=key, number=None, verbatim=None)
        response.answers.append(found)
    return found


def _words_of(response: Response) -> str:
    return "\n\n".join(answer.verbatim.text for answer in response.answers if answer.verbatim)


def _make_final(response: Response, values: Values) -> None:
    response.state = State.FINAL
    response.confirmed_by = values.confirmed_by
    response.set_aside_reason = None
    response.final_at = _instant(values.received_at, response.is_anonymous)


def _follow(values: Values, response: Response) -> None:
    # So that a reminder never has to look at answers: the invitation itself says that it was answered.
    if values.invitation and response.state == State.FINAL and values.invitation.answered_at is None:
        values.invitation.answered_at = values.received_at
