"""What was begun by a link for all is gone on with elsewhere, by an address that the page itself gives."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from tests.client import Client
from tests.factories import a_contact, a_touchpoint, an_invitation, link_of
from tests.responses.test_steps import a_branching_survey, answers_of, carried_in
from voc.responses import continuing
from voc.responses.models import Response, State
from voc.surveys import touchpoints
from voc.surveys.models import Survey

pytestmark = pytest.mark.usefixtures("session", "hasty")


def begin(client: Client, address: str, **said: str) -> str:
    """The page after the first step."""
    page = client.post(address, data=MultiDict([*carried_in(client.get(address).text), *said.items()]))
    assert page.status_code == 200
    return page.text


def elsewhere(page: str) -> str | None:
    """The path by which the page says to go on, or None."""
    found = re.search(r'class="elsewhere".*?<a href="([^"]+)"', page, re.DOTALL)
    return urlsplit(unescape(found[1]))._replace(scheme="", netloc="").geturl() if found else None


def test_it_goes_on_where_it_was_left_and_stays_one_response(client: Client, session: Session) -> None:
    address = f"/s/{a_branching_survey().public_id}"
    first = begin(client, address, score="2", comment="Late.", lang="zh-Hans")
    path = elsewhere(first)
    assert path
    again = client.get(path)
    assert again.headers["Cache-Control"] == "private, no-cache"
    assert "What did you buy?" in again.text
    assert {("score", "2"), ("comment", "Late.")} <= set(carried_in(again.text))
    assert elsewhere(again.text) == path
    done = client.post(address, data=MultiDict([*carried_in(again.text), ("choices", "a"), ("yes_no", "0")]))
    assert done.status_code == 303
    # The other device still has its page open, and sends it.
    client.post(address, data=MultiDict([*carried_in(first), ("choices", "b"), ("yes_no", "0")]))
    session.expire_all()
    response = session.scalars(select(Response)).one()
    assert (response.state, response.is_partial) == (State.FINAL, False)
    assert answers_of(response) == {"score": 2, "comment": "Late.", "choices": {"chosen": ["b"]}, "yes_no": 0}


def test_another_language_on_the_way_goes_on_with_the_same_answer(client: Client, session: Session) -> None:
    address = f"/s/{a_branching_survey().public_id}"
    first = begin(client, address, score="2", comment="Late.")
    found = re.search(r'<a href="([^"]+)" lang="zh-Hans"', first)
    assert found
    chinese = client.get(unescape(found[1]))
    assert 'lang="zh-Hans"' in chinese.text
    assert {("score", "2"), ("step", "1")} <= set(carried_in(chinese.text))
    sent = MultiDict([*carried_in(chinese.text), ("choices", "a"), ("yes_no", "0")])
    assert client.post(address, query_string={"lang": "zh-Hans"}, data=sent).status_code == 303
    response = session.scalars(select(Response)).one()
    assert answers_of(response) == {"score": 2, "comment": "Late.", "choices": {"chosen": ["a"]}, "yes_no": 0}


@pytest.mark.parametrize("door", ["kiosk", "anonymous"])
def test_where_nothing_leads_back_no_other_language_is_offered_on_the_way(client: Client, door: str) -> None:
    survey = a_branching_survey(is_anonymous=door == "anonymous")
    address = (
        f"/k/{a_touchpoint(survey=survey).public_id}" if door == "kiosk" else link_of(an_invitation(survey=survey))
    )
    assert 'hreflang="zh-Hans"' in client.get(address).text
    assert 'hreflang="zh-Hans"' not in begin(client, address, score="2")


def test_what_is_done_shows_the_thanks(client: Client) -> None:
    address = f"/s/{a_branching_survey().public_id}"
    first = begin(client, address, score="2")
    client.post(address, data=MultiDict([*carried_in(first), ("yes_no", "0")]))
    path = elsewhere(first)
    assert path
    onward = client.get(path)
    assert onward.status_code == 302
    assert client.get(onward.location).status_code == 200


def test_the_place_is_carried_along(client: Client, session: Session) -> None:
    touchpoint = a_touchpoint(survey=a_branching_survey(), fields={"store": "7"}, link_fields=["order"])
    path = elsewhere(begin(client, f"/q/{touchpoint.public_id}?order=A1", score="2"))
    assert path
    page = client.get(path).text
    action = re.search(r'<form method="post" action="([^"]+)"', page)
    assert action
    assert client.post(unescape(action[1]), data=MultiDict([*carried_in(page), ("yes_no", "0")])).status_code == 303
    response = session.scalars(select(Response)).one()
    assert (response.channel, response.fields) == ("qr", {"store": "7", "order": "A1"})


def test_nothing_is_given_away_on_a_screen_that_others_use(client: Client) -> None:
    touchpoint = a_touchpoint(survey=a_branching_survey())
    assert elsewhere(begin(client, f"/k/{touchpoint.public_id}", score="2")) is None


def test_before_anything_is_kept_there_is_nothing_to_go_on_with(client: Client) -> None:
    assert elsewhere(client.get(f"/s/{a_branching_survey().public_id}").text) is None


def test_who_was_invited_goes_on_by_their_own_link(client: Client) -> None:
    link = link_of(an_invitation(survey=a_branching_survey(), contact=a_contact()))
    path = elsewhere(begin(client, link, score="2"))
    assert path
    assert urlsplit(path).path == link
    assert continuing.NAME not in path


@pytest.mark.parametrize("token", ["", "x", "k" * 38, "\x00", "ключ"])
def test_a_token_of_somebody_else_shows_the_first_page(client: Client, token: str) -> None:
    other, survey = a_branching_survey(), a_branching_survey()
    path = elsewhere(begin(client, f"/s/{other.public_id}", score="2", comment="Private words."))
    assert path
    for given in (token, path.partition(f"{continuing.NAME}=")[2].partition("&")[0]):
        page = client.get(f"/s/{survey.public_id}", query_string={continuing.NAME: given})
        assert page.status_code == 200
        assert "Private words." not in page.text
        assert ("step", "0") in carried_in(page.text)


def test_an_anonymous_answer_can_be_gone_on_with_and_keeps_no_trace_of_it(client: Client, session: Session) -> None:
    survey: Survey = a_branching_survey(is_anonymous=True)
    path = elsewhere(begin(client, f"/s/{survey.public_id}", score="2"))
    assert path
    page = client.get(path).text
    client.post(f"/s/{survey.public_id}", data=MultiDict([*carried_in(page), ("yes_no", "0")]))
    response = session.scalars(select(Response)).one()
    # The address stands in logs, with its time: nothing of it leads to the row.
    assert response.client_key.removeprefix("page:") not in path
    assert dict(carried_in(page))["key"] not in response.client_key
    assert (response.contact_id, response.invitation_id, response.is_partial) == (None, None, False)


def test_the_name_in_the_address_is_no_field_of_a_link() -> None:
    assert not touchpoints.is_key(continuing.NAME)
