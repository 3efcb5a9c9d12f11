"""The four ways to a touchpoint, and the open link: what an answer brings along, and what it cannot."""

from __future__ import annotations

import gzip
import re
from datetime import datetime
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.client import Client
from tests.factories import a_response, a_survey, a_touchpoint, the_survey
from tests.flow.company import opened_of
from voc.core.db import Base
from voc.responses import hosted
from voc.responses.links import ways
from voc.responses.models import Response
from voc.responses.values import Unacceptable
from voc.surveys import publishing, touchpoints

pytestmark = pytest.mark.usefixtures("session", "hasty")

STATIC = Path(hosted.__file__).parents[1] / "static"
KINDS = pytest.mark.parametrize("kind", ways.CHANNELS)


def key_in(page: TestResponse) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page.text)
    assert found, "the page carries no key"
    return found[1]


def answer(client: Client, address: str, *, score: int = 3, **more: str) -> TestResponse:
    """Open the page and send what it asks to where its form says."""
    page = client.get(address)
    assert page.status_code == 200
    action = re.search(r'<form method="post" action="([^"]+)"', page.text)
    assert action
    opened = re.search(r'name="opened" value="([^"]+)"', page.text)
    assert opened
    data = {"score": str(score), "comment": "", "key": key_in(page), "opened": opened[1], **more}
    return client.post(unescape(action[1]), data=data)


def the_response(session: Session) -> Response:
    return session.scalars(select(Response)).one()


@KINDS
def test_an_answer_says_where_and_how_it_was_given(client: Client, session: Session, kind: str) -> None:
    touchpoint = a_touchpoint(fields={"store": "Berlin", "counter": "3"}, link_fields=["order"])
    sent = answer(client, f"/{kind}/{touchpoint.public_id}?order=123&utm_source=x")
    assert sent.status_code == 303
    assert "Your answer has arrived" in client.get(sent.location).text
    response = the_response(session)
    assert (response.channel, response.touchpoint) == (ways.CHANNELS[kind], touchpoint)
    assert response.fields == {"store": "Berlin", "counter": "3", "order": "123"}
    assert (response.state, response.confirmed_by, response.contact_id) == ("final", "button", None)
    assert response.client_key.startswith("page:")


def test_a_link_cannot_say_that_it_comes_from_another_place(client: Client, session: Session) -> None:
    touchpoint = a_touchpoint(fields={"store": "Berlin"}, link_fields=["store", "order"])
    answer(client, f"/q/{touchpoint.public_id}?store=Paris&order=1&order=2&Order=3&counter=9")
    assert the_response(session).fields == {"store": "Berlin", "order": "1"}


