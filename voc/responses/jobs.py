"""What the clock starts here."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from voc.core.jobs import Job, job
from voc.responses import provisional
from voc.responses.photos import keeping


@job(every=timedelta(minutes=1))
def settle_clicks(session: Session, now: datetime) -> None:
    """Decide about clicks that have been quiet for a while."""
    provisional.settle(session, now)


@job(every=timedelta(hours=1))
def forget_photos(session: Session, now: datetime) -> None:
    """Drop photos that came without an answer."""
    keeping.forget(session, now)


JOBS: tuple[Job, ...] = (settle_clicks, forget_photos)
