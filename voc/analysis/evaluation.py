"""How right the engine is about texts that somebody has labelled: figures, each with its bootstrap interval.

Every figure is a function of counts that each text contributes (right or wrong, found or missed), or of the order of
the engine's values. A bootstrap draws texts with replacement, never single aspects of one: two aspects of a text are
not two independent witnesses. Draws are seeded, so the same texts give the same interval. Efron and Tibshirani, "An
Introduction to the Bootstrap", 1993, chapter 13 (percentile intervals).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

REPLICATES = 1_000
CONFIDENCE = 0.95
LABELS = ("negative", "neutral", "positive")

Counts: TypeAlias = NDArray[Any]
#: From rows of summed counts to a value for each row.
Statistic: TypeAlias = Callable[[Counts], Counts]


@dataclass(frozen=True)
class Estimate:
    """A figure with the ends of its 95 % interval, and how many texts it comes from."""

    value: float
    low: float
    high: float
    n: int


def of_counts(units: Sequence[Sequence[float]], statistic: Statistic, *, seed: int = 1) -> Estimate | None:
    """The statistic of all texts' counts together, with its interval; None without texts.

    Cost: it grows with the number of different counts, not of texts.

    >>> of_counts([(1, 1), (1, 1), (0, 1), (1, 1)], share)
    Estimate(value=0.75, low=0.25, high=1.0, n=4)
    """
    if not units:
        return None
    kinds, times = np.unique(np.asarray(units, float), axis=0, return_counts=True)
    value = statistic((times @ kinds)[None, :])[0]
    drawn = np.random.default_rng(seed).multinomial(len(units), times / len(units), size=REPLICATES)
    return _estimate(float(value), statistic(drawn @ kinds), len(units))


def _estimate(value: float, draws: Counts, n: int) -> Estimate | None:
    told = draws[np.isfinite(draws)]
    if not np.isfinite(value) or not len(told):
        return None
    low, high = np.quantile(told, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return Estimate(value, min(float(low), value), max(float(high), value), n)


def _divided(a: Counts, b: Counts) -> Counts:
    with np.errstate(divide="ignore", invalid="ignore"):
        made: Counts = np.where(b > 0, a / b, np.nan)
    return made


# Statistics of counts


def share(sums: Counts) -> Counts:
    """Of (right, all): the share that is right."""
    return _divided(sums[:, 0], sums[:, 1])


def f1(sums: Counts) -> Counts:
    """Of (hits, false alarms, misses): F1."""
    return _divided(2 * sums[:, 0], 2 * sums[:, 0] + sums[:, 1] + sums[:, 2])


def overlap_f1(sums: Counts) -> Counts:
    """Of (found that are right, found, there that were found, there): the harmonic mean of both shares."""
    precision, recall = _divided(sums[:, 0], sums[:, 1]), _divided(sums[:, 2], sums[:, 3])
    return np.nan_to_num(_divided(2 * precision * recall, precision + recall))


def macro_f1(sums: Counts) -> Counts:
    """Of (hits, false alarms, misses) of one class after the other: the mean of their F1."""
    classes = [np.nan_to_num(f1(sums[:, at : at + 3])) for at in range(0, sums.shape[1], 3)]
    made: Counts = np.mean(classes, axis=0)
    return made


def micro_f1(sums: Counts) -> Counts:
    """Of (hits, false alarms, misses) of one class after the other: F1 of their sums."""
    return f1(sums.reshape(len(sums), -1, 3).sum(axis=1))


def by_class(found: Iterable[str], there: Iterable[str], classes: Sequence[str]) -> list[float]:
    """A text's (hit, false alarm, miss) for one class after the other.

    >>> by_class(["price"], ["price", "staff"], ["price", "staff"])
    [1.0, 0.0, 0.0, 0.0, 0.0, 1.0]
    """
    has, wants = set(found), set(there)
    return [float(each) for name in classes for each in (name in has & wants, name in has - wants, name in wants - has)]


# Statistics of order


def auc(values: Sequence[float], is_positive: Sequence[bool], *, seed: int = 1) -> Estimate | None:
    """How often a positive text has a higher value than a negative one, ties counting half; None without both kinds.

    >>> auc([0.9, 0.2, 0.1, 0.2], [True, True, False, False]).value
    0.875
    """
    positive = np.asarray(is_positive, bool)
    _, group = np.unique(np.asarray(values, float), return_inverse=True)
    if not positive.any() or positive.all():
        return None
    size = int(group.max()) + 1
    weights = np.ones((1, len(positive)))
    value = _auc(weights, group, positive, size)[0]
    random = np.random.default_rng(seed)
    chance = np.full(len(positive), 1 / len(positive))
    draws = [
        _auc(random.multinomial(len(positive), chance, size=1).astype(float), group, positive, size)
        for _ in range(REPLICATES)
    ]
    return _estimate(float(value), np.concatenate(draws), len(positive))


def _auc(weights: Counts, group: Counts, positive: Counts, size: int) -> Counts:
    made = []
    for row in weights:
        good = np.bincount(group[positive], row[positive], minlength=size)
        bad = np.bincount(group[~positive], row[~positive], minlength=size)
        below = np.cumsum(bad) - bad
        pairs = good.sum() * bad.sum()
        made.append((good * (below + bad / 2)).sum() / pairs if pairs else np.nan)
    return np.asarray(made)


def spearman(values: Sequence[float], ratings: Sequence[float], *, seed: int = 1) -> Estimate | None:
    """The correlation of the two orders (-1..1); None where one of them has no order.

    >>> round(spearman([1, 2, 3, 4], [10, 30, 20, 40]).value, 3)
    0.8
    """
    pairs = np.column_stack([_ranks(values), _ranks(ratings)])
    ones = np.column_stack([np.ones(len(pairs)), pairs, pairs**2, pairs[:, :1] * pairs[:, 1:]])
    # Ranks are those of all texts in every draw: the interval is that of a correlation of ranks.
    return of_counts(ones.tolist(), _correlation, seed=seed)


def _ranks(values: Sequence[float]) -> Counts:
    _, group, times = np.unique(np.asarray(values, float), return_inverse=True, return_counts=True)
    ends = np.cumsum(times)
    made: Counts = (ends - (times - 1) / 2)[group] / len(group)
    return made


def _correlation(sums: Counts) -> Counts:
    n, a, b, aa, bb, ab = sums.T
    varies = (n * aa - a * a) * (n * bb - b * b)
    made: Counts = _divided(n * ab - a * b, np.sqrt(np.clip(varies, 0, None)))
    return made


def sentiment(
    values: Sequence[float], labels: Sequence[str], there: Sequence[str], *, seed: int = 1
) -> Mapping[str, Estimate]:
    """AUC of negative against positive, accuracy and macro-F1 over the labels that occur, by name; what cannot be said
    is left out.
    """
    classes = [label for label in LABELS if label in set(there)]
    polar = [(value, label == "positive") for value, label in zip(values, there, strict=True) if label != "neutral"]
    pairs = list(zip(labels, there, strict=True))
    made = {
        "auc": auc([value for value, _ in polar], [good for _, good in polar], seed=seed) if polar else None,
        "accuracy": of_counts([(float(a == b), 1.0) for a, b in pairs], share, seed=seed),
        "macro_f1": of_counts([by_class([a], [b], classes) for a, b in pairs], macro_f1, seed=seed),
    }
    return {name: estimate for name, estimate in made.items() if estimate}
