"""What a hosted page says after an answer: thanks, a promise that can be kept, and where to recommend us."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import (
    a_contact,
    a_survey,
    a_team,
    an_invitation,
    link_of,
)
from tests.responses.visiting import send, text_of, the_response
from voc.core import weeks, zones
from voc.responses.models import Response
from voc.surveys import publishing, translations

pytestmark = pytest.mark.usefixtures("session", "hasty")


FRIDAY = datetime(2026, 11, 20, 8, tzinfo=UTC)


def test_an_unhappy_customer_is_told_until_when_a_person_answers(client: Client, session: Session) -> None:
    team = a_team(zone="Asia/Shanghai")
    invitation = an_invitation(survey=a_survey(team=team))
    with time_machine.travel(FRIDAY, tick=False):  # 16:00 in Shanghai: too late for Friday.
        thanks = text_of(client.get(send(client, link_of(invitation), score=2).location))
    assert "get back to you by Monday, November 23, 2026, 5:30 PM (Shanghai time)." in thanks
    assert the_response(session).promised_by == datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/Berlin", "Berlin time"),
        ("Asia/Shanghai", "Shanghai time"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires time"),
        ("UTC", "UTC"),
        ("Etc/UTC", "UTC"),
        # A table's sign is the other way round than anybody's.
        ("Etc/GMT+5", "GMT-05:00"),
    ],
)
def test_a_promise_says_whose_clock_it_is_as_people_do(app: Flask, zone: str, words: str) -> None:
    with app.test_request_context():
        assert zones.clock_of(zone, weeks.local(FRIDAY, zone), "en") == words


@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant"])
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Asia/Chongqing", "PRC"])
def test_chinas_clock_is_beijings_in_chinese(app: Flask, zone: str, language: str) -> None:
    with app.test_request_context():
        assert "北京" in zones.clock_of(zone, weeks.local(FRIDAY, zone), language)
        assert "柏林" in zones.clock_of("Europe/Berlin", weeks.local(FRIDAY, "Europe/Berlin"), language)


@pytest.mark.parametrize(
    ("score", "words"),
    [
        (7, "A person on our team will read every word of it."),
        (8, "A person on our team will read every word of it."),
        (9, "That makes our day."),
        (10, "That makes our day."),
    ],
)
def test_the_others_are_thanked_without_a_promise(client: Client, session: Session, score: int, words: str) -> None:
    thanks = text_of(client.get(send(client, link_of(an_invitation()), score=score).location))
    assert words in thanks
    assert the_response(session).promised_by is None


def test_nobody_is_promised_what_cannot_be_kept(client: Client, session: Session) -> None:
    unknown = f"/s/{a_survey().public_id}"
    anonymous = link_of(an_invitation(survey=a_survey(is_anonymous=True)))
    unreachable = a_contact(email="x@example.org")
    unreachable.email, unreachable.key = None, "K-1"
    for link in (unknown, anonymous, link_of(an_invitation(contact=unreachable))):
        thanks = text_of(client.get(send(client, link, score=2, key="page-key-of-ours").location))
        assert "get back to you" not in thanks
    assert set(session.scalars(select(Response.promised_by))) == {None}


def test_a_promise_stands_when_the_customer_adds_words(client: Client, session: Session) -> None:
    link = link_of(an_invitation())
    send(client, link, score=2)
    first = the_response(session).promised_by
    with time_machine.travel(first - timedelta(minutes=1), tick=False):  # type: ignore[operator]
        send(client, link, score=1, comment="Still nobody.")
    assert the_response(session).promised_by == first


def test_who_is_unhappy_weeks_later_gets_a_new_promise(client: Client, session: Session) -> None:
    link = link_of(an_invitation())
    send(client, link, score=2)
    with time_machine.travel(FRIDAY + timedelta(days=14), tick=False):
        thanks = text_of(client.get(send(client, link, score=1).location))
    assert "by Friday, December 4, 2026" in thanks


def test_promoters_are_shown_where_to_recommend_us(client: Client, session: Session, now: datetime) -> None:
    survey = a_survey(is_live=False)
    draft = survey.versions[0]
    texts = translations.read(draft)
    texts["en"] |= {"thanks_promoter": "How kind!", "thanks_link_label": "Tell <a> friend"}
    texts["en"]["thanks_link"] = "https://example.com/friends?a=1&b=2"
    publishing.save_texts(session, draft, {"en": texts["en"]}, seen=0)
    publishing.publish(session, draft, now, seen=1)
    links = [link_of(an_invitation(survey=survey)), f"/s/{survey.public_id}"]
    for number, link in enumerate(links):
        page = client.get(send(client, link, score=10, key=f"page-key-of-{number}").location)
        assert "How kind!" in text_of(page)
        assert (
            'href="https://example.com/friends?a=1&amp;b=2" rel="noopener noreferrer">Tell &lt;a&gt; friend<'
            in page.text
        )
    page = client.get(send(client, links[1], score=2, key="another-page-key").location)
    assert "How kind!" not in text_of(page)
    assert "example.com" not in page.text


def test_the_address_of_the_thanks_tells_others_nothing(client: Client) -> None:
    link = f"/s/{a_survey().public_id}"
    addresses = [send(client, link, score=2, key=f"page-number-{n}").location for n in range(2)]
    assert addresses[0] != addresses[1]
    assert not re.search(r"detractor|score|=2(?![\w-])", addresses[0])
