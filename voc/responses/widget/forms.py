"""Shape of what people set about a widget."""

from __future__ import annotations

from flask_babel import gettext, lazy_pgettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    ColorField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from voc.core import colours
from voc.responses.models import Widget
from voc.responses.widget import appearance
from voc.responses.widget.appearance import Appearance
from voc.staff.forms import options

#: More lines than a person would look over.
MOST_LINES = 50
LONGEST_LINE = 200

KINDS = (
    ("popover", _("A card in the corner")),
    ("slide_in", _("A sheet that slides in from below")),
    ("inline", _("In the page, where you put it")),
    ("button", _("A feedback button that is always there")),
)
# Short enough for a select on a narrow phone; what more there is to say stands below it.
SIDES = (("end", lazy_pgettext("side of a page", "Right")), ("start", lazy_pgettext("side of a page", "Left")))
TRIGGERS = (
    ("time", _("After some seconds")),
    ("scroll", _("After some scrolling")),
    ("exit", _("On leaving the page")),
    ("event", _("On an event of the page")),
)
THEMES = (("auto", _("As the page is")), ("light", _("Always light")), ("dark", _("Always dark")))
LANGUAGES = (("page", _("Page, then browser")), ("browser", _("Browser, then page")))


def lines(text: str | None) -> list[str]:
    """What was typed, line by line, without blank ones."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


class WidgetForm(FlaskForm):
    """How a widget looks, when it shows, and where it may."""

    is_on = BooleanField(_("Show it on the sites below"))
    kind = RadioField(_("What it is"), [InputRequired(_("Choose one of these."))], choices=options(KINDS))
    side = SelectField(_("Side of the page"), choices=options(SIDES))
    colour = ColorField(_("Colour"))
    theme = SelectField(_("Light or dark"), choices=options(THEMES))
    on = SelectField(_("When it appears"), choices=options(TRIGGERS))
    after = IntegerField(_("Seconds, or percent"), [Optional(), NumberRange(0, 600)])
    event = StringField(_("Name of the event"), [Length(max=80)])
    pages = TextAreaField(_("Pages on which it shows"))
    language = SelectField(_("Language"), choices=options(LANGUAGES))
    needs_consent = BooleanField(_("Keep nothing in the browser before the visitor has consented"))
    origins = TextAreaField(_("Sites that may show it"))

    def validate_colour(self, field: ColorField) -> None:
        """A colour as browsers send it."""
        if not colours.is_colour((field.data or "").lower()):
            raise ValidationError(gettext("Choose a colour, for example #0b5c6b."))

    def validate_after(self, field: IntegerField) -> None:
        """No page can be scrolled further than to its end."""
        if self.on.data == "scroll" and (field.data or 0) > 100:
            raise ValidationError(gettext("A page has at most 100 percent."))

    def validate_event(self, field: StringField) -> None:
        """Without a name nothing would ever show."""
        if self.on.data == "event" and not (field.data or "").strip():
            raise ValidationError(gettext("Give the event a name, for example order_placed."))

    def validate_pages(self, field: TextAreaField) -> None:
        """Paths or whole addresses."""
        _check_number(field)
        for line in lines(field.data):
            if not line.startswith(("/", "*", "http://", "https://")):
                raise ValidationError(
                    gettext("A page begins with / or https://, and * stands for anything: %(line)s", line=line)
                )

    def validate_origins(self, field: TextAreaField) -> None:
        """Sites, or addresses on them. Without one the widget could be shown nowhere."""
        _check_number(field)
        for line in lines(field.data):
            if appearance.origin(line) is None:
                raise ValidationError(gettext("This is no address of a site: %(line)s", line=line))
        if self.is_on.data and not lines(field.data):
            raise ValidationError(gettext("Name at least one site, for example https://shop.example.com."))

    def looks(self) -> Appearance:
        """What was chosen."""
        return Appearance(
            kind=self.kind.data,
            side=self.side.data,
            on=self.on.data,
            after=self.after.data if self.after.data is not None else Appearance.after,
            event=self.event.data.strip(),
            pages=tuple(lines(self.pages.data)),
            colour=self.colour.data.lower(),
            theme=self.theme.data,
            language=self.language.data,
            needs_consent=self.needs_consent.data,
        )

    def sites(self) -> list[str]:
        """The sites, as browsers name them, each once."""
        return list(dict.fromkeys(site for line in lines(self.origins.data) if (site := appearance.origin(line))))


def _check_number(field: TextAreaField) -> None:
    found = lines(field.data)
    if len(found) > MOST_LINES or any(len(line) > LONGEST_LINE or not line.isprintable() for line in found):
        raise ValidationError(
            gettext("At most %(most)s lines, each of at most %(long)s characters.", most=MOST_LINES, long=LONGEST_LINE)
        )


def widget_form(widget: Widget | None, looks: Appearance) -> WidgetForm:
    """The form, showing what is kept or what is usual."""
    return WidgetForm(
        is_on=widget.is_on if widget else True,
        **{**looks.settings(), "kind": looks.kind, "pages": "\n".join(looks.pages)},
        origins="\n".join(widget.origins) if widget else "",
    )
