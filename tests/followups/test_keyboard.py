"""The inbox and the case by keyboard alone, in a real browser."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from tests.browser import PHONE, barriers_by_day_and_night, follow
from tests.client import Client
from tests.factories import a_case, a_user
from voc.core.db import db
from voc.core.outbox import Message
from voc.staff.models import User

# How a page looks and works does not depend on the database: one will do.
pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"])]


@pytest.fixture
def agent(fresh_app: Flask, served: str, page: Page) -> User:
    """Somebody with two cases, signed in to the page."""
    with fresh_app.app_context():
        agent = a_user(name="Amir Agent")
        for words in ("Nobody called me back.", "The parcel was open."):
            a_case(owner=agent, verbatim=words, language="en")
        db.session.commit()
        client = fresh_app.test_client()
        assert isinstance(client, Client)
        cookie = client.sign_in(agent).get_cookie("voc")
    assert cookie is not None
    page.context.add_cookies([{"name": "voc", "value": cookie.value, "url": served}])
    return agent


def test_from_the_inbox_to_a_reply_without_a_mouse(fresh_app: Flask, served: str, page: Page, agent: User) -> None:
    page.goto(f"{served}/cases")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".open-case").nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator(".open-case").first).to_be_focused()
    page.keyboard.press("r")
    page.wait_for_url("**/cases/*#write")
    expect(page.get_by_label("Your message")).to_be_focused()
    page.keyboard.type("Sorry, jr? I call at four.")  # Letters typed are letters, not commands.
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("this server has no mail server yet").first).to_be_visible()
    with fresh_app.app_context():
        body = db.session.scalars(select(Message.body_text).where(Message.kind == "case_reply")).one()
    assert body.startswith("Hello Cleo Customer,\n\nSorry, jr? I call at four.")


def test_what_is_wrong_far_down_the_page_is_where_one_is_led(served: str, page: Page, agent: User) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{served}/cases")
    follow(page.locator(".open-case").first)
    ways = (("Close the case", "Close the case", "How did it end?"), ("Record a call", "Keep it", "We spoke"))
    for name, verb, field in ways:
        page.locator("summary", has_text=name).click()
        follow(page.get_by_role("button", name=verb))
        expect(page.get_by_label(field)).to_be_focused()
        expect(page.locator("form .wrong")).to_be_in_viewport()


def test_the_keys_are_explained_and_can_be_switched_off(served: str, page: Page, agent: User) -> None:
    page.goto(f"{served}/cases")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_label("Use these keys").uncheck()
    page.get_by_role("button", name="Back").click()
    page.keyboard.press("j")
    expect(page.locator(".open-case:focus")).to_have_count(0)
    page.reload()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_role("button", name="Keyboard").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_everything_works_without_script(served: str, page: Page, agent: User) -> None:
    assert page.context.browser is not None
    plain = page.context.browser.new_context(java_script_enabled=False)
    plain.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    bare = plain.new_page()
    bare.goto(f"{served}/cases")
    bare.locator(".open-case").first.click()
    bare.get_by_label("Your message").fill("I call at four.")
    bare.get_by_role("button", name="Send").click()
    expect(bare.get_by_text("this server has no mail server yet").first).to_be_visible()
    bare.locator("summary", has_text="Close the case").click()
    # Nobody is recovered by what lies in the outbox.
    bare.get_by_label("How did it end?").select_option("recovered")
    bare.get_by_role("button", name="Close the case").click()
    expect(bare.get_by_text("has not left the outbox")).to_be_visible()
    bare.get_by_label("How did it end?").select_option("not_our_fault")
    bare.get_by_role("button", name="Close the case").click()
    expect(bare.get_by_text("The case is closed.")).to_be_visible()
    plain.close()


def test_nothing_stands_in_the_way_of_a_screen_reader(served: str, page: Page, agent: User) -> None:
    for address in ("/cases", "/cases/1"):
        page.goto(served + address)
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        assert barriers_by_day_and_night(page) == []


@pytest.mark.parametrize("path", ["/cases", "/verbatims"])
def test_where_there_is_no_keyboard_its_help_is_not_shown(
    served: str, page: Page, agent: User, browser: Browser, path: str
) -> None:
    page.goto(f"{served}{path}")
    expect(page.locator("[data-shortcuts], [data-keys]").first).to_be_visible()
    phone = browser.new_context(has_touch=True, is_mobile=True, viewport=PHONE)
    phone.add_cookies([{"name": "voc", "value": page.context.cookies()[0]["value"], "url": served}])
    held = phone.new_page()
    held.goto(f"{served}{path}")
    expect(held.locator("h1")).to_be_visible()
    expect(held.locator("[data-shortcuts]:visible, [data-keys]:visible")).to_have_count(0)
    phone.close()
