"""Cases of somebody who no longer works here, or no longer with cases, go to a colleague: none is nobody's."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from voc.followups import history, mail, routing
from voc.followups.models import Case, CaseState, EventKind
from voc.staff.models import Membership, User


def hand_on_next(session: Session, now: datetime) -> Case | None:
    """Give one such case to whoever would get it if it were opened now, and tell them; None when there is none."""
    statement = select(Case).where(Case.state != CaseState.CLOSED, ~_owner_takes_cases())
    case = session.scalars(statement.order_by(Case.due_at).limit(1).with_for_update(of=Case, skip_locked=True)).first()
    if case is None:
        return None
    before = case.owner
    case.owner = routing.owner_for(session, case.team, case.account, now)
    event = history.record(session, case, EventKind.ASSIGNED, now, before=before.name, after=case.owner.name)
    mail.tell_owner(session, case, event, now)
    return case


def _owner_takes_cases() -> ColumnElement[bool]:
    membership = select(Membership.id).join(User, User.id == Membership.user_id)
    return membership.where(
        Membership.user_id == Case.owner_id,
        Membership.workspace_id == Case.workspace_id,
        Membership.role.in_(routing.CASE_ROLES),
        User.is_active,
    ).exists()
