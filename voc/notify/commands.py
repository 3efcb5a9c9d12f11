"""`voc digest`: one week's digest in a file, without any side effect."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

import config
from config import Settings
from voc.core import clock, i18n, weeks
from voc.core.db import db, only_reading
from voc.core.weeks import NotAWeek, Week
from voc.notify import digests, mail, schedule
from voc.staff.models import Membership, User, Workspace


class WeekType(click.ParamType[Week]):
    """An ISO week such as 2026-W46."""

    name = "week"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Week:
        try:
            return value if isinstance(value, Week) else weeks.parse(str(value))
        except NotAWeek as error:
            self.fail(str(error), param, ctx)


class LanguageType(click.ParamType[str]):
    """A language tag; zh is Simplified Chinese."""

    name = "language"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        name = i18n.normalize(str(value))
        if name not in i18n.LANGUAGES:
            self.fail(f"{value!r} is none of {', '.join(i18n.LANGUAGES)}", param, ctx)
        return name


class ZoneType(click.ParamType[str]):
    """An IANA time zone."""

    name = "zone"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not i18n.is_zone(str(value)):
            self.fail(f"{value!r} is no time zone such as Asia/Shanghai", param, ctx)
        return str(value)


@click.command("digest")
@click.option("--week", type=WeekType(), required=True, help="Which week, for example 2026-W46.")
@click.option("--reader", help="Write it as this colleague gets it: their e-mail address.")
@click.option("--language", type=LanguageType(), help="Or for a language: en, zh or zh-Hant.")
@click.option("--zone", type=ZoneType(), help="And a time zone, for example Asia/Shanghai.")
@click.option("--workspace", "slug", help="Of which workspace; needed where there are several to choose from.")
@click.option("--to", "path", type=click.Path(dir_okay=False, path_type=Path), required=True, help="FILE.html")
@click.pass_obj
def digest(
    create_app: Callable[[Settings], Flask],
    *,
    week: Week,
    reader: str | None,
    language: str | None,
    zone: str | None,
    slug: str | None,
    path: Path,
) -> None:
    """Write one week's digest to a file, without side effects."""
    if not (reader and not language and not zone) and not (language and zone and not reader):
        raise click.UsageError("Give either --reader EMAIL, or --language and --zone.")
    app = create_app(config.load())
    with app.app_context():
        try:
            with only_reading(db.session()) as session:
                user = _reader(session, reader) if reader else None
                workspace = _workspace(session, slug, user)
                language, zone = (user.language, user.zone) if user else (language or "", zone or "")
                content = digests.compose(
                    session, workspace, week, language=language, zone=zone, at=_told_at(week, zone)
                )
            html = mail.page(mail.letter(content))
        finally:
            db.session.remove()
            db.engine.dispose()
    path.write_text(html, encoding="utf-8")
    click.echo(f"{path}: {content.workspace}, {week}", err=True)


def _told_at(week: Week, zone: str) -> datetime:
    """When its digest is sent on an ordinary Monday, but not in the future: what waits is as of then."""
    at = min(clock.now(), schedule.due_at(week, zone))
    if at < weeks.bounds(week, zone)[0]:
        raise click.UsageError(f"{week} has not begun yet.")
    return at


def _reader(session: Session, email: str) -> User:
    user = session.scalar(select(User).where(User.email == email.strip().lower()))
    if user is None:
        raise click.UsageError(f"Nobody here has the address {email}.")
    return user


def _workspace(session: Session, slug: str | None, user: User | None) -> Workspace:
    """The workspace meant: the one named, else the reader's or the server's only one, the demo apart."""
    found = select(Workspace).order_by(Workspace.is_demo, Workspace.id)
    if user:
        found = found.join(Membership, Membership.workspace_id == Workspace.id).where(Membership.user_id == user.id)
    if slug:
        found = found.where(Workspace.slug == slug)
    workspaces = session.scalars(found).all()
    real = [workspace for workspace in workspaces if not workspace.is_demo] or workspaces
    if len(real) == 1 or (slug and workspaces):
        return real[0]
    names = ", ".join(workspace.slug for workspace in workspaces)
    raise click.UsageError(f"Say which --workspace: {names}." if names else "There is no such workspace.")


COMMANDS = (digest,)
