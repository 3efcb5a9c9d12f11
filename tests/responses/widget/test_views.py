"""The console's page of a widget: what is set there, the snippet, the secret, the trial."""

from __future__ import annotations

import json
import re

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests import browser as chromium
from tests.browser import looks_right
from tests.client import Client
from tests.factories import PASSWORD, QUESTIONS, a_survey, a_user, a_workspace, ask_also, published, the_survey
from tests.responses.widget.conftest import signed
from voc.core import colours
from voc.core.db import db
from voc.responses.models import Response, SigningSecret, Widget
from voc.responses.widget import appearance, builds, identities
from voc.responses.widget.identities import Claim
from voc.staff import branding
from voc.staff.models import Role
from voc.surveys.branching import Condition

ACTIONS = ("", "/secret", "/trial")


def filled(**changed: object) -> dict[str, object]:
    return {
        "is_on": "y", "kind": "popover", "side": "end", "colour": "#0b5c6b", "theme": "auto", "on": "time",
        "after": "10", "event": "", "pages": "", "language": "page", "origins": "https://shop.example.com", **changed,
    }  # fmt: skip


@pytest.fixture
def address(session: Session) -> str:
    return f"/surveys/{the_survey().id}/widget"


def test_what_is_set_is_kept_and_the_snippet_pins_the_script(client: Client, session: Session, address: str) -> None:
    client.sign_in(a_user())
    before = client.get(address)
    assert "Save the settings once" in before.text
    assert session.scalar(select(func.count(Widget.id))) == 0, "Looking changes nothing."
    kept = filled(
        kind="slide_in", on="scroll", after="60", colour="#FFE94D", needs_consent="y", pages="/a/*\n\n/b",
        origins="Shop.Example.com/cart\nhttp://localhost:3000\nhttps://shop.example.com:443\nhttps://münchen.example",
    )  # fmt: skip
    assert client.post(address, data=kept).status_code == 302
    widget = session.scalars(select(Widget)).one()
    assert widget.origins == ["https://shop.example.com", "http://localhost:3000", "https://xn--mnchen-3ya.example"]
    looks = appearance.of(widget)
    assert (looks.kind, looks.on, looks.after, looks.pages) == ("slide_in", "scroll", 60, ("/a/*", "/b"))
    page = client.get(address)
    build = builds.newest()
    for part in (build.integrity, f"/widget/{build.name}.js", widget.public_id, "data-consent"):
        assert part.replace("+", "&#43;") in page.text or part in page.text
    assert f"Shown as {looks.light.accent} on light pages." in page.text
    first = widget.public_id
    client.post(address, data=filled(kind="inline"))
    session.expire_all()
    assert session.scalars(select(Widget.public_id)).one() == first, "Pages carry it already."
    assert "data-voc-here" in client.get(address).text


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "tooltip"}, {"colour": "red"}, {"colour": "#fff;}"}, {"on": "never"}, {"after": "-1"},
        {"after": "9999"}, {"on": "scroll", "after": "101"}, {"on": "event", "event": " "}, {"pages": "javascript:x"},
        {"origins": ""}, {"origins": "https://a b"}, {"origins": "ftp://a.example"}, {"origins": "*"},
        {"origins": "https://"}, {"pages": "/x\n" * 51}, {"origins": "https://a.example/" + "x" * 300},
        {"origins": "https://a.example:99999"}, {"side": "top"}, {"theme": "x"}, {"language": "x"},
    ],
    ids=str,
)  # fmt: skip
def test_what_makes_no_sense_comes_back(
    client: Client, session: Session, address: str, wrong: dict[str, object]
) -> None:
    client.sign_in(a_user())
    refused = client.post(address, data=filled(**wrong))
    assert refused.status_code == 422
    assert "Not saved yet" in refused.text
    assert 'class="wrong"' in refused.text
    assert session.scalar(select(func.count(Widget.id))) == 0


def test_others_may_not(client: Client, session: Session, address: str) -> None:
    for action in ACTIONS:
        assert client.post(address + action).location.startswith("/sign-in")
    assert client.get(address).location.startswith("/sign-in")
    client.sign_in(a_user(role=Role.READER))
    for action in ACTIONS:
        assert client.post(address + action).status_code == 403
    assert client.get(address).status_code == 403
    client.sign_in(a_user(workspace=a_workspace(), role=Role.OWNER))
    for action in ACTIONS:
        assert client.post(address + action).status_code == 404
    assert client.get(address).status_code == 404
    client.sign_in(a_user())
    assert client.get(address + "/secret").status_code == 405
    assert session.scalar(select(func.count(SigningSecret.workspace_id))) == 0


def test_a_new_secret_ends_the_earlier_one(client: Client, session: Session, address: str) -> None:
    workspace_id = the_survey().workspace_id
    old = signed(session, workspace_id, "42")
    claim = Claim(old["id"], "", "", old["signature"])
    assert identities.is_signed(session, workspace_id, claim)
    assert not identities.is_signed(session, a_workspace().id, claim)
    client.sign_in(a_user())
    client.post(address + "/secret")
    session.expire_all()
    assert not identities.is_signed(session, workspace_id, claim)
    assert session.get_one(SigningSecret, workspace_id).secret in client.get(address).text


def test_the_signature_is_the_one_that_the_documentation_makes() -> None:
    claim = Claim("42", "ann@example.com", "Ann", "")
    # printf '42\nann@example.com\nAnn' | openssl dgst -sha256 -hmac secret
    expected = "294c2cbc3c061eb8"
    assert identities.sign("secret", claim)[:16] == expected


