"""Names that keep together in a line. Chinese may break between any two characters, and half a name is another one."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

#: Longer ones would leave half a line empty, or not fit into one.
LONGEST = 8

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_TAG = re.compile("(<[^>]*>)")


def keep(text: str, name: str | None) -> str:
    """The text for a page, with a short Chinese name in one piece wherever it stands; what is markup stays as it is.

    >>> keep("欢迎光临海港茶", "海港茶")
    Markup('欢迎光临<span class="whole">海港茶</span>')
    >>> keep("Welcome to Harbour Tea", "Harbour Tea")
    'Welcome to Harbour Tea'
    """
    if not name or len(name) > LONGEST or not _HAN.search(name) or name not in text:
        return text
    whole = f'<span class="whole">{escape(name)}</span>'
    pieces = _TAG.split(str(escape(text)))
    return Markup("".join(each if n % 2 else each.replace(str(escape(name)), whole) for n, each in enumerate(pieces)))  # noqa: S704  All of it is escaped.
