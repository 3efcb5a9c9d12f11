"""What the clock starts here."""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy.orm import Session

from voc.core.db import give_way
from voc.core.jobs import Job, job
from voc.invitations import sending
from voc.invitations.mail import Stationery

#: Then other jobs get their turn: the mail that is written has to be delivered too.
MOST_BATCHES = 20


@job(every=timedelta(seconds=2), once_per_slot=False)
def send_invitations(session: Session, now: datetime) -> None:
    """Ask the next contacts of running campaigns; any number of workers may do so at once."""
    stationery = Stationery(current_app.config["VOC"])
    for _ in range(MOST_BATCHES):
        if not sending.send_next(session, stationery, now):
            break
        session.commit()
        give_way(session)


JOBS: tuple[Job, ...] = (send_invitations,)
