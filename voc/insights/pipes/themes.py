"""`voc themes`: a codebook discovered in verbatims from a pipe, without a database."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from voc.insights.pipes.lines import Broken, batches, counting, parsed, progress

if TYPE_CHECKING:
    from voc.analysis.discovery import Assignment


@click.command("themes")
@click.option(
    "--assign",
    "assigned",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    metavar="FILE.jsonl",
    help='Also write each line\'s {"id", "theme", "themes"} there; "theme" is its main one.',
)
@click.option(
    "--known",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="CODEBOOK.json",
    help="Last time's codebook: its themes keep their keys, names and seeds, and only new ones are added.",
)
@click.option("--quiet", is_flag=True, help="Say nothing on stderr about how it went; broken lines are still named.")
def discover(*, assigned: Path | None, known: Path | None, quiet: bool) -> None:
    """Discover themes: JSON Lines in, a codebook out.

    \b
    voc themes < texts.jsonl > codebook.json
    voc read --themes codebook.json < texts.jsonl > readings.jsonl
    in:  {"text": "Delivery was late.", "id"?: 7, "language"?: "en"}
    out: {"discovered": true, "themes": [{"key", "name", "names", "parent"?, "seeds", "terms"?, "top", "size",
          "sentiment", "examples"}], "terms"?}

    The same texts give the same themes, in whatever order they come. A line without id gets its number. A broken line
    is named on stderr and skipped; the exit status is then 1.
    """
    if sys.stdin.isatty():
        raise click.UsageError("Nothing to read: pipe a file in, as in `voc themes < texts.jsonl`.")
    try:
        broken = _discover(sys.stdin.buffer, assigned, known, quiet=quiet)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except KeyboardInterrupt:
        sys.exit(130)
    if broken:
        click.echo(f"{broken} {'line was' if broken == 1 else 'lines were'} skipped.", err=True)
        sys.exit(1)


def _discover(source: BinaryIO, assigned: Path | None, known: Path | None, *, quiet: bool) -> int:
    """Discover and write; returns how many lines were broken."""
    # Numpy is only loaded for those who get so far.
    from voc.analysis import discovery, themes  # noqa: PLC0415

    try:
        book = themes.load(known) if known else None
    except (themes.Malformed, OSError) as error:
        raise click.BadParameter(str(error), param_hint="--known") from error
    target = _opened(assigned) if assigned else None
    ids, rows, broken = _rows(source)
    texts = [discovery.Text(text, language) for text, language in rows]
    with counting(len(texts), "Discovering") as advance:
        found = discovery.discover(texts, known=book, advance=advance)
    click.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=1).encode())
    if target:
        with target:
            for given, assignment in zip(ids, found.assignments, strict=True):
                line = {"id": given, "theme": assignment.main, "themes": assignment.themes}
                target.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
    if not quiet:
        click.echo(_summary(found.assignments, len(found.proposals)), err=True)
    return broken


def _opened(path: Path) -> BinaryIO:
    # Before anything is read: minutes later would be late to learn that the folder is missing.
    try:
        return path.open("wb")
    except OSError as error:
        raise click.BadParameter(f"{path}: {error.strerror}", param_hint="--assign") from error


def _rows(source: BinaryIO) -> tuple[list[Any], list[tuple[str, str | None]], int]:
    """Ids, texts with their language hints, and how many lines were broken."""
    ids: list[Any] = []
    rows: list[tuple[str, str | None]] = []
    broken = 0
    with progress(source, "Reading") as advance:
        for lines, size in batches(source):
            for line in lines:
                try:
                    row = parsed(line)
                except Broken as error:
                    broken += 1
                    click.echo(f"line {line.number}: {error}", err=True)
                    continue
                if row is not None:
                    hint = row.get("language")
                    ids.append(line.number if row.get("id") is None else row["id"])
                    rows.append((row["text"], hint if isinstance(hint, str) else None))
            advance(size)
    return ids, rows, broken


def _summary(assignments: Sequence[Assignment], themes: int) -> str:
    themed = sum(bool(each.themes) for each in assignments)
    if not assignments:
        return "Nothing to discover in: no verbatims came."
    if not themes:
        return f"No themes: {len(assignments):,} verbatims, too few of them with anything in common."
    found = "1 theme" if themes == 1 else f"{themes} themes"
    return f"{found} in {len(assignments):,} verbatims; {len(assignments) - themed:,} without a theme."


COMMANDS = [discover]
