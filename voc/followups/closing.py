"""What people do with a case: note, reply, call, hand over, close, take back.

Every form carries a key of its own; the same form sent twice acts once. The case is locked while somebody acts on it,
so an answer that joins just then is not closed away unseen.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voc.followups import addressed, history, mail, reached
from voc.followups.models import Case, CaseState, EventKind, Outcome
from voc.insights.models import Theme
from voc.staff.models import User

#: These outcomes say something about the customer that nobody can know without having spoken to them.
NEEDS_CONTACT = (Outcome.RECOVERED, Outcome.NOT_RECOVERED)


class NoAddress(Exception):
    """We know no address of this customer."""


class NobodySpoke(Exception):
    """This outcome needs a contact with the customer first; a letter that was refused, or that is held, is none."""


class NoReason(Exception):
    """Who closes a case without having contacted the customer says why."""


class AnsweredAgain(Exception):
    """The customer has said something new that whoever closes the case has not seen."""


class IsClosed(Exception):
    """The case is closed already."""


class HasNewerCase(Exception):
    """The same person has another case that is not closed."""


def note(session: Session, case: Case, by: User, text: str, *, key: str, now: datetime) -> None:
    """Keep a note for colleagues."""
    if not _is_new(session, case, key):
        return
    history.record(session, case, EventKind.NOTE, now, by=by, text=text, key=key)


def reply(session: Session, case: Case, by: User, text: str, *, key: str, now: datetime) -> None:
    """Write to the customer, who answers straight to the colleague. Raises `NoAddress`."""
    if not _is_new(session, case, key):
        return
    address = addressed.of(case)
    if address is None:
        raise NoAddress
    message = mail.queue_reply(session, case, by, address, text, reason_key=f"case-reply:{case.id}:{key}", now=now)
    if message is None:
        return
    history.record(session, case, EventKind.MAIL, now, by=by, text=text, key=key, message=message.id)
    _stop_clock(session, case, now)


def log_call(session: Session, case: Case, by: User, text: str, *, was_reached: bool, key: str, now: datetime) -> None:
    """Keep that we called. Only a call that reached the customer stops the clock; the others are counted."""
    if not _is_new(session, case, key):
        return
    history.record(session, case, EventKind.CALL, now, by=by, text=text, key=key, reached=was_reached)
    if was_reached:
        _stop_clock(session, case, now)


def assign(session: Session, case: Case, to: User, by: User, now: datetime) -> None:
    """Hand the case over; the new owner hears of it, unless they took it themselves. Raises `IsClosed`."""
    _lock(session, case)
    if case.state == CaseState.CLOSED:
        raise IsClosed
    if case.owner_id == to.id:
        return
    before, case.owner = case.owner, to
    event = history.record(session, case, EventKind.ASSIGNED, now, by=by, before=before.name, after=to.name)
    if to.id != by.id:
        mail.tell_owner(session, case, event, now)


def close(
    session: Session,
    case: Case,
    by: User,
    outcome: Outcome,
    *,
    root_cause: Theme | None,
    text: str,
    seen: int,
    now: datetime,
    can_send: bool = True,
) -> None:
    """Say how it ended and what was behind it.

    `can_send`: whether what waits in the outbox will leave at all. `seen` is `history.last_word` as the page showed it.
    Raises `IsClosed`, `AnsweredAgain`, `NobodySpoke`, `NoReason`.
    """
    _lock(session, case)
    if case.state == CaseState.CLOSED:
        raise IsClosed
    if history.last_word(session, case) > seen:
        raise AnsweredAgain
    heard = reached.of(session, Case.id == case.id).get(case.id)
    if outcome in NEEDS_CONTACT and (heard is None or heard.is_held or (heard.is_waited_for and not can_send)):
        raise NobodySpoke
    if case.contacted_at is None and not text.strip():
        raise NoReason
    case.state, case.outcome, case.closed_at = CaseState.CLOSED, outcome, now
    case.root_cause = root_cause
    cause = root_cause.id if root_cause else None
    history.record(session, case, EventKind.CLOSED, now, by=by, text=text, outcome=outcome, root_cause=cause)
    session.flush()


def reopen(session: Session, case: Case, by: User, text: str, now: datetime) -> None:
    """Take a closing back: the case is as it was before, its clock too. Raises `HasNewerCase`."""
    _lock(session, case)
    if case.state != CaseState.CLOSED:
        return
    if case.contact_id and _running_case_of(session, case):
        raise HasNewerCase
    case.state = CaseState.IN_CONTACT if case.contacted_at else CaseState.OPEN
    case.closed_at = case.outcome = None
    history.record(session, case, EventKind.REOPENED, now, by=by, text=text)


def _lock(session: Session, case: Case) -> None:
    columns = ["state", "owner_id", "contacted_at", "closed_at", "due_at", "outcome"]
    session.refresh(case, attribute_names=columns, with_for_update=True)


def _is_new(session: Session, case: Case, key: str) -> bool:
    _lock(session, case)
    return not history.has(session, case, key)


def _stop_clock(session: Session, case: Case, now: datetime) -> None:
    case.contacted_at = case.contacted_at or now
    if case.state == CaseState.OPEN:
        case.state = CaseState.IN_CONTACT
    session.flush()


def _running_case_of(session: Session, case: Case) -> int | None:
    running = select(Case.id).where(
        Case.workspace_id == case.workspace_id, Case.contact_id == case.contact_id, Case.state != CaseState.CLOSED
    )
    return session.scalar(running.limit(1))
