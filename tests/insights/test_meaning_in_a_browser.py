"""The pages of what it means, in a real browser: accessible, and whole on a desk and on a phone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.browser import DESKTOP, PHONE, barriers
from tests.client import Client
from tests.factories import a_response, a_user
from tests.insights.emerging.planted import complain, some_weeks, told
from voc.core.db import db
from voc.insights.models import Theme

# How a page looks and works does not depend on the database: one will do.
pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"])]

#: Names of the pages that are looked at.
PAGES = ("/emerging", "/compare", "/compare?a-band=detractor&b-band=promoter", "/drivers", "theme")


@pytest.fixture
def address(fresh_app: Flask, served: str, page: Page) -> str:
    """Where the console of a business is that has news, changes and drivers, seen by an analyst."""
    now = datetime.now(UTC)
    monday = datetime.combine(now.date() - timedelta(days=now.weekday() + 7), time(12), UTC)
    with fresh_app.app_context():
        analyst = a_user(role="analyst")
        some_weeks(weeks=13, people=12, monday=monday)
        complain(monday=monday)
        for week in range(13):
            for number in range(8):
                text, score = ("The delivery was late.", 2) if number < (1 if week > 5 else 7) else ("Kind staff.", 10)
                a_response(score=score, verbatim=text, answered_at=monday - timedelta(weeks=week))
        told(db.session(), now)
        theme_id = db.session.scalars(select(Theme.id).where(Theme.key == "delivery")).one()
        client = fresh_app.test_client()
        assert isinstance(client, Client)
        cookie = client.sign_in(analyst).get_cookie("voc")
    assert cookie is not None
    page.context.add_cookies([{"name": "voc", "value": cookie.value, "url": served}])
    return f"{served}/themes/{theme_id}"


def test_the_pages_are_accessible_and_fit_on_a_desk_and_a_phone(address: str, served: str, page: Page) -> None:
    for name in PAGES:
        page.goto(address if name == "theme" else f"{served}{name}")
        for viewport in (DESKTOP, PHONE):
            page.set_viewport_size(viewport)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= viewport["width"], f"{name} is {wide} wide"
            assert (name, barriers(page)) == (name, [])


def test_from_the_news_to_its_verbatims_and_to_a_theme(address: str, served: str, page: Page) -> None:
    page.goto(f"{served}/emerging")
    page.get_by_role("link", name="Read the 9 verbatims").click()
    expect(page.locator(".count")).to_have_text("9 verbatims")
    expect(page.locator(".elsewhere")).to_contain_text("emerged")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".count")).to_have_text("9 verbatims")
    page.get_by_role("link", name="Not only those").click()
    expect(page.locator(".elsewhere")).to_have_count(0)
    page.goto(f"{served}/emerging")
    page.get_by_role("link", name="Make it a theme").first.click()
    expect(page.get_by_label("English words and phrases, one a line")).to_have_value(re.compile("elevator"))
