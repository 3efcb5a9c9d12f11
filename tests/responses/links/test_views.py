"""The console's pages of a survey's places: made, changed, switched off, printed, counted."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from html import unescape

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import (
    a_response,
    a_survey,
    a_touchpoint,
    a_user,
    a_workspace,
    responses,
    the_survey,
    the_workspace,
)
from tests.pictures import a_png
from voc.responses.links import codes, forms, printing
from voc.staff import branding
from voc.staff.models import AuditEvent, Role
from voc.surveys.models import Touchpoint

pytestmark = pytest.mark.usefixtures("session")

#: A reader would see an alert, an address would run, a sheet would compute.
HOSTILE = "=\"'><script>alert(1)</script>"


def filled(**changed: str) -> dict[str, str]:
    fields = "store = Berlin\ncounter = 3"
    return {"name": "Berlin, counter 3", "fields": fields, "link_fields": "order", "origins": "", **changed}


@pytest.fixture
def address(session: Session) -> str:
    return f"/surveys/{the_survey().id}/links"


def test_a_place_is_made_renamed_and_switched_off(client: Client, session: Session, address: str) -> None:
    client.sign_in(a_user())
    assert "No touchpoints yet" in client.get(address).text
    assert session.scalar(select(func.count(Touchpoint.id))) == 0, "Looking changes nothing."
    made = client.post(address, data=filled(link_fields="order, seat order", origins="shop.example.com/x\nhttp://a:80"))
    assert made.status_code == 302
    touchpoint = session.scalars(select(Touchpoint)).one()
    assert (touchpoint.fields, touchpoint.link_fields) == ({"store": "Berlin", "counter": "3"}, ["order", "seat"])
    assert touchpoint.origins == ["https://shop.example.com", "http://a"]
    page = client.get(made.location).text
    for kind in "lqki":
        assert f"/{kind}/{touchpoint.public_id}" in page
    assert "&lt;iframe id=&#34;voc-" in page
    first = touchpoint.public_id
    client.post(made.location, data=filled(name="Berlin, door"))
    client.post(f"{made.location}/switch", data={"to": "off"})
    session.expire_all()
    assert (touchpoint.name, touchpoint.public_id, touchpoint.is_on) == ("Berlin, door", first, False)
    assert client.get(f"/q/{first}").status_code == 410
    assert "Switched off" in client.get(address).text
    client.post(f"{made.location}/switch", data={"to": "on"})
    assert client.get(f"/q/{first}").status_code == 200
    actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    kept = ["touchpoint.made", "touchpoint.saved", "touchpoint.switched_off", "touchpoint.switched_on"]
    assert [action for action in actions if action.startswith("touchpoint")] == kept


@pytest.mark.parametrize("is_known", [False, True])
def test_what_nobody_else_can_open_is_not_copied_or_printed_unawares(
    client: Client, address: str, monkeypatch: pytest.MonkeyPatch, *, is_known: bool
) -> None:
    settings = client.application.config["VOC"]
    public_url = "https://feedback.example.com" if is_known else "http://localhost:8000"
    monkeypatch.setitem(client.application.config, "VOC", replace(settings, public_url=public_url))
    client.sign_in(a_user())
    place = client.post(address, data=filled()).location
    survey = f"/surveys/{the_survey().id}"
    for page in (address, place, f"{place}/poster", f"{place}/cards", f"{survey}/widget", survey):
        found = client.get(page)
        assert found.status_code == 200, page
        assert ("http://localhost:8000" in found.text and "VOC_PUBLIC_URL" in found.text) != is_known, page


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""}, {"name": " "}, {"name": "x" * 81}, {"name": "a\u202eb"}, {"fields": "Store = Berlin"},
        {"fields": "store"}, {"fields": "store ="}, {"fields": "= Berlin"}, {"fields": "1a = b"},
        {"fields": "store = " + "x" * 101}, {"fields": "store = a\u202eb"}, {"fields": "store = a\0b"},
        {"fields": "a = 1\na = 2"}, {"fields": "\n".join(f"f{n} = 1" for n in range(11))}, {"fields": "lang = en"},
        {"fields": "é = 1"}, {"fields": f"{'a' * 31} = 1"}, {"link_fields": "store"}, {"link_fields": "score"},
        {"link_fields": "a-b"}, {"link_fields": " ".join(f"f{n}" for n in range(11))}, {"link_fields": "<script>"},
        {"origins": "*"}, {"origins": "https://*.example.com"}, {"origins": "'self'"}, {"origins": "https://a b"},
        {"origins": "https://a.example;script-src"}, {"origins": "javascript:x"},
        {"origins": "https://a.example\n" * 51},
    ],
    ids=str,
)  # fmt: skip
def test_what_makes_no_sense_comes_back(client: Client, session: Session, address: str, wrong: dict[str, str]) -> None:
    client.sign_in(a_user())
    refused = client.post(address, data=filled(**wrong))
    assert refused.status_code == 422
    assert "Not saved yet" in refused.text
    assert 'class="wrong" id=' in refused.text
    assert session.scalar(select(func.count(Touchpoint.id))) == 0
    touchpoint = a_touchpoint(fields={"store": "Paris"})
    refused = client.post(f"{address}/{touchpoint.id}", data=filled(**wrong))
    session.expire_all()
    assert (refused.status_code, touchpoint.fields) == (422, {"store": "Paris"})


def test_two_places_of_a_survey_have_two_names(client: Client, session: Session, address: str) -> None:
    client.sign_in(a_user())
    other, mine = a_touchpoint(name="Door"), a_touchpoint(name="Counter")
    for place in ("", f"/{mine.id}"):
        refused = client.post(address + place, data=filled(name="Door"))
        assert refused.status_code == 422
        assert "Another touchpoint has this name." in refused.text
    session.expire_all()
    assert (mine.name, mine.fields) == ("Counter", {"store": "Berlin"})
    elsewhere = a_survey(title="Elsewhere")
    assert client.post(f"/surveys/{elsewhere.id}/links", data=filled(name=other.name)).status_code == 302


def test_the_open_link_is_told_what_it_may_carry(client: Client, session: Session, address: str) -> None:
    client.sign_in(a_user())
    assert client.post(f"{address}/open", data={"link_fields": "order, seat"}).status_code == 302
    session.expire_all()
    assert the_survey().link_fields == ["order", "seat"]
    refused = client.post(f"{address}/open", data={"link_fields": "Lang"})
    assert refused.status_code == 422
    session.expire_all()
    assert the_survey().link_fields == ["order", "seat"]


def test_an_anonymous_survey_has_no_use_for_what_leads_to_a_person(client: Client, session: Session) -> None:
    survey = a_survey(is_anonymous=True)
    client.sign_in(a_user())
    address = f"/surveys/{survey.id}/links"
    assert "an order’s number would lead to a person" in client.get(address).text
    client.post(address, data=filled())
    assert session.scalars(select(Touchpoint.link_fields)).one() == []
    assert client.post(f"{address}/open", data={"link_fields": "order"}).status_code == 404


def test_others_may_not(client: Client, session: Session, address: str) -> None:
    place = f"{address}/{a_touchpoint().id}"
    pages = [address, place, f"{place}/poster", f"{place}/cards", f"{place}/code.svg", f"{place}/code.png"]
    actions = [address, f"{address}/open", place, f"{place}/switch"]
    for page in pages:
        assert client.get(page).location.startswith("/sign-in")
    for action in actions:
        assert client.post(action).location.startswith("/sign-in")
    client.sign_in(a_user(role=Role.READER))
    assert {client.get(page).status_code for page in pages} == {403}
    assert {client.post(action).status_code for action in actions} == {403}
    client.sign_in(a_user(workspace=a_workspace(), role=Role.OWNER))
    assert {client.get(page).status_code for page in pages} == {404}
    assert {client.post(action).status_code for action in actions} == {404}
    client.sign_in(a_user())
    for action in (f"{address}/open", f"{place}/switch"):
        assert client.get(action).status_code in (404, 405)
    other = a_survey(title="Another of mine")
    assert client.get(f"/surveys/{other.id}/links/{a_touchpoint().id}").status_code == 404
    assert client.get(f"{place}/code.gif").status_code == 404


def test_the_list_takes_as_many_queries_for_two_places_as_for_twenty(
    client: Client, address: str, statements: list[str]
) -> None:
    client.sign_in(a_user())
    counts = []
    for number in (2, 18):
        for _ in range(number):
            a_response(touchpoint=a_touchpoint(), channel="qr")
        client.get(address)
        statements.clear()
        client.get(address)
        counts.append(len(statements))
    assert counts[0] == counts[1]


# Numbers and their rows


def numbers(page: str) -> dict[str, int]:
    """Address -> number of every link that is a number and its name."""
    links = re.findall(r'<a[^>]*href="(/responses\?[^"]*)"[^>]*>(?:<b>)?(\d+)(?:</b>[^<]*)?</a>', page)
    return {unescape(link): int(number) for link, number in links}


def test_every_number_opens_the_very_rows_behind_it(client: Client, address: str) -> None:
    here, there = a_touchpoint(), a_touchpoint()
    responses(5, touchpoint=here, channel="qr")
    responses(2, touchpoint=here, channel="kiosk")
    responses(3, touchpoint=there, channel="qr")
    a_response(channel="page")
    a_response(touchpoint=here, channel="qr", confirmed_by=None)
    client.sign_in(a_user())
    found = numbers(client.get(address).text) | numbers(client.get(f"{address}/{here.id}").text)
    assert sorted(found.values()) == [2, 3, 5, 7]
    for link, number in found.items():
        page = client.get(link).text
        assert page.count('class="card response"') == number
        assert "Only answers from" in page


def test_few_answers_of_an_anonymous_survey_are_not_listed_by_place(client: Client) -> None:
    survey = a_survey(is_anonymous=True)
    touchpoint = a_touchpoint(survey=survey)
    responses(4, touchpoint=touchpoint, channel="qr", verbatim="It was me.")
    client.sign_in(a_user())
    page = client.get(f"/responses?touchpoint={touchpoint.id}").text
    assert "Too few to show" in page
    assert "It was me." not in page


def test_another_workspaces_place_is_not_found_in_the_list(client: Client) -> None:
    touchpoint = a_touchpoint()
    client.sign_in(a_user(workspace=a_workspace()))
    assert client.get(f"/responses?touchpoint={touchpoint.id}").status_code == 404
    assert client.get(f"/responses?touchpoint={2**40}&channel=pigeon").status_code == 200


def test_who_may_not_read_as_written_sees_no_hidden_fields(client: Client) -> None:
    responses(5, touchpoint=a_touchpoint(fields={}), channel="qr", fields={"order": "A-1001"})
    client.sign_in(a_user())
    assert "A-1001" in client.get("/responses").text
    client.sign_in(a_user(role=Role.READER))
    page = client.get("/responses")
    assert (page.status_code, "A-1001" in page.text) == (200, False)


# Codes and paper


def test_the_code_holds_the_address_and_is_drawn_for_paper(client: Client, address: str) -> None:
    client.sign_in(a_user())
    touchpoint = a_touchpoint()
    svg = client.get(f"{address}/{touchpoint.id}/code.svg")
    png = client.get(f"{address}/{touchpoint.id}/code.png")
    assert (svg.mimetype, png.mimetype) == ("image/svg+xml", "image/png")
    assert png.data.startswith(b"\x89PNG")
    assert "attachment" in svg.headers["Content-Disposition"]
    public = f"http://127.0.0.1:8000/q/{touchpoint.public_id}"
    assert svg.data == codes.picture(public, "svg")
    width = int.from_bytes(png.data[16:20], "big")
    assert width == int.from_bytes(png.data[20:24], "big") >= codes.PIXELS


@pytest.mark.parametrize("sheet", ["poster", "cards"])
def test_the_sheet_invites_in_the_languages_of_the_survey(client: Client, address: str, sheet: str) -> None:
    client.sign_in(a_user())
    touchpoint = a_touchpoint(fields={"store": "Berlin"})
    page = client.get(f"{address}/{touchpoint.id}/{sheet}").text
    times = 1 if sheet == "poster" else 4
    assert page.count('<svg aria-hidden="true"') == times
    assert page.count(f"127.0.0.1:8000/q/{touchpoint.public_id}</bdi>") == times
    assert page.count('<p class="company">Acme</p>') == times
    for language, title in (("en", "How are we doing?"), ("zh-Hans", "您觉得我们做得怎么样？")):
        assert page.count(f'<div lang="{language}" dir="ltr">') == times
        assert page.count(f'<p class="title">{title}</p>') == times
    assert page.count("Scan the code") == times
    assert "style=" not in page


@pytest.mark.parametrize(("sheet", "times"), [("poster", 1), ("cards", 4)])
def test_the_sheet_shows_the_logo_that_customers_know(
    client: Client, session: Session, address: str, sheet: str, times: int
) -> None:
    client.sign_in(a_user())
    logo = branding.put_up(session, the_workspace(), a_png(400, 100))
    page = client.get(f"{address}/{a_touchpoint().id}/{sheet}").text
    assert page.count(f'<img src="/logo/{logo.name}" width="160" height="40" alt="Acme">') == times
    assert '<p class="company">Acme</p>' not in page


def test_a_draft_can_be_printed_before_it_is_published(client: Client) -> None:
    survey = a_survey(is_live=False)
    client.sign_in(a_user())
    place = f"/surveys/{survey.id}/links/{a_touchpoint(survey=survey).id}"
    assert {client.get(f"{place}{sheet}").status_code for sheet in ("", "/poster", "/cards")} == {200}


def test_what_somebody_typed_runs_nowhere(client: Client, session: Session, address: str) -> None:
    survey = the_survey()
    survey.title = HOSTILE
    touchpoint = a_touchpoint(
        name=HOSTILE, fields={"store": HOSTILE}, link_fields=["order"], origins=["https://a.example"]
    )
    responses(5, touchpoint=touchpoint, channel="qr", fields={"order": HOSTILE}, verbatim="Slow.")
    client.sign_in(a_user())
    place = f"{address}/{touchpoint.id}"
    for page in (
        address,
        place,
        f"{place}/poster",
        f"{place}/cards",
        "/responses",
        f"/responses?touchpoint={touchpoint.id}",
    ):
        text = client.get(page).text
        assert "<script>alert" not in text, page
        assert "alert(1)" in text, page
    assert "&amp;lt;script" in client.get(place).text, (
        "The snippet carries the title as an attribute of somebody's page."
    )
    assert b"alert" not in client.get(f"{place}/code.svg").data
    table = client.post("/verbatims/export", data={"format": "csv"}, buffered=True)
    [row, *_] = csv.DictReader(io.StringIO(table.data.decode("utf-8-sig"), newline=""))
    assert row["Hidden fields"].startswith(f"store: {HOSTILE}; order: ")
    kept = client.get(f"/q/{touchpoint.public_id}?order={HOSTILE}")
    assert "<script>alert" not in kept.text
    session.rollback()


# Small parts


def test_lines_and_names_as_people_type_them() -> None:
    assert forms.pairs(" a=1 \r\n\n b = x = y ") == [("a", "1"), ("b", "x = y")]
    assert forms.keys(" a, b;c\nd a ") == ["a", "b;c", "d"]
    assert printing.in_words("http://localhost:8000/voc/q/x") == "localhost:8000/voc/q/x"
