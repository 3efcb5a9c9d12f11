"""When a reader's digest is due, and which week it is about: both on the reader's own wall clock."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from voc.core import weeks
from voc.core.weeks import Week

MONDAY, MORNING = 1, 8
#: What a week is compared with.
WEEKS_BEFORE = 13


def next_digest_at(zone: str, weekday: int, hour: int, after: datetime) -> datetime:
    """The next such weekday and hour on the wall clock of the zone, strictly after `after`.

    >>> from datetime import UTC
    >>> next_digest_at("Europe/Berlin", 1, 8, datetime(2026, 11, 12, tzinfo=UTC)).isoformat()
    '2026-11-16T07:00:00+00:00'
    """
    return weeks.next_local(zone, weekday, time(hour), after)


def ended_week(at: datetime, zone: str) -> Week:
    """The last week that is over on the wall clock of the zone: the one a digest sent now is about."""
    return weeks.previous(weeks.week_of(at, zone))


def due_at(week: Week, zone: str, weekday: int = MONDAY, hour: int = MORNING) -> datetime:
    """When the digest of this week is sent."""
    _, end = weeks.bounds(week, zone)
    return next_digest_at(zone, weekday, hour, end - timedelta(microseconds=1))
