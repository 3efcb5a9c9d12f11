"""What the clock starts here."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from voc.core.jobs import Job, job
from voc.responses import provisional


@job(every=timedelta(minutes=1))
def settle_clicks(session: Session, now: datetime) -> None:
    """Decide about clicks that have been quiet for a while."""
    provisional.settle(session, now)


JOBS: tuple[Job, ...] = (settle_clicks,)
