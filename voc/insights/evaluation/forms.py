"""The shape of a sample that somebody wants to label."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange

from voc.insights.choices import choices
from voc.insights.evaluation import sampling
from voc.surveys.models import Survey


class SampleForm(FlaskForm):
    survey = SelectField(_("Survey"), default="")
    size = IntegerField(
        _("How many verbatims"), [InputRequired(), NumberRange(10, sampling.LARGEST)], default=sampling.SIZE
    )
    is_by_language = BooleanField(_("As many of each language"))

    def __init__(self, surveys: Sequence[Survey]):
        super().__init__()
        self.survey.choices = choices({"": _("All")} | {survey.key: survey.title for survey in surveys})
        self._surveys = {survey.key: survey.id for survey in surveys}

    @property
    def survey_id(self) -> int | None:
        """The chosen survey; None for all."""
        return self._surveys.get(self.survey.data or "")
