"""Which themes go together with a better or worse score, adjusted for one another and for who answered.

Association, not cause: a theme may stand for something else that nobody wrote down. Only numbers and keys come in, so
whoever calls it decides what a column means. It needs numpy, which pages load when somebody asks, not before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from voc.analysis.distributions import student_quantile, student_tail
from voc.analysis.scores import Interval, discoveries

Key = TypeVar("Key", bound=Hashable)

#: Fewer people who speak of a theme, or who do not, say nothing about it.
FEWEST_SPEAKING = 10
#: Fewer people in all say nothing; the adjustment takes some away, and a plane through few points fits anything.
FEWEST = 60
#: For each column of the adjustment so many people at least.
PEOPLE_A_COLUMN = 5
#: Of a theme that more speak of, the usual degrees of freedom are right to two digits, and theirs cost time.
MANY_SPEAKING = 200
#: Groups of the mix with fewer answers are put together: a column for a single answer explains it away.
SMALLEST_GROUP = 10
#: Effects and errors so small, in units of the largest score and of 1 at least, are what rounding leaves of nothing.
ROUNDING = 1e-9
#: What a person's score counts in its metric's own unit: NPS in points by band, CSAT in percent, CES as it was given.
_UNITS = {"nps": {"detractor": -100.0, "passive": 0.0, "promoter": 100.0}, "csat": {"promoter": 100.0}}


def points(metric: str, score: int, band: str) -> float:
    """What one answer counts in the unit of its metric, so that the mean over answers is the score itself.

    >>> points("nps", 3, "detractor"), points("csat", 3, "passive"), points("ces", 6, "promoter")
    (-100.0, 0.0, 6.0)
    """
    return float(score) if metric == "ces" else _UNITS[metric].get(band, 0.0)


@dataclass(frozen=True)
class Answer(Generic[Key]):
    """One answer: what it counts, the themes it speaks of, and the mix it belongs to (segment, channel, period)."""

    points: float
    themes: frozenset[Key]
    mix: tuple[str, ...] = ()
    #: Answers of one person are not independent; None: a person of its own.
    person: Hashable | None = None


@dataclass(frozen=True)
class Driver(Generic[Key]):
    """A theme, and by how much those who speak of it score otherwise, everything else that is known being equal."""

    theme: Key
    #: How many answers speak of it.
    speaking: int
    #: Difference in the unit of the metric; below 0 where those who speak of it are less content.
    effect: float
    interval: Interval
    #: The chance (0..1) of such an effect although there is none.
    p_value: float
    #: Whether it may be named among as many themes as were looked at: at most 5 % of those named are chance.
    is_named: bool
    #: What it is worth to the whole score: the effect on those who speak of it, spread over everybody.
    worth: float


@dataclass(frozen=True)
class Drivers(Generic[Key]):
    """The themes that could be judged, the strongest first, and those that could not."""

    n: int
    ranked: tuple[Driver[Key], ...]
    #: Themes of which too few speak, or do not, with how many do; and those always spoken of together with others.
    too_few: Mapping[Key, int]
    inseparable: Mapping[Key, int]

    @property
    def has_enough(self) -> bool:
        """Whether there were enough answers to say anything at all."""
        return bool(self.ranked)


def rank(answers: Sequence[Answer[Key]], *, confidence: float = 0.95, rate: float = 0.05) -> Drivers[Key]:
    """The themes by what they are worth to the score, each adjusted for all others and for the mix.

    A linear regression of the points on one column a theme and one a group of the mix (the largest group is the one
    compared with). Errors are not supposed to be alike: the standard errors are those of leaving out one person at a
    time (HC3; MacKinnon and White, Journal of Econometrics 29, 1985; CV3 where a person answered more than once), with
    the degrees of freedom of Satterthwaite as Bell and McCaffrey, Survey Methodology 28, 2002, use them, because of a
    theme that ten people speak of no more is known than ten people tell. Benjamini and Hochberg decide which are named.

    Fewer than 60 answers, or than five a column, are not enough: nothing is ranked. Themes of which fewer than ten
    speak, or fewer than ten do not, are listed apart. Cost: n times the square of the columns.
    """
    n = len(answers)
    counts: dict[Key, int] = {}
    for answer in answers:
        for theme in answer.themes:
            counts[theme] = counts.get(theme, 0) + 1
    enough = sorted((theme for theme, count in counts.items() if _is_enough(count, n)), key=lambda each: -counts[each])
    too_few = {theme: count for theme, count in counts.items() if not _is_enough(count, n)}
    if not enough:
        return Drivers(n, (), too_few, {})
    mix = _mix_columns(answers)
    whole = np.hstack([np.ones((n, 1)), mix, _theme_columns(answers, enough)])
    kept = _independent(whole)
    judged = [enough[column - 1 - mix.shape[1]] for column in kept if column > mix.shape[1]]
    inseparable = {theme: counts[theme] for theme in enough if theme not in judged}
    if n < max(FEWEST, PEOPLE_A_COLUMN * len(kept)):
        return Drivers(n, (), {**too_few, **{theme: counts[theme] for theme in judged}}, inseparable)
    values = np.array([answer.points for answer in answers])
    # A theme's effect does not depend on where all scores begin. From one of them on, equal ones are exactly nothing.
    fit = Fit(whole[:, kept], values - values[0], _clusters(answers))
    effects = [_effect(fit, len(kept) - len(judged) + k, min(counts[t], n - counts[t])) for k, t in enumerate(judged)]
    named = discoveries([each.p_value for each in effects], rate)
    ranked = [
        Driver(
            theme=theme,
            speaking=counts[theme],
            effect=each.value,
            interval=each.interval(confidence),
            p_value=each.p_value,
            is_named=is_named,
            worth=each.value * counts[theme] / n,
        )
        for theme, each, is_named in zip(judged, effects, named, strict=True)
    ]
    return Drivers(n, tuple(sorted(ranked, key=lambda each: -abs(each.worth))), too_few, inseparable)


def _is_enough(count: int, n: int) -> bool:
    return min(count, n - count) >= FEWEST_SPEAKING


def _theme_columns(answers: Sequence[Answer[Key]], themes: Sequence[Key]) -> NDArray[np.float64]:
    place = {theme: number for number, theme in enumerate(themes)}
    columns = np.zeros((len(answers), len(themes)))
    for row, answer in enumerate(answers):
        for theme in answer.themes:
            if theme in place:
                columns[row, place[theme]] = 1.0
    return columns


def _mix_columns(answers: Sequence[Answer[Key]]) -> NDArray[np.float64]:
    """A column for every group of every kind of mix but its largest one; small groups share one column."""
    columns = []
    for groups in zip(*(answer.mix for answer in answers), strict=True):
        sizes = Counter(groups)
        merged = [group if sizes[group] >= SMALLEST_GROUP else None for group in groups]
        names = [name for name, _ in sorted(Counter(merged).items(), key=lambda item: (-item[1], str(item[0])))]
        columns += [[float(each == name) for each in merged] for name in names[1:]]
    return np.array(columns).T.reshape(len(answers), len(columns))


def _independent(columns: NDArray[np.float64]) -> list[int]:
    """The columns that are no mixture of those before them."""
    triangle = np.abs(np.diag(np.linalg.qr(columns, mode="r")))
    sizes = np.linalg.norm(columns, axis=0)[: len(triangle)]
    return [number for number, (left, size) in enumerate(zip(triangle, sizes, strict=True)) if left > 1e-8 * size]


def _clusters(answers: Sequence[Answer[Key]]) -> list[NDArray[np.intp]]:
    """The rows of each person who answered more than once."""
    rows: dict[Hashable, list[int]] = {}
    for row, answer in enumerate(answers):
        if answer.person is not None:
            rows.setdefault(answer.person, []).append(row)
    return [np.array(each) for each in rows.values() if len(each) > 1]


@dataclass(frozen=True)
class _Effect:
    value: float
    error: float
    degrees: float

    @property
    def p_value(self) -> float:
        # Without any scatter there is nothing that chance could have done.
        return student_tail(self.value / self.error, self.degrees) if self.error else float(not self.value)

    def interval(self, confidence: float) -> Interval:
        half = student_quantile(confidence, self.degrees) * self.error
        return Interval(self.value - half, self.value + half)


def _effect(fit: Fit, column: int, speaking: int) -> _Effect:
    degrees = fit.degrees(column) if speaking < MANY_SPEAKING else float(fit.n - fit.design.shape[1])
    value, error = (each if abs(each) >= fit.least else 0.0 for each in (float(fit.effects[column]), fit.error(column)))
    return _Effect(value, error, round(max(1.0, degrees), 1))


class Fit:
    """A linear regression with standard errors from leaving out one person at a time."""

    def __init__(self, design: NDArray[np.float64], values: NDArray[np.float64], clusters: Sequence[NDArray[np.intp]]):
        self.design = design
        self.n = len(design)
        self._inverse = np.linalg.inv(design.T @ design)
        self._pull = design @ self._inverse
        self.effects: NDArray[np.float64] = self._pull.T @ values
        self._residuals = values - design @ self.effects
        #: What is smaller is nothing but rounding.
        self.least = ROUNDING * max(1.0, float(np.abs(values).max()))
        # An answer that alone decides a column (leverage 1) has no residual, and tells nothing about the others.
        self._left = np.clip(1 - (self._pull * design).sum(axis=1), 1e-9, None)
        self._single = np.ones(self.n, dtype=bool)
        #: For each person with several answers their rows, and how leaving them out weighs their residuals, by column.
        self._several: list[tuple[NDArray[np.intp], NDArray[np.float64]]] = []
        for rows in clusters:
            self._single[rows] = False
            hat = self._pull[rows] @ design[rows].T
            self._several.append((rows, np.linalg.solve(np.eye(len(rows)) - hat, self._pull[rows]).astype(np.float64)))

    def error(self, column: int) -> float:
        """The standard error of one effect: HC3, and CV3 for those who answered more than once."""
        one = self._single
        alone = (self._pull[one, column] * self._residuals[one] / self._left[one]) ** 2
        together = [float(weights[:, column] @ self._residuals[rows]) ** 2 for rows, weights in self._several]
        return float(np.sqrt(alone.sum() + sum(together)))

    def degrees(self, column: int) -> float:
        """Satterthwaite's degrees of freedom of that standard error, if all errors were alike."""
        one = self._single
        weights = self._pull[one, column] / self._left[one]
        sizes, pulls = weights**2, self.design[one] * weights[:, None]
        if self._several:
            each = [(weights[:, column], self.design[rows]) for rows, weights in self._several]
            sizes = np.concatenate([sizes, [weights @ weights for weights, _ in each]])
            pulls = np.vstack([pulls, [weights @ rows for weights, rows in each]])
        lost = (pulls @ self._inverse * pulls).sum(axis=1)
        crossed = pulls.T @ pulls @ self._inverse
        trace = float((sizes - lost).sum())
        squared = float((sizes**2 - 2 * sizes * lost).sum() + np.trace(crossed @ crossed))
        return trace**2 / squared if squared > 0 else 1.0
