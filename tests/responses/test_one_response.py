"""The page of one response: everything that it says, for those who may know of it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from flask import Flask
from playwright.sync_api import Browser, ViewportSize
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests import browser as chromium
from tests.browser import looks_right
from tests.client import Client
from tests.factories import (
    a_contact,
    a_long_survey,
    a_response,
    a_survey,
    a_team,
    a_touchpoint,
    a_user,
    a_workspace,
    an_account,
    an_invitation,
    responses,
    values,
)
from tests.responses.test_answers import SAID
from voc.core import clock
from voc.core.db import db
from voc.followups import opening
from voc.insights import reading
from voc.responses import provisional, submission
from voc.responses.models import Response, Revision, State
from voc.staff.models import Role
from voc.surveys.models import Survey


@pytest.fixture
def owner(client: Client, session: Session) -> Client:
    return client.sign_in(a_user())


def address_of(response: Response) -> str:
    return f"/responses/{response.public_id}"


def text_of(page: TestResponse) -> str:
    assert page.status_code == 200
    main = page.text.partition('<main class="main"')[2]
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", main).split()))


def a_full_response(session: Session, now: datetime, *, survey: Survey | None = None) -> Response:
    """Somebody's answer to every question, changed once, read, in a case."""
    survey = survey or a_long_survey()
    contact = a_contact(name="Ana Petrova", account=an_account(name="Blue Harbour"))
    given = values(
        survey=survey, contact=contact, score=3, verbatim="The delivery was late, call 555-123-4567.", answers=SAID,
        touchpoint=a_touchpoint(survey=survey), fields={"store": "Berlin"}, language="en", channel="qr",
    )  # fmt: skip
    response = submission.record(session, given).response
    response.revisions.append(
        Revision(at=now + timedelta(days=1), score=9, comment="Ana says hi.", answers={"rating": 1})
    )
    session.commit()
    reading.read_waiting(session, now)
    opening.follow_up(session, response, now)
    session.flush()
    return response


# What it shows


def test_it_says_everything_in_the_order_of_the_questions(owner: Client, session: Session, now: datetime) -> None:
    response = a_full_response(session, now)
    page = owner.get(address_of(response))
    said = text_of(page)
    asked = [
        "How likely are you to recommend Acme to a friend or colleague? 3 of 10",
        "What is the main reason for your score? The delivery",
        "And the shop? 4 of 4", "What did you buy? Tea Soap", "Where can we reach you? ann@example.org",
    ]  # fmt: skip
    places = [said.find(piece) for piece in asked]
    assert -1 not in places, said
    assert places == sorted(places)
    for piece in (
        "Final pressed Send", "Answered at Nov 16, 2026, 9:00", "QR code", "Language English", "Version 1",
        "Person Ana Petrova", "Account Blue Harbour", "store Berlin", "Negative", "Delivery",
        "Until Nov 17, 2026, 9:00", "score 9", "Ana says hi.", "And the shop? 1 of 4",
    ):  # fmt: skip
        assert piece in said.replace("\u202f", " "), piece
    assert re.search(r'<a href="/cases/\d+">Case \d+</a>', page.text)
    assert "<script>alert" not in page.text


def test_it_names_the_campaign_that_asked_and_leads_there_who_may_ask(
    owner: Client, session: Session, now: datetime
) -> None:
    invitation = an_invitation()
    seen = provisional.Seen("visit-number-1", 3, 0, was_touched=False)
    response = provisional.sight(session, invitation, seen, now, language="en")
    campaign = invitation.campaign
    page = owner.get(address_of(response)).text
    assert f'<dt>Campaign</dt><dd><a href="/campaigns/{campaign.id}">{campaign.name}</a></dd>' in page
    page = owner.sign_in(a_user(role=Role.AGENT)).get(address_of(response)).text
    assert f"<dt>Campaign</dt><dd>{campaign.name}</dd>" in page
    assert "<dt>Campaign</dt>" not in owner.get(address_of(a_response(score=1))).text


def test_it_stands_in_the_readers_language(client: Client, session: Session) -> None:
    response = a_response(verbatim="Late.")
    page = client.sign_in(a_user(language="zh_Hans")).get(address_of(response)).text
    assert '<span lang="zh-Hans">您向朋友或同事推荐 Acme 的可能性有多大？</span>' in page


def test_list_verbatims_and_case_lead_to_it(owner: Client, session: Session, now: datetime) -> None:
    response = a_full_response(session, now)
    case = re.search(r"/cases/\d+", owner.get(address_of(response)).text)
    assert case
    for page in ("/responses", "/verbatims", case[0]):
        assert f'href="{address_of(response)}"' in owner.get(page).text, page


def test_why_it_was_set_aside_and_what_its_page_saw(owner: Client, session: Session, now: datetime) -> None:
    invitation = an_invitation()
    visits = [provisional.Seen(f"visit-number-{score}", score, 0, was_touched=False) for score in (1, 9)]
    _first, response = [provisional.sight(session, invitation, seen, now, language="en") for seen in visits]
    said = text_of(owner.get(address_of(response)))
    assert "Set aside several scores were opened" in said
    assert "2 visits from the mail" in said


