"""How much room words take on a line."""

from __future__ import annotations

import unicodedata


def width(text: str) -> int:
    """How wide a text is, in Latin letters: a Chinese character takes the room of two.

    >>> width("A4"), width("问卷")
    (2, 4)
    """
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
