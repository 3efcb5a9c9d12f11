"""What the columns of a file of responses mean, and what one row of it says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from voc.core import i18n
from voc.core.db import is_text
from voc.customers.recognising import Person
from voc.intake import mapping, scales
from voc.intake.dates import Calendar
from voc.intake.files import Raw
from voc.intake.refusals import Unclear
from voc.intake.scales import Scale
from voc.surveys.models import SurveyVersion
from voc.surveys.question_types import LONGEST_COMMENT

#: What a column can tell us; `date` and one of `score` and `comment` must be mapped.
FIELDS = (
    "score", "comment", "date", "id", "respondent", "question", "language", "email", "person", "name",
)  # fmt: skip
Value = TypeVar("Value")

LONGEST_KEY = 60
LONGEST_LABEL = 1000

_NEXT_FIELD = re.compile(rf",(?=\s*(?:{'|'.join(FIELDS)})\s*=)")


class Unfit(ValueError):
    """The mapping makes no sense; the text says why."""


@dataclass(frozen=True)
class Column:
    """A column's name, or the path of a JSON key; and which part of the value counts."""

    name: str
    part: re.Pattern[str] | None = None

    def of(self, text: str) -> str:
        """The part of the value that counts: the first group of the pattern. Blank where it does not match."""
        if self.part is None or not text:
            return text
        found = self.part.search(text)
        return (found[1] or "" if self.part.groups else found[0]) if found else ""


def parse(texts: Collection[str]) -> dict[str, Column]:
    r"""`score=Rating,respondent=id/^(.*) - Q\d+$/` as field -> column. Raises `Unfit`."""
    columns: dict[str, Column] = {}
    for item in (item for text in texts for item in _NEXT_FIELD.split(text)):
        name, _, column = (part.strip() for part in item.partition("="))
        if name not in FIELDS or not column:
            raise Unfit(f"{item!r} is no mapping: write field=column, with a field of {', '.join(FIELDS)}.")
        if name in columns:
            raise Unfit(f"{name} is mapped twice.")
        columns[name] = _column(column)
    if "date" not in columns:
        raise Unfit("Map the date: an answer without its day would land in the wrong week.")
    if not columns.keys() & {"score", "comment"}:
        raise Unfit("Map the score, the comment or both.")
    return columns


def _column(text: str) -> Column:
    name, slash, part = text.removesuffix("/").partition("/")
    if not (text.endswith("/") and slash and name):
        return Column(text)
    try:
        return Column(name, re.compile(part))
    except re.error as error:
        raise Unfit(f"/{part}/ is no regular expression: {error}.") from error


def question_key(label: str) -> str:
    """The key of the question with this label: `What was good?` is `what-was-good`."""
    plain = re.sub(r"[\W_]+", "-", unicodedata.normalize("NFKC", label).lower()).strip("-")
    return plain[:LONGEST_KEY].strip("-")


@dataclass(frozen=True)
class Row:
    """One row, understood."""

    line: int
    #: Rows with the same name are one response.
    name: str
    score: int | None
    comment: str
    #: The key of the question that the comment answers; blank without a comment.
    question: str
    #: The file's own label of it, where the survey does not have that question; else blank.
    label: str
    answered_at: datetime
    language: str | None
    person: Person


@dataclass(frozen=True)
class Observed:
    """What a row holds, whether or not it can be taken: for counting."""

    name: str = ""
    is_blank: bool = False
    is_missing: bool = False
    is_ambiguous: bool = False


class _Said(NamedTuple):
    """The parts of one row, each as it is or why it cannot be read: what is wrong with one must not hide another."""

    name: str | Unclear
    comment: str | Unclear
    score: int | Unclear | None
    at: datetime | Unclear


