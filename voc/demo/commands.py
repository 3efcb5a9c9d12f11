"""`voc demo`: a believable company in a workspace of its own, or away with it."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click
from flask import Flask
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import config
from config import Settings
from voc.core import clock, schema
from voc.core.db import db
from voc.demo import making
from voc.demo.making import NotADemo
from voc.staff.models import Workspace


@click.command("demo")
@click.option("--again", is_flag=True, help="Wipe the demo and fill it anew.")
@click.option("--wipe", is_flag=True, help="Delete the demo and everything in it.")
@click.option("--yes", is_flag=True, help="Do not ask before wiping.")
@click.pass_obj
def demo(create_app: Callable[[Settings], Flask], *, again: bool, wipe: bool, yes: bool) -> None:
    """Fill a workspace of its own with a believable company, or wipe it.

    Nobody is ever mailed from it, and no other workspace is touched.
    """
    if again and wipe:
        raise click.UsageError("Give either --again or --wipe.")
    settings = config.load()
    schema.upgrade(settings.database_url)
    with create_app(settings).app_context():
        session = db.session()
        try:
            workspace = making.find(session)
        except NotADemo as error:
            raise click.ClickException(
                f"A workspace of yours has the name {error}; rename it, and the demo can be made."
            ) from error
        if workspace and (wipe or again):
            _wipe(session, workspace, sure=yes)
        elif wipe:
            click.echo("There is no demo.")
        if not wipe:
            _fill(session, settings)


def _wipe(session: Session, workspace: Workspace, *, sure: bool) -> None:
    from voc.demo import wiping

    counts = _counts(session, workspace.id)
    # A question is answered in its own time: nobody else waits for our lock meanwhile.
    session.rollback()
    if not sure:
        click.confirm(f"Delete {workspace.name} with {counts}? No other workspace is touched.", abort=True)
    wiping.wipe(session, workspace)
    session.commit()
    click.echo(f"The demo is gone: {counts}.")


def _fill(session: Session, settings: Settings) -> None:
    from voc.demo import filling

    now = clock.now()
    workspace = making.begin(session, now)
    claimed = filling.claim(session, now)
    session.commit()
    if claimed is None:
        if making.is_being_filled(session, workspace.id):
            raise click.ClickException("Somebody is filling the demo right now. Look again in a minute.")
        click.echo(f"The demo is there: {_counts(session, workspace.id)}. `voc demo --again` makes it anew.")
        return
    with _progress() as bar:
        task = bar.add_task("Half a year of Mirabrook", total=filling.PARTS)
        filling.fill(session, claimed, settings, now, lambda done: bar.update(task, completed=done))
    seconds = (clock.now() - now).total_seconds()
    click.echo(f"The demo is there after {seconds:.1f} s: {_counts(session, workspace.id)}.")
    click.echo(_next_step(session, workspace, settings))


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    # Nothing but the result where nobody watches.
    return Progress(*columns, disable=not sys.stderr.isatty(), transient=True)


def _next_step(session: Session, workspace: Workspace, settings: Settings) -> str:
    if making.guests(session, workspace):
        return f"Sign in at {settings.public_url} and choose “{workspace.name}” in the menu."
    return "Nobody owns this server yet: run `voc run` and open the link that it prints; the demo is then in your menu."


def _counts(session: Session, workspace_id: int) -> str:
    from voc.customers.models import Account, Contact
    from voc.followups.models import Case
    from voc.notify.models import Digest
    from voc.responses.models import Response

    models = (Account, Contact, Response, Case, Digest)
    counted = [
        select(func.count()).select_from(model).where(model.workspace_id == workspace_id).scalar_subquery()
        for model in models
    ]
    numbers = session.execute(select(*counted)).one()
    names = ("accounts", "contacts", "responses", "cases", "digests")
    return ", ".join(f"{number:,} {name}" for number, name in zip(numbers, names, strict=True))


COMMANDS = (demo,)
