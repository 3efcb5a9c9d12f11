"""The kiosk in a real browser: who comes next finds nothing of who was there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import PHONE, becomes, follow
from tests.factories import ask_also, published, the_survey
from tests.responses.conftest import Found
from tests.responses.links.conftest import Make
from voc.core import clock
from voc.core.db import db
from voc.surveys import publishing

pytestmark = [pytest.mark.browser]


@pytest.fixture
def backend() -> str:
    """One will do: how a page looks and works does not depend on the database."""
    return "sqlite"


@pytest.fixture
def three_questions(fresh_app: Flask) -> None:
    """The survey asks one more thing: a score, whether it is solved, and words."""
    _ask_one_more(fresh_app, "yes_no")


def _ask_one_more(app: Flask, kind: str, **settings: object) -> None:
    with app.test_request_context():
        draft = publishing.new_draft(db.session(), the_survey())
        ask_also(draft.survey, kind, **settings)
        published(draft.survey)
        db.session.commit()


@pytest.mark.usefixtures("three_questions")
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize("size", [(1280, 800), (1024, 768), (800, 1280)], ids=str)
def test_three_questions_fit_on_the_screen(page: Page, place: Make, size: tuple[int, int], language: str) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{place('k')}?lang={language}")
    assert page.locator("form fieldset, form textarea").count() == 3
    assert page.locator("form button").last.is_visible()
    assert page.evaluate("document.documentElement.scrollHeight") <= size[1]


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 800), (1024, 768), (800, 1280)], ids=str)
def test_two_scales_and_words_fit_on_the_screen(
    page: Page, place: Make, fresh_app: Flask, size: tuple[int, int]
) -> None:
    """A scale is taller than two boxes, by what its ends mean. The starter's own wide scale is one, faces another."""
    _ask_one_more(fresh_app, "rating", points=5, look="faces")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(place("k"))
    assert page.evaluate("document.documentElement.scrollHeight") <= size[1]
    face = page.locator(".scale svg").first.bounding_box()
    assert face
    assert face["width"] >= 44, "It is seen at arm's length."


@pytest.mark.usefixtures("three_questions")
def test_a_box_that_is_not_ticked_is_no_blot_in_the_dark(page: Page, place: Make) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(place("k"))
    box = page.locator(".options [type=radio]").first
    assert box.evaluate("it => getComputedStyle(it).appearance") == "none"
    box.check()
    assert box.evaluate("it => getComputedStyle(it).appearance") == "auto"


def test_after_the_thanks_the_kiosk_begins_anew(page: Page, place: Make, responses: Found) -> None:
    home = place("k")
    page.clock.install()
    page.goto(home)
    first = page.locator("[name=key]").input_value()
    follow(page.get_by_role("link", name="简体中文"))
    page.get_by_role("radio", name="2", exact=True).check(force=True)
    page.get_by_role("textbox").fill("等了三天。")
    follow(page.locator("form button"))
    expect(page.locator("main [role=timer]")).to_contain_text("12")
    page.clock.run_for(5000)
    expect(page.locator("main [role=timer]")).to_contain_text("7")
    with page.expect_navigation(url=home):
        page.clock.run_for(8000)
    expect(page.get_by_role("textbox")).to_have_value("")
    assert page.locator("[name=key]").input_value() != first
    assert page.locator("html").get_attribute("lang") == "en"
    page.go_back()
    page.wait_for_load_state()
    assert "等了三天" not in page.content()
    assert page.locator("textarea").input_value() == ""
    assert page.locator(":checked").count() == 0
    assert responses() == [("final", 2, "comment")]


def test_who_walks_away_is_asked_once_and_then_forgotten(page: Page, place: Make, responses: Found) -> None:
    home = place("k")
    page.clock.install()
    page.goto(home)
    page.clock.run_for(300_000)
    assert page.url == home
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_role("textbox").fill("My name is Ann.")
    page.clock.run_for(41_000)
    expect(page.get_by_role("dialog")).to_contain_text("Are you still there?")
    page.get_by_role("button", name="Yes, go on").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("textbox")).to_have_value("My name is Ann.")
    with page.expect_navigation(url=home):
        page.clock.run_for(61_000)
    expect(page.get_by_role("textbox")).to_have_value("")
    page.go_back()
    assert page.url == "about:blank", "The page was replaced, so there is none to go back to."
    assert responses() == []


