"""From the press on Send until the reply: what is seen and heard, that it is sent once, and where a refusal stands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser import barriers
from tests.factories import a_long_survey
from tests.responses.widget.conftest import Stage, arrived

pytestmark = [pytest.mark.browser]

KINDS = pytest.mark.parametrize("kind", ["popover", "slide_in", "inline", "button"])


@pytest.fixture
def backend() -> str:
    """One will do: what happens on a page does not depend on the database."""
    return "sqlite"


def begun(stage: Stage, page: Page, kind: str) -> None:
    """A page on which somebody has touched a number, and that has arrived."""
    snippet = stage.snippet(kind=kind)
    page.goto(stage.page(snippet, body=f'<div data-voc-here="{stage.public_id}"></div>'))
    if kind == "button":
        page.get_by_role("button", name="Feedback").click()
    with page.expect_response("**/answer"):
        page.get_by_role("radio", name="2", exact=True).check()


@contextmanager
def slow(page: Page) -> Iterator[list[Route]]:
    """What is sent off meanwhile, held back on the way and let go at the end."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/answer", hold)
    yield held
    for route in held:
        route.continue_()
    page.unroute("**/answer", hold)


@KINDS
def test_on_a_slow_line_it_says_that_it_is_sending_and_sends_once(stage: Stage, visit: Page, kind: str) -> None:
    page = visit
    begun(stage, page, kind)
    box = page.get_by_role("button", name="Send").bounding_box()
    assert box
    colour = "button => getComputedStyle(button).backgroundColor"
    ready = page.get_by_role("button", name="Send").evaluate(colour)
    at = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    with slow(page) as held:
        page.get_by_role("button", name="Send").click()
        expect(page.locator("voc-widget form button")).to_have_text("Sending …")
        expect(page.locator("voc-widget form button")).to_be_in_viewport()
        # Heard: what was empty before is said.
        expect(page.get_by_role("status")).to_have_text("Sending …")
        assert page.locator("voc-widget form button").evaluate(colour) != ready
        # Whoever goes by keyboard is still there, and nothing there can be pressed.
        expect(page.locator("voc-widget .b")).to_be_focused()
        page.mouse.click(*at)
        page.keyboard.press("Enter")
        page.wait_for_timeout(300)
        assert len(held) == 1
        assert barriers(page) == []
    expect(page.get_by_role("heading", name="Your answer has arrived")).to_be_visible()
    expect(page.locator("voc-widget .b")).to_be_focused()
    assert page.get_by_text("Sending …").count() == 0
    arrived(stage, page, [("final", 2, "button", "widget", "en", "")])


def test_what_is_touched_while_it_is_sent_does_not_hold_up_the_thanks(stage: Stage, visit: Page) -> None:
    page = visit
    begun(stage, page, "popover")
    box = page.get_by_role("radio", name="9", exact=True).bounding_box()
    assert box
    with slow(page):
        page.get_by_role("button", name="Send").click()
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(100)
    expect(page.get_by_role("heading", name="Your answer has arrived")).to_be_visible()
    arrived(stage, page, [("final", 2, "button", "widget", "en", "")])


def test_a_refusal_stands_beneath_its_own_question_and_can_be_mended(stage: Stage, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(stage.page(stage.snippet(kind="button", survey=a_long_survey)))
    page.get_by_role("button", name="Feedback").click()
    page.get_by_role("radio", name="2", exact=True).first.check()
    address = page.get_by_label("Where can we reach you?")
    address.fill("nowhere")
    page.get_by_role("button", name="Send").click()
    said = page.get_by_role("alert")
    # Its name stands above it already.
    expect(said).to_have_text("Please write an e-mail address, such as name@example.com.")
    assert "Where can we reach you?" in said.evaluate("said => said.previousElementSibling.textContent")
    expect(said).to_be_in_viewport()
    expect(address).to_be_focused()
    expect(address).to_have_attribute("aria-invalid", "true")
    expect(address).to_have_accessible_description("Please write an e-mail address, such as name@example.com.")
    assert page.locator("voc-widget [aria-invalid=true]").count() == 1
    assert barriers(page) == []
    address.fill("ann@example.org")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Your answer has arrived")).to_be_visible()


def test_a_refusal_while_somebody_still_answers_takes_no_focus(stage: Stage, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(stage.page(stage.snippet(kind="button", survey=a_long_survey)))
    page.get_by_role("button", name="Feedback").click()
    page.get_by_role("radio", name="2", exact=True).first.check()
    page.get_by_label("Where can we reach you?").fill("nowhere")
    star = page.get_by_role("group", name="And the shop?").get_by_label("4")
    star.check(force=True)
    said = page.get_by_role("alert")
    expect(said).to_contain_text("Please write an e-mail address")
    assert "Where can we reach you?" in said.evaluate("said => said.previousElementSibling.textContent")
    expect(star).to_be_focused()
