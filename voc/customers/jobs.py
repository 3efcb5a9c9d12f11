"""What the clock starts here."""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy.orm import Session

from voc.core.jobs import Job, job
from voc.customers import uploads


@job(every=timedelta(hours=1))
def forget_uploads(session: Session, now: datetime) -> None:
    """Delete files of contacts that nobody confirmed within a day, and day-old reports of imports."""
    uploads.forget(current_app.config["VOC"].data / "uploads", now - timedelta(days=1))


JOBS: tuple[Job, ...] = (forget_uploads,)
