"""Codebooks: themes that people name and describe by seed words, and where a text speaks of them."""

import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from voc.analysis.clauses import LEXICONS, Clause
from voc.analysis.scripts import HAN, simplified
from voc.analysis.text import Token, made, tokens

_HAN = re.compile(f"[{HAN}]")
_LATIN = re.compile(r"[^\W\d_\u3040-\U0003ffff]")


class Malformed(Exception):
    """This is not a codebook; the message says where."""


@dataclass(frozen=True)
class Theme:
    """One subject: a stable key, its names by gettext language, and the seed words that give it away ("en", "zh")."""

    key: str
    names: Mapping[str, str]
    seeds: Mapping[str, tuple[str, ...]]
    parent: str | None = None
    #: Aspect terms that discovery found for it, by language: lower case, as they stand in texts.
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Hit(NamedTuple):
    """A place in a repaired text where a theme's seed stands, and the clause it stands in."""

    theme: str
    start: int
    end: int
    clause: int


_Phrases = dict[str, list[tuple[tuple[str, ...], str]]]
#: More sets are looked into in vain more often, fewer are larger and need more look-backs.
_SETS = 4


@dataclass(frozen=True)
class Codebook:
    """Themes, and their seeds arranged for looking up. A codebook without themes finds nothing."""

    themes: tuple[Theme, ...]
    #: Aspect terms that belong to no theme, by language.
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: Whether discovery wrote it: its seeds then say which theme a noun belongs to, and are mentions alone only where a
    #: text names nothing, because nobody chose them to be found.
    is_discovered: bool = False

    @cached_property
    def _english(self) -> _Phrases:
        found: _Phrases = {}
        for seed, key in self._seeds():
            if not _HAN.search(seed) and (words := tuple(_stem(token.lower) for token in tokens(seed))):
                found.setdefault(words[0], []).append((words, key))
        return {first: sorted(group, key=lambda pair: -len(pair[0])) for first, group in found.items()}

    @cached_property
    def _chinese(self) -> dict[str, tuple[str, ...]]:
        """The themes of each Chinese seed, in Simplified characters."""
        found: dict[str, tuple[str, ...]] = {}
        for seed, key in self._seeds():
            if _HAN.search(seed):
                plain = simplified(seed).lower()
                found[plain] = (*found.get(plain, ()), key)
        return found

    @cached_property
    def _seed(self) -> re.Pattern[str]:
        """The longest Chinese seed at each place.

        At most places where one may begin none does, and every alternative is tried in vain. So there are only a few: a
        search looks for any first character, then for a second one in sets of these, and what was found looks back.
        """
        seeds = sorted(self._chinese, key=lambda seed: (-len(seed), seed))
        seconds = sorted({seed[1] for seed in seeds if len(seed) > 1})
        sets = [frozenset(seconds[k::_SETS]) for k in range(min(_SETS, len(seconds)))]
        kinds = [_with_second(chosen, seeds) for chosen in sets]
        if single := [seed for seed in seeds if len(seed) == 1]:
            kinds.append(f"(?<={_any_of(single)})")
        return re.compile(f"{_any_of(seed[0] for seed in seeds)}(?:{'|'.join(kinds)})")

    @cached_property
    def marks(self) -> dict[str, str | None]:
        """English aspect terms, lower case, each with its theme's key or None; empty if nothing was discovered."""
        found: dict[str, str | None] = dict.fromkeys(map(str.lower, self.terms.get("en", ())))
        for theme in self.themes:
            found |= dict.fromkeys(map(str.lower, theme.terms.get("en", ())), theme.key)
        return found

    @cached_property
    def longest_mark(self) -> int:
        """Tokens of the longest aspect term."""
        return max((sum(1 for _ in tokens(term)) for term in self.marks), default=0)

    def _seeds(self) -> Iterator[tuple[str, str]]:
        for theme in self.themes:
            for seed in dict.fromkeys(seed.strip() for group in theme.seeds.values() for seed in group):
                yield seed, theme.key

    def hits(self, text: str, clauses: list[Clause]) -> list[Hit]:
        """Where the clauses of a repaired (Simplified) text speak of a theme: the longest seed at each place, in order.

        A seed that several themes share is a hit of each of them.
        """
        found: list[Hit] = []
        # Clauses that come without their words have none in Latin letters.
        if _have_words(clauses) and _LATIN.search(text):
            for k, clause in enumerate(clauses):
                found += self._words(clause.words, k)
        if clauses and self._chinese and not text.isascii():
            found += self._runs(text, clauses)
        return found

    def _words(self, words: Sequence[Token], k: int) -> Iterator[Hit]:
        known = self._english
        end = 0
        for i, token in enumerate(words):
            group = known.get(_stem(token.lower))
            if group is None or i < end:
                continue
            length = 1
            for phrase, key in group:
                if len(phrase) < length:
                    break
                if len(phrase) == 1 or tuple(_stem(word.lower) for word in words[i : i + len(phrase)]) == phrase:
                    length = len(phrase)
                    yield Hit(key, token.start, words[i + length - 1].end, k)
            end = i + length

    def _runs(self, text: str, clauses: list[Clause]) -> list[Hit]:
        known = self._chinese
        found: list[Hit] = []
        k, last = 0, len(clauses) - 1
        for match in self._seed.finditer(text):
            start, end = match.span()
            while k < last and clauses[k].end <= start:
                k += 1
            clause = clauses[k]
            # A single character must begin a word: 量大 speaks of 量, 质量 does not. A longer seed begins or ends with
            # one: 味道 is not in 风味道地.
            if (
                clause.start <= start
                and end <= clause.end
                and (_is_border(clause, start) or (end - start > 1 and _is_border(clause, end)))
            ):
                for theme in known[match.group()]:
                    found.append(made(Hit, (theme, start, end, k)))  # noqa: PERF401  Most have one.
        return found


