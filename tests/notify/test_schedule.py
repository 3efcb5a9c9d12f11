"""Monday 08:00 is the reader's own, also when the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from voc.core.weeks import Week
from voc.notify import schedule


def utc(month: int, day: int, hour: int, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "after", "due"),
    [
        ("UTC", utc(11, 12, 10), utc(11, 16, 8)),
        ("UTC", utc(11, 16, 8), utc(11, 23, 8)),
        ("Asia/Shanghai", utc(11, 12, 10), utc(11, 16, 0)),
        ("America/Los_Angeles", utc(11, 12, 10), utc(11, 16, 16)),
        # Berlin goes back on 25 October 2026 and forward on 28 March 2027.
        ("Europe/Berlin", utc(10, 18, 12), utc(10, 19, 6)),
        ("Europe/Berlin", utc(10, 24, 12), utc(10, 26, 7)),
        ("Europe/Berlin", utc(3, 27, 12, 2027), utc(3, 29, 6, 2027)),
    ],
)
def test_the_next_digest_is_due_on_monday_at_eight(zone: str, after: datetime, due: datetime) -> None:
    found = schedule.next_digest_at(zone, schedule.MONDAY, schedule.MORNING, after)
    assert found == due


def test_another_day_and_hour_can_be_chosen() -> None:
    after = datetime(2026, 11, 16, 9, tzinfo=UTC)
    assert schedule.next_digest_at("Asia/Shanghai", 5, 17, after) == datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "zone", "week"),
    [
        (utc(11, 16, 8), "UTC", Week(2026, 46)),
        # Sunday evening in Los Angeles is still the week, Monday morning in Shanghai no longer.
        (utc(11, 16, 1), "America/Los_Angeles", Week(2026, 45)),
        (utc(11, 15, 17), "Asia/Shanghai", Week(2026, 46)),
        (utc(1, 5, 8, 2027), "UTC", Week(2026, 53)),
    ],
)
def test_a_digest_is_about_the_week_that_ended_on_the_readers_clock(at: datetime, zone: str, week: Week) -> None:
    assert schedule.ended_week(at, zone) == week


def test_the_digest_of_a_week_is_due_on_the_monday_after_it() -> None:
    assert schedule.due_at(Week(2026, 43), "Europe/Berlin") == datetime(2026, 10, 26, 7, tzinfo=UTC)
    assert schedule.due_at(Week(2026, 46), "UTC", 3, 12) == datetime(2026, 11, 18, 12, tzinfo=UTC)
