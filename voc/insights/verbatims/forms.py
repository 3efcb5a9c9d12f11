"""The shape of what somebody asks the verbatims for. It is a GET form: its address can be sent to a colleague."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask_babel import format_date, gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, DateField, Field, HiddenField, IntegerField, SelectField, StringField, ValidationError
from wtforms.validators import Length, NumberRange, Optional

from voc.analysis import term_lines
from voc.core import i18n, weeks
from voc.customers import finding as customers
from voc.customers.models import Account
from voc.insights.choices import CHANNELS, FIRST_DAY, LAST_DAY, choices, in_calendar, midnight
from voc.insights.models import Theme
from voc.insights.verbatims.search import Filter
from voc.insights.verbatims.search_words import cleaned
from voc.surveys.models import Survey

#: Two words of any length that somebody would type.
LONGEST_TERM = 200
#: The weeks of a year.
LONGEST_SKIP = 53 * len("2026-06-15,")
LABELS = {"": _("Any"), "negative": _("Negative"), "neutral": _("Neutral"), "positive": _("Positive")}
LANGUAGES = {
    "": _("Any"),
    "en": i18n.called("en"),
    "zh-Hans": i18n.called("zh_Hans"),
    "zh-Hant": i18n.called("zh_Hant"),
    "und": _("Unknown language"),
}
ORDERS = {
    "newest": _("Newest first"),
    "oldest": _("Oldest first"),
    "worst": _("Most negative first"),
    "best": _("Most positive first"),
}
BANDS = {"": _("Any"), "detractor": _("Detractors"), "passive": _("Passives"), "promoter": _("Promoters")}


@dataclass(frozen=True)
class Known:
    """What a reader may choose from."""

    surveys: Sequence[Survey]
    themes: Sequence[Theme]
    segments: Sequence[str]
    #: Empty for those who may not know who somebody is.
    accounts: Sequence[Account]
    #: Id of what emerged -> its words; only that which is asked for.
    emerging: Mapping[int, str] = field(default_factory=dict)


class FilterForm(FlaskForm):
    class Meta:
        csrf = False

    q = StringField(_("Words"), [Optional(), Length(max=200)], render_kw={"type": "search"})
    inside = BooleanField(_("Also inside of longer words"), false_values=(False, "", "0"))
    survey = SelectField(_("Survey"), default="")
    theme = SelectField(_("Theme"), default="")
    label = SelectField(_("Sentiment"), choices=choices(LABELS), default="")
    band = SelectField(_("Answered by"), choices=choices(BANDS), default="")
    start = DateField(_("From"), [Optional(), in_calendar], name="from")
    end = DateField(_("Until"), [Optional(), in_calendar], name="to")
    lowest = IntegerField(_("Score from"), [Optional(), NumberRange(0, 10)], render_kw={"min": 0, "max": 10})
    highest = IntegerField(_("Score to"), [Optional(), NumberRange(0, 10)], render_kw={"min": 0, "max": 10})
    segment = SelectField(_("Segment"), default="")
    account = StringField(_("Account"), [Optional(), Length(max=200)], render_kw={"list": "accounts"})
    channel = SelectField(_("Channel"), choices=choices(CHANNELS), default="")
    language = SelectField(_("Language"), choices=choices(LANGUAGES), default="")
    sort = SelectField(_("Sort"), choices=choices(ORDERS), default="newest")
    #: Whose days these are: in the address, so that a colleague elsewhere sees the same verbatims.
    zone = HiddenField()
    #: What other pages count by, and link to: a second theme, a term, what emerged.
    also = SelectField(default="")
    term = HiddenField(validators=[Optional(), Length(max=LONGEST_TERM)])
    emerging = SelectField(default="")
    #: Days on which weeks begin that are left out, commas between.
    skip = HiddenField(validators=[Optional(), Length(max=LONGEST_SKIP)])
    read = BooleanField(false_values=(False, "", "0"))

    def __init__(self, asked: MultiDict[str, str], known: Known, language: str, *, prefix: str = ""):
        super().__init__(asked, prefix=prefix)
        surveys, themes = known.surveys, known.themes
        self.survey.choices = choices({"": _("All")} | {survey.key: survey.title for survey in surveys})
        self.theme_names = {theme.key: theme.name_in(language) for theme in themes}
        self.theme.choices = choices({"": _("All")} | self.theme_names)
        self.also.choices = self.theme.choices
        self.emerged = {str(each): name for each, name in known.emerging.items()}
        self.emerging.choices = choices({"": ""} | self.emerged)
        self.surveys = {survey.key: survey.id for survey in surveys}
        self.themes = {theme.key: theme.id for theme in themes}
        self.segment.choices = choices(
            {"": _("All"), customers.NO_SEGMENT: _("No segment")} | {segment: segment for segment in known.segments}
        )
        self.account_names = [account.name for account in known.accounts]
        self.accounts = {account.name.casefold(): account.id for account in reversed(known.accounts)}

    def validate_zone(self, field: Field) -> None:
        if field.data and not i18n.is_zone(field.data):
            raise ValidationError(gettext("This is no time zone that we know."))

    def validate_skip(self, field: Field) -> None:
        try:
            _days(field.data)
        except ValueError as error:
            raise ValidationError(gettext("This is no list of days that we know.")) from error

    def validate_account(self, field: Field) -> None:
        if field.data and field.data.strip().casefold() not in self.accounts:
            raise ValidationError(gettext("We know no account of this name."))

    def filter(self, workspace_id: int, zone: str, *, sees_raw: bool) -> Filter:
        """What is asked for, its days on the wall clock of `zone`."""
        return Filter(
            workspace_id,
            survey_id=self.surveys.get(self.survey.data or ""),
            theme_id=self.themes.get(self.theme.data or ""),
            also_theme_id=self.themes.get(self.also.data or ""),
            term=cleaned(self.term.data or ""),
            emerging_id=int(self.emerging.data) if self.emerging.data else None,
            is_read=bool(self.read.data),
            outside=tuple(
                (weeks.midnight(day, zone), weeks.midnight(day + timedelta(days=7), zone))
                for day in _days(self.skip.data)
            ),
            label=self.label.data or None,
            band=self.band.data or None,
            start=midnight(self.start.data, zone),
            end=midnight(self.end.data and self.end.data + timedelta(days=1), zone),
            lowest=self.lowest.data,
            highest=self.highest.data,
            segment=self.segment.data or None,
            account_id=self.accounts.get((self.account.data or "").strip().casefold()),
            channel=self.channel.data or None,
            language=self.language.data or None,
            words=self.q.data or "",
            inside=bool(self.inside.data),
            sees_raw=sees_raw,
            order=self.sort.data or "newest",
        )

    def narrows(self) -> bool:
        """Whether anything at all is asked for."""
        return any(_is_given(field) for field in self if field.short_name not in ("zone", "sort"))

    def narrowed_elsewhere(self) -> list[tuple[str, str]]:
        """What no field of this form shows, because another page linked here: (name of the argument, in words)."""
        given = {
            "also": self.theme_names.get(self.also.data or "", ""),
            "term": term_lines.shown(cleaned(self.term.data or "").strip()),
            "emerging": self.emerged.get(self.emerging.data or "", ""),
            "skip": "" if self.skip.errors else gettext(", ").join(map(format_date, _days(self.skip.data))),
            "read": gettext("Yes") if self.read.data else "",
        }
        return [(name, words) for name, words in given.items() if words]

    def digs(self) -> bool:
        """Whether something is asked for that stands below the first row of fields."""
        rest = (self.lowest, self.highest, self.segment, self.account, self.channel, self.language)
        return any(_is_given(field) or field.errors for field in rest)

    def address(self, zone: str, without: Sequence[str] = ()) -> dict[str, Any]:
        """The arguments of this filter's address, but some; the zone only where days need one."""
        left_out = {"zone", *without}
        given = {
            field.short_name: field.data for field in self if _is_given(field) and field.short_name not in left_out
        }
        given = {name: "1" if value is True else value for name, value in given.items()}
        given = {name: value for name, value in given.items() if (name, value) != ("sort", "newest")}
        dates = {name: value.isoformat() for name, value in given.items() if isinstance(value, date)}
        return {**given, **dates, **({"zone": zone} if dates else {})}


def _days(text: str | None) -> list[date]:
    """The days of a list such as `2026-06-15,2026-07-06`. Raises `ValueError`, also for days in no calendar of ours."""
    days = [date.fromisoformat(day) for day in (text or "").split(",") if day]
    if any(not FIRST_DAY <= day <= LAST_DAY for day in days):
        raise ValueError("beyond any calendar")
    return days


def _is_given(field: Field) -> bool:
    return field.data not in (None, "", False)