def _have_words(clauses: list[Clause]) -> bool:
    for clause in clauses:  # noqa: SIM110  A generator costs three times as much.
        if clause.words:
            return True
    return False


def _is_border(clause: Clause, place: int) -> bool:
    """Whether a word of a clause begins at this place in it or ends there."""
    k = bisect_left(clause.borders, place)
    return k < len(clause.borders) and clause.borders[k] == place


def _with_second(chosen: frozenset[str], seeds: list[str]) -> str:
    """An expression for what follows the first character of those seeds whose second one is among the chosen ones."""
    mine = [seed for seed in seeds if seed[1:2] in chosen]
    kinds = [f"{re.escape(seed[2])}(?<={re.escape(seed[:3])}){re.escape(seed[3:])}" for seed in mine if len(seed) > 2]
    if pairs := [re.escape(seed) for seed in mine if len(seed) == 2]:
        kinds.append(f"(?<={'|'.join(pairs)})")
    return f"{_any_of(chosen)}(?:{'|'.join(kinds)})"


def _any_of(characters: Iterable[str]) -> str:
    return f"[{''.join(map(re.escape, sorted(set(characters))))}]"


# These end as inflections do and are words of their own.
_WHOLE = frozenset(
    """
        building ceiling evening morning meeting feeling wedding clothing bedding setting opening heating lighting
        something anything nothing everything during king ring thing wing spring string bring sing sting swing shed
        need feed seed speed indeed hundred breed bleed exceed proceed succeed united limited rating ratings
    """.split()
)
_INFLECTED = re.compile(r"(?P<stem>[a-z]*[aeiouy][a-z]*?(?P<last>[a-z]))(?:ing|ed)")


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    """The word without plural, -ing and -ed: "wait" finds "waited". Writers of seeds must foresee hits.

    >>> _stem("deliveries"), _stem("cancelled") == _stem("cancel"), _stem("charging") == _stem("charge")
    ('delivery', True, True)
    """
    word = _singular(word)
    if len(word) > 5 and word.endswith("ied"):
        return word[:-3] + "y"
    if len(word) > 5 or (len(word) > 4 and word.endswith("ed")):
        match = None if word in _WHOLE else _INFLECTED.fullmatch(word)
        if match and len(match["stem"]) > 2:
            word = match["stem"]
            if word[-1] == word[-2] and word[-1] not in "sl":
                return word[:-1]
    # Charge and charging, cancel and cancelled meet without the e and the second l.
    if len(word) > 3 and word[-1] == "e":
        return word[:-1]
    return word[:-1] if len(word) > 5 and word.endswith("ll") else word


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def parse(raw: Any) -> Codebook:
    """A codebook from {"themes": [{"name" or "key", "names"?, "parent"?, "seeds": {"en": [...], "zh": [...]}}]}.

    A discovered one says "discovered": true and has "terms", by language like seeds, beside "themes" and in them.
    Other members are ignored.
    Without a key the name is the key. Raises Malformed.

    >>> parse({"themes": [{"name": "Queue", "seeds": {"zh": ["排队"]}}]}).themes[0].key
    'Queue'
    """
    if not isinstance(raw, dict) or not isinstance(raw.get("themes"), list):
        raise Malformed('expected {"themes": [...]}')
    themes = tuple(_theme(entry, k) for k, entry in enumerate(raw["themes"], 1))
    return Codebook(themes, terms=_words(raw, "terms", "the codebook"), is_discovered=raw.get("discovered") is True)


def _theme(entry: Any, number: int) -> Theme:
    if not isinstance(entry, dict):
        raise Malformed(f"theme {number} is not an object")
    key = entry.get("key", entry.get("name"))
    names = entry.get("names", {"en": entry.get("name", key)})
    if not isinstance(key, str) or not key or not isinstance(names, dict):
        raise Malformed(f"theme {number} has no name")
    place = f"theme {number} ({key})"
    parent = entry.get("parent")
    return Theme(
        key,
        names,
        _words(entry, "seeds", place),
        parent if isinstance(parent, str) else None,
        _words(entry, "terms", place),
    )


def _words(entry: dict[str, Any], member: str, place: str) -> dict[str, tuple[str, ...]]:
    words = entry.get(member, {})
    if not isinstance(words, dict) or not all(
        isinstance(group, list) and all(isinstance(word, str) for word in group) for group in words.values()
    ):
        raise Malformed(f'{place}: {member} are lists of words by language, {{"en": [...], "zh": [...]}}')
    return {language: tuple(group) for language, group in words.items()}


def load(path: Path) -> Codebook:
    """The codebook in a JSON file. Raises Malformed, OSError."""
    try:
        return parse(json.loads(path.read_bytes()))
    except ValueError as error:
        raise Malformed(str(error)) from error


#: The codebooks to begin with, by trade; "general" is for all others.
STARTERS = ("general", "retail", "restaurant", "hotel", "software", "bank", "health", "telecom", "logistics")


@cache
def starter(name: str = "general") -> Codebook:
    """The codebook that a new workspace of this trade begins with, in English and Chinese. Raises KeyError.

    >>> starter("bank").themes[0].names["en"]
    'App and online banking'
    """
    if name not in STARTERS:
        raise KeyError(name)
    return load(LEXICONS / "codebook.json" if name == "general" else LEXICONS / "codebooks" / f"{name}.json")


@cache
def everything() -> Codebook:
    """All starters in one codebook, each theme's key behind its trade's: what customers speak of anywhere.

    >>> everything().themes[0].key
    'general:delivery'
    """
    return Codebook(
        tuple(replace(theme, key=f"{name}:{theme.key}") for name in STARTERS for theme in starter(name).themes)
    )
