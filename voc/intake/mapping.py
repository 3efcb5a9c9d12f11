"""What a JSON body says, found by paths: `data.score`, `form_response.answers.0.number`.

Dots go down; a number is a place in a list, counted from 0. Everything here was written elsewhere, and a body that is
signed may still be nonsense: each mistake has its name, and none is worse than being named.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from voc.core import i18n
from voc.core.db import is_text
from voc.customers import cells
from voc.customers.recognising import Person
from voc.intake import dates, scales
from voc.intake.refusals import Unclear
from voc.surveys.question_types import LONGEST_COMMENT

#: What a body can tell us. Only the id and one of score and comment must be there.
FIELDS = ("id", "score", "comment", "date", "updated", "email", "person", "name", "language")
LONGEST_PATH = 200
LONGEST_NAME = 200
#: Longer ids are somebody's mistake: a message id of a mail may have 998 characters.
LONGEST_ID = 1000

_PATH = re.compile(r"[^.\s][^.]*(?:\.[^.]+)*")
_PLACE = re.compile(r"[0-9]{1,6}", re.ASCII)


@dataclass(frozen=True)
class Mapped:
    """One body, understood."""

    their_id: str
    score: int | None
    comment: str | None
    answered_at: datetime | None
    #: When the other system last changed it; None where no path says so.
    updated_at: datetime | None
    person: Person
    language: str | None


def is_path(text: str) -> bool:
    """Whether this can be a path: names and numbers with dots between."""
    return len(text) <= LONGEST_PATH and _PATH.fullmatch(text) is not None


def parse(body: bytes) -> Any:
    """The JSON of a body; a byte order mark is let through. Raises `Unclear`."""
    try:
        return parse_text(body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Unclear("not_utf8") from error


def parse_text(text: str) -> Any:
    """The JSON of a text, strictly: no NaN, and no key twice, since which of the two was meant nobody knows."""
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except RecursionError as error:
        raise Unclear("too_deep") from error
    except ValueError as error:
        raise Unclear("not_json") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        counted = Counter(name for name, _ in pairs)
        raise Unclear("duplicate_key", next(name for name, number in counted.items() if number > 1))
    return made


def _no_number(name: str) -> NoReturn:
    raise Unclear("not_json", name)


def find(body: Any, path: str) -> Any:
    """What stands at the path; None where there is nothing."""
    here = body
    for step in path.split("."):
        if isinstance(here, dict):
            here = here.get(step)
        elif isinstance(here, list) and _PLACE.fullmatch(step):
            here = here[int(step)] if int(step) < len(here) else None
        else:
            return None
    return here


def read(body: Any, paths: Mapping[str, str], metric: str, now: datetime) -> Mapped:
    """What the body says of one answer. Raises `Unclear`."""
    found = {field: find(body, paths[field]) for field in FIELDS if paths.get(field)}
    their_id = _name(found.get("id"), "bad_id", LONGEST_ID)
    if not their_id:
        raise Unclear("no_id", paths.get("id", ""))
    score = scales.whole(found.get("score"))
    comment = _text(found.get("comment"), LONGEST_COMMENT)
    if score is None and not comment:
        raise Unclear("nothing_answered")
    return Mapped(
        their_id=their_id,
        score=None if score is None else scales.Scale.of(metric).on(metric, score),
        comment=comment or None,
        answered_at=_instant(found.get("date"), now),
        updated_at=_instant(found.get("updated"), now),
        person=person(found),
        language=i18n.normalize(_text(found.get("language"), LONGEST_NAME)),
    )


def person(found: Mapping[str, Any]) -> Person:
    """Who answered, as far as it is told. Raises `Unclear`."""
    return Person(
        email=_address(found.get("email")),
        key=_name(found.get("person"), "bad_id", LONGEST_NAME) or None,
        name=" ".join(_text(found.get("name"), LONGEST_NAME).split()),
        language=i18n.normalize(_text(found.get("language"), LONGEST_NAME)),
    )


def _instant(value: Any, now: datetime) -> datetime | None:
    return None if value is None or value == "" else dates.instant(value, now)


def _address(value: Any) -> str | None:
    text = _text(value, LONGEST_NAME)
    if not text:
        return None
    try:
        return cells.address(text)
    except cells.Unclear as error:
        raise Unclear(error.code) from error


def _name(value: Any, otherwise: str, longest: int) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | None):
        raise Unclear(otherwise)
    return _text(value if value is None or isinstance(value, str) else str(value), longest)


def _text(value: Any, longest: int) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unclear("bad_text", type(value).__name__)
    if not is_text(value):
        raise Unclear("unreadable")
    text = value.strip()
    if len(text) > longest:
        raise Unclear("too_long")
    return text