def test_the_trial_is_framed_here_alone_and_stores_nothing(client: Client, session: Session, address: str) -> None:
    client.sign_in(a_user())
    page = client.post(address + "/trial", data=filled(kind="button", origins="", pages="/orders"))
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
    assert session.scalar(select(func.count(Widget.id))) == 0
    found = re.search(r'data-trial="([^"]+)"', page.text)
    assert found
    told = client.post("/widget/trial/hello", data=json.dumps({"trial": found[1]}))
    shown = told.get_json()
    assert (shown["kind"], shown["ask"], shown["trigger"]["after"], shown["pages"]) == ("button", True, 0, [])
    content = {"trial": found[1], "key": "0123456789", "answers": {"score": 1}, "final": True}
    assert client.post("/widget/trial/answer", data=json.dumps(content)).get_json()["thanks"]
    assert client.post("/widget/trial/shown", data=json.dumps(content)).status_code == 204
    assert session.scalar(select(func.count(Response.id))) == 0
    for broken in (found[1][:-2], found[1] + "x", ""):
        assert client.post("/widget/trial/hello", data=json.dumps({"trial": broken})).status_code == 404
    refused = client.post(address + "/trial", data=filled(colour="red"))
    assert refused.status_code == 422


def test_a_draft_can_be_tried(client: Client, session: Session) -> None:
    survey = a_survey(metric="ces", is_live=False)
    client.sign_in(a_user())
    page = client.get(f"/surveys/{survey.id}/widget/trial")
    found = re.search(r'data-trial="([^"]+)"', page.text)
    assert found
    assert client.post("/widget/trial/hello", data=json.dumps({"trial": found[1]})).get_json()["questions"]


@pytest.mark.parametrize("chosen", ["#ffffff", "#000000", "#ffe94d", "#0b5c6b", "#808080", "#ff0000", "#1f2225"])
def test_every_colour_can_be_seen_and_read(chosen: str) -> None:
    looks = appearance.Appearance(colour=chosen)
    for surface, palette in ((appearance.LIGHT, looks.light), (appearance.DARK, looks.dark)):
        assert colours.contrast(palette.accent, surface) >= colours.TEXT
        assert colours.contrast(palette.accent, palette.ink) >= colours.TEXT


@pytest.mark.parametrize("chosen", ["#ffe94d", branding.USUAL, "#1f2225"])
def test_a_colour_is_the_same_in_a_widget_as_on_a_page_and_in_a_mail(chosen: str) -> None:
    looks, brand = appearance.Appearance(colour=chosen), branding.Brand(chosen)
    assert (looks.light, looks.dark) == (brand.light, brand.dark)
    assert f"--a:{brand.dark.accent};--i:{brand.dark.ink}" in looks.sheets["dark"]


@pytest.mark.browser
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_from_the_settings_to_the_trial_in_a_browser(fresh_app: Flask, served: str, page: Page) -> None:
    with fresh_app.test_request_context(method="POST"):
        user, survey = a_user(), the_survey()
        db.session.commit()
        email, survey_id = user.email, survey.id
    page.goto(f"{served}/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{served}/surveys/{survey_id}/widget")
    page.get_by_label("Sites that may show it").fill("https://shop.example.com")
    page.get_by_label("A feedback button").check()
    page.get_by_role("button", name="Try it without saving").click()
    frame = page.frame_locator("iframe")
    expect(frame.locator("voc-widget")).to_be_attached()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("textbox", name="Snippet to copy")).to_have_value(re.compile("integrity="))
    page.get_by_text("For a tag manager").click()
    expect(page.get_by_role("textbox", name="Tag to copy")).to_have_value(re.compile(r"script\.dataset\.voc = "))
    with fresh_app.app_context():
        assert db.session.scalar(select(Widget.kind)) == "button"


def test_the_page_names_what_the_widget_does_not_ask(client: Client, session: Session) -> None:
    survey = a_survey(is_live=False)
    client.sign_in(a_user())
    address = f"/surveys/{survey.id}/widget"
    assert "leaves out" not in client.get(address).text
    photo = ask_also(survey, "photo")
    ask_also(survey, "line", Condition(photo, ()))
    ask_also(survey, "email")
    published(survey)
    found = re.search(
        r"It leaves out photos and what is asked after them:</p>\s*<ul>(.*?)</ul>", client.get(address).text
    )
    assert found
    assert re.findall("<li>(.*?)</li>", found[1]) == [QUESTIONS["photo"][1]["label"], QUESTIONS["line"][1]["label"]]


@pytest.mark.browser
@pytest.mark.parametrize("backend", ["sqlite"])
def test_only_what_the_chosen_trigger_needs_is_asked(
    browser: Browser, fresh_app: Flask, fresh_client: Client, served: str
) -> None:
    with fresh_app.app_context():
        fresh_client.sign_in(a_user())
        address = f"/surveys/{a_survey().id}/widget"
        db.session.commit()
    with chromium.signed_in(browser, fresh_client, served, chromium.PHONE) as page:
        page.goto(address)
        number, event, when = page.locator("#after"), page.locator("#event"), page.get_by_label("When it appears")
        for trigger, label, has_event in (
            ("time", "After how many seconds", False), ("scroll", "After how many percent of the page", False),
            ("exit", "", False), ("event", "", True),
        ):  # fmt: skip
            when.select_option(trigger)
            expect(number).to_be_visible(visible=bool(label))
            expect(event).to_be_visible(visible=has_event)
            if label:
                expect(number).to_have_accessible_name(label)
        # A mistake is never out of sight, and what is always there waits for nothing.
        page.get_by_role("button", name="Save").first.click()
        expect(event).to_have_attribute("aria-invalid", "true")
        when.select_option("time")
        expect(event).to_be_visible()
        page.goto(address)
        page.get_by_label("A feedback button that is always there").check()
        expect(when).to_be_hidden()
        looks_right(page)
