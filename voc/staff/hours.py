"""The sundown clock: when a team works, and until when it has promised an answer.

Everything here is computed on the team's wall clock and returned in UTC. Calendars are loaded when the first team with
a country asks, and kept per country and year.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from voc.core import weeks

MONDAY_TO_FRIDAY = frozenset({1, 2, 3, 4, 5})

#: Nobody closes for longer. Past this many days a team is taken to have no working day at all.
LONGEST_CLOSURE_DAYS = 366


class ImpossibleHours(ValueError):
    """These hours contradict themselves."""


class UnknownCountry(ValueError):
    """No calendar of holidays for this country or part of it."""


class NoWorkingDay(Exception):
    """This team does not work on any day of the coming year, so nothing can be promised."""


@dataclass(frozen=True)
class WorkingHours:
    """When a team works. The defaults are those of a new team.

    Raises `ImpossibleHours` for hours that contradict themselves: a closing before the opening (night shifts over
    midnight are not known), a cut-off after closing, a weekday beyond 1..7; `ZoneInfoNotFoundError` for no such zone.
    """

    #: IANA name; all times are on this wall clock.
    zone: str
    opens_at: time = time(9)
    closes_at: time = time(17, 30)
    #: What was answered before it is due on the same day.
    cutoff_at: time = time(15)
    #: ISO weekdays, Monday is 1.
    working_days: frozenset[int] = MONDAY_TO_FRIDAY
    #: ISO 3166 country ("CN"), or part of one ("DE-BY"), whose public holidays are kept; None: none are.
    country: str | None = None
    #: Days on which the team knows better than any calendar: whether it works.
    overrides: Mapping[date, bool] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        ZoneInfo(self.zone)
        if not self.opens_at < self.closes_at:
            raise ImpossibleHours(f"opens at {self.opens_at}, closes at {self.closes_at}")
        if self.cutoff_at > self.closes_at:
            raise ImpossibleHours(f"a cut-off at {self.cutoff_at} is after closing at {self.closes_at}")
        if not self.working_days <= frozenset(range(1, 8)):
            raise ImpossibleHours(f"weekdays are 1 (Monday) to 7 (Sunday), not {sorted(self.working_days)}")


def sundown(hours: WorkingHours, at: datetime) -> datetime:
    """Until when a customer who answered at this instant shall hear from the team, as UTC; always after `at`.

    The end of working hours on the first working day whose cut-off lies after the answer. An answer exactly at the
    cut-off is too late for that day. Raises `NoWorkingDay`, and `UnknownCountry` if the team's country has no calendar.

    >>> from datetime import UTC
    >>> berlin = WorkingHours("Europe/Berlin")
    >>> sundown(berlin, datetime(2026, 11, 20, 15, 0, tzinfo=UTC)).isoformat()  # Friday 16:00 there: Monday 17:30
    '2026-11-23T16:30:00+00:00'
    """
    for day in _working_days_from(hours, at):
        if at < _instant(hours, day, hours.cutoff_at):
            return _instant(hours, day, hours.closes_at)
    raise NoWorkingDay(_no_working_day(hours))


def is_open(hours: WorkingHours, at: datetime) -> bool:
    """Whether the team works at this instant: from opening (included) to closing (not included) of a working day."""
    day = weeks.local(at, hours.zone).date()
    opening, closing = (_instant(hours, day, wall) for wall in (hours.opens_at, hours.closes_at))
    return is_working_day(hours, day) and opening <= at < closing


def next_opening(hours: WorkingHours, at: datetime) -> datetime:
    """When the team opens next, as UTC: strictly after `at`, so the opening after this one while it is open."""
    for day in _working_days_from(hours, at):
        opening = _instant(hours, day, hours.opens_at)
        if at < opening:
            return opening
    raise NoWorkingDay(_no_working_day(hours))


def is_working_day(hours: WorkingHours, day: date) -> bool:
    """Whether the team works on this day of its calendar.

    The team's own overrides come first, then holidays. China works some weekend days to make up for long holidays: so
    does a team there that works Monday to Friday, while one with days of its own choice keeps to them.
    """
    if day in hours.overrides:
        return hours.overrides[day]
    if hours.country:
        days_off, make_up_days = _calendar(hours.country, day.year)
        if day in days_off:
            return False
        if day in make_up_days and hours.working_days >= MONDAY_TO_FRIDAY:
            return True
    return day.isoweekday() in hours.working_days


def known_until(country: str | None) -> date | None:
    """The last day up to which the calendar of this country is certain; None without a country.

    Chinese make-up days are announced each autumn for the next year only. Beyond this day the statutory holidays still
    count, as far as rules give them, and after those the weekdays alone.
    """
    if not country:
        return None
    return date(_last_certain_year(country), 12, 31)


def _working_days_from(hours: WorkingHours, at: datetime) -> Iterator[date]:
    # The day before too: a clock that goes back over midnight makes a day end twice.
    day = weeks.local(at, hours.zone).date() - timedelta(days=1)
    for _ in range(LONGEST_CLOSURE_DAYS + 2):
        if is_working_day(hours, day) and _exists(hours.zone, day):
            yield day
        day += timedelta(days=1)


def _exists(zone: str, day: date) -> bool:
    # Samoa had no 30 December 2011. Clocks are never turned by a whole half day otherwise, so noon tells.
    return weeks.local(weeks.instant(datetime.combine(day, time(12)), zone), zone).date() == day


def _instant(hours: WorkingHours, day: date, wall: time) -> datetime:
    return weeks.instant(datetime.combine(day, wall), hours.zone)


def _no_working_day(hours: WorkingHours) -> str:
    return f"no working day within {LONGEST_CLOSURE_DAYS} days: weekdays {sorted(hours.working_days)}, {hours.country}"


# Calendars: loaded late, because they take a tenth of a second and most processes never ask for a holiday.


@lru_cache(maxsize=512)
def _calendar(country: str, year: int) -> tuple[frozenset[date], frozenset[date]]:
    """The days off and the make-up days of one year."""
    if country == "CN":
        from chinese_calendar import constants  # noqa: PLC0415

        if min(constants.holidays).year <= year <= max(constants.holidays).year:
            return _of_year(constants.holidays, year), _of_year(constants.workdays, year)
    import holidays  # noqa: PLC0415

    name, _, part = country.partition("-")
    try:
        public = holidays.country_holidays(name, subdiv=part or None, years=year)
    except NotImplementedError as unknown:
        raise UnknownCountry(str(unknown)) from None
    return _of_year(public, year), frozenset()


def _of_year(days: Iterable[date], year: int) -> frozenset[date]:
    return frozenset(day for day in days if day.year == year)


@lru_cache(maxsize=512)
def _last_certain_year(country: str) -> int:
    if country == "CN":
        from chinese_calendar import constants  # noqa: PLC0415

        return int(max(constants.holidays).year)
    import holidays  # noqa: PLC0415

    try:
        return int(holidays.country_holidays(country.partition("-")[0]).end_year)
    except NotImplementedError as unknown:
        raise UnknownCountry(str(unknown)) from None
