"""The shape of what people type about a measure, and of the period that they look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as pgettext
from flask_wtf import FlaskForm
from wtforms import Field, SelectChoice, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput

from voc.core.db import is_text
from voc.insights import wording
from voc.insights.measures.models import Measure
from voc.insights.measures.standing import DEFAULT_DAYS, PERIODS
from voc.surveys.models import Survey

LONGEST_NAME, LONGEST_TEXT = 80, 2000


class MeasureForm(FlaskForm):
    """A measure's name, what it means, and its surveys: all of one metric."""

    name = StringField(
        pgettext("measure", "Name"),
        [InputRequired(), Length(max=LONGEST_NAME)],
        filters=[lambda text: (text or "").strip()],
    )
    definition = TextAreaField(
        _("What it stands for"),
        [InputRequired(), Length(max=LONGEST_TEXT)],
        filters=[lambda text: (text or "").strip()],
    )
    surveys = SelectMultipleField(_("Surveys"), coerce=int, option_widget=CheckboxInput())

    def __init__(self, offered: Sequence[Survey], measure: Measure | None = None):
        given = {}
        if measure:
            given = {"name": measure.name, "definition": measure.definition, "surveys": measure.survey_ids}
        super().__init__(data=given)
        self.offered: Mapping[int, Survey] = {survey.id: survey for survey in offered}
        self.surveys.choices = [
            SelectChoice(survey.id, gettext("%(title)s (%(metric)s)", title=survey.title, metric=metric))
            for survey in offered
            for metric in [wording.metric(survey.metric)]
        ]

    def validate_name(self, field: Field) -> None:
        _refuse_no_text(field)

    def validate_definition(self, field: Field) -> None:
        _refuse_no_text(field)

    def validate_surveys(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(gettext("Choose one survey or more."))
        if len({survey.metric for survey in self.chosen()}) > 1:
            raise ValidationError(gettext("These surveys ask different metrics. Choose surveys of one metric."))

    def chosen(self) -> list[Survey]:
        """The surveys that were chosen."""
        return [survey for each, survey in self.offered.items() if each in (self.surveys.data or ())]


def _refuse_no_text(field: Field) -> None:
    if not (field.data and is_text(field.data)):
        raise ValidationError(gettext("Write some words."))


def days(asked: str) -> int:
    """The period that an address asks for, in days; nonsense is the usual one."""
    return int(asked) if asked in {str(each) for each in PERIODS} else DEFAULT_DAYS