@dataclass(frozen=True)
class Reader:
    """Reads the rows of one file for one survey."""

    version: SurveyVersion
    columns: Mapping[str, Column]
    file_name: str
    calendar: Calendar
    scale: Scale
    now: datetime
    #: Scores that mean "no score", as they are written.
    missing: frozenset[str] = frozenset()
    #: Comments that mean "no comment".
    blanks: frozenset[str] = frozenset()
    is_table: bool = True
    _questions: dict[str, str] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for question in self.version.questions:
            if question.kind == "comment":
                labels = [question.key, *(str(texts.get("label", "")) for texts in question.texts.values())]
                self._questions.update((key, question.key) for label in labels if (key := question_key(label)))

    def read(self, raw: Raw) -> tuple[Observed, Row | Unclear]:
        """What the row holds, and the answer it gives or why it gives none."""
        if raw.cells is None:
            return Observed(), Unclear(raw.fault)
        cells = {name: self._value(raw.cells, column) for name, column in self.columns.items()}
        said = _Said(
            _tried(lambda: self._name(cells, raw.line)),
            _tried(lambda: self._comment(cells)),
            _tried(lambda: self._score(cells)),
            _tried(lambda: self.calendar.read(cells["date"], self.now)),
        )
        observed = Observed(
            name=said.name if isinstance(said.name, str) else "",
            is_blank="comment" in cells and said.comment == "",
            is_missing="score" in cells and said.score is None,
            is_ambiguous=isinstance(said.at, Unclear) and said.at.code == "ambiguous_date",
        )
        try:
            return observed, self._row(raw.line, cells, said)
        except Unclear as unclear:
            return observed, unclear

    def _row(self, line: int, cells: Mapping[str, Any], said: _Said) -> Row:
        name, comment, score = _sure(said.name), _sure(said.comment), _sure(said.score)
        if score is None and not comment:
            raise Unclear("nothing_answered")
        question, label = self._question(cells) if comment else ("", "")
        return Row(
            line=line, name=name, score=score, comment=comment, question=question, label=label,
            answered_at=_sure(said.at), language=i18n.normalize(text_of(cells.get("language"))),
            person=self._person(cells),
        )  # fmt: skip

    def _value(self, cells: Mapping[str, Any], column: Column) -> Any:
        value = cells.get(column.name) if self.is_table else mapping.find(cells, column.name)
        return value if column.part is None else column.of(text_of(value))

    def _name(self, cells: Mapping[str, Any], line: int) -> str:
        if "respondent" in cells:
            return _id(cells["respondent"], "no_respondent")
        if "id" in cells:
            return _id(cells["id"], "no_id")
        return f"{self.file_name}:{line}"

    def _comment(self, cells: Mapping[str, Any]) -> str:
        text = _words(cells.get("comment"), LONGEST_COMMENT)
        return "" if plain(text) in self.blanks else text

    def _score(self, cells: Mapping[str, Any]) -> int | None:
        value = cells.get("score")
        if value is None or plain(text_of(value)) in self.missing:
            return None
        score = scales.whole(value)
        if score is None or str(score) in self.missing:
            return None
        return self.scale.on(self.version.survey.metric, score)

    def _question(self, cells: Mapping[str, Any]) -> tuple[str, str]:
        label = _words(cells.get("question"), LONGEST_LABEL)
        if known := self._questions.get(question_key(label)):
            return known, ""
        if self.version.comment_question is None:
            raise Unclear("no_comment_question")
        return self.version.comment_question.key, label

    def _person(self, cells: Mapping[str, Any]) -> Person:
        given = {name: text_of(cells.get(name)) for name in ("email", "person", "name", "language")}
        return mapping.person(given)


def _tried(read: Callable[[], Value]) -> Value | Unclear:
    try:
        return read()
    except Unclear as unclear:
        return unclear


def _sure(value: Value | Unclear) -> Value:
    if isinstance(value, Unclear):
        raise value
    return value


def plain(text: str) -> str:
    """The text as it is compared with --missing and --blank: spaces and case do not count."""
    return " ".join(text.split()).casefold()


def text_of(value: Any) -> str:
    """The text of a cell: a spreadsheet holds the number 1001.0 where people see 1001."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list):
        raise Unclear("bad_text", type(value).__name__)
    return value.isoformat() if isinstance(value, date) else str(value)


def _id(value: Any, otherwise: str) -> str:
    name = _words(value, mapping.LONGEST_ID)
    if not name:
        raise Unclear(otherwise)
    return name


def _words(value: Any, longest: int) -> str:
    text = text_of(value).strip()
    if len(text) > longest:
        raise Unclear("too_long")
    if not is_text(text):
        raise Unclear("unreadable")
    return text
