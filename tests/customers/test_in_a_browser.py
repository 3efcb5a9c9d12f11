"""A file of customers, from the choice of it to what became of its rows, on a phone and at a desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests import browser as chromium
from tests.browser import follow, looks_right
from tests.client import Client
from tests.factories import a_user
from voc.core.db import db

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"])]

FILE = b"""email,name,company,revenue
ana@example.com,Ana Lima,Blue Harbour Ltd,48000
nowhere,Nobody,,
ana@example.com,Ana Lima,Blue Harbour Ltd,48000
"""


@pytest.fixture(params=[("phone", "dark"), ("desktop", "light")], ids="-".join)
def page(
    request: pytest.FixtureRequest, browser: Browser, fresh_app: Flask, fresh_client: Client, served: str
) -> Iterator[Page]:
    with fresh_app.app_context():
        fresh_client.sign_in(a_user())
        db.session.commit()
    size, scheme = request.param
    viewport = chromium.PHONE if size == "phone" else chromium.DESKTOP
    with chromium.signed_in(browser, fresh_client, served, viewport, scheme) as page:
        yield page


def test_from_the_empty_list_to_the_accounts_of_a_file(page: Page) -> None:
    page.goto("/customers")
    looks_right(page)
    follow(page.get_by_role("link", name="Import a file").first)
    looks_right(page)
    page.get_by_label("CSV file").set_input_files({"name": "c.csv", "mimeType": "text/csv", "buffer": FILE})
    follow(page.get_by_role("button", name="Look at it"))
    looks_right(page)
    page.get_by_label("Read the file as").select_option("UTF-8")
    follow(page.get_by_role("button", name="Look again"))
    follow(page.get_by_role("button", name="Import"))
    expect(page.get_by_text("It stands on line 2.")).to_be_visible()
    looks_right(page)
    page.goto("/customers/accounts")
    expect(page.get_by_role("link", name="Blue Harbour Ltd")).to_be_visible()
    looks_right(page)
