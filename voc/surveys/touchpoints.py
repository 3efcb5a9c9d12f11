"""The places where a survey is answered, and what an answer from there brings along without being asked.

A touchpoint has fields of its own (the store, the counter), and may let its link carry more (`?order=123`). What a link
brings was typed by nobody we know: of it only what was allowed is taken, and only where it is a short, visible text.
Half an order's number is another order, so nothing is cut or repaired: what does not fit is left out.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voc.surveys.models import Survey, Touchpoint

_KEY = re.compile(r"[a-z][a-z0-9_]{0,29}", re.ASCII)
#: What our own addresses and forms say under these names.
RESERVED = frozenset(
    {
        "lang", "score", "of", "key", "visit", "visible", "touched", "trap", "step", "back", "website", "opened",
        "resume", "theme",
    }
)  # fmt: skip
#: Fields of a place, and fields of its link.
MOST_FIELDS = 10
#: Of one field's text, in characters.
LONGEST = 100
#: Places of one survey.
MOST_TOUCHPOINTS = 1000
#: Kinds of characters that are no text: controls, halves of characters, what has no meaning yet.
_NO_TEXT = frozenset({"Cc", "Cs", "Cn", "Co", "Zl", "Zp"})
#: What turns the text around it, and what could not be decoded.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffd\ufeff")
#: Read aloud or typed from paper, none of these is taken for another.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
#: 31 ** 10 names: nobody finds one by trying.
_LENGTH = 10


class NameTaken(Exception):
    """Another touchpoint of this survey has the name."""


class TooMany(Exception):
    """A survey has at most `MOST_TOUCHPOINTS` of them."""


@dataclass(frozen=True)
class Wanted:
    """What people set about a touchpoint."""

    name: str
    fields: Mapping[str, str] = field(default_factory=dict)
    link_fields: Iterable[str] = ()
    origins: Iterable[str] = ()


def is_key(text: str) -> bool:
    """Whether a field may be called so.

    >>> is_key("store"), is_key("Store"), is_key("lang")
    (True, False, False)
    """
    return bool(_KEY.fullmatch(text)) and text not in RESERVED


def is_value(text: str) -> bool:
    """Whether this can be the text of a field: short, and every character of it can be seen.

    >>> is_value("Berlin, Mitte"), is_value(""), is_value("two\\nlines")
    (True, False, False)
    """
    return 0 < len(text) <= LONGEST and not any(c in _TURNING or unicodedata.category(c) in _NO_TEXT for c in text)


def carried(allowed: Iterable[str], query: Mapping[str, str]) -> dict[str, str]:
    """What of a link's query is kept: what is allowed, each once, where it is a text that a field may have.

    >>> carried(["order"], {"order": " 123 ", "utm_source": "mail"})
    {'order': '123'}
    >>> carried(["order"], {"order": "1" * 101})
    {}
    """
    given = {key: query.get(key, "").strip() for key in list(allowed)[:MOST_FIELDS]}
    return {key: text for key, text in given.items() if is_value(text)}


def add(session: Session, survey: Survey, wanted: Wanted, now: datetime) -> Touchpoint:
    """A new touchpoint, switched on. Raises `NameTaken` or `TooMany`."""
    if len(names(session, survey.id)) >= MOST_TOUCHPOINTS:
        raise TooMany
    touchpoint = Touchpoint(
        workspace_id=survey.workspace_id, survey_id=survey.id, public_id=short_id(), is_on=True, created_at=now
    )
    return _save(session, touchpoint, wanted)


def change(session: Session, touchpoint: Touchpoint, wanted: Wanted) -> Touchpoint:
    """Set all of it anew. Answers that are there keep what they came with. Raises `NameTaken`."""
    return _save(session, touchpoint, wanted)


def names(session: Session, survey_id: int) -> set[str]:
    """The names that are taken in a survey."""
    return set(session.scalars(select(Touchpoint.name).where(Touchpoint.survey_id == survey_id)))


def short_id() -> str:
    """A random name for an address that somebody may have to type."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def _save(session: Session, touchpoint: Touchpoint, wanted: Wanted) -> Touchpoint:
    try:
        with session.begin_nested():
            touchpoint.name, touchpoint.fields = wanted.name, dict(wanted.fields)
            touchpoint.link_fields, touchpoint.origins = list(wanted.link_fields), list(wanted.origins)
            session.add(touchpoint)
            session.flush()
    except IntegrityError as error:
        raise NameTaken(wanted.name) from error
    return touchpoint
