"""The text engine's front door: one verbatim in, one reading out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from voc.analysis import aspects, chinese, english, languages, learned, places, sentiment, themes
from voc.analysis.clauses import Clause, Opinion, lexicon
from voc.analysis.languages import Language
from voc.analysis.scripts import HAN, simplified
from voc.analysis.sentiment import Label
from voc.analysis.silence import is_empty
from voc.analysis.text import Repaired, is_plain_chinese, made, repair, tokens
from voc.analysis.themes import Codebook

#: Changes whenever the same text may be read differently; readings carry it.
ENGINE_VERSION = "5"


# Readings and what is in them are named tuples, `made` like tokens: a frozen dataclass takes three times as long.
class Word(NamedTuple):
    """A word or phrase that decided, with its weight (about -6..6) after negation, degree and contrast."""

    text: str
    start: int
    end: int
    weight: float


class Mention(NamedTuple):
    """One place where a text speaks of something: a theme's key or None, and how it speaks of it (-1..1)."""

    theme: str | None
    term: str
    start: int
    end: int
    sentiment: float
    label: Label


@dataclass(frozen=True, slots=True)
class Target:
    """How a text speaks (-1..1) of a place that the caller pointed at."""

    start: int
    end: int
    sentiment: float
    label: Label


class Reading(NamedTuple):
    """What the engine makes of one verbatim. All offsets are code points of the text as given; sentiment is -1..1."""

    language: Language
    sentiment: float
    label: Label
    mentions: tuple[Mention, ...]
    words: tuple[Word, ...]
    #: Of the places that were asked about, in the order in which they were given.
    targets: tuple[Target, ...] = ()


class BadTarget(ValueError):
    """A target is no place in its text; the message says which, counted from 1."""


class Understood(NamedTuple):
    """A text before anything is made of it: repaired, in Simplified characters, in clauses, with its sentiment."""

    repaired: Repaired
    language: Language
    plain: str
    clauses: list[Clause]
    #: By the general model, -1..1.
    sentiment: float
    says_nothing: bool = False


def understand(text: str, language: str | None = None) -> Understood:
    """A text's language, clauses and general sentiment; `language` is a hint as in `read`.

    >>> understand("很好", "zh").language, understand("N/A").says_nothing
    ('zh-Hans', True)
    """
    if not text.isascii() and is_plain_chinese(text) and _may_be_simplified(language) and not is_empty(text):
        clauses = chinese.clauses(text, with_words=False)
        repaired = made(Repaired, (text, None, None))
        return made(Understood, (repaired, "zh-Hans", text, clauses, sentiment.of_chinese(clauses), False))
    repaired = repair(text)
    found = languages.detect(repaired.text, language)
    if is_empty(repaired.text) and (found != "und" or not _has_emoji(repaired.text)):
        return Understood(repaired, found, "", [], 0.0, says_nothing=True)
    plain = simplified(repaired.text) if found in ("zh-Hans", "zh-Hant") else repaired.text
    clauses = _clauses(plain, found)
    value = sentiment.of_english(clauses) if found == "en" else sentiment.of_chinese(clauses)
    return Understood(repaired, found, plain, clauses, value)


def read(
    text: str,
    *,
    language: str | None = None,
    codebook: Codebook | None = None,
    targets: Sequence[tuple[int, int]] = (),
    models: learned.Models | None = None,
    explains: bool = True,
) -> Reading:
    """Language, sentiment, mentions and the words that decided, of one verbatim.

    `language` is a hint (en, zh, zh-Hans, zh-Hant; others are ignored); without a codebook the starter is used. A text
    that says nothing (blank, marks, "Did not answer", 无) is neutral, 0, without mentions. `targets` are places
    (start, end) in the text whose sentiments are wanted; raises BadTarget. `models`, learned from a company's own
    scores, move the sentiment of the whole text, not that of its mentions. Who `explains` nothing is spared the words
    that decided. Cost grows linearly.

    >>> reading = read("Great food, but the waiter was rude.")
    >>> [(m.theme, m.term, m.label) for m in reading.mentions if m.term != "rude"]
    [('food', 'food', 'positive'), ('staff_attitude', 'waiter', 'negative')]
    >>> [m.term for m in reading.mentions if m.theme == "staff_attitude"]
    ['waiter', 'rude']
    >>> [t.label for t in read("We ate at the bar. Great soup!", targets=[(14, 17), (25, 29)]).targets]
    ['neutral', 'positive']
    """
    for number, (start, end) in enumerate(targets, 1):
        if not 0 <= start < end <= len(text):
            raise BadTarget(f"target {number} is not a place in the text, which has {len(text)} characters")
    repaired, found, plain, clauses, value, says_nothing = understand(text, language)
    if says_nothing:
        silent = tuple(Target(start, end, 0.0, "neutral") for start, end in targets)
        return Reading(found, 0.0, "neutral", (), (), silent)
    if models:
        value = learned.applied(models, found, value, plain, clauses)
    value = round(value, 4)
    subjects = aspects.subjects(plain, clauses, codebook or themes.starter(), found)
    mentions = tuple(_mentions(text, repaired, subjects))
    words = tuple(_words(text, repaired, clauses)) if explains else ()
    asked = _targets(repaired, clauses, found, targets) if targets else ()
    return made(Reading, (found, value, sentiment.label(value), mentions, words, asked))


