"""When a customer has heard from us: a call when it was made, a letter when it has left.

The clock of a case stops when a colleague writes. But nobody has heard of what lies in the outbox, or was refused, so
whether a promise was kept is told by this.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select
from sqlalchemy.orm import Session

from voc.core.outbox import Message
from voc.followups.models import Case, CaseEvent, EventKind

#: A letter that leaves so soon after it was written counts from then: how fast a mail server is, is not the colleague's
#: doing.
PROMPTLY = timedelta(hours=1)
#: Mail leaves within seconds; what is still here after so long is not being sent.
IN_A_MOMENT = timedelta(minutes=5)
#: Of a message, what became of it, without all that it says.
_LETTER = (
    Message.id.label("letter"),
    Message.attempts,
    Message.sent_at,
    Message.failed_at,
    Message.held_at,
    Message.is_suppressed,
)
#: Since the clock stopped: who is unhappy again has heard nothing about that by what was said before.
_SINCE = and_(CaseEvent.case_id == Case.id, CaseEvent.at >= Case.contacted_at)
_OF_EVENT = and_(CaseEvent.kind == EventKind.MAIL, CaseEvent.detail["message"].as_integer() == Message.id)


@dataclass(frozen=True)
class Reached:
    """Where a case stands whose clock somebody has stopped."""

    #: None: all that went out is mail that has not left.
    at: datetime | None
    #: ... and no attempt to send it will be made any more.
    has_failed: bool = False
    #: ... and none will be before a colleague releases it.
    is_held: bool = False
    #: When the newest mail was written that is at its first try, or before it.
    written_at: datetime | None = None

    @property
    def is_waited_for(self) -> bool:
        """Whether we have written, and the customer has heard nothing yet."""
        return self.at is None

    def is_being_sent(self, now: datetime) -> bool:
        """Whether what we wrote was written just now, so that it leaves in a moment, if mail leaves here at all."""
        return self.at is None and self.written_at is not None and now - self.written_at <= IN_A_MOMENT


def of(session: Session, which: ColumnElement[bool]) -> dict[int, Reached]:
    """Of those cases among `which` whose clock is stopped: when their customers first heard from us."""
    stopped = session.execute(select(Case.id, Case.contacted_at).where(which, Case.contacted_at.is_not(None)))
    contacts: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for row in session.execute(
        select(Case.id, CaseEvent.at, CaseEvent.kind, CaseEvent.detail, *_LETTER)
        .join(CaseEvent, _SINCE)
        .outerjoin(Message, _OF_EVENT)
        .where(which, CaseEvent.kind.in_((EventKind.MAIL, EventKind.CALL)))
    ):
        contacts[row.id].append(row)
    return {case_id: _first(at, contacts[case_id]) for case_id, at in stopped if at}


def is_waited_for() -> ColumnElement[bool]:
    """The neighbour of `of` in SQL: a colleague has stopped the clock by mail alone, and none of it has left."""
    called = _contacts().where(CaseEvent.kind == EventKind.CALL, CaseEvent.detail["reached"].as_boolean())
    has_left = or_(Message.sent_at.is_not(None), Message.is_suppressed)
    left = _letters().where(has_left)
    return and_(Case.contacted_at.is_not(None), _letters().exists(), ~left.exists(), ~called.exists())


def is_stuck() -> ColumnElement[bool]:
    """The same, and nothing of it will leave by itself."""
    by_itself = _letters().where(Message.failed_at.is_(None), Message.held_at.is_(None))
    return and_(is_waited_for(), ~by_itself.exists())


def _contacts() -> Select[Any]:
    return select(CaseEvent.id).where(_SINCE).correlate(Case)


def _letters() -> Select[Any]:
    return _contacts().join(Message, _OF_EVENT)


def _first(stopped_at: datetime, contacts: list[Row[Any]]) -> Reached:
    heard = [at for row in contacts if (at := _heard_at(row))]
    if heard:
        return Reached(min(heard))
    waiting = [row for row in contacts if row.letter]
    if waiting:
        return Reached(
            None,
            has_failed=all(row.failed_at for row in waiting),
            is_held=all(row.failed_at or row.held_at for row in waiting),
            written_at=max((row.at for row in waiting if _is_at_first_try(row)), default=None),
        )
    return Reached(stopped_at)


def _is_at_first_try(letter: Row[Any]) -> bool:
    # A try is counted when it begins.
    return letter.attempts <= 1 and not (letter.failed_at or letter.held_at)


def _heard_at(contact: Row[Any]) -> datetime | None:
    at: datetime = contact.at
    sent_at: datetime | None = contact.sent_at
    if contact.kind == EventKind.CALL:
        return at if contact.detail.get("reached") else None
    if contact.is_suppressed:  # A demo's colleagues keep their word too.
        return at
    return at if sent_at and sent_at - at <= PROMPTLY else sent_at