def test_an_answer_that_must_be_looked_over_does_not_stay_either(page: Page, place: Make) -> None:
    home = place("k")
    page.clock.install()
    page.goto(home)
    page.locator("form").evaluate("form => form.noValidate = true")
    page.get_by_role("textbox").fill("My name is Ann.")
    follow(page.get_by_role("button", name="Send"))
    expect(page.get_by_role("textbox")).to_have_value("My name is Ann.")
    with page.expect_navigation(url=home):
        page.clock.run_for(61_000)
    assert "Ann" not in page.content()


OFFLINE = "There is no connection just now"


def lose_line(page: Page) -> Callable[[], None]:
    """Nothing reaches the server any more, until what is given back is called."""

    def cut(route: Route) -> None:
        route.abort()

    page.route("**/*", cut)
    return lambda: page.unroute("**/*", cut)


def received(page: Page, responses: Found, expected: list[tuple[str, int | None, str | None]]) -> None:
    for _ in range(100):
        if responses() == expected:
            return
        page.wait_for_timeout(100)
    assert responses() == expected


def test_without_a_connection_answers_are_kept_and_the_next_person_can_answer(
    page: Page, place: Make, responses: Found
) -> None:
    home = place("k")
    page.clock.install()
    page.goto(home)
    page.wait_for_timeout(1100)
    restore = lose_line(page)
    words = page.get_by_role("textbox")
    for score, said in ((2, "Ann here."), (9, "Bea here.")):
        expect(words).to_have_value("")
        assert page.locator(":checked").count() == 0
        page.get_by_role("radio", name=str(score), exact=True).check(force=True)
        words.fill(said)
        page.get_by_role("button", name="Send").click()
        notice = page.get_by_role("dialog", name=OFFLINE)
        expect(notice).to_contain_text("Your answer is kept on this screen")
        expect(notice.get_by_text("tries again", exact=False)).to_be_hidden()
        expect(words).to_be_hidden()
        page.clock.run_for(9000)
        expect(notice).to_be_hidden()
        assert page.url == home
    assert responses() == []
    restore()
    page.clock.run_for(6000)
    received(page, responses, [("final", 2, "comment"), ("final", 9, "comment")])
    page.clock.run_for(30_000)
    page.wait_for_timeout(300)
    assert len(responses()) == 2
    page.get_by_role("radio", name="5", exact=True).check(force=True)
    follow(page.get_by_role("button", name="Send"))
    expect(page.get_by_role("heading", name="Your answer has arrived")).to_be_visible()
    assert [score for _, score, _ in responses()] == [2, 9, 5]


def test_what_waits_outlives_a_power_cut_and_nothing_stays_when_it_is_sent(
    page: Page, place: Make, responses: Found
) -> None:
    home = place("k")
    page.goto(home)
    page.wait_for_timeout(1100)
    restore = lose_line(page)
    page.get_by_role("radio", name="2", exact=True).check(force=True)
    page.get_by_role("textbox").fill("Ann here.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("dialog", name=OFFLINE)).to_be_visible()
    assert responses() == []
    restore()
    page.goto(home)
    received(page, responses, [("final", 2, "comment")])
    becomes(page, "localStorage.length", 0)
    page.goto(home)
    assert "Ann" not in page.content()


@pytest.mark.parametrize("status", [429, 502])
def test_what_the_server_cannot_take_now_is_sent_until_it_can(
    page: Page, place: Make, responses: Found, status: int
) -> None:
    home = place("k")
    page.clock.install()
    page.goto(home)
    page.wait_for_timeout(1100)

    def refuse(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=status)
        else:
            route.continue_()

    page.route("**/k/*", refuse)
    page.get_by_role("radio", name="2", exact=True).check(force=True)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("dialog", name=OFFLINE)).to_be_visible()
    page.get_by_role("button", name="Start again").click()
    expect(page.get_by_role("dialog", name=OFFLINE)).to_be_hidden()
    assert page.locator(":checked").count() == 0
    page.clock.run_for(6000)
    page.wait_for_timeout(300)
    assert responses() == []
    page.unroute("**/k/*", refuse)
    page.clock.run_for(6000)
    received(page, responses, [("final", 2, "button")])


KEPT = "JSON.parse(localStorage.getItem('voc:kiosk') ?? '[]').map(([, text]) => new URLSearchParams(text).get('score'))"


