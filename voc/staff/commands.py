"""`voc user`: people, from the command line, for a server whose owner cannot get in."""

from __future__ import annotations

import click
from sqlalchemy import select

import config
from voc.core import clock
from voc.core.db import open_session
from voc.staff import accounts, audit
from voc.staff.models import Membership, User, Workspace


@click.group("user")
def user() -> None:
    """People: list, reset-link."""


@user.command("list")
def list_people() -> None:
    """Who works here, with their roles."""
    with open_session(config.load().database_url) as session:
        rows = session.execute(
            select(User.email, User.name, Membership.role, Workspace.slug)
            .join(Membership, Membership.user_id == User.id)
            .join(Workspace, Workspace.id == Membership.workspace_id)
            .order_by(Workspace.id, User.email)
        ).all()
    for email, name, role, slug in rows:
        click.echo(f"{slug}\t{role}\t{email}\t{name}")
    if not rows:
        click.echo("Nobody yet: `voc run` prints a setup link.", err=True)


@user.command("reset-link")
@click.argument("email")
def reset_link(email: str) -> None:
    """Print a link by which EMAIL chooses a new password within four hours; for a server without mail."""
    settings, now = config.load(), clock.now()
    with open_session(settings.database_url) as session:
        person = accounts.find(session, email)
        if person is None:
            raise click.ClickException(f"Nobody here has the address {email}. `voc user list` shows who does.")
        token = accounts.reset_token(session, person, now)
        audit.record(session, "password.reset_link_made", f"user:{person.id}", now)
        session.commit()
    click.echo(f"{settings.public_url}/reset/{token}")


COMMANDS = (user,)
