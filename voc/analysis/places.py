"""How a text speaks of a place that somebody points at: evidence around it, in English weighed by a model.

Such a place is often only mentioned ("we had drinks at the bar"): the model, a regression over the evidence named by
`features`, was taught the difference between that and praise or blame. Made by `voc.analysis.training.places`.
"""

import gzip
import math
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from voc.analysis import aspects, sentiment
from voc.analysis.clauses import Clause

MODEL = Path(__file__).parent / "models" / "places.tsv.gz"
#: Order of the classes in every line of the model.
LABELS = ("negative", "neutral", "positive")
#: How often customers' reviews at large blame, only mention, and praise what they name. The training set was chosen for
#: sentences of mixed feeling, where mere mentions are twice as frequent; the model is moved from its shares to these.
SHARES = (0.28, 0.22, 0.50)
#: Weights are multiplied by this when they speak of a clause's opinions, which are up to 4 each.
_UNIT = 0.5
_VERBS = ("VERB", "AUX")
_NOUNS = ("NOUN", "PROPN")
# Between a noun and what is said of it: "the staff were always so kind".
_LINKS = frozenset(("AUX", "ADV", "PART", "DET", "ADJ", "CCONJ", "PUNCT"))


@dataclass(frozen=True, slots=True)
class _Word:
    """One word of the sentence: its spelling, part of speech, clause, and the weight of the opinion it belongs to."""

    lower: str
    tag: str
    clause: int
    weight: float
    start: int
    end: int


@cache
def _model() -> dict[str, tuple[float, ...]]:
    with gzip.open(MODEL, "rt", encoding="utf-8") as lines:
        rows = (line.rstrip("\n").split("\t") for line in lines)
        return {name: tuple(map(float, numbers)) for name, *numbers in rows}


def of_place(clauses: list[Clause], start: int, end: int, language: str) -> float:
    """How a text speaks of the place start:end of its repaired form (-1..1, |x| < 0.05 is neutral); 0 for no words.

    >>> from voc.analysis import english
    >>> said = english.clauses("We had drinks at the bar, and the waiter was rude.")
    >>> abs(of_place(said, 21, 24, "en")) < 0.05, of_place(said, 34, 40, "en") < -0.5
    (True, True)
    """
    found = features(clauses, start, end) if language == "en" else {}
    if not found:
        return _by_clause(clauses, start, end, language)
    scores = scored(found)
    top = max(scores)
    odds = [math.exp(score - top) for score in scores]
    blame, mere, praise = (odd / sum(odds) for odd in odds)
    lean = praise - blame
    if mere >= max(blame, praise):
        return 0.98 * sentiment.NEUTRAL * lean
    return math.copysign(sentiment.NEUTRAL + (1 - sentiment.NEUTRAL) * abs(lean), lean)


def scored(found: dict[str, float]) -> list[float]:
    """The logits of LABELS by the shipped model for the evidence found; higher is likelier."""
    known = _model()
    scores = [0.0] * len(LABELS)
    for name, value in found.items():
        weights = known.get(name)
        if weights is not None:
            scores = [score + value * weight for score, weight in zip(scores, weights, strict=True)]
    return scores


def _by_clause(clauses: list[Clause], start: int, end: int, language: str) -> float:
    k = _clause_of(clauses, start, end)
    return 0.0 if k is None else sentiment.of_subject(aspects.weight_at(clauses, k, start, end, language))


def features(clauses: list[Clause], start: int, end: int) -> dict[str, float]:
    """Named evidence (0..2) for the place start:end of an English text with these clauses; nothing for no words.

    >>> from voc.analysis import english
    >>> found = features(english.clauses("Great soup, slow waiter."), 6, 10)
    >>> found["before +"] > 0, found.get("before -", 0)
    (True, 0)
    """
    at = _clause_of(clauses, start, end)
    if at is None or not clauses[at].tags:
        return {}
    first, last = _sentence(clauses, at)
    words = [word for k in range(first, last) for word in _words(clauses[k], k)]
    here = [i for i, word in enumerate(words) if word.start < end and start < word.end]
    if not here:
        return {}
    found: dict[str, float] = {"": 1.0}
    begin, stop = here[0], here[-1] + 1
    clause = clauses[at]
    for name, value in _judgements(words, begin, stop, at):
        _signed(found, name, value * _UNIT)
    _signed(found, "learned", clause.learned * 3)
    for name in _surroundings(words, begin, stop, at):
        found[name] = 1.0
    return found


def _clause_of(clauses: list[Clause], start: int, end: int) -> int | None:
    """The first clause that the place start:end reaches into."""
    k = max(0, bisect_right(clauses, start, key=lambda clause: clause.start) - 1)
    for at in (k, k + 1):
        if at < len(clauses) and clauses[at].start < end and start < clauses[at].end:
            return at
    return None


