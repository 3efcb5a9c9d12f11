"""The pages of scores in a real browser: no barrier that a machine can find, at a desk, on a phone, in both themes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from axe_core_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page

from tests import browser as chromium
from tests.browser import follow
from tests.client import Client
from tests.factories import a_survey, a_user, responses
from voc.core import clock
from voc.core.db import db

WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"])]


@pytest.fixture(params=[(chromium.PHONE, "dark"), (chromium.DESKTOP, "light")], ids=["dark-phone", "light-desktop"])
def page(request: pytest.FixtureRequest, browser: Browser, fresh_app: Flask, served: str) -> Iterator[Page]:
    """A page of somebody who is signed in, where two surveys have answers."""
    with fresh_app.app_context():
        client = fresh_app.test_client()
        assert isinstance(client, Client)
        client.sign_in(a_user())
        for title, score in (("Yearly", 10), ("After purchase", 3)):
            survey = a_survey(title=title)
            for days in (1, 9, 40):
                responses(12, survey=survey, score=score, answered_at=clock.now() - timedelta(days=days))
        db.session.commit()
    cookie = client.get_cookie("voc")
    assert cookie
    viewport, theme = request.param
    context = browser.new_context(viewport=viewport, color_scheme=theme, locale="en-GB", base_url=served)
    context.add_cookies([{"name": "voc", "value": cookie.value, "url": served}])
    with chromium.watched_page(context) as page:
        yield page
    context.close()


def looks_right(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": WCAG_22_AA})["violations"]
    assert found == [], [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_measure_is_made_and_its_answers_are_opened(page: Page) -> None:
    page.goto("/scores")
    looks_right(page)
    follow(page.get_by_role("link", name="New measure"))
    page.get_by_label("Name").fill("Loyalty")
    page.get_by_label("What it stands for").fill("What the board hears.")
    follow(page.get_by_role("button", name="Save"))
    looks_right(page)
    assert "Choose one survey or more." in page.get_by_role("group", name="Surveys").inner_text()
    for survey in ("Yearly (NPS)", "After purchase (NPS)"):
        page.get_by_label(survey).check()
    follow(page.get_by_role("button", name="Save"))
    card = page.get_by_role("article", name="Loyalty")
    assert "48 people" in card.inner_text()
    card.locator("summary").click()
    assert card.get_by_role("table").get_by_role("row").count() == 27
    looks_right(page)
    follow(card.get_by_role("link", name="24 answers Yearly"))
    assert page.locator(".response").count() == 24
