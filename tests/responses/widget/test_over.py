"""A survey that ends while somebody answers it: what is said, and that nobody loses a word."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.browser import barriers
from tests.factories import a_long_survey
from tests.responses.widget.conftest import Stage, answer, arrived
from tests.responses.widget.waiting import LATER, close, cut, identified, kept, person

pytestmark = [pytest.mark.browser]


@pytest.fixture
def backend() -> str:
    """One will do: what happens on a page does not depend on the database."""
    return "sqlite"


def only_whole_ones(route: Route) -> None:
    """A touch is sent again a little later by itself, and would be told before the press that it is over."""
    if '"final":true' in (route.request.post_data or ""):
        route.continue_()
    else:
        route.abort()


@pytest.mark.parametrize("words", ["", "Too slow."], ids=["score", "words"])
@pytest.mark.parametrize("kind", ["popover", "slide_in", "inline", "button"])
def test_when_it_is_over_the_widget_says_what_is_kept_and_gives_the_words_back(
    stage: Stage, context: BrowserContext, kind: str, words: str
) -> None:
    page = context.new_page()
    snippet = stage.snippet(kind=kind)
    place = f'<div data-voc-here="{stage.public_id}"></div>'
    page.goto(stage.page(snippet, body=place))
    if kind == "button":
        page.get_by_role("button", name="Feedback").click()
    page.get_by_role("radio", name="2", exact=True).check()
    if words:
        page.locator("textarea").fill(words)
        page.get_by_role("radio", name="3", exact=True).check()
    score = 3 if words else 2
    arrived(stage, page, [("provisional", score, None, "widget", "en", words)])
    context.route("**/answer", only_whole_ones)
    close(stage)
    page.locator("textarea").fill(f"{words} Nobody came.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="This survey has ended")).to_be_visible()
    said = page.get_by_role("status").first
    expect(said).to_contain_text("What you had answered before is kept; what you added or changed since then was not")
    mine = page.get_by_role("textbox", name="What you wrote")
    expect(mine).to_have_value(f"{words} Nobody came.")
    expect(mine).not_to_be_editable()
    # One key or one long touch takes it along.
    mine.focus()
    assert mine.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)") == mine.input_value()
    assert barriers(page) == []
    assert kept(page) == []
    page.wait_for_timeout(4000)
    expect(mine).to_be_visible()
    assert stage.answers() == [("provisional", score, None, "widget", "en", words)]
    if kind == "inline":
        # A framework may draw the place anew, also then.
        page.evaluate("document.querySelector('[data-voc-here]').remove()")
        page.evaluate("place => document.querySelector('main').insertAdjacentHTML('beforeend', place)", place)
        expect(mine).to_have_value(f"{words} Nobody came.")
        return
    page.get_by_role("button", name="Close").click()
    expect(page.locator("voc-widget")).to_have_count(0)
    # Nor does a button of the page's own ask anew.
    page.evaluate("voc('open')")
    page.wait_for_timeout(200)
    expect(page.locator("voc-widget")).to_have_count(0)


def test_who_wrote_nothing_is_only_told_that_it_is_over(stage: Stage, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(stage.page(stage.snippet()))
    page.get_by_role("radio", name="2", exact=True).wait_for()
    close(stage)
    # No look at the mark afterwards: the number may be gone by then.
    page.get_by_role("radio", name="2", exact=True).click()
    expect(page.get_by_role("heading", name="This survey has ended")).to_be_visible()
    expect(page.get_by_text("nothing new was stored", exact=False)).to_be_visible()
    expect(page.get_by_text("What you wrote", exact=False)).to_have_count(0)
    expect(page.locator("voc-widget input, voc-widget textarea")).to_have_count(0)
    assert stage.answers() == []


@pytest.mark.parametrize("theme", ["auto", "dark"])
def test_what_says_that_it_is_over_stays_as_dark_as_it_was(stage: Stage, context: BrowserContext, theme: str) -> None:
    page = context.new_page()
    page.goto(stage.page(stage.snippet(theme=theme), css="body { background: #111; color: #fff }"))
    page.get_by_role("radio", name="2", exact=True).wait_for()
    close(stage)
    # No look at the mark afterwards: the number may be gone by then.
    page.get_by_role("radio", name="2", exact=True).click()
    expect(page.get_by_role("heading", name="This survey has ended")).to_be_visible()
    # Who was a stranger signs in, and in the evening the whole system turns to other colours.
    identified(page, person(stage, "ann"))
    page.emulate_media(color_scheme="dark")
    page.emulate_media(color_scheme="light")
    page.wait_for_timeout(100)
    expect(page.locator(".w")).to_contain_class("dark")
    expect(page.get_by_role("heading", name="This survey has ended")).to_be_visible()


@pytest.mark.parametrize("kind", ["popover", "slide_in", "inline", "button"])
def test_an_answer_that_waited_until_it_was_over_is_told_so_whoever_has_signed_in_meanwhile(
    stage: Stage, context: BrowserContext, kind: str
) -> None:
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    snippet = stage.snippet(kind=kind)
    page.goto(stage.page(snippet, body=f'<div data-voc-here="{stage.public_id}"></div>'))
    if kind == "button":
        page.get_by_role("button", name="Feedback").click()
    page.get_by_role("radio", name="2", exact=True).wait_for()
    context.route("**/answer", cut)
    answer(page, 2, "Too slow.")
    expect(page.get_by_text(LATER, exact=False)).to_be_visible()
    where = page.locator(".p").bounding_box()
    close(stage)
    identified(page, person(stage, "ann"))
    context.unroute("**/answer", cut)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_role("heading", name="This survey has ended")).to_be_visible()
    expect(page.get_by_role("textbox", name="What you wrote")).to_have_value("Too slow.")
    assert kept(page) == []
    box = page.locator(".p").bounding_box()
    assert where
    assert box
    assert (box["x"], box["width"]) == (where["x"], where["width"]), "It stands where it stood."
    if kind != "inline":
        page.get_by_role("button", name="Close").click()
        expect(page.locator("voc-widget")).to_have_count(0)


def test_all_that_was_typed_is_given_back(stage: Stage, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(stage.page(stage.snippet(survey=a_long_survey)))
    page.get_by_role("radio", name="9", exact=True).check()
    page.get_by_label("What is the main reason for your score?").fill("Good.")
    page.get_by_role("radio", name="Otherwise").check()
    page.get_by_role("group", name="How did you come?").get_by_role("textbox").fill("By boat")
    page.get_by_role("checkbox", name="Bread").check()
    page.get_by_role("checkbox", name="Bread").uncheck()  # Answered once, and nothing by now.
    page.get_by_role("group", name="The staff").get_by_label("3").check(force=True)
    page.get_by_label("Which shelf?").fill("4 b")
    context.route("**/answer", only_whole_ones)
    close(stage)
    page.get_by_role("button", name="Send").click()
    mine = page.get_by_role("textbox", name="What you wrote")
    expect(mine).to_be_visible()
    assert set(mine.input_value().split("\n\n")) == {"Good.", "By boat", "4 b"}


def test_what_waited_for_the_line_and_came_too_late_is_told(stage: Stage, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(stage.page(stage.snippet()))
    context.route("**/answer", cut)
    answer(page, 2, "Too slow.")
    expect(page.get_by_text(LATER, exact=False)).to_be_visible()
    close(stage)
    context.unroute("**/answer", cut)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_role("heading", name="This survey has ended")).to_be_visible()
    expect(page.get_by_text(LATER, exact=False)).to_have_count(0)
    expect(page.get_by_text("It is stored nowhere", exact=False)).to_be_visible()
    expect(page.locator("voc-widget textarea")).to_have_value("Too slow.")
