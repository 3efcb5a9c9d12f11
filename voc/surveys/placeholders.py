"""Braces in a survey's texts that are filled in for each reader: `{name|there}`, `{contact.plan|a plan}`, `{rating|}`.

Before the bar stands what is filled in: the person's `name`, their `account`, any column of theirs as `contact.COLUMN`,
or the key of an earlier question. Behind it stand the words for whoever is unknown or did not answer; there is always
a bar, so no text is ever left with a hole that its author did not see.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from voc.core import bidi

#: What is known of a person beside their columns.
PERSON = frozenset({"name", "account"})
COLUMN = "contact."
#: Longer ones would take over the sentence.
LONGEST = 80

_PIECE = re.compile(r"\{([^{}|]*)\|([^{}]*)\}")
#: Line breaks and other controls, and overrides of direction, which would turn the words around them.
_UNREADABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffd\ud800-\udfff]+")


def is_known(name: str, allowed: frozenset[str]) -> bool:
    """Whether something may be filled in under this name, where `allowed` are the person's names and question keys."""
    return name in allowed or (bool(allowed) and name.startswith(COLUMN) and len(name) > len(COLUMN))


def fill(text: str, known: Mapping[str, str], language: str | None = None) -> str:
    r"""The text with what is known in its places, and with the words behind the bar where nothing is.

    What reads the other way than the text, or than its language, is kept apart from it.

    >>> fill("Dear {name|customer}, was {rating|it} right?", {"name": "Ann"})
    'Dear Ann, was it right?'
    >>> fill("كيف كان {account|متجرنا}؟", {"account": "Tea & Co."})
    'كيف كان \u2068Tea & Co.\u2069؟'
    """
    if "|" not in text:
        return text
    words, way = _PIECE.sub("", text), bidi.direction(language) if language else None
    return _PIECE.sub(lambda piece: bidi.apart(_plain(known.get(piece[1], "")), words, way) or piece[2], text)


def _plain(value: str) -> str:
    return _UNREADABLE.sub(" ", value).strip()[:LONGEST]
