"""How the pages of this package say a label and a channel."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import pgettext


def labels() -> dict[str, str]:
    """Label -> the word for it."""
    return {"negative": _("Negative"), "neutral": _("Neutral"), "positive": _("Positive")}


def languages() -> dict[str, str]:
    """The engine's name of a language -> its own name."""
    return {"en": "English", "zh-Hans": "简体中文", "zh-Hant": "繁體中文", "und": _("Unknown language")}


def channels() -> dict[str, str]:
    """Channel -> the word for it."""
    return {
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
