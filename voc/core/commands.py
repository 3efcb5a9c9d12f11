"""`voc db`: the database's schema by hand. `voc run` upgrades by itself."""

from __future__ import annotations

import click

import config
from voc.core import schema
from voc.core.db import make_engine


@click.group("db")
def database() -> None:
    """The database: upgrade, downgrade, current."""


@database.command()
@click.option("--to", default="head", show_default=True, help="The step to go to.")
def upgrade(to: str) -> None:
    """Bring the database to the newest step."""
    settings = config.load()
    schema.upgrade(settings.database_url, to)
    click.echo(f"The database is at step {schema.current(make_engine(settings.database_url))}.")


@database.command()
@click.argument("to")
@click.confirmation_option(prompt="Data that only the later step can hold is lost. Go on?")
def downgrade(to: str) -> None:
    """Take the database back to step TO."""
    settings = config.load()
    schema.downgrade(settings.database_url, to)
    click.echo(f"The database is at step {schema.current(make_engine(settings.database_url))}.")


@database.command()
def current() -> None:
    """Say which step the database is at, and the newest one."""
    settings = config.load()
    click.echo(f"{schema.current(make_engine(settings.database_url)) or 'empty'} (newest: {schema.head()})")


COMMANDS = (database,)
