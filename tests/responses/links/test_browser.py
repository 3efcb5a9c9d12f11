"""Kiosk, frame and paper in a real browser: who comes next finds nothing of who was there, and only some may frame."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from sqlalchemy import select

from tests import camera
from tests.browser import DESKTOP, PHONE, barriers, becomes, follow, signed_in, watched_page
from tests.client import Client
from tests.factories import PASSWORD, a_survey, a_touchpoint, a_user, the_survey
from tests.responses.conftest import Found
from voc.core import clock
from voc.core.db import db
from voc.responses.links import printing
from voc.responses.models import Response
from voc.staff import branding
from voc.staff.models import Workspace
from voc.surveys import publishing
from voc.surveys.models import Touchpoint

pytestmark = [pytest.mark.browser]

Make = Callable[..., str]
#: In how many lines the text of an element stands.
LINES = "it => { const r = document.createRange(); r.selectNodeContents(it); return r.getClientRects().length; }"


@pytest.fixture
def backend() -> str:
    """One will do: how a page looks and works does not depend on the database."""
    return "sqlite"


@pytest.fixture
def place(fresh_app: Flask, served: str) -> Make:
    """Makes a touchpoint and gives one of its addresses."""

    def address(kind: str, **more: Any) -> str:
        with fresh_app.test_request_context():
            touchpoint = a_touchpoint(survey=the_survey(), **more)
            db.session.commit()
            return f"{served}/{kind}/{touchpoint.public_id}"

    return address


# The kiosk


@pytest.mark.parametrize("size", [(1280, 800), (1024, 768), (800, 1280)], ids=str)
def test_one_question_and_its_words_fit_on_the_screen(page: Page, place: Make, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(place("k"))
    assert page.locator("form button").last.is_visible()
    assert page.evaluate("document.documentElement.scrollHeight") <= size[1]


@pytest.mark.parametrize("kind", ["k", "i"])
def test_the_name_of_a_language_stays_in_one_line(page: Page, place: Make, kind: str) -> None:
    for width in (280, 320, 360):
        page.set_viewport_size({"width": width, "height": 740})
        page.goto(place(kind))
        names = page.locator(".languages a")
        assert names.count() == 3
        for name in names.all():
            assert name.evaluate(LINES) == 1
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


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


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("kind", ["k", "i"])
def test_every_target_is_large_enough(browser: Browser, place: Make, kind: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 740})
    page = context.new_page()
    page.goto(place(kind))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for target in page.locator(".scale label, form button, .languages a").all():
        box = target.bounding_box()
        assert box
        assert box["width"] >= 44
        assert box["height"] >= (56 if kind == "k" else 44)
    context.close()


# The frame


class Site(BaseHTTPRequestHandler):
    """Somebody's page with what the console gives them to copy."""

    page = ""

    def do_GET(self) -> None:
        body = self.page.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nothing: a test's output is its own."""


@pytest.fixture
def site() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_named_site_frames_it_and_grows_with_it(
    context: BrowserContext, place: Make, site: str, responses: Found, fresh_app: Flask
) -> None:
    address = place("i", origins=[site])
    snippet = printing.snippet(address, address.rpartition("/")[2], 'Say "hello"')
    Site.page = f"<!doctype html><title>Shop</title><p>Our shop</p>{snippet}"
    with watched_page(context) as page:
        page.goto(site)
        frame = page.frame_locator("iframe")
        frame.get_by_role("radio", name="2", exact=True).check(force=True)
        tall = page.locator("iframe").evaluate("frame => frame.getBoundingClientRect().height")
        inner = frame.locator("html").evaluate("html => html.scrollHeight")
        assert abs(tall - inner) <= 1, "Nobody scrolls in it."
        frame.get_by_role("textbox").fill("Slow.")
        frame.get_by_role("button", name="Send").click()
        frame.get_by_role("heading", name="Your answer has arrived").wait_for()
        expect(page.locator("iframe")).not_to_have_css("height", f"{tall}px")
        assert context.cookies() == []
    assert responses() == [("final", 2, "comment")]
    with fresh_app.app_context():
        assert db.session.scalar(select(Response.channel)) == "iframe"


