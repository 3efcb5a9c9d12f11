"""What a question was answered with, as a condition on responses: the rows behind a number of the answers' page.

An answer is named in one of three ways, after where it is kept: a whole number in `Answer.number`, an option among the
`chosen` ones of `Answer.value`, or the rating of a row in there. Options and rows are keys of ours: they begin with a
letter and hold neither colon nor full stop.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Text, cast, exists
from sqlalchemy.orm import aliased

from voc.responses.models import Answer, Response
from voc.surveys.question_types import QuestionType, Value

_NAMED = re.compile(
    r"(?P<question>[A-Za-z0-9_-]{1,64})(?::(?:(?P<row>[A-Za-z][A-Za-z0-9_-]{0,31})\.)?(?P<option>[A-Za-z0-9_-]{1,64}))?",
    re.ASCII,
)
_POINT = re.compile("[0-9]{1,4}", re.ASCII)


@dataclass(frozen=True)
class Answered:
    """A question by its key, and which of its options; no option: any answer at all."""

    question: str
    #: As `QuestionType.options` has it.
    option: int | str | None = None
    #: Of a question with rows: which one was rated so.
    row: str = ""

    def __str__(self) -> str:
        """How it stands in an address, as `parse` reads it."""
        row = f"{self.row}." if self.row else ""
        return self.question if self.option is None else f"{self.question}:{row}{self.option}"

    def where(self) -> ColumnElement[bool]:
        """Which responses say so."""
        # Of its own: the list joins answers as well.
        answer = aliased(Answer)
        return exists().where(
            answer.response_id == Response.id,
            answer.question_key == self.question,
            answer.is_asked,
            *self._given(answer),
        )

    def _given(self, answer: type[Answer]) -> list[ColumnElement[bool]]:
        if self.option is None:
            return []
        if self.row:
            # A part of JSON as its text is the same on both databases; as a number it is not.
            return [cast(answer.value[self.row], Text) == str(self.option)]
        if isinstance(self.option, int):
            return [answer.number == self.option]
        return [cast(answer.value["chosen"], Text).contains(json.dumps(self.option), autoescape=True)]

    def fits(self, kind: QuestionType, value: Value | None) -> bool:
        """Whether an answer to the question says so; the same rule as `where`."""
        if value is None or self.option is None:
            return value is not None
        if self.row:
            return not isinstance(value, int | str) and value.get(self.row) == self.option
        return self.option in kind.picked(value)


def parse(text: str) -> Answered:
    """What an address names: `rating:4`, `choices:b`, `matrix:a.3`, or `email` for whoever answered it. ValueError."""
    named = _NAMED.fullmatch(text)
    if not named:
        raise ValueError(text)
    option: int | str | None = named["option"]
    if option is not None and _POINT.fullmatch(str(option)):
        option = int(option)
    if named["row"] and not isinstance(option, int):
        raise ValueError(text)
    return Answered(named["question"], option, named["row"] or "")
