"""Codebooks: themes that people name and describe by seed words, and where a text speaks of them."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from voc.analysis.clauses import LEXICONS, Clause
from voc.analysis.scripts import HAN, simplified
from voc.analysis.text import Token, tokens

_HAN = re.compile(f"[{HAN}]")


class Malformed(Exception):
    """This is not a codebook; the message says where."""


@dataclass(frozen=True)
class Theme:
    """One subject: a stable key, its names by gettext language, and the seed words that give it away ("en", "zh")."""

    key: str
    names: Mapping[str, str]
    seeds: Mapping[str, tuple[str, ...]]
    parent: str | None = None


class Hit(NamedTuple):
    """A place in a repaired text where a theme's seed stands, and the clause it stands in."""

    theme: str
    start: int
    end: int
    clause: int


_Phrases = dict[str, list[tuple[tuple[str, ...], str]]]


@dataclass(frozen=True)
class Codebook:
    """Themes, and their seeds arranged for looking up. A codebook without themes finds nothing."""

    themes: tuple[Theme, ...]
    _english: _Phrases = field(init=False, repr=False, compare=False)
    _chinese: dict[str, list[tuple[str, str]]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        english: _Phrases = {}
        chinese: dict[str, list[tuple[str, str]]] = {}
        for theme in self.themes:
            for seed in {seed.strip() for group in theme.seeds.values() for seed in group}:
                if _HAN.search(seed):
                    plain = simplified(seed).lower()
                    chinese.setdefault(plain[0], []).append((plain, theme.key))
                elif words := tuple(_stem(token.lower) for token in tokens(seed)):
                    english.setdefault(words[0], []).append((words, theme.key))
        for phrases in english.values():
            phrases.sort(key=lambda pair: -len(pair[0]))
        for runs in chinese.values():
            runs.sort(key=lambda pair: -len(pair[0]))
        object.__setattr__(self, "_english", english)
        object.__setattr__(self, "_chinese", chinese)

    def hits(self, text: str, clauses: list[Clause]) -> list[Hit]:
        """Where the clauses of a repaired (Simplified) text speak of a theme: the longest seed at each place, in order.

        A seed that several themes share is a hit of each of them.
        """
        return [
            hit for k, clause in enumerate(clauses) for hit in (*self._words(clause, k), *self._runs(text, clause, k))
        ]

    def _words(self, clause: Clause, k: int) -> Iterator[Hit]:
        if not self._english:
            return
        words = clause.words
        stems = [_stem(token.lower) for token in words]
        i = 0
        while i < len(stems):
            length = 1
            for phrase, key in self._english.get(stems[i], ()):
                if len(phrase) < length:
                    break
                if len(phrase) == 1 or tuple(stems[i : i + len(phrase)]) == phrase:
                    length = len(phrase)
                    yield Hit(key, words[i].start, words[i + length - 1].end, k)
            i += length

    def _runs(self, text: str, clause: Clause, k: int) -> Iterator[Hit]:
        if not self._chinese:
            return
        at = clause.start
        while at < clause.end:
            length = 1
            for seed, key in self._chinese.get(text[at], ()):
                if len(seed) < length:
                    break
                if text.startswith(seed, at) and (len(seed) > 1 or _stands_alone(clause.words, at)):
                    length = len(seed)
                    yield Hit(key, at, at + length, k)
            at += length


def _stands_alone(words: list[Token], at: int) -> bool:
    """Whether the single character at this place begins a word: 量大 speaks of 量, 质量 does not."""
    return any(word.start == at for word in words)


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    """The word without its plural; nothing more, because people who write seeds must be able to foresee their hits."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def parse(raw: Any) -> Codebook:
    """A codebook from {"themes": [{"name" or "key", "names"?, "parent"?, "seeds": {"en": [...], "zh": [...]}}]}.

    Without a key the name is the key. Raises Malformed.

    >>> parse({"themes": [{"name": "Queue", "seeds": {"zh": ["排队"]}}]}).themes[0].key
    'Queue'
    """
    if not isinstance(raw, dict) or not isinstance(raw.get("themes"), list):
        raise Malformed('expected {"themes": [...]}')
    return Codebook(tuple(_theme(entry, k) for k, entry in enumerate(raw["themes"], 1)))


def _theme(entry: Any, number: int) -> Theme:
    if not isinstance(entry, dict):
        raise Malformed(f"theme {number} is not an object")
    key = entry.get("key", entry.get("name"))
    names = entry.get("names", {"en": entry.get("name", key)})
    seeds = entry.get("seeds", {})
    if not isinstance(key, str) or not key or not isinstance(names, dict):
        raise Malformed(f"theme {number} has no name")
    if not isinstance(seeds, dict) or not all(
        isinstance(group, list) and all(isinstance(seed, str) for seed in group) for group in seeds.values()
    ):
        raise Malformed(f'theme {number} ({key}): seeds are lists of words by language, {{"en": [...], "zh": [...]}}')
    parent = entry.get("parent")
    return Theme(
        key, names, {lang: tuple(group) for lang, group in seeds.items()}, parent if isinstance(parent, str) else None
    )


def load(path: Path) -> Codebook:
    """The codebook in a JSON file. Raises Malformed, OSError."""
    try:
        return parse(json.loads(path.read_bytes()))
    except ValueError as error:
        raise Malformed(str(error)) from error


@cache
def starter() -> Codebook:
    """The codebook that a new workspace begins with: a general business, in English and Chinese."""
    return load(LEXICONS / "codebook.json")
