"""The sundown clock: dated examples, then promises that hold for every team and every instant."""

import doctest
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.core import weeks
from voc.staff import hours
from voc.staff.hours import (
    ImpossibleHours,
    NoWorkingDay,
    UnknownCountry,
    WorkingHours,
    is_open,
    is_working_day,
    known_until,
    next_opening,
    sundown,
)

BERLIN = WorkingHours("Europe/Berlin", country="DE-BE")
SHANGHAI = WorkingHours("Asia/Shanghai", country="CN")
NEW_YORK = WorkingHours("America/New_York", country="US")
TEAMS = {"Berlin": BERLIN, "Shanghai": SHANGHAI, "New York": NEW_YORK}


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def wall(team: WorkingHours, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(team.zone)).astimezone(UTC)


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(hours) == (0, 3)


@pytest.mark.parametrize(
    ("team", "answered", "due"),
    [
        # A plain Wednesday, around the cut-off.
        ("Berlin", "2026-11-18T00:00", "2026-11-18T17:30"),
        ("Berlin", "2026-11-18T14:59:59", "2026-11-18T17:30"),
        ("Berlin", "2026-11-18T15:00:00", "2026-11-19T17:30"),
        ("Berlin", "2026-11-18T15:00:01", "2026-11-19T17:30"),
        ("Berlin", "2026-11-18T23:59:59", "2026-11-19T17:30"),
        # The example of the design: Friday 16:00 is due on Monday.
        ("Berlin", "2026-11-20T16:00", "2026-11-23T17:30"),
        ("Berlin", "2026-11-20T14:00", "2026-11-20T17:30"),
        ("Berlin", "2026-11-21T10:00", "2026-11-23T17:30"),
        ("Berlin", "2026-11-22T23:00", "2026-11-23T17:30"),
        # Christmas: 25 and 26 December are holidays, then a Sunday.
        ("Berlin", "2026-12-24T14:00", "2026-12-24T17:30"),
        ("Berlin", "2026-12-24T16:00", "2026-12-28T17:30"),
        ("Berlin", "2026-12-25T10:00", "2026-12-28T17:30"),
        # Good Friday and Easter Monday.
        ("Berlin", "2026-04-02T16:00", "2026-04-07T17:30"),
        # Women's Day is a holiday in Berlin alone.
        ("Berlin", "2027-03-05T16:00", "2027-03-09T17:30"),
        # Both daylight changes, on the Sundays 29 March and 25 October.
        ("Berlin", "2026-03-27T16:00", "2026-03-30T17:30"),
        ("Berlin", "2026-03-29T12:00", "2026-03-30T17:30"),
        ("Berlin", "2026-10-23T16:00", "2026-10-26T17:30"),
        ("Berlin", "2026-10-25T12:00", "2026-10-26T17:30"),
        # New York changes on 8 March and 1 November.
        ("New York", "2026-03-06T16:00", "2026-03-09T17:30"),
        ("New York", "2026-10-30T16:00", "2026-11-02T17:30"),
        # Thanksgiving, and Independence Day kept on the Friday before.
        ("New York", "2026-11-25T16:00", "2026-11-27T17:30"),
        ("New York", "2026-07-02T16:00", "2026-07-06T17:30"),
        # China 2026: New Year to Saturday 3 January, Sunday 4 January is worked.
        ("Shanghai", "2025-12-31T16:00", "2026-01-04T17:30"),
        ("Shanghai", "2026-01-04T10:00", "2026-01-04T17:30"),
        # Spring Festival 15 to 23 February; the Saturdays 14 and 28 February are worked.
        ("Shanghai", "2026-02-13T16:00", "2026-02-14T17:30"),
        ("Shanghai", "2026-02-14T16:00", "2026-02-24T17:30"),
        ("Shanghai", "2026-02-18T10:00", "2026-02-24T17:30"),
        ("Shanghai", "2026-02-27T16:00", "2026-02-28T17:30"),
        # Labour Day 1 to 5 May; Saturday 9 May is worked.
        ("Shanghai", "2026-04-30T16:00", "2026-05-06T17:30"),
        ("Shanghai", "2026-05-08T16:00", "2026-05-09T17:30"),
        ("Shanghai", "2026-05-09T16:00", "2026-05-11T17:30"),
        # Sunday 20 September is worked; National Day 1 to 7 October, Saturday 10 October is worked.
        ("Shanghai", "2026-09-20T14:00", "2026-09-20T17:30"),
        ("Shanghai", "2026-09-30T16:00", "2026-10-08T17:30"),
        ("Shanghai", "2026-10-10T09:00", "2026-10-10T17:30"),
        # Beyond what is announced the statutory holidays count, without make-up days.
        ("Shanghai", "2027-01-01T10:00", "2027-01-04T17:30"),
        ("Shanghai", "2027-02-05T10:00", "2027-02-11T17:30"),
    ],
)  # fmt: skip
def test_the_table_of_dated_examples(team: str, answered: str, due: str) -> None:
    at = wall(TEAMS[team], answered)
    assert sundown(TEAMS[team], at) == wall(TEAMS[team], due)


