"""What is filled into sentences that may read the other way: kept together, and kept from turning the words around.

In an Arabic sentence the last sign of "Tea & Co." would be drawn before its first letter, as part of the sentence.
Unicode has invisible borders for that (UAX 9, isolates), which work in a page, in the plain text of a mail and in what
a script is told alike. They come in when a text is shown: no answer is stored or taken away as a file with them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from unicodedata import bidirectional

from babel import Locale
from markupsafe import Markup

_FIRST, _LAST = "\u2068", "\u2069"
#: Embeddings, overrides and isolates, with what ends them: one without the other would reach beyond a border.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BORDERS = re.compile(f"[{_FIRST}{_LAST}]")
#: A day as a form writes it, where nobody has put borders around it.
_DAY = re.compile(rf"(?<![{_FIRST}\w-])\d+(?:-\d+)+(?![\w-])")

LTR, RTL = "ltr", "rtl"
_WAYS = {"L": LTR, "R": RTL, "AL": RTL}
#: Numbers stand in their own order, which the words around them can break up: 2026-11-14.
_NUMBERS = {"EN": LTR, "AN": LTR}


@lru_cache(maxsize=256)
def direction(language: str) -> str:
    """Which way a language is written: `ltr` or `rtl`."""
    return RTL if Locale.parse(language).text_direction == RTL else LTR


def direction_of(text: str, otherwise: str) -> str:
    """Which way a text runs: as its first letter does, as a browser finds it; without a letter as what is around it.

    >>> direction_of("2 شاي, please", LTR), direction_of("10/10", RTL)
    ('rtl', 'rtl')
    """
    return next((_WAYS[way] for each in text if (way := bidirectional(each)) in _WAYS), otherwise)


def apart(value: str, among: str, way: str | None = None) -> str:
    r"""A value as it stands among these words: between borders where it or they read the other way, else as it is.

    `way` is in which direction the page itself runs, where that is known: the words may be few, or none.

    >>> apart("Tea & Co.", "How was ?"), apart("Tea & Co.", "كيف كان ؟")
    ('Tea & Co.', '\u2068Tea & Co.\u2069')
    >>> apart("شاي", "كيف كان ؟") == "شاي"
    True
    """
    inside = _ways(value, _WAYS | _NUMBERS)
    # A number alone stands as it is everywhere.
    if not inside or value.isdigit() or len(inside | _ways(among, _WAYS) | ({way} if way else set())) < 2:
        return value
    return f"{_FIRST}{_TURNING.sub('', value)}{_LAST}"


def days_apart(text: str) -> str:
    r"""A text in which days written as 2026-11-16 keep their order among letters that run the other way.

    >>> days_apart("such as 2026-11-16.") == "such as 2026-11-16.", days_apart("مثل 2026-11-16.")
    (True, 'مثل \u20682026-11-16\u2069.')
    """
    return _DAY.sub(lambda day: apart(day[0], text), text)


def _ways(text: str, known: Mapping[str, str]) -> set[str]:
    return {way for each in set(text) if (way := known.get(bidirectional(each)))}


def without_borders(text: str) -> str:
    """The same where it stands alone: in the line of a browser's tab, or as the subject of a mail.

    Nothing there is drawn by us, and some programs draw a box for what they do not know.
    """
    plain = _BORDERS.sub("", text)
    return Markup(plain) if isinstance(text, Markup) else plain  # noqa: S704  It was escaped before.
