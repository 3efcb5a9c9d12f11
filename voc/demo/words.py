"""What the company's customers and colleagues say, from the files in `words/`. All of it was written for the demo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from voc.analysis import scores

FOLDER = Path(__file__).parent / "words"
#: Language of an answer -> the file with its verbatims.
FILES = {"en": "english.txt", "zh_Hans": "chinese.txt", "zh_Hant": "traditional.txt"}
#: The section of what is still open.
LEFT = "left"

#: (survey, product or "any", mood).
Place = tuple[str, str, str]


@dataclass(frozen=True)
class Said:
    """A score and the words that go with it."""

    score: int
    words: str


@dataclass(frozen=True)
class Revised:
    """An answer and what its author made of it some days later."""

    product: str
    first: Said
    second: Said


@cache
def verbatims(language: str) -> Mapping[Place, tuple[Said, ...]]:
    """What customers say in a language, each line once."""
    found: dict[Place, tuple[Said, ...]] = {}
    for section, lines in _sections(FILES[language]):
        survey, product, mood = section.split()
        found[survey, product, mood] = tuple(map(_said, lines))
    return found


@cache
def revisions(language: str) -> tuple[Revised, ...]:
    """Answers that were changed later, in a language."""
    lines = dict(_sections("revisions.txt")).get(language, [])
    rows = [line.split(" | ") for line in lines]
    return tuple(Revised(row[0], Said(int(row[1]), row[2]), Said(int(row[3]), row[4])) for row in rows)


@cache
def elsewhere() -> tuple[tuple[str, str, str, Said], ...]:
    """(survey, language, section, what was said) at counters, of boxes and on leaving, each line once."""
    found = []
    for title, lines in _sections("counter.txt"):
        language, section = title.split()
        if section != LEFT:
            found += [(section, language, section, said) for said in map(_said, lines)]
    for title, lines in _sections("leaving.txt"):
        language, section = title.split()
        found += [("leaving", language, section, said) for said in map(_said, lines)]
    return tuple(found)


@cache
def left(language: str) -> tuple[str, ...]:
    """What is still open after somebody was helped, in a language."""
    return tuple(dict(_sections("counter.txt"))[f"{language} {LEFT}"])


def csat_band(score: int) -> str:
    """The band of a score from 1 to 5."""
    return str(scores.band("csat", score))


def _said(line: str) -> Said:
    score, words = line.split(" | ", 1)
    return Said(int(score), _unfolded(words))


@cache
def casework() -> Mapping[Place, tuple[str, ...]]:
    """(kind, subject, language) -> what colleagues write in cases."""
    found: dict[Place, tuple[str, ...]] = {}
    for section, lines in _sections("casework.txt"):
        kind, subject, language = section.split()
        found[kind, subject, language] = tuple(map(_unfolded, lines))
    return found


@cache
def names(kind: str, region: str) -> tuple[tuple[str, str], ...]:
    """(name, city) of customers, (as written, as in an address) of given and family names."""
    lines = dict(_sections("names.txt"))[f"{kind} {region}"]
    return tuple((name, other) for name, _, other in (line.partition(" | ") for line in lines))


def _sections(name: str) -> Iterator[tuple[str, list[str]]]:
    """The sections of a file: a line in brackets, then lines, up to the next one; lines with # in front are for us."""
    title, lines = "", list[str]()
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            if title:
                yield title, lines
            title, lines = line[1:-1], []
        elif line and not line.startswith("#"):
            lines.append(line)
    if title:
        yield title, lines


def _unfolded(words: str) -> str:
    return words.replace("\\n", "\n")
