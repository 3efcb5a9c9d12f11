"""`voc doctor`: checks what usually goes wrong and says what to do about each."""

from __future__ import annotations

import json
import shutil
import smtplib
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Literal
from urllib.parse import urlsplit

import click
from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

import config
from config import Settings
from voc.core import clock, health, mail, schema
from voc.core.db import make_engine, sqlite_module
from voc.core.jobs import JobRun
from voc.staff import hours
from voc.staff.models import Team

#: WAL-reset corruption was mended in this version; older ones can damage a database under load.
SAFE_SQLITE = (3, 51, 3)
#: Less free space than this is a warning; a tenth of it an error.
LITTLE_SPACE = 2_000_000_000

Level = Literal["ok", "warning", "error"]


@dataclass(frozen=True)
class Finding:
    """What one check saw, and what to do about it; nothing to do when all is well."""

    check: str
    level: Level
    saw: str
    advice: str = ""


def check_public_url(settings: Settings) -> Finding:
    """Whether customers can open the links in our mail, and safely."""
    if settings.is_for_this_machine:
        return Finding(
            "Public address",
            "warning",
            f"{settings.public_url} is this machine alone.",
            "Set VOC_PUBLIC_URL to the address customers open, for example https://feedback.example.com.",
        )
    if not settings.is_https:
        return Finding(
            "Public address",
            "warning",
            f"{settings.public_url} is not https: answers travel in the clear, one-click unsubscribe will not work.",
            "Put a TLS proxy in front (docs/operating.md has one) and set VOC_PUBLIC_URL to https://...",
        )
    return Finding("Public address", "ok", settings.public_url)


def check_mail(settings: Settings) -> Finding:
    """Whether the mail server answers and lets us in. Sends nothing."""
    if not settings.smtp_url:
        return Finding(
            "Mail server", "warning", "None is set: messages stay in the outbox.",
            "Set VOC_SMTP_URL, for example smtp://user:password@mail.example.com:587, and VOC_MAIL_FROM.",
        )  # fmt: skip
    host = urlsplit(settings.smtp_url).hostname
    try:
        mail.try_out(settings.smtp_url)
    except (OSError, smtplib.SMTPException) as error:
        return Finding("Mail server", "error", f"{host}: {error}", "Check VOC_SMTP_URL: host, port, user and password.")
    return Finding("Mail server", "ok", f"{host} answers; mail comes from {settings.mail_from}")


def check_clock(settings: Settings) -> Finding:
    """Whether the clock is plausible and the zones are known."""
    now = clock.now()
    if now.year < 2026:
        return Finding("Clock", "error", f"It says {now:%Y-%m-%d}.", "Set the machine's clock: deadlines hang on it.")
    zones = f"new workspaces are in {settings.zone}"
    if not settings.is_zone_given:
        zones += ", or where the browser is that sets the server up, because VOC_ZONE is not set"
    return Finding("Clock", "ok", f"{now:%Y-%m-%d %H:%M} UTC; {zones}")


def check_disk(settings: Settings) -> Finding:
    """Whether there is room for what customers will write."""
    free = shutil.disk_usage(settings.data).free
    saw = f"{free / 1e9:.1f} GB free for {settings.data}"
    if free < LITTLE_SPACE:
        level: Level = "error" if free < LITTLE_SPACE / 10 else "warning"
        return Finding("Disk", level, saw, "Make room, or move the data folder with VOC_DATA.")
    return Finding("Disk", "ok", saw)


def check_sqlite(settings: Settings) -> Finding:
    """Whether the SQLite in use is free of the bug that can damage a busy database."""
    if not settings.is_sqlite:
        return Finding("Database", "ok", "PostgreSQL")
    version = sqlite_module().sqlite_version_info
    saw = f"SQLite {'.'.join(map(str, version))}"
    if version < SAFE_SQLITE:
        return Finding(
            "Database", "warning", f"{saw}: versions before 3.51.3 can damage a busy database.",
            "Install the wheel pysqlite3 (`make run` does where one exists), or use PostgreSQL.",
        )  # fmt: skip
    return Finding("Database", "ok", saw)


