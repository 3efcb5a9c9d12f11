"""What the clock starts here."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from voc.core.jobs import Job, job
from voc.followups import handing_on, opening


@job(every=timedelta(seconds=2), once_per_slot=False)
def open_cases(session: Session, now: datetime) -> None:
    """Look at what customers have said since the last time, oldest first."""
    while opening.pass_over(session, now):
        session.commit()
    opening.screen(session, now)


@job(every=timedelta(minutes=1), once_per_slot=False)
def hand_cases_on(session: Session, now: datetime) -> None:
    """Find a colleague for every case whose owner is no longer there."""
    while handing_on.hand_on_next(session, now):
        session.commit()


JOBS: tuple[Job, ...] = (open_cases, hand_cases_on)
