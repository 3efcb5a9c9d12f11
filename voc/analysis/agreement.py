"""How well the engine agrees with people, and two people with one another: precision, recall, F1, kappa, alpha.

Judgements in, plain values out, each with an interval. Web processes import this module: it needs no numpy.
"""

import math
import random
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from statistics import NormalDist
from typing import TypeVar

from voc.analysis.scores import Interval

Label = TypeVar("Label", bound=Hashable)

#: Enough for two digits of an interval's ends.
REPLICATES = 1_000


@dataclass(frozen=True)
class Retrieval:
    """What one side found of what the other says is there; counts of verbatims."""

    #: Found, and there.
    hits: int
    #: Found, and not there.
    false_alarms: int
    #: There, and not found.
    misses: int

    def __post_init__(self) -> None:
        if min(self.hits, self.false_alarms, self.misses) < 0:
            raise ValueError(f"a count of verbatims below zero: {self}")

    @property
    def precision(self) -> float | None:
        """How much of what was found is there (0..1); None when nothing was found."""
        return _share(self.hits, self.hits + self.false_alarms)

    @property
    def recall(self) -> float | None:
        """How much of what is there was found (0..1); None when nothing is there."""
        return _share(self.hits, self.hits + self.misses)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall (0..1); None when nothing was found and nothing is there.

        >>> Retrieval(hits=8, false_alarms=2, misses=6).f1
        0.666...
        """
        return _share(2 * self.hits, 2 * self.hits + self.false_alarms + self.misses)

    def precision_interval(self, confidence: float = 0.95) -> Interval | None:
        """Wilson's interval of the precision, within 0..1; None with it."""
        return wilson(self.hits, self.hits + self.false_alarms, confidence)

    def recall_interval(self, confidence: float = 0.95) -> Interval | None:
        """Wilson's interval of the recall, within 0..1; None with it."""
        return wilson(self.hits, self.hits + self.misses, confidence)

    def f1_interval(self, confidence: float = 0.95) -> Interval | None:
        """The interval of F1, within 0..1; None with it.

        F1 is 2 J / (1 + J) of the share J of hits among all that was found or is there, so that Wilson's interval of J
        is carried over exactly. A bootstrap would say "1 to 1" of ten hits among ten.

        >>> Retrieval(hits=10, false_alarms=0, misses=0).f1_interval()
        Interval(low=0.83..., high=1.0)
        """
        both = wilson(self.hits, self.hits + self.false_alarms + self.misses, confidence)
        return both and Interval(*(2 * j / (1 + j) for j in (both.low, both.high)))


def retrieval(pairs: Sequence[tuple[bool, bool]]) -> Retrieval:
    """The counts of (found, there) pairs, one a verbatim.

    >>> retrieval([(True, True), (True, False), (False, True), (False, False)])
    Retrieval(hits=1, false_alarms=1, misses=1)
    """
    counts = Counter(pairs)
    return Retrieval(counts[True, True], counts[True, False], counts[False, True])


def by_label(pairs: Sequence[tuple[Collection[Label], Collection[Label]]]) -> dict[Label, Retrieval]:
    """For (found labels, labels that are there) of each verbatim, the counts of each label that occurs at all.

    >>> by_label([({"price", "staff"}, {"price"}), (set(), {"price"})])["price"]
    Retrieval(hits=1, false_alarms=0, misses=1)
    """
    hits, false_alarms, misses = Counter[Label](), Counter[Label](), Counter[Label]()
    for found, there in pairs:
        hits.update(set(found) & set(there))
        false_alarms.update(set(found) - set(there))
        misses.update(set(there) - set(found))
    labels = dict.fromkeys([*hits, *false_alarms, *misses])
    return {label: Retrieval(hits[label], false_alarms[label], misses[label]) for label in labels}


def wilson(count: int, n: int, confidence: float = 0.95) -> Interval | None:
    """Wilson's score interval of a share, within 0..1; None of nothing. It always contains the share.

    Wilson, JASA 22, 1927; recommended for small n by Brown, Cai and DasGupta, Statistical Science 16(2), 2001.

    >>> wilson(81, 263)  # Newcombe 1998, example (a): .2553 to .3662
    Interval(low=0.255..., high=0.366...)
    """
    if not n:
        return None
    share, z = count / n, NormalDist().inv_cdf((1 + confidence) / 2)
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return Interval(max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half)))


def _share(count: int, n: int) -> float | None:
    return count / n if n else None


# Beyond chance


def kappa(pairs: Sequence[tuple[Label, Label]]) -> float | None:
    """Cohen's kappa of two judges, a pair of labels for each verbatim: 1 is full agreement, 0 is that of chance.

    None without verbatims, and where both gave one and the same label to all: then chance alone agrees fully. Cohen, "A
    Coefficient of Agreement for Nominal Scales", Educational and Psychological Measurement 20, 1960.

    >>> kappa([("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15)
    0.4
    """
    return _kappa(Counter(pairs))


def _kappa(table: Mapping[tuple[Label, Label], int]) -> float | None:
    n = sum(table.values())
    first, second = Counter[Label](), Counter[Label]()
    for (a, b), count in table.items():
        first[a] += count
        second[b] += count
    # Whole numbers as long as possible: nothing is lost to rounding, and "fully by chance" is seen exactly.
    by_chance = sum(count * second[label] for label, count in first.items())
    if not n or by_chance == n * n:
        return None
    agreed = n * sum(count for (a, b), count in table.items() if a == b)
    return (agreed - by_chance) / (n * n - by_chance)


