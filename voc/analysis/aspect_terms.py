"""Aspect terms: which noun runs of an English corpus are what its customers judge.

Every run is described by how it is used in the corpus itself (how often, beside an opinion, after "the", before "was")
and against ordinary English; a logistic regression over these few numbers, none of which is a word, tells terms from
other nouns. Its weights were learned on another corpus: see `voc.analysis.training.aspect_terms`.
"""

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from nltk.metrics.association import BigramAssocMeasures
from numpy.typing import NDArray

from voc.analysis import background, english
from voc.analysis.aspects import GENERIC, noun_runs
from voc.analysis.background import stem
from voc.analysis.clauses import LEXICONS, Clause

MODEL = LEXICONS.parent / "models" / "aspect-terms.json"
#: A longer run is a list without commas.
LONGEST = 60
_COPULAS = frozenset("is was are were 's be been looks looked tastes tasted works worked seems felt".split())
_DEFINITE = frozenset("the our my their your his her".split())
_INDEFINITE = frozenset("a an some any no".split())
_BETWEEN = frozenset("in on at for with of to from by during after before about into as than".split())
_USES = ("judged", "praised", "definite", "indefinite", "after preposition", "subject", "capital", "before preposition")
#: Names of the numbers that describe a run; the model's weights stand in this order.
FEATURES = (
    "constant", "frequency", "head frequency", "log ratio", "log ratio below 0", "background", "not in background",
    *_USES, *(f"head {use}" for use in _USES),
    "one word", "two words", "more words", "generic", "generic head", "judges", "runs with this head", "short", "odd",
)  # fmt: skip
# Pretended occurrences behind each share, so that one occurrence is no proof.
_PRIOR = 3.0
# A word that in a quarter of its uses stands before this noun belongs to its name: olive oil, main course.
_BELONGS = 0.25
_LIKELIHOOD = 10.83


@dataclass
class Use:
    """How often a run occurs, and in how many of these in each telling place (in the order of `_USES`)."""

    count: int = 0
    places: list[int] = field(default_factory=lambda: [0] * len(_USES))
    before: Counter[str] = field(default_factory=Counter)

    def add(self, places: Sequence[bool]) -> None:
        """One more occurrence."""
        self.count += 1
        self.places = [a + b for a, b in zip(self.places, places, strict=True)]


@dataclass
class Runs:
    """The noun runs of a corpus by their lower-case text, and how often each word occurs."""

    found: dict[str, Use] = field(default_factory=dict)
    words: Counter[str] = field(default_factory=Counter)

    def add(self, plain: str, clauses: list[Clause]) -> None:
        """Count the noun runs of one text."""
        for clause in clauses:
            self.words.update(token.lower for token in clause.words)
            for first, last in noun_runs(clause):
                start, end = clause.words[first].start, clause.words[last].end
                if end - start > LONGEST:
                    continue
                use = self.found.setdefault(plain[start:end].lower(), Use())
                use.add(_places(clause, first, last))
                if first:
                    use.before[clause.words[first - 1].lower] += 1


def spans(clauses: Sequence[Clause]) -> list[tuple[int, int]]:
    """Start and end of each noun run that is counted."""
    found = [(c.words[first].start, c.words[last].end) for c in clauses for first, last in noun_runs(c)]
    return [(start, end) for start, end in found if end - start <= LONGEST]


def _places(clause: Clause, first: int, last: int) -> tuple[bool, ...]:
    words = clause.words
    start, end = words[first].start, words[last].end
    before = words[first - 1].lower if first else ""
    after = words[last + 1].lower if last + 1 < len(words) else ""
    return (
        any(o.end <= start or o.start >= end for o in clause.opinions),
        any(o.end <= start <= o.end + 2 for o in clause.opinions),
        before in _DEFINITE,
        before in _INDEFINITE,
        before in _BETWEEN,
        after in _COPULAS,
        first > 0 and words[first].text[:1].isupper(),
        after in _BETWEEN,
    )