def _sentence(clauses: list[Clause], at: int) -> tuple[int, int]:
    first = at
    while first and not clauses[first - 1].ends_sentence:
        first -= 1
    last = at
    while last + 1 < len(clauses) and not clauses[last].ends_sentence:
        last += 1
    return first, last + 1


def _words(clause: Clause, k: int) -> Iterator[_Word]:
    opinions = sorted(clause.opinions)
    i = 0
    # Chinese inside an English text has no tags: none of its words is looked at.
    for token, tag in zip(clause.words, clause.tags, strict=False):
        while i < len(opinions) and opinions[i].end <= token.start:
            i += 1
        weight = opinions[i].weight if i < len(opinions) and opinions[i].start <= token.start else 0.0
        yield _Word(token.lower, tag, k, weight, token.start, token.end)


def _signed(found: dict[str, float], name: str, value: float) -> None:
    if value:
        squashed = 2 * math.tanh(value / 2)
        found[f"{name} {'+' if value > 0 else '-'}"] = abs(squashed)


def _judgements(words: list[_Word], begin: int, stop: int, at: int) -> Iterator[tuple[str, float]]:
    """What the opinions of the sentence weigh, by how they stand to the place."""
    before = [i for i in range(begin) if words[i].clause == at and words[i].weight]
    after = [i for i in range(stop, len(words)) if words[i].clause == at and words[i].weight]
    yield "inside", sum(words[i].weight for i in range(begin, stop))
    yield "before", sum(words[i].weight * 4 / (3 + begin - i) for i in before)
    yield "after", sum(words[i].weight * 4 / (4 + i - stop) for i in after)
    yield "attribute", sum(words[i].weight for i in before if _all_in(words, i + 1, begin, ("ADJ", "NOUN", "PROPN")))
    yield "predicate", next((words[i].weight for i in after if _all_in(words, stop, i, _LINKS)), 0.0)
    yield "predicate, list", _of_list(words, stop, after)
    yield "beyond nouns", sum(words[i].weight for i in after if not _all_in(words, stop, i, _LINKS)) / 2
    yield "behind nouns", sum(words[i].weight for i in before if _has_noun(words, i + 1, begin)) / 2
    yield "earlier", sum(word.weight for word in words if word.clause < at) / 2
    yield "next", sum(word.weight for word in words if word.clause == at + 1) / 2
    yield "later", sum(word.weight for word in words if word.clause > at + 1) / 2


def _all_in(words: list[_Word], a: int, b: int, tags: tuple[str, ...] | frozenset[str]) -> bool:
    return b - a <= 7 and all(words[i].tag in tags for i in range(a, b))


def _has_noun(words: list[_Word], a: int, b: int) -> bool:
    return any(words[i].tag in _NOUNS for i in range(a, b))


def _of_list(words: list[_Word], stop: int, after: list[int]) -> float:
    """The opinion of "the soup, the bread and the wine were good": only joined nouns stand between."""
    if not after or stop >= len(words) or words[stop].lower not in ("and", ",", "&", "or"):
        return 0.0
    first = after[0]
    verb = next((i for i in range(stop, first) if words[i].tag == "AUX"), None)
    return words[first].weight if verb is not None and _all_in(words, verb, first, _LINKS) else 0.0


def _surroundings(words: list[_Word], begin: int, stop: int, at: int) -> Iterator[str]:
    """The words and parts of speech around the place, whatever they judge."""
    clause = [i for i, word in enumerate(words) if word.clause == at]
    low, high = clause[0], clause[-1] + 1
    for step in (1, 2, 3):
        left, right = begin - step, stop + step - 1
        yield f"l{step} {words[left].lower if left >= low else '^'}"
        yield f"r{step} {words[right].lower if right < high else '$'}"
        if step < 3:
            yield f"L{step} {words[left].tag if left >= low else '^'}"
            yield f"R{step} {words[right].tag if right < high else '$'}"
    yield f"head {words[stop - 1].lower}"
    verb = next((words[i].lower for i in range(begin - 1, low - 1, -1) if words[i].tag == "VERB"), "")
    yield f"verb before {verb}"
    verb = next((words[i].lower for i in range(stop, high) if words[i].tag in _VERBS), "")
    yield f"verb after {verb}"
    link = next((words[i].lower for i in range(begin - 1, max(low, begin - 5) - 1, -1) if words[i].tag == "ADP"), "")
    yield f"link {link}"
    for i in clause:
        if not begin <= i < stop and words[i].lower.isalpha():
            yield f"{'<' if i < begin else '>'} {words[i].lower}"
            yield f"in {words[i].lower}"
    if not any(words[i].weight for i in clause):
        yield "nothing judges"
        if not any(word.weight for word in words):
            yield "nothing judges anywhere"
    if not any(words[i].tag in _NOUNS for i in range(low, begin)):
        yield "first noun"
    if not any(words[i].tag in _NOUNS for i in range(stop, high)):
        yield "last noun"
    if words[-1].lower.startswith("?"):
        yield "asks"
