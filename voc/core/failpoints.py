"""Dies on purpose at a named boundary, so that tests can see what a crash leaves behind.

Armed by `VOC_FAILPOINT=<where>:<before|after>#<n>`, for example `core.delivery.deliver_messages:before#3`: the process
kills itself right before its third commit inside that job. Where is a job's name or a page's endpoint; n counts from 1,
and a job that runs once in each interval counts the commits that take and finish its slot too.
Unarmed, nothing is listening and nothing costs anything.
"""

from __future__ import annotations

import itertools
import os
import signal
from contextvars import ContextVar

from flask import has_request_context, request
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

#: The job that is running; jobs say so, pages are known by their endpoint.
doing: ContextVar[str] = ContextVar("doing", default="")

_armed: set[str] = set()


def here() -> str:
    """Whose commits these are: a page's endpoint or a job's name; empty elsewhere."""
    return (request.endpoint or "") if has_request_context() else doing.get()


def arm(failpoint: str) -> None:
    """Listen for the named boundary. Once armed in a process, always."""
    if not failpoint or failpoint in _armed:
        return
    _armed.add(failpoint)
    boundary, _, number = failpoint.partition("#")
    where, _, side = boundary.partition(":")
    passes = itertools.count(1)

    def reach() -> None:
        if here() == where and next(passes) == int(number or 1):
            os.kill(os.getpid(), signal.SIGKILL)

    if side == "before":
        event.listen(Engine, "commit", lambda connection: reach())
    else:
        event.listen(Session, "after_commit", lambda session: None if session.in_nested_transaction() else reach())
