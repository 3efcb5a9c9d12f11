"""What happened to a case, kept for ever: events are only added."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voc.followups.models import Case, CaseEvent, EventKind
from voc.staff.models import User


def record(
    session: Session,
    case: Case,
    kind: EventKind,
    now: datetime,
    *,
    by: User | None = None,
    text: str = "",
    **detail: Any,
) -> CaseEvent:
    """Keep that this happened to the case; `by` is None for what the clock or the customer did."""
    event = CaseEvent(
        case_id=case.id, at=now, user_id=by.id if by else None, kind=kind, text=text.strip(), detail=detail
    )
    session.add(event)
    session.flush()
    return event


def has(session: Session, case: Case, key: str) -> bool:
    """Whether the form with this key has left its event already: the same form sent twice acts once."""
    of_form = CaseEvent.detail["key"].as_string() == key
    return session.scalar(select(CaseEvent.id).where(CaseEvent.case_id == case.id, of_form).limit(1)) is not None


def last_word(session: Session, case: Case) -> int:
    """The id of the newest event by which the customer said something; 0 when there is none."""
    by_customer = CaseEvent.kind.in_((EventKind.OPENED, EventKind.JOINED, EventKind.REVISED))
    newest = select(CaseEvent.id).where(CaseEvent.case_id == case.id, by_customer)
    return session.scalar(newest.order_by(CaseEvent.id.desc()).limit(1)) or 0
