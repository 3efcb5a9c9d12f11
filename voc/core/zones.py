"""Whose wall clock a time is on, as people say it: by a city, not by the names that clocks have in tables."""

from __future__ import annotations

from datetime import datetime

from babel.dates import get_timezone_gmt, get_timezone_location
from flask_babel import gettext as _
from flask_babel import pgettext

from voc.core import clock, i18n, our_words, weeks
from voc.core.our_words import to_respondent

#: The zone's names. Its exemplar city is Shanghai, and nobody who speaks Chinese says so.
BEIJING = frozenset({"Asia/Shanghai", "Asia/Chongqing", "Asia/Chungking", "Asia/Harbin", "PRC"})


def clock_of(zone: str, at: datetime, language: str) -> str:
    """Its name in this language: "Berlin time", "UTC", "GMT+05:00"; `at` is on that clock."""
    if zone in BEIJING and language.startswith("zh"):
        place = "北京"
    elif _is_of_a_city(zone):
        place = get_timezone_location(at.tzinfo, locale=language, return_city=True).rpartition("/")[2]
    elif not at.utcoffset():
        # The same in every language that we do not speak.
        return "UTC" if our_words.is_english(said := str(pgettext("a clock", "UTC"))) else said
    else:
        return str(get_timezone_gmt(at, locale=language))
    # Translators: whose clock it is; "place" is a city, for example "Berlin time".
    return to_respondent("%(place)s time", place=place)


def named(zone: str) -> str:
    """The same for whoever reads the page or the letter."""
    return clock_of(zone, weeks.local(clock.now(), zone), i18n.reader())


def on_its_clock(time: str, zone: str) -> str:
    """A time, said with whose it is: "4:30 PM, Berlin time", "4:30 PM UTC"."""
    if _is_of_a_city(zone) or zone in BEIJING:
        return str(_("%(time)s, %(clock)s", time=time, clock=named(zone)))
    # Translators: a time on a clock that no city names, for example "4:30 PM UTC".
    return str(_("%(time)s %(clock)s", time=time, clock=named(zone)))


def _is_of_a_city(zone: str) -> bool:
    return "/" in zone and not zone.startswith("Etc/")
