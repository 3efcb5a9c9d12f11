"""Answers of the page, many at once: what `submission.record` does with each, in a few statements for all.

The pages' requests queue plain values, and one of them records what waits by then (`core.group_commit`). Nearly all of
it is new and comes by the open link; that is inserted together. Whatever else there may be, an invitation's answer, one
with a photo or a key that is known, goes through `submission.record` in the same transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, func, insert, select
from sqlalchemy.orm import Session

from voc.analysis import scores
from voc.core import bulk, numbering, throttle, tokens
from voc.core.db import Base
from voc.invitations.models import Invitation
from voc.responses import contents, promises, settling, submission
from voc.responses.models import Response, SetAside, State
from voc.responses.submission import AlreadyAnswered
from voc.responses.values import Closed, Unacceptable, Values
from voc.staff.models import Workspace
from voc.surveys.models import Survey, SurveyVersion
from voc.surveys.question_types import Value

#: A counter, a shop or an office answers from one network address.
MOST_ANSWERS, ANSWERS_WITHIN = 300, timedelta(minutes=10)


class TooOften(Exception):
    """Too many answers came from this network address."""


class Superseded(Exception):
    """Another version of the survey is live by now, or none."""


@dataclass(frozen=True)
class Arrival:
    """An answer as it was posted, complete and on the survey's scale: the form has seen to that."""

    survey_id: int
    #: Its name in public: a number may since have become another survey's.
    survey_name: str
    version_id: int
    #: The question that the score answers.
    score_key: str
    client_key: str
    at: datetime
    #: Whose tries are counted together: an invitation, or else a network.
    counted_as: str
    score: int | None
    #: Question key -> the respondent's words, none blank.
    comments: Mapping[str, str] = field(default_factory=dict)
    #: Question key -> what else was answered.
    answers: Mapping[str, Value] = field(default_factory=dict)
    is_partial: bool = False
    #: It answers what its page showed, though another version may be live by now.
    is_as_shown: bool = False
    #: Whether one of `answers` is a photo, which is there already and waits for it.
    has_photo: bool = False
    language: str | None = None
    #: Why it does not count.
    set_aside: SetAside | None = None
    #: Who came by a link of their own.
    invitation_id: int | None = None
    channel: str = "page"
    #: Where it was answered, and what the place and its link say of it.
    touchpoint_id: int | None = None
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def confirmed_by(self) -> str:
        return "comment" if self.comments else "button"


@dataclass(frozen=True)
class Kept:
    """The band of the response that the answer is now part of."""

    band: str | None


_RESPONSES, _ANSWERS, _VERBATIMS = (Base.metadata.tables[name] for name in ("response", "answer", "verbatim"))
# Asked together with the surveys: a statement of its own would cost more than the answer.
_HIGHEST = tuple(select(func.max(table.c.id)).scalar_subquery() for table in (_RESPONSES, _ANSWERS, _VERBATIMS))


