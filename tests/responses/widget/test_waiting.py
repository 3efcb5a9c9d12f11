"""Answers that wait in the browser: whose they are, which version they answer, and what becomes of each."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from sqlalchemy import select

from tests.browser import barriers, becomes
from tests.factories import a_long_survey
from tests.responses.widget.conftest import Stage, answer, arrived, signed
from voc.core import clock
from voc.core.db import db
from voc.responses.models import Response, Widget
from voc.responses.widget import builds
from voc.surveys import publishing

pytestmark = [pytest.mark.browser]

LATER = "There is no connection just now"


@pytest.fixture
def backend() -> str:
    """One will do: what happens on a page does not depend on the database."""
    return "sqlite"


def widget_of(stage: Stage) -> Widget:
    return db.session.scalars(select(Widget).where(Widget.public_id == stage.public_id)).one()


def person(stage: Stage, key: str) -> str:
    """What the page passes on when this person is signed in."""
    with stage.app.app_context():
        who = signed(db.session(), widget_of(stage).workspace_id, key, f"{key}@example.com")
        db.session.commit()
    return f"voc('identify', {json.dumps(who)})"


def given(stage: Stage) -> list[tuple[str, int | None, str | None]]:
    """State and score of each answer, and whose it is."""
    with stage.app.app_context():
        rows = db.session.scalars(select(Response).order_by(Response.id)).all()
        return [(row.state, row.score, row.contact.key if row.contact else None) for row in rows]


def ends_up(stage: Stage, page: Page, expected: list[tuple[str, int | None, str | None]]) -> None:
    for _ in range(100):
        if given(stage) == expected:
            return
        page.wait_for_timeout(100)
    assert given(stage) == expected


def identified(page: Page, who: str) -> None:
    with page.expect_response("**/hello"):
        page.evaluate(who)


def cut(route: Route) -> None:
    route.abort()


def refuse(status: int, **more: Any) -> Callable[[Route], None]:
    """Answers as a server would that takes nothing."""

    def handle(route: Route) -> None:
        headers = {"Access-Control-Allow-Origin": "*", "Content-Type": "application/json"}
        route.fulfill(status=status, headers=headers, body=json.dumps({"error": "No.", **more}))

    return handle


def kept(page: Page) -> list[Any]:
    every = "Object.entries(localStorage).map(([name, value]) => name.startsWith('voc:') ? JSON.parse(value) : [])"
    found: list[Any] = page.evaluate(f"{every}.flat()")
    return found


# Whose it is


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


def close(stage: Stage) -> None:
    with stage.app.app_context():
        publishing.close(db.session(), widget_of(stage).survey, clock.now())
        db.session.commit()


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
    close(stage)
    # Not to be sent by itself while it is typed.
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