def check_schema(engine: Engine) -> Finding:
    """Whether the database is at the step that this code expects."""
    step, newest = schema.current(engine), schema.head()
    if step == newest:
        return Finding("Migrations", "ok", f"at the newest step, {step}")
    return Finding(
        "Migrations", "error", f"The database is at step {step or 'none'}, the newest is {newest}.",
        "Run `voc db upgrade`; `voc run` does it at every start.",
    )  # fmt: skip


def check_worker(session: Session) -> Finding:
    """Whether a worker is alive: without one nothing is read, sent or followed up."""
    seen = health.worker_seen_at(session)
    if seen is None or clock.now() - seen > health.WORKER_SILENCE:
        when = f"last seen {seen:%Y-%m-%d %H:%M} UTC" if seen else "never seen"
        return Finding("Worker", "error", f"No worker is alive ({when}).", "Start the server with `voc run`.")
    return Finding("Worker", "ok", f"seen {(clock.now() - seen).total_seconds():.0f} s ago")


def check_jobs(session: Session) -> Finding:
    """Whether the last run of each job went well."""
    failed = session.execute(select(JobRun.job, JobRun.error).where(JobRun.error.is_not(None))).all()
    if failed:
        saw = "; ".join(f"{job}: {error}" for job, error in failed)
        return Finding("Jobs", "error", saw, "The log of `voc run` has the whole story under job_failed.")
    return Finding("Jobs", "ok", "the last run of each went well")


def check_calendars(session: Session) -> Finding:
    """Whether the holidays of every team's country are known for the months ahead."""
    soon = clock.now().date() + timedelta(days=60)
    unsure = []
    for team in session.scalars(select(Team).where(Team.country.is_not(None))):
        until = hours.known_until(team.country)
        if until and until < soon:
            unsure.append(f"{team.name} ({team.country}): certain until {until}")
    if unsure:
        return Finding(
            "Calendars", "warning", "; ".join(unsure),
            "Add the coming holidays and make-up days on the team's page, or update voc when they are announced.",
        )  # fmt: skip
    return Finding("Calendars", "ok", "holidays are known for the next 60 days")


def examine(settings: Settings) -> Iterator[Finding]:
    """Every finding, in the order in which a newcomer meets them."""
    for check in (check_public_url, check_mail, check_clock, check_disk, check_sqlite):
        yield check(settings)
    engine = make_engine(settings.database_url)
    try:
        yield (finding := check_schema(engine))
        if finding.level == "ok":
            yield from _in_database(engine)
    except SQLAlchemyError as error:
        yield Finding(
            "Database",
            "error",
            f"It does not answer: {error.__cause__ or error}",
            "Check VOC_DATABASE_URL, and that it runs.",
        )
    finally:
        engine.dispose()


def _in_database(engine: Engine) -> Iterator[Finding]:
    checks: tuple[Callable[[Session], Finding], ...] = (check_worker, check_jobs, check_calendars)
    with Session(engine) as session:
        for check in checks:
            yield check(session)


def list_settings() -> None:
    """Print every setting with its variable, default and purpose."""
    for variable, default, purpose in config.VARIABLES.values():
        click.echo(f"{variable}={default}\n    {purpose}")


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--settings", "wants_settings", is_flag=True, help="List every setting instead.")
def doctor(*, as_json: bool, wants_settings: bool) -> None:
    """Check what usually goes wrong and say what to do. Exit 1 when something must be mended."""
    if wants_settings:
        list_settings()
        return
    marks = {"ok": click.style("ok     ", "green"), "warning": click.style("warning", "yellow"),
             "error": click.style("error  ", "red")}  # fmt: skip
    worst = False
    socket.setdefaulttimeout(10)
    for finding in examine(config.load()):
        worst |= finding.level == "error"
        if as_json:
            click.echo(json.dumps(asdict(finding), ensure_ascii=False))
        else:
            click.echo(f"{marks[finding.level]} {finding.check}: {finding.saw}")
            if finding.advice:
                click.echo(f"        {finding.advice}")
    sys.exit(1 if worst else 0)


COMMANDS = (doctor,)
