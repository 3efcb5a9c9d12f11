"""Since when a theme is spoken of as it is now: numbers that open their rows, and silence where nothing holds."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.client import Client
from tests.databases import planted
from tests.factories import a_survey, a_user, recorded, the_survey, values
from voc.insights import reading
from voc.insights.models import Theme
from voc.insights.themes import trending
from voc.surveys.models import Survey

#: `NOW` is a Monday; the year of the theme's page ends with the week before.
NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)


def written(when: datetime, speaking: int, others: int, survey: Survey | None = None) -> None:
    texts = ["The delivery was late."] * speaking + ["Fine, thanks."] * others
    recorded(values(survey=survey, verbatim=text, answered_at=when, channel="file") for text in texts)


def read(session: Session) -> Theme:
    session.commit()
    while reading.read_waiting(session, NOW):
        pass
    return delivery(session)


def delivery(session: Session) -> Theme:
    return session.scalars(select(Theme).where(Theme.key == "delivery")).one()


def rising(session: Session, now: datetime) -> None:
    """Twenty weeks with one of ten, then six with five of ten."""
    for week in range(26, 0, -1):
        written(now - timedelta(weeks=week, hours=-30), *((1, 9) if week > 6 else (5, 5)))
    read(session)


@pytest.fixture
def risen(session: Session) -> Theme:
    """The theme of `rising`."""
    return delivery(session)


def page_of(client: Client, theme: Theme) -> str:
    answer = client.get(f"/themes/{theme.id}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.text)


@planted(rising)
def test_a_change_tells_since_when_and_from_what(session: Session, risen: Theme) -> None:
    trend = trending.of_theme(session, risen, the_survey().id, today=NOW.date(), zone="UTC")
    assert trend.turn
    assert trend.turn.rose
    assert trend.turn.since.first.isoformat() == "2026-10-05"
    assert (trend.turn.before.count.do, trend.turn.before.count.of) == (20, 200)
    assert (trend.turn.since.count.do, trend.turn.since.count.of) == (30, 60)
    assert trend.turn.earliest <= trend.turn.since.first <= trend.turn.latest
    assert sum(day.do for day in trend.by_day) == 50
    assert trend.weekdays == []


@planted(rising)
def test_its_numbers_open_the_verbatims(client: Client, risen: Theme) -> None:
    page = page_of(client.sign_in(a_user()), risen)
    assert "it is spoken of more." in page
    section = page[page.index('id="trend"') : page.index("Looked at are the 52")]
    told = re.findall(r'<a href="(/verbatims\?[^"]+)">(\d+)<', section)
    assert [number for _, number in told] == ["20", "200", "30", "60"]
    for address, number in told:
        assert f'<p class="count">{number} verbatims' in client.get(unescape(address)).text


def with_one_wild_week(session: Session, later: int) -> Theme:
    """One of twenty-five speaks of it, in the fifth week everybody, and in the last nineteen `later` of twenty-five."""
    for week in range(26, 0, -1):
        speaking = 25 if week == 22 else later if week < 20 else 1
        written(NOW - timedelta(weeks=week, hours=-30), speaking, 25 - speaking)
    return read(session)


def test_a_wild_week_is_left_out_of_what_is_told_and_named(client: Client, session: Session) -> None:
    theme = with_one_wild_week(session, later=4)
    trend = trending.of_theme(session, theme, the_survey().id, today=NOW.date(), zone="UTC")
    assert trend.turn
    assert trend.turn.rose
    assert (trend.turn.before.count.do, trend.turn.before.count.of) == (6, 150)
    assert (trend.turn.since.count.do, trend.turn.since.count.of) == (76, 475)
    assert [day.isoformat() for day in trend.turn.before.left_out] == ["2026-06-15"]
    page = page_of(client.sign_in(a_user()), theme)
    section = page[page.index('id="trend"') : page.index("Looked at are the 52")]
    assert "it is spoken of more." in section
    assert "lies far off the weeks beside it and is left out: 100% (" in section
    told = re.findall(r'<a href="(/verbatims\?[^"]+)">(\d+)<', section)
    assert [number for _, number in told] == ["6", "150", "76", "475", "25", "25"]
    for address, number in told:
        assert f'<p class="count">{number} verbatims' in client.get(unescape(address)).text
    opened = client.get(unescape(told[0][0])).text
    assert "Without the weeks that begin on these days: Jun 15, 2026" in opened
    # Shown again with another filter it is still left out, and taken with the same link it is not.
    assert '<input type="hidden" name="skip" value="2026-06-15">' in opened
    assert 'name="read" value="True">' in opened
    taken = client.get(told[0][0].replace("&amp;", "&") + "&sort=oldest").text
    assert '<p class="count">6 verbatims' in taken


def test_a_week_that_is_no_day_is_told_and_leaves_nothing_out(client: Client, session: Session) -> None:
    client.sign_in(a_user())
    for skip in ("yesterday", "2026-13-01", "2026-06-15,,x", "9999-12-31", "0001-01-01", "9" * 1_000):
        assert client.get("/verbatims", query_string={"skip": skip}).status_code == 422


@planted(rising)
def test_what_is_not_read_yet_is_in_no_share(client: Client, session: Session, risen: Theme) -> None:
    written(NOW - timedelta(weeks=2), 4, 16)
    session.commit()
    page = page_of(client.sign_in(a_user()), risen)
    section = page[page.index('id="trend"') : page.index("Looked at are the 52")]
    told = re.findall(r'<a href="(/verbatims\?[^"]+)">(\d+)<', section)
    assert [number for _, number in told] == ["20", "200", "30", "60"]
    for address, number in told:
        assert f'<p class="count">{number} verbatims' in client.get(unescape(address)).text
    assert "Only those that have been read" in client.get(unescape(told[1][0])).text


def test_days_of_the_week_tell_nothing_of_few_anonymous_answers(session: Session) -> None:
    known, survey = a_survey(), a_survey(is_anonymous=True)
    monday = NOW - timedelta(weeks=3)
    # On Monday four speak of it and four do not, on Tuesday four of five others, on Wednesday six of ten.
    for day, (speaking, others) in enumerate([(4, 4), (4, 5), (6, 4), (2, 2)]):
        written(monday + timedelta(days=day), speaking, others, survey)
    # Of those who are known everybody counts.
    written(monday, 1, 2, known)
    theme = read(session)
    trend = trending.of_theme(session, theme, None, today=NOW.date(), zone="UTC")
    assert [(each.do, each.of) for each in trend.by_day] == [(1, 11), (0, 9), (6, 10), *[(0, 0)] * 4]


def test_a_wild_week_in_a_quiet_year_is_named_too(client: Client, session: Session) -> None:
    theme = with_one_wild_week(session, later=1)
    page = page_of(client.sign_in(a_user()), theme)
    assert "No change stands out." in page
    assert "lies far off the weeks beside it and is taken for no change: 100% (" in page


def test_a_week_is_not_named_for_what_few_say_in_an_anonymous_survey(client: Client, session: Session) -> None:
    survey = a_survey(is_anonymous=True)
    for week in range(20, 0, -1):
        written(NOW - timedelta(weeks=week, hours=-30), *((4, 0) if week == 10 else (0, 25)), survey)
    theme = read(session)
    trend = trending.of_theme(session, theme, survey.id, today=NOW.date(), zone="UTC")
    assert trend.is_known
    assert trend.wild == []
    assert "lies far off" not in page_of(client.sign_in(a_user()), theme)


def test_weeks_are_those_of_the_reader(session: Session) -> None:
    sunday_in_utc = datetime(2026, 11, 15, 23, 30, tzinfo=UTC)
    written(sunday_in_utc, 3, 0)
    theme = read(session)
    for zone, number in (("UTC", 3), ("Asia/Shanghai", 0)):
        trend = trending.of_theme(session, theme, None, today=NOW.date(), zone=zone)
        assert trend.year
        assert (trend.year.count.do, sum(day.do for day in trend.by_day)) == (number, number)


def test_no_change_and_too_little_are_said(client: Client, session: Session) -> None:
    written(NOW - timedelta(weeks=2), 1, 9)
    theme = read(session)
    assert "Too little is written to say since when" in page_of(client.sign_in(a_user()), theme)
    for week in range(3, 16):
        written(NOW - timedelta(weeks=week), 1, 9)
    read(session)
    page = page_of(client, theme)
    assert "No change stands out." in page
    assert "than on other days" not in page


def test_a_weekday_is_named_where_it_holds(client: Client, session: Session) -> None:
    for week in range(1, 13):
        for day in range(7):
            written(NOW - timedelta(weeks=week, days=-day), *((6, 4) if day == 0 else (1, 9)))
    theme = read(session)
    page = page_of(client.sign_in(a_user()), theme)
    assert "Monday: spoken of more than on other days, 60% against 10%" in page
    assert "Tuesday: spoken" not in page
    trend = trending.of_theme(session, theme, None, today=NOW.date(), zone="UTC")
    assert trend.year
    assert sum(day.of for day in trend.by_day) == trend.year.count.of == 840
