"""How good a sentiment model is on labelled verbatims that it has not seen, and whether another one is better."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from voc.analysis.sentiment import NEUTRAL

Vector: TypeAlias = npt.NDArray[np.float64]
#: -1 negative, 0 neutral, 1 positive.
Classes: TypeAlias = npt.NDArray[np.int64]

DRAWS = 1000
#: So many examples of draws are added up at once (8 bytes each, several times over).
MOST_AT_ONCE = 1_000_000
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
    """How often a model is right. `auc`: how often a praise stands above a complaint, ties half, whatever the neutral
    band; `macro_f1`: the mean over the classes that occur of how well each is found; `accuracy`: the share that is
    right."""

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

    With `parts` only examples of one part are held against each other for `auc`: each part was read by a model of its
    own. With `groups` (numbers from 0 on) whole groups are drawn: what one person wrote is no
    independent evidence (Davison and Hinkley 1997, section 3.8). Cost: `draws` times adding up the examples, which are
    sorted once.
    """
    rng = np.random.default_rng(seed)
    whose = np.arange(len(classes)) if groups is None else groups
    sides = [_Side.of(sentiments, classes, parts) for sentiments in (general, learned)]
    at_once = max(1, MOST_AT_ONCE // max(1, len(classes)))
    drawn = np.concatenate([
        np.stack([side.figures(times) for side in sides], axis=1)
        for times in _times(rng, whose, draws, at_once)
    ])  # fmt: skip
    values = np.stack([side.figures(np.ones((1, len(classes))))[0] for side in sides])
    apart, drawn_apart = values[1] - values[0], drawn[:, 1] - drawn[:, 0]
    return Comparison(
        len(classes),
        _figures(values[0], drawn[:, 0]),
        _figures(values[1], drawn[:, 1]),
        _figures(apart, drawn_apart),
        _interval(apart[:2].mean(), drawn_apart[:, :2].mean(axis=1)),
    )


def _times(rng: np.random.Generator, groups: Classes, draws: int, at_once: int) -> Iterator[Vector]:
    """How often each example is drawn, (draws, examples): as many groups as there are, with replacement; by batches."""
    many = int(groups.max()) + 1 if len(groups) else 0
    for begin in range(0, draws, at_once):
        batch = min(at_once, draws - begin)
        chosen = rng.integers(0, many, (batch, many)) + np.arange(batch)[:, None] * many
        yield np.bincount(chosen.ravel(), minlength=batch * many).reshape(batch, many)[:, groups].astype(np.float64)


@dataclass(frozen=True)
class _Part:
    """Examples that are held against each other: praise by its place among the complaints, which are sorted."""

    good: Classes
    bad: Classes
    #: Of each praise: how many complaints are below it, and how many are not above it.
    below: Classes
    up_to: Classes


@dataclass(frozen=True)
class _Side:
    """A model's sentiments on the examples, prepared for adding up its figures over any draw of them."""

    parts: list[_Part]
    #: (examples, 9): in which cell of the table of classes by what they are called an example counts.
    cells: Vector

    @classmethod
    def of(cls, sentiments: Vector, classes: Classes, parts: Classes | None) -> _Side:
        where = np.zeros_like(classes) if parts is None else parts
        held = []
        for part in np.unique(where):
            good, bad = (np.flatnonzero((where == part) & (classes == kind)) for kind in (1, -1))
            bad = bad[np.argsort(sentiments[bad], kind="stable")]
            below, up_to = (np.searchsorted(sentiments[bad], sentiments[good], side) for side in ("left", "right"))
            held.append(_Part(good, bad, below, up_to))
        return cls(held, np.eye(9)[(classes + 1) * 3 + called(sentiments) + 1])

    def figures(self, times: Vector) -> Vector:
        """`auc`, `macro_f1` and accuracy, (draws, 3), of draws in which each example stands so many times."""
        found = (times @ self.cells).reshape(-1, 3, 3)
        right = np.diagonal(found, axis1=1, axis2=2)
        of_class, called_so = found.sum(axis=2), found.sum(axis=1)
        with np.errstate(invalid="ignore"):
            f1 = np.where(of_class > 0, 2 * right / (of_class + called_so), 0).sum(axis=1) / (of_class > 0).sum(axis=1)
            return np.stack([self._auc(times), f1, right.sum(axis=1) / times.sum(axis=1)], axis=1)

    def _auc(self, times: Vector) -> Vector:
        above, pairs = np.zeros(len(times)), np.zeros(len(times))
        for part in self.parts:
            good = times[:, part.good]
            bad = np.cumsum(times[:, part.bad], axis=1)
            bad = np.concatenate([np.zeros((len(times), 1)), bad], axis=1)
            above += (good * (bad[:, part.below] + bad[:, part.up_to])).sum(axis=1) / 2
            pairs += good.sum(axis=1) * bad[:, -1]
        return above / pairs


def _figures(values: Vector, drawn: Vector) -> Figures:
    order, classes, right = (_interval(values[k], drawn[:, k]) for k in range(3))
    return Figures(order, classes, right)


def _interval(value: float, drawn: Vector) -> Interval:
    low, high = np.nanquantile(drawn, (0.025, 0.975))
    return Interval(float(value), float(low), float(high))
