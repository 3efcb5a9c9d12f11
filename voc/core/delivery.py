"""The job that delivers the outbox, through whatever transport `create_app` registered."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask, current_app
from sqlalchemy.orm import Session

from voc.core import outbox, throttle
from voc.core.jobs import job
from voc.core.outbox import Transport


def register(app: Flask, transport: Transport | None) -> None:
    """Say how messages leave; None keeps them in the outbox."""
    app.extensions["voc_transport"] = transport


@job(every=timedelta(seconds=2), once_per_slot=False)
def deliver_messages(session: Session, now: datetime) -> None:
    """Send what waits, if this server can send mail at all."""
    transport: Transport | None = current_app.extensions["voc_transport"]
    if transport is not None:
        outbox.deliver_waiting(session, now, transport)


@job(every=timedelta(hours=1))
def forget_tries(session: Session, now: datetime) -> None:
    """Drop throttle counts older than two days."""
    throttle.forget(session, now - timedelta(days=2))


JOBS = (deliver_messages, forget_tries)
