"""The kinds of question. One class decides everything about its kind; views and templates never ask which one it is:
its field, its check, where its answer is kept, how answers are counted and how they are exported.

`docs/adding-a-question-type.md` says what else a new kind touches, in order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voc.surveys.question_types.base import Bar, Given, Keeps, QuestionType, Tally, Text, Unclear, Value
from voc.surveys.question_types.choices import MultipleChoice, SingleChoice, YesNo
from voc.surveys.question_types.matrix import Matrix
from voc.surveys.question_types.photos import Photo
from voc.surveys.question_types.scales import Ces, Csat, Nps, Rating
from voc.surveys.question_types.words import LONGEST_COMMENT, Comment, Day, EmailAddress, ShortText

__all__ = [
    "LONGEST_COMMENT",
    "TYPES",
    "Bar",
    "Given",
    "Keeps",
    "QuestionType",
    "Tally",
    "Text",
    "Unclear",
    "Value",
    "of",
]

#: In the order in which somebody who adds a question chooses.
TYPES: Mapping[str, type[QuestionType]] = {
    kind.kind: kind
    for kind in (
        Nps, Csat, Ces, Rating, SingleChoice, MultipleChoice, YesNo, Comment, ShortText, EmailAddress, Day, Matrix,
        Photo,
    )
}  # fmt: skip


def of(kind: str, settings: Mapping[str, Any] | None = None) -> QuestionType:
    """The type of a `Question.kind` or `Survey.metric`, with a question's settings. KeyError for an unknown kind."""
    return TYPES[kind](settings)
