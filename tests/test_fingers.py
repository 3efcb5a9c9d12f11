"""The console under a finger: what is to be touched is as large as one, and boxes stand on the line of their words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.browser import DESKTOP, PHONE, becomes, looks_right, signed_in, watched_page
from tests.client import Client
from tests.factories import a_case, a_user, recorded, the_workspace, values
from voc.core.db import db
from voc.insights.themes import codebook

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"])]

#: What is seen, stands by itself and is lower than 44 px.
SMALL = """() => [...document.querySelectorAll("summary, button, .button, nav a, .tallies a, .tabs a, select")]
  .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 44)
  .map((each) => each.outerHTML.slice(0, 120))"""
#: How far each box stands above the first letters of its label.
ABOVE = """() => [...document.querySelectorAll(".team li")].map((line) =>
  Math.round(line.querySelector("input").getBoundingClientRect().top
    - line.querySelector("label").getBoundingClientRect().top))"""


@pytest.fixture
def owner(fresh_app: Flask) -> Iterator[Client]:
    with fresh_app.app_context():
        user = a_user()
        a_case(owner=user)
        recorded(values(score=score, verbatim="The delivery was late.") for score in range(10))
        codebook.add(db.session(), the_workspace().id, names={"en": "Delivery"}, seeds={"en": ["delivery"]})
        client = fresh_app.test_client()
        assert isinstance(client, Client)
        client.sign_in(user)
        db.session.commit()
        yield client


@pytest.fixture
def touched(owner: Client, served: str, browser: Browser) -> Iterator[Page]:
    """A phone's page, which has no mouse."""
    context = browser.new_context(
        viewport=PHONE, base_url=served, locale="en-GB", has_touch=True, is_mobile=True, color_scheme="dark"
    )
    cookie = owner.get_cookie("voc")
    assert cookie
    context.add_cookies([{"name": "voc", "value": cookie.value, "url": served}])
    with watched_page(context) as page:
        yield page
    context.close()


def test_what_stands_by_itself_is_as_large_as_a_finger(touched: Page) -> None:
    for path in ("/responses", "/verbatims", "/people", "/teams/new", "/customers", "/themes", "/scores", "/cases"):
        touched.goto(path)
        for fold in touched.locator("details:not([open]) > summary").all():
            if fold.is_visible():
                fold.click()
        assert (path, touched.evaluate(SMALL)) == (path, [])
        looks_right(touched)


def test_nobody_without_keys_is_told_of_keys(touched: Page) -> None:
    for path in ("/cases", "/themes/1"):
        touched.goto(path)
        becomes(touched, "document.querySelector('[data-shortcuts]').hidden", wanted=False)
        assert not touched.locator("[data-shortcuts]").is_visible()


def test_boxes_stand_on_one_line_whether_checked_or_not(owner: Client, served: str, browser: Browser) -> None:
    with signed_in(browser, owner, served, DESKTOP) as page:
        page.goto("/teams/new")
        found = page.evaluate(ABOVE)
        assert page.locator(".team li input:checked").count() not in (0, len(found))
        assert len(set(found)) == 1
