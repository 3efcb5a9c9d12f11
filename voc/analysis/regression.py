"""The numbers of learning: logistic regression of two or three classes, most probable under its prior, calibrated.

With `lean` and `calm`, in logits, p(positive), p(neutral) and p(negative) stand to one another as exp(lean / 2),
exp(calm) and exp(-lean / 2). The prior says that lean is the general reading and that n-grams add nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from voc.analysis import judging

Vector: TypeAlias = npt.NDArray[np.float64]
Numbers: TypeAlias = npt.NDArray[np.int64]

#: Precision of the prior on what an n-gram adds to lean and to calm (0.1, 0.3, 0.5, 1 and 3 were tried on comments,
#: tweets and reviews with 200 and 2,000 examples; these are never far from the best).
RIDGE = np.array([0.25, 0.33])
#: Precision of the prior on what the general reading, its size and the constant add: nearly free.
FREE = 0.01
ROUNDS = 60
MEMORY = 8
#: A change of the loss below this share of it ends the search.
STILL = 1e-5


@dataclass(frozen=True)
class Sparse:
    """Which n-grams (columns) stand in which texts (rows); every cell of a row has the row's value."""

    rows: Numbers
    columns: Numbers
    values: Vector
    width: int

    @classmethod
    def of(cls, texts: Sequence[Sequence[str]], grams: Sequence[str], fewest: int) -> Sparse:
        """The n-grams of each text that are in `grams`, over the root of how many it has (at least `fewest`).

        >>> Sparse.of([["a", "b", "a"], []], ["a"], 1).values.round(2).tolist()
        [0.58, 1.0]
        """
        number = {gram: k for k, gram in enumerate(grams)}
        cells = [(row, number[gram]) for row, found in enumerate(texts) for gram in set(found) if gram in number]
        rows, columns = np.array(sorted(cells), dtype=np.int64).reshape(-1, 2).T
        lengths = np.array([max(len(found), fewest) for found in texts], dtype=np.float64)
        return cls(rows, columns, 1 / np.sqrt(lengths), len(grams))

    def only(self, mask: npt.NDArray[np.bool_]) -> Sparse:
        """The rows that are chosen."""
        place = np.cumsum(mask) - 1
        kept = mask[self.rows]
        return Sparse(place[self.rows[kept]], self.columns[kept], self.values[mask], self.width)

    def times(self, weights: Vector) -> Vector:
        """This matrix times (width, 2) weights."""
        height = len(self.values)
        sums = [np.bincount(self.rows, weights[:, k][self.columns], height) for k in (0, 1)]
        return np.stack(sums, axis=1) * self.values[:, None]

    def back(self, errors: Vector) -> Vector:
        """The transposed matrix times (height, 2) errors."""
        scaled = errors * self.values[:, None]
        sums = [np.bincount(self.columns, scaled[:, k][self.rows], self.width) for k in (0, 1)]
        return np.stack(sums, axis=1)


@dataclass(frozen=True)
class Answer:
    """Weights for lean and calm (two columns) of each n-gram and of each dense feature."""

    sparse: Vector
    dense: Vector

    def logits(self, grams: Sparse, dense: Vector) -> Vector:
        """Lean and calm of each text."""
        total: Vector = grams.times(self.sparse) + dense @ self.dense
        return total


@dataclass(frozen=True)
class Setting:
    """Calibration: a slope for all logits, and what is added to lean and calm."""

    slope: float
    lean: float
    calm: float


def fit(grams: Sparse, dense: Vector, kinds: Numbers, *, has_neutral: bool) -> Answer:
    """The most probable weights; the first dense feature is the general reading in logits, and the prior's lean."""
    size, many = grams.width, dense.shape[1]
    prior = np.zeros((many, 2))
    prior[0, 0] = 1.0

    def slope(theta: Vector) -> tuple[float, Vector]:
        table = theta.reshape(size + many, 2)
        words, rest = table[:size], table[size:]
        loss, error = _loss(grams.times(words) + dense @ (prior + rest), kinds, has_neutral=has_neutral)
        loss += 0.5 * float((RIDGE * words * words).sum() + FREE * (rest * rest).sum())
        return loss, np.concatenate([grams.back(error) + RIDGE * words, dense.T @ error + FREE * rest]).ravel()

    table = minimum(slope, np.zeros((size + many) * 2)).reshape(size + many, 2)
    return Answer(table[:size], table[size:] + prior)


