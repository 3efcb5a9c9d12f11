"""Answers that wait in the browser: which version they answer, and what becomes of each."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser import becomes
from tests.responses.widget.conftest import Stage, answer, arrived
from tests.responses.widget.waiting import (
    LATER,
    close,
    cut,
    ends_up,
    given,
    identified,
    kept,
    person,
    refuse,
    widget_of,
)
from voc.core import clock
from voc.core.db import db
from voc.responses.widget import builds
from voc.surveys import publishing

pytestmark = [pytest.mark.browser]


@pytest.fixture
def backend() -> str:
    """One will do: what happens on a page does not depend on the database."""
    return "sqlite"


# Which version it answers


def publish_another(stage: Stage) -> None:
    """One that no longer asks for words."""
    with stage.app.test_request_context(method="POST"):
        survey = widget_of(stage).survey
        draft = publishing.new_draft(db.session(), survey)
        draft.questions.remove(next(each for each in draft.questions if each.key == "comment"))
        publishing.publish(db.session(), draft, clock.now(), seen=draft.edition)
        db.session.commit()


def test_what_was_begun_before_another_version_was_published_is_taken(stage: Stage, visit: Page) -> None:
    page = visit
    page.goto(stage.page(stage.snippet()))
    page.get_by_role("radio", name="2", exact=True).check()
    publish_another(stage)
    # To say who is signed in asks the server anew; what is before somebody stays.
    identified(page, person(stage, "ann"))
    page.locator("textarea").fill("Too slow.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Your answer has arrived")).to_be_visible()
    arrived(stage, page, [("final", 2, "comment", "widget", "en", "Too slow.")])


def test_what_waited_while_another_version_was_published_is_taken(stage: Stage, context: BrowserContext) -> None:
    page = context.new_page()
    address = stage.page(stage.snippet())
    page.goto(address)
    context.route("**/answer", cut)
    answer(page, 2, "Too slow.")
    expect(page.get_by_text(LATER, exact=False)).to_be_visible()
    publish_another(stage)
    context.unroute("**/answer", cut)
    page.goto(address)
    arrived(stage, page, [("final", 2, "comment", "widget", "en", "Too slow.")])
    page.wait_for_timeout(200)
    assert kept(page) == []


# What becomes of it


@pytest.mark.parametrize("status", [408, 429, 503])
def test_what_may_be_taken_later_is_sent_again(stage: Stage, context: BrowserContext, status: int) -> None:
    page = context.new_page()
    page.clock.install()
    page.goto(stage.page(stage.snippet(kind="button")))
    page.get_by_role("button", name="Feedback").click()
    handle = refuse(status)
    context.route("**/answer", handle)
    answer(page, 2)
    expect(page.get_by_text(LATER, exact=False)).to_be_visible()
    assert [content["final"] for _, content in kept(page)] == [True]
    context.unroute("**/answer", handle)
    page.wait_for_timeout(1000)
    page.clock.run_for(10_000)
    arrived(stage, page, [("final", 2, "button", "widget", "en", "")])
    page.wait_for_timeout(200)
    assert kept(page) == []


@pytest.mark.parametrize("status", [400, 404, 413, 422])
def test_what_will_never_be_taken_is_told_and_not_kept(stage: Stage, context: BrowserContext, status: int) -> None:
    page = context.new_page()
    page.goto(stage.page(stage.snippet()))
    context.route("**/answer", refuse(status, error="Never."))
    page.get_by_role("radio", name="2", exact=True).check()
    expect(page.get_by_role("alert")).to_have_text("Never.")
    assert kept(page) == []
    # Sent again, it waits only as long as it is on its way.
    with page.expect_response("**/answer"):
        page.get_by_role("button", name="Send").click()
    becomes(page, "Object.keys(localStorage).filter(name => name.startsWith('voc:')).length", 0)
    expect(page.get_by_role("alert")).to_have_text("Never.")


def test_what_waited_for_the_line_and_must_be_mended_comes_back(stage: Stage, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(stage.page(stage.snippet()))
    context.route("**/answer", cut)
    answer(page, 2, "Too slow.")
    expect(page.get_by_text(LATER, exact=False)).to_be_visible()
    context.unroute("**/answer", cut)
    never = refuse(422, error="Never.")
    context.route("**/answer", never)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_role("alert")).to_have_text("Never.")
    expect(page.locator("textarea")).to_have_value("Too slow.")
    context.unroute("**/answer", never)
    page.get_by_role("button", name="Send").click()
    arrived(stage, page, [("final", 2, "comment", "widget", "en", "Too slow.")])


EARLIER = sorted({path.stem for path in builds.BUILDS.glob("*.js")} - {builds.newest().name})


@pytest.mark.parametrize("name", EARLIER)
def test_a_build_that_a_page_has_pinned_works_as_it_did(stage: Stage, context: BrowserContext, name: str) -> None:
    page, pinned, newest = context.new_page(), builds.named(name), builds.newest()
    assert pinned
    snippet = stage.snippet(kind="button").replace(newest.name, name).replace(newest.integrity, pinned.integrity)
    page.goto(stage.page(snippet))
    button, shown = page.get_by_role("button", name="Feedback"), page.locator("voc-widget")
    button.click()
    context.route("**/answer", cut)
    answer(page, 2, "Too slow.")
    expect(page.get_by_text(LATER, exact=False)).to_be_visible()
    expect(shown).not_to_contain_text("undefined")
    # The company's thanks say that a person will read it: only once it is there.
    expect(shown).not_to_contain_text("will read every word")
    expect(shown).not_to_contain_text("get back to you")
    context.unroute("**/answer", cut)
    page.evaluate("dispatchEvent(new Event('online'))")
    arrived(stage, page, [("final", 2, "comment", "widget", "en", "Too slow.")])
    expect(shown).to_contain_text("will read every word")
    expect(shown).not_to_contain_text(LATER)
    page.get_by_role("button", name="Close").click()
    button.click()
    close(stage)
    # One touch: what it is told may stand in place of the number at once.
    page.get_by_role("radio", name="3", exact=True).click()
    # The first builds say it above the button, later ones in place of the questions.
    over = page.get_by_role("alert").or_(page.locator("voc-widget div[role=status]"))
    expect(over).to_contain_text("nothing new was stored")
    expect(shown).not_to_contain_text("undefined")


def test_one_that_does_not_get_through_holds_up_no_other(stage: Stage, context: BrowserContext) -> None:
    page = context.new_page()
    address = stage.page(stage.snippet(kind="button"))
    page.goto(address)

    def pick(route: Route) -> None:
        # A wall that dislikes a word answers in nobody's name.
        if "SELECT" in (route.request.post_data or ""):
            route.abort()
        else:
            route.continue_()

    context.route("**/answer", pick)
    waits, is_there = "Your answer has not been sent yet", "Your answer has arrived"
    for score, words, head in ((1, "SELECT the right size", waits), (2, "All good.", is_there)):
        page.get_by_role("button", name="Feedback").click()
        answer(page, score, words)
        page.get_by_role("heading", name=head).wait_for()
        page.get_by_role("button", name="Close").click()
    page.goto(address)
    page.wait_for_timeout(300)
    assert stage.answers()[-1] == ("final", 2, "comment", "widget", "en", "All good.")
    assert [content["answers"]["score"] for _, content in kept(page)] == [1]


def test_two_tabs_keep_theirs_side_by_side_and_each_counts_once(stage: Stage, context: BrowserContext) -> None:
    address = stage.page(stage.snippet(kind="button"))
    tabs = [context.new_page() for _ in range(2)]
    for tab in tabs:
        tab.goto(address)
        tab.get_by_role("button", name="Feedback").wait_for()
    context.route("**/answer", cut)
    for score, tab in enumerate(tabs, start=1):
        tab.get_by_role("button", name="Feedback").click()
        answer(tab, score)
        expect(tab.get_by_text(LATER, exact=False)).to_be_visible()
    assert sorted(content["answers"]["score"] for _, content in kept(tabs[0])) == [1, 2]
    tabs[0].close()
    context.unroute("**/answer", cut)
    more = [context.new_page() for _ in range(2)]
    for tab in more:
        tab.goto(address, wait_until="commit")
    ends_up(stage, more[0], [("final", 1, None), ("final", 2, None)])
    more[0].wait_for_timeout(500)
    assert len(given(stage)) == 2
    assert kept(more[0]) == []


def test_another_tab_sends_no_earlier_state_over_a_later_one(stage: Stage, context: BrowserContext) -> None:
    address = stage.page(stage.snippet())
    first = context.new_page()
    first.goto(address)
    context.route("**/answer", cut)
    first.get_by_role("radio", name="2", exact=True).check()
    first.wait_for_timeout(300)
    second = context.new_page()
    second.clock.install()
    with second.expect_request("**/answer"):
        # It takes over what waits, and has no line either.
        second.goto(address)
    second.wait_for_timeout(300)
    context.unroute("**/answer", cut)
    first.get_by_role("radio", name="9", exact=True).check()
    ends_up(stage, first, [("provisional", 9, None)])
    with second.expect_response("**/answer"):
        second.clock.run_for(20_000)
    second.wait_for_timeout(300)
    assert given(stage) == [("provisional", 9, None)]


def test_no_more_than_twenty_wait_and_the_oldest_goes(stage: Stage, context: BrowserContext) -> None:
    page = context.new_page()
    address = stage.page(stage.snippet(kind="button"))
    page.goto(address)
    context.route("**/answer", cut)
    many = [
        [f"key-of-old-{n:02}", {"key": f"key-of-old-{n:02}", "answers": {"score": 1}, "final": True}] for n in range(20)
    ]
    page.evaluate("([name, many]) => localStorage.setItem(name, many)", [f"voc:{stage.public_id}", json.dumps(many)])
    page.get_by_role("button", name="Feedback").click()
    answer(page, 5)
    expect(page.get_by_text(LATER, exact=False)).to_be_visible()
    names = [which for which, _ in kept(page)]
    assert len(names) == 20
    assert names[:19] == [which for which, _ in many[1:]]


@pytest.mark.parametrize("rubbish", ["{", "5", "[5]", '[["k"]]', '{"a": 1}'])
def test_what_a_page_broke_in_the_store_stops_nothing(stage: Stage, context: BrowserContext, rubbish: str) -> None:
    page = context.new_page()
    address = stage.page(stage.snippet(kind="button"))
    page.goto(address)
    page.evaluate("([name, text]) => localStorage.setItem(name, text)", [f"voc:{stage.public_id}", rubbish])
    page.goto(address)
    page.get_by_role("button", name="Feedback").click()
    answer(page, 5)
    arrived(stage, page, [("final", 5, "button", "widget", "en", "")])


def test_switched_off_and_on_again_it_takes_what_waited(stage: Stage, context: BrowserContext) -> None:
    page = context.new_page()
    address = stage.page(stage.snippet())
    page.goto(address)
    context.route("**/answer", cut)
    answer(page, 5)
    expect(page.get_by_text(LATER, exact=False)).to_be_visible()
    context.unroute("**/answer", cut)
    for is_on in (False, True):
        with stage.app.app_context():
            widget_of(stage).is_on = is_on
            db.session.commit()
        with page.expect_response("**/hello"):
            page.goto(address)
        page.wait_for_timeout(300)
        assert len(kept(page)) == (0 if is_on else 1)
    arrived(stage, page, [("final", 5, "button", "widget", "en", "")])
