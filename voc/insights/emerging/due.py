"""Which week of a workspace is to be looked at next. Needs no engine, so that pages may say what is still to come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from voc.core import weeks
from voc.core.weeks import Week
from voc.insights.models import EmergingWeek
from voc.insights.results import Period
from voc.responses.models import Response, State, Verbatim

#: What a week is compared with, as in the digest.
WEEKS_BEFORE = 13
#: So long the reading and indexing of a week's last words are waited for; then what there is must do.
PATIENCE = timedelta(days=1)


@dataclass(frozen=True)
class Due:
    """A week of a workspace that has not been looked at with the verbatims that there are now."""

    workspace_id: int
    zone: str
    week: Week
    verbatims: int
    #: How many of them are not read or indexed yet.
    waiting: int = 0

    def period(self, before: int = 0) -> Period:
        """The week so many weeks before it, on the workspace's clock."""
        return Period(*weeks.bounds(weeks.previous(self.week, before), self.zone))

    def may_begin(self, now: datetime) -> bool:
        """Whether its words are read, or have been waited for long enough."""
        return not self.waiting or now >= self.period().end + PATIENCE


def find(session: Session, workspace_id: int, zone: str, now: datetime) -> Due | None:
    """The last full week of a workspace; None where there is nothing to look at."""
    week = weeks.previous(weeks.week_of(now, zone))
    due = Due(workspace_id, zone, week, 0)
    whole = Period(due.period(WEEKS_BEFORE).start, due.period().end)
    there, in_week, waiting = _counts(session, workspace_id, whole, due.period())
    known = select(EmergingWeek.verbatims).where(EmergingWeek.workspace_id == workspace_id)
    if not in_week or session.scalar(known.where(EmergingWeek.week == str(week))) == there:
        return None
    return replace(due, verbatims=there, waiting=waiting)


def _counts(session: Session, workspace_id: int, whole: Period, week: Period) -> tuple[int, int, int]:
    """Verbatims of all the weeks, of the week, and those of all that are not read or indexed yet."""
    waits = or_(Verbatim.read_at.is_(None), Verbatim.indexed_at.is_(None))
    counts = select(func.count(), func.count().filter(week.holds), func.count().filter(waits))
    counts = counts.select_from(Response).join(Verbatim, Verbatim.response_id == Response.id)
    there, in_week, waiting = session.execute(counts.where(*final(workspace_id, whole))).one()
    return there, in_week, waiting


def final(workspace_id: int, period: Period) -> list[Any]:
    """The final answers of a workspace in a period."""
    return [Response.workspace_id == workspace_id, Response.state == State.FINAL, period.holds]
