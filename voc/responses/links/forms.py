"""Shape of what people set about a touchpoint and about the open link."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length

from voc.responses.widget import appearance
from voc.responses.widget.forms import LONGEST_LINE, MOST_LINES, lines
from voc.surveys import touchpoints
from voc.surveys.forms import one_line
from voc.surveys.models import Survey, Touchpoint
from voc.surveys.touchpoints import LONGEST, MOST_FIELDS, Wanted

#: Names, not words.
_CODE = {"spellcheck": "false", "autocapitalize": "none"}


def pairs(text: str | None) -> list[tuple[str, str]]:
    """What was typed as `key = text`, line by line; a line without = has no text.

    >>> pairs("store = Berlin\\n\\ncounter=3")
    [('store', 'Berlin'), ('counter', '3')]
    """
    parts = (line.partition("=") for line in lines(text))
    return [(key.strip(), value.strip()) for key, _sign, value in parts]


def keys(text: str | None) -> list[str]:
    """Names with commas, spaces or lines between them, each once."""
    return list(dict.fromkeys((text or "").replace(",", " ").split()))


class TouchpointForm(FlaskForm):
    """A place where a survey is answered."""

    name = StringField(_("Name of the touchpoint"), [DataRequired(), Length(max=80)], filters=[one_line])
    fields = TextAreaField(_("Hidden fields"), render_kw={"rows": "3", "spellcheck": "false"})
    link_fields = StringField(_("Fields that the address may add"), render_kw=_CODE)
    origins = TextAreaField(_("Sites that may show it in a frame"), render_kw={"rows": "2", "spellcheck": "false"})

    def validate_name(self, field: StringField) -> None:
        """It stands on pages and in files."""
        if field.data and not touchpoints.is_value(field.data):
            raise ValidationError(gettext("It holds characters that cannot be seen. Please type it anew."))

    def validate_fields(self, field: TextAreaField) -> None:
        """Each a line: `store = Berlin`."""
        given = pairs(field.data)
        _check_keys([key for key, _text in given])
        for key, text in given:
            if not touchpoints.is_value(text):
                raise ValidationError(
                    gettext(
                        "What %(name)s says is a text of 1 to %(most)s characters that can be seen.",
                        name=key,
                        most=LONGEST,
                    )
                )

    def validate_link_fields(self, field: StringField) -> None:
        """Names alone, and none of which the place itself speaks."""
        _check_keys(keys(field.data))
        for key in keys(field.data):
            if key in dict(pairs(self.fields.data)):
                raise ValidationError(
                    gettext("%(name)s is said by the touchpoint itself, so no address can.", name=key)
                )

    def validate_origins(self, field: TextAreaField) -> None:
        """Sites, or addresses on them."""
        found = lines(field.data)
        if len(found) > MOST_LINES or any(len(line) > LONGEST_LINE or not line.isprintable() for line in found):
            raise ValidationError(
                gettext(
                    "At most %(most)s lines, each of at most %(long)s characters.", most=MOST_LINES, long=LONGEST_LINE
                )
            )
        for line in found:
            if appearance.origin(line) is None:
                raise ValidationError(gettext("This is no address of a site: %(line)s", line=line))

    def wanted(self) -> Wanted:
        """What was set."""
        sites = [site for line in lines(self.origins.data) if (site := appearance.origin(line))]
        carried = keys(self.link_fields.data) if "link_fields" in self else []
        return Wanted(self.name.data, dict(pairs(self.fields.data)), carried, list(dict.fromkeys(sites)))


class OpenLinkForm(FlaskForm):
    """What the survey's own address may carry."""

    link_fields = StringField(_("Fields that the address may add"), render_kw=_CODE)

    def validate_link_fields(self, field: StringField) -> None:
        """Names alone."""
        _check_keys(keys(field.data))


def _check_keys(given: list[str]) -> None:
    if len(given) > MOST_FIELDS:
        raise ValidationError(gettext("At most %(most)s of them.", most=MOST_FIELDS))
    if len(set(given)) < len(given):
        raise ValidationError(gettext("Each name once."))
    for key in given:
        if key in touchpoints.RESERVED:
            raise ValidationError(gettext("%(name)s is taken by our own addresses. Choose another name.", name=key))
        if not touchpoints.is_key(key):
            raise ValidationError(
                gettext(
                    "A name begins with a small letter and has at most 30 small letters, digits and _: %(name)s",
                    name=key,
                )
            )


def touchpoint_form(survey: Survey, touchpoint: Touchpoint | None) -> TouchpointForm:
    """The form, showing what is kept. An anonymous survey has no use for what leads to a person."""
    form = TouchpointForm(
        name=touchpoint.name if touchpoint else "",
        fields="\n".join(f"{key} = {text}" for key, text in touchpoint.fields.items()) if touchpoint else "",
        link_fields=", ".join(touchpoint.link_fields) if touchpoint else "",
        origins="\n".join(touchpoint.origins) if touchpoint else "",
    )
    if survey.is_anonymous:
        del form.link_fields
    return form


def open_link_form(survey: Survey) -> OpenLinkForm:
    """The form, showing what is kept."""
    return OpenLinkForm(link_fields=", ".join(survey.link_fields))
