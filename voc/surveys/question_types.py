"""The kinds of question. One class decides everything about its kind; views and templates never ask which one it is.

`docs/adding-a-question-type.md` says what else a new kind touches, in order.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectChoice, TextAreaField
from wtforms.fields.core import UnboundField
from wtforms.validators import AnyOf, InputRequired, Length, Optional

from voc.analysis import scores

#: A comment in the customer's words. Longer ones are refused, not cut: half a complaint is not what they wrote.
LONGEST_COMMENT = 20_000


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
    #: Names that may stand in it in braces and are filled in when it is shown.
    placeholders: frozenset[str] = frozenset()


class QuestionType(ABC):
    """One kind of question."""

    #: Stands in `Question.kind`.
    kind: ClassVar[str]
    #: What people call it in the console, and above its texts.
    name: ClassVar[LazyString | str]
    heading: ClassVar[LazyString | str]
    #: What must be written for it in each language.
    texts: ClassVar[tuple[Text, ...]]
    #: How the hosted page shows it: the name of a macro there.
    widget: ClassVar[str]
    #: The scale whose answer is the response's score; None where the answer is no score.
    scale: ClassVar[scores.Metric | None] = None

    @property
    def points(self) -> tuple[int, ...]:
        """The answers one can click, lowest first; empty where one writes."""
        return tuple(range(self.scale.lowest, self.scale.highest + 1)) if self.scale else ()

    @abstractmethod
    def field(self, texts: Mapping[str, str], *, is_required: bool) -> UnboundField:
        """The form field that takes its answer, labelled in the language of `texts`."""


class ScoreType(QuestionType):
    """A whole number on a scale with two named ends."""

    widget = "scale"

    def field(self, texts: Mapping[str, str], *, is_required: bool) -> UnboundField:
        points = [SelectChoice(point, str(point)) for point in self.points]
        given = InputRequired() if is_required else Optional()
        # The field's own check of its choices refuses an answer left out, even where that is allowed.
        return RadioField(
            texts["label"], [given, AnyOf(self.points)], coerce=int, choices=points, validate_choice=False
        )


def _score_texts(low: LazyString, high: LazyString) -> tuple[Text, ...]:
    return (
        Text("label", _("Question"), 300),
        Text("low", low, 60),
        Text("high", high, 60),
    )


class Nps(ScoreType):
    """Would you recommend us? From 0 to 10."""

    kind = "nps"
    name = "NPS"
    heading = _("The question (NPS)")
    scale = scores.METRICS["nps"]
    texts = _score_texts(_("Words beside 0 (least likely)"), _("Words beside 10 (most likely)"))


class Csat(ScoreType):
    """Are you satisfied? From 1 to 5."""

    kind = "csat"
    name = "CSAT"
    heading = _("The question (CSAT)")
    scale = scores.METRICS["csat"]
    texts = _score_texts(_("Words beside 1 (least satisfied)"), _("Words beside 5 (most satisfied)"))


class Ces(ScoreType):
    """Did we make it easy? From 1 to 7; higher is easier."""

    kind = "ces"
    name = "CES"
    heading = _("The question (CES)")
    scale = scores.METRICS["ces"]
    texts = _score_texts(_("Words beside 1 (disagrees most)"), _("Words beside 7 (agrees most)"))


class Comment(QuestionType):
    """The customer's own words."""

    kind = "comment"
    name = _("Comment")
    heading = _("The question for a comment")
    texts = (Text("label", _("Question for a comment"), 300),)
    widget = "words"

    def field(self, texts: Mapping[str, str], *, is_required: bool) -> UnboundField:
        return TextAreaField(
            texts["label"], [InputRequired() if is_required else Optional(), Length(max=LONGEST_COMMENT)]
        )


TYPES: Mapping[str, QuestionType] = {kind.kind: kind for kind in (Nps(), Csat(), Ces(), Comment())}


def of(kind: str) -> QuestionType:
    """The type of a `Question.kind` or `Survey.metric`. KeyError for one that nobody wrote."""
    return TYPES[kind]
