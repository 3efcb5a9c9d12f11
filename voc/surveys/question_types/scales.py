"""Numbers on a scale with two named ends: the three scores, and a rating of anything else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, ClassVar

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectChoice
from wtforms.fields.core import UnboundField
from wtforms.validators import AnyOf, InputRequired, Optional

from voc.analysis import scores
from voc.core.our_words import to_respondent
from voc.surveys.question_types.base import HELP, LABEL, Keeps, QuestionType, Text, Unclear, Value, is_whole

#: How points may look, and what stands on them where it is no number. Five faces, lowest first.
LOOKS = ("numbers", "stars", "faces")
FACES = ("😞", "🙁", "😐", "🙂", "😀")
#: The same as lines in a square of 24: some screens have no font with faces, kiosks least of all, and fonts disagree.
_HEAD = "M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0zM8.5 9v1m7-1v1"
_MOUTHS = (
    "M7 6.5l2.5 1m7.5-1l-2.5 1M7.5 17.5q4.5-5.5 9 0",
    "M8.5 16.5q3.5-2 7 0",
    "M8.5 16h7",
    "M8.5 15.5q3.5 2 7 0",
    "M7.5 14.5q4.5 6 9 0z",
)
FACE_LINES = tuple(_HEAD + mouth for mouth in _MOUTHS)


class ScaleType(QuestionType):
    """A whole number on a scale."""

    widget = "scale"
    keeps = Keeps.NUMBER
    #: Settings: how its points look.
    default_settings: ClassVar[Mapping[str, Any]] = {"look": "numbers"}

    @property
    def need(self) -> str:
        return to_respondent("Please pick a number; one touch is enough.")

    @property
    def signs(self) -> tuple[str, ...]:
        """What stands on the points in place of their numbers; empty for numbers."""
        look, count = self.settings["look"], len(self.points)
        if look == "faces" and count == len(FACES):
            return FACES
        return ("★",) * count if look == "stars" else ()

    @property
    def faces(self) -> tuple[str, ...]:
        """The faces among the signs as an SVG path each; empty for other looks."""
        return FACE_LINES if self.signs == FACES else ()

    def fields(self, key: str, texts: Mapping[str, str], *, is_required: bool) -> dict[str, UnboundField]:
        return {key: point_field(self.points, texts["label"], is_required=is_required)}

    @cached_property
    def _by_text(self) -> Mapping[str, int]:
        return {str(point): point for point in self.points}

    def plain(self, text: str, *, is_required: bool) -> Value | None:
        point = self._by_text.get(text)
        if point is None and (text or is_required):
            raise Unclear
        return point

    def check(self, value: object) -> None:
        if not is_whole(value) or value not in self.points:
            raise ValueError(f"a whole number from {self.points[0]} to {self.points[-1]} answers this question")

    def sent(self, key: str, value: object) -> list[tuple[str, str]]:
        # A score is a number: "7" is none.
        self.check(value)
        return [(key, str(value))]

    def words(self, value: Value, texts: Mapping[str, str]) -> list[str]:
        return [gettext("%(point)s of %(most)s", point=value, most=self.points[-1])]

    def drawn(self, texts: Mapping[str, str]) -> dict[str, Any]:
        ends = {"low": texts.get("low", ""), "high": texts.get("high", "")}
        # Scripts of earlier builds know the faces as signs alone.
        faces = {"faces": self.faces} if self.faces else {}
        return {"draw": "scale", "points": self.points, "signs": self.signs, **faces, **ends}


def point_field(points: tuple[int, ...], label: str, *, is_required: bool) -> UnboundField:
    """A field that takes one of these numbers."""
    given = InputRequired() if is_required else Optional()
    choices = [SelectChoice(point, str(point)) for point in points]
    # The field's own check of its choices refuses an answer left out, even where that is allowed.
    return RadioField(label, [given, AnyOf(points)], coerce=int, choices=choices, validate_choice=False)


def ends(low: LazyString, high: LazyString) -> tuple[Text, Text]:
    """The words beside the two ends."""
    return Text("low", low, 60), Text("high", high, 60)


class ScoreType(ScaleType):
    """A scale whose answer is the score of the whole response."""

    scale: ClassVar[scores.Metric]
    ends: ClassVar[tuple[Text, Text]]

    @property
    def points(self) -> tuple[int, ...]:
        return tuple(range(self.scale.lowest, self.scale.highest + 1))

    @property
    def texts(self) -> tuple[Text, ...]:
        return LABEL, HELP, *self.ends


class Nps(ScoreType):
    """Would you recommend us? From 0 to 10."""

    kind = "nps"
    name = "NPS"
    heading = _("The question (NPS)")
    scale = scores.METRICS["nps"]
    ends = ends(_("Words beside 0 (least likely)"), _("Words beside 10 (most likely)"))


class Csat(ScoreType):
    """Are you satisfied? From 1 to 5, as numbers, stars or faces."""

    kind = "csat"
    name = "CSAT"
    heading = _("The question (CSAT)")
    scale = scores.METRICS["csat"]
    ends = ends(_("Words beside 1 (least satisfied)"), _("Words beside 5 (most satisfied)"))


class Ces(ScoreType):
    """Did we make it easy? From 1 to 7; higher is easier."""

    kind = "ces"
    name = "CES"
    heading = _("The question (CES)")
    scale = scores.METRICS["ces"]
    ends = ends(_("Words beside 1 (disagrees most)"), _("Words beside 7 (agrees most)"))


class Rating(ScaleType):
    """How good was it? From 1 to as many points as the survey's author wants; no score of the response."""

    kind = "rating"
    name = _("Rating")
    heading = _("A rating")
    default_settings: ClassVar[Mapping[str, Any]] = {"look": "stars", "points": 5}

    def reaching_back(self, earlier: Iterable[Mapping[str, Any]]) -> QuestionType:
        most = max(settings.get("points", 0) for settings in (self.settings, *earlier))
        return type(self)({**self.settings, "points": most})

    @property
    def points(self) -> tuple[int, ...]:
        return tuple(range(1, self.settings["points"] + 1))

    @property
    def texts(self) -> tuple[Text, ...]:
        return LABEL, HELP, *ends(_("Words beside the lowest"), _("Words beside the highest"))