def _open_surveys() -> Select[Any]:
    newest = (
        select(SurveyVersion.id)
        .where(SurveyVersion.survey_id == Survey.id, SurveyVersion.published_at.is_not(None))
        .order_by(SurveyVersion.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    facts = (Survey.public_id, Survey.workspace_id, Survey.metric, Survey.is_anonymous, Survey.closed_at)
    own = Workspace.id == Survey.workspace_id
    opened = select(Survey.id, *facts, Workspace.zone, newest, *_HIGHEST).join(Workspace, own)
    return opened.where(Survey.id.in_(bindparam("surveys", expanding=True)))


# Made once: to put a statement together takes longer than to run it.
_OPEN = _open_surveys()
_KNOWN = select(Response.survey_id, Response.client_key).where(
    Response.survey_id.in_(bindparam("surveys", expanding=True)),
    Response.client_key.in_(bindparam("keys", expanding=True)),
)
_ADD = {
    table.name: bulk.Insert(table, "id", *columns)
    for table, columns in (
        (
            _RESPONSES,
            (
                "public_id", "workspace_id", "survey_id", "version_id", "is_anonymous", "client_key", "metric", "score",
                "band", "channel", "touchpoint_id", "fields", "language", "state", "confirmed_by", "set_aside_reason",
                "answered_at", "touched_at", "final_at", "wants_followup", "is_partial",
            ),
        ),
        (_ANSWERS, ("response_id", "question_key", "number", "value")),
        (_VERBATIMS, ("answer_id", "response_id", "text")),
    )
}  # fmt: skip
_ADD_IN_ORDER = {
    table.name: insert(table).returning(table.c.id, sort_by_parameter_order=True)
    for table in (_RESPONSES, _ANSWERS, _VERBATIMS)
}


@dataclass(frozen=True)
class _Open:
    """A survey in this moment, as far as an answer depends on it."""

    name: str
    workspace_id: int
    metric: str
    is_anonymous: bool
    closed_at: datetime | None
    zone: str
    live_version_id: int | None
    #: The highest numbers that there are of responses, answers and verbatims, before anything is inserted.
    highest_response: int | None
    highest_answer: int | None
    highest_verbatim: int | None


def record_all(session: Session, arrivals: Sequence[Arrival]) -> list[Kept | Exception]:
    """For each what became of it, or why it was not taken: `Closed`, `TooOften`, `Superseded` and those of `record`.

    Whatever else goes wrong is raised, and then the caller must take everything back.
    """
    outcomes: dict[int, Kept | Exception] = {}
    surveys = _surveys(session, arrivals)
    for number, arrival in enumerate(arrivals):
        if refusal := _refusal(surveys.get(arrival.survey_id), arrival):
            outcomes[number] = refusal
    outcomes |= _too_often(session, {n: each for n, each in enumerate(arrivals) if n not in outcomes})
    waiting = {n: each for n, each in enumerate(arrivals) if n not in outcomes}
    new, others = _divide(session, waiting)
    _insert(session.connection(), surveys, list(new.values()))
    for number, arrival in new.items():
        outcomes[number] = Kept(_band(surveys[arrival.survey_id].metric, arrival.score))
    # In one order everywhere, so that two transactions cannot wait for one another.
    for number, arrival in sorted(others.items(), key=lambda item: (item[1].invitation_id or 0, item[1].client_key)):
        outcomes[number] = _record(session, arrival)
    session.flush()
    return [outcomes[number] for number in range(len(arrivals))]


def _surveys(session: Session, arrivals: Sequence[Arrival]) -> dict[int, _Open]:
    ids = sorted({arrival.survey_id for arrival in arrivals})
    return {survey_id: _Open(*facts) for survey_id, *facts in session.connection().execute(_OPEN, {"surveys": ids})}


def _refusal(survey: _Open | None, arrival: Arrival) -> Exception | None:
    if survey is None or survey.name != arrival.survey_name:
        return Superseded()
    if survey.closed_at and arrival.at >= survey.closed_at:
        return Closed()
    # Who was invited answers the version they were invited to.
    answers_live = arrival.invitation_id is None and not arrival.is_as_shown
    if answers_live and arrival.version_id != survey.live_version_id:
        return Superseded()
    return None


def _too_often(session: Session, arrivals: Mapping[int, Arrival]) -> dict[int, Kept | Exception]:
    tried = [(arrival.counted_as, arrival.at) for arrival in arrivals.values()]
    allowed = throttle.allows_each(session, "answer", tried, tries=MOST_ANSWERS, within=ANSWERS_WITHIN)
    return {n: TooOften() for n, is_allowed in zip(arrivals, allowed, strict=True) if not is_allowed}


def _divide(session: Session, arrivals: Mapping[int, Arrival]) -> tuple[dict[int, Arrival], dict[int, Arrival]]:
    """Those that are certainly the first of their key, and the others."""
    keys = {(each.survey_id, each.client_key) for each in arrivals.values() if each.invitation_id is None}
    known: set[tuple[int, str]] = set()
    if keys:
        which = {"surveys": sorted({survey for survey, _ in keys}), "keys": sorted(key for _, key in keys)}
        known = {(survey, key) for survey, key in session.connection().execute(_KNOWN, which)}
    new: dict[int, Arrival] = {}
    others: dict[int, Arrival] = {}
    for number, arrival in arrivals.items():
        key = arrival.survey_id, arrival.client_key
        (others if arrival.invitation_id or arrival.has_photo or key in known else new)[number] = arrival
        known.add(key)
    return new, others


def _record(session: Session, arrival: Arrival) -> Kept | Exception:
    invitation = session.get_one(Invitation, arrival.invitation_id) if arrival.invitation_id else None
    values = Values(
        version=session.get_one(SurveyVersion, arrival.version_id),
        client_key=arrival.client_key,
        channel="email" if invitation else arrival.channel,
        answered_at=arrival.at,
        received_at=arrival.at,
        score=arrival.score,
        comments=arrival.comments,
        answers=arrival.answers,
        is_partial=arrival.is_partial,
        language=arrival.language,
        invitation=invitation,
        confirmed_by=arrival.confirmed_by,
        set_aside=arrival.set_aside,
        touchpoint_id=arrival.touchpoint_id,
        fields=arrival.fields,
    )
    try:
        # Each of these is said before anything is written.
        response = submission.record(session, values).response
    except (Closed, AlreadyAnswered, Unacceptable) as refusal:
        return refusal
    if response.state == State.FINAL:
        promises.make(session, response)
    return Kept(response.band)


# New ones, without objects


def _insert(connection: Connection, surveys: Mapping[int, _Open], arrivals: Sequence[Arrival]) -> None:
    # Those that are numbered in order first, while the highest numbers are still the highest.
    for is_anonymous in (False, True):
        # In one order everywhere, because whoever inserts a key of another transaction's waits for that one.
        some = [each for each in arrivals if surveys[each.survey_id].is_anonymous == is_anonymous]
        if some:
            _insert_alike(connection, surveys, sorted(some, key=lambda each: (each.survey_id, each.client_key)))


def _insert_alike(connection: Connection, surveys: Mapping[int, _Open], arrivals: Sequence[Arrival]) -> None:
    """Insert those of which either all or none are anonymous, so that all rows have the same columns."""
    first = surveys[arrivals[0].survey_id]
    is_anonymous = first.is_anonymous
    rows = [_row(surveys[each.survey_id], each) for each in arrivals]
    response_ids = _add(connection, _RESPONSES, rows, first.highest_response, is_anonymous=is_anonymous)
    answers: list[dict[str, Any]] = []
    words: list[tuple[int, str]] = []
    for response_id, arrival in zip(response_ids, arrivals, strict=True):
        if arrival.score is not None:
            answers.append(_answer(response_id, arrival.score_key, arrival.score))
        for key, text in arrival.comments.items():
            words.append((len(answers), text.strip()))
            answers.append(_answer(response_id, key, None))
        answers += [_answer(response_id, key, given) for key, given in arrival.answers.items()]
    answer_ids = _add(connection, _ANSWERS, answers, first.highest_answer, is_anonymous=is_anonymous)
    if words:
        verbatims = [
            {"answer_id": answer_ids[place], "response_id": answers[place]["response_id"], "text": text}
            for place, text in words
        ]
        _add(connection, _VERBATIMS, verbatims, first.highest_verbatim, is_anonymous=is_anonymous)


def _add(
    connection: Connection, table: Table, rows: Sequence[dict[str, Any]], highest: int | None, *, is_anonymous: bool
) -> Sequence[int]:
    """Insert the rows, and say by which numbers they go. `highest` is what there was before this transaction wrote."""
    if is_anonymous:
        numbers: Sequence[int] = [numbering.at_random() for _ in rows]
    elif numbering.needs_help(connection):
        numbers = numbering.behind(highest, len(rows))
    else:
        # Rows of one statement are numbered in their order, and come back in it.
        return connection.execute(_ADD_IN_ORDER[table.name], rows).scalars().all()
    add = _ADD[table.name]
    numbered = [{"id": n, **row} for n, row in zip(numbers, rows, strict=True)]
    add.run(connection, add.bind(connection.dialect, numbered))
    return numbers


def _answer(response_id: int, key: str, given: Value | None) -> dict[str, Any]:
    number, value = (None, None) if given is None else contents.columns(given)
    return {"response_id": response_id, "question_key": key, "number": number, "value": value}


def _row(survey: _Open, arrival: Arrival) -> dict[str, Any]:
    at = settling.noon(arrival.at, survey.zone) if survey.is_anonymous else arrival.at
    return {
        "public_id": tokens.public_id(),
        "workspace_id": survey.workspace_id,
        "survey_id": arrival.survey_id,
        "version_id": arrival.version_id,
        "is_anonymous": survey.is_anonymous,
        "client_key": arrival.client_key,
        "metric": survey.metric,
        "score": arrival.score,
        "band": _band(survey.metric, arrival.score),
        "channel": arrival.channel,
        "touchpoint_id": arrival.touchpoint_id,
        "fields": dict(arrival.fields),
        "language": arrival.language,
        "state": (State.SET_ASIDE if arrival.set_aside else State.FINAL).value,
        "confirmed_by": None if arrival.set_aside else arrival.confirmed_by,
        "set_aside_reason": arrival.set_aside,
        "answered_at": at,
        "touched_at": at,
        "final_at": None if arrival.set_aside else at,
        "wants_followup": True,
        "is_partial": arrival.is_partial,
    }


@cache
def _band(metric: str, score: int | None) -> str | None:
    return None if score is None else scores.band(metric, score)
