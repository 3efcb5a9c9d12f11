"""Weeks of a score as a picture: a line through them, and how sure each is. The table has the numbers.

A week of fewer than five people is a gap: it says nothing, and would make the line jump from end to end. Colours are
classes of the style sheet, so that dark and printed pages have their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from markupsafe import Markup

from voc.analysis import scores
from voc.analysis.scores import METRICS, Interval
from voc.insights.measures.standing import WeekPoint

WIDTH, HEIGHT, MARGIN = 320, 88, 6
#: A part of the scale that the picture shows at least: a wobble of two points must not fill it.
LEAST = 1 / 4


def line(points: Sequence[WeekPoint], metric: str) -> Markup:
    """The picture as SVG, without a word in it; empty when no week has five people. The last dot is this week."""
    shown = [(index, *each) for index, point in enumerate(points) if (each := _place(point))]
    if not shown:
        return Markup()
    low, high = _range([score for _, score, _ in shown], metric)

    def x(index: int) -> float:
        return MARGIN + index * (WIDTH - 2 * MARGIN) / max(1, len(points) - 1)

    def y(score: float) -> float:
        part = (min(max(score, low), high) - low) / (high - low)
        return HEIGHT - MARGIN - part * (HEIGHT - 2 * MARGIN)

    marks = [f'<line class="base" x1="0" x2="{WIDTH}" y1="{HEIGHT}" y2="{HEIGHT}"/>']
    marks += [
        f'<line class="sure" x1="{x(i):.1f}" x2="{x(i):.1f}" y1="{y(sure.low):.1f}" y2="{y(sure.high):.1f}"/>'
        for i, _, sure in shown
    ]
    marks += [
        f'<line class="trend" x1="{x(i):.1f}" y1="{y(a):.1f}" x2="{x(k):.1f}" y2="{y(b):.1f}"/>'
        for (i, a, _), (k, b, _) in pairwise(shown)
        if k == i + 1
    ]
    marks += [
        f'<circle class="{"so-far" if i == len(points) - 1 else "dot"}" cx="{x(i):.1f}" cy="{y(score):.1f}" r="3"/>'
        for i, score, _ in shown
    ]
    # Only numbers of ours are in it.
    return Markup(  # noqa: S704
        f'<svg class="score-line" viewBox="0 0 {WIDTH} {HEIGHT + 1}" aria-hidden="true" focusable="false">'
        f"{''.join(marks)}</svg>"
    )


def _place(point: WeekPoint) -> tuple[float, Interval] | None:
    if point.tally is None or not scores.has_score(point.tally.n):
        return None
    score, sure = point.tally.score, point.tally.interval()
    return (score, sure) if score is not None and sure is not None else None


def _range(seen: Sequence[float], metric: str) -> tuple[float, float]:
    """From where to where the picture reaches: the scores with some room, within what the metric can be."""
    bottom, top = {"nps": (-100.0, 100.0), "csat": (0.0, 100.0)}.get(
        metric, (float(METRICS[metric].lowest), float(METRICS[metric].highest))
    )
    room = max((top - bottom) * LEAST - (max(seen) - min(seen)), (max(seen) - min(seen)) / 2)
    low, high = max(bottom, min(seen) - room / 2), min(top, max(seen) + room / 2)
    return low, high if high > low else low + 1
