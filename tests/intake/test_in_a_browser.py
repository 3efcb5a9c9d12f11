"""Connecting another system, as the person does it who has its settings open in the other window."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.request import Request, urlopen

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests import browser as chromium
from tests import factories
from tests.browser import follow, looks_right
from tests.client import Client
from tests.intake.sending import body_of, signed
from voc.core.db import db
from voc.intake.forms import EXAMPLE

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"])]


@pytest.fixture(params=[("phone", "dark"), ("desktop", "light")], ids="-".join)
def page(
    request: pytest.FixtureRequest, browser: Browser, fresh_app: Flask, fresh_client: Client, served: str
) -> Iterator[Page]:
    """A page of an owner with a survey, on a phone and at a desk."""
    with fresh_app.app_context():
        factories.a_survey(title="Would you recommend us?")
        fresh_client.sign_in(factories.a_user())
        db.session.commit()
    size, scheme = request.param
    viewport = chromium.PHONE if size == "phone" else chromium.DESKTOP
    with chromium.signed_in(browser, fresh_client, served, viewport, scheme) as page:
        yield page


def send(address: str, secret: str, body: bytes) -> int:
    request = Request(address, body, {"Content-Type": "application/json", **signed(secret, body)})
    with urlopen(request, timeout=30) as answered:
        return int(answered.status)


def test_from_the_empty_list_to_a_mended_quarantine(page: Page) -> None:
    page.goto("/sources")
    looks_right(page)
    follow(page.get_by_role("link", name="Connect the first source"))
    looks_right(page)
    page.get_by_label("Name of the source").fill("Help desk")
    page.get_by_label("Score", exact=True).fill("data.rating")
    page.get_by_label("Comment", exact=True).fill("data.words")
    follow(page.get_by_role("button", name="See what the paths find"))
    expect(page.get_by_text("It would wait in quarantine: Neither a score nor a comment was given.")).to_be_visible()
    looks_right(page)
    follow(page.get_by_role("button", name="Save"))
    looks_right(page)
    address, secret = page.locator("code.secret").all_inner_texts()
    assert send(address, secret, EXAMPLE.encode()) == 202
    assert send(address, secret, body_of(score=9)) == 202
    follow(page.get_by_role("link", name="Go on"))
    expect(page.get_by_text("In quarantine: 2")).to_be_visible()
    looks_right(page)
    follow(page.get_by_role("link", name="Body of delivery 1"))
    expect(page.get_by_text('"Nobody called me back."')).to_be_visible()
    looks_right(page)
    page.go_back()
    follow(page.get_by_role("link", name="Where its answers stand"))
    assert '"score": 9' in page.get_by_label("An example body").input_value()
    page.get_by_label("Score", exact=True).fill("data.score")
    follow(page.get_by_role("button", name="Save"))
    follow(page.get_by_role("button", name="Try everything in quarantine again"))
    expect(page.get_by_text("2 deliveries are mapped now.")).to_be_visible()
    looks_right(page)
    page.goto("/sources")
    looks_right(page)
