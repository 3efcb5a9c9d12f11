"""What corrections taught a theme, for a page: the row as it was written, read without loading the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voc.insights.models import Theme

#: Words shown of either kind.
MOST = 8


@dataclass(frozen=True)
class Told:
    """How often the theme's words alone, and the model, were wrong on corrections that it had not seen."""

    n: int
    seeds_wrong: int
    model_wrong: int
    is_better: bool


@dataclass(frozen=True)
class Learned:
    """The words that speak most for a theme and most against it, and how good they are."""

    speaks_for: list[str]
    speaks_against: list[str]
    with_hit: Told
    without_hit: Told


def of(theme: Theme) -> Learned | None:
    """None while nothing was learned."""
    stored: Mapping[str, Any] | None = theme.lesson
    if not stored:
        return None
    weights: Mapping[str, float] = stored["weights"]
    ordered = sorted(weights, key=lambda word: (-weights[word], word))
    return Learned(
        [word for word in ordered[:MOST] if weights[word] > 0],
        [word for word in ordered[::-1][:MOST] if weights[word] < 0],
        Told(**stored["with_hit"]),
        Told(**stored["without_hit"]),
    )
