"""Dies on purpose at a named boundary, so that tests can see what a crash leaves behind.

Armed by `VOC_FAILPOINT=<where>:<before|after>#<n>`, for example `core.delivery.deliver_messages:before#2`: the process
kills itself right before its second commit inside that job. Where is a job's name or a page's endpoint; n counts from 1
the commits that change something; a job that runs once in each interval counts taking and finishing its slot too.
Unarmed, nothing is listening and nothing costs anything.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from flask import has_request_context, request
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

#: The job that is running; jobs say so, pages are known by their endpoint.
doing: ContextVar[str] = ContextVar("doing", default="")

_armed: set[str] = set()

#: Told where a commit happens, its number there, and the side of it: `before` or `after`.
Listener = Callable[[str, int, str], None]

#: Who is told, with how many commits each has been told of where.
_listeners: list[tuple[Listener, Counter[str]]] = []
#: Where the commit happens that has begun.
_last: ContextVar[str | None] = ContextVar("last", default=None)


def arm(failpoint: str) -> None:
    """Die at the named boundary. Once armed in a process, always."""
    if not failpoint or failpoint in _armed:
        return
    _armed.add(failpoint)
    boundary, _, number = failpoint.partition("#")
    where, _, side = boundary.partition(":")

    def die_there(*here: str | int) -> None:
        if here == (where, int(number or 1), side):
            os.kill(os.getpid(), signal.SIGKILL)

    listen(die_there)


def listen(tell: Listener) -> None:
    """Tell of both sides of every commit that changes something, in this process from now on."""
    if not _listeners:
        # The engine speaks right before the database is told to commit, the session when that is done.
        event.listen(Engine, "after_cursor_execute", _note_changes)
        event.listen(Engine, "rollback", _changes_of)
        event.listen(Engine, "commit", _before)
        event.listen(Session, "after_commit", _after)
    _listeners.append((tell, Counter()))


def _before(connection: Connection) -> None:
    _last.set(None)
    if not _changes_of(connection):
        return
    where = (request.endpoint or "") if has_request_context() else doing.get()
    _last.set(where)
    for tell, commits in _listeners:
        commits[where] += 1
        tell(where, commits[where], "before")


def _after(session: Session) -> None:
    where = _last.get()
    _last.set(None)
    if where is not None:
        for tell, commits in _listeners:
            tell(where, commits[where], "after")


def _note_changes(connection: Connection, cursor: Any, statement: str, *_: object) -> None:
    if connection.dialect.name == "postgresql" and statement.startswith(("INSERT", "UPDATE", "DELETE")):
        connection.info["changes"] = connection.info.get("changes", 0) + max(0, cursor.rowcount)


def _changes_of(connection: Connection) -> int:
    """How many rows this transaction has changed; asked once, when it ends."""
    if connection.dialect.name == "postgresql":
        return int(connection.info.pop("changes", 0))
    # SQLite's cursors do not know how many rows came of RETURNING until the last one was fetched.
    total = int(connection.connection.dbapi_connection.total_changes)  # type: ignore[union-attr]
    before, connection.info["changes"] = connection.info.get("changes", 0), total
    return int(total - before)
