"""What another system's scores are on our survey's scale."""

from __future__ import annotations

import re
from dataclasses import dataclass

from voc.analysis import scores
from voc.intake.refusals import Unclear

_WHOLE = re.compile(r"([+-]?[0-9]{1,4})(?:[.,]0*)?", re.ASCII)
_SCALE = re.compile(r"(-?[0-9]{1,3})\.\.(-?[0-9]{1,3})", re.ASCII)


class Misfit(ValueError):
    """The scale of the file cannot be laid over the survey's without inventing scores."""


def whole(value: object) -> int | None:
    """The whole number that a value of JSON or a cell says, `3.0` included; None for nothing.

    Raises `Unclear("bad_score")`: a 3.5 is between two answers, and which one was meant is not ours to decide.
    """
    if value is None or value == "":
        return None
    if type(value) is int:
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and (found := _WHOLE.fullmatch(value.strip())):
        return int(found[1])
    if isinstance(value, str) and not value.strip():
        return None
    raise Unclear("bad_score", value if isinstance(value, str | int | float) else type(value).__name__)


@dataclass(frozen=True)
class Scale:
    """The worst and the best score a file can hold, for example 5 and 1."""

    worst: int
    best: int

    @classmethod
    def of(cls, metric: str) -> Scale:
        """The survey's own scale."""
        return cls(scores.METRICS[metric].lowest, scores.METRICS[metric].highest)

    @classmethod
    def parse(cls, text: str, metric: str) -> Scale:
        """`WORST..BEST` as people write it. Raises `Misfit` where it has other steps than the metric's scale."""
        found = _SCALE.fullmatch(text.strip())
        if not found:
            raise Misfit(f"{text!r} is no scale: write worst..best, for example 5..1.")
        scale, own = cls(int(found[1]), int(found[2])), cls.of(metric)
        if abs(scale.best - scale.worst) != own.best - own.worst:
            steps = own.best - own.worst + 1
            raise Misfit(
                f"{text} has {abs(scale.best - scale.worst) + 1} steps and {metric.upper()} has {steps} "
                f"({own.worst}..{own.best}): any score between would be invented. Import it into a survey that asks "
                f"with {abs(scale.best - scale.worst) + 1} steps."
            )
        return scale

    def on(self, metric: str, score: int) -> int:
        """The survey's score for one of the file's. Raises `Unclear("score_off_scale")`.

        >>> Scale(5, 1).on("csat", 5), Scale(5, 1).on("csat", 2)
        (1, 4)
        """
        if not min(self.worst, self.best) <= score <= max(self.worst, self.best):
            raise Unclear("score_off_scale", score)
        return scores.METRICS[metric].lowest + abs(score - self.worst)
