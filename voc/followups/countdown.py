"""How long until sundown, in words, and on whose clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, format_time, get_timezone_location
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from voc.core import weeks, zones
from voc.followups.models import Case
from voc.followups.reached import Reached

#: What is due within so long is shown as urgent.
SOON = timedelta(hours=2)


@dataclass(frozen=True)
class Countdown:
    """The clock of one case, in the reader's language and on the team's wall clock."""

    #: "2 h 10 min left", "overdue by 3 days", "in time", "not sent yet".
    words: str
    #: bad, warn or empty, as the style sheet names them.
    urgency: str
    #: "by today, 17:30" or "was due Mon, Nov 16, 17:30".
    due: str
    #: Whose clock that is: "Berlin time".
    whose: str
    #: Whether its team is called after the place of that clock.
    is_of_team: bool
    #: How long until sundown, whoever has written meanwhile: "2 h 10 min left", "overdue by 3 days".
    left: str
    #: Whether our reply was written just now and leaves in a moment, where mail leaves at all.
    is_being_sent: bool = False


def of(case: Case, now: datetime, reached: Reached | None) -> Countdown:
    """Where the case's clock stands: running until somebody has contacted the customer, or the case is closed.

    `reached` says when the customer heard; None where nobody has stopped the clock.
    """
    stopped_at = reached.at if reached else case.closed_at
    left, urgency = _left(case.due_at - now)
    is_past = (stopped_at or now) > case.due_at
    words = left
    if reached and not reached.at:
        words = _("could not be delivered") if reached.has_failed else _("not sent yet")
        urgency = "bad" if reached.has_failed else urgency
    elif stopped_at:
        words = _("%(time)s late", time=duration(stopped_at - case.due_at)) if is_past else _("in time")
        urgency = "bad" if is_past else ""
    due = moment(case.due_at, case.team.zone, now)
    due = _("was due %(due)s", due=due) if is_past else _("by %(due)s", due=due)
    zone, team = case.team.zone, case.team.name
    is_being_sent = reached is not None and reached.is_being_sent(now)
    return Countdown(words, urgency, due, zones.named(zone), team in _names(zone), left, is_being_sent)


def _left(left: timedelta) -> tuple[str, str]:
    if left < timedelta():
        return _("overdue by %(time)s", time=duration(-left)), "bad"
    return _("%(time)s left", time=duration(left)), "warn" if left <= SOON else ""


def duration(length: timedelta) -> str:
    """The two largest units, cut rather than rounded: who has 1 h 50 min left does not have 2 h."""
    minutes = int(length.total_seconds()) // 60
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    units = [
        (days, ngettext("%(num)d day", "%(num)d days", days)),
        (hours, _("%(number)s h", number=hours)),
        (minutes, _("%(number)s min", number=minutes)),
    ]
    first = next((i for i, (n, _words) in enumerate(units) if n), len(units) - 1)
    return " ".join(words for n, words in units[first : first + 2] if n or first == len(units) - 1)


def moment(at: datetime, zone: str, now: datetime) -> str:
    """A day and time on the wall clock of a zone, as one says it now: "today, 17:30"."""
    days = (weeks.local(at, zone).date() - weeks.local(now, zone).date()).days
    if days == 0:
        return str(_("today, %(time)s", time=_time(at, zone)))
    if days == 1:
        return str(_("tomorrow, %(time)s", time=_time(at, zone)))
    return day_and_time(at, zone)


def day_and_time(at: datetime, zone: str) -> str:
    """The same for what is read later, such as mail: "Mon, Nov 23, 17:30"."""
    day = format_skeleton("MMMEd", at, tzinfo=ZoneInfo(zone), locale=get_locale())
    return str(_("%(day)s, %(time)s", day=day, time=_time(at, zone)))


def _time(at: datetime, zone: str) -> str:
    return str(format_time(at, "short", tzinfo=ZoneInfo(zone), locale=get_locale()))


def _names(zone: str) -> set[str]:
    """What the place of this clock is called: by its reader, and by those who name clocks."""
    read = get_timezone_location(ZoneInfo(zone), locale=get_locale(), return_city=True).rpartition("/")[2]
    return {read, zone.rpartition("/")[2].replace("_", " ")}