@pytest.mark.parametrize(
    "text",
    [
        "", "%20%20", "x" * 101, "a%00b", "a%0Ab", "%E2%80%AE321", "%ED%A0%80", "%ff%fe", "a%EF%BF%BDb", "%E2%81%A61",
        "%7F",
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["q", "s"])
def test_what_is_no_short_visible_text_is_left_out_and_the_answer_is_kept(
    client: Client, session: Session, kind: str, text: str
) -> None:
    survey = the_survey()
    survey.link_fields = ["order", "seat"]
    name = survey.public_id if kind == "s" else a_touchpoint(link_fields=["order", "seat"], fields={}).public_id
    assert answer(client, f"/{kind}/{name}?order={text}&seat=%205%20").status_code == 303
    assert the_response(session).fields == {"seat": "5"}


def test_ten_thousand_fields_are_no_fields(client: Client, session: Session) -> None:
    touchpoint = a_touchpoint(fields={}, link_fields=["order"])
    query = "&".join(f"f{n}={'x' * 30}" for n in range(10_000))
    assert answer(client, f"/l/{touchpoint.public_id}?{query}&order=1").status_code == 303
    assert the_response(session).fields == {"order": "1"}


def test_the_open_link_carries_what_its_owner_allowed(client: Client, session: Session) -> None:
    survey = a_survey()
    survey.link_fields = ["order"]
    session.flush()
    answer(client, f"/s/{survey.public_id}?order=1&store=x")
    # The process remembers the survey by now, and must not remember who came by.
    answer(client, f"/s/{survey.public_id}")
    answer(client, f"/s/{survey.public_id}?order=2")
    survey.link_fields = []
    session.flush()
    answer(client, f"/s/{survey.public_id}?order=3")
    found = session.execute(select(Response.fields, Response.channel, Response.touchpoint_id).order_by(Response.id))
    assert [tuple(row) for row in found] == [
        ({"order": "1"}, "page", None), ({}, "page", None), ({"order": "2"}, "page", None), ({}, "page", None),
    ]  # fmt: skip


def test_the_first_answer_decides(client: Client, session: Session) -> None:
    here, there = a_touchpoint(link_fields=["order"]), a_touchpoint(fields={"store": "Paris"})
    key = "one-key-of-a-page"
    answer(client, f"/q/{here.public_id}?order=1", key=key)
    answer(client, f"/q/{here.public_id}?order=2", key=key, score=9)
    answer(client, f"/k/{there.public_id}", key=key, comment="Slow.")
    answer(client, f"/s/{the_survey().public_id}", key=key)
    response = the_response(session)
    session.refresh(response)
    assert (response.touchpoint_id, response.channel) == (here.id, "qr")
    assert response.fields == {"store": "Berlin", "order": "1"}
    assert [revision.score for revision in response.revisions] == [3, 9]


def test_an_anonymous_answer_says_where_and_never_which_order(client: Client, session: Session) -> None:
    survey = a_survey(is_anonymous=True)
    survey.link_fields = ["order"]
    touchpoint = a_touchpoint(survey=survey, link_fields=["order"])
    for address in (f"/q/{touchpoint.public_id}", f"/s/{survey.public_id}"):
        sent = answer(client, f"{address}?order=123")
        assert "123" not in sent.location
        assert "order" not in client.get(f"{address}?order=123").text, "No address that we write carries it on."
    found = session.scalars(select(Response).order_by(Response.channel)).all()
    assert [(row.channel, row.fields) for row in found] == [("page", {}), ("qr", {"store": "Berlin"})]


def test_many_answers_at_once_keep_their_own(client: Client, session: Session) -> None:
    counters = [a_touchpoint(fields={"counter": str(n)}) for n in range(3)]
    for counter in counters:
        for kind in ways.CHANNELS:
            answer(client, f"/{kind}/{counter.public_id}")
    found = session.execute(select(Response.touchpoint_id, Response.channel, Response.fields))
    expected = {(c.id, channel, str(n)) for n, c in enumerate(counters) for channel in ways.CHANNELS.values()}
    assert {(place, channel, fields["counter"]) for place, channel, fields in found} == expected


def test_an_answer_recorded_elsewhere_has_no_place(session: Session) -> None:
    response = a_response()
    session.refresh(response)
    assert (response.touchpoint_id, response.fields) == (None, {})


# Addresses


def test_another_language_keeps_what_the_link_brought(client: Client, session: Session) -> None:
    touchpoint = a_touchpoint(link_fields=["order"])
    page = client.get(f"/l/{touchpoint.public_id}?order=A%26B")
    [other] = re.findall(r'href="([^"]+)" lang="zh-Hans"', page.text)
    answer(client, unescape(other))
    response = the_response(session)
    assert (response.language, response.fields["order"]) == ("zh_Hans", "A&B")


def test_fields_may_be_called_as_parts_of_our_addresses_are(client: Client, session: Session) -> None:
    touchpoint = a_touchpoint(link_fields=["name", "kind", "endpoint", "public_id", "page"])
    answer(client, f"/l/{touchpoint.public_id}?name=a&kind=k&endpoint=e&public_id=x&page=p")
    expected = {"store": "Berlin", "name": "a", "kind": "k", "endpoint": "e", "public_id": "x", "page": "p"}
    assert the_response(session).fields == expected


@KINDS
def test_switched_off_or_closed_nothing_is_taken(client: Client, session: Session, kind: str) -> None:
    off, touchpoint = a_touchpoint(is_on=False), a_touchpoint()
    publishing.close(session, a_survey(title="Another"), the_survey().created_at)
    for _ in range(2):
        for method in ("GET", "POST"):
            page = client.open(
                f"/{kind}/{off.public_id}", method=method, data={"score": "3", "key": "page-key-of-ours"}
            )
            assert page.status_code == 410
            assert "This survey has ended" in page.text
        publishing.close(session, touchpoint.survey, touchpoint.created_at)
        off = touchpoint
    assert session.scalar(select(func.count(Response.id))) == 0


@KINDS
@pytest.mark.parametrize("name", ["nothinghere", "x", "%00", "%F0%9F%98%80", "a" * 3000, "%D0%BA", "%ff"])
def test_a_place_that_is_not_there(client: Client, kind: str, name: str) -> None:
    a_touchpoint()
    page = client.get(f"/{kind}/{name}")
    assert page.status_code == 404
    assert "This link leads nowhere" in page.text


def test_a_draft_has_no_places_yet(client: Client) -> None:
    touchpoint = a_touchpoint(survey=a_survey(is_live=False))
    assert client.get(f"/q/{touchpoint.public_id}").status_code == 404


def test_typed_from_paper_capitals_are_fine(client: Client) -> None:
    assert client.get(f"/q/{a_touchpoint().public_id.upper()}").status_code == 200


@KINDS
def test_looking_writes_nothing_and_sets_no_cookie(client: Client, session: Session, kind: str) -> None:
    address = f"/{kind}/{a_touchpoint().public_id}"
    before = {name: session.scalar(select(func.count()).select_from(t)) for name, t in Base.metadata.tables.items()}
    for path in (address, f"{address}/thanks", f"{address}?score=3"):
        for method in ("GET", "HEAD", "OPTIONS"):
            page = client.open(path, method=method)
            assert page.status_code == 200
            assert "Set-Cookie" not in page.headers
    after = {name: session.scalar(select(func.count()).select_from(t)) for name, t in Base.metadata.tables.items()}
    assert after == before


# Kiosk and frame


def test_at_a_kiosk_nothing_is_kept_and_everything_begins_anew(client: Client) -> None:
    address = f"/k/{a_touchpoint().public_id}"
    first, second = client.get(address), client.get(address)
    assert key_in(first) != key_in(second)
    assert first.headers["Cache-Control"] == "no-store"
    assert 'autocomplete="off"' in first.text
    wrong = client.post(f"{address}?lang=en", data={"comment": "Mine.", "key": key_in(first)})
    assert (wrong.status_code, wrong.headers["Cache-Control"]) == (422, "no-store")
    thanks = client.get(answer(client, address).location)
    assert thanks.headers["Cache-Control"] == "no-store"
    assert f'<noscript><meta http-equiv="refresh" content="12; url={address}"></noscript>' in thanks.text
    ways_out = re.findall(r'<a [^>]*href="([^"]+)"', thanks.text + first.text)
    assert ways_out
    assert all(link.startswith(address) for link in ways_out), "No way leads away from it."


def test_at_home_the_page_is_kept_for_who_goes_back(client: Client) -> None:
    assert client.get(f"/q/{a_touchpoint().public_id}").headers["Cache-Control"] == "private, no-cache"


def test_only_the_named_sites_may_frame_it_and_only_there(client: Client, session: Session) -> None:
    sites = ["https://shop.example.com", "http://localhost:3000"]
    touchpoint = a_touchpoint(origins=sites)
    sent = answer(client, f"/i/{touchpoint.public_id}")
    pages = [client.get(f"/i/{touchpoint.public_id}"), sent, client.get(sent.location)]
    touchpoint.is_on = False
    session.flush()
    pages.append(client.get(f"/i/{touchpoint.public_id}"))
    for page in pages:
        policy = page.headers["Content-Security-Policy"]
        assert policy.endswith("frame-ancestors https://shop.example.com http://localhost:3000")
        assert policy.startswith("default-src 'none'")
        assert "X-Frame-Options" not in page.headers
    for other in (f"/k/{touchpoint.public_id}", f"/q/{touchpoint.public_id}", f"/i/{a_touchpoint().public_id}", "/i/x"):
        page = client.get(other)
        assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
        assert page.headers["X-Frame-Options"] == "DENY"


@KINDS
def test_the_whole_page_is_under_fifteen_kilobytes(client: Client, kind: str) -> None:
    page = client.get(f"/{kind}/{a_touchpoint().public_id}?lang=zh-Hans")
    names = re.findall(r'(?:href|src)="/static/([^"?]+)', page.text)
    sizes = {name: len(gzip.compress((STATIC / name).read_bytes())) for name in names}
    sizes["html"] = len(gzip.compress(page.data))
    assert sum(sizes.values()) < 15_000, sizes
    # Room to grow, and a warning before it is used up.
    assert sum(sizes.values()) < 8_500, sizes


def test_a_closed_kiosk_stays_closed_and_counts_nothing_down(client: Client, session: Session) -> None:
    touchpoint = a_touchpoint()
    publishing.close(session, touchpoint.survey, touchpoint.created_at)
    address = f"/k/{touchpoint.public_id}"
    # Nobody's words stay on a screen that the next person sits before.
    for page in (client.get(address), client.post(address, data={"comment": "I am Ann.", "key": "page-key-of-ours"})):
        assert "This survey has ended" in page.text
        assert "data-shut" in page.text
        assert "Ann" not in page.text
        assert 'role="timer"' not in page.text
        assert f'content="120; url={address}"' in page.text
        assert '<p class="company">Acme</p>' in page.text
        assert 'lang="zh-Hans"' in page.text


def test_at_a_kiosk_too_it_is_said_what_came_before_it_closed(
    client: Client, session: Session, now: datetime, hasty: None
) -> None:
    touchpoint = a_touchpoint()
    address = f"/k/{touchpoint.public_id}"
    answer = {"key": "page-key-of-ours", "opened": opened_of(client.get(address).text), "score": "3"}
    assert client.post(address, data=answer).status_code == 303
    publishing.close(session, touchpoint.survey, now)
    late = client.post(address, data={**answer, "comment": "I am Ann."}).text
    assert "What you had answered before is kept" in late
    assert "Ann" not in late


def test_no_field_is_more_than_a_column_can_hold(session: Session) -> None:
    with pytest.raises(Unacceptable):
        a_response(fields={"order": "a\0b"})
    assert touchpoints.is_value("\u05d0\u200f")


def test_a_frame_looks_as_its_address_says_on_every_page(client: Client, session: Session) -> None:
    home = f"/i/{a_touchpoint(link_fields=['order']).public_id}"
    themed = {"": "light", "?theme=light": "light", "?theme=dark": "dark", "?theme=auto": None, "?theme=x": "light"}
    for query, theme in themed.items():
        found = re.search(r'<html [^>]*data-theme="(\w+)"', client.get(home + query).text)
        assert (found[1] if found else None) == theme, query
    sent = answer(client, f"{home}?theme=dark&order=7", lang="zh_Hans")
    thanks = client.get(sent.location).text
    assert 'data-theme="dark"' in thanks
    ways_on = re.findall(r'<li><a href="([^"]+)"', thanks)
    assert ways_on
    assert all("theme=dark" in way for way in ways_on)
    assert the_response(session).fields == {"store": "Berlin", "order": "7"}
    # Anywhere else nobody could have meant it.
    other = client.get(home.replace("/i/", "/l/") + "?theme=dark").text
    assert "data-theme" not in other
    assert "theme=dark" not in other


def test_dark_is_the_same_in_a_frame_as_elsewhere() -> None:
    everywhere, framed = ((STATIC / "css" / name).read_text() for name in ("tokens.css", "iframe.css"))
    there = everywhere.partition("@media screen and (prefers-color-scheme: dark)")[2].partition("}")[0]
    here = framed.partition('[data-theme="dark"] {')[2].partition("}")[0]
    dark = re.findall(r"(--[\w-]+): ([^;]+);", there)
    assert len(dark) > 15
    assert re.findall(r"(--[\w-]+): ([^;]+);", here) == dark
