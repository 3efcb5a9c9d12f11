"""What the clock starts here."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from voc.core.jobs import Job, job
from voc.intake import receiving

#: How long a body is kept after it was mapped, to see what another system really sent.
KEPT = timedelta(days=90)


@job(every=timedelta(days=1))
def forget_old_bodies(session: Session, now: datetime) -> None:
    """Blank bodies that were mapped and are old, or whose answer is gone."""
    receiving.forget(session, now - KEPT)


JOBS: tuple[Job, ...] = (forget_old_bodies,)
