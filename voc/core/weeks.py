"""Calendar arithmetic on somebody's wall clock: ISO weeks, their bounds, and the next Monday 08:00.

A zone is an IANA name ("Europe/Berlin"; `zoneinfo.ZoneInfoNotFoundError` if there is none). Instants are aware, results
are in UTC. A wall time that the clock jumps over happens at the jump; one that comes twice means the first time.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo


class NotAWeek(ValueError):
    """This text is no ISO week such as 2026-W46."""


class NaiveInstant(ValueError):
    """An instant without a zone could be any hour of the day."""


@dataclass(frozen=True, order=True)
class Week:
    """An ISO 8601 week: Monday to Sunday, in the year that has its Thursday."""

    year: int
    number: int

    def __post_init__(self) -> None:
        try:
            # The first and last year of Python's calendar have weeks of which a part does not exist.
            date.fromisocalendar(self.year if 1 < self.year < 9999 else 0, self.number, 1)
        except ValueError:
            raise NotAWeek(f"{self.year} has no week {self.number}") from None

    @classmethod
    def of_day(cls, day: date) -> Self:
        """The week that this day is in."""
        year, number, _ = day.isocalendar()
        return cls(year, number)

    def __str__(self) -> str:
        return f"{self.year:04}-W{self.number:02}"

    @property
    def monday(self) -> date:
        """Its first day."""
        return date.fromisocalendar(self.year, self.number, 1)


def parse(text: str) -> Week:
    """The week written as 2026-W46, nothing else: `NotAWeek` for 2026-W5, 2026W46, spaces, or a week the year lacks."""
    match = re.fullmatch(r"([0-9]{4})-W([0-9]{2})", text)
    if not match:
        raise NotAWeek(f"{text!r} is not a week such as 2026-W46")
    return Week(int(match[1]), int(match[2]))


def previous(week: Week, n: int = 1) -> Week:
    """The week `n` weeks earlier; a negative `n` goes forward."""
    return Week.of_day(week.monday - timedelta(weeks=n))


def bounds(week: Week, zone: str) -> tuple[datetime, datetime]:
    """From Monday 00:00 to the next Monday 00:00 on the wall clock of the zone, as UTC; the end is not part of it.

    167, 168 or 169 hours in most zones; the end of a week is always the start of the next.
    """
    return midnight(week.monday, zone), midnight(week.monday + timedelta(days=7), zone)


def week_of(at: datetime, zone: str) -> Week:
    """The week whose bounds hold this instant."""
    week = Week.of_day(local(at, zone).date())
    start, end = bounds(week, zone)
    # Where a clock went back over midnight the calendar on the wall shows a day twice, but a week happens once.
    if at < start:
        return previous(week)
    return previous(week, -1) if at >= end else week


def next_local(zone: str, weekday: int, at: time, after: datetime) -> datetime:
    """The next such weekday (Monday is 1) and time on the wall clock of the zone, as UTC; strictly after `after`.

    >>> next_local("Europe/Berlin", 1, time(8), datetime(2026, 10, 24, 12, tzinfo=UTC)).isoformat()
    '2026-10-26T07:00:00+00:00'
    """
    if not 1 <= weekday <= 7:
        raise ValueError(f"weekdays are 1 (Monday) to 7 (Sunday), not {weekday}")
    # The day before too: a skipped day's time happens at the jump, when the wall already shows the day after.
    day = local(after, zone).date() - timedelta(days=1)
    day += timedelta(days=(weekday - day.isoweekday()) % 7)
    while (found := instant(datetime.combine(day, at), zone)) <= after:
        day += timedelta(days=7)
    return found


def local(at: datetime, zone: str) -> datetime:
    """This instant on the wall clock of the zone."""
    if at.tzinfo is None:
        raise NaiveInstant(str(at))
    return at.astimezone(ZoneInfo(zone))


def midnight(day: date, zone: str) -> datetime:
    """When a day begins on the wall clock of the zone, as UTC; at the jump where the clock jumps over 00:00.

    >>> midnight(date(2026, 10, 25), "Europe/Berlin").isoformat()
    '2026-10-24T22:00:00+00:00'
    """
    return instant(datetime.combine(day, time()), zone)


def instant(wall: datetime, zone: str) -> datetime:
    """When the wall clock of the zone first shows this time or, if it jumps over it, the moment of the jump; as UTC."""
    tz = ZoneInfo(zone)
    at = wall.replace(tzinfo=tz, fold=0).astimezone(UTC)
    if at.astimezone(tz).replace(tzinfo=None) == wall:
        return at
    # Within a gap `fold` chooses the offset after it or before it; the jump lies between the two readings (PEP 495).
    low, high = wall.replace(tzinfo=tz, fold=1).astimezone(UTC), at
    offset = high.astimezone(tz).utcoffset()
    while high - low > timedelta(microseconds=1):
        middle = low + (high - low) / 2
        low, high = (low, middle) if middle.astimezone(tz).utcoffset() == offset else (middle, high)
    return high