#: Texts that need everything that others of their language may need: words of the other language, made-up ones,
#: characters beyond ASCII. 晴洛 stands in no dictionary and is taken for a word all the same, and the tables by which
#: rjieba guesses what kind take 40 ms to load, as long as a hundred verbatims. So does the model of languages, which is
#: asked about English without one of its small words.
_SAMPLES: dict[Language, tuple[str, ...]] = {
    "en": ("Lovely café, but the staff weren't helpful at all. 服务很好", "Shorten waiting lists, hire nurses"),
    "zh-Hans": ("服务不错，但是 app 太慢了，店员晴洛没送到，龘龘。 The staff were not helpful.",),
    "zh-Hant": ("服務不錯，但是 app 太慢了，店員晴洛沒送到，龘龘。 The staff were not helpful.",),
    "und": ("Das Essen war leider kalt und teuer 😀",),
}


def load(language: Language, codebook: Codebook | None = None) -> None:
    """Load what reading a language needs, which else the first text waits for that needs it.

    >>> load("en")
    """
    for text in _SAMPLES[language]:
        read(text, codebook=codebook)


def _may_be_simplified(hint: str | None) -> bool:
    return hint is None or languages.detect("好", hint) == "zh-Hans"


def _has_emoji(text: str) -> bool:
    known = lexicon("emoji")
    return any(char in known for char in text)


def _clauses(plain: str, language: Language) -> list[Clause]:
    if language == "en":
        return _mixed(plain)
    if language == "und":
        return _emoji_only(plain)
    return chinese.clauses(plain)


@cache
def _han_run() -> re.Pattern[str]:
    return re.compile(f"[{HAN}][{HAN}，。！？；、]*")


def _mixed(text: str) -> list[Clause]:
    """The clauses of an English text; Han inside it is read as Chinese."""
    found: list[Clause] = []
    at = 0
    if not text.isascii():
        for match in _han_run().finditer(text):
            found += english.clauses(text[at : match.start()], at)
            found += chinese.clauses(simplified(match.group()), match.start())
            at = match.end()
    return found + english.clauses(text[at:], at)


def _emoji_only(text: str) -> list[Clause]:
    """Of a language nobody here can read, the faces still speak."""
    known = lexicon("emoji")
    clause = Clause(0, len(text))
    clause.opinions = [Opinion(t.start, t.end, known[t.text]) for t in tokens(text) if t.text in known]
    return [clause] if clause.opinions else []


def _mentions(text: str, repaired: Repaired, subjects: list[aspects.Subject]) -> list[Mention]:
    is_itself = repaired.starts is None
    found = []
    for theme, begin, stop, weight in subjects:
        start, end = (begin, stop) if is_itself else repaired.span(begin, stop)
        value, label = sentiment.of_mention(weight)
        found.append(made(Mention, (theme, text[start:end], start, end, value, label)))
    return found


def _targets(
    repaired: Repaired, clauses: list[Clause], language: Language, asked: Sequence[tuple[int, int]]
) -> tuple[Target, ...]:
    found = []
    for start, end in asked:
        value = round(places.of_place(clauses, *repaired.place(start, end), language), 4)
        found.append(Target(start, end, value, sentiment.label(value)))
    return tuple(found)


def _words(text: str, repaired: Repaired, clauses: list[Clause]) -> list[Word]:
    found = []
    for clause in clauses:
        for opinion in clause.opinions:
            start, end = repaired.span(opinion.start, opinion.end)
            found.append(Word(text[start:end], start, end, round(opinion.weight * clause.emphasis, 2)))
    return found
