"""Work that the clock starts: jobs, who runs which slot, and the one verb by which a job takes a row.

The truth is in the database: a job's slot is claimed by one statement that only one process can win, with a lease, so
any number of workers may run and a dead one's slot is taken over. Jobs hold no state in memory.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, String, UnaryExpression, and_, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from voc.core import failpoints
from voc.core.db import Base, dialect_name

log = logging.getLogger(__name__)

#: A slot whose owner has said nothing for so long is free again.
LEASE = timedelta(minutes=10)

Row = TypeVar("Row", bound=Base)


class JobRun(Base):
    """The newest slot of each job: who runs it, until when it is believed, and how it ended."""

    __tablename__ = "job_run"

    job: Mapped[str] = mapped_column(String(100), primary_key=True)
    #: Start of the interval that this run stands for.
    slot: Mapped[datetime]
    owner: Mapped[str]
    lease_until: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    #: The last run's error, for `voc doctor`; null when it went well.
    error: Mapped[str | None]


class Heartbeat(Base):
    """When each worker process was last seen alive."""

    __tablename__ = "heartbeat"

    worker: Mapped[str] = mapped_column(String(200), primary_key=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]


JobFunction = Callable[[Session, datetime], None]


@dataclass(frozen=True)
class Job:
    """A function of (session, now) and how often the clock starts it."""

    name: str
    function: JobFunction
    every: timedelta
    #: True: one worker a slot. False: every worker may run it at once, because it claims row by row.
    once_per_slot: bool

    def slot_of(self, now: datetime) -> datetime:
        """The start of the interval that `now` lies in, counted from the epoch."""
        seconds = self.every.total_seconds()
        return datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)


def job(*, every: timedelta, once_per_slot: bool = True) -> Callable[[JobFunction], Job]:
    """Make a function of (session, now) a job that the worker starts so often."""

    def make(function: JobFunction) -> Job:
        name = f"{function.__module__.removeprefix('voc.').removesuffix('.jobs')}.{function.__name__}"
        return Job(name, function, every, once_per_slot)

    return make


def run_due(session: Session, jobs: Iterable[Job], now: datetime, owner: str) -> list[str]:
    """Run every job whose slot nobody has run yet; returns the names of those that ran.

    An error of one job is logged with its traceback, kept in its `JobRun`, and does not stop the others.
    """
    ran = []
    for each in jobs:
        failpoints.doing.set(each.name)
        if each.once_per_slot and not _take_slot(session, each, now, owner):
            continue
        error = _run(session, each, now)
        if each.once_per_slot:
            _finish_slot(session, each, owner, now, error)
        ran.append(each.name)
    return ran


def _run(session: Session, each: Job, now: datetime) -> str | None:
    try:
        each.function(session, now)
        session.commit()
        return None
    except Exception as error:
        session.rollback()
        log.exception("job_failed", extra={"job": each.name})
        return f"{type(error).__name__}: {error}"[:500]
    finally:
        session.expunge_all()


def _take_slot(session: Session, each: Job, now: datetime, owner: str) -> bool:
    slot = each.slot_of(now)
    insert = sqlite.insert(JobRun) if dialect_name(session) == "sqlite" else postgresql.insert(JobRun)
    values = {"slot": slot, "owner": owner, "lease_until": now + LEASE, "finished_at": None}
    is_free = or_(
        and_(JobRun.slot < slot, JobRun.finished_at.is_not(None)),
        and_(JobRun.slot <= slot, JobRun.finished_at.is_(None), JobRun.lease_until < now),
    )
    taken = session.execute(
        insert.values(job=each.name, **values)
        .on_conflict_do_update(index_elements=[JobRun.job], set_=values, where=is_free)
        .returning(JobRun.job)
    ).first()
    session.commit()
    return taken is not None


def _finish_slot(session: Session, each: Job, owner: str, now: datetime, error: str | None) -> None:
    mine = and_(JobRun.job == each.name, JobRun.slot == each.slot_of(now), JobRun.owner == owner)
    session.execute(update(JobRun).where(mine).values(finished_at=now, error=error))
    session.commit()


def claim(
    session: Session,
    model: type[Row],
    due: ColumnElement[bool],
    values: Mapping[str, Any],
    *,
    order: InstrumentedAttribute[Any] | UnaryExpression[Any] | None = None,
) -> Row | None:
    """Take one due row for ourselves by setting `values` on it, or None when no row is due.

    `values` must make the row not due any more, and belongs into one commit with the effect. On PostgreSQL rows that
    somebody else is just taking are skipped; on SQLite the transaction already holds the only write lock.
    """
    identity: InstrumentedAttribute[Any] = model.id  # type: ignore[attr-defined]
    first = select(identity).where(due).order_by(identity if order is None else order).limit(1)
    statement = (
        update(model)
        .where(identity == first.with_for_update(skip_locked=True).scalar_subquery(), due)
        .values(**values)
        .returning(model)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return session.scalars(statement).first()


def work_through(
    session: Session,
    model: type[Row],
    due: ColumnElement[bool],
    values: Mapping[str, Any],
    act: Callable[[Row], object],
    *,
    order: InstrumentedAttribute[Any] | UnaryExpression[Any] | None = None,
) -> int:
    """Claim one due row after another and act on it, a commit each; returns how many went well.

    A row on which acting fails is logged and stays due, for the next time; it stops nobody behind it.
    """
    identity: InstrumentedAttribute[Any] = model.id  # type: ignore[attr-defined]
    done, broken = 0, set[int]()
    while row := claim(session, model, and_(due, identity.not_in(broken)), values, order=order):
        key = row.id  # type: ignore[attr-defined]
        try:
            act(row)
            session.commit()
            done += 1
        except Exception:
            session.rollback()
            log.exception("row_failed", extra={"table": model.__tablename__, "row": key})
            broken.add(key)
    return done


def beat(session: Session, worker: str, started_at: datetime, now: datetime) -> None:
    """Say that this worker is alive."""
    session.merge(Heartbeat(worker=worker, started_at=started_at, seen_at=now))
    session.commit()
