"""What the clock starts here."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from voc.core.jobs import job
from voc.insights import reading


@job(every=timedelta(seconds=2), once_per_slot=False)
def read_verbatims(session: Session, now: datetime) -> None:
    """Read what customers have written since."""
    reading.read_waiting(session, now)


@job(every=timedelta(minutes=1))
def reread_verbatims(session: Session, now: datetime) -> None:
    """After an upgrade of the engine, read everything again."""
    reading.reread_outdated(session, now)


JOBS = (read_verbatims, reread_verbatims)
