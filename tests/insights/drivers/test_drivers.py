"""The page of drivers: what it ranks, for whom, and what it says of too few."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import (
    a_contact,
    a_response,
    a_survey,
    a_user,
    a_workspace,
    an_account,
    recorded,
    the_survey,
    values,
)
from voc.insights import reading
from voc.insights.drivers import driving
from voc.insights.drivers.driving import Wanted
from voc.insights.models import Theme
from voc.insights.results import Period
from voc.insights.themes import codebook
from voc.surveys.models import Survey

#: Words -> the scores given with them, in turn.
SAID = {
    "The delivery was late.": (2, 9, 1, 4),
    "The price is what it is.": (9, 3, 10, 8),
    "The staff were kind.": (9, 10, 8, 4),
}


def answered(session: Session, now: datetime, times: int = 40, survey: Survey | None = None) -> None:
    """People who wait for their delivery are less content, and people who speak of the price are not."""
    said = [
        values(survey=survey, score=scores[number % 4], verbatim=words, answered_at=now - timedelta(days=days))
        for days, (words, scores) in enumerate(SAID.items(), 1)
        for number in range(times)
    ]
    recorded(said)
    read(session, now)


def read(session: Session, now: datetime) -> None:
    session.commit()
    while reading.read_waiting(session, now):
        pass


def wanted(now: datetime, **narrowed: str) -> Wanted:
    return Wanted(the_survey(), Period(now - timedelta(days=30), now), **narrowed)


def test_themes_are_ranked_by_what_they_are_worth(session: Session, now: datetime) -> None:
    answered(session, now)
    found = driving.find(session, wanted(now))
    assert found.n == 120
    names = [found.themes[each.theme].key for each in found.drivers]
    assert names[0] == "delivery"
    assert found.drivers[0].effect < 0
    assert found.drivers[0].is_named
    assert found.drivers[0].speaking == 40


def test_a_person_counts_once_and_only_with_a_comment(session: Session, now: datetime) -> None:
    answered(session, now)
    cleo = a_contact()
    for hours in (1, 2, 3):
        a_response(contact=cleo, score=1, verbatim="Late delivery.", answered_at=now - timedelta(hours=hours))
    a_response(score=0, answered_at=now - timedelta(hours=1))
    session.commit()
    reading.read_waiting(session, now)
    assert driving.find(session, wanted(now)).n == 121


def test_a_channel_and_a_label_narrow_it(session: Session, now: datetime) -> None:
    answered(session, now)
    assert driving.find(session, wanted(now, channel="email")).n == 0
    praised = driving.find(session, wanted(now, label="positive"))
    assert "delivery" not in {praised.themes[each.theme].key for each in praised.drivers}


@pytest.mark.parametrize("hide", [codebook.mute, codebook.retire])
def test_a_muted_or_retired_theme_is_no_driver(
    client: Client, session: Session, now: datetime, hide: Callable[[Session, Theme], None]
) -> None:
    answered(session, now)
    hidden = session.scalars(select(Theme).where(Theme.key == "delivery")).one()
    hide(session, hidden)
    session.commit()
    found = driving.find(session, wanted(now))
    assert found.n == 120
    assert found.drivers
    assert hidden.id not in found.themes
    told = client.sign_in(a_user()).get("/drivers").text
    assert hidden.name_in("en") not in told


def test_the_page_shows_effects_and_says_what_they_are_not(client: Client, session: Session, now: datetime) -> None:
    answered(session, now)
    page = client.sign_in(a_user()).get("/drivers").text
    assert "association, not cause" in page
    assert "Score is lower" in page
    assert page.count('<svg class="forest"') == len(re.findall(r'data-label="Difference"', page)) > 0
    [address] = re.findall(r'<a href="(/verbatims[^"]+theme=delivery[^"]*)"', page)
    assert "40 verbatims" in client.get(address.replace("&amp;", "&")).text


def test_where_all_are_content_no_theme_is_named_and_no_bar_is_drawn(
    client: Client, session: Session, now: datetime
) -> None:
    recorded(values(score=10, verbatim=words, answered_at=now) for words in SAID for _ in range(40))
    read(session, now)
    page = client.sign_in(a_user()).get("/drivers").text
    assert page.count("Could be chance") == page.count('<svg class="forest"') > 0
    assert "False" not in page
    assert set(re.findall(r'x1="([^"]+)" x2="([^"]+)" y1="12"', page)) == {("100.0", "100.0")}
    assert set(re.findall(r'<circle [^>]*cx="([^"]+)"', page)) == {"100.0"}


def test_a_link_keeps_the_segment_and_the_channel(client: Client, session: Session, now: datetime) -> None:
    answered(session, now, 25)
    gold = an_account(segment="Gold")
    said = []
    for number in range(60):
        words = "The delivery was late." if number < 30 else "The price is what it is."
        who = a_contact(account=gold)
        said.append(values(score=number % 11, verbatim=words, answered_at=now, channel="email", contact=who))
    recorded(said)
    session.commit()
    while reading.read_waiting(session, now):
        pass
    client.sign_in(a_user())
    page = client.get("/drivers", query_string={"segment": "Gold", "channel": "email"}).text
    [address] = re.findall(r'<a href="(/verbatims[^"]+theme=delivery[^"]*)"', page)
    assert "30 verbatims" in client.get(address.replace("&amp;", "&")).text


@pytest.mark.parametrize("role", ["reader", "owner"])
def test_few_answers_of_an_anonymous_survey_tell_nothing(
    client: Client, session: Session, now: datetime, role: str
) -> None:
    secret = a_survey(is_anonymous=True, title="Staff survey")
    answered(session, now, 5, survey=secret)
    recorded(
        values(survey=secret, score=1, verbatim="Late delivery.", answered_at=now, channel="kiosk") for _ in range(4)
    )
    read(session, now)
    client.sign_in(a_user(role=role))
    narrow = {"survey": secret.key, "channel": "kiosk"}
    page = client.get("/drivers", query_string=narrow).text
    assert "Fewer than five answers of an anonymous survey match this filter." in page
    assert "Too few to show" in page
    assert "comment match" not in page
    assert "Delivery" not in page
    a_response(survey=secret, score=1, verbatim="Late delivery.", answered_at=now, channel="kiosk")
    read(session, now)
    page = client.get("/drivers", query_string=narrow).text
    assert "5 answers with a comment match." in page
    assert "Delivery" in page
    assert "0 answers with a comment match." in client.get("/drivers", query_string=narrow | {"channel": "email"}).text


@pytest.mark.parametrize("kind", ["anonymous", "named"])
@pytest.mark.parametrize("times", [1, 40])
def test_what_fewer_than_five_speak_of_in_an_anonymous_survey_is_not_named(
    client: Client, session: Session, now: datetime, kind: str, times: int
) -> None:
    survey = a_survey(is_anonymous=kind == "anonymous")
    answered(session, now, times, survey=survey)
    recorded(values(survey=survey, verbatim="The website is slow.", answered_at=now) for _ in range(4))
    read(session, now)
    narrow = Wanted(survey, Period(now - timedelta(days=30), now + timedelta(days=1)))
    website = session.scalars(select(Theme).where(Theme.key == "digital")).one()
    named = driving.find(session, narrow).too_few
    assert (website in named) is (kind == "named")
    page = client.sign_in(a_user()).get("/drivers", query_string={"survey": survey.key}).text
    assert (website.name_in("en") in page) is (kind == "named")
    a_response(survey=survey, verbatim="The website is slow.", answered_at=now)
    read(session, now)
    assert website in driving.find(session, narrow).too_few


def test_too_few_answers_say_so(client: Client, session: Session, now: datetime) -> None:
    a_response(verbatim="Late.")
    assert "Too few answers to say" in client.sign_in(a_user()).get("/drivers").text
    elsewhere = a_workspace()
    assert "There is no survey yet" in client.sign_in(a_user(workspace=elsewhere)).get("/drivers").text


@pytest.mark.parametrize(
    "arguments", [{"survey": "nothing"}, {"from": "yesterday"}, {"zone": "Mars/Olympus"}, {"label": "x"}]
)
def test_a_filter_that_makes_no_sense_says_so(client: Client, session: Session, arguments: dict[str, str]) -> None:
    the_survey()
    assert client.sign_in(a_user()).get("/drivers", query_string=arguments).status_code == 422


def test_another_workspaces_survey_is_not_there(client: Client, session: Session) -> None:
    the_survey()
    elsewhere = a_workspace()
    survey = a_survey(workspace=elsewhere, metric="csat", title="Secret survey")
    answer = client.sign_in(a_user()).get("/drivers", query_string={"survey": survey.key})
    assert answer.status_code == 422
    assert "Secret survey" not in answer.text


def test_every_role_may_read_and_the_signed_out_sign_in(client: Client, session: Session) -> None:
    answer = client.get("/drivers")
    assert (answer.status_code, answer.location.partition("?")[0]) == (302, "/sign-in")
    for role in ("owner", "analyst", "agent", "reader"):
        assert client.sign_in(a_user(role=role)).get("/drivers").status_code == 200
    assert client.post("/drivers").status_code == 405


def test_the_page_takes_as_many_statements_for_many_rows_as_for_few(
    client: Client, session: Session, now: datetime, statements: list[str]
) -> None:
    def count() -> int:
        client.get("/drivers")
        statements.clear()
        client.get("/drivers")
        return len(statements)

    client.sign_in(a_user())
    answered(session, now, 25)
    few = count()
    answered(session, now, 10)
    assert count() == few


def test_history_alone_is_shown_whole_instead_of_an_empty_year(client: Client, session: Session, now: datetime) -> None:
    answered(session, now - timedelta(days=500))
    client.sign_in(a_user())
    page = client.get("/drivers").text
    assert "Nobody has answered in the last year, so all time is shown." in page
    assert "Too few answers to say" not in page
    chosen = client.get(f"/drivers?from={now.date() - timedelta(days=364)}&to={now.date()}").text
    assert "Nobody has answered" not in chosen
    assert "Too few answers to say" in chosen
