"""Shapes of what people type about surveys."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from voc.core import i18n
from voc.core.i18n import LANGUAGES, html_tag
from voc.staff.forms import options
from voc.surveys import publishing, translations
from voc.surveys.models import Survey, SurveyVersion
from voc.surveys.starters import STARTERS

#: More would not fit on anybody's screen, and each is a column to fill.
MOST_LANGUAGES = 20
#: What a survey is called in the console.
LONGEST_TITLE = 120
#: Longer texts would not be read at one glance in one line of a narrow column.
SHORT = 100


def one_line(text: str | None) -> str:
    """What was typed, as one line of text. A line break in a mail's subject would begin a header of its own."""
    return " ".join(several_lines(text).split())


def several_lines(text: str | None) -> str:
    """What was typed, without what is no text: control characters and halves of characters."""
    unix = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in unix if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip()


def no_braces(form: FlaskForm, field: Field) -> None:
    """A name is not a placeholder."""
    if "{" in field.data or "}" in field.data:
        raise ValidationError(gettext("Write it without braces."))


def web_address(form: FlaskForm, field: Field) -> None:
    """A button leads to the web, never to a script."""
    if translations.is_web_address(field.data):
        return
    if "{" in field.data or "}" in field.data:
        raise ValidationError(gettext("Nothing is filled in within an address. Write it without braces."))
    if sign := translations.foreign_sign(field.data):
        raise ValidationError(
            gettext(
                "An address cannot hold %(sign)s. Open the page in a browser and copy the address from there.",
                sign=gettext("a space") if sign.isspace() else f"“{sign}”",
            )
        )
    if translations.names_somebody(field.data):
        raise ValidationError(
            gettext("Leave out what stands before the @: every customer would get that name or password.")
        )
    raise ValidationError(gettext("Write a whole address, for example https://example.com/friends."))


