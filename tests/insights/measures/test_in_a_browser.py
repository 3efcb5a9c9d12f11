"""The pages of scores in a real browser: no barrier that a machine can find, at a desk, on a phone, in both themes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests import browser as chromium
from tests.browser import follow, looks_right
from tests.client import Client
from tests.factories import a_survey, a_user, responses
from voc.core import clock
from voc.core.db import db

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"])]


@pytest.fixture(params=[(chromium.PHONE, "dark"), (chromium.DESKTOP, "light")], ids=["dark-phone", "light-desktop"])
def page(
    request: pytest.FixtureRequest, browser: Browser, fresh_app: Flask, fresh_client: Client, served: str
) -> Iterator[Page]:
    """A page of somebody who is signed in, where two surveys have answers."""
    with fresh_app.app_context():
        fresh_client.sign_in(a_user())
        for title, score in (("Yearly", 10), ("After purchase", 3)):
            survey = a_survey(title=title)
            for days in (1, 9, 40):
                responses(12, survey=survey, score=score, answered_at=clock.now() - timedelta(days=days))
        db.session.commit()
    viewport, theme = request.param
    with chromium.signed_in(browser, fresh_client, served, viewport, theme) as page:
        yield page


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
