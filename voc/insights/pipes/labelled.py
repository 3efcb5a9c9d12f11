"""Labelled texts out of files: what `voc evaluate` measures on.

A file of one's own has a text and a label or score a line. In folders named `en` and `zh` lines may also say which
parts of a text are judged how (`aspects`) and what it speaks of (`categories`); sets there whose scores need no scale
are known by name.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson

from voc.analysis.evaluation import LABELS

SUFFIXES = (".jsonl", ".jsonl.gz", ".csv", ".csv.gz")
_SCALE = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*\.\.\s*(-?\d+(?:\.\d+)?)\s*")
#: Labels as files write them.
_WORDS = {
    **{label: label for label in LABELS},
    "pos": "positive", "neg": "negative", "neu": "neutral",
    "正面": "positive", "负面": "negative", "中性": "neutral", "中立": "neutral",
}  # fmt: skip
#: NHS: `sentiment` from 1, very positive, to 5, very negative.
_NHS = {"1": "positive", "2": "positive", "3": "neutral", "4": "negative", "5": "negative"}
#: Sets whose `score` is the mean rating of several people, whose order counts and no label.
_RATED = ("vader_gt_",)
#: Sets whose `score` are stars.
_STARS = ("skytrax", "jd_dated_stars", "asap_sample", "chatgpt_ios_reviews", "amazon_alexa", "bank_app_reviews",
          "gplay_app_reviews")  # fmt: skip


class NoScale(Exception):
    """Scores mean nothing without their scale; the message says what is missing or wrong."""


class Unreadable(Exception):
    """A file that cannot be read at all; the message says why."""


class Broken(Exception):
    """A line that cannot be used."""


@dataclass(frozen=True)
class Scale:
    """What scores run from and to; the worst may be the larger one."""

    worst: float
    best: float

    def label(self, score: float) -> str:
        """Positive in the upper quarter, both ends included, negative in the lower one. Raises Broken off the scale.

        >>> [Scale(1, 5).label(score) for score in (1, 2, 3, 4, 5)]
        ['negative', 'negative', 'neutral', 'positive', 'positive']
        """
        place = (score - self.worst) / (self.best - self.worst)
        if not 0 <= place <= 1:
            raise Broken
        return "positive" if place >= 0.75 else "negative" if place <= 0.25 else "neutral"


_FIVE = Scale(1, 5)


@dataclass(frozen=True)
class Target:
    """A place of a text, and how it is spoken of."""

    start: int
    end: int
    polarity: str


@dataclass(frozen=True)
class Example:
    """A text with what people say of it; what they say nothing about is None or empty."""

    text: str
    language: str | None = None
    label: str | None = None
    rating: float | None = None
    targets: tuple[Target, ...] = ()
    terms: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Labelled:
    """A file of labelled texts."""

    name: str
    #: en, zh, or a dash for a file that may hold several.
    language: str
    examples: Sequence[Example]
    #: Lines that could not be used.
    broken: int
    #: Its labels know no neutral, so an undecided text counts by its sign: anything above 0 is positive.
    is_by_sign: bool


def scale(given: str) -> Scale:
    """The scale of WORST..BEST. Raises NoScale.

    >>> scale("10..0")
    Scale(worst=10.0, best=0.0)
    """
    match = _SCALE.fullmatch(given)
    if not match or float(match[1]) == float(match[2]):
        raise NoScale(f"{given!r} is no scale: write WORST..BEST, as in 1..5 or 10..0.")
    return Scale(float(match[1]), float(match[2]))


def files(folder: Path) -> list[Path]:
    """The labelled files of a folder, of its folders en and zh, or the one file itself; in the order of their names."""
    if folder.is_file():
        return [folder]
    places = [folder, folder / "en", folder / "zh"]
    return [path for place in places if place.is_dir() for path in sorted(place.iterdir()) if _is_ours(path)]


def _is_ours(path: Path) -> bool:
    return path.is_file() and path.name.endswith(SUFFIXES)


def load(path: Path, scale: Scale | None) -> Labelled:
    """The examples of a file. Raises NoScale where it has scores and nobody says what they mean, and Unreadable."""
    name = path.name.partition(".")[0]
    language = path.parent.name if path.parent.name in ("en", "zh") else "-"
    examples, broken = [], 0
    for row in _rows(path):
        try:
            examples.append(_example(name, language, row, scale))
        except Broken:
            broken += 1
    if any(example.terms for example in examples):
        examples = _together(examples)
    told = {example.label for example in examples} - {None}
    return Labelled(name, language, examples, broken, language == "zh" and "neutral" not in told)


def _together(examples: Sequence[Example]) -> list[Example]:
    """Each text once, with all its terms: some files have a line for each of them."""
    made: dict[str, Example] = {}
    for example in examples:
        known = made.setdefault(example.text, example)
        made[example.text] = replace(known, terms=known.terms | example.terms)
    return list(made.values())


def _rows(path: Path) -> Iterator[Mapping[str, Any] | None]:
    """The rows of a file; None for a line that is none."""
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if path.name.endswith(".gz") else raw).decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise Unreadable(f"{path} cannot be read: {error}") from error
    if ".csv" in path.suffixes:
        table = csv.DictReader(io.StringIO(text, newline=""))
        table.fieldnames = [name.strip().lower() for name in table.fieldnames or ()]
        yield from table
        return
    for line in text.split("\n"):
        if line.strip():
            try:
                row = orjson.loads(line)
            except orjson.JSONDecodeError:
                row = None
            yield row if isinstance(row, dict) else None


def _example(name: str, language: str, row: Mapping[str, Any] | None, scale: Scale | None) -> Example:
    text = row.get("text") if row else None
    if row is None or not isinstance(text, str) or not text.strip():
        raise Broken
    label, rating = _judged(name, row, scale)
    aspects = row.get("aspects") or []
    given = row.get("language")
    return Example(
        text,
        language=language if language != "-" else given if isinstance(given, str) else None,
        label=label,
        rating=rating,
        targets=tuple(Target(a["from"], a["to"], a["polarity"]) for a in aspects if _is_placed(a)),
        terms=frozenset(a["term"] for a in aspects if a.get("term")) if language == "zh" else frozenset(),
        categories=frozenset(c["category"] for c in [*aspects, *(row.get("categories") or [])] if c.get("category")),
    )


def _is_placed(aspect: Mapping[str, Any]) -> bool:
    return isinstance(aspect.get("from"), int) and isinstance(aspect.get("to"), int) and aspect["polarity"] in LABELS


def _judged(name: str, row: Mapping[str, Any], scale: Scale | None) -> tuple[str | None, float | None]:
    """A row's label, and its rating where its order counts."""
    if name.startswith(_RATED):
        return None, _number(row.get("score"))
    if name.startswith("nhs_fft"):
        return _NHS.get(str(row.get("sentiment"))), None
    label = row.get("label")
    if label not in (None, ""):
        return _label(label), None
    score = row.get("score")
    if score in (None, ""):
        return None, None
    if name.startswith(_STARS):
        return _starred(name, _number(score)), None
    if scale is None:
        raise NoScale(f"{name} has scores: say what they mean with --scale WORST..BEST, as in 1..5 or 10..0.")
    return scale.label(_number(score)), None


def _starred(name: str, stars: float) -> str | None:
    if not _FIVE.worst <= stars <= _FIVE.best:
        return None
    label = _FIVE.label(stars)
    # Stars in the middle are no judgement, where the set is compared by two labels alone.
    return None if label == "neutral" and name.startswith(("jd_", "asap_")) else label


def _label(given: Any) -> str:
    if isinstance(given, int) or given in ("0", "1"):
        return "positive" if int(given) == 1 else "negative"
    known = _WORDS.get(str(given).strip().lower())
    if known is None:
        raise Broken
    return known


def _number(given: Any) -> float:
    try:
        return float(given)
    except (TypeError, ValueError) as error:
        raise Broken from error
