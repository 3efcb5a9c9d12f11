"""What a starter is.

`{company}` becomes the name that customers know when a survey is made; `{promise}` stays, and the thank-you page fills
it with when somebody will answer, for example "by Monday 17:30" or "周一 17:30 前".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import LazyString

from voc.surveys.branching import Condition

#: Text name as in `translations.Place.name` -> the text.
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Asked:
    """One question of a starter."""

    key: str
    #: A kind in `question_types`; None for the starter's own metric.
    kind: str | None
    is_required: bool = False
    #: What its kind wants to know: options, rows.
    settings: Mapping[str, Any] = field(default_factory=dict)
    #: When it is asked; all of these must hold.
    behind: tuple[Condition, ...] = ()


SCORE = Asked("score", None, is_required=True)
COMMENT = Asked("comment", "comment")


def words(key: str, *behind: Condition) -> Asked:
    """One more question that is answered in words, by whoever likes."""
    return Asked(key, "comment", behind=behind)


def yes_no(key: str) -> Asked:
    """A question that is answered by yes or no, and may be left out."""
    return Asked(key, "yes_no")


def one_of(key: str, options: Sequence[str], *behind: Condition, has_other: bool = False) -> Asked:
    """One of some answers."""
    return Asked(key, "choice", settings={"options": list(options), "has_other": has_other}, behind=behind)


def any_of(key: str, options: Sequence[str], *behind: Condition) -> Asked:
    """As many of some answers as are true, and in one's own words what is none of them."""
    return Asked(key, "choices", settings={"options": list(options), "has_other": True}, behind=behind)


def rated(key: str, rows: Sequence[str], *behind: Condition) -> Asked:
    """Several things rated from 1 to 5."""
    return Asked(key, "matrix", settings={"rows": list(rows), "points": 5, "look": "numbers"}, behind=behind)


@dataclass(frozen=True)
class Starter:
    """A survey that somebody else has already thought through."""

    #: Its name in code, and the key of the first survey made from it.
    key: str
    metric: str
    name: LazyString
    #: When to use it, in a sentence.
    purpose: LazyString
    #: Language -> texts.
    texts: Mapping[str, Texts]
    #: Its questions in their order, of any kind: the score first, and at most five on any path. The one called
    #: `comment` explains the score: words that come with a score from elsewhere go there.
    questions: tuple[Asked, ...] = (SCORE, COMMENT)
    #: Whether nobody would answer it freely under their own name.
    is_anonymous: bool = False

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.texts)
