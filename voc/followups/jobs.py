"""What the clock starts here."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from voc.core.jobs import Job, job
from voc.followups import opening


@job(every=timedelta(seconds=2), once_per_slot=False)
def open_cases(session: Session, now: datetime) -> None:
    """Look at what customers have said since the last time, oldest first."""
    while opening.pass_over(session, now):
        session.commit()
    while opening.screen_next(session, now):
        session.commit()  # The mark on the response and its case land together, or neither does.


JOBS: tuple[Job, ...] = (open_cases,)
