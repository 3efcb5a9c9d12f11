"""When something was answered: read where it is clear, refused where it could be two days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.intake import dates
from voc.intake.dates import BadFormat, Calendar
from voc.intake.refusals import Unclear

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
LONDON, SHANGHAI = ZoneInfo("Europe/London"), ZoneInfo("Asia/Shanghai")
BRITISH, AMERICAN = "%d/%m/%Y", "%m/%d/%Y"

instants = st.datetimes(datetime(1990, 1, 2), datetime(2026, 11, 15), timezones=st.timezones())  # noqa: DTZ001
days = st.dates(date(1990, 1, 2), date(2026, 11, 15))


def code_of(calendar: Calendar, value: object) -> str:
    with pytest.raises(Unclear) as caught:
        calendar.read(value, NOW)
    return caught.value.code


@given(instants.filter(lambda at: at.utcoffset() is not None))
def test_an_instant_with_its_zone_comes_back(at: datetime) -> None:
    assert dates.instant(at.isoformat(), NOW) == at.astimezone(UTC)


@given(st.integers(631_238_400, 1_794_733_200))
def test_unix_seconds_and_milliseconds_are_told_apart(seconds: int) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert dates.instant(seconds, NOW) == dates.instant(str(seconds), NOW) == at
    if seconds * 1000 >= 10**11:
        assert dates.instant(seconds * 1000, NOW) == dates.instant(str(seconds * 1000), NOW) == at


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2026-11-16T08:57:31", "no_zone"),
        ("2026-11-16", "no_zone"),
        ("yesterday", "bad_date"),
        ("", "bad_date"),
        ([], "bad_date"),
        ({"at": 1}, "bad_date"),
        (True, "bad_date"),
        (float("inf"), "bad_date"),
        (float("nan"), "bad_date"),
        (10**400, "bad_date"),
        (10**17, "bad_date"),
        (-1, "implausible_date"),
        (0, "implausible_date"),
        ("2027-01-01T00:00:00Z", "implausible_date"),
        ("0001-01-01T00:00:00+14:00", "implausible_date"),
        ("9999-12-31T23:59:59-14:00", "implausible_date"),
    ],
)
def test_a_webhook_must_say_a_real_instant(value: object, code: str) -> None:
    with pytest.raises(Unclear) as caught:
        dates.instant(value, NOW)
    assert caught.value.code == code


@given(days, st.sampled_from([LONDON, SHANGHAI, ZoneInfo("America/New_York")]))
def test_a_day_begins_in_the_zone(day: date, zone: ZoneInfo) -> None:
    for text in (day.isoformat(), f"{day:%Y/%m/%d}", f"{day:%Y年%m月%d日}", f"{day:%d.%m.%Y}"):
        at = Calendar(zone).read(text, NOW).astimezone(zone)
        assert (at.date(), at.time()) == (day, time())


@given(days)
def test_two_formats_never_guess(day: date) -> None:
    """Whatever is read under both formats is what one of them says, and then the other cannot be read otherwise."""
    calendar = Calendar(ZoneInfo("UTC"), (BRITISH, AMERICAN))
    for form in (BRITISH, AMERICAN):
        text = day.strftime(form)
        if day.day > 12 or day.day == day.month:
            assert calendar.read(text, NOW).date() == day
        else:
            assert code_of(calendar, text) == "ambiguous_date"


@given(days, st.sampled_from([BRITISH, AMERICAN]))
def test_one_format_settles_it(day: date, form: str) -> None:
    assert Calendar(ZoneInfo("UTC"), (form,)).read(day.strftime(form), NOW).date() == day


def test_without_a_format_only_clear_days_are_read() -> None:
    calendar = Calendar(LONDON)
    assert calendar.read("30/09/2021", NOW).astimezone(LONDON).date() == date(2021, 9, 30)
    assert calendar.read("09/30/2021", NOW).astimezone(LONDON).date() == date(2021, 9, 30)
    assert code_of(calendar, "03/10/2021") == "ambiguous_date"
    assert code_of(calendar, "03-10-2021 10:15") == "ambiguous_date"


def test_a_given_format_comes_before_iso() -> None:
    """20211030 is the 30th of October 2021 to ISO 8601, and no date at all to the format."""
    calendar = Calendar(LONDON, ("%d%m%Y",))
    assert calendar.read("10122012", NOW).date() == date(2012, 12, 10)
    assert code_of(calendar, "20211030") == "bad_date"
    assert Calendar(LONDON).read("20211030", NOW).astimezone(LONDON).date() == date(2021, 10, 30)
    assert calendar.read("2012-10-12", NOW).astimezone(LONDON).date() == date(2012, 10, 12)


def test_times_are_the_wall_clock_of_the_zone_unless_they_name_another() -> None:
    calendar = Calendar(SHANGHAI)
    assert calendar.read("2026-03-01 08:30", NOW) == datetime(2026, 3, 1, 0, 30, tzinfo=UTC)
    assert calendar.read("2026-03-01T08:30:00+01:00", NOW) == datetime(2026, 3, 1, 7, 30, tzinfo=UTC)
    assert calendar.read("03/14/2026 2:05 PM", NOW) == datetime(2026, 3, 14, 6, 5, tzinfo=UTC)
    assert Calendar(SHANGHAI, ("%d %b %Y %H:%M %z",)).read("14 Mar 2026 08:00 +0000", NOW) == datetime(
        2026, 3, 14, 8, tzinfo=UTC
    )


def test_a_day_that_begins_at_one_in_the_morning_begins_then() -> None:
    """In Beirut the clocks went from 00:00 to 01:00 on 28 March 2021."""
    beirut = ZoneInfo("Asia/Beirut")
    at = Calendar(beirut).read("2021-03-28", NOW)
    assert at.astimezone(beirut).isoformat() == "2021-03-28T01:00:00+03:00"


def test_what_a_spreadsheet_holds_is_taken_as_it_is() -> None:
    calendar = Calendar(LONDON)
    assert calendar.read(date(2021, 7, 1), NOW) == datetime(2021, 6, 30, 23, tzinfo=UTC)
    assert calendar.read(datetime(2021, 7, 1, 12), NOW) == datetime(2021, 7, 1, 11, tzinfo=UTC)  # noqa: DTZ001
    assert calendar.read(datetime(2021, 7, 1, 12, tzinfo=timezone(timedelta(hours=8))), NOW).hour == 4


@pytest.mark.parametrize(
    ("value", "code"),
    [("", "no_date"), (None, "no_date"), ("  ", "no_date"), ("soon", "bad_date"), ("31/02/2021", "bad_date"),
     ("3021-01-01", "implausible_date"), ("1021-01-01", "implausible_date"), (44469.0, "implausible_date"),
     (True, "bad_date"), ("0" * 10_000, "bad_date")],
)  # fmt: skip
def test_a_date_that_is_none_has_its_reason(value: object, code: str) -> None:
    assert code_of(Calendar(LONDON), value) == code


@pytest.mark.parametrize("form", ["", "%d/%m", "%H:%M", "%Q", "%Y-%m", "%d/%m/%y %", "day"])
def test_a_format_must_be_one_of_a_whole_date(form: str) -> None:
    with pytest.raises(BadFormat):
        Calendar(LONDON, (form,))
