"""The database's schema: which step it is at, and bringing it to the newest one."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from config import PROJECT_ROOT
from voc.core.db import make_engine

#: One number for PostgreSQL's lock that lets one process migrate and the others wait.
MIGRATION_LOCK = 0x766F63


class Newer(Exception):
    """The database was written by a newer version of voc than this one."""


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
    refuse_newer(url)
    engine = make_engine(url)
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
            settings = alembic_config(url)
            settings.attributes["connection"] = connection
            command.upgrade(settings, to)
    finally:
        engine.dispose()


def downgrade(url: str, to: str) -> None:
    """Take steps back. Data that only the later step can hold is lost."""
    engine = make_engine(url)
    try:
        with engine.begin() as connection:
            settings = alembic_config(url)
            settings.attributes["connection"] = connection
            command.downgrade(settings, to)
    finally:
        engine.dispose()