# Who may


def test_it_is_where_it_belongs_and_nowhere_else(client: Client, session: Session) -> None:
    response = a_response()
    assert "/sign-in" in client.get(address_of(response)).location
    client.sign_in(a_user())
    assert client.get(address_of(response)).status_code == 200
    assert client.post(address_of(response)).status_code == 405
    assert client.get("/responses/export").status_code == 405
    elsewhere = a_response(survey=a_survey(workspace=a_workspace()))
    for gone in (address_of(elsewhere), "/responses/nobody-has-this", f"/responses/{response.id}"):
        assert client.get(gone).status_code == 404, gone


def test_a_reader_sees_nobody_and_decides_nothing(client: Client, session: Session, now: datetime) -> None:
    a_user()
    survey = a_long_survey()
    response = a_full_response(session, now, survey=survey)
    client.sign_in(a_user(role=Role.READER))
    assert "Too few to show" in text_of(client.get(address_of(response)))
    responses(4, survey=survey)
    page = client.get(address_of(response))
    said = text_of(page)
    for secret in ("Ana", "Blue Harbour", "555-123-4567", "ann@example.org", "Berlin", "Set it aside", "Case"):
        assert secret not in said, secret
    for piece in ("[phone number]", "[name] says hi.", "reach you? [e-mail address]", "Tea Soap"):
        assert piece in said, piece


def test_an_agent_of_another_team_does_not_learn_of_the_case(client: Client, session: Session, now: datetime) -> None:
    a_user()
    response = a_full_response(session, now)
    client.sign_in(a_user(role=Role.AGENT, team=a_team()))
    page = client.get(address_of(response))
    assert "Ana Petrova" in page.text
    assert "/cases/" not in page.text.partition('<main class="main"')[2]


def test_of_an_anonymous_survey_five_are_needed_and_no_time_is_told(owner: Client, session: Session) -> None:
    survey = a_survey(is_anonymous=True)
    first, *_others = responses(4, survey=survey, verbatim="Recognizable.", score=3)
    page = owner.get(address_of(first))
    assert "Too few to show" in text_of(page)
    for told in ("Recognizable.", survey.title, "Detractor"):
        assert told not in text_of(page)
    a_response(survey=survey)
    said = text_of(owner.get(address_of(first)))
    assert "Recognizable." in said
    assert "Nov 16, 2026 · anonymous" in said
    assert not re.search(r"\d:\d\d|Last changed|Final since|Person", said)


# Deciding


def test_after_a_decision_the_page_is_there_again(owner: Client, session: Session) -> None:
    response = a_response(verbatim="Late.")
    for action, state, said in (
        ("set-aside", State.SET_ASIDE, "does not count any more"), ("restore", State.FINAL, "counts again"),
    ):  # fmt: skip
        page = owner.get(address_of(response)).text
        pressed = f"/responses/{response.id}/{action}?alone=1"
        assert f'action="{pressed}"' in page
        answer = owner.post(pressed)
        assert answer.location == address_of(response)
        assert response.state == state
        assert said in text_of(owner.get(answer.location))


def test_much_takes_as_many_statements_as_little(
    owner: Client, session: Session, now: datetime, statements: list[str]
) -> None:
    def queries(response: Response) -> int:
        session.expire_all()
        statements.clear()
        assert owner.get(address_of(response)).status_code == 200
        return len(statements)

    survey = a_long_survey()
    response = a_full_response(session, now, survey=survey)
    few = queries(response)
    for number in range(18):
        response.revisions.append(Revision(at=now, score=number % 10, comment="Words.", answers={"rating": 2}))
        a_response(survey=survey, verbatim="Late.", answers=SAID)
    session.commit()
    assert queries(response) == few <= 22


@pytest.mark.browser
@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("size", [chromium.PHONE, chromium.DESKTOP], ids=["phone", "desktop"])
def test_it_looks_right(
    browser: Browser, fresh_app: Flask, fresh_client: Client, served: str, size: ViewportSize
) -> None:
    with fresh_app.app_context():
        fresh_client.sign_in(a_user())
        response = a_full_response(db.session(), clock.now())
        db.session.commit()
        address = address_of(response)
    with chromium.signed_in(browser, fresh_client, served, size) as page:
        page.goto(address)
        looks_right(page)


def test_what_was_set_aside_makes_nobody_less_alone(owner: Client, session: Session) -> None:
    survey = a_survey(is_anonymous=True)
    first, *others = responses(6, survey=survey, verbatim="Recognizable.", score=3)
    assert "Recognizable" in text_of(owner.get(address_of(first)))
    for each in others:
        owner.post(f"/responses/{each.id}/set-aside")
    assert "Recognizable" not in text_of(owner.get(address_of(first)))
