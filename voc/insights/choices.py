"""What the forms of this package have in common: what there is to choose from, and days as bounds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as pgettext
from wtforms import SelectChoice

from voc.core import weeks

CHANNELS = {
    "": _("Any"),
    "email": pgettext("channel", "E-mail"),
    "page": _("Web page"),
    "widget": _("Widget"),
    "link": pgettext("channel", "Link"),
    "qr": _("QR code"),
    "kiosk": _("Kiosk"),
    "iframe": _("Frame in a page"),
    "webhook": _("Webhook"),
    "file": _("File"),
}


def choices(offered: Mapping[str, str]) -> list[SelectChoice]:
    """What a field offers, value -> how it is said, in this order."""
    return [SelectChoice(value, label) for value, label in offered.items()]


def midnight(day: date | None, zone: str) -> datetime | None:
    """When a day begins on the wall clock of `zone`; None for no day."""
    return weeks.midnight(day, zone) if day else None
