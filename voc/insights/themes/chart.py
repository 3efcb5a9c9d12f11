"""A theme's weeks as a picture: bars of verbatims, the negative part at the bottom. The table has the numbers.

Colours are classes of the style sheet, so that dark and printed pages have their own.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from voc.insights.themes.overview import Tally

WIDTH, HEIGHT, GAP = 720, 120, 3
#: A week of two verbatims must not fill the picture.
LEAST = 4


def bars(weeks: Sequence[Tally]) -> Markup:
    """The picture as SVG, without a word in it. The last bar is the week that is not over yet."""
    highest = max([LEAST, *(week.verbatims for week in weeks)])
    step = WIDTH / max(1, len(weeks))
    marks = []
    for k, week in enumerate(weeks):
        whole, negative = (HEIGHT * count / highest for count in (week.verbatims, week.negative))
        at = f'x="{k * step + GAP / 2:.1f}" width="{step - GAP:.1f}"'
        marks.append(f'<rect class="all" {at} y="{HEIGHT - whole:.1f}" height="{whole:.1f}"/>')
        marks.append(f'<rect class="negative" {at} y="{HEIGHT - negative:.1f}" height="{negative:.1f}"/>')
    base = f'<line class="base" x1="0" x2="{WIDTH}" y1="{HEIGHT}" y2="{HEIGHT}"/>'
    # Only numbers of ours are in it.
    return Markup(  # noqa: S704
        f'<svg class="weeks" viewBox="0 0 {WIDTH} {HEIGHT + 1}" preserveAspectRatio="none" aria-hidden="true">'
        f"{''.join(marks)}{base}</svg>"
    )
