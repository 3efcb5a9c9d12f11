"""How the pages of this package say a label and a channel, and how everybody above says a score."""

from __future__ import annotations

from flask_babel import format_decimal, format_percent, ngettext
from flask_babel import gettext as _

from voc.core import i18n
from voc.invitations.wording import CHANNELS


def labels() -> dict[str, str]:
    """Label -> the word for it."""
    return {"negative": _("Negative"), "neutral": _("Neutral"), "positive": _("Positive")}


def languages() -> dict[str, str]:
    """The engine's name of a language -> what the reader calls it."""
    called = {name: str(i18n.called(i18n.normalize(name) or name)) for name in ("en", "zh-Hans", "zh-Hant")}
    return {**called, "und": _("Unknown language")}


def channels() -> dict[str, str]:
    """Channel -> the word for it."""
    return {channel: str(name) for channel, name in CHANNELS.items()}


def number(value: float) -> str:
    """A whole number as the reader writes it, with a real minus sign."""
    return str(format_decimal(value)).replace("-", "−")


def metric(name: str) -> str:
    """What the metric is called."""
    return str({"nps": _("NPS"), "csat": _("CSAT"), "ces": _("CES")}[name])


def score(name: str, value: float | None) -> str:
    """A score in its unit: NPS in points, CSAT in percent, CES with one decimal."""
    if value is None:
        return "–"
    if name == "csat":
        return str(format_percent(round(value) / 100))
    if name == "ces":
        return str(format_decimal(value, format="0.0"))
    return number(round(value))


def counts(name: str, n: int, happy: int, unhappy: int) -> str:
    """How many of how many were happy, and how many were not."""
    parts = {"happy": number(happy), "unhappy": number(unhappy), "n": number(n)}
    if name == "nps":
        return str(
            ngettext(
                "Of %(n)s person who answered, %(happy)s would recommend us and %(unhappy)s would not.",
                "Of %(n)s people who answered, %(happy)s would recommend us and %(unhappy)s would not.",
                n,
                **parts,
            )
        )
    if name == "csat":
        return str(
            ngettext(
                "Of %(n)s person who answered: %(happy)s satisfied, %(unhappy)s dissatisfied.",
                "Of %(n)s people who answered: %(happy)s satisfied, %(unhappy)s dissatisfied.",
                n,
                **parts,
            )
        )
    return str(
        ngettext(
            "Of %(n)s person who answered, %(happy)s found it easy and %(unhappy)s found it hard.",
            "Of %(n)s people who answered, %(happy)s found it easy and %(unhappy)s found it hard.",
            n,
            **parts,
        )
    )
