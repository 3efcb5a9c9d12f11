"""Whose Monday it is, on every wall clock there is."""

import doctest
import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.core import weeks
from voc.core.weeks import NaiveInstant, NotAWeek, Week, bounds, next_local, parse, previous, week_of

ZONES = sorted(
    zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix/", "right/"))
)
a_zone = st.sampled_from(ZONES)
a_wall_time = st.datetimes(datetime.fromisoformat("1995-01-01"), datetime.fromisoformat("2037-01-01"))
an_instant = a_wall_time.map(lambda at: at.replace(tzinfo=UTC))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(weeks) == (0, 2)


def test_a_week_is_read_and_written_the_same_way() -> None:
    assert parse("2026-W46") == Week(2026, 46)
    assert str(parse("2026-W01")) == "2026-W01"


@pytest.mark.parametrize(
    "text",
    ["", "2026-W5", "2026-W005", "2026W46", "2026-w46", " 2026-W46", "2026-W46\n", "26-W46", "2026-46", "2026-W46-1",
     "2026-W00", "2026-W54", "2025-W53", "２０２６-W46", "-2026-W46", "0001-W01", "9999-W52", "2026-W4６"],
)  # fmt: skip
def test_anything_else_is_no_week(text: str) -> None:
    with pytest.raises(NotAWeek):
        parse(text)


def test_long_years_have_a_week_53() -> None:
    assert parse("2026-W53").monday == date(2026, 12, 28)
    assert parse("2020-W53").monday == date(2020, 12, 28)


def test_the_first_of_january_may_be_in_the_old_years_last_week() -> None:
    assert week_of(utc("2027-01-01T12:00"), "UTC") == Week(2026, 53)
    assert week_of(utc("2024-12-30T12:00"), "UTC") == Week(2025, 1)


def test_weeks_are_counted_back_over_new_year() -> None:
    assert previous(Week(2027, 1)) == Week(2026, 53)
    assert previous(Week(2026, 1), 13) == Week(2025, 40)
    assert previous(Week(2026, 53), -1) == Week(2027, 1)
    assert previous(Week(2026, 46), 0) == Week(2026, 46)


def test_weeks_are_ordered() -> None:
    assert sorted([Week(2027, 1), Week(2026, 53), Week(2026, 2)]) == [Week(2026, 2), Week(2026, 53), Week(2027, 1)]


@pytest.mark.parametrize(
    ("week", "zone", "start", "hours"),
    [
        ("2026-W46", "UTC", "2026-11-09T00:00", 168),
        ("2026-W46", "Asia/Shanghai", "2026-11-08T16:00", 168),
        ("2026-W46", "America/New_York", "2026-11-09T05:00", 168),
        ("2026-W46", "Asia/Kolkata", "2026-11-08T18:30", 168),
        ("2026-W46", "Asia/Kathmandu", "2026-11-08T18:15", 168),
        # Berlin's clocks change on the last Sundays of March and October, New York's in March and November.
        ("2026-W13", "Europe/Berlin", "2026-03-22T23:00", 167),
        ("2026-W43", "Europe/Berlin", "2026-10-18T22:00", 169),
        ("2026-W10", "America/New_York", "2026-03-02T05:00", 167),
        ("2026-W44", "America/New_York", "2026-10-26T04:00", 169),
        # Half an hour of summer time.
        ("2026-W40", "Australia/Lord_Howe", "2026-09-27T13:30", 167.5),
        # Samoa went from Thursday 29 to Saturday 31 December 2011: a week of six days.
        ("2011-W52", "Pacific/Apia", "2011-12-26T10:00", 144),
    ],
)
def test_a_week_runs_from_monday_to_monday_on_the_wall(week: str, zone: str, start: str, hours: float) -> None:
    first, last = bounds(parse(week), zone)
    assert first == utc(start)
    assert last - first == timedelta(hours=hours)


def test_a_monday_that_has_no_midnight_begins_when_the_clock_jumps() -> None:
    # In Iran, until 2022, summer began at midnight: on Monday 22 March 2021 the wall went from 00:00 to 01:00.
    start, _ = bounds(Week.of_day(date(2021, 3, 22)), "Asia/Tehran")
    assert start == utc("2021-03-21T20:30")
    assert week_of(start, "Asia/Tehran").monday == date(2021, 3, 22)
    assert week_of(start - timedelta(seconds=1), "Asia/Tehran").monday == date(2021, 3, 15)


@given(an_instant, a_zone)
def test_every_instant_is_in_its_week_and_in_no_other(at: datetime, zone: str) -> None:
    week = week_of(at, zone)
    start, end = bounds(week, zone)
    assert start <= at < end
    assert bounds(previous(week), zone)[1] == start
    assert bounds(previous(week, -1), zone)[0] == end


@given(st.dates(date(1995, 1, 1), date(2037, 1, 1)))
def test_the_week_of_a_day_holds_it(day: date) -> None:
    week = Week.of_day(day)
    assert week.monday <= day < week.monday + timedelta(days=7)
    assert parse(str(week)) == week


