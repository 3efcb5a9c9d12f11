"""`voc db`: the database's schema by hand. `voc run` upgrades by itself."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from alembic.util import CommandError
from flask import Flask

import config
from config import Settings
from voc.core import schema
from voc.core.db import Base, make_engine


class Refused(click.ClickException):
    """The database cannot be brought there; the text says why."""


@click.group("db")
def database() -> None:
    """The database: upgrade, downgrade, current, copy."""


@database.command()
@click.option("--to", default="head", show_default=True, help="The step to go to.")
def upgrade(to: str) -> None:
    """Bring the database to the newest step."""
    _go(lambda url: schema.upgrade(url, to))


@database.command()
@click.argument("to")
@click.confirmation_option(prompt="Data that only the later step can hold is lost. Go on?")
def downgrade(to: str) -> None:
    """Take the database back to step TO."""
    _go(lambda url: schema.downgrade(url, to))


@database.command()
def current() -> None:
    """Say which step the database is at, and the newest one."""
    click.echo(f"{_step(config.load().database_url) or 'empty'} (newest: {schema.head()})")


@database.command("copy")
@click.option(
    "--to", "target", required=True, metavar="URL", help="The empty database: postgresql://... or sqlite:///..."
)
@click.option("--quiet", is_flag=True, help="Show no bar, and say nothing when all went well.")
@click.pass_obj
def copy(create_app: Callable[[Settings], Flask], *, target: str, quiet: bool) -> None:
    """Copy everything to another database, from SQLite to PostgreSQL or back: all of it or nothing.

    The copy is what the database held at one moment. Uploads in the data folder are not part of it.
    """
    from voc.core import copying

    settings = config.load()
    url = config.load({**os.environ, "VOC_DATABASE_URL": target}).database_url
    # Only the application knows every package, and with it every table.
    create_app(settings)
    try:
        with _bar(is_shown=not quiet and sys.stderr.isatty()) as begin:
            counts = copying.copy(settings.database_url, url, Base.metadata, begin)
    except (copying.Refused, schema.Newer) as error:
        raise Refused(str(error)) from error
    except KeyboardInterrupt:
        raise Refused("Interrupted. Nothing was copied.") from None
    if not quiet:
        filled = sum(1 for number in counts.values() if number)
        click.echo(f"{sum(counts.values()):,} rows of {filled} tables are there.")
        click.echo("Set VOC_DATABASE_URL to that address, and start voc again.")


@contextmanager
def _bar(*, is_shown: bool) -> Iterator[Callable[[int], Callable[[int], object]]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not is_shown, transient=True) as bars:

        def begin(total: int) -> Callable[[int], object]:
            task = bars.add_task("Copying", total=total)
            return lambda number: bars.advance(task, number)

        yield begin


def _go(move: Callable[[str], None]) -> None:
    url = config.load().database_url
    try:
        move(url)
    except (schema.Newer, CommandError) as error:
        raise Refused(str(error)) from error
    click.echo(f"The database is at step {_step(url) or 'none: it is empty'}.")


def _step(url: str) -> str | None:
    engine = make_engine(url)
    try:
        return schema.current(engine)
    finally:
        engine.dispose()


COMMANDS = (database,)
