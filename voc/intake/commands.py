"""`voc import`: files in."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

import config
from voc.core import clock, failpoints
from voc.core.db import open_session
from voc.intake import columns, dates, files, importing, progress, reporting, scales
from voc.intake.importing import Report, Steps, Wishes
from voc.staff.models import Workspace
from voc.surveys.models import Survey, SurveyVersion


@click.group("import")
def import_() -> None:
    """Bring responses in from files. Contacts come in on the Customers page."""


@dataclass(frozen=True)
class Options:
    """What was asked for on the command line."""

    file: Path
    survey: str
    maps: tuple[str, ...]
    workspace: str | None
    scale: str | None
    missing: tuple[str, ...]
    blanks: tuple[str, ...]
    date_formats: tuple[str, ...]
    zone: str | None
    encoding: str | None
    open_cases_since: datetime | None
    refused_to: Path | None
    dry_run: bool
    quiet: bool
    as_json: bool


_MAP_HELP = (
    "What stands where, as field=column with commas between; repeatable. Fields: " + ", ".join(columns.FIELDS) + ". "
    "In JSON lines a column is a path such as meta.question."
)


@import_.command("responses")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--survey", required=True, metavar="KEY", help="Key of the survey; it must be published.")
@click.option("--map", "maps", multiple=True, required=True, metavar="FIELD=COLUMN,...", help=_MAP_HELP)
@click.option("--workspace", metavar="SLUG", help="Needed where there is more than one besides the demo.")
@click.option("--scale", metavar="WORST..BEST", help="The file's scores, for example 5..1. Default: the survey's own.")
@click.option("--missing", multiple=True, metavar="6,7", help="Scores that mean there is none.")
@click.option("--blank", "blanks", multiple=True, metavar="TEXT", help='A comment that says nothing: "Did not answer".')
@click.option("--date-format", "date_formats", multiple=True, metavar="FORMAT", help="As %d/%m/%Y; repeatable.")
@click.option("--zone", metavar="ZONE", help="Of dates and times that name none. Default: the workspace's.")
@click.option("--encoding", metavar="NAME", help="Default: UTF-8, UTF-16, GB18030 or Windows-1252, whichever fits.")
@click.option("--open-cases-since", type=click.DateTime(["%Y-%m-%d"]), help="New responses from this day open cases.")
@click.option("--refused-to", type=click.Path(dir_okay=False, writable=True, path_type=Path), metavar="FILE.csv")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and store nothing.")
@click.option("--quiet", is_flag=True, help="No progress bar and no summary, only what went wrong.")
@click.option("--json", "as_json", is_flag=True, help="The summary as JSON.")
def responses(**given: Any) -> None:
    """Bring responses in from FILE: .csv, .tsv, .xlsx or .jsonl; text also gzipped.

    \b
    voc import responses export.csv --survey support --map score=Rating,comment=Comment,date=Date,id=Ticket
    voc import responses fft.jsonl.gz --survey fft --scale 5..1 --missing 6,7 --blank "Did not answer" \\
        --map 'score=score,comment=text,date=date,id=id,question=meta.question' \\
        --map 'respondent=id/^(.*) - Q\\d+$/' --date-format %d/%m/%Y

    Rows with the same respondent are one response; without that, each id is one; without either, each line is. The
    first row that says something counts, and a later one that contradicts it is refused. COLUMN/REGEX/ takes the
    part of a value that the first group matches: "NEAS PTS 528 - Q1" above is respondent "NEAS PTS 528".

    A question that the survey asks (by key or by label) gets its words; words for other questions stand together
    under the survey's own comment question, a paragraph each.

    A day without a time is its beginning in the zone. Without --date-format ISO 8601 and the usual forms are read; a
    day that could be two is refused. Several formats are all tried, and the same holds; one format settles it.

    email or person (your own id of somebody) finds or adds a contact; other respondents stay unnamed. An import
    mails nobody and opens no cases, unless told by --open-cases-since.

    Each row is new, updated, unchanged or refused, and the same file again changes nothing. Exit status: 0 all taken,
    1 some refused, 2 wrong usage, 130 interrupted (what is stored stays; run it again to go on).
    """
    options = Options(**given)
    settings, now = config.load(), clock.now()
    failpoints.arm(settings.failpoint)
    failpoints.doing.set("intake.import_responses")
    with open_session(settings.database_url) as session:
        version, zone = _survey(session, options)
        with _opened(options) as file:
            reader = _reader(options, version, zone, file, now)
            wishes = Wishes(_since(options, zone), settings.secret_key)
            report = _run(session, options, file, reader, wishes)
    if not options.quiet:
        is_dry = options.dry_run
        click.echo(
            json.dumps(reporting.as_dict(report)) if options.as_json else reporting.summary(report, is_dry=is_dry)
        )
    for line in reporting.refusals(report):
        click.echo(line, err=True)
    sys.exit(1 if report.refused else 0)


def _survey(session: Session, options: Options) -> tuple[SurveyVersion, str]:
    """The version to import into, and the workspace's zone. No transaction stays open: customers may answer."""
    workspace = _workspace(session, options.workspace)
    survey = session.scalar(select(Survey).filter_by(workspace_id=workspace.id, key=options.survey))
    if survey is None:
        keys = session.scalars(select(Survey.key).filter_by(workspace_id=workspace.id).order_by(Survey.key))
        raise click.UsageError(f"No survey has the key {options.survey!r}. There are: {', '.join(keys) or 'none yet'}.")
    if survey.live is None:
        raise click.UsageError(f"The survey {survey.key} is not published yet.")
    version = importing.load_version(session, survey.live.id)
    session.expunge_all()
    session.rollback()
    return version, workspace.zone


