"""Several things rated on one scale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from flask_babel import gettext, lazy_gettext
from flask_babel import lazy_gettext as _
from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm

from voc.core.our_words import to_respondent
from voc.surveys.question_types import base, scales
from voc.surveys.question_types.base import HELP, LABEL, Given, Keeps, QuestionType, Tally, Text, Value, is_whole

MOST_ROWS = 12


class Matrix(QuestionType):
    """Rows that are rated one by one. An answer is `{row: number}` of the rows that were rated."""

    kind = "matrix"
    name = _("Several ratings")
    heading = _("Several ratings on one scale")
    widget = "matrix"
    keeps = Keeps.VALUE
    #: Rows in their order, each a key that stays the same across versions; the scale goes from 1 to `points`.
    default_settings: ClassVar[Mapping[str, Any]] = {"rows": ["a", "b", "c"], "points": 5, "look": "numbers"}

    @property
    def rows(self) -> tuple[str, ...]:
        return tuple(self.settings["rows"])

    @property
    def scale_points(self) -> tuple[int, ...]:
        """The numbers that rate a row, lowest first."""
        return tuple(range(1, self.settings["points"] + 1))

    @property
    def texts(self) -> tuple[Text, ...]:
        rows = [
            Text(f"row-{key}", lazy_gettext("Row %(number)s", number=number), 120)
            for number, key in enumerate(self.rows, start=1)
        ]
        return LABEL, HELP, *rows, *scales.ends(_("Words beside the lowest"), _("Words beside the highest"))

    @property
    def need(self) -> str:
        return to_respondent("Please pick a number in every row.")

    def fields(self, key: str, texts: Mapping[str, str], *, is_required: bool) -> dict[str, UnboundField]:
        return {
            _field(key, row): scales.point_field(
                self.scale_points, texts.get(f"row-{row}", row), is_required=is_required
            )
            for row in self.rows
        }

    def value(self, key: str, form: BaseForm) -> Value | None:
        return {row: data for row in self.rows if (data := form[_field(key, row)].data) is not None} or None

    def data(self, key: str, value: Value) -> dict[str, Any]:
        rated = value if isinstance(value, Mapping) else {}
        return {_field(key, row): rated[row] for row in self.rows if row in rated}

    def mistake(self, key: str, form: BaseForm) -> str:
        return self.need if any(form[_field(key, row)].errors for row in self.rows) else ""

    def check(self, value: object) -> None:
        if not isinstance(value, Mapping) or not value or not set(value) <= set(self.rows):
            raise ValueError("ratings of its own rows answer this question")
        if not all(is_whole(point) and point in self.scale_points for point in value.values()):
            raise ValueError(f"a row is rated by a whole number from 1 to {self.scale_points[-1]}")

    def sent(self, key: str, value: object) -> list[tuple[str, str]]:
        self.check(value)
        assert isinstance(value, Mapping)
        return [(_field(key, row), str(point)) for row, point in value.items()]

    def drawn(self, texts: Mapping[str, str]) -> dict[str, Any]:
        rows = [(row, texts.get(f"row-{row}", row)) for row in self.rows]
        points = self.scale_points
        # They stand once, above all rows: each with the number that it is about.
        ends = {
            end: f"{point} = {texts[end]}" if texts.get(end) else ""
            for end, point in (("low", points[0]), ("high", points[-1]))
        }
        return {"draw": "matrix", "rows": rows, "points": points, **ends}

    def reaching_back(self, earlier: Iterable[Mapping[str, Any]]) -> QuestionType:
        asked = [self.settings, *earlier]
        rows = dict.fromkeys(row for settings in asked for row in settings["rows"])
        most = max(settings.get("points", self.settings["points"]) for settings in asked)
        return type(self)({**self.settings, "rows": list(rows), "points": most})

    @property
    def can_be_counted(self) -> bool:
        return True

    def tallies(self, given: Iterable[Given], texts: Mapping[str, str]) -> list[Tally]:
        rated = [(value, times) for value, times in given if isinstance(value, Mapping)]
        points: dict[int | str, str] = {point: str(point) for point in self.scale_points}
        return [
            base.tally(
                self._label(row, texts),
                points,
                [([each[row]], times) for each, times in rated if row in each],
                row,
            )
            for row in self.rows
        ]

    def words(self, value: Value, texts: Mapping[str, str]) -> list[str]:
        most = self.scale_points[-1]
        return [
            gettext("%(row)s: %(point)s of %(most)s", row=self._label(row, texts), point=point, most=most)
            for row, point in (value.items() if isinstance(value, Mapping) else ())
        ]

    def _label(self, row: str, texts: Mapping[str, str]) -> str:
        return texts.get(f"row-{row}") or row

    def columns(self, key: str) -> list[str]:
        return [f"{key}.{row}" for row in self.rows]

    def cells(self, key: str, value: Value, texts: Mapping[str, str]) -> dict[str, int | str]:
        return {f"{key}.{row}": point for row, point in value.items()} if isinstance(value, Mapping) else {}


def _field(key: str, row: str) -> str:
    return f"{key}-{row}"
