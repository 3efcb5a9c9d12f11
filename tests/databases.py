"""The databases of one test process: a shared one for each backend, and as many new ones as tests ask for."""

from __future__ import annotations

import contextlib
import itertools
import shutil
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Dialect, Engine

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


@contextlib.contextmanager
def rolled_back(app: Flask) -> Iterator[Connection]:
    """Let every session of the application work inside one transaction, and take it all back at the end.

    A commit of the code under test then only releases a savepoint. Whoever opens a connection beside the session
    (threads, processes, `db.engine`) sees nothing of it: such tests take `fresh_app`.
    """
    factory = db.session.session_factory
    with app.app_context():
        engine = db.engine
    with engine.connect() as connection:
        transaction = connection.begin()
        ordinary, ordinary_settings = factory.class_, dict(factory.kw)
        factory.class_ = type("RolledBack", (ordinary,), {"get_bind": lambda *_, **__: connection})
        factory.configure(join_transaction_mode="create_savepoint")
        try:
            yield connection
        finally:
            factory.class_, factory.kw = ordinary, ordinary_settings
            transaction.rollback()
