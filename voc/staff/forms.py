"""Shapes of what people type about themselves and their colleagues."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    ColorField,
    Field,
    PasswordField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from voc.core import colours
from voc.core.i18n import LANGUAGES
from voc.staff import hours
from voc.staff.models import Role
from voc.staff.passwords import MAXIMUM_LENGTH, MINIMUM_LENGTH

#: What a browser should know of a field for one's own address.
EMAIL = {"type": "email", "autocomplete": "email"}

#: What each role is called, and what it may do, in the order of what it may.
ROLES = (
    (Role.OWNER.value, _("Owner: everything, people and settings")),
    (Role.ANALYST.value, _("Analyst: surveys, customers, all results and cases")),
    (Role.AGENT.value, _("Agent: the cases of their own teams")),
    (Role.READER.value, _("Reader: digests and results, personal data masked")),
)

WEEKDAYS = (
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
    (6, _("Saturday")),
    (7, _("Sunday")),
)


def options(pairs: Iterable[tuple[object, object]]) -> list[SelectChoice]:
    """(value, label) pairs as a form's choices."""
    return [SelectChoice(value, label) for value, label in pairs]


class ZoneField(SelectField):
    """A time zone: those with a place in their name, UTC, and whichever was set before, also by a name like PRC."""

    def __init__(self, label: Any = None, **more: Any) -> None:
        super().__init__(label, choices=_zone_choices, **more)

    def process_data(self, value: Any) -> None:
        super().process_data(value)
        offered = _zone_choices()
        if value in available_timezones() and all(value != each.value for each in offered):
            self.choices = [*options([(value, value)]), *offered]


def _zone_choices() -> list[SelectChoice]:
    return options((name, name) for name in ("UTC", *_zones()))


@cache
def _zones() -> tuple[str, ...]:
    """In order. Countries have places of their own elsewhere in the list: "US/Alaska" is an old name."""
    countries = ("US/", "Canada/", "Brazil/", "Mexico/", "Chile/")
    return tuple(sorted(name for name in available_timezones() if "/" in name and not name.startswith(countries)))


