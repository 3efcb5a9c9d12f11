"""`voc read`: readings of verbatims from a pipe, without a database and without the web half of the product."""

import gc
import json
import os
import sys
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import click
import orjson

from voc.analysis import engine, learned, themes
from voc.analysis.languages import Language
from voc.insights.pipes import scored
from voc.insights.pipes.lines import Broken, Line, batches, parsed, progress


@click.command("read")
@click.option(
    "--themes",
    "codebook",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="CODEBOOK.json",
    help='Themes to look for: {"themes": [{"name", "seeds": {"en": [...], "zh": [...]}}]}. Default: the starter\'s.',
)
@click.option(
    "--learn",
    "examples",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="SCORED.jsonl",
    help='Learn first from your own scores: lines with "text" and "label", or "score" with --scale.',
)
@click.option(
    "--scale",
    type=scored.SCALE,
    help="What the scores of --learn mean, for example 1..5, or 5..1 where 1 is best. It is never guessed.",
)
@click.option("--quiet", is_flag=True, help="Say nothing on stderr about how it went; broken lines are still named.")
def read(*, codebook: Path | None, examples: Path | None, scale: scored.Scale | None, quiet: bool) -> None:
    """Read verbatims: JSON Lines in, readings out.

    \b
    voc read < texts.jsonl > readings.jsonl
    in:  {"text": "Delivery was late.", "id"?: 7, "language"?: "en", "targets"?: [{"start": 0, "end": 8}]}
    out: {"id", "language", "sentiment", "label", "mentions": [{"theme", "term", "start", "end", "sentiment", "label"}]}

    For a line with targets, places in its text by code points, their sentiments follow in the same order as
    "targets": [{"sentiment", "label"}].

    With --learn, stderr says for each language how the learned model does on held-out lines of SCORED.jsonl against
    the general one; it reads only where it is not worse. A score in the lower two fifths of its scale counts as
    negative, in the middle fifth as neutral, in the upper two fifths as positive (1-2, 3, 4-5; 0-3, 4-6, 7-10).

    A line without id gets its number. A broken line is named on stderr and skipped; the exit status is then 1. At the
    end stderr says how many verbatims were read, and how fast.
    """
    if sys.stdin.isatty():
        raise click.UsageError("Nothing to read: pipe a file in, as in `voc read < texts.jsonl`.")
    try:
        book = themes.load(codebook) if codebook else themes.starter()
    except (themes.Malformed, OSError) as error:
        raise click.BadParameter(str(error), param_hint="--themes") from error
    lesson = scored.learn(examples, scale, say=None if quiet else partial(click.echo, err=True)) if examples else None
    try:
        tally = _read_all(sys.stdin.buffer, sys.stdout.buffer, book, lesson.models if lesson else {})
    except BrokenPipeError:
        # Whoever read us has seen enough. The interpreter must not complain while it closes the pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except KeyboardInterrupt:
        sys.exit(130)
    if not quiet:
        click.echo(tally.speed, err=True)
    if tally.broken:
        click.echo(f"{tally.broken} {'line was' if tally.broken == 1 else 'lines were'} skipped.", err=True)
    if tally.broken or (lesson and lesson.broken):
        sys.exit(1)


@dataclass
class Tally:
    """How many lines were read and how many were broken, and the processor time that loading took."""

    read: int = 0
    broken: int = 0
    #: Seconds to start, and for the first verbatim of each language: its models are loaded then.
    loading: float = field(default_factory=time.process_time)
    languages: set[str] = field(default_factory=set)

    def count(self, language: Language, book: themes.Codebook, began: float) -> None:
        """One more verbatim, whose reading began at this processor time."""
        self.read += 1
        if language not in self.languages:
            self.languages.add(language)
            engine.load(language, book)
            # What was loaded stays to the end: the collector need not walk through it again and again.
            gc.freeze()
            self.loading += time.process_time() - began

    @property
    def speed(self) -> str:
        """Verbatims a second of processor time, with and without loading."""
        total = time.process_time()
        steady = self.read / max(total - self.loading, 0.001)
        return (
            f"{self.read:,} read in {total:.2f} s of processor time, {self.loading:.2f} s of it to start and load: "
            f"{steady:,.0f} a second, {self.read / total:,.0f} with loading."
        )


def _read_all(source: BinaryIO, target: BinaryIO, book: themes.Codebook, models: learned.Models) -> Tally:
    tally = Tally()
    with progress(source, "Reading") as advance:
        for lines, size in batches(source):
            made = bytearray()
            for line in lines:
                try:
                    made += _reading(line, book, models, tally)
                except Broken as error:
                    tally.broken += 1
                    click.echo(f"line {line.number}: {error}", err=True)
            # One write for what one read brought: a slow pipe sees each answer at once, a file costs few calls.
            target.write(made)
            target.flush()
            advance(size)
    return tally


def _reading(line: Line, book: themes.Codebook, models: learned.Models, tally: Tally) -> bytes:
    """The output line for an input line; nothing for a blank one. Raises Broken."""
    row = parsed(line)
    if row is None:
        return b""
    text, hint = row["text"], row.get("language")
    began = time.process_time()
    asked = _targets(row["targets"]) if "targets" in row else ()
    hint = hint if isinstance(hint, str) else None
    try:
        reading = engine.read(text, language=hint, codebook=book, targets=asked, models=models, explains=False)
    except engine.BadTarget as error:
        raise Broken(str(error)) from error
    language, value, word, mentions, _, targets = reading
    tally.count(language, book, began)
    known = row.get("id")
    made = {
        "id": line.number if known is None else known,
        "language": language,
        "sentiment": value,
        "label": word,
        "mentions": [
            # Faster than orjson reads the fields of a dataclass, and much faster than mention._asdict().
            {"theme": theme, "term": term, "start": start, "end": end, "sentiment": sentiment, "label": label}
            for theme, term, start, end, sentiment, label in mentions
        ],
    }
    if "targets" in row:
        made["targets"] = [{"sentiment": target.sentiment, "label": target.label} for target in targets]
    return _dumped(made)


def _targets(given: Any) -> list[tuple[int, int]]:
    """The places of a line's "targets". Raises Broken."""
    if not isinstance(given, list):
        raise Broken('"targets" is not a list')
    return [_place(target, number) for number, target in enumerate(given, 1)]


def _place(target: Any, number: int) -> tuple[int, int]:
    match target:
        # True is an int to Python, and no place in a text.
        case {"start": int(start), "end": int(end)} if not isinstance(start, bool) and not isinstance(end, bool):
            return start, end
    raise Broken(f'target {number} has no whole numbers "start" and "end"')


def _dumped(made: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(made, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:
        # An integer beyond 64 bits.
        return json.dumps(made, ensure_ascii=False).encode() + b"\n"


COMMANDS = [read]