class StarterForm(FlaskForm):
    """A new survey: what to ask, in whose name, in which languages."""

    starter = RadioField(
        _("What do you want to know?"),
        [InputRequired(_("Choose one of these."))],
        choices=options((starter.key, starter.name) for starter in STARTERS.values()),
    )
    company = StringField(
        _("Name that your customers know"), [DataRequired(), Length(max=80), no_braces], filters=[one_line]
    )
    title = StringField(_("What you call this survey"), [Length(max=LONGEST_TITLE)], filters=[one_line])
    languages = SelectMultipleField(
        _("Languages"),
        [InputRequired(_("Choose at least one."))],
        choices=options(LANGUAGES.items()),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def ordered_languages(self, first: str) -> list[str]:
        """The chosen languages, with this one in front if it was chosen: it becomes the default one."""
        return sorted(self.languages.data, key=lambda language: language != first)


class SettingsForm(FlaskForm):
    """What the console knows about a survey."""

    title = StringField(_("What you call this survey"), [DataRequired(), Length(max=LONGEST_TITLE)], filters=[one_line])
    key = StringField(
        _("Key"),
        [
            DataRequired(),
            Length(max=publishing.LONGEST_KEY),
            Regexp(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", message=_("Small letters, digits and single hyphens only.")),
        ],
        filters=[one_line],
    )
    team_id = SelectField(_("Team that answers unhappy customers"), coerce=int)
    is_anonymous = BooleanField(_("Anonymous"))


def settings_form(survey: Survey, teams: Sequence[tuple[int, str]]) -> SettingsForm:
    """The survey's settings, with the workspace's teams to choose from; 0 stands for none in particular."""
    form = SettingsForm(obj=survey)
    form.team_id.choices = options([(0, gettext("None in particular")), *teams])
    if not form.is_submitted():
        form.team_id.data = survey.team_id or 0
    if survey.live:
        # What customers were told when they answered stays true.
        del form.is_anonymous
    return form


class TextsForm(FlaskForm):
    """Everything a customer reads, a field for each text and language; `texts_form` adds those."""

    edition = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    #: Which languages have their fields on the page: `en,zh_Hans`.
    languages = HiddenField()
    default = SelectField(_("Language for everybody else"))
    link_is_for_all = BooleanField(_("Show this button to everybody, not to promoters alone"))
    new_language = SelectField(_("Another language"), [Optional()])
    add = SubmitField(_("Add"))
    #: Sent by the button that takes a language away; no field of the page, so no hidden one either.
    remove = StringField()
    place_names: tuple[str, ...] = ()

    @property
    def shown(self) -> list[str]:
        return known((self.languages.data or "").split(","))

    def text(self, language: str, name: str) -> Field:
        """The field of one text in one language."""
        return self[f"{language}-{name}"]

    def written(self) -> dict[str, dict[str, str]]:
        """Language -> text name -> text, the default language first."""
        order = sorted(self.shown, key=lambda language: language != self.default.data)
        return {language: {name: self.text(language, name).data for name in self.place_names} for language in order}


def known(languages: Sequence[str]) -> list[str]:
    """Those that a survey may be written in, each once."""
    found = [language for language in dict.fromkeys(languages) if language in translations.known_languages()]
    return found[:MOST_LANGUAGES]


def texts_form(version: SurveyVersion, written: translations.Written, reader: str) -> TextsForm:
    """A form that shows these texts of the version, whatever the request brought."""
    values: dict[str, object] = {
        f"{language}-{name}": text for language, mine in written.items() for name, text in mine.items()
    }
    values |= {"edition": version.edition, "languages": ",".join(written), "default": next(iter(written), "")}
    values["link_is_for_all"] = version.link_is_for_all
    return _with_choices(_texts_class(version, list(written))(formdata=None, data=values), list(written), reader)


def posted_texts_form(version: SurveyVersion, languages: str, reader: str) -> TextsForm:
    """The form as it was posted, with fields for the languages that stood on the page."""
    shown = known(languages.split(","))
    return _with_choices(_texts_class(version, shown)(), shown, reader)


def unsaved(form: TextsForm) -> list[tuple[str, str]]:
    """Name and value of every field with which the texts can be read as they were posted."""
    texts = [
        (f"{language}-{name}", text) for language, mine in form.written().items() for name, text in mine.items() if text
    ]
    for_all = [("link_is_for_all", "y")] if form.link_is_for_all.data else []
    return [("languages", form.languages.data), ("default", form.default.data or ""), *for_all, *texts]


def _texts_class(version: SurveyVersion, languages: list[str]) -> type[TextsForm]:
    places = translations.places(version.questions)
    members: dict[str, object] = {"place_names": tuple(place.name for place in places)}
    for language in languages:
        members |= {f"{language}-{place.name}": _text_field(place, language) for place in places}
    return type("TextsFormOfVersion", (TextsForm,), members)


def _with_choices(form: TextsForm, languages: list[str], reader: str) -> TextsForm:
    form.default.choices = options((code, i18n.language_name(code, reader)) for code in languages)
    form.new_language.choices = options([("", "–"), *translations.choices(reader, without=languages)])
    return form


def _text_field(place: translations.Place, language: str) -> Field:
    text = place.text
    checks = [Optional(), Length(max=text.longest), Placeholders(text.placeholders, place.piped)]
    look = {"lang": html_tag(language), "dir": "auto"}
    name = translations.own_name(language)
    clean = several_lines if text.is_long else one_line
    if text.is_address:
        look = {"dir": "ltr", "inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}
        return StringField(name, [Optional(), Length(max=text.longest), web_address], filters=[clean], render_kw=look)
    if text.longest <= SHORT:
        return StringField(name, checks, filters=[clean], render_kw=look)
    return TextAreaField(name, checks, filters=[clean], render_kw={**look, "rows": "4" if text.is_long else "2"})


class Placeholders:
    """Refuses a placeholder that nothing would fill in: the customer would see the braces."""

    def __init__(self, allowed: frozenset[str], piped: frozenset[str] = frozenset()) -> None:
        self.allowed, self.piped = allowed, piped

    def __call__(self, form: FlaskForm, field: Field) -> None:
        unknown = translations.unknown_placeholders(field.data or "", self.allowed, self.piped)
        if unknown and (self.allowed or self.piped):
            fills = [*sorted(self.allowed), *(f"{name}|…" for name in sorted(self.piped))]
            known_here = ", ".join(f"{{{name}}}" for name in fills)
            raise ValidationError(
                gettext(
                    "Nothing is filled in for %(name)s. Here you can use %(known)s.", name=unknown[0], known=known_here
                )
            )
        if unknown:
            raise ValidationError(gettext("Nothing is filled in for %(name)s here.", name=unknown[0]))