def test_one_instant_is_due_by_each_teams_own_clock() -> None:
    at = utc("2026-11-18T14:30")  # 15:30 in Berlin, 22:30 in Shanghai, 09:30 in New York.
    assert sundown(BERLIN, at) == utc("2026-11-19T16:30")
    assert sundown(SHANGHAI, at) == utc("2026-11-19T09:30")
    assert sundown(NEW_YORK, at) == utc("2026-11-18T22:30")


def test_the_same_wall_time_is_another_instant_after_the_change() -> None:
    assert sundown(BERLIN, utc("2026-03-27T08:00")) == utc("2026-03-27T16:30")
    assert sundown(BERLIN, utc("2026-03-30T08:00")) == utc("2026-03-30T15:30")
    assert sundown(BERLIN, utc("2026-10-23T08:00")) == utc("2026-10-23T15:30")
    assert sundown(BERLIN, utc("2026-10-26T08:00")) == utc("2026-10-26T16:30")


SUNDAY_NIGHT = WorkingHours("Europe/Berlin", time(1), time(2, 45), time(2, 15), frozenset(range(1, 8)))


def test_a_closing_that_does_not_exist_is_the_jump_of_the_clock() -> None:
    # On 29 March 2026 the wall goes from 02:00 to 03:00, at 01:00 UTC.
    assert sundown(SUNDAY_NIGHT, utc("2026-03-29T00:30")) == utc("2026-03-29T01:00")
    assert sundown(SUNDAY_NIGHT, utc("2026-03-29T01:00")) == utc("2026-03-30T00:45")


def test_a_closing_that_comes_twice_is_the_first_one() -> None:
    # On 25 October 2026 the wall shows 02:00 to 03:00 twice, from 00:00 and from 01:00 UTC.
    assert sundown(SUNDAY_NIGHT, utc("2026-10-25T00:00")) == utc("2026-10-25T00:45")
    assert sundown(SUNDAY_NIGHT, utc("2026-10-25T00:15")) == utc("2026-10-26T01:45")
    assert sundown(SUNDAY_NIGHT, utc("2026-10-25T01:05")) == utc("2026-10-26T01:45")


def test_a_day_that_never_was_is_not_promised() -> None:
    # Samoa went from Thursday 29 to Saturday 31 December 2011.
    apia = WorkingHours("Pacific/Apia")
    assert sundown(apia, wall(apia, "2011-12-29T16:00")) == wall(apia, "2012-01-02T17:30")
    assert next_opening(apia, wall(apia, "2011-12-29T16:00")) == wall(apia, "2012-01-02T09:00")


def test_the_teams_own_word_stands_above_every_calendar() -> None:
    team = replace(BERLIN, overrides={date(2026, 12, 24): False, date(2026, 12, 26): True, date(2026, 11, 18): False})
    assert sundown(team, wall(team, "2026-11-18T10:00")) == wall(team, "2026-11-19T17:30")
    assert sundown(team, wall(team, "2026-12-23T16:00")) == wall(team, "2026-12-26T17:30")
    rota = replace(SHANGHAI, overrides={date(2026, 2, 14): False, date(2026, 2, 17): True})
    assert sundown(rota, wall(rota, "2026-02-13T16:00")) == wall(rota, "2026-02-17T17:30")