def discovered(runs: Runs) -> list[str]:
    """The noun runs that are aspect terms, lower case, most frequent first; none of an empty corpus.

    Phrases such as "olive oil" are among them where the corpus uses the first word mostly there.
    """
    uses = {**runs.found, **_named(runs)}
    if not uses:
        return []
    model = _model()
    names, numbers = described(uses)
    odds = (numbers - model.means) / model.deviations @ model.weights
    chosen = [name for name, logit in zip(names, odds, strict=True) if logit > model.bound]
    return sorted(chosen, key=lambda name: (-uses[name].count, name))


def _named(runs: Runs) -> dict[str, Use]:
    """Runs with the word before them that belongs to their name."""
    stops, valences = background.stop_words(), english.valences()
    total = sum(runs.words.values())
    found: dict[str, Use] = {}
    for text, use in runs.found.items():
        last = runs.words[text.split()[0]]
        for word, count in use.before.items():
            if count < 3 or count < _BELONGS * runs.words[word] or not word.isalpha() or len(word) < 3:
                continue
            if word in stops or word in valences or stem(word) in stops:
                continue
            ratio = BigramAssocMeasures.likelihood_ratio(count, (runs.words[word], max(last, count)), total)
            if ratio > _LIKELIHOOD:
                share = count / use.count
                found[f"{word} {text}"] = Use(count, [round(share * n) for n in use.places])
    return found


def described(uses: Mapping[str, Use]) -> tuple[list[str], NDArray[np.float64]]:
    """The runs in a fixed order, and a row of `FEATURES` for each."""
    names = sorted(uses)
    heads = {name: stem(name.split()[-1]) for name in names}
    kinds = Counter(heads.values())
    of_head: dict[str, NDArray[np.float64]] = {}
    for name in names:
        row = np.array([uses[name].count, *uses[name].places], np.float64)
        of_head[heads[name]] = of_head.get(heads[name], 0.0) + row
    whole = sum(of_head.values(), np.zeros(len(_USES) + 1))
    general = whole[1:] / whole[0]
    shares = background.load().heads
    rows = []
    for name in names:
        head = heads[name]
        of = of_head[head]
        smooth = (of[1:] + _PRIOR * general) / (of[0] + _PRIOR)
        own = (np.array(uses[name].places) + _PRIOR * smooth) / (uses[name].count + _PRIOR)
        usual = shares.get(head, 0.0)
        ratio = math.log((of[0] + 0.5) / whole[0]) - math.log(usual + 6e-5)
        frequencies = [1.0, math.log(uses[name].count), math.log(of[0]), ratio, min(ratio, 0.0)]
        rows.append(
            [
                *frequencies,
                math.log(usual + 3e-5),
                usual == 0,
                *own,
                *smooth,
                *_shape(name, head),
                math.log(kinds[head]),
                *_spelling(name),
            ]
        )
    return names, np.array(rows, np.float64)


def _shape(name: str, head: str) -> list[bool]:
    words = name.split()
    valences = english.valences()
    return [
        len(words) == 1,
        len(words) == 2,
        len(words) > 2,
        name in GENERIC,
        head in _generic_stems(),
        any(word in valences for word in words),
    ]


def _spelling(name: str) -> list[bool]:
    return [len(name) < 4, any(not (char.isalpha() or char in " -'") for char in name)]


@cache
def _generic_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in GENERIC)


@dataclass(frozen=True)
class _Weights:
    means: NDArray[np.float64]
    deviations: NDArray[np.float64]
    weights: NDArray[np.float64]
    bound: float


@cache
def _model() -> _Weights:
    raw: dict[str, Any] = json.loads(MODEL.read_text(encoding="utf-8"))
    assert tuple(raw["features"]) == FEATURES
    means, deviations, weights = (np.array(raw[name], np.float64) for name in ("means", "deviations", "weights"))
    return _Weights(means, deviations, weights, float(raw["bound"]))