def give(page: Page, score: int) -> None:
    page.get_by_role("radio", name=str(score), exact=True).check(force=True)
    page.get_by_role("button", name="Send").click()


def test_one_that_is_never_taken_keeps_nobody_from_the_next_page(page: Page, place: Make, responses: Found) -> None:
    home, other = place("k"), place("k")
    page.route(other, lambda route: route.fulfill(status=500))
    page.goto(home)
    page.evaluate("address => localStorage.setItem('voc:kiosk', JSON.stringify([[address, 'score=1']]))", other)
    page.goto(home)
    page.wait_for_timeout(1100)
    give(page, 9)
    expect(page.get_by_role("heading", name="Your answer has arrived")).to_be_visible()
    assert responses() == [("final", 9, "button")]
    assert page.evaluate(KEPT) == ["1"]


def test_one_that_is_never_taken_and_cannot_be_kept_does_not_hold_the_screen(page: Page, place: Make) -> None:
    home = place("k")
    page.clock.install()
    page.add_init_script("Storage.prototype.setItem = () => { throw new Error('full'); };")
    page.goto(home)
    page.locator("form").evaluate("form => form.noValidate = true")
    page.get_by_role("textbox").fill("I am Ann.")
    # No empty page stands behind one that had to be looked over.
    follow(page.get_by_role("button", name="Send"))
    page.wait_for_timeout(1100)
    page.route(
        "**/k/*", lambda route: route.fulfill(status=500) if route.request.method == "POST" else route.fallback()
    )
    give(page, 9)
    expect(page.get_by_role("dialog", name=OFFLINE)).to_be_visible()
    page.clock.run_for(8500)
    with page.expect_navigation(url=home):
        for _ in range(8):
            page.wait_for_timeout(200)
            page.clock.run_for(5000)
    expect(page.get_by_role("textbox")).to_have_value("")


def test_two_tabs_keep_what_waits_side_by_side(page: Page, place: Make, responses: Found) -> None:
    tabs = [page, page.context.new_page()]
    home = place("k")
    for tab in tabs:
        tab.goto(home)
    page.wait_for_timeout(1100)
    restore = [lose_line(tab) for tab in tabs]
    for score, tab in enumerate(tabs, start=1):
        give(tab, score)
        expect(tab.get_by_role("dialog", name=OFFLINE)).to_be_visible()
    assert page.evaluate(KEPT) == ["1", "2"]
    tabs[1].close()
    restore[0]()
    page.goto(home)
    received(page, responses, [("final", 1, "button"), ("final", 2, "button")])
    becomes(page, "localStorage.length", 0)


def test_pressed_twice_it_begins_anew_once(page: Page, place: Make) -> None:
    page.goto(place("k"))
    page.wait_for_timeout(1100)
    held = list[Route]()
    page.route("**/*", lambda route: route.abort() if len(held) > 1 else held.append(route))
    lost = lose_line(page)
    give(page, 2)
    notice = page.get_by_role("dialog", name=OFFLINE)
    expect(notice).to_be_visible()
    lost()
    for _ in range(2):
        notice.get_by_role("button", name="Start again").click()
        page.wait_for_timeout(100)
    held[0].abort()
    expect(notice).to_be_hidden()
    page.get_by_role("textbox").fill("I am the next.")
    for route in held[1:]:
        route.abort()
    page.wait_for_timeout(300)
    expect(page.get_by_role("textbox")).to_have_value("I am the next.")


def test_what_is_taken_out_while_it_is_sent_does_not_hold_the_screen(page: Page, place: Make) -> None:
    page.goto(place("k"))
    page.wait_for_timeout(1100)
    held = list[Route]()
    page.route("**/*", lambda route: held.append(route) if route.request.method == "HEAD" else route.fallback())
    page.locator("form").evaluate("form => { form.elements.comment.required = true; }")
    page.get_by_role("textbox").fill("Wait.")
    page.locator("form").evaluate("form => { for (const each of form.elements.score) each.required = false; }")
    page.get_by_role("button", name="Send").click()
    page.wait_for_timeout(200)
    page.get_by_role("textbox").fill("")
    held[0].continue_()
    expect(page.get_by_text("Please pick a number")).to_be_visible()


