"""When a customer has heard from us: a call when it was made, a letter when it has left.

The clock of a case stops when a colleague writes. But nobody has heard of what lies in the outbox, or was refused, so
whether a promise was kept is told by this.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, select
from sqlalchemy.orm import Session

from voc.core.outbox import Message
from voc.followups.models import Case, CaseEvent, EventKind

#: A letter that leaves so soon after it was written counts from then: how fast a mail server is, is not the colleague's
#: doing.
PROMPTLY = timedelta(hours=1)
#: Of a message, what became of it, without all that it says.
_LETTER = Message.id.label("letter"), Message.sent_at, Message.failed_at, Message.is_suppressed


@dataclass(frozen=True)
class Reached:
    """Where a case stands whose clock somebody has stopped."""

    #: None: all that went out is mail that has not left.
    at: datetime | None
    #: ... and no attempt to send it will be made any more.
    has_failed: bool = False


def of(session: Session, which: ColumnElement[bool]) -> dict[int, Reached]:
    """Of those cases among `which` whose clock is stopped: when their customers first heard from us."""
    stopped = session.execute(select(Case.id, Case.contacted_at).where(which, Case.contacted_at.is_not(None)))
    contacts: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    # Since the clock stopped: who is unhappy again has heard nothing about that by what was said before.
    since = and_(CaseEvent.case_id == Case.id, CaseEvent.at >= Case.contacted_at)
    letter = and_(CaseEvent.kind == EventKind.MAIL, CaseEvent.detail["message"].as_integer() == Message.id)
    for row in session.execute(
        select(Case.id, CaseEvent.at, CaseEvent.kind, CaseEvent.detail, *_LETTER)
        .join(CaseEvent, since)
        .outerjoin(Message, letter)
        .where(which, CaseEvent.kind.in_((EventKind.MAIL, EventKind.CALL)))
    ):
        contacts[row.id].append(row)
    return {case_id: _first(at, contacts[case_id]) for case_id, at in stopped if at}


def _first(stopped_at: datetime, contacts: list[Row[Any]]) -> Reached:
    heard = [at for row in contacts if (at := _heard_at(row))]
    if heard:
        return Reached(min(heard))
    waiting = [row for row in contacts if row.letter]
    if waiting:
        return Reached(None, has_failed=all(row.failed_at for row in waiting))
    return Reached(stopped_at)


def _heard_at(contact: Row[Any]) -> datetime | None:
    at: datetime = contact.at
    sent_at: datetime | None = contact.sent_at
    if contact.kind == EventKind.CALL:
        return at if contact.detail.get("reached") else None
    if contact.is_suppressed:  # A demo's colleagues keep their word too.
        return at
    return at if sent_at and sent_at - at <= PROMPTLY else sent_at