@pytest.mark.parametrize(
    ("zone", "weekday", "at", "after", "expected"),
    [
        ("Europe/Berlin", 1, "08:00", "2026-11-21T12:00", "2026-11-23T07:00"),
        ("Asia/Shanghai", 1, "08:00", "2026-11-21T12:00", "2026-11-23T00:00"),
        ("America/New_York", 1, "08:00", "2026-11-21T12:00", "2026-11-23T13:00"),
        ("Asia/Kolkata", 1, "08:00", "2026-11-21T12:00", "2026-11-23T02:30"),
        # Exactly then is not "next"; a second earlier is.
        ("Europe/Berlin", 1, "08:00", "2026-11-23T07:00:00", "2026-11-30T07:00"),
        ("Europe/Berlin", 1, "08:00", "2026-11-23T06:59:59", "2026-11-23T07:00"),
        # It is Monday in Shanghai already, Sunday in New York still.
        ("Asia/Shanghai", 1, "08:00", "2026-11-22T23:00", "2026-11-23T00:00"),
        ("America/New_York", 1, "08:00", "2026-11-23T03:00", "2026-11-23T13:00"),
        # Over both daylight changes the wall keeps saying 08:00.
        ("Europe/Berlin", 1, "08:00", "2026-03-23T07:00", "2026-03-30T06:00"),
        ("Europe/Berlin", 1, "08:00", "2026-10-19T06:00", "2026-10-26T07:00"),
        ("America/New_York", 1, "08:00", "2026-03-02T13:00", "2026-03-09T12:00"),
        ("America/New_York", 1, "08:00", "2026-10-26T12:00", "2026-11-02T13:00"),
        # 02:30 does not exist on 29 March in Berlin: when the clock jumps, at 01:00 UTC.
        ("Europe/Berlin", 7, "02:30", "2026-03-28T12:00", "2026-03-29T01:00"),
        # 02:30 comes twice on 25 October: the first time, and not again an hour later.
        ("Europe/Berlin", 7, "02:30", "2026-10-24T12:00", "2026-10-25T00:30"),
        ("Europe/Berlin", 7, "02:30", "2026-10-25T00:30", "2026-11-01T01:30"),
        ("Europe/Berlin", 7, "02:30", "2026-10-25T01:00", "2026-11-01T01:30"),
        # Half an hour of summer time.
        ("Australia/Lord_Howe", 1, "08:00", "2026-10-03T00:00", "2026-10-04T21:00"),
        # Samoa had no Friday 30 December 2011: at the jump, as Saturday begins.
        ("Pacific/Apia", 5, "08:00", "2011-12-29T12:00", "2011-12-30T10:00"),
        ("Pacific/Apia", 5, "08:00", "2011-12-30T10:00", "2012-01-05T18:00"),
        ("Pacific/Apia", 1, "08:00", "2011-12-29T12:00", "2012-01-01T18:00"),
    ],
)
def test_the_next_time_is_on_the_readers_wall(zone: str, weekday: int, at: str, after: str, expected: str) -> None:
    assert next_local(zone, weekday, time.fromisoformat(at), utc(after)) == utc(expected)


@given(a_zone, st.integers(1, 7), st.times(), an_instant)
def test_the_next_time_is_later_within_eight_days_and_shows_on_the_wall(
    zone: str, weekday: int, at: time, after: datetime
) -> None:
    found = next_local(zone, weekday, at, after)
    assert after < found <= after + timedelta(days=8)
    assert found.tzinfo is UTC
    wall = found.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if wall.time() != at or wall.isoweekday() != weekday:
        # Then the clock jumped: a moment before, the wall showed an earlier time than the one asked for.
        before = (found - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        assert wall - before > timedelta(minutes=9)


@given(a_zone, st.integers(1, 7), st.times(), an_instant)
def test_asking_from_each_answer_visits_every_week_once(zone: str, weekday: int, at: time, after: datetime) -> None:
    times = [after]
    for _ in range(4):
        times.append(next_local(zone, weekday, at, times[-1]))
    gaps = [later - earlier for earlier, later in itertools.pairwise(times[1:])]
    assert all(timedelta(days=5) < gap < timedelta(days=9) for gap in gaps)


@given(a_zone, a_wall_time, st.timedeltas(timedelta(0), timedelta(days=2)))
def test_a_later_wall_time_is_never_an_earlier_instant(zone: str, wall: datetime, later: timedelta) -> None:
    assert weeks.instant(wall, zone) <= weeks.instant(wall + later, zone)


def test_a_weekday_beyond_sunday_is_refused() -> None:
    for weekday in (0, 8):
        with pytest.raises(ValueError, match="weekdays"):
            next_local("UTC", weekday, time(8), utc("2026-11-21T12:00"))


def test_an_instant_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 11, 21)  # noqa: DTZ001
    with pytest.raises(NaiveInstant):
        week_of(naive, "UTC")
    with pytest.raises(NaiveInstant):
        next_local("UTC", 1, time(8), naive)


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        bounds(Week(2026, 46), "Mars/Olympus")
