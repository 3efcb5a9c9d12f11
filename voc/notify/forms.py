"""The shape of what a reader of the digest chooses."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectChoice, SelectField

from voc.notify import schedule

WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))


class SubscriptionForm(FlaskForm):
    weekday = SelectField(
        _("Day"),
        coerce=int,
        choices=[SelectChoice(number, name) for number, name in enumerate(WEEKDAYS, 1)],
        default=schedule.MONDAY,
    )
    hour = SelectField(
        _("Hour"),
        coerce=int,
        choices=[SelectChoice(hour, f"{hour:02}:00") for hour in range(24)],
        default=schedule.MORNING,
    )
