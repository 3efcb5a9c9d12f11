"""What the clock starts here."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from voc.core.jobs import job
from voc.notify import sending


@job(every=timedelta(minutes=1), once_per_slot=False)
def send_due_digests(session: Session, now: datetime) -> None:
    """Queue the digests whose hour has come."""
    sending.send_due(session, now)


JOBS = (send_due_digests,)
