"""What the forms of this package have in common: what there is to choose from, and days as bounds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Field, SelectChoice, ValidationError
from wtforms.form import BaseForm

from voc.core import weeks
from voc.invitations import wording

#: Days that somebody may mean.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)

CHANNELS = {"": _("Any"), **wording.CHANNELS}


def choices(offered: Mapping[str, str]) -> list[SelectChoice]:
    """What a field offers, value -> how it is said, in this order."""
    return [SelectChoice(value, label) for value, label in offered.items()]


def midnight(day: date | None, zone: str) -> datetime | None:
    """When a day begins on the wall clock of `zone`; None for no day."""
    return weeks.midnight(day, zone) if day else None


def in_calendar(form: BaseForm, field: Field) -> None:
    """A validator: days at the ends of the calendar have no neighbours, and in some zones no instants."""
    if field.data and not FIRST_DAY <= field.data <= LAST_DAY:
        raise ValidationError(gettext("Give a day from 1900 to 2999."))