@pytest.mark.parametrize("system", ["light", "dark"])
@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
def test_a_frame_is_as_dark_as_its_page_and_no_wider_than_one_reads(
    browser: Browser, place: Make, site: str, fresh_app: Flask, *, system: Any, theme: str
) -> None:
    address = place("i", origins=[site])
    with fresh_app.app_context():
        # With a colour of its own, which must fit the ground as well.
        branding.paint(db.session.scalars(select(Workspace)).one(), "#8a1538")
        db.session.commit()
    snippet = printing.snippet(address, address.rpartition("/")[2], "Shop").replace("theme=light", f"theme={theme}")
    Site.page = f"<!doctype html><title>Shop</title><p>Our shop</p>{snippet}"
    context = browser.new_context(viewport=DESKTOP, color_scheme=system)
    with watched_page(context) as page:
        page.goto(site)
        frame = page.frame_locator("iframe")
        ground = frame.locator("html").evaluate("html => getComputedStyle(html).backgroundColor")
        is_light = (system if theme == "auto" else theme) == "light"
        assert (min(map(int, re.findall(r"\d+", ground))) > 200) is is_light
        assert page.locator("iframe").evaluate("frame => frame.getBoundingClientRect().width") == 640
        page.goto(f"{address}?theme={theme}")
        assert barriers(page) == []
    context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_snippet_breaks_no_word(
    browser: Browser, served: str, fresh_app: Flask, *, fresh_client: Client, place: Make, width: int
) -> None:
    place("i", origins=["https://shop.example.com"])
    with fresh_app.app_context():
        fresh_client.sign_in(a_user())
        db.session.commit()
        touchpoint = db.session.scalars(select(Touchpoint)).one()
        path = f"/surveys/{touchpoint.survey_id}/links/{touchpoint.id}"
    with signed_in(browser, fresh_client, served, {"width": width, "height": 740}) as page:
        page.goto(path)
        box = page.locator("#snippet")
        lines, line = box.input_value().count("\n") + 1, box.evaluate("e => parseFloat(getComputedStyle(e).lineHeight)")
        assert box.evaluate("e => e.scrollHeight") < (lines + 3) * line, "Each line is one."
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_no_other_site_frames_it(page: Page, place: Make, site: str) -> None:
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    others = [place("i", origins=["https://shop.example.com"]), place("i", origins=[]), place("k", origins=[site])]
    Site.page = "".join(f'<iframe src="{address}"></iframe>' for address in others)
    context = page.context.browser
    assert context
    plain = context.new_context()
    other = plain.new_page()
    other.on("console", lambda message: refused.append(message.text))
    other.goto(site)
    other.wait_for_load_state("networkidle")
    for frame in other.frames[1:]:
        assert frame.locator("form").count() == 0
    assert sum("frame-ancestors" in text for text in refused) == len(others)
    plain.close()


# For everybody


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier_where_customers_are(browser: Browser, place: Make, fresh_app: Flask, scheme: Any) -> None:
    context = browser.new_context(viewport=PHONE if scheme == "dark" else DESKTOP, color_scheme=scheme)
    with watched_page(context) as page:
        for kind in "lki":
            page.goto(place(kind))
            assert barriers(page) == []
            page.locator("form").evaluate("form => form.noValidate = true")
            follow(page.locator("form button"))
            assert barriers(page) == []
            page.get_by_role("radio", name="2", exact=True).check(force=True)
            follow(page.locator("form button"))
            assert barriers(page) == []
        kiosk = place("k")
        page.goto(kiosk)
        for which in ("idle", "unsent"):
            page.evaluate(f"document.querySelector('dialog[aria-labelledby={which}-head]').showModal()")
            assert barriers(page) == []
        with fresh_app.app_context():
            publishing.close(db.session(), the_survey(), clock.now())
            db.session.commit()
        page.goto(kiosk)
        assert barriers(page) == []
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier_in_the_console(browser: Browser, served: str, fresh_app: Flask, scheme: Any) -> None:
    with fresh_app.test_request_context(method="POST"):
        user, survey = a_user(), a_survey()
        touchpoint = a_touchpoint(survey=survey, link_fields=["order"], origins=["https://shop.example.com"])
        db.session.commit()
        email, address, name = user.email, f"{served}/surveys/{survey.id}/links", touchpoint.id
    context = browser.new_context(viewport=PHONE if scheme == "dark" else DESKTOP, color_scheme=scheme)
    with watched_page(context) as page:
        page.goto(f"{served}/sign-in")
        page.get_by_label("E-mail").fill(email)
        page.get_by_label("Password").fill(PASSWORD)
        follow(page.get_by_role("button", name="Sign in"))
        for path in (address, f"{address}/{name}", f"{address}/{name}/poster", f"{address}/{name}/cards"):
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert barriers(page) == []
        page.goto(address)
        page.get_by_label("Name of the touchpoint").fill("Door")
        page.get_by_label("Hidden fields").fill("store")
        follow(page.get_by_role("button", name="Make it"))
        assert barriers(page) == []
        page.get_by_label("Hidden fields").fill("store = Berlin")
        follow(page.get_by_role("button", name="Make it"))
        assert page.get_by_role("heading", name="Door On").is_visible()
    context.close()


@pytest.mark.parametrize("title", ["Short", "How satisfied are you with " + "everything that we " * 5, "W" * 120])
@pytest.mark.parametrize("sheet", ["poster", "cards"])
def test_a_sheet_is_one_page_and_nothing_on_it_is_cut_off(
    page: Page, served: str, fresh_app: Flask, sheet: str, title: str
) -> None:
    with fresh_app.test_request_context(method="POST"):
        user, survey = a_user(), a_survey(is_live=False, languages=("en", "zh_Hans", "zh_Hant"))
        version = survey.versions[0]
        version.texts = {code: {**version.texts[code], "title": title} for code in version.languages}
        touchpoint = a_touchpoint(survey=survey)
        db.session.commit()
        email, address = user.email, f"{served}/surveys/{touchpoint.survey_id}/links/{touchpoint.id}/{sheet}"
        public = f"{served}/q/{touchpoint.public_id}"
    page.goto(f"{served}/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in"))
    page.goto(address)
    page.emulate_media(media="print")
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1
    over = "pieces => pieces.map(each => [each.scrollWidth - each.clientWidth, each.scrollHeight - each.clientHeight])"
    times = {"poster": 1, "cards": 4}[sheet]
    assert page.locator("article").evaluate_all(over) == [[0, 0]] * times
    assert camera.read(page.screenshot(full_page=True)) == [public] * times
