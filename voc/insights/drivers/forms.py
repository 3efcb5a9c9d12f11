"""The shape of what somebody wants to know the drivers of. It is a GET form: its address can be sent to a colleague."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import DateField, Field, HiddenField, SelectField, ValidationError
from wtforms.validators import Optional

from voc.core import i18n
from voc.insights.choices import CHANNELS, choices, in_calendar, midnight
from voc.insights.results import Period
from voc.surveys.models import Survey

SAID = {"": _("Anything"), "negative": _("Something bad"), "positive": _("Something good")}


class DriversForm(FlaskForm):
    """Whose answers to look for drivers in. A GET form as well."""

    class Meta:
        csrf = False

    survey = SelectField(_("Survey"))
    label = SelectField(_("What is said of a theme"), choices=choices(SAID), default="")
    segment = SelectField(_("Segment"), default="")
    channel = SelectField(_("Channel"), choices=choices(CHANNELS), default="")
    start = DateField(_("From"), [Optional(), in_calendar], name="from")
    end = DateField(_("Until"), [Optional(), in_calendar], name="to")
    zone = HiddenField()

    def __init__(self, asked: MultiDict[str, str], surveys: Sequence[Survey], segments: Sequence[str], today: date):
        super().__init__(asked)
        self.survey.choices = choices({survey.key: survey.title for survey in surveys})
        self.segment.choices = choices({"": _("All")} | {segment: segment for segment in segments})
        self.surveys = {survey.key: survey for survey in surveys}
        if not self.survey.data:
            self.survey.data = next(iter(self.surveys), None)
        # A year: long enough for rare themes, short enough to be about the business as it is.
        self.is_usual = "from" not in asked and "to" not in asked
        #: Whether all time is looked at because nobody has answered for a year.
        self.is_quiet = False
        if self.is_usual:
            self.start.data, self.end.data = today - timedelta(days=364), today

    def reach(self, newest: date | None) -> None:
        """Look at all time where the year before today holds no answer, unless somebody has chosen days."""
        if self.is_usual and newest is not None and self.start.data and newest < self.start.data:
            self.start.data = self.end.data = None
            self.is_quiet = True

    def validate_zone(self, field: Field) -> None:
        if field.data and not i18n.is_zone(field.data):
            raise ValidationError(gettext("This is no time zone that we know."))

    def chosen(self) -> Survey:
        """The survey asked for."""
        return self.surveys[self.survey.data]

    def period(self, zone: str) -> Period:
        """The days asked for, on the wall clock of `zone`; an open end is the end of time."""
        start = midnight(self.start.data, zone)
        end = midnight(self.end.data and self.end.data + timedelta(days=1), zone)
        return Period(start or datetime(1970, 1, 1, tzinfo=UTC), end or datetime(9999, 1, 1, tzinfo=UTC))
