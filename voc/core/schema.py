"""The database's schema: which step it is at, and bringing it to the newest one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from config import PROJECT_ROOT
from voc.core.db import make_engine

#: One number for PostgreSQL's lock that lets one process migrate and the others wait.
MIGRATION_LOCK = 0x766F63


class Newer(Exception):
    """The database was written by a newer version of voc than this one."""


class BrokenReference(Exception):
    """The step would leave rows that refer to nothing, so it was taken back."""


def alembic_config(url: str) -> Config:
    """Alembic's settings; there is no alembic.ini."""
    settings = Config()
    settings.set_main_option("script_location", str(PROJECT_ROOT / "migrations"))
    settings.set_main_option("path_separator", "os")
    settings.attributes["url"] = url
    return settings


def head() -> str | None:
    """The newest step that this code knows."""
    return ScriptDirectory(str(Path(PROJECT_ROOT) / "migrations")).get_current_head()


def current(engine: Engine) -> str | None:
    """The step that the database is at; None when it is empty."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def refuse_newer(url: str) -> None:
    """Raise `Newer` when the database is at a step that this code does not know."""
    engine = make_engine(url)
    try:
        step = current(engine)
    finally:
        engine.dispose()
    known = {script.revision for script in ScriptDirectory(str(PROJECT_ROOT / "migrations")).walk_revisions()}
    if step is not None and step not in known:
        raise Newer(
            f"The database is at step {step}, which this version of voc does not know. Run the newer version again."
        )


def upgrade(url: str, to: str = "head") -> None:
    """Bring the database to a step, the newest unless told otherwise. Two processes may call it at once."""
    _go(url, lambda settings: command.upgrade(settings, to))


def downgrade(url: str, to: str) -> None:
    """Take steps back. Data that only the later step can hold is lost."""
    _go(url, lambda settings: command.downgrade(settings, to))


def _go(url: str, step: Callable[[Config], None]) -> None:
    """Take the step in one transaction: all of it or nothing. Raises `Newer`."""
    refuse_newer(url)
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                _let_tables_be_replaced(connection)
            with connection.begin():
                if connection.dialect.name == "postgresql":
                    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
                settings = alembic_config(url)
                settings.attributes["connection"] = connection
                step(settings)
                if connection.dialect.name == "sqlite":
                    _check_references(connection)
    finally:
        engine.dispose()


def _let_tables_be_replaced(connection: Connection) -> None:
    # SQLite changes a column by making the table anew and dropping the old one, which would delete all that refers to
    # its rows. Only outside of a transaction can that be switched off, so past SQLAlchemy, which would begin one.
    raw = connection.connection.dbapi_connection
    assert raw
    raw.cursor().execute("PRAGMA foreign_keys=OFF")


def _check_references(connection: Connection) -> None:
    broken = connection.execute(text("PRAGMA foreign_key_check")).first()
    if broken:
        raise BrokenReference(f"A row of {broken[0]} would refer to a row of {broken[2]} that is not there.")