def plain_address(form: FlaskForm, field: Field) -> None:
    """Accept an address that mail could reach, and keep it as the mail world writes it."""
    try:
        field.data = validate_email((field.data or "").strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise ValidationError(gettext("This is no e-mail address.")) from error


def long_enough(form: FlaskForm, field: Field) -> None:
    """A password is long; nothing else is asked of it."""
    if not MINIMUM_LENGTH <= len(field.data or "") <= MAXIMUM_LENGTH:
        raise ValidationError(gettext("Take at least %(n)s characters; a short sentence is fine.", n=MINIMUM_LENGTH))


def holiday_country(form: FlaskForm, field: Field) -> None:
    """Accept a country whose holidays we know, or a part of one, such as CN, DE or DE-BY."""
    field.data = field.data.strip().upper()
    try:
        hours.known_until(field.data)
    except hours.UnknownCountry as error:
        raise ValidationError(
            gettext("Give a code such as CN, DE or DE-BY; no holidays are known for this.")
        ) from error


def known_days(form: FlaskForm, field: Field) -> None:
    """Accept lines such as `2026-12-24 closed` and `2026-12-26 open`."""
    try:
        days_that_differ(field.data)
    except (ValueError, KeyError) as error:
        raise ValidationError(gettext("Write one day a line, for example 2026-12-24 closed.")) from error


_WORKS = {"open": True, "closed": False}


def days_that_differ(text: str | None) -> dict[str, bool]:
    """Day -> whether it is worked, from lines such as `2026-12-24 closed`. Raises ValueError or KeyError."""
    days = {}
    for line in (text or "").splitlines():
        if line.strip():
            day, word = line.split()
            days[date.fromisoformat(day).isoformat()] = _WORKS[word]
    return days


class SignInForm(FlaskForm):
    email = StringField(_("E-mail"), [DataRequired()], render_kw={"type": "email", "autocomplete": "username"})
    password = PasswordField(_("Password"), [DataRequired()], render_kw={"autocomplete": "current-password"})


class ForgottenForm(FlaskForm):
    email = StringField(_("E-mail"), [DataRequired(), plain_address], render_kw=EMAIL)


class NewPasswordForm(FlaskForm):
    password = PasswordField(_("New password"), [long_enough], render_kw={"autocomplete": "new-password"})


class LocaleFields(FlaskForm):
    language = SelectField(_("Language"), choices=options(LANGUAGES.items()))
    zone = ZoneField(_("Time zone"))


class JoinForm(LocaleFields):
    """A colleague accepts an invitation."""

    name = StringField(_("Your name"), [DataRequired(), Length(max=200)], render_kw={"autocomplete": "name"})
    password = PasswordField(_("Password"), [long_enough], render_kw={"autocomplete": "new-password"})


class SetupForm(JoinForm):
    """The first visit: the owner, and the company."""

    email = StringField(_("Your e-mail"), [DataRequired(), plain_address], render_kw=EMAIL)
    company = StringField(_("Company"), [DataRequired(), Length(max=200)], render_kw={"autocomplete": "organization"})
    wants_demo = BooleanField(_("Add a demo beside it: a made-up company to click through, wiped whenever you like"))


class AccountForm(LocaleFields):
    name = StringField(_("Name"), [DataRequired(), Length(max=200)])


class ChangePasswordForm(FlaskForm):
    current = PasswordField(_("Current password"), [DataRequired()], render_kw={"autocomplete": "current-password"})
    password = PasswordField(_("New password"), [long_enough], render_kw={"autocomplete": "new-password"})


class InviteForm(FlaskForm):
    email = StringField(_("E-mail"), [DataRequired(), plain_address], render_kw={"type": "email"})
    name = StringField(_("Name"), [DataRequired(), Length(max=200)])
    role = SelectField(_("Role"), choices=options(ROLES), default=Role.AGENT.value)
    team_id = SelectField(_("Team"), coerce=int)


class ColleagueForm(FlaskForm):
    role = SelectField(_("Role"), choices=options(ROLES))


class Checkboxes(SelectMultipleField):
    """Several of a few, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class TeamForm(FlaskForm):
    name = StringField(_("Name of the team"), [DataRequired(), Length(max=200)])
    zone = ZoneField(_("Time zone"))
    opens_at = TimeField(_("Work begins"), [InputRequired()], default=time(9))
    cutoff_at = TimeField(_("What is answered before this is due the same day"), [InputRequired()], default=time(15))
    closes_at = TimeField(_("Work ends: sundown"), [InputRequired()], default=time(17, 30))
    working_days = Checkboxes(_("Working days"), coerce=int, choices=options(WEEKDAYS), default=(1, 2, 3, 4, 5))
    country = StringField(_("Country whose holidays are kept"), [Optional(), holiday_country])
    exceptions = TextAreaField(_("Days that differ"), [Optional(), Length(max=5000), known_days])
    members = Checkboxes(_("Members who take cases"), coerce=int)

    def validate_closes_at(self, field: Field) -> None:
        times = (self.opens_at.data, self.cutoff_at.data, self.closes_at.data)
        if all(times) and not (times[0] < times[2] and times[1] <= times[2]):
            raise ValidationError(gettext("The day must begin before it ends, and the cut-off lie before its end."))

    def validate_working_days(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(gettext("A team that never works can promise nothing: tick at least one day."))


class BrandForm(FlaskForm):
    """A colour, a picture, or neither."""

    has_colour = BooleanField(_("Use a colour of our own"))
    colour = ColorField(_("Colour of buttons and links"))
    logo = FileField(_("Logo"))

    def validate_colour(self, field: ColorField) -> None:
        """A colour as browsers send it."""
        if self.has_colour.data and not colours.is_colour((field.data or "").lower()):
            raise ValidationError(gettext("Choose a colour, for example #0b5c6b."))
