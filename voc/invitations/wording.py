"""What the states of a campaign and of a person in it are called."""

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext

#: Of those who were asked.
ASKED = {
    "answered": _("Answered"),
    "silent": _("Silent so far"),
    "opted_out_since": _("Opted out since"),
    "bounced": _("Mail refused"),
    "set_aside": _("Set aside: not a person’s answer"),
}

#: Of those who were not.
NOT_ASKED = {
    "asked_recently": _("Asked within the last 30 days"),
    "opted_out": _("Do not want to be asked"),
    "no_address": _("No e-mail address"),
    "not_live": _("Survey closed meanwhile"),
}

STATES = {**ASKED, **NOT_ASKED}

#: Channel -> how everybody calls it: by which somebody was asked, or by which an answer came.
CHANNELS = {
    "email": lazy_pgettext("channel", "E-mail"),
    "page": _("Open link"),
    "widget": _("Widget"),
    "link": lazy_pgettext("channel", "Link"),
    "qr": _("QR code"),
    "kiosk": _("Kiosk"),
    "iframe": _("Frame in a page"),
    "webhook": _("Webhook"),
    "file": _("File"),
}
