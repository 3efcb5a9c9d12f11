"""Everything between us and one person, in order: asked, answered, cases and what was done in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload, selectinload

from voc.analysis import scores
from voc.core.outbox import Message
from voc.customers.models import Contact
from voc.followups import inbox
from voc.followups.inbox import Viewer
from voc.followups.models import Case, CaseEvent, CaseResponse, EventKind
from voc.insights.models import Mention, Reading, Theme
from voc.invitations.models import Invitation
from voc.responses import answers
from voc.responses.models import Answer, Response, State

#: So many entries of each kind are shown, the newest.
LIMIT = 200


@dataclass(frozen=True)
class Entry:
    """One thing that happened, whoever did it."""

    at: datetime
    #: asked, answered, changed, or a case's `EventKind`.
    kind: str
    #: Who did it here; None for the customer and the clock.
    by: str | None = None
    text: str = ""
    response: Response | None = None
    #: Of an answer: what it said from then on, and whether that is what it still says.
    score: int | None = None
    band: str | None = None
    is_latest: bool = False
    case_id: int | None = None
    survey: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    #: Of a mail: the state that its outbox message is in.
    message_state: str | None = None


@dataclass(frozen=True)
class Heard:
    """One answer as a case shows it: the words, what the engine made of them, and the survey they answer."""

    response: Response
    words: Sequence[str]
    #: positive, neutral, negative; unread where all is in a language that we do not read; None where none was tried.
    label: str | None
    themes: Sequence[Theme]


def of_case(session: Session, viewer: Viewer, case: Case) -> list[Entry]:
    """What happened around a case, newest first: with its person, else with its answers alone."""
    if case.contact_id is not None:
        return of_contact(session, viewer, case.contact_id)
    of_it = select(CaseResponse.response_id).where(CaseResponse.case_id == case.id)
    answered = _answers(session, Response.id.in_(of_it))
    return _sorted(answered, _unsaid(_case_events(session, Case.id == case.id), answered))


def of_contact(session: Session, viewer: Viewer, contact_id: int) -> list[Entry]:
    """What happened between us and a person, newest first, as far as the viewer may know of it."""
    answered = _answers(session, Response.contact_id == contact_id)
    events = _case_events(session, inbox.visible(viewer) & (Case.contact_id == contact_id))
    return _sorted(_asked(session, contact_id), answered, _unsaid(events, answered))


def heard(session: Session, case: Case) -> list[Heard]:
    """The answers of a case, the newest first, with their current readings where there are any."""
    responses = select(Response).join(CaseResponse).where(CaseResponse.case_id == case.id)
    found = session.scalars(
        responses.options(*_WITH_WORDS).order_by(Response.touched_at.desc(), Response.id.desc())
    ).all()
    verbatims = [answer.verbatim.id for response in found for answer in response.answers if answer.verbatim]
    readings = _readings(session, verbatims)
    return [_heard(response, readings) for response in found]


def said(entries: Sequence[Entry], heard: Sequence[Heard], reader: answers.Reader) -> dict[int, list[answers.Said]]:
    """Response id -> what else it answers, of everything that a page shows."""
    shown = [entry.response for entry in entries if entry.response] + [each.response for each in heard]
    return answers.by_response(shown, reader)


_WITH_WORDS = (
    joinedload(Response.survey),
    joinedload(Response.touchpoint),
    selectinload(Response.answers).joinedload(Answer.verbatim),
    selectinload(Response.revisions),
    joinedload(Response.contact).joinedload(Contact.account),
    answers.WITH_QUESTIONS,
)


def _readings(session: Session, verbatim_ids: Sequence[int]) -> dict[int, Reading]:
    statement = (
        select(Reading)
        .where(Reading.verbatim_id.in_(verbatim_ids), Reading.is_current)
        .options(selectinload(Reading.mentions).joinedload(Mention.theme))
    )
    return {reading.verbatim_id: reading for reading in session.scalars(statement)}


def _heard(response: Response, readings: Mapping[int, Reading]) -> Heard:
    verbatims = [answer.verbatim for answer in response.answers if answer.verbatim]
    tried = [(readings[verbatim.id], verbatim.text) for verbatim in verbatims if verbatim.id in readings]
    read = [reading for reading, text in tried if reading.made_sense_of(text)]
    themes = {mention.theme.id: mention.theme for reading in read for mention in reading.mentions if mention.theme}
    # Several comments of one response: the unhappiest one is what the colleague has to know.
    label = min(read, key=lambda reading: reading.sentiment).label if read else "unread" if tried else None
    return Heard(response, [verbatim.text for verbatim in verbatims], label, list(themes.values()))


def _asked(session: Session, contact_id: int) -> list[Entry]:
    statement = (
        select(Invitation)
        .where(Invitation.contact_id == contact_id)
        .options(joinedload(Invitation.campaign))
        .order_by(Invitation.id.desc())
    )
    return [
        Entry(invitation.invited_at, "asked", text=invitation.campaign.name)
        for invitation in session.scalars(statement.limit(LIMIT))
    ]


def _answers(session: Session, which: ColumnElement[bool]) -> list[Entry]:
    statement = select(Response).where(which, Response.state == State.FINAL).options(*_WITH_WORDS)
    found = session.scalars(statement.order_by(Response.answered_at.desc()).limit(LIMIT))
    return [entry for response in found for entry in _states(response)]


def _states(response: Response) -> list[Entry]:
    """What an answer said at first and since each change, the newest first."""
    words = "\n\n".join(answer.verbatim.text for answer in response.answers if answer.verbatim)
    said = [*((each.score, each.comment or "") for each in response.revisions), (response.score, words)]
    times = [response.answered_at, *(each.at for each in response.revisions)]
    entries = []
    for number, (at, (score, text)) in enumerate(zip(times, said, strict=True)):
        before, words_before = said[number - 1] if number else (None, "")
        entries.append(
            Entry(
                at,
                "changed" if number else "answered",
                text=text,
                response=response,
                score=score,
                band=None if score is None else scores.band(response.metric, score),
                is_latest=number == len(response.revisions),
                survey=response.survey.title,
                detail={"before": before, "is_reworded": text != words_before},
            )
        )
    return entries[::-1]


def _case_events(session: Session, which: ColumnElement[bool]) -> list[Entry]:
    statement = (
        select(CaseEvent)
        .join(Case, Case.id == CaseEvent.case_id)
        .where(which)
        .options(joinedload(CaseEvent.user))
        .order_by(CaseEvent.id.desc())
    )
    events = list(session.scalars(statement.limit(LIMIT)))
    states = _message_states(session, [event.detail["message"] for event in events if "message" in event.detail])
    return [
        Entry(
            event.at,
            event.kind,
            by=event.user.name if event.user else None,
            text=event.text,
            case_id=event.case_id,
            detail=event.detail,
            message_state=states.get(event.detail.get("message", 0)),
        )
        for event in events
    ]


def _unsaid(events: Sequence[Entry], answered: Sequence[Entry]) -> list[Entry]:
    """The events without those of a change that the answer itself tells of."""
    told = {entry.response.id for entry in answered if entry.response and entry.kind == "changed"}
    return [
        event
        for event in events
        if event.kind != EventKind.REVISED or event.detail.get("is_more") or event.detail.get("response") not in told
    ]


def _message_states(session: Session, ids: Sequence[int]) -> dict[int, str]:
    return {message.id: message.state for message in session.scalars(select(Message).where(Message.id.in_(ids)))}


def _sorted(*groups: Sequence[Entry]) -> list[Entry]:
    # Within one instant what comes later in the flow (asked, answered, case) stands above; newest events come first.
    numbered = [
        (entry.at, group, -place, entry) for group, rows in enumerate(groups) for place, entry in enumerate(rows)
    ]
    return [entry for *_, entry in sorted(numbered, key=lambda row: row[:3], reverse=True)]
