"""What WTForms says by itself, in our words and from our catalogues.

Its own catalogues have Chinese by territory and ours by script, so that readers of Traditional Chinese would get
Simplified; and their words are those of programmers.
"""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_babel import get_domain, lazy_ngettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm

#: Every message that a form of WTForms may show, as it stands there: our translations are found by it.
SAID = (
    _("Field must be equal to %(other_name)s."),
    lazy_ngettext(
        "Field must be at least %(min)d character long.", "Field must be at least %(min)d characters long.", 1
    ),
    lazy_ngettext(
        "Field cannot be longer than %(max)d character.", "Field cannot be longer than %(max)d characters.", 1
    ),
    lazy_ngettext("Field must be exactly %(max)d character long.", "Field must be exactly %(max)d characters long.", 1),
    _("Field must be between %(min)d and %(max)d characters long."),
    _("Number must be at least %(min)s."),
    _("Number must be at most %(max)s."),
    _("Number must be between %(min)s and %(max)s."),
    _("Date must be at least %(min)s."),
    _("Date must be at most %(max)s."),
    _("Date must be between %(min)s and %(max)s."),
    _("This field is required."),
    _("Invalid input."),
    _("Invalid email address."),
    _("Invalid URL."),
    _("Invalid value, must be one of: %(values)s."),
    _("Invalid value, can't be any of: %(values)s."),
    _("Invalid Choice: could not coerce."),
    _("Not a valid choice."),
    _("Invalid choice(s): one or more data inputs could not be coerced."),
    lazy_ngettext(
        "'%(value)s' is not a valid choice for this field.", "'%(value)s' are not valid choices for this field.", 1
    ),
    _("Not a valid datetime value."),
    _("Not a valid date value."),
    _("Not a valid time value."),
    _("Not a valid week value."),
    _("Not a valid integer value."),
    _("Not a valid decimal value."),
    _("Not a valid float value."),
)


class Words:
    """What WTForms asks for its messages; it puts the values in by itself."""

    def gettext(self, text: str) -> str:
        """The reader's words for a message."""
        return str(get_domain().get_translations().ugettext(text))

    def ngettext(self, one: str, many: str, n: int) -> str:
        """The same for a counted message."""
        return str(get_domain().get_translations().ungettext(one, many, n))


def init_app(_app: Flask) -> None:
    """Have every form speak the reader's language."""
    words = Words()

    def get_translations(_meta: Any, _form: Any) -> Words:
        return words

    # Flask-WTF has no setting for it.
    FlaskForm.Meta.get_translations = get_translations
