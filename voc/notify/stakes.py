"""Who waits for us, and what they are worth: the cases of a workspace as they were at one moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from voc.core import weeks
from voc.customers.models import Account
from voc.followups import reached
from voc.followups.models import Case, CaseResponse, Outcome
from voc.insights.results import Period
from voc.notify.content import Loop, Stakes
from voc.responses.models import Response
from voc.staff.models import Workspace

RENEWS_WITHIN = timedelta(days=90)


def loop(session: Session, workspace_id: int, week: Period, at: datetime) -> Loop:
    """What waits at that moment beyond sundown, and what the week's cases came to."""
    opened = _within(Case.opened_at, week)
    closed = _within(Case.closed_at, week)
    mine = and_(Case.workspace_id == workspace_id, Case.opened_at <= at)
    is_running = _is_not_closed(at)
    n_opened, n_closed, n_recovered = session.execute(
        select(
            func.count().filter(opened),
            func.count().filter(closed),
            func.count().filter(closed, Case.outcome == Outcome.RECOVERED),
        ).where(mine)
    ).one()
    concerned = and_(mine, or_(is_running, opened))
    columns = Case.id, Case.due_at, is_running.label("is_running"), opened.label("is_of_week")
    heard = reached.of(session, concerned)
    overdue = not_yet_due = due = kept = 0
    for case_id, due_at, is_open, is_of_week in session.execute(select(*columns).where(concerned)):
        heard_at = heard[case_id].at if case_id in heard else None
        has_heard = heard_at is not None and heard_at <= at
        in_time = heard_at is not None and heard_at <= min(due_at, at)
        overdue += bool(is_open) and not has_heard and due_at <= at
        not_yet_due += bool(is_open) and not has_heard and due_at > at
        due += bool(is_of_week) and (due_at <= at or in_time)
        kept += bool(is_of_week) and in_time
    return Loop(overdue, n_opened, due, kept, n_closed, n_recovered, not_yet_due)


def stakes(session: Session, workspace: Workspace, zone: str, at: datetime) -> Stakes:
    """The accounts with a case of a detractor that was not closed then: each once, however many cases it has.

    A reply does not make it less: whether it has helped is said when the case is closed.
    """
    today = weeks.local(at, zone).date()
    renews = and_(Account.renews_on >= today, Account.renews_on <= today + RENEWS_WITHIN)
    known = select(Account.revenue, case((renews, 1), else_=0)).where(
        Account.id.in_(_detractors(workspace.id, at, Case.account_id)), Account.revenue.is_not(None)
    )
    worth = [(Decimal(revenue or 0), bool(is_renewing)) for revenue, is_renewing in session.execute(known)]
    renewing = [revenue for revenue, is_renewing in worth if is_renewing]
    unknown, without_account = _unknown(session, workspace.id, at)
    return Stakes(
        currency=workspace.currency,
        revenue=str(sum((revenue for revenue, _ in worth), Decimal())),
        accounts=len(worth),
        renewing_revenue=str(sum(renewing, Decimal())),
        renewing=len(renewing),
        unknown=unknown,
        without_account=without_account,
    )


def _unknown(session: Session, workspace_id: int, at: datetime) -> tuple[int, int]:
    """How many accounts have no revenue, and how many cases no account."""
    rows = select(func.count(Case.account_id.distinct()), func.count().filter(Case.account_id.is_(None)))
    rows = rows.select_from(Case).outerjoin(Account, Account.id == Case.account_id)
    rows = rows.where(Case.id.in_(_detractors(workspace_id, at, Case.id)), Account.revenue.is_(None))
    unknown, without_account = session.execute(rows).one()
    return unknown, without_account


def _detractors(workspace_id: int, at: datetime, column: Any) -> Select[Any]:
    """A column of the cases that are not closed at that moment and about a detractor's answer."""
    about = select(CaseResponse.id).join(CaseResponse.response)
    about = about.where(CaseResponse.case_id == Case.id, Response.band == "detractor")
    return select(column).where(
        Case.workspace_id == workspace_id, Case.opened_at <= at, _is_not_closed(at), about.exists()
    )


def _is_not_closed(at: datetime) -> ColumnElement[bool]:
    return or_(Case.closed_at.is_(None), Case.closed_at > at)


def _within(column: Any, period: Period) -> ColumnElement[bool]:
    return and_(column >= period.start, column < period.end)
