"""A real Chromium for the few journeys that matter, driven by Playwright."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from typing import Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Response,
    ViewportSize,
    sync_playwright,
)

from tests.client import Client

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Names resolve to nothing, so a page that loads something from elsewhere fails here as well.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 360, "height": 740}
#: What axe-core is asked for: every rule of WCAG 2.2 AA and of good practice.
RULES: list[str] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: Those of them that know what is light and what is dark.
OF_COLOURS: list[str] = ["color-contrast", "link-in-text-block"]
#: axe-core, which remembers the colours that it has read: it meets each of a page's few again and again, and to read
#: them is a sixth of all that it does.
AXE = f"""{AXE_SCRIPT}
;(() => {{
  const known = new Map(), colour = axe.commons.color.Color.prototype, read = colour.parseString;
  colour.parseString = function (words) {{
    if (known.has(words)) [this.r, this.g, this.b, this.alpha] = known.get(words);
    else {{
      read.call(this, words);
      known.set(words, [this.r, this.g, this.b, this.alpha]);
    }}
    return this;
  }};
}})()"""
MISSING = (
    "NO BROWSER: the tests marked `browser` were skipped. Install chromium, or name one with VOC_CHROMIUM;"
    " VOC_REQUIRE_BROWSER=1 makes this an error."
)


def executable() -> str | None:
    """Where Chromium is: VOC_CHROMIUM, else the first one on PATH.

    Before others the one that never had a window: the same engine, which starts and draws with half the work.
    """
    given = os.environ.get("VOC_CHROMIUM")
    if given:
        return given
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((found for name in names if (found := shutil.which(name))), None)


def is_required() -> bool:
    return os.environ.get("VOC_REQUIRE_BROWSER") == "1"


@contextlib.contextmanager
def launched() -> Iterator[Browser]:
    """A running Chromium; skips the test where there is none, fails where one is required."""
    path = executable()
    if path is None:
        if is_required():
            pytest.fail("VOC_REQUIRE_BROWSER=1, and there is no Chromium.")
        pytest.skip("no Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS, headless=True)
        try:
            yield browser
        finally:
            browser.close()


def follow(link: Locator) -> Response:
    """Click a link or a button that opens a page, and wait for that page: what is looked at next is the new one.

    A click alone returns while the old page still stands there, on a busy machine for a second and longer.
    """
    with link.page.expect_navigation() as navigation:
        link.click()
    return navigation.value


@contextlib.contextmanager
def watched_page(context: BrowserContext) -> Iterator[Page]:
    """A page whose script errors and refused resources fail the test at its end."""
    page = context.new_page()
    wrong: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            wrong.append(message.text)

    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", listen)
    yield page
    assert not wrong, f"The browser complained: {wrong}"


@contextlib.contextmanager
def signed_in(
    browser: Browser, client: Client, address: str, viewport: ViewportSize, theme: Literal["light", "dark"] = "light"
) -> Iterator[Page]:
    """A watched page of whoever is signed in with `client`, in a profile of its own; paths begin at `address`."""
    cookie = client.get_cookie("voc")
    assert cookie
    context = browser.new_context(viewport=viewport, color_scheme=theme, locale="en-GB", base_url=address)
    context.add_cookies([{"name": "voc", "value": cookie.value, "url": address}])
    with watched_page(context) as page:
        yield page
    context.close()


def becomes(page: Page, expression: str, wanted: object) -> None:
    """Waits, 5 seconds at most, until an expression is what it is to be.

    `Page.wait_for_function` asks inside the page, by `eval`, which our policy forbids there.
    """
    deadline = time.monotonic() + 5
    while (found := page.evaluate(expression)) != wanted:
        assert time.monotonic() < deadline, f"{expression} is {found!r}"
        page.wait_for_timeout(50)


def barriers(page: Page, rules: Sequence[str] = RULES) -> list[tuple[str, list[str]]]:
    """What axe-core finds wrong with a page: the rule, and the elements that break it."""
    # Through the debugger, because our pages' own policy rightly lets no foreign script in. A page that is looked at
    # again has it already; to read it is a fourth of a look.
    if not page.evaluate("typeof window.axe?.run === 'function'"):
        page.evaluate(AXE)
    # No list of all that is right, which takes twice as long to write as the rest.
    asked = {"runOnly": rules, "resultTypes": ["violations"]}
    found = page.evaluate("async asked => (await axe.run(document, asked)).violations", asked)
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]


def barriers_by_day_and_night(page: Page) -> list[tuple[str, list[str]]]:
    """The same in the light and then in the dark, of which only the rules about colours know."""
    page.emulate_media(color_scheme="light")
    found = barriers(page)
    page.emulate_media(color_scheme="dark")
    return [*found, *barriers(page, OF_COLOURS)]


def in_both_dresses(page: Page) -> Iterator[None]:
    """Shows a page as it stands there on a phone in the dark, and then on a desk in the light, where it is left.

    So a journey on which only the looks differ is made once: `for _ in in_both_dresses(page): looks_right(page)`.
    """
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")
    yield
    page.set_viewport_size(DESKTOP)
    page.emulate_media(color_scheme="light")
    yield


def looks_right(page: Page) -> None:
    """No barrier that a machine can find, and nothing beside the screen."""
    found = barriers(page)
    assert not found, found
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