def test_the_newest_stays_where_the_oldest_goes_while_it_is_sent(page: Page, place: Make) -> None:
    home = place("k")
    page.clock.install()
    page.goto(home)
    page.wait_for_timeout(1100)
    many = [[home, f"key=key-of-old-{n:03}&score=1"] for n in range(100)]
    page.evaluate("many => localStorage.setItem('voc:kiosk', JSON.stringify(many))", many)
    page.goto(home)
    held, is_cut = list[Route](), list[bool]()

    def handle(route: Route) -> None:
        if route.request.method == "POST" and not held:
            held.append(route)
        elif is_cut:
            route.abort()
        else:
            route.continue_()

    page.route("**/*", handle)
    page.clock.run_for(5500)
    page.wait_for_timeout(300)
    assert held, "The oldest is being sent."
    is_cut.append(True)
    give(page, 9)
    expect(page.get_by_role("dialog", name=OFFLINE)).to_be_visible()
    held[0].fulfill(status=200)
    page.wait_for_timeout(300)
    assert page.evaluate(KEPT)[-1] == "9"


def test_in_the_respondents_language_and_with_nothing_of_them_left(page: Page, place: Make, responses: Found) -> None:
    home = place("k")
    page.clock.install()
    page.goto(home)
    follow(page.get_by_role("link", name="简体中文"))
    page.locator("form").evaluate("form => form.noValidate = true")
    page.get_by_role("textbox").fill("我是安。")
    # Looked over by the server, the page comes back with what was typed: it is none for the next person.
    follow(page.locator("form button"))
    expect(page.get_by_role("textbox")).to_have_value("我是安。")
    page.wait_for_timeout(1100)
    page.get_by_role("radio", name="2", exact=True).check(force=True)
    restore = lose_line(page)
    page.locator("form button").click()
    notice = page.locator("dialog[open]")
    expect(notice.get_by_role("button")).to_have_text("重新开始")
    page.clock.run_for(9000)
    expect(page.locator("main")).to_be_hidden()
    expect(notice).to_be_visible()
    restore()
    page.wait_for_timeout(300)
    with page.expect_navigation(url=home):
        page.clock.run_for(6000)
    assert responses() == [("final", 2, "comment")]
    expect(page.get_by_role("textbox")).to_have_value("")


def test_no_link_of_a_kiosk_ends_on_the_browsers_own_page(page: Page, place: Make) -> None:
    home = place("k")
    page.clock.install()
    page.goto(home)
    restore = lose_line(page)
    page.get_by_role("link", name="简体中文").click()
    notice = page.get_by_role("dialog", name=OFFLINE)
    expect(notice).to_contain_text("This screen tries again by itself.")
    expect(notice.get_by_role("button")).to_be_hidden()
    page.clock.run_for(6000)
    expect(notice).to_be_hidden()
    restore()
    page.get_by_role("radio", name="2", exact=True).check(force=True)
    follow(page.get_by_role("button", name="Send"))
    restore = lose_line(page)
    page.get_by_role("link", name="Start again").click()
    expect(notice).to_be_visible()
    restore()
    with page.expect_navigation(url=home):
        page.clock.run_for(6000)


def test_a_closed_kiosk_waits_quietly_until_it_is_open_again(page: Page, place: Make, fresh_app: Flask) -> None:
    home = place("k")
    with fresh_app.app_context():
        publishing.close(db.session(), the_survey(), clock.now())
        db.session.commit()
    page.clock.install()
    page.goto(home)
    asked = list[str]()
    page.on("request", lambda request: asked.append(request.method))
    page.clock.run_for(150_000)
    page.wait_for_timeout(300)
    assert asked == ["HEAD", "HEAD"]
    expect(page.get_by_text("This survey has ended")).to_be_visible()
    with fresh_app.app_context():
        publishing.reopen(db.session(), the_survey(), clock.now())
        db.session.commit()
    # Not further than the question is asked: the clock would run out on its answer.
    with page.expect_navigation(url=home):
        page.clock.run_for(31_000)
    expect(page.get_by_role("textbox")).to_be_visible()


def test_without_script_the_thanks_lead_back(browser: Browser, place: Make, responses: Found) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    home = place("k")
    page.goto(home)
    page.get_by_role("radio", name="9", exact=True).check(force=True)
    follow(page.get_by_role("button", name="Send"))
    page.wait_for_url(home, timeout=20_000)
    assert responses() == [("final", 9, "button")]
    context.close()
