"""Cases whose customer was written to and cannot have heard of it: the letter has not left.

The clock stops when somebody writes, since what a mail server does afterwards is not the colleague's doing; but a case
is not called contacted in time while every word of ours still lies in the outbox, or was refused.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from voc.core.outbox import Message
from voc.followups.models import Case, CaseEvent, EventKind

_letter = CaseEvent.detail["message"].as_integer() == Message.id
#: Since the clock stopped: who is unhappy again has heard nothing about that by what was said before.
_since = and_(CaseEvent.case_id == Case.id, CaseEvent.at >= Case.contacted_at)
_stays = and_(Message.sent_at.is_(None), ~Message.is_suppressed)


def is_unsent() -> ColumnElement[bool]:
    """Whether all that went out to the customer of a `Case` is mail that has not left."""
    spoke = and_(CaseEvent.kind == EventKind.CALL, CaseEvent.detail["reached"].as_boolean())
    was_heard = or_(_has_mail(~_stays), select(CaseEvent.id).where(_since, spoke).correlate(Case).exists())
    return and_(Case.contacted_at.is_not(None), _has_mail(_stays), ~was_heard)


def of(session: Session, case_ids: Iterable[int]) -> dict[int, bool]:
    """Of these cases, those that `is_unsent`, and whether no attempt will be made any more."""
    may_leave = _has_mail(and_(_stays, Message.failed_at.is_(None)))
    statement = select(Case.id, ~may_leave).where(Case.id.in_(list(case_ids)), is_unsent())
    return {case_id: bool(has_failed) for case_id, has_failed in session.execute(statement)}


def _has_mail(which: ColumnElement[bool]) -> ColumnElement[bool]:
    mail = select(CaseEvent.id).join(Message, _letter)
    return mail.where(_since, CaseEvent.kind == EventKind.MAIL, which).correlate(Case).exists()
