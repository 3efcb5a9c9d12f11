"""Since when a theme is spoken of as it is now, and whether that depends on the day of the week.

Looked at are the 52 full weeks that have ended, on the reader's clock; shares are of verbatims that have been read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Text, and_, func, select
from sqlalchemy.orm import Session

from voc.analysis import trends
from voc.analysis.trends import Change, Count, Weekday
from voc.core import weeks
from voc.core.db import dialect_name
from voc.insights.models import Mention, Reading, Theme
from voc.insights.results import Period
from voc.insights.verbatims import search
from voc.insights.verbatims.search import SMALLEST_GROUP, Filter
from voc.responses.models import Response, State, Verbatim

WEEKS = 52


@dataclass(frozen=True)
class Stretch:
    """Whole days and what of their read verbatims speaks of the theme: as `search.count` counts by the same filter."""

    first: date
    last: date
    count: Count
    #: The Mondays of weeks among them that are not counted.
    left_out: tuple[date, ...] = ()
    #: Whether few answers of an anonymous survey are not counted either.
    hides_few: bool = False


@dataclass(frozen=True)
class Turn:
    """Since when there is more or less of it."""

    rose: bool
    before: Stretch
    since: Stretch
    #: The Mondays between which it may as well have begun.
    earliest: date
    latest: date


@dataclass(frozen=True)
class Trend:
    """What a year tells of a theme."""

    first: date
    last: date
    #: All of it, where no change divides it.
    year: Stretch | None
    #: Whether there was enough to look for changes.
    is_known: bool
    #: The last change, and those before it, the newest first: (its Monday, whether it rose).
    turn: Turn | None
    earlier: list[tuple[date, bool]]
    #: Weeks that lie far off both weeks beside them. No change is made of them, and they are in no count of `turn`.
    wild: list[Stretch]
    #: The days that differ from the ordinary ones, if any do, and all seven, Monday first. Of a day on which fewer than
    #: five answers of an anonymous survey are, those are none.
    weekdays: list[Weekday]
    by_day: list[Count]


def of_theme(session: Session, theme: Theme, survey_id: int | None, *, today: date, zone: str) -> Trend:
    """The year that ended with the last full week. Two statements for the series, and six at most for each stretch."""
    first = today - timedelta(days=today.weekday(), weeks=WEEKS)
    written = _written(session, theme, survey_id, first, zone)
    through = [sum(week, Count(0, 0)) for week in written.by_day(first)]
    # Numbers of these days are told.
    days = written.guarded().by_day(first)
    found, differing = trends.changes(through), trends.weekdays(days)
    wild = trends.wild(through) if found is not None else []
    wanted = Filter(theme.workspace_id, survey_id=survey_id)

    def stretch(start: int, end: int, without: Sequence[int] = ()) -> Stretch:
        from_day, last = first + timedelta(weeks=start), first + timedelta(weeks=end, days=-1)
        left_out = tuple(first + timedelta(weeks=place) for place in without if start <= place < end)
        return _counted(session, wanted, theme, Stretch(from_day, last, Count(0, 0), left_out), zone)

    turn = None
    if found:
        before, since = found[-1].before, found[-1].since
        turn = _turn(found[-1], first, stretch(before.start, before.end, wild), stretch(since.start, since.end, wild))
    return Trend(
        first=first,
        last=first + timedelta(weeks=WEEKS, days=-1),
        year=None if turn else stretch(0, WEEKS),
        is_known=found is not None,
        turn=turn,
        earlier=[(first + timedelta(weeks=each.since.start), each.rose) for each in (found or [])[-2::-1]],
        # That a week is far off because of few anonymous answers would tell of them.
        wild=[each for each in (stretch(place, place + 1) for place in wild) if not each.hides_few],
        weekdays=differing or [],
        by_day=[sum((week[day] for week in days), Count(0, 0)) for day in range(7)],
    )


def _turn(change: Change, first: date, before: Stretch, since: Stretch) -> Turn:
    earliest, latest = (first + timedelta(weeks=place) for place in (change.earliest, change.latest))
    return Turn(change.rose, before, since, earliest, latest)


def _period(first: date, last: date, zone: str) -> Period:
    return Period(weeks.midnight(first, zone), weeks.midnight(last + timedelta(days=1), zone))


def _counted(session: Session, wanted: Filter, theme: Theme, stretch: Stretch, zone: str) -> Stretch:
    period = _period(stretch.first, stretch.last, zone)
    left_out = [_period(monday, monday + timedelta(days=6), zone) for monday in stretch.left_out]
    outside = tuple((each.start, each.end) for each in left_out)
    wanted = replace(wanted, start=period.start, end=period.end, outside=outside, is_read=True)
    everything = search.guarded(session, wanted)
    speaking = search.guarded(session, replace(wanted, theme_id=theme.id))
    count = Count(search.count(session, speaking), search.count(session, everything))
    return replace(stretch, count=count, hides_few=bool(speaking.without or everything.without))


@dataclass(frozen=True)
class _Said:
    """What was written on a day to one survey."""

    day: date
    survey_id: int
    is_anonymous: bool
    verbatims: int
    answers: int


@dataclass(frozen=True)
class _Written:
    """What speaks of the theme, and everything."""

    speaking: list[_Said]
    everything: list[_Said]

    def by_day(self, first: date) -> list[list[Count]]:
        """Week by week, of each of its seven days how many verbatims speak of the theme, of how many."""
        do, of = (_together(each) for each in (self.speaking, self.everything))
        each_day = [first + timedelta(days=number) for number in range(7 * WEEKS)]
        counts = [Count(min(do[day], of[day]), of[day]) for day in each_day]
        return [counts[start : start + 7] for start in range(0, len(counts), 7)]

    def guarded(self) -> _Written:
        """The same without those days of the week on which fewer than five answers of an anonymous survey are."""
        return _Written(_guarded(self.speaking), _guarded(self.everything))


def _together(said: Sequence[_Said]) -> Counter[date]:
    found = Counter[date]()
    for each in said:
        found[each.day] += each.verbatims
    return found


def _guarded(said: Sequence[_Said]) -> list[_Said]:
    answers = Counter[tuple[int, int]]()
    for each in said:
        answers[each.survey_id, each.day.weekday()] += each.answers
    return [
        each for each in said if not each.is_anonymous or answers[each.survey_id, each.day.weekday()] >= SMALLEST_GROUP
    ]


def _written(session: Session, theme: Theme, survey_id: int | None, first: date, zone: str) -> _Written:
    period = _period(first, first + timedelta(weeks=WEEKS, days=-1), zone)
    hour = _hour(session)
    wanted: list[Any] = [Response.workspace_id == theme.workspace_id, Response.state == State.FINAL, period.holds]
    if survey_id is not None:
        wanted.append(Response.survey_id == survey_id)
    groups = hour, Response.survey_id, Response.is_anonymous
    numbers = func.count(Verbatim.id.distinct()), func.count(Response.id.distinct())
    everything = select(*groups, *numbers).select_from(Response).join(Verbatim, Verbatim.response_id == Response.id)
    everything = everything.where(*wanted, Verbatim.read_at.is_not(None)).group_by(*groups)
    speaking = (
        select(*groups, *numbers)
        .select_from(Mention)
        .join(Reading, and_(Reading.id == Mention.reading_id, Reading.is_current))
        .join(Verbatim, Verbatim.id == Reading.verbatim_id)
        .join(Response, Response.id == Verbatim.response_id)
        .where(*wanted, Mention.theme_id == theme.id)
        .group_by(*groups)
    )
    return _Written(*(_days(session.execute(each).all(), zone) for each in (speaking, everything)))


def _hour(session: Session) -> ColumnElement[str]:
    """The hour of an answer in UTC, as text. Few groups for the database, and days on any clock for us.

    In the few zones whose offset is no whole hour, an hour at midnight counts to the wrong one of two days.
    """
    if dialect_name(session) == "sqlite":
        return func.substr(Response.answered_at, 1, 13, type_=Text)
    return func.to_char(Response.answered_at, "YYYY-MM-DD HH24", type_=Text)


def _days(rows: Sequence[Row[str, int, bool, int, int]], zone: str) -> list[_Said]:
    return [
        _Said(_day(hour, zone), survey_id, is_anonymous, verbatims, answers)
        for hour, survey_id, is_anonymous, verbatims, answers in rows
    ]


def _day(hour: str, zone: str) -> date:
    return weeks.local(datetime.fromisoformat(f"{hour}:00").replace(tzinfo=UTC), zone).date()
