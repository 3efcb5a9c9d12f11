"""How good a sentiment model is on labelled verbatims that it has not seen, and whether another one is better."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from voc.analysis.sentiment import NEUTRAL

Vector: TypeAlias = npt.NDArray[np.float64]
#: -1 negative, 0 neutral, 1 positive.
Classes: TypeAlias = npt.NDArray[np.int64]

DRAWS = 1000
#: A model may be this much worse, at the lower end of the interval, and still count as not worse.
MARGIN = 0.01
#: An order that is surely worse than this is no ignorance of the general model: the labels say the opposite.
REVERSED = 0.3


@dataclass(frozen=True)
class Interval:
    """A figure with the middle 95 % of its bootstrap draws."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Figures:
    """How often a model is right. `auc`: how often a praise stands above a complaint, whatever the neutral band;
    `macro_f1`: the mean over the classes that occur of how well each is found; `accuracy`: the share that is right."""

    auc: Interval
    macro_f1: Interval
    accuracy: Interval


@dataclass(frozen=True)
class Comparison:
    """Two models on the same held-out verbatims; `difference` is learned minus general, above 0 where learning won."""

    held_out: int
    general: Figures
    learned: Figures
    difference: Figures
    #: The mean of the differences of `auc` and `macro_f1`: order and classes count alike.
    overall: Interval

    @property
    def is_not_worse(self) -> bool:
        """Whether the learned model may replace the general one.

        On the whole it is better, and at the lower end of the interval not worse by more than `MARGIN`; neither the
        order nor the classes alone are surely worse; and the labels have to do with the words at all. Few held-out
        verbatims have wide intervals, so that the general model stays.
        """
        order, classes = self.difference.auc, self.difference.macro_f1
        is_better = self.overall.value > 0 and self.overall.low > -MARGIN
        return is_better and min(order.high, classes.high) >= 0 and self.learned.auc.low > 0.5 and not self.is_reversed

    @property
    def is_reversed(self) -> bool:
        """Whether praise surely goes with low scores: then somebody has the scale the wrong way round."""
        return self.general.auc.high < REVERSED


def auc(sentiments: Vector, classes: Classes, parts: Classes | None = None) -> float:
    """How often a positive example has the higher sentiment than a negative one, ties half; nan without both.

    With `parts` only examples of one part are held against each other: each part was read by a model of its own.

    >>> auc(np.array([0.9, 0.1, -0.5]), np.array([1, -1, -1]))
    1.0
    """
    above, pairs = 0.0, 0
    for part in (None,) if parts is None else range(int(parts.max()) + 1):
        here = slice(None) if part is None else parts == part
        kinds, values = classes[here], sentiments[here]
        good, bad = values[kinds == 1], np.sort(values[kinds == -1])
        above += float((np.searchsorted(bad, good, "left") + np.searchsorted(bad, good, "right")).sum()) / 2
        pairs += len(good) * len(bad)
    return above / pairs if pairs else float("nan")


def called(sentiments: Vector) -> Classes:
    """The classes that sentiments mean, by the fixed neutral band.

    >>> called(np.array([-0.3, 0.04, 0.05])).tolist()
    [-1, 0, 1]
    """
    return np.where(np.abs(sentiments) < NEUTRAL, 0, np.sign(sentiments)).astype(np.int64)


def macro_f1(called_as: Classes, classes: Classes) -> float:
    """The mean F1 of the classes that occur; nan without examples.

    >>> macro_f1(np.array([1, -1, 0]), np.array([1, -1, -1])).__round__(3)
    0.833
    """
    found = np.bincount((classes + 1) * 3 + called_as + 1, minlength=9).reshape(3, 3).astype(np.float64)
    occurs = found.sum(axis=1) > 0
    both = found.sum(axis=1) + found.sum(axis=0)
    return float(np.mean(2 * np.diag(found)[occurs] / both[occurs])) if occurs.any() else float("nan")


def compare(
    classes: Classes,
    general: Vector,
    learned: Vector,
    seed: int,
    *,
    parts: Classes | None = None,
    groups: Classes | None = None,
    draws: int = DRAWS,
) -> Comparison:
    """Both models on the same examples, given their sentiments there; the bootstrap draws examples, for both at once.

    `parts` as in `auc`. With `groups` (numbers from 0 on) whole groups are drawn: what one person wrote is no
    independent evidence (Davison and Hinkley 1997, section 3.8). Cost: `draws` times sorting the examples.
    """
    rng = np.random.default_rng(seed)
    where = np.zeros_like(classes) if parts is None else parts
    members = _Members.of(np.arange(len(classes)) if groups is None else groups)
    drawn = np.empty((draws, 2, 3))
    for turn in range(draws):
        chosen = members.drawn(rng)
        drawn[turn] = [_three(side[chosen], classes[chosen], where[chosen]) for side in (general, learned)]
    values = np.array([_three(side, classes, where) for side in (general, learned)])
    apart, drawn_apart = values[1] - values[0], drawn[:, 1] - drawn[:, 0]
    return Comparison(
        len(classes),
        _figures(values[0], drawn[:, 0]),
        _figures(values[1], drawn[:, 1]),
        _figures(apart, drawn_apart),
        _interval(apart[:2].mean(), drawn_apart[:, :2].mean(axis=1)),
    )


@dataclass(frozen=True)
class _Members:
    """Which examples are whose: `ordered` by group, each group from its start on, so many of them."""

    ordered: Classes
    starts: Classes
    sizes: Classes

    @classmethod
    def of(cls, groups: Classes) -> _Members:
        sizes = np.bincount(groups)
        return cls(np.argsort(groups, kind="stable"), np.cumsum(sizes) - sizes, sizes)

    def drawn(self, rng: np.random.Generator) -> Classes:
        """The places of the examples of as many groups as there are, drawn with replacement."""
        chosen = rng.integers(0, len(self.sizes), len(self.sizes))
        sizes = self.sizes[chosen]
        within = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        places: Classes = self.ordered[np.repeat(self.starts[chosen], sizes) + within]
        return places


def _three(sentiments: Vector, classes: Classes, parts: Classes) -> list[float]:
    names = called(sentiments)
    return [auc(sentiments, classes, parts), macro_f1(names, classes), float(np.mean(names == classes))]


def _figures(values: Vector, drawn: Vector) -> Figures:
    order, classes, right = (_interval(values[k], drawn[:, k]) for k in range(3))
    return Figures(order, classes, right)


def _interval(value: float, drawn: Vector) -> Interval:
    low, high = np.nanquantile(drawn, (0.025, 0.975))
    return Interval(float(value), float(low), float(high))
