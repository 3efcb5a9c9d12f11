"""The databases of one test process: a shared one for each backend, and as many new ones as tests ask for."""

from __future__ import annotations

import contextlib
import itertools
import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import Connection, Dialect, Engine, NestedTransaction
from sqlalchemy.orm import Session

from tests import postgres
from voc.core import schema
from voc.core.db import db


class Databases:
    """Makes databases that are migrated already, by copying one that was migrated once."""

    def __init__(self, folder: Path, postgres_folder: Path, worker: str) -> None:
        self._folder = folder
        self._postgres_folder = postgres_folder
        self._worker = worker
        self._numbers = itertools.count(1)

    def new(self, backend: str) -> str:
        """The address of a database that nobody else uses."""
        name = f"voc_{self._worker}_{next(self._numbers)}"
        if backend == "postgresql":
            postgres.wait_until_ready(self._postgres_folder)
            return postgres.create_database(self._postgres_folder, name)
        path = self._folder / f"{name}.db"
        shutil.copy(self._sqlite_template, path)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        """Remove a database that `new` made."""
        if url.startswith("postgresql"):
            postgres.drop_database(self._postgres_folder, url.rpartition("/@/")[2].partition("?")[0])
            return
        path = Path(url.removeprefix("sqlite:///"))
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)

    @cached_property
    def _sqlite_template(self) -> Path:
        path = self._folder / "template.db"
        schema.upgrade(f"sqlite:///{path}")
        return path


class Compiled(dict[Any, Any]):
    """The statements that SQLAlchemy has compiled, for every engine of one test process.

    Each engine would keep its own, and hundreds are made. Those of a backend are set up alike, so that what one has
    compiled holds for the others.
    """

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_whichever_engine(key), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__(_whichever_engine(key), compiled)

    def serve(self, engine: Engine) -> None:
        engine.update_execution_options(compiled_cache=self)


def _whichever_engine(key: tuple[Dialect, Any]) -> tuple[Any, ...]:
    dialect, *rest = key
    return dialect.name, *rest


#: Writes what stands in the database before a test; given the session and the instant at which time stands still.
Plant = Callable[[Session, datetime], object]


def planted(*plants: Plant) -> pytest.MarkDecorator:
    """Has a test begin on what these write, each on those before it: `@planted(some_weeks, complaints)`.

    They write at `conftest.NOW`, once for all tests that stand side by side and want the same. A test finds their rows
    in its own session; objects of theirs belong to another one.
    """
    # Called with one function alone, `pytest.mark.planted` would mark that one.
    return pytest.mark.planted.with_args(*plants)


def plants_of(test: pytest.Item) -> tuple[Plant, ...]:
    """What this test begins on; nothing where it does not say."""
    marked = test.get_closest_marker("planted")
    return marked.args if marked else ()


class Ground:
    """What stands in an application's database before each test, planted once for the tests that want the same.

    All of it is one transaction, which is never committed. Each plant stands on those before it, between two
    savepoints; so does each test, on the plants that it wants. Whatever a test writes is taken back after it, and a
    plant when a test comes that does not want it. Tests that stand side by side should want the same.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._open = contextlib.ExitStack()
        self._connection: Connection | None = None
        self._standing: list[tuple[Plant, NestedTransaction]] = []

    @contextlib.contextmanager
    def under_a_test(self, plants: Sequence[Plant], now: datetime) -> Iterator[None]:
        """Let every session of the application work on these plants, until the end of the block.

        A commit of the code under test then only releases a savepoint. Whoever opens a connection beside the session
        (threads, processes, `db.engine`) sees nothing of it: such tests take `fresh_app`.
        """
        try:
            self._clear(plants)
            for plant in plants[len(self._standing) :]:
                self._plant(plant, now)
            with self._taken_back() as connection, _sessions_on(connection):
                yield
        except BaseException:
            self.clear()
            raise
        if not plants:
            self.clear()

    def clear(self) -> None:
        """Take everything back, and hold no lock any more."""
        self._standing.clear()
        self._connection = None
        self._open.close()

    def _clear(self, wanted: Sequence[Plant]) -> None:
        """Take back what is not wanted, and what stands on it."""
        standing = [plant for plant, _ in self._standing]
        while standing != list(wanted[: len(standing)]):
            standing.pop()
            self._standing.pop()[1].rollback()

    def _plant(self, plant: Plant, now: datetime) -> None:
        connection = self._transaction()
        self._standing.append((plant, connection.begin_nested()))
        with time_machine.travel(now, tick=False), _sessions_on(connection), self._app.app_context():
            plant(db.session(), now)
            db.session.commit()

    @contextlib.contextmanager
    def _taken_back(self) -> Iterator[Connection]:
        connection = self._transaction()
        test = connection.begin_nested()
        yield connection
        test.rollback()

    def _transaction(self) -> Connection:
        if self._connection is None:
            with self._app.app_context():
                engine = db.engine
            self._connection = self._open.enter_context(engine.connect())
            self._open.callback(self._connection.begin().rollback)
        return self._connection


@contextlib.contextmanager
def _sessions_on(connection: Connection) -> Iterator[None]:
    """Let every session of the applications use this connection and the transaction that is open there."""
    factory = db.session.session_factory
    ordinary: Any = factory.class_
    ordinary_settings = dict(factory.kw)
    rolled_back = _rolled_back(ordinary)
    rolled_back.there = connection
    factory.class_ = rolled_back
    factory.configure(join_transaction_mode="create_savepoint")
    try:
        yield
    finally:
        factory.class_, factory.kw = ordinary, ordinary_settings


@cache
def _rolled_back(ordinary: Any) -> Any:
    """Sessions on the connection that stands in their class. Made once: a new class costs more than a new session."""
    return type("RolledBack", (ordinary,), {"get_bind": lambda self, *_, **__: self.there})
