"""The frame in a real browser: only named sites show it, and it looks as its page does."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from tests.browser import DESKTOP, barriers, signed_in, watched_page
from tests.client import Client
from tests.factories import a_user
from tests.responses.conftest import Found
from tests.responses.links.conftest import Make
from voc.core.db import db
from voc.responses.links import printing
from voc.responses.models import Response
from voc.staff import branding
from voc.staff.models import Workspace
from voc.surveys.models import Touchpoint

pytestmark = [pytest.mark.browser]


@pytest.fixture
def backend() -> str:
    """One will do: how a page looks and works does not depend on the database."""
    return "sqlite"


class Site(BaseHTTPRequestHandler):
    """Somebody's page with what the console gives them to copy."""

    page = ""

    def do_GET(self) -> None:
        body = self.page.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nothing: a test's output is its own."""


@pytest.fixture
def site() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_named_site_frames_it_and_grows_with_it(
    context: BrowserContext, place: Make, site: str, responses: Found, fresh_app: Flask
) -> None:
    address = place("i", origins=[site])
    snippet = printing.snippet(address, address.rpartition("/")[2], 'Say "hello"')
    Site.page = f"<!doctype html><title>Shop</title><p>Our shop</p>{snippet}"
    with watched_page(context) as page:
        page.goto(site)
        frame = page.frame_locator("iframe")
        frame.get_by_role("radio", name="2", exact=True).check(force=True)
        tall = page.locator("iframe").evaluate("frame => frame.getBoundingClientRect().height")
        inner = frame.locator("html").evaluate("html => html.scrollHeight")
        assert abs(tall - inner) <= 1, "Nobody scrolls in it."
        frame.get_by_role("textbox").fill("Slow.")
        frame.get_by_role("button", name="Send").click()
        frame.get_by_role("heading", name="Your answer has arrived").wait_for()
        expect(page.locator("iframe")).not_to_have_css("height", f"{tall}px")
        assert context.cookies() == []
    assert responses() == [("final", 2, "comment")]
    with fresh_app.app_context():
        assert db.session.scalar(select(Response.channel)) == "iframe"


@pytest.mark.parametrize("system", ["light", "dark"])
@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
def test_a_frame_is_as_dark_as_its_page_and_no_wider_than_one_reads(
    browser: Browser, place: Make, site: str, fresh_app: Flask, *, system: Any, theme: str
) -> None:
    address = place("i", origins=[site])
    with fresh_app.app_context():
        # With a colour of its own, which must fit the ground as well.
        branding.paint(db.session.scalars(select(Workspace)).one(), "#8a1538")
        db.session.commit()
    snippet = printing.snippet(address, address.rpartition("/")[2], "Shop").replace("theme=light", f"theme={theme}")
    Site.page = f"<!doctype html><title>Shop</title><p>Our shop</p>{snippet}"
    context = browser.new_context(viewport=DESKTOP, color_scheme=system)
    with watched_page(context) as page:
        page.goto(site)
        frame = page.frame_locator("iframe")
        ground = frame.locator("html").evaluate("html => getComputedStyle(html).backgroundColor")
        is_light = (system if theme == "auto" else theme) == "light"
        assert (min(map(int, re.findall(r"\d+", ground))) > 200) is is_light
        assert page.locator("iframe").evaluate("frame => frame.getBoundingClientRect().width") == 640
        page.goto(f"{address}?theme={theme}")
        assert barriers(page) == []
    context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_snippet_breaks_no_word(
    browser: Browser, served: str, fresh_app: Flask, *, fresh_client: Client, place: Make, width: int
) -> None:
    place("i", origins=["https://shop.example.com"])
    with fresh_app.app_context():
        fresh_client.sign_in(a_user())
        db.session.commit()
        touchpoint = db.session.scalars(select(Touchpoint)).one()
        path = f"/surveys/{touchpoint.survey_id}/links/{touchpoint.id}"
    with signed_in(browser, fresh_client, served, {"width": width, "height": 740}) as page:
        page.goto(path)
        box = page.locator("#snippet")
        lines, line = box.input_value().count("\n") + 1, box.evaluate("e => parseFloat(getComputedStyle(e).lineHeight)")
        assert box.evaluate("e => e.scrollHeight") < (lines + 3) * line, "Each line is one."
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_no_other_site_frames_it(page: Page, place: Make, site: str) -> None:
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    others = [place("i", origins=["https://shop.example.com"]), place("i", origins=[]), place("k", origins=[site])]
    Site.page = "".join(f'<iframe src="{address}"></iframe>' for address in others)
    context = page.context.browser
    assert context
    plain = context.new_context()
    other = plain.new_page()
    other.on("console", lambda message: refused.append(message.text))
    other.goto(site)
    other.wait_for_load_state("networkidle")
    for frame in other.frames[1:]:
        assert frame.locator("form").count() == 0
    assert sum("frame-ancestors" in text for text in refused) == len(others)
    plain.close()
