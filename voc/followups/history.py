"""What happened to a case, kept for ever: events are only added."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voc.followups.models import Case, CaseEvent, EventKind
from voc.staff.models import User

#: Events by which the customer said something.
_BY_CUSTOMER = CaseEvent.kind.in_((EventKind.OPENED, EventKind.JOINED, EventKind.REVISED, EventKind.WROTE))
#: Events with which a case becomes somebody's.
_GIVEN = CaseEvent.kind.in_((EventKind.OPENED, EventKind.REOPENED, EventKind.ASSIGNED))


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
    newest = select(CaseEvent.id).where(CaseEvent.case_id == case.id, _BY_CUSTOMER)
    return session.scalar(newest.order_by(CaseEvent.id.desc()).limit(1)) or 0


def given(session: Session, case: Case) -> CaseEvent | None:
    """The event by which the case became its owner's."""
    newest = select(CaseEvent).where(CaseEvent.case_id == case.id, _GIVEN)
    return session.scalars(newest.order_by(CaseEvent.id.desc()).limit(1)).first()


def heard_at(session: Session, case: Case, response_id: int) -> datetime:
    """When the case last took note of what this response says; when it was opened, where no event tells."""
    of_it = CaseEvent.detail["response"].as_integer() == response_id
    newest = select(func.max(CaseEvent.at)).where(CaseEvent.case_id == case.id, _BY_CUSTOMER, of_it)
    return session.scalar(newest) or case.opened_at
