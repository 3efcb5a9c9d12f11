"""What every kind of question can say about itself, whatever it asks."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, TypeAlias

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm

from voc.analysis import scores

#: An answer as it travels: a number, a text, or a small mapping of those. What JSON can hold and nothing else.
Value: TypeAlias = int | str | Mapping[str, Any]
#: An answer, and how many people gave it.
Given: TypeAlias = tuple[Value, int]


class Keeps(StrEnum):
    """Where an answer stands in its row."""

    #: `Answer.number`: a whole number.
    NUMBER = "number"
    #: `Verbatim.text`: the customer's own words, which the engine reads.
    WORDS = "words"
    #: `Answer.value`: anything else.
    VALUE = "value"


@dataclass(frozen=True)
class Text:
    """One text that somebody writes in every language of a survey: what it is for and what it may be."""

    key: str
    label: LazyString
    longest: int
    #: Without it no version can be published in that language.
    is_required: bool = True
    help: LazyString | str = ""
    #: Several lines rather than one.
    is_long: bool = False
    #: An address on the web rather than words.
    is_address: bool = False
    #: Names that may stand in it in braces and are filled in when it is shown.
    placeholders: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Bar:
    """How often one answer was given."""

    label: str
    count: int
    #: Which of `QuestionType.options` it is.
    option: int | str = ""


@dataclass(frozen=True)
class Tally:
    """The answers to a question, or to one row of it, counted: every answer that there is, also those nobody gave."""

    #: Empty, or the row.
    name: str
    bars: tuple[Bar, ...]
    #: People who answered; with several answers a person the bars add up to more.
    people: int
    #: Arithmetic mean of numbers; None where the answers are none, or nobody gave one.
    average: float | None = None
    #: Empty, or the key of the row.
    row: str = ""


LABEL = Text("label", _("Question"), 300)
HELP = Text("help", _("Help below the question"), 300, is_required=False)


class Unclear(Exception):
    """Whether this is an answer, and which, must be found out with a form."""


class QuestionType(ABC):
    """One kind of question, with the settings of one question of that kind.

    Settings are what `Question.settings` holds, already checked; a new question has those of `default_settings`.
    """

    #: Stands in `Question.kind`.
    kind: ClassVar[str]
    #: What people call it in the console, and above its texts.
    name: ClassVar[LazyString | str]
    heading: ClassVar[LazyString | str]
    #: What whoever writes such a question should know.
    note: ClassVar[LazyString | str] = ""
    #: How the hosted page shows it: the name of a macro there. The widget's script draws by `drawn`.
    widget: ClassVar[str]
    keeps: ClassVar[Keeps]
    #: The scale whose answer is the response's score; None where the answer is no score.
    scale: ClassVar[scores.Metric | None] = None
    #: Whether an answer may say who somebody is, so that it is masked like a verbatim.
    is_personal: ClassVar[bool] = False
    #: Whether it asks for a file. Only a page can send one, so the widget leaves the question out.
    takes_file: ClassVar[bool] = False
    #: Whether one answer may name several of `options`.
    is_many: ClassVar[bool] = False
    #: Which part of a value in `Answer.value` is counted; empty: the whole.
    counted: ClassVar[str] = ""
    #: What a new question of this kind starts with.
    default_settings: ClassVar[Mapping[str, Any]] = {}

    def __init_subclass__(cls) -> None:
        own = vars(cls)
        if "plain" not in own and not own.keys().isdisjoint(("value", "mistake", "check")):
            # What is an answer here is not what the kind above takes for one.
            cls.plain = QuestionType.plain  # type: ignore[method-assign]

    def __init__(self, settings: Mapping[str, Any] | None = None) -> None:
        self.settings: Mapping[str, Any] = {**self.default_settings, **(settings or {})}

    @property
    @abstractmethod
    def texts(self) -> tuple[Text, ...]:
        """What must be written for it in each language."""

    @property
    def points(self) -> tuple[int, ...]:
        """The numbers one can click, lowest first; empty where the answer is none of some numbers."""
        return ()

    @property
    @abstractmethod
    def need(self) -> str:
        """What to tell somebody who left it out, or whose answer is none, in the language being spoken."""

    @abstractmethod
    def fields(self, key: str, texts: Mapping[str, str], *, is_required: bool) -> dict[str, UnboundField]:
        """The form fields that take its answer by name, the first one named `key`, in the language of `texts`."""

    def value(self, key: str, form: BaseForm) -> Value | None:
        """The answer that stands in its fields; None where there is none."""
        data: Value | None = form[key].data
        return data if data not in (None, "") else None

    def data(self, key: str, value: Value) -> dict[str, Any]:
        """Field name -> what it shows for this answer: the reverse of `value`."""
        return {key: value}

    def mistake(self, key: str, form: BaseForm) -> str:
        """What to do about what was sent, after the form was checked; empty where it is right."""
        return self.need if form[key].errors else ""

    def plain(self, text: str, *, is_required: bool) -> Value | None:
        """What `value` finds where a page sent this in the first field and nothing in others; None where that is none.

        No form is needed for it, which costs many times as much. Raises `Unclear` wherever there may be a `mistake`,
        and wherever a kind has a `value`, `mistake` or `check` of its own and none of this.
        """
        raise Unclear

    @abstractmethod
    def check(self, value: object) -> None:
        """Raises ValueError, with a sentence for a log, for what is no answer to it.

        Every door asks this, but for what `plain` found, which is right already.
        """

    def sent(self, key: str, value: object) -> list[tuple[str, str]]:
        """What a script sent as the fields a page would post. Raises ValueError for another shape."""
        if not isinstance(value, str):
            raise ValueError("an answer to this question is text")
        return [(key, value)]

    @abstractmethod
    def drawn(self, texts: Mapping[str, str]) -> dict[str, Any]:
        """What the widget's script needs in order to draw it, beside its key and label."""

    def options(self, texts: Mapping[str, str]) -> dict[int | str, str]:
        """Every answer that can be counted, with its label; empty where answers are words."""
        return {point: str(point) for point in self.points}

    def picked(self, value: Value) -> Sequence[int | str]:
        """Which of `options` an answer names."""
        return [] if isinstance(value, Mapping) else [value]

    def reaching_back(self, earlier: Iterable[Mapping[str, Any]]) -> QuestionType:
        """The same with everything that could be answered under `earlier` settings, the newest first."""
        return self

    @property
    def can_be_counted(self) -> bool:
        """Whether its answers are some of a few, so that `tallies` says something."""
        return bool(self.options({}))

    def tallies(self, given: Iterable[Given], texts: Mapping[str, str]) -> list[Tally]:
        """The answers counted, in the order of `options`; empty where they cannot be."""
        options = self.options(texts)
        return [tally("", options, [(self.picked(value), times) for value, times in given])] if options else []

    def words(self, value: Value, texts: Mapping[str, str]) -> list[str]:
        """An answer as somebody reads it: each thing that it says."""
        return [str(value)]

    def photos(self, value: Value) -> Sequence[str]:
        """The names of the photos that an answer consists of, beside its words; in a cell their addresses stand."""
        return ()

    def masked(self, value: Value, mask: Callable[[str], str], names: Mapping[str, str]) -> Value:
        """An answer without what says who somebody is: `mask` hides it in words, `names` says what was hidden.

        `names` are those of `analysis.masking`: `email`, `phone` and so on.
        """
        return value

    def columns(self, key: str) -> list[str]:
        """The columns of an export that its answers fill."""
        return [key]

    def cells(self, key: str, value: Value, texts: Mapping[str, str]) -> dict[str, int | str]:
        """Column -> what an export shows for one answer."""
        return {key: value} if isinstance(value, int | str) else {}


def tally(
    name: str, options: Mapping[int | str, str], given: Sequence[tuple[Sequence[int | str], int]], row: str = ""
) -> Tally:
    """People's choices counted, each with how many made them; what is no option any more is left out.

    >>> counted = tally("", {1: "1", 2: "2"}, [([2], 3), ([], 1)])
    >>> counted.bars
    (Bar(label='1', count=0, option=1), Bar(label='2', count=3, option=2))
    >>> counted.people, counted.average
    (3, 2.0)
    """
    counts: Counter[int | str] = Counter()
    people = 0
    for picked, times in given:
        known = [each for each in picked if each in options]
        people += times if known else 0
        for each in known:
            counts[each] += times
    numbers = {each: n for each, n in counts.items() if isinstance(each, int)}
    total = sum(numbers.values())
    return Tally(
        name,
        tuple(Bar(label, counts[option], option) for option, label in options.items()),
        people,
        sum(each * n for each, n in numbers.items()) / total if total else None,
        row,
    )


def is_whole(value: object) -> bool:
    """Whether it is a whole number: 8.5 and True compare like numbers and are no answers."""
    return type(value) is int
