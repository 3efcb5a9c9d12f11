"""Scored verbatims from a file, and what can be learned from them: `voc read --learn`."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from voc.analysis import learned
from voc.insights.pipes.lines import Broken, Line, batches, parsed

if TYPE_CHECKING:
    from voc.analysis.learning import Example, Lesson
    from voc.analysis.sentiment import Label

LABELS = ("positive", "neutral", "negative")
LANGUAGES = {"en": "English", "zh": "Chinese"}
_NUMBER = r"[+-]?\d{1,6}(?:\.\d{1,6})?"


class Scale(NamedTuple):
    """From the worst score to the best; the best may be the smaller number."""

    worst: float
    best: float


class _ScaleType(click.ParamType[Scale]):
    name = "WORST..BEST"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Scale:
        if isinstance(value, Scale):
            return value
        ends = re.fullmatch(rf"({_NUMBER})\.\.({_NUMBER})", str(value).strip())
        if not ends or float(ends[1]) == float(ends[2]):
            self.fail(f"{value!r} is no scale: write the worst and the best score, as in 1..5 or 5..1.", param, ctx)
        return Scale(float(ends[1]), float(ends[2]))


SCALE = _ScaleType()


@dataclass(frozen=True)
class Learned:
    """The models that may read, by language, and how many lines of the file were broken."""

    models: learned.Models
    broken: int


def learn(path: Path, scale: Scale | None, *, say: Callable[[str], object] | None) -> Learned:
    """Learn from a file of JSON Lines; `say` is told how it went, and stderr which lines are broken.

    Raises click.UsageError for a score without a scale: which end is good cannot be seen from the numbers.
    """
    # Late: whoever only reads needs no numpy.
    from voc.analysis import learning  # noqa: PLC0415

    examples: list[Example] = []
    broken = 0
    with _waiting(f"Learning from {path.name}"), path.open("rb") as file:
        for line in chain.from_iterable(lines for lines, _size in batches(file)):
            try:
                if (example := _example(line, scale)) is not None:
                    examples.append(example)
            except Broken as error:
                broken += 1
                click.echo(f"{path.name}, line {line.number}: {error}", err=True)
        seen = learning.by_language(examples)
        lessons = [learning.learn(language, found) for language, found in seen.items()]
    if say:
        for sentence in _told(examples, lessons):
            say(sentence)
    return Learned({lesson.language: lesson.model for lesson in lessons if lesson.may_read and lesson.model}, broken)


def _example(line: Line, scale: Scale | None) -> Example | None:
    """The example of a line, None for a blank one. Raises Broken."""
    from voc.analysis.learning import Example  # noqa: PLC0415

    row = parsed(line)
    if row is None:
        return None
    label, hint = row.get("label"), row.get("language")
    if label is None:
        label = _by_score(row.get("score"), scale, line.number)
    elif label not in LABELS:
        raise Broken('"label" is none of positive, neutral, negative')
    return Example(row["text"], label, hint if isinstance(hint, str) else None)


def _by_score(score: Any, scale: Scale | None, number: int) -> Label:
    from voc.analysis.learning import label_of  # noqa: PLC0415

    if score is None:
        raise Broken('no "label" and no "score"')
    if isinstance(score, bool) or not isinstance(score, int | float) or not math.isfinite(score):
        raise Broken('"score" is not a number')
    if scale is None:
        raise click.UsageError(
            f'Line {number} of the file for --learn has a "score": say with --scale what it means, as in --scale 1..5,'
            " or --scale 5..1 where 1 is best. It is never guessed."
        )
    try:
        return label_of(score, scale.worst, scale.best)
    except ValueError:
        raise Broken(f'"score" {score:g} is not on the scale {scale.worst:g}..{scale.best:g}') from None


def _told(examples: list[Example], lessons: list[Lesson]) -> Iterator[str]:
    used = sum(lesson.examples for lesson in lessons)
    yield f"{len(examples):,} scored verbatims; {len(examples) - used:,} say nothing, or nothing that can be read."
    for lesson in lessons:
        yield f"{LANGUAGES[lesson.language]}: {_verdict(lesson)}"


def _verdict(lesson: Lesson) -> str:
    it = lesson.comparison
    if it is None:
        return f"{lesson.examples:,} are too few to learn from; the general model reads."
    parts = (
        f"{name} {general.value:.3f} -> {own.value:.3f} ({difference.low:+.3f} to {difference.high:+.3f})"
        for name, general, own, difference in (
            ("AUC", it.general.auc, it.learned.auc, it.difference.auc),
            ("macro-F1", it.general.macro_f1, it.learned.macro_f1, it.difference.macro_f1),
        )
    )
    verdict = {
        "better": "The learned model reads.",
        "not_better": "That is not surely as good: the general model reads.",
        "reversed": "Praise goes with the lowest scores: is the scale the wrong way round? The general model reads.",
    }[lesson.reason]
    return f"learned from {lesson.examples:,}; on {it.held_out:,} held out {'; '.join(parts)}. {verdict}"


@contextmanager
def _waiting(what: str) -> Iterator[None]:
    """A line that moves on a terminal's stderr; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # noqa: PLC0415

    with Console(stderr=True).status(f"{what} ..."):
        yield
