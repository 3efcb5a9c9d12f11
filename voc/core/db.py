"""The database: engine, session, column types, and one way to begin a transaction.

SQLite runs in WAL mode at full durability and every transaction that may write begins IMMEDIATE: a transaction that
read first and writes later would otherwise fail at once, without waiting, when another process wrote in between.
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib.util
import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

from flask import Flask, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, Index, MetaData, Text, create_engine, event, text
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import JSON, TypeDecorator

#: How long a writer waits for another one, in seconds.
BUSY_SECONDS = 30
#: Statements that a connection keeps ready to run. `bulk` has one for each number of rows, most of them small.
KEPT_STATEMENTS = 512
#: A little longer than the longest nap between two tries of somebody who waits for SQLite's write lock, in seconds.
TURN_SECONDS = 0.12
#: Arbitrary but fixed: SQLite files of ours carry it, so that a foreign file is recognized.
APPLICATION_ID = 0x766F6331
_SQLITE_ERROR, _SQLITE_BUSY, _LOCK_NOT_AVAILABLE = 1, 5, "55P03"


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Always aware and UTC in Python; SQLite keeps no zone, so it is added when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant needs a time zone.")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every row. Constraints are named for the sentence they enforce, or by the rule below."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        str: Text,
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index over the rows that satisfy `where` alone: a million finished rows cost the next look nothing."""
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


class Database(SQLAlchemy):
    """Flask-SQLAlchemy with our own engine, so that the command line and the web agree on every PRAGMA."""

    def _make_engine(self, bind_key: str | None, options: dict[str, Any], app: Flask) -> Engine:
        return make_engine(make_url(options["url"]).render_as_string(hide_password=False))


# Our models are plain classes of `Base`, so that workers and scripts need no Flask; only the session is borrowed.
db = Database(metadata=Base.metadata, session_options={"expire_on_commit": False}, disable_autonaming=True)


def sqlite_module() -> ModuleType:
    """The newest SQLite at hand: the bundled one of `pysqlite3`, else Python's own."""
    if importlib.util.find_spec("pysqlite3"):
        return importlib.import_module("pysqlite3.dbapi2")
    return sqlite3


def make_engine(url: str) -> Engine:
    """An engine for the address, with our guarantees on every connection it opens.

    What a failed statement was given stays out of its error, which is logged: it is what customers wrote.
    """
    if make_url(url).get_backend_name() != "sqlite":
        options = {"options": "-c timezone=utc"}
        return create_engine(url, pool_pre_ping=True, hide_parameters=True, connect_args=options)
    engine = create_engine(
        url, module=sqlite_module(), hide_parameters=True,
        connect_args={"timeout": BUSY_SECONDS, "cached_statements": KEPT_STATEMENTS},
        # The one used last knows most of what is in the file: any other has to read again what this one has written.
        pool_use_lifo=True,
    )  # fmt: skip
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, record: object) -> None:
    # The driver would begin transactions by itself, too late and only for writes; `_begin_sqlite` does it instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_SECONDS * 1000}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN" if _only_reads(connection) else "BEGIN IMMEDIATE")


def _only_reads(connection: Connection) -> bool:
    if connection.get_execution_options().get("only_reads"):
        return True
    return has_request_context() and request.method in ("GET", "HEAD", "OPTIONS")


@contextlib.contextmanager
def only_reading(session: Session) -> Iterator[Session]:
    """Run long reads without holding SQLite's single write lock. Whatever was pending must be committed before."""
    session.connection(execution_options={"only_reads": True})
    try:
        yield session
    finally:
        session.rollback()


def give_way(session: Session) -> None:
    """Let those who wait write first, between two transactions of long work. Nothing may be pending.

    SQLite keeps no queue: whoever waits looks now and then, and would hardly ever find the lock free while one batch
    follows the other. A customer who answers meanwhile, or a job, would give up after `BUSY_SECONDS`.
    """
    if dialect_name(session) == "sqlite":
        time.sleep(TURN_SECONDS)


@contextlib.contextmanager
def turn_to_write(session: Session) -> Iterator[None]:
    """Wait in the kernel's queue of those who write a lot, before SQLite's lock is asked for.

    SQLite keeps no queue: whoever waits looks now and then, at last every tenth of a second, while somebody else takes
    the lock again and again. Processes that come here first take turns instead. Nothing to wait for on PostgreSQL.
    """
    database = session.get_bind().engine.url.database
    if dialect_name(session) != "sqlite" or not database:
        yield
        return
    # Not on the database's own file: closing that anywhere would drop SQLite's locks on it.
    with Path(f"{database}-turn").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def open_session(url: str) -> Iterator[Session]:
    """A session of its own for a command, without a web application; its connections are closed at the end."""
    engine = make_engine(url)
    try:
        with Session(engine, expire_on_commit=False) as session:
            yield session
    finally:
        engine.dispose()


def dialect_name(session: Session) -> str:
    """`sqlite` or `postgresql`."""
    return session.get_bind().dialect.name


def is_locked_out(error: OperationalError) -> bool:
    """Whether others held a lock for longer than one waits for it; the database itself is well."""
    # The lower byte; what stands above it says more closely why.
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    return code == _SQLITE_BUSY or getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE


def is_wrong_sql(error: OperationalError) -> bool:
    """Whether the statement itself is at fault, which no waiting mends; PostgreSQL tells that by another class."""
    return getattr(error.orig, "sqlite_errorcode", None) == _SQLITE_ERROR


def is_text(words: str) -> bool:
    """Whether both databases can keep it: no NUL and no half of a surrogate pair."""
    return "\0" not in words and not any("\ud800" <= c <= "\udfff" for c in words)
