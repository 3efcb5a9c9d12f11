"""What a starter is.

`{company}` becomes the name that customers know when a survey is made; `{promise}` stays, and the thank-you page fills
it with when somebody will answer, for example "by Monday 17:30" or "周一 17:30 前".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import LazyString

#: Text name as in `translations.Place.name` -> the text.
Texts = Mapping[str, str]

#: (key, kind or None for the starter's own metric, is required).
Asked = tuple[str, str | None, bool]

SCORE: Asked = ("score", None, True)
COMMENT: Asked = ("comment", "comment", False)


def words(key: str) -> Asked:
    """One more question that is answered in words, by whoever likes."""
    return (key, "comment", False)


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
    #: Its questions in their order, of any kind. The one called `comment` explains the score: words that come with a
    #: score from elsewhere go there.
    questions: tuple[Asked, ...] = (SCORE, COMMENT)
    #: Whether nobody would answer it freely under their own name.
    is_anonymous: bool = False

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.texts)
