"""Many units of work in one commit: who stands first in line does it for all who wait behind.

A commit at full durability waits for the disk, and the disk takes as long for fifty answers as for one. So requests
queue what they want done; the first opens a transaction, does everything that waits by then, commits once, and each
goes on after that commit with its own result or its own error. There is no thread for it: nothing has to be started
after a fork, nothing can die unseen, and a server that lets its requests finish has drained the line.

What is queued is plain values: it may be done in another request's thread.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from voc.core import db

log = logging.getLogger(__name__)

Work = TypeVar("Work")
Result = TypeVar("Result")

#: Done in one transaction: what waits longer than others must not wait for more than these.
MOST_AT_ONCE = 64
#: In line at once. Beyond it, a refusal now is better than an answer after the browser has given up.
MOST_WAITING = 256
#: How long somebody stands in line before they are told to come back later, in seconds.
PATIENCE_SECONDS = 15.0
#: How long many wait for a row that another transaction holds, before each goes on by itself. PostgreSQL only.
LOCK_SECONDS = 2


class Busy(Exception):
    """There is no room now. Nothing was kept; the same a little later is fine."""


class Unable(Busy):
    """The database cannot take it now, as when a disk is full or a connection is lost."""


#: Does all of it in the session, and says for each what came of it; an error that it returns is raised to that one
#: alone. What it raises itself counts for nobody: everything is taken back, and each is done by itself.
DoAll = Callable[[Session, Sequence[Work]], Sequence[Result | Exception]]


@dataclass(eq=False)
class _Place(Generic[Work, Result]):
    """Somebody's place in the line."""

    work: Work
    #: Set when there is something to do: lead, or go on.
    called: threading.Event = field(default_factory=threading.Event)
    leads: bool = False
    #: What came of it; nothing yet, or nothing at all where each must be done alone.
    outcome: list[Result | Exception] = field(default_factory=list)


class GroupCommit(Generic[Work, Result]):
    """One line, of one process and one database."""

    def __init__(
        self,
        do_all: DoAll[Work, Result],
        *,
        most_at_once: int = MOST_AT_ONCE,
        most_waiting: int = MOST_WAITING,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._do_all = do_all
        self._most_at_once, self._most_waiting, self._patience = most_at_once, most_waiting, patience
        self._lock = threading.Lock()
        self._line: deque[_Place[Work, Result]] = deque()
        self._is_led = False

    def do(self, session_here: Callable[[], Session], work: Work) -> Result:
        """Have it done and committed. The session is that of this thread, asked for only by who needs it.

        It must have no transaction open: who waits in line with one would keep the leader from writing.
        Raises `Busy`, the error that belongs to this work, or whatever doing it alone raises.
        """
        place = self._queue(work)
        if not place.leads:
            self._wait(place)
        if place.leads:
            self._lead(session_here(), place)
        if not place.outcome:
            return self._alone(session_here(), work)
        return _given(place.outcome[0])

    def _queue(self, work: Work) -> _Place[Work, Result]:
        place = _Place[Work, Result](work)
        with self._lock:
            if len(self._line) >= self._most_waiting:
                raise Busy
            self._line.append(place)
            place.leads = not self._is_led
            self._is_led = True
        return place

    def _wait(self, place: _Place[Work, Result]) -> None:
        if place.called.wait(self._patience):
            return
        with self._lock:
            if place in self._line and not place.leads:
                self._line.remove(place)
                raise Busy
        place.called.wait()  # It is just being done.

    def _lead(self, session: Session, mine: _Place[Work, Result]) -> None:
        batch: list[_Place[Work, Result]] = []
        try:
            with db.turn_to_write(session):
                session.connection()
                # Only now: whoever came while we waited for the turn goes along, or could still leave.
                batch = self._next_batch()
                outcomes = self._do(session, [place.work for place in batch])
            for place, outcome in zip(batch, outcomes, strict=True):
                place.outcome.append(outcome)
        except Exception as error:
            session.rollback()
            if len(batch) > 1:
                log.warning("batch_failed", exc_info=True, extra={"size": len(batch)})
            elif not isinstance(error, IntegrityError):
                mine.outcome.append(_for_now(error))
            # Another process was first with the same row: done once more, alone, it meets the row that is there.
        finally:
            self._hand_over(mine)
            for place in batch:
                place.called.set()

    def _next_batch(self) -> list[_Place[Work, Result]]:
        with self._lock:
            return [self._line.popleft() for _ in range(min(len(self._line), self._most_at_once))]

    def _hand_over(self, mine: _Place[Work, Result]) -> None:
        with self._lock:
            if mine in self._line:  # The transaction could not even begin.
                self._line.remove(mine)
            self._is_led = bool(self._line)
            if self._is_led:
                self._line[0].leads = True
                self._line[0].called.set()

    def _do(self, session: Session, work: Sequence[Work]) -> Sequence[Result | Exception]:
        if len(work) > 1 and db.dialect_name(session) == "postgresql":
            # One row that somebody holds must not hold up all.
            session.execute(text(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'"))
        outcomes = self._do_all(session, work)
        session.commit()
        return outcomes

    def _alone(self, session: Session, work: Work) -> Result:
        try:
            with db.turn_to_write(session):
                [outcome] = self._do(session, [work])
        except OperationalError as error:
            session.rollback()
            raise _for_now(error) from error
        except BaseException:
            session.rollback()
            raise
        return _given(outcome)


def _given(outcome: Result | Exception) -> Result:
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def _for_now(error: Exception) -> Exception:
    """The refusal where the database could not do it, which may pass; what is wrong with the work itself stays so."""
    if not isinstance(error, OperationalError):
        return error
    if db.is_locked_out(error):
        log.warning("lock_not_to_be_had")
        refusal = Busy()
    else:
        log.error("nothing_stored", exc_info=error)
        refusal = Unable()
    refusal.__cause__ = error
    return refusal
