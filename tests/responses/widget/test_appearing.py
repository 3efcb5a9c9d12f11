"""When the widget shows, and when it waits: pages that change, load late, or have something else in front."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.responses.widget.conftest import Stage, arrived

pytestmark = [pytest.mark.browser]


@pytest.fixture
def backend() -> str:
    """One will do: what happens on a page does not depend on the database."""
    return "sqlite"


def test_in_a_single_page_application(stage: Stage, visit: Page) -> None:
    page = visit
    page.goto(stage.page(stage.snippet(after=0, pages=("/orders/*",)), path="/cart"))
    page.wait_for_timeout(500)
    assert page.locator("voc-widget").count() == 0
    page.evaluate("history.pushState({}, '', '/orders/7?from=cart')")
    expect(page.get_by_role("dialog")).to_be_visible()
    # Whoever has begun to answer goes on answering, whatever the application does below.
    page.get_by_role("radio", name="3", exact=True).check()
    page.evaluate("history.pushState({}, '', '/cart'); document.body.replaceChildren()")
    page.locator("textarea").fill("Still here.")
    page.get_by_role("button", name="Send").click()
    arrived(stage, page, [("final", 3, "comment", "widget", "en", "Still here.")])


def test_a_waiting_question_does_not_appear_on_the_wrong_page(stage: Stage, visit: Page) -> None:
    page = visit
    page.goto(stage.page(stage.snippet(after=1, pages=("/orders",)), path="/orders"))
    page.wait_for_timeout(300)
    page.evaluate("history.pushState({}, '', '/cart')")
    page.wait_for_timeout(1300)
    assert page.locator("voc-widget").count() == 0


def test_by_event_by_scrolling_and_on_leaving(stage: Stage, visit: Page) -> None:
    page = visit
    dialog = page.get_by_role("dialog")
    page.goto(stage.page(stage.snippet(on="event", event="order_placed")))
    page.wait_for_timeout(400)
    page.evaluate("voc('track', 'something_else')")
    expect(dialog).to_have_count(0)
    page.evaluate("voc('track', 'order_placed')")
    expect(dialog).to_be_visible()
    page.evaluate("localStorage.clear()")
    tall = '<p class="tall"></p>'
    page.goto(stage.page(stage.snippet(metric="ces", on="scroll", after=50), css=".tall { height: 3000px }", body=tall))
    page.wait_for_timeout(400)
    expect(dialog).to_have_count(0)
    page.mouse.wheel(0, 2000)
    expect(dialog).to_be_visible()
    page.evaluate("localStorage.clear()")
    page.goto(stage.page(stage.snippet(metric="ces", on="scroll", after=50)))
    expect(dialog, "a page that is seen whole").to_be_visible()
    page.evaluate("localStorage.clear()")
    page.goto(stage.page(stage.snippet(metric="csat", on="exit")))
    page.wait_for_timeout(400)
    expect(dialog).to_have_count(0)
    page.evaluate("document.documentElement.dispatchEvent(new MouseEvent('mouseleave', { clientY: -1 }))")
    expect(dialog).to_be_visible()


def test_a_page_without_its_styles_yet_is_not_taken_for_one_that_was_scrolled(stage: Stage, visit: Page) -> None:
    page = visit
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/page.css", hold)
    tall = '<p class="tall"></p>'
    address = stage.page(stage.snippet(on="scroll", after=50), css=".tall { height: 3000px }", body=tall)
    with page.expect_response("**/hello"):
        page.goto(address, wait_until="commit")
    page.wait_for_timeout(500)
    held[0].continue_()
    page.wait_for_load_state()
    page.wait_for_timeout(1500)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_once_a_dark_page_has_its_styles_the_widget_is_dark(stage: Stage, visit: Page) -> None:
    page = visit
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/page.css", hold)
    address = stage.page(stage.snippet(kind="button"), css="body { background: #111; color: #fff }")
    page.goto(address, wait_until="commit")
    drawn = page.locator(".w")
    drawn.wait_for(state="attached")
    page.wait_for_timeout(300)
    held[0].continue_()
    expect(drawn).to_contain_class("dark")


def test_what_the_page_says_before_the_script_is_there_is_heard(stage: Stage, visit: Page) -> None:
    stage.site.put(
        "/page.js", "window.voc = function () { (voc.q = voc.q || []).push(arguments) }; voc('track', 'early');"
    )
    visit.goto(stage.page(stage.snippet(on="event", event="early")))
    expect(visit.get_by_role("dialog")).to_be_visible()


def test_a_framework_draws_the_place_for_inline_questions_later(stage: Stage, visit: Page) -> None:
    page = visit
    page.goto(stage.page(stage.snippet(kind="inline")))
    page.wait_for_timeout(400)
    assert page.locator("voc-widget").count() == 0
    place = f'<div data-voc-here="{stage.public_id}"></div>'
    put = f"document.querySelector('main').insertAdjacentHTML('beforeend', '{place}')"
    page.evaluate(put)
    page.get_by_role("radio", name="6", exact=True).check()
    page.evaluate("document.querySelector('[data-voc-here]').remove()")
    page.evaluate(put)
    page.get_by_role("button", name="Send").click()
    arrived(stage, page, [("final", 6, "button", "widget", "en", "")])


def test_it_waits_while_the_page_has_a_dialog_of_its_own(stage: Stage, visit: Page) -> None:
    page = visit
    page.goto(stage.page(stage.snippet(after=1), body="<dialog>Cookies? <button>Yes</button></dialog>"))
    page.evaluate("document.querySelector('dialog').showModal()")
    page.wait_for_timeout(1600)
    assert page.locator("voc-widget").count() == 0
    page.evaluate("document.querySelector('dialog').close()")
    page.get_by_role("radio", name="8", exact=True).check()
    arrived(stage, page, [("provisional", 8, None, "widget", "en", "")])
