"""Colours that somebody chose, made readable. Contrast as WCAG 2.2 defines it (relative luminance, section 1.4.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_COLOUR = re.compile(r"#[0-9a-f]{6}", re.ASCII)
#: What text and its ground need; the edge of a button needs less.
TEXT = 4.5
#: A ground of this luminance is as far from black as from white.
MIDDLE = 0.18
#: How much of a colour is in what lies under ordinary text.
SOFT = 0.12


def is_colour(text: str) -> bool:
    """Whether this is a colour as we keep it, for example `#0b5c6b`."""
    return bool(_COLOUR.fullmatch(text))


def contrast(one: str, other: str) -> float:
    """How well two colours can be told apart, from 1 (not at all) to 21.

    >>> contrast("#ffffff", "#000000")
    21.0
    >>> round(contrast("#767676", "#ffffff"), 2)
    4.54
    """
    low, high = sorted((_luminance(one), _luminance(other)))
    return round((high + 0.05) / (low + 0.05), 4)


@dataclass(frozen=True)
class Palette:
    """What a page needs of a colour: for its links and buttons, to write on those, and to lie under ordinary text."""

    accent: str
    ink: str
    soft: str


def palette(colour: str, surface: str) -> Palette:
    """A page's colours made of one, each readable on the surface and on the soft one.

    >>> palette("#0b5c6b", "#ffffff")
    Palette(accent='#0b5c6b', ink='#ffffff', soft='#e2ebed')
    >>> contrast(palette("#ffe94d", "#ffffff").accent, "#ffffff") >= TEXT
    True
    """
    soft = _mixed(surface, colour, SOFT)
    is_light = _luminance(surface) > MIDDLE
    # Whatever can be read on the one that is nearer to it can be read on both.
    nearer = min(soft, surface, key=_luminance) if is_light else max(soft, surface, key=_luminance)
    accent = _away_from(nearer, colour)
    # One of the two has at least 4.58 on every ground.
    return Palette(accent, "#ffffff" if contrast(accent, "#ffffff") >= TEXT else "#000000", soft)


def _away_from(surface: str, colour: str) -> str:
    """The colour, moved towards black or white until it can be read on the surface."""
    goal = "#000000" if _luminance(surface) > MIDDLE else "#ffffff"
    moved = colour
    for step in range(1, 51):
        if contrast(moved, surface) >= TEXT:
            break
        moved = _mixed(colour, goal, step / 50)
    return moved


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mixed(colour: str, goal: str, share: float) -> str:
    both = zip(_parts(colour), _parts(goal), strict=True)
    return "#" + "".join(f"{round(part + (other - part) * share):02x}" for part, other in both)


def _luminance(colour: str) -> float:
    linear = [v / 12.92 if (v := part / 255) <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for part in _parts(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
