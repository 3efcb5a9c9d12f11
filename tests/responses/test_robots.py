"""Programs that fill in forms are recorded and do not count; people who are taken for one can be restored."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import a_survey, a_user, an_invitation, link_of
from tests.responses.test_steps import answers_of, carried_in
from tests.responses.widget.conftest import SITE, a_widget
from voc.core import clock as house_clock
from voc.followups.models import Case
from voc.followups.opening import screen
from voc.responses import robots
from voc.responses.models import Response, State
from voc.surveys.models import Survey

LOW = [("score", "1"), ("comment", "Call me.")]


@pytest.fixture
def survey(session: Session) -> Survey:
    return a_survey()


def the_response(session: Session) -> Response:
    session.expire_all()
    return session.scalars(select(Response)).one()


def post(client: Client, survey: Survey, fields: list[tuple[str, str]]) -> Any:
    answer = client.post(f"/s/{survey.public_id}", data=dict(fields))
    assert answer.status_code == 303, answer.text
    return answer


def opened(client: Client, survey: Survey) -> list[tuple[str, str]]:
    return carried_in(client.get(f"/s/{survey.public_id}").text)


def test_a_person_who_reads_is_believed(
    client: Client, survey: Survey, session: Session, clock: time_machine.Traveller
) -> None:
    fields = opened(client, survey)
    clock.shift(2)
    post(client, survey, [*fields, *LOW])
    assert the_response(session).state == State.FINAL


@pytest.mark.parametrize("reason", ["bait", "too_fast", "unopened"])
def test_what_no_person_does_is_set_aside_says_why_and_is_restored(
    client: Client, survey: Survey, session: Session, clock: time_machine.Traveller, reason: str
) -> None:
    fields = opened(client, survey)
    clock.shift(0.5 if reason == "too_fast" else 60)
    more = {"bait": [(robots.TRAP, "https://casino.example")], "unopened": [(robots.OPENED, "")]}.get(reason, [])
    thanks = post(client, survey, [*fields, *LOW, *more])
    # The sender is told nothing.
    assert client.get(thanks.headers["Location"]).status_code == 200
    response = the_response(session)
    assert (response.state, response.set_aside_reason, response.confirmed_by) == (State.SET_ASIDE, reason, None)
    assert answers_of(response) == {"score": 1, "comment": "Call me."}
    screen(session, house_clock.now())
    assert session.scalars(select(Case)).all() == []
    page = client.sign_in(a_user()).get("/responses?state=set_aside").text
    assert "Call me." in page
    client.post(f"/responses/{response.id}/restore")
    response = the_response(session)
    assert (response.state, response.confirmed_by, response.score) == (State.FINAL, "staff", 1)


def test_a_time_that_we_did_not_sign_is_none(client: Client, survey: Survey, session: Session) -> None:
    fields = dict(opened(client, survey))
    signed = fields[robots.OPENED]
    assert re.fullmatch(r"\d{13}[\w-]{16}", signed)
    fields[robots.OPENED] = str(int(signed[:13]) - 60_000) + signed[13:]
    post(client, survey, [*fields.items(), *LOW])
    assert the_response(session).set_aside_reason == "unopened"


def test_a_robot_never_touches_what_a_person_said(
    client: Client, survey: Survey, session: Session, clock: time_machine.Traveller
) -> None:
    fields = opened(client, survey)
    clock.shift(5)
    post(client, survey, [*fields, *LOW])
    post(client, survey, [*fields, ("score", "10"), ("comment", "Buy pills."), (robots.TRAP, "x")])
    response = the_response(session)
    assert (response.state, answers_of(response)) == (State.FINAL, {"score": 1, "comment": "Call me."})


def test_a_person_taken_for_a_robot_sends_again_and_counts(
    client: Client, survey: Survey, session: Session, clock: time_machine.Traveller
) -> None:
    fields = opened(client, survey)
    post(client, survey, [*fields, *LOW])
    assert the_response(session).state == State.SET_ASIDE
    clock.shift(5)
    post(client, survey, [*fields, *LOW])
    response = the_response(session)
    assert (response.state, response.set_aside_reason, response.confirmed_by) == (State.FINAL, None, "comment")


def test_a_link_of_ones_own_needs_no_such_proof(client: Client, survey: Survey, session: Session) -> None:
    link = link_of(an_invitation(survey=survey))
    assert robots.TRAP not in client.get(link).text
    client.post(link, data=dict(LOW))
    assert the_response(session).state == State.FINAL


@pytest.mark.parametrize(("seconds", "state"), [(0.2, State.SET_ASIDE), (3, State.FINAL)])
def test_the_widget_says_when_it_came(
    client: Client, session: Session, clock: time_machine.Traveller, seconds: float, state: State
) -> None:
    widget = a_widget(survey=a_survey())
    address, headers = f"/widget/{widget.public_id}", {"Origin": SITE}
    told = client.post(f"{address}/hello", json={}, headers=headers).json
    assert told
    clock.shift(timedelta(seconds=seconds))
    sent = {"key": "k" * 24, "answers": {"score": 3}, "final": True, "opened": told["opened"]}
    assert client.post(f"{address}/answer", json=sent, headers=headers).status_code == 200
    assert the_response(session).state == state