def _loss(logits: Vector, kinds: Numbers, *, has_neutral: bool) -> tuple[float, Vector]:
    """Minus the log likelihood, and its slope by lean and calm."""
    good, neither, bad = logits[:, 0] / 2, logits[:, 1], -logits[:, 0] / 2
    if not has_neutral:
        neither = np.full_like(neither, -np.inf)
    top = np.maximum(np.maximum(good, bad), neither)
    shares = np.exp(np.stack([bad - top, neither - top, good - top], axis=1))
    total = shares.sum(axis=1)
    right = np.choose(kinds + 1, [bad, neither, good])
    chance = shares / total[:, None]
    error = np.empty_like(logits)
    error[:, 0] = (chance[:, 2] - chance[:, 0] - kinds) / 2
    error[:, 1] = (chance[:, 1] - (kinds == 0)) if has_neutral else 0.0
    return float((top + np.log(total) - right).sum()), error


def minimum(slope: Callable[[Vector], tuple[float, Vector]], at: Vector) -> Vector:
    """Where a convex function is smallest, by L-BFGS (Nocedal and Wright 2006, algorithm 7.4) with backtracking.

    `slope` gives the value and its gradient.

    >>> minimum(lambda x: (float(((x - 3) ** 2).sum()), 2 * (x - 3)), np.zeros(2)).round(3).tolist()
    [3.0, 3.0]
    """
    value, gradient = slope(at)
    steps: list[tuple[Vector, Vector]] = []
    for _ in range(ROUNDS):
        downhill = _direction(gradient, steps)
        descent = float(gradient @ downhill)
        length = 1.0
        for _ in range(20):
            there = at - length * downhill
            reached, its_gradient = slope(there)
            if reached <= value - 1e-4 * length * descent:
                break
            length /= 2
        else:
            return at
        moved, turned = there - at, its_gradient - gradient
        if float(moved @ turned) > 1e-10:
            steps = [*steps, (moved, turned)][-MEMORY:]
        gained = value - reached
        at, value, gradient = there, reached, its_gradient
        if gained < STILL * max(1.0, abs(value)):
            break
    return at


def _direction(gradient: Vector, steps: Sequence[tuple[Vector, Vector]]) -> Vector:
    way = gradient.copy()
    shares = []
    for moved, turned in reversed(steps):
        shares.append(float(moved @ way) / float(turned @ moved))
        way -= shares[-1] * turned
    if steps:
        moved, turned = steps[-1]
        way *= float(moved @ turned) / float(turned @ turned)
    else:
        way /= max(1.0, float(np.abs(gradient).sum()))
    for (moved, turned), share in zip(steps, reversed(shares), strict=True):
        way += moved * (share - float(turned @ way) / float(turned @ moved))
    return way


def calibrate(logits: Vector, kinds: Numbers, *, has_neutral: bool) -> Setting:
    """Platt's scaling on logits of held-out examples, then the shift by which every class is found equally well.

    Platt 1999: slope and constants that make the chances true. The classes of what customers write are unequal, and
    the small ones are what matters; so the constants are then moved to where macro-F1 on the same examples is best,
    unless that gains nothing to speak of.
    """

    def slope(theta: Vector) -> tuple[float, Vector]:
        loss, error = _loss(logits * theta[0] + theta[1:], kinds, has_neutral=has_neutral)
        # Two pretended examples' worth of trust in the logits as they are.
        loss += float((theta[0] - 1) ** 2 + (theta[1:] ** 2).sum())
        first = float((error * logits).sum()) + 2 * (theta[0] - 1)
        return loss, np.array([first, *(error.sum(axis=0) + 2 * theta[1:])])

    theta = minimum(slope, np.array([1.0, 0.0, 0.0]))
    steepness = max(0.05, float(theta[0]))
    found = _evened(logits * steepness + theta[1:], kinds, has_neutral=has_neutral)
    return Setting(steepness, float(theta[1]) + found[0], float(theta[2]) + found[1])


def _evened(logits: Vector, kinds: Numbers, *, has_neutral: bool) -> tuple[float, float]:
    """What is added to lean and calm so that macro-F1 is best; the fewer examples, the more a shift must gain."""
    shifts = np.linspace(-1.6, 1.6, 17)
    worth = 0.002 + 0.5 / len(kinds)
    best, chosen = -1.0, (0.0, 0.0)
    for calm in shifts if has_neutral else (0.0,):
        for lean in shifts:
            reached = _f1(logits[:, 0] + lean, logits[:, 1] + calm, kinds, has_neutral=has_neutral)
            reached -= worth * (abs(lean) + abs(calm))
            if reached > best:
                best, chosen = reached, (float(lean), float(calm))
    return chosen


def _f1(lean: Vector, calm: Vector, kinds: Numbers, *, has_neutral: bool) -> float:
    called = np.where(lean > 0, 1, -1)
    if has_neutral:
        called = np.where(calm >= np.abs(lean) / 2, 0, called)
    return judging.macro_f1(called, kinds)
