"""What the clock starts here."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy.orm import Session

from voc.core.jobs import job
from voc.demo import filling


@job(every=timedelta(seconds=5), once_per_slot=False)
def fill_demo(session: Session, now: datetime) -> None:
    """Fill a demo that was asked for on the setup page, or whose filling was interrupted."""
    if claimed := filling.claim(session, now):
        session.commit()
        filling.fill(session, claimed, current_app.config["VOC"], now)


JOBS = (fill_demo,)