def test_without_a_country_no_holiday_is_kept() -> None:
    assert is_working_day(replace(BERLIN, country=None), date(2026, 12, 25))
    assert not is_working_day(BERLIN, date(2026, 12, 25))


def test_a_team_with_days_of_its_own_choice_works_no_make_up_days() -> None:
    saturday_is_worked = date(2026, 2, 14)
    assert is_working_day(SHANGHAI, saturday_is_worked)
    assert is_working_day(replace(SHANGHAI, working_days=frozenset({1, 2, 3, 4, 5, 6})), saturday_is_worked)
    assert not is_working_day(replace(SHANGHAI, working_days=frozenset({1, 3})), saturday_is_worked)


def test_a_holiday_of_one_state_is_kept_there_alone() -> None:
    epiphany = date(2026, 1, 6)
    assert not is_working_day(WorkingHours("Europe/Berlin", country="DE-BY"), epiphany)
    assert is_working_day(BERLIN, epiphany)
    assert is_working_day(WorkingHours("Europe/Berlin", country="DE"), epiphany)


def test_other_weekends_are_other_weekdays() -> None:
    riyadh = WorkingHours("Asia/Riyadh", working_days=frozenset({7, 1, 2, 3, 4}))
    assert sundown(riyadh, wall(riyadh, "2026-11-19T16:00")) == wall(riyadh, "2026-11-22T17:30")


def test_a_team_that_never_works_is_a_clear_error() -> None:
    nobody = WorkingHours("UTC", working_days=frozenset())
    with pytest.raises(NoWorkingDay, match="no working day within 366 days"):
        sundown(nobody, utc("2026-11-21T12:00"))
    with pytest.raises(NoWorkingDay):
        next_opening(nobody, utc("2026-11-21T12:00"))
    assert not is_open(nobody, utc("2026-11-23T12:00"))


def test_one_day_by_its_own_word_is_enough_for_a_team_without_weekdays() -> None:
    once = WorkingHours("UTC", working_days=frozenset(), overrides={date(2027, 6, 1): True})
    assert sundown(once, utc("2026-11-21T12:00")) == utc("2027-06-01T17:30")


@pytest.mark.parametrize(
    "wrong",
    [
        {"opens_at": time(18)},
        {"opens_at": time(17, 30)},
        {"cutoff_at": time(17, 31)},
        {"working_days": frozenset({0, 1})},
        {"working_days": frozenset({8})},
    ],
)
def test_hours_that_contradict_themselves_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ImpossibleHours):
        WorkingHours("UTC", **wrong)  # type: ignore[arg-type]


def test_an_unknown_zone_or_country_is_refused() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        WorkingHours("Mars/Olympus")
    for country in ("XX", "DE-QQ", "nowhere"):
        with pytest.raises(UnknownCountry):
            sundown(WorkingHours("UTC", country=country), utc("2026-11-21T12:00"))
    with pytest.raises(UnknownCountry):
        known_until("XX")


def test_an_answer_without_a_zone_is_refused() -> None:
    with pytest.raises(weeks.NaiveInstant):
        sundown(BERLIN, datetime(2026, 11, 21))  # noqa: DTZ001


def test_it_says_until_when_a_calendar_is_certain() -> None:
    certain = known_until("CN")
    assert certain is not None
    assert (certain.month, certain.day) == (12, 31)
    assert certain >= date(2026, 12, 31)
    germany = known_until("DE")
    assert germany is not None
    assert germany >= date(2090, 12, 31)
    assert known_until("DE-BY") == germany
    assert known_until(None) is None


def test_far_beyond_every_calendar_the_weekdays_remain() -> None:
    assert sundown(SHANGHAI, wall(SHANGHAI, "2150-06-05T16:00")) == wall(SHANGHAI, "2150-06-08T17:30")
    assert is_working_day(replace(SHANGHAI, country="CN"), date(1990, 3, 14))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-18T08:59:59", False),
        ("2026-11-18T09:00", True),
        ("2026-11-18T17:29:59", True),
        ("2026-11-18T17:30", False),
        ("2026-11-21T12:00", False),
        ("2026-12-25T12:00", False),
    ],
)
def test_open_is_from_opening_to_closing_of_a_working_day(at: str, expected: bool) -> None:  # noqa: FBT001
    assert is_open(BERLIN, wall(BERLIN, at)) is expected


