"""What the clock starts here."""

from __future__ import annotations

import importlib
from datetime import datetime, timedelta
from types import ModuleType

from sqlalchemy.orm import Session

from voc.core.jobs import job


def _reading() -> ModuleType:
    # The engine loads with this module, some 100 MB that a web process, which also lists the jobs, must not carry.
    return importlib.import_module("voc.insights.reading")


@job(every=timedelta(seconds=2), once_per_slot=False)
def read_verbatims(session: Session, now: datetime) -> None:
    """Read what customers have written since."""
    _reading().read_waiting(session, now)


@job(every=timedelta(minutes=1))
def reread_verbatims(session: Session, now: datetime) -> None:
    """After an upgrade of the engine, read everything again."""
    _reading().reread_outdated(session, now)


JOBS = (read_verbatims, reread_verbatims)
