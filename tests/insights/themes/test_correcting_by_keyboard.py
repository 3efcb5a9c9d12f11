"""Correcting at the speed of reading: a theme's verbatims by keyboard alone, in a real browser, and without script."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.browser import barriers
from tests.client import Client
from tests.factories import a_contact, a_response, a_user
from voc.core.db import db
from voc.insights import reading
from voc.insights.models import Correction, Theme
from voc.responses.models import Verbatim

# How a page looks and works does not depend on the database: one will do.
pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"])]


@pytest.fixture
def address(fresh_app: Flask, served: str, page: Page) -> str:
    """The page of a theme with three verbatims, seen by an analyst."""
    with fresh_app.app_context():
        analyst, now = a_user(role="analyst"), datetime.now(UTC)
        for words in ("😀 The courier was late.", "The parcel was wet.", "快递太慢了。"):
            a_response(verbatim=words, contact=a_contact(), answered_at=now)
        db.session.commit()
        reading.read_waiting(db.session(), now)
        theme_id = db.session.scalars(select(Theme.id).where(Theme.key == "delivery")).one()
        client = fresh_app.test_client()
        assert isinstance(client, Client)
        cookie = client.sign_in(analyst).get_cookie("voc")
    assert cookie is not None
    page.context.add_cookies([{"name": "voc", "value": cookie.value, "url": served}])
    return f"{served}/themes/{theme_id}"


def said(app: Flask) -> dict[str, list[tuple[str, str, int, int]]]:
    """Verbatim -> what was said of it: (kind, theme, start, end)."""
    with app.app_context():
        columns = (Verbatim.text, Correction.kind, Theme.key, Correction.start, Correction.end)
        rows = db.session.execute(select(*columns).join(Correction.verbatim).join(Correction.theme)).all()
    found: dict[str, list[tuple[str, str, int, int]]] = {}
    for text, kind, theme, start, end in rows:
        found.setdefault(text, []).append((kind, theme, start, end))
    return found


def test_right_wrong_and_undo_without_a_mouse(fresh_app: Flask, address: str, page: Page) -> None:
    page.goto(address)
    rows = page.locator("[data-verbatim]")
    expect(rows).to_have_count(3)
    texts = [row.locator("blockquote").inner_text() for row in rows.all()]
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("y")
    expect(rows.nth(0).locator("[data-verdict]")).to_have_text("Right")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("n")
    expect(rows.nth(1).locator("[data-verdict]")).to_have_text("Not this theme")
    expect(rows.nth(2)).to_be_focused()
    page.keyboard.press("+")
    expect(rows.nth(2).locator("[data-verdict]")).to_have_text("Positive")
    page.keyboard.press("k")
    page.keyboard.press("u")
    expect(rows.nth(1).locator("[data-verdict]")).to_be_hidden()
    assert len(texts) == 3
    kinds = sorted(kind for told in said(fresh_app).values() for kind, *_ in told)
    assert kinds == ["sentiment", "yes"]


def test_marked_words_are_those_of_the_added_theme(fresh_app: Flask, address: str, page: Page) -> None:
    page.goto(address)
    row = page.locator("[data-verbatim]").filter(has_text="courier")
    row.focus()
    # "late", behind an emoji of two units and the name of a theme.
    row.locator("blockquote").evaluate(
        """quote => {
            const walker = document.createTreeWalker(quote, NodeFilter.SHOW_TEXT);
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const at = node.data.indexOf("late");
                if (at >= 0) getSelection().setBaseAndExtent(node, at, node, at + 4);
            }
        }"""
    )
    page.keyboard.press("a")
    select_box = row.get_by_label("Theme", exact=True)
    expect(select_box).to_be_focused()
    expect(row.get_by_text("For the words that you marked.")).to_be_visible()
    select_box.select_option(label="Waiting time")
    row.get_by_role("button", name="Add").click()
    expect(row.locator("[data-verdict]")).to_have_text("+ Waiting time")
    [told] = said(fresh_app)["😀 The courier was late."]
    text = "😀 The courier was late."
    assert told[0] == "yes"
    assert text[told[2] : told[3]] == "late"


def test_the_keys_are_explained_and_the_page_is_accessible(address: str, page: Page) -> None:
    page.goto(address)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    assert barriers(page) == []
    page.goto(address.rpartition("/")[0])
    assert barriers(page) == []


def test_everything_works_without_script(fresh_app: Flask, served: str, address: str, page: Page) -> None:
    assert page.context.browser is not None
    context = page.context.browser.new_context(java_script_enabled=False)
    context.add_cookies([{"name": c["name"], "value": c["value"], "url": served} for c in page.context.cookies()])
    plain = context.new_page()
    plain.goto(address)
    plain.locator("[data-verbatim]").first.get_by_role("button", name="Not this theme").click()
    expect(plain.locator("[data-verbatim]")).to_have_count(2)
    expect(plain.locator(".just")).to_contain_text("Not this theme")
    plain.locator(".just").get_by_role("button", name="Undo").click()
    expect(plain.get_by_text("Taken back.")).to_be_visible()
    assert said(fresh_app) == {}
    context.close()
