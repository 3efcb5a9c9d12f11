"""Fills an empty demo, part by part, each part one commit.

Whoever fills claims the work first, for a few minutes, and again with each part: two processes never fill one demo,
and of one that was killed nothing stays, because whoever comes next begins by emptying it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, update
from sqlalchemy.orm import Session

from config import Settings
from voc.core import clock, jobs, weeks
from voc.core.db import give_way
from voc.core.weeks import Week
from voc.demo import founding, reporting, story, telling, wiping
from voc.demo.models import Filling
from voc.invitations.mail import Stationery
from voc.staff import audit
from voc.staff.models import Workspace

#: A filling that has said nothing for so long is taken over. A part takes seconds at most.
LEASE = timedelta(minutes=3)
#: Parts of a filling: the company, the weeks, the end.
PARTS = 1 + (story.WEEKS + 1) + 1
#: After so many parts others may write first. A part holds the database for a good half second.
EACH_TURN = 3

#: Called with how many of `PARTS` are done.
Progress = Callable[[int], None]


class Overtaken(Exception):
    """Somebody else took the filling over, or wiped the demo."""


def claim(session: Session, now: datetime) -> Filling | None:
    """Take the work on a demo that is not complete and that nobody is filling; the caller commits."""
    is_free = or_(Filling.claimed_until.is_(None), Filling.claimed_until < now)
    values = {"claimed_by": secrets.token_hex(8), "claimed_until": now + LEASE}
    return jobs.claim(session, Filling, and_(Filling.filled_at.is_(None), is_free), values)


def fill(
    session: Session, filling: Filling, settings: Settings, now: datetime, progress: Progress = lambda _: None
) -> None:
    """Fill a claimed demo; commits part by part. Raises `Overtaken`, and then leaves alone what is there.

    Interrupted by anything else it gives its claim back, so that the next one begins anew at once.
    """
    work = _Work(session, filling, progress)
    try:
        _fill(work, settings, now)
    except Overtaken:
        raise
    except BaseException:
        session.rollback()
        work.give_back()
        raise


def _fill(work: _Work, settings: Settings, now: datetime) -> None:
    session = work.session
    work.begin_part()
    workspace = session.get_one(Workspace, work.workspace_id, populate_existing=True)
    wiping.empty(session, workspace)
    told = story.tell(now, workspace.zone)
    cast = founding.found(session, workspace, told)
    work.end_part()
    teller = telling.Teller(session, told, cast, Stationery(settings))
    current = weeks.week_of(told.cut, workspace.zone)
    for n in range(story.WEEKS, -1, -1):
        _pass_week(work, teller, weeks.previous(current, n), now)
    work.begin_part()
    teller.end()
    reporting.backdate(session, workspace.id)
    reporting.subscribe(session, workspace, told)
    audit.record(session, "demo.filled", f"workspace:{workspace.id}", told.cut, workspace_id=workspace.id)
    work.finish(now)


def _pass_week(work: _Work, teller: telling.Teller, week: Week, now: datetime) -> None:
    """One week, its readings, and on the Monday after it the digests."""
    workspace = teller.cast.workspace
    work.begin_part()
    teller.go_on(weeks.bounds(week, workspace.zone)[1])
    if reporting.is_reported(teller.told, week):
        work.session.commit()
        reporting.read(work.session, workspace.id, now)
        work.begin_part()
    reporting.send_digests(work.session, workspace, teller.told, week)
    work.end_part()


class _Work:
    """The claim on one filling, kept as long as its parts go on."""

    def __init__(self, session: Session, filling: Filling, progress: Progress) -> None:
        self.session, self.workspace_id = session, filling.workspace_id
        self._mine = and_(Filling.id == filling.id, Filling.claimed_by == filling.claimed_by)
        self._progress, self._done = progress, 0

    def begin_part(self) -> None:
        """Keep the claim for another while. First thing in a transaction: whoever wipes then waits for its end."""
        self._set({"claimed_until": clock.now() + LEASE})

    def end_part(self) -> None:
        self.session.commit()
        self._done += 1
        if self._done % EACH_TURN == 0:
            give_way(self.session)
        self._progress(self._done)

    def finish(self, now: datetime) -> None:
        self._set({"claimed_until": None, "claimed_by": None, "filled_at": now})
        self.end_part()

    def give_back(self) -> None:
        self.session.execute(update(Filling).where(self._mine).values(claimed_until=None, claimed_by=None))
        self.session.commit()

    def _set(self, values: dict[str, object]) -> None:
        statement = update(Filling).where(self._mine).values(**values).returning(Filling.id)
        if self.session.scalar(statement.execution_options(synchronize_session=False)) is None:
            self.session.rollback()
            raise Overtaken
