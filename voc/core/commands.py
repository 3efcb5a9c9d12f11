"""`voc db`: the database's schema by hand. `voc run` upgrades by itself."""

from __future__ import annotations

from collections.abc import Callable

import click
from alembic.util import CommandError

import config
from voc.core import schema
from voc.core.db import make_engine


class Refused(click.ClickException):
    """The database cannot be brought there; the text says why."""


@click.group("db")
def database() -> None:
    """The database: upgrade, downgrade, current."""


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
