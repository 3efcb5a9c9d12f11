"""The trend as a picture without a word in it: fourteen weeks, each with how sure it is, the last one marked.

Our own SVG, made a PNG because mail programs show no SVG; once for light and once for dark mail.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import resvg_py

from voc.analysis.scores import FEWEST_NOW
from voc.notify.content import Point

#: Where the score of a metric can lie.
SCALES = {"nps": (-100.0, 100.0), "csat": (0.0, 100.0), "ces": (1.0, 7.0)}
WIDTH, HEIGHT, MARGIN = 544, 96, 10
#: Twice as many pixels as the mail shows, for sharp screens.
ZOOM = 2


@dataclass(frozen=True)
class Colours:
    """Of one variant; those of the mail around it."""

    line: str
    band: str
    usual: str


LIGHT = Colours(line="#0b5c6b", band="#cfe3e6", usual="#8a8577")
DARK = Colours(line="#6cc3d1", band="#27474d", usual="#878e95")


def png(points: Sequence[Point], usual: float | None, metric: str, colours: Colours) -> bytes:
    """The picture on a transparent ground; `usual` is the score of the 13 weeks before, a dashed line."""
    return bytes(
        resvg_py.svg_to_bytes(svg_string=svg(points, usual, metric, colours), zoom=ZOOM, skip_system_fonts=True)
    )


def svg(points: Sequence[Point], usual: float | None, metric: str, colours: Colours) -> str:
    """The same as SVG. Weeks without answers are gaps."""
    low, high = _range(points, usual, metric)

    def x(index: int) -> float:
        return MARGIN + index * (WIDTH - 2 * MARGIN) / max(1, len(points) - 1)

    def y(score: float) -> float:
        part = (min(max(score, low), high) - low) / (high - low)
        return HEIGHT - MARGIN - part * (HEIGHT - 2 * MARGIN)

    marks = []
    if usual is not None:
        marks.append(
            f'<line x1="{MARGIN}" x2="{WIDTH - MARGIN}" y1="{y(usual):.1f}" y2="{y(usual):.1f}"'
            f' stroke="{colours.usual}" stroke-width="1.5" stroke-dasharray="4 4"/>'
        )
    shown = [(x(index), point) for index, point in enumerate(points) if point.score is not None]
    for at, point in shown:
        if point.low is not None and point.high is not None:
            marks.append(
                f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{y(point.low):.1f}" y2="{y(point.high):.1f}"'
                f' stroke="{colours.band}" stroke-width="10" stroke-linecap="round"/>'
            )
    marks += _line([(x(i), y(p.score)) if p.score is not None else None for i, p in enumerate(points)], colours.line)
    for at, point in shown:
        is_last = point is points[-1]
        marks.append(
            f'<circle cx="{at:.1f}" cy="{y(point.score or 0):.1f}" r="{6 if is_last else 3}" fill="{colours.line}"/>'
        )
    size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(marks)}</svg>'


def _line(places: Sequence[tuple[float, float] | None], colour: str) -> list[str]:
    runs: list[list[tuple[float, float]]] = [[]]
    for place in places:
        if place is None:
            runs.append([])
        else:
            runs[-1].append(place)
    return [
        f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in run)}" fill="none" stroke="{colour}"'
        ' stroke-width="2" stroke-linejoin="round"/>'
        for run in runs
        if len(run) > 1
    ]


def _range(points: Sequence[Point], usual: float | None, metric: str) -> tuple[float, float]:
    """From where to where the picture reaches: the scores, and the intervals of weeks that say something."""
    seen = [usual] if usual is not None else []
    for point in points:
        seen += [point.score] if point.score is not None else []
        seen += [each for each in (point.low, point.high) if each is not None and point.n >= FEWEST_NOW]
    bottom, top = SCALES[metric]
    # Without this a wobble of two points would fill the picture.
    least = (top - bottom) / 6
    low, high = (min(seen), max(seen)) if seen else (bottom, top)
    if high - low < least:
        low, high = (low + high - least) / 2, (low + high + least) / 2
    return max(bottom, min(low, top - least)), min(top, max(high, bottom + least))
