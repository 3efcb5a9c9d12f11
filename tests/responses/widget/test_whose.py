"""Whose answer it is, where people sign in and out while it waits."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.responses.widget.conftest import Stage, answer
from tests.responses.widget.waiting import LATER, cut, ends_up, identified, kept, person, refuse

pytestmark = [pytest.mark.browser]


@pytest.fixture
def backend() -> str:
    """One will do: what happens on a page does not depend on the database."""
    return "sqlite"


def test_an_answer_that_waits_stays_the_answer_of_who_gave_it(stage: Stage, context: BrowserContext) -> None:
    page = context.new_page()
    address = stage.page(stage.snippet(kind="button"))
    ann, bea = person(stage, "ann"), person(stage, "bea")
    page.goto(address)
    context.route("**/answer", cut)
    for score, who in ((1, None), (2, ann), (3, bea), (4, "voc('identify', null)")):
        if who:
            identified(page, who)
        page.get_by_role("button", name="Feedback").click()
        answer(page, score)
        expect(page.get_by_text(LATER, exact=False)).to_be_visible()
        page.get_by_role("button", name="Close").click()
    context.unroute("**/answer", cut)
    page.goto(address)
    page.evaluate(bea)
    ends_up(stage, page, [("final", 1, None), ("final", 2, "ann"), ("final", 3, "bea"), ("final", 4, None)])


def test_who_signs_in_while_answering_is_told_and_has_answered(stage: Stage, visit: Page) -> None:
    page = visit
    page.goto(stage.page(stage.snippet()))
    page.get_by_role("radio", name="2", exact=True).check()
    ends_up(stage, page, [("provisional", 2, None)])
    told = page.get_by_text("will know that the answer comes from you", exact=False)
    expect(told).to_be_hidden()
    identified(page, person(stage, "ann"))
    expect(told).to_be_visible()
    page.get_by_role("button", name="Send").click()
    ends_up(stage, page, [("final", 2, "ann")])


@pytest.mark.parametrize("kind", ["inline", "button"])
def test_what_one_person_has_begun_is_not_shown_to_the_next(stage: Stage, visit: Page, kind: str) -> None:
    page = visit
    snippet = stage.snippet(kind=kind)
    page.goto(stage.page(snippet, body=f'<div data-voc-here="{stage.public_id}"></div>'))
    words = page.locator("textarea")

    def begin() -> None:
        if kind == "button":
            page.get_by_role("button", name="Feedback").click()

    begin()
    identified(page, person(stage, "ann"))
    page.get_by_role("radio", name="2", exact=True).check()
    words.fill("I am Ann.")
    identified(page, person(stage, "ann"))
    expect(words).to_have_value("I am Ann.")
    identified(page, person(stage, "bea"))
    begin()
    expect(words).to_have_value("")
    answer(page, 9)
    ends_up(stage, page, [("provisional", 2, "ann"), ("final", 9, "bea")])


def test_what_is_refused_when_its_person_has_gone_is_not_shown_to_the_next(
    stage: Stage, context: BrowserContext
) -> None:
    page = context.new_page()
    page.clock.install()
    page.goto(stage.page(stage.snippet(kind="button")))
    page.get_by_role("button", name="Feedback").wait_for()
    identified(page, person(stage, "ann"))
    context.route("**/answer", cut)
    page.get_by_role("button", name="Feedback").click()
    answer(page, 2, "I am Ann.")
    expect(page.get_by_text(LATER, exact=False)).to_be_visible()
    context.unroute("**/answer", cut)
    never = refuse(422)
    context.route("**/answer", never)
    identified(page, person(stage, "bea"))
    page.clock.run_for(10_000)
    page.wait_for_timeout(300)
    assert kept(page) == []
    context.unroute("**/answer", never)
    page.get_by_role("button", name="Feedback").click()
    assert page.locator(":checked").count() == 0
    expect(page.locator("textarea")).to_have_value("")
    answer(page, 9)
    ends_up(stage, page, [("final", 9, "bea")])
