"""In which order a reader finds themes: by name as their language looks words up, or as the codebook groups them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from voc.core import collation
from voc.insights.models import Theme


def by_name(themes: Iterable[Theme], language: str) -> list[Theme]:
    """In the order of a dictionary; Chinese by sound or by strokes."""
    return sorted(themes, key=lambda theme: (collation.key(theme.name_in(language), language), theme.id))


def by_line(themes: Iterable[Theme], language: str) -> list[Theme]:
    """The same, each theme followed by those below it."""
    named = by_name(themes, language)
    there = {theme.id for theme in named}
    below: dict[int | None, list[Theme]] = defaultdict(list)
    for theme in named:
        below[theme.parent_id if theme.parent_id in there else None].append(theme)
    waiting, found = below[None][::-1], list[Theme]()
    while waiting:
        found.append(theme := waiting.pop())
        waiting += below[theme.id][::-1]
    return found