def test_the_next_opening_is_strictly_later() -> None:
    assert next_opening(BERLIN, wall(BERLIN, "2026-11-18T08:00")) == wall(BERLIN, "2026-11-18T09:00")
    assert next_opening(BERLIN, wall(BERLIN, "2026-11-18T09:00")) == wall(BERLIN, "2026-11-19T09:00")
    assert next_opening(BERLIN, wall(BERLIN, "2026-11-20T18:00")) == wall(BERLIN, "2026-11-23T09:00")


def test_calendars_are_loaded_only_when_a_country_asks() -> None:
    script = (
        "import sys; from datetime import datetime, UTC; from voc.staff import hours as h\n"
        "h.sundown(h.WorkingHours('Asia/Shanghai'), datetime(2026, 11, 21, tzinfo=UTC))\n"
        "print({'holidays', 'chinese_calendar'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


# Promises

ZONES = ["Europe/Berlin", "Asia/Shanghai", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia",
         "America/St_Johns", "America/Havana", "Asia/Tehran", "America/Nuuk", "Africa/Casablanca", "UTC"]  # fmt: skip


@st.composite
def a_team(draw: st.DrawFn) -> WorkingHours:
    opens, closes = sorted(draw(st.lists(st.times(), min_size=2, max_size=2, unique=True)))
    return WorkingHours(
        zone=draw(st.sampled_from(ZONES)),
        opens_at=opens,
        closes_at=closes,
        cutoff_at=draw(st.times(max_value=closes)),
        working_days=draw(st.frozensets(st.integers(1, 7), min_size=1)),
        country=draw(st.sampled_from([None, "CN", "DE", "US"])),
        overrides=draw(st.dictionaries(st.dates(date(2011, 1, 1), date(2027, 12, 31)), st.booleans(), max_size=5)),
    )


an_instant = st.datetimes(datetime.fromisoformat("2011-06-01"), datetime.fromisoformat("2028-01-01")).map(
    lambda at: at.replace(tzinfo=UTC)
)


@given(a_team(), an_instant)
def test_it_is_due_later_at_closing_time_of_a_working_day(team: WorkingHours, at: datetime) -> None:
    due = sundown(team, at)
    assert due > at
    assert due.tzinfo is UTC
    shown = due.astimezone(ZoneInfo(team.zone)).replace(tzinfo=None)
    if shown.time() != team.closes_at:
        # Then closing time was skipped by the clock: a moment before, the wall showed an earlier time.
        before = (due - timedelta(microseconds=1)).astimezone(ZoneInfo(team.zone)).replace(tzinfo=None)
        assert before.time() < team.closes_at
        assert is_working_day(team, before.date())
    else:
        assert is_working_day(team, shown.date())


@given(a_team(), an_instant, st.timedeltas(timedelta(0), timedelta(days=20)))
def test_who_answers_later_is_never_due_earlier(team: WorkingHours, at: datetime, later: timedelta) -> None:
    assert sundown(team, at) <= sundown(team, at + later)


@given(a_team(), an_instant)
def test_no_earlier_working_day_would_have_been_in_time(team: WorkingHours, at: datetime) -> None:
    due_on = sundown(team, at).astimezone(ZoneInfo(team.zone)).date()
    day = at.astimezone(ZoneInfo(team.zone)).date()
    while day < due_on:
        cutoff = weeks.instant(datetime.combine(day, team.cutoff_at), team.zone)
        closing = weeks.instant(datetime.combine(day, team.closes_at), team.zone)
        skipped = weeks.local(closing, team.zone).date() != day
        assert skipped or not is_working_day(team, day) or cutoff <= at
        day += timedelta(days=1)


@given(a_team(), an_instant)
def test_it_opens_when_it_says(team: WorkingHours, at: datetime) -> None:
    opening = next_opening(team, at)
    assert opening > at
    # A day whose whole working time the clock skips opens and closes in one moment.
    day = opening.astimezone(ZoneInfo(team.zone)).date()
    closing = weeks.instant(datetime.combine(day, team.closes_at), team.zone)
    assert is_open(team, opening) or closing <= opening
