"""The shape of what people type about a theme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, IntegerField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from voc.core import i18n
from voc.insights import ordering
from voc.insights.models import Theme
from voc.insights.themes import codebook, overview
from voc.insights.themes import seeds as words
from voc.staff.models import User
from voc.surveys.models import Survey


class WindowForm(FlaskForm):
    """Which survey and period the themes are counted in: a GET form."""

    class Meta:
        csrf = False

    survey = SelectField(_("Survey"), default="")
    days = SelectField(_("Period"), coerce=int, default=overview.DEFAULT_DAYS)

    def __init__(self, asked: MultiDict[str, str], surveys: Sequence[Survey]):
        super().__init__(asked)
        self.survey.choices = [SelectChoice("", _("All")), *(SelectChoice(s.key, s.title) for s in surveys)]
        self.days.choices = [SelectChoice(days, period_name(days)) for days in (*overview.PERIODS, overview.EVER)]
        self.surveys = {survey.key: survey.id for survey in surveys}
        #: Whether all time is looked at because nobody has answered of late.
        self.is_quiet = False

    def reach(self, newest: date | None, today: date) -> None:
        """Look at all time where the usual period holds no answer: history that was imported is not nothing."""
        self.is_quiet = newest is not None and newest <= today - timedelta(days=overview.DEFAULT_DAYS)
        if self.is_quiet:
            self.days.data = overview.EVER

    @property
    def survey_id(self) -> int | None:
        return self.surveys.get(self.survey.data or "")

    @property
    def address(self) -> dict[str, Any]:
        """What of it stands in the addresses of other pages."""
        given: dict[str, Any] = {"survey": self.survey.data} if self.survey.data else {}
        return given if self.days.data == overview.DEFAULT_DAYS else {**given, "days": self.days.data}


def period_name(days: int) -> str:
    """7, 28 or more days in words; or all time."""
    if days == overview.EVER:
        return str(gettext("All time"))
    if days < 91:
        return str(ngettext("Last %(num)s day", "Last %(num)s days", days))
    return str(ngettext("Last %(num)s week", "Last %(num)s weeks", days // 7))


class NamesForm(FlaskForm):
    """A theme's names, one for each language of the product."""

    name_en = StringField(_("Name in English"), [Length(max=codebook.LONGEST_NAME)])
    name_zh_Hans = StringField(_("Name in Simplified Chinese"), [Length(max=codebook.LONGEST_NAME)])  # noqa: N815
    name_zh_Hant = StringField(_("Name in Traditional Chinese"), [Length(max=codebook.LONGEST_NAME)])  # noqa: N815

    def names(self) -> dict[str, str]:
        """Language -> name as typed."""
        return {language: self[f"name_{language}"].data or "" for language in i18n.LANGUAGES}


class ThemeForm(NamesForm):
    """A theme as a whole: what it is called, what gives it away, where it stands and who answers for it."""

    description = TextAreaField(_("What belongs to it"), [Length(max=codebook.LONGEST_TEXT)])
    seeds_en = TextAreaField(_("English words and phrases, one a line"))
    seeds_zh = TextAreaField(_("Chinese words and phrases, one a line"))
    parent = SelectField(_("Part of"), coerce=int, default=0)
    owner = SelectField(_("Who answers for it"), coerce=int, default=0)
    playbook = TextAreaField(_("What to do about it"), [Length(max=codebook.LONGEST_TEXT)])

    def offer(self, themes: Sequence[Theme], people: Sequence[User], language: str) -> None:
        """Choose among these parents and owners."""
        self.parent.choices = [SelectChoice(0, _("Nothing: it stands at the top")), *named(themes, language)]
        self.owner.choices = [SelectChoice(0, _("Nobody yet")), *(SelectChoice(each.id, each.name) for each in people)]

    def seeds(self) -> dict[str, list[str]]:
        """Language -> what stands on each line."""
        return {language: (self[f"seeds_{language}"].data or "").splitlines() for language in words.LANGUAGES}


def of_theme(theme: Theme) -> ThemeForm:
    """The form as the theme stands; what was posted stands over it."""
    seeds = words.of(theme.seeds)
    return ThemeForm(
        **{f"name_{language}": theme.names.get(language, "") for language in i18n.LANGUAGES},
        **{f"seeds_{language}": "\n".join(group) for language, group in seeds.items()},
        description=theme.description,
        playbook=theme.playbook,
        parent=theme.parent_id or 0,
        owner=theme.owner_id or 0,
    )


def of_address(asked: Mapping[str, str]) -> ThemeForm:
    """The form of a new theme, with what stands in its address filled in; what was posted stands over it."""
    names = [f"name_{language}" for language in i18n.LANGUAGES]
    fields = [*names, *(f"seeds_{language}" for language in words.LANGUAGES), "description"]
    return ThemeForm(**{field: asked[field][: codebook.LONGEST_TEXT] for field in fields if field in asked})


def named(themes: Sequence[Theme], language: str) -> list[SelectChoice]:
    """The themes as choices, by name."""
    return [SelectChoice(theme.id, theme.name_in(language)) for theme in in_order(themes, language)]


def in_order(themes: Sequence[Theme], language: str) -> list[Theme]:
    """By name in the reader's language."""
    return ordering.by_name(themes, language)


class MergeForm(FlaskForm):
    """Into which theme."""

    into = SelectField(_("Into"), coerce=int, validators=[InputRequired()])


class SeedsField(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class SplitForm(NamesForm):
    """What the new theme is called, and which words it takes."""

    chosen = SeedsField(_("Words and phrases that it takes"))

    def offer(self, seeds: Mapping[str, Sequence[str]]) -> None:
        """Choose among the theme's seeds."""
        self.chosen.choices = [
            SelectChoice(f"{language}:{seed}", seed) for language, group in seeds.items() for seed in group
        ]

    def seeds(self) -> dict[str, list[str]]:
        """Language -> the chosen ones."""
        chosen = [value.partition(":") for value in self.chosen.data or []]
        return {language: [seed for of, _, seed in chosen if of == language] for language in words.LANGUAGES}


class SeedForm(FlaskForm):
    """One suggested word, put among the seeds by a person."""

    seed = StringField(_("Word or phrase"), [InputRequired(), Length(max=words.LONGEST)])


class CorrectionForm(FlaskForm):
    """What somebody says of one verbatim. It is named as the list names it: no number tells the order of answers."""

    verbatim = HiddenField(validators=[InputRequired(), Length(max=200)])
    say = RadioField(
        choices=[SelectChoice(value, value) for value in ("yes", "no", "undo", "positive", "neutral", "negative")],
        validators=[InputRequired()],
    )
    theme = IntegerField(validators=[InputRequired(), NumberRange(min=1, max=2**31 - 1)])
    start = IntegerField(validators=[Optional(), NumberRange(min=0)], default=0)
    end = IntegerField(validators=[Optional(), NumberRange(min=0)], default=0)
    #: Where the list goes on, to come back to.
    after = HiddenField(validators=[Length(max=200)])