def kappa_interval(
    pairs: Sequence[tuple[Label, Label]], confidence: float = 0.95, *, replicates: int = REPLICATES, seed: int = 1
) -> Interval | None:
    """Bootstrap interval of kappa over the verbatims; None where kappa is. The same seed gives the same interval."""
    value = kappa(pairs)
    if value is None:
        return None
    agreed = sum(a == b for a, b in pairs)
    return _interval(pairs, _kappa, value, agreed, _Drawing(confidence, replicates, seed))


#: How far two labels are from one another, 0 for the same.
Distance = Callable[[Label, Label], float]


def nominal(a: Hashable, b: Hashable) -> float:
    """Labels without order: the same (0) or not (1)."""
    return float(a != b)


def alpha(units: Sequence[Sequence[Label]], distance: Distance[Label] = nominal) -> float | None:
    """Krippendorff's alpha: 1 is full agreement, 0 is that of chance. Any number of judges, any may be missing.

    `units` are the labels that each verbatim got, in any order; verbatims with fewer than two tell nothing. `distance`
    says how bad a disagreement is: for ordered labels the square of their difference. None without two labels of one
    verbatim, and where all labels are the same. Krippendorff, "Content Analysis", 3rd edition, 2013, chapter 11.

    >>> alpha([["a", "a"], ["b", "b"], ["b", "a"], ["a", "a"]])
    0.533...
    """
    return _alpha(Counter(_patterns(units)), distance)


Pattern = tuple[tuple[Label, int], ...]


def _patterns(units: Sequence[Sequence[Label]]) -> list[Pattern[Label]]:
    """Each verbatim's labels with their counts, in one order however they came."""
    return [
        tuple(sorted(Counter(labels).items(), key=lambda item: repr(item[0]))) for labels in units if len(labels) > 1
    ]


def _alpha(patterns: Mapping[Pattern[Label], int], distance: Distance[Label]) -> float | None:
    totals = Counter[Label]()
    observed = 0.0
    for pattern, times in patterns.items():
        m = sum(count for _, count in pattern)
        for label, count in pattern:
            totals[label] += count * times
            observed += times * sum(count * n * distance(label, other) for other, n in pattern) / (m - 1)
    n = sum(totals.values())
    expected = sum(a * b * distance(label, other) for label, a in totals.items() for other, b in totals.items())
    return 1 - (n - 1) * observed / expected if expected else None


def alpha_interval(
    units: Sequence[Sequence[Label]],
    confidence: float = 0.95,
    *,
    distance: Distance[Label] = nominal,
    replicates: int = REPLICATES,
    seed: int = 1,
) -> Interval | None:
    """Bootstrap interval of alpha over the verbatims; None where alpha is. The same seed gives the same interval."""
    patterns = _patterns(units)
    value = _alpha(Counter(patterns), distance)
    if value is None:
        return None
    agreed = sum(len(pattern) == 1 for pattern in patterns)
    drawing = _Drawing(confidence, replicates, seed)
    return _interval(patterns, lambda table: _alpha(table, distance), value, agreed, drawing)


Unit = TypeVar("Unit", bound=Hashable)


@dataclass(frozen=True)
class _Drawing:
    confidence: float
    replicates: int
    seed: int


def _interval(
    units: Sequence[Unit],
    statistic: Callable[[Mapping[Unit, int]], float | None],
    value: float,
    agreed: int,
    drawing: _Drawing,
) -> Interval:
    """Percentiles of the statistic over verbatims drawn with replacement.

    Where nobody ever disagreed every draw would say 1. There the lower end is that of the observed agreement (Wilson),
    beyond the agreement by chance that was found.
    """
    n = len(units)
    if agreed == n:
        share = wilson(n, n, drawing.confidence)
        assert share
        by_chance = _chance(units)
        return Interval((share.low - by_chance) / (1 - by_chance), value)
    draw = random.Random(drawing.seed)  # noqa: S311  A repeatable draw guards no secret.
    # The few different ones by number: counting numbers is quick.
    kinds = Counter(units)
    numbers, up_to = range(len(kinds)), list(accumulate(kinds.values()))
    draws = (Counter(draw.choices(numbers, cum_weights=up_to, k=n)) for _ in range(drawing.replicates))

    @cache
    def of(times: tuple[int, ...]) -> float | None:
        # Of few verbatims most draws have come before.
        return statistic(dict(zip(kinds, times, strict=True)))

    found = [of(tuple(map(drawn.__getitem__, numbers))) for drawn in draws]
    # A draw in which all labels are the same says nothing.
    told = sorted(each for each in found if each is not None)
    tail = (1 - drawing.confidence) / 2
    low, high = (told[min(len(told) - 1, int(part * len(told)))] for part in (tail, 1 - tail))
    return Interval(min(low, value), max(high, value))


def _chance(units: Sequence[Unit]) -> float:
    """How often two verbatims drawn from these have the same labels: agreement by chance, where there is full one."""
    return sum((count / len(units)) ** 2 for count in Counter(units).values())
