"""The page in a real browser: without script, on a phone, by keyboard, for everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from tests.browser import DESKTOP, PHONE, barriers, follow, watched_page
from tests.factories import the_survey
from tests.responses.conftest import Found
from voc.core import clock
from voc.core.db import db
from voc.surveys import publishing

pytestmark = [pytest.mark.browser]


@pytest.fixture
def backend() -> str:
    """One will do: how a page looks and works does not depend on the database."""
    return "sqlite"


# For everybody


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A phone on which scripts are switched off."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, locale="zh-CN")
    yield context.new_page()
    context.close()


def test_without_script_a_customer_answers_and_changes_their_mind(
    plain: Page, make: Callable[..., str], responses: Found
) -> None:
    address = make(is_open=True)
    plain.goto(address)
    assert plain.locator("html").get_attribute("lang") == "zh-Hans"
    plain.get_by_role("radio", name="2", exact=True).check()
    plain.get_by_role("textbox").fill("等了三天。")
    plain.get_by_role("button").click()
    plain.wait_for_url("**/thanks*")
    plain.go_back()
    plain.get_by_role("radio", name="8", exact=True).check()
    follow(plain.get_by_role("button"))
    assert responses() == [("final", 8, "comment")]


def test_by_keyboard_alone(page: Page, make: Callable[..., str], responses: Found) -> None:
    page.goto(make())
    page.get_by_role("radio").first.focus()
    for _ in range(9):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.type("Quick.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/thanks*")
    assert responses() == [("final", 9, "comment")]


@pytest.mark.parametrize("metric", ["nps", "csat", "ces"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_every_target_fits_and_is_large_enough(
    browser: Browser, make: Callable[..., str], metric: str, width: int
) -> None:
    viewport: ViewportSize = {"width": width, "height": 740}
    context = browser.new_context(viewport=viewport)
    page = context.new_page()
    page.goto(make(metric=metric))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for target in page.locator(".scale label, button, .languages a").all():
        box = target.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44
    context.close()


#: What the page says of a missing score, and when the survey has ended.
WORDS = {"en": ("Please pick a number", "This survey has ended"), "zh_Hans": ("请选一个数字", "问卷已结束")}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", WORDS)
def test_axe_finds_no_barrier(
    browser: Browser, make: Callable[..., str], fresh_app: Flask, scheme: Any, language: str
) -> None:
    mistake, ended = WORDS[language]
    context = browser.new_context(viewport=PHONE if scheme == "dark" else DESKTOP, color_scheme=scheme)
    with watched_page(context) as page:
        address = make(language=language)
        for path in ("", "?score=3", "/0x"):
            page.goto(address + path)
            assert barriers(page) == []
        page.locator("form").evaluate("form => form.noValidate = true")
        page.get_by_role("textbox").fill("Late.")
        page.get_by_role("button").click()
        page.get_by_text(mistake).wait_for()
        assert barriers(page) == []
        page.get_by_role("radio", name="2", exact=True).check(force=True)
        page.get_by_role("button").click()
        page.wait_for_url("**/thanks*")
        assert barriers(page) == []
        with fresh_app.app_context():
            publishing.close(db.session(), the_survey(), clock.now())
            db.session.commit()
        page.goto(address)
        assert ended in page.inner_text("main")
        assert barriers(page) == []
    context.close()


def test_it_stores_nothing_in_the_browser(page: Page, context: BrowserContext, make: Callable[..., str]) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    address = make()
    page.goto(address + "?score=3")
    page.get_by_role("button").click()
    page.wait_for_url("**/thanks*")
    assert context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    origin = address.split("/r/")[0]
    assert all(url.startswith((origin, "data:")) for url in asked)
