"""The shape of what somebody asks the verbatims for. It is a GET form: its address can be sent to a colleague."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import DateField, Field, HiddenField, SelectChoice, SelectField, StringField, ValidationError
from wtforms.validators import Length, Optional

from voc.core import i18n, weeks
from voc.insights.models import Theme
from voc.insights.search import Filter
from voc.surveys.models import Survey

LABELS = {"": _("Any"), "negative": _("Negative"), "neutral": _("Neutral"), "positive": _("Positive")}
BANDS = {"": _("Any"), "detractor": _("Detractors"), "passive": _("Passives"), "promoter": _("Promoters")}


def _choices(choices: Mapping[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in choices.items()]


class FilterForm(FlaskForm):
    class Meta:
        csrf = False

    q = StringField(_("Words"), [Optional(), Length(max=200)], render_kw={"type": "search"})
    survey = SelectField(_("Survey"), default="")
    theme = SelectField(_("Theme"), default="")
    label = SelectField(_("Sentiment"), choices=_choices(LABELS), default="")
    band = SelectField(_("Answered by"), choices=_choices(BANDS), default="")
    start = DateField(_("From"), [Optional()], name="from")
    end = DateField(_("Until"), [Optional()], name="to")
    #: Whose days these are: in the address, so that a colleague elsewhere sees the same verbatims.
    zone = HiddenField()

    def __init__(self, asked: MultiDict[str, str], surveys: Sequence[Survey], themes: Sequence[Theme], language: str):
        super().__init__(asked)
        self.survey.choices = _choices({"": _("All")} | {survey.key: survey.title for survey in surveys})
        self.theme.choices = _choices({"": _("All")} | {theme.key: theme.name_in(language) for theme in themes})
        self.surveys = {survey.key: survey.id for survey in surveys}
        self.themes = {theme.key: theme.id for theme in themes}

    def validate_zone(self, field: Field) -> None:
        if field.data and not i18n.is_zone(field.data):
            raise ValidationError(gettext("This is no time zone that we know."))

    def filter(self, workspace_id: int, zone: str) -> Filter:
        """What is asked for, its days on the wall clock of `zone`."""
        return Filter(
            workspace_id,
            survey_id=self.surveys.get(self.survey.data or ""),
            theme_id=self.themes.get(self.theme.data or ""),
            label=self.label.data or None,
            band=self.band.data or None,
            start=_midnight(self.start.data, zone),
            end=_midnight(self.end.data and self.end.data + timedelta(days=1), zone),
            words=self.q.data or "",
        )

    def narrows(self) -> bool:
        """Whether anything at all is asked for."""
        return any(field.data for name, field in self._fields.items() if name != "zone")

    def address(self, zone: str) -> dict[str, Any]:
        """The arguments of this filter's address; the zone only where days need one."""
        given = {field.name: field.data for field in self if field.data and field.name != "zone"}
        dates = {name: value.isoformat() for name, value in given.items() if isinstance(value, date)}
        return {**given, **dates, **({"zone": zone} if dates else {})}


def _midnight(day: date | None, zone: str) -> datetime | None:
    return weeks.instant(datetime.combine(day, time()), zone) if day else None
