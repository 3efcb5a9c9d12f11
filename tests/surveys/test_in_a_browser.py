"""The console's survey pages as a person uses them: with form tokens, a keyboard, a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_core_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests import browser as chromium
from tests.browser import follow
from tests.client import Client
from tests.factories import a_user
from voc.core.db import db

WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

# How a page looks and works does not depend on the database: one will do.
pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"])]


@pytest.fixture(params=[chromium.PHONE, chromium.DESKTOP], ids=["phone", "desktop"])
def page(request: pytest.FixtureRequest, browser: Browser, fresh_app: Flask, served: str) -> Iterator[Page]:
    """A page of somebody who is signed in, on a phone and at a desk."""
    with fresh_app.app_context():
        client = fresh_app.test_client()
        assert isinstance(client, Client)
        client.sign_in(a_user())
        db.session.commit()
    cookie = client.get_cookie("voc")
    assert cookie
    context = browser.new_context(viewport=request.param, locale="en-GB", base_url=served)
    context.add_cookies([{"name": "voc", "value": cookie.value, "url": served}])
    with chromium.watched_page(context) as page:
        yield page
    context.close()


def looks_right(page: Page) -> None:
    """No barrier that a machine can find, and nothing beside the screen."""
    found = Axe().run(page, options={"runOnly": WCAG_22_AA})["violations"]
    assert found == [], [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_from_the_empty_list_to_a_live_survey(page: Page) -> None:
    page.goto("/surveys/")
    looks_right(page)
    follow(page.get_by_role("link", name="Make the first survey"))
    looks_right(page)
    page.get_by_label("Are you satisfied with our help?").check()
    page.get_by_label("Name that your customers know").fill("Northwind")
    follow(page.get_by_role("button", name="Make the survey"))
    looks_right(page)
    follow(page.get_by_role("button", name="Publish"))
    assert page.get_by_role("status").first.inner_text().startswith("Published.")
    looks_right(page)
    page.goto(page.get_by_label("Address of the survey").input_value())
    expect(page.get_by_text("How satisfied are you with the help you received from Northwind?")).to_be_visible()
    page.goto("/surveys/")
    looks_right(page)


def test_a_language_is_added_and_what_it_lacks_is_one_touch_away(page: Page) -> None:
    page.goto("/surveys/new")
    follow(page.get_by_role("button", name="Make the survey"))
    follow(page.get_by_role("link", name="Edit the texts"))
    page.get_by_role("group", name="Headline").get_by_label("English").fill("Tell us!")
    page.get_by_label("Another language").select_option("Japanese")
    follow(page.get_by_role("button", name="Add"))
    looks_right(page)
    assert page.get_by_role("group", name="Headline").get_by_label("English").input_value() == "Tell us!"
    page.get_by_role("link", name="7 texts missing").click()
    page.wait_for_url("**#ja-mail_subject")
    page.locator("#ja-title").fill("ご意見をお聞かせください")
    page.locator("#ja-title").press("Control+Home")
    page.locator("#ja-from_name").press("Enter")
    # Enter saves: the first button of the form is Save, never one that takes a language away.
    expect(page.get_by_role("link", name="6 texts missing")).to_be_visible()
    follow(page.get_by_role("link", name="Would you recommend us?"))
    looks_right(page)
    follow(page.get_by_role("link", name="Settings"))
    looks_right(page)