def _workspace(session: Session, slug: str | None) -> Workspace:
    all_of_them = list(session.scalars(select(Workspace).order_by(Workspace.id)))
    own = [workspace for workspace in all_of_them if not workspace.is_demo]
    chosen = [workspace for workspace in all_of_them if workspace.slug == slug] if slug else own
    if len(chosen) != 1:
        slugs = ", ".join(workspace.slug for workspace in all_of_them) or "none yet: `voc run` makes the first"
        raise click.UsageError(f"Say which workspace with --workspace. There are: {slugs}.")
    return chosen[0]


@contextmanager
def _opened(options: Options) -> Iterator[files.File]:
    try:
        with files.File(options.file, options.encoding) as file:
            yield file
    except (files.NoRows, LookupError) as error:
        raise click.UsageError(f"{options.file.name}: {error}") from error


def _reader(options: Options, version: SurveyVersion, zone: str, file: files.File, now: datetime) -> columns.Reader:
    metric = version.survey.metric
    try:
        return columns.Reader(
            version=version,
            columns=_columns(options.maps, file),
            file_name=file.name,
            calendar=dates.Calendar(_zone(options.zone or zone), options.date_formats),
            scale=scales.Scale.parse(options.scale, metric) if options.scale else scales.Scale.of(metric),
            now=now,
            missing=frozenset(columns.plain(part) for text in options.missing for part in text.split(",")),
            blanks=frozenset(map(columns.plain, options.blanks)),
            is_table=file.columns is not None,
        )
    except dates.BadFormat as error:
        raise click.UsageError(f"{str(error)!r} is no format of a whole date: write one like %d/%m/%Y.") from error
    except (columns.Unfit, scales.Misfit) as error:
        raise click.UsageError(str(error)) from error


def _columns(maps: tuple[str, ...], file: files.File) -> dict[str, columns.Column]:
    mapped = columns.parse(maps)
    if file.columns is not None:
        for column in mapped.values():
            if file.columns.count(column.name) != 1:
                count = "no column" if column.name not in file.columns else "more than one column"
                raise columns.Unfit(f"There is {count} {column.name!r}. There are: {', '.join(file.columns)}.")
    return mapped


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise click.UsageError(f"{name!r} is no time zone: write one such as Asia/Shanghai.") from error


def _since(options: Options, zone: str) -> datetime | None:
    day = options.open_cases_since
    return day.replace(tzinfo=_zone(options.zone or zone)) if day else None


def _run(session: Session, options: Options, file: files.File, reader: columns.Reader, wishes: Wishes) -> Report:
    with ExitStack() as stack:
        refuse = stack.enter_context(reporting.refused_rows(options.refused_to))
        shown = stack.enter_context(progress.of(file, is_shown=not options.quiet and sys.stderr.isatty()))
        stored = _Stored(session.rollback if options.dry_run else session.commit)
        steps = Steps(stored.after_batch, shown.after_row, shown.before_storing, shown.after_responses, refuse)
        try:
            return importing.responses(session, file, reader, wishes, steps)
        except KeyboardInterrupt:
            click.echo(f"Stopped. {stored.responses} responses are safe; run it again to go on.", err=True)
            sys.exit(130)


@dataclass
class _Stored:
    """How many responses are safe."""

    keep: Callable[[], None]
    responses: int = 0

    def after_batch(self) -> None:
        self.keep()
        self.responses += importing.BATCH


COMMANDS = (import_,)
