"""What our own pages tell a respondent, beside the survey's own texts."""

from __future__ import annotations

from datetime import datetime, time

from babel.dates import format_date, format_time, get_day_names
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from voc.core import our_words, weeks, zones
from voc.core.our_words import to_respondent
from voc.invitations.wording import CHANNELS
from voc.responses import promises
from voc.responses.models import Response


def promise(session: Session, response: Response, language: str, now: datetime) -> str | None:
    """Until when a person will answer, as part of a sentence, on the wall clock of those who promise; None without one.

    A promise whose time is over is not shown again, and none is made half in English in a language of its own.
    """
    team = promises.team_of(session, response)
    if response.promised_by is None or response.promised_by <= now or team is None:
        return None
    at = weeks.local(response.promised_by, team.zone)
    zone = zones.clock_of(team.zone, at, language)
    # Translators: ends a sentence: "Someone will get back to you by Monday, 23 November 2026, 17:30 (...)".
    said = to_respondent(
        "by %(day)s, %(time)s (%(zone)s)",
        day=format_date(at, "full", locale=language),
        time=format_time(at, "short", locale=language),
        zone=zone,
    )
    return None if our_words.is_english(said) or our_words.is_english(zone) else said


def sample_promise(language: str) -> str | None:
    """A promise as a preview shows it: of no day in particular, since nobody has made it; None as in `promise`."""
    # Translators: ends a sentence, as the promise does: "Someone will get back to you by Monday 17:30".
    said = to_respondent(
        "by %(day)s %(time)s",
        day=get_day_names("wide", locale=language)[0],
        time=format_time(time(17, 30), "short", locale=language),
    )
    return None if our_words.is_english(said) else said


def too_often() -> str:
    """Too many answers came from one network address."""
    return to_respondent(
        "Many answers are coming from your network just now. Please wait a few minutes, then press Send again."
    )


def too_many() -> str:
    """More answers are coming from everywhere than can be stored at once."""
    return to_respondent("Many answers are arriving just now. Please wait a moment, then press Send again.")


def cannot_store() -> str:
    """The database takes nothing for now."""
    return to_respondent(
        "We could not store your answer just now. Everything you wrote is still here: please press Send again in a few"
        " minutes."
    )


def open_too_long() -> str:
    """The page came without its key."""
    return to_respondent("This page had lost its place. Everything you wrote is still here: please press Send again.")


def not_acceptable() -> str:
    """What the form let through and the record refused."""
    return to_respondent("We could not take this answer. Please look it over, then press Send again.")


def wait_a_little() -> str:
    """What to do where it may pass by itself."""
    return to_respondent("Please wait a few minutes, then try again.")


def trouble(code: int, *, takes_photos: bool = False) -> tuple[str, str]:
    """Headline and advice for a status code, on a page that takes photos or not."""
    known = {
        404: (
            to_respondent("This link leads nowhere"),
            to_respondent(
                "It may have been cut off on its way. Please open it again where you found it, or scan the code again."
            ),
        ),
        409: (
            to_respondent("You have already answered"),
            to_respondent(
                "Your answer is anonymous: even we cannot tell which one is yours, so it cannot be changed. Thank you."
            ),
        ),
        410: (
            to_respondent("This survey has ended"),
            to_respondent(
                "Thank you for wanting to answer. We no longer collect answers here, and nothing new was stored."
            ),
        ),
        413: (
            to_respondent("That is too much at once"),
            to_respondent("Please go back and choose a smaller photo. Nothing was stored.")
            if takes_photos
            else to_respondent("Please go back and shorten your text. Nothing was stored."),
        ),
        429: (to_respondent("That was too often"), wait_a_little()),
        500: (
            to_respondent("Something went wrong on our side"),
            to_respondent(
                "Your answer may not have arrived. Please go back, choose your photo again, then press Send: it will "
                "count only once."
            )
            if takes_photos
            else to_respondent(
                "Your answer may not have arrived. Please go back and press Send again: it will count only once."
            ),
        ),
    }
    unclear = (
        to_respondent("We did not understand that"),
        to_respondent("Please go back, reload the page and try again. Nothing was stored."),
    )
    return known.get(code) or known.get(code // 100 * 100) or unclear


def names() -> dict[str, str]:
    """State, reason, band, channel and manner of confirmation -> what the console calls it."""
    return {
        "final": _("Final"),
        "provisional": _("Provisional"),
        "set_aside": _("Set aside"),
        "contradicted": _("several scores were opened"),
        "trap": _("an invisible link was opened"),
        "never_confirmed": _("never confirmed"),
        "staff": _("by a colleague"),
        "bait": _("an invisible field was filled in"),
        "too_fast": _("sent faster than anybody reads"),
        "unopened": _("sent without opening the page"),
        "detractor": _("Detractors"),
        "passive": _("Passives"),
        "promoter": _("Promoters"),
        "none": _("Without a score"),
        **{channel: str(name) for channel, name in CHANNELS.items()},
        "comment": _("wrote a comment"),
        "button": _("pressed Send"),
        "dwell": _("stayed with the page"),
        "import": _("imported"),
    }
