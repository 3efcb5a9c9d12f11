"""The widget on other people's pages in a real browser: pages that forbid, hide, overrule, change, lose the line."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, ViewportSize, expect

from tests.browser import DESKTOP, PHONE, barriers
from tests.factories import a_long_survey, a_survey, ask_also, published
from tests.responses.test_our_words import an_arabic_survey
from tests.responses.widget.conftest import PLAIN, Stage, a_widget
from voc.core.db import db
from voc.responses.widget import builds
from voc.surveys.models import Survey

pytestmark = [pytest.mark.browser]

HOSTILE = """
* { all: unset !important }
* { display: inline !important; position: static !important; visibility: hidden !important; opacity: 0 !important }
html, body, main, p, h1, button, input { visibility: visible !important; opacity: 1 !important }
html, body, main, p, h1, button, input { display: block !important }
.cover { position: fixed !important; inset: 0 !important; z-index: 2147483647 !important; display: block !important }
.cover { pointer-events: none !important; visibility: visible !important; opacity: .05 !important }
voc-widget, body ~ * { display: none !important; width: 0 !important; height: 0 !important }
voc-widget, body ~ * { transform: scale(0) !important; filter: blur(9px) !important; clip-path: inset(50%) !important }
"""


@pytest.fixture
def backend() -> str:
    """One will do: what happens on a page does not depend on the database."""
    return "sqlite"


def answer(page: Page, score: int, words: str = "") -> None:
    page.get_by_role("radio", name=str(score), exact=True).check()
    if words:
        page.get_by_role("textbox", name="comment").or_(page.locator("textarea")).last.fill(words)
    page.get_by_role("button", name="Send").click()


def arrived(stage: Stage, page: Page, expected: list[tuple[Any, ...]]) -> None:
    for _ in range(50):
        if stage.answers() == expected:
            return
        page.wait_for_timeout(100)
    assert stage.answers() == expected


STYLES = """() => [...document.querySelectorAll("html, head, body, body *")].map((e) => {
  const all = (which) => {
    const s = getComputedStyle(e, which);
    return [...s].map((n) => n + ":" + s.getPropertyValue(n)).join(";");
  };
  const { x, y, width, height } = e.getBoundingClientRect();
  return [e.tagName, all(null), all("::before"), all("::after"), x, y, width, height].join("|");
})"""


# Pages that work against it


@pytest.mark.parametrize("kind", ["popover", "slide_in", "inline", "button"])
@pytest.mark.parametrize("css", [PLAIN, HOSTILE], ids=["plain", "hostile"])
def test_on_a_hostile_page_it_works_and_the_page_stays_as_it_was(
    stage: Stage, visit: Page, kind: str, css: str
) -> None:
    snippet = stage.snippet(kind=kind)
    place = f'<div data-voc-here="{stage.public_id}"></div>' if kind == "inline" else ""
    cover = '<div class="cover"></div>' if css is HOSTILE and kind != "inline" else ""
    page = visit
    page.goto(stage.page("", css=css, body=place + cover))
    before = page.evaluate(STYLES)
    page.goto(stage.page(snippet, css=css, body=place + cover))
    page.locator("voc-widget").wait_for(state="attached")
    if kind == "button":
        page.get_by_role("button", name="Feedback").click()
    expect(page.get_by_role("radio", name="7", exact=True)).to_be_attached()
    after = page.evaluate(STYLES)
    if kind != "inline":
        # Without the snippet's own element, which is part of the page.
        assert [each for each in after if not each.startswith(("SCRIPT", "VOC-WIDGET"))] == [
            each for each in before if not each.startswith("SCRIPT")
        ]
    box = page.get_by_role("radio", name="7", exact=True).bounding_box()
    assert box
    assert box["width"] >= 24
    assert box["height"] >= 24
    if kind != "inline" or css is PLAIN:
        answer(page, 7)
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
        arrived(stage, page, [("final", 7, "button", "widget", "en", "")])


def test_under_a_strict_policy_with_trusted_types(stage: Stage, visit: Page) -> None:
    snippet = stage.snippet()
    policy = (
        f"default-src 'none'; script-src {stage.served}; connect-src {stage.served}; style-src 'self'; img-src data:;"
        " require-trusted-types-for 'script'; trusted-types 'none'"
    )
    page = visit
    page.goto(stage.page(snippet, Content_Security_Policy=policy))
    answer(page, 9, "Under lock and key.")
    arrived(stage, page, [("final", 9, "comment", "widget", "en", "Under lock and key.")])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_promoters_are_shown_where_to_recommend_us(stage: Stage, visit: Page, theme: str) -> None:
    page = visit
    friends = stage.site.put("/friends", "<title>Friends</title>")
    page.goto(stage.page(stage.snippet(friends=friends, theme=theme)))
    answer(page, 10)
    link = page.get_by_role("link", name="Tell a friend")
    expect(link).to_be_visible()
    # No colour of the browser's own, which knows nothing of what is behind it; nor another one once it was followed.
    assert link.evaluate("link => getComputedStyle(link).color === getComputedStyle(link.parentNode).color")
    assert barriers(page) == []
    with page.expect_popup() as opened:
        link.click()
    assert opened.value.url == friends
    assert opened.value.evaluate("window.opener") is None


@pytest.mark.parametrize(("width", "height"), [(360, 740), (320, 480), (640, 360)])
@pytest.mark.parametrize("kind", ["popover", "slide_in", "button"])
def test_send_is_in_sight_however_small_the_screen(
    stage: Stage, visit: Page, kind: str, width: int, height: int
) -> None:
    page = visit
    page.set_viewport_size({"width": width, "height": height})
    page.goto(stage.page(stage.snippet(kind=kind, survey=a_long_survey)))
    if kind == "button":
        page.get_by_role("button", name="Feedback").click()
    page.get_by_role("radio", name="2", exact=True).first.check()
    card, send = page.get_by_role("dialog"), page.get_by_role("button", name="Send")
    assert card.evaluate("card => card.scrollHeight > card.clientHeight + 40"), "There is more than fits."
    hit = """send => {
      const { x, y, width, height } = send.getBoundingClientRect();
      return [1, height - 1].every((down) => send.getRootNode().elementFromPoint(x + width / 2, y + down) === send);
    }"""
    for part in (0, 0.5, 1):
        card.evaluate("(card, part) => { card.scrollTop = part * card.scrollHeight; }", part)
        assert send.evaluate(hit), part
    # What a key comes to is not behind it.
    card.evaluate("card => { card.scrollTop = 0; }")
    words = page.locator("textarea").first
    words.focus()
    box, foot = words.bounding_box(), send.bounding_box()
    assert box
    assert foot
    assert box["y"] < foot["y"] - 20


SMALL: list[ViewportSize] = [
    {"width": 360, "height": 740},
    {"width": 320, "height": 480},
    {"width": 640, "height": 360},
]
#: Whether all of a round button can be touched.
IN_REACH = """button => {
  const { x, y, width, height } = button.getBoundingClientRect();
  return [0, 1, 2, 3, 4, 5, 6, 7].every((eighth) => [0, 0.9].every((part) => {
    const along = Math.cos(eighth * Math.PI / 4) * part, down = Math.sin(eighth * Math.PI / 4) * part;
    const hit = button.getRootNode().elementFromPoint(x + width / 2 * (1 + along), y + height / 2 * (1 + down));
    return hit === button;
  }));
}"""


@pytest.mark.parametrize("kind", ["slide_in", "button"])
def test_a_long_card_is_read_by_keyboard(stage: Stage, visit: Page, kind: str) -> None:
    page, thanks = visit, "Thank you very much. " * 120
    page.set_viewport_size({"width": 360, "height": 480})

    def grateful() -> Survey:
        survey = a_survey(is_live=False, languages=("en",))
        assert survey.draft
        survey.draft.texts = {"en": {**survey.draft.texts["en"], "thanks": thanks, "thanks_detractor": thanks}}
        return published(survey)

    page.goto(stage.page(stage.snippet(kind=kind, survey=grateful)))
    if kind == "button":
        page.get_by_role("button", name="Feedback").click()
    answer(page, 2)
    card = page.get_by_role("dialog")
    expect(card.get_by_role("heading", name="Thank you")).to_be_visible()
    card.focus()
    page.keyboard.press("End")
    expect(card).to_have_js_property("scrollTop", card.evaluate("card => card.scrollHeight - card.clientHeight"))
    assert card.evaluate("card => card.scrollTop") > 200
    assert barriers(page) == []


@pytest.mark.parametrize("size", SMALL, ids=str)
@pytest.mark.parametrize("kind", ["popover", "slide_in", "button"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_cross_is_in_sight_however_far_one_has_scrolled(
    stage: Stage, visit: Page, kind: str, size: ViewportSize, language: str
) -> None:
    page = visit
    page.set_viewport_size(size)
    snippet = stage.snippet(kind=kind, survey=an_arabic_survey if language == "ar" else a_long_survey)
    page.goto(stage.page(snippet, lang=language))
    if kind == "button":
        page.get_by_role("button", name="Feedback").click()
    page.get_by_role("radio", name="2", exact=True).first.check()
    card, cross = page.get_by_role("dialog"), page.get_by_role("button", name="Close")
    places = []
    for part in (0, 0.3, 0.7, 1):
        card.evaluate("(card, part) => { card.scrollTop = part * card.scrollHeight; }", part)
        assert cross.evaluate(IN_REACH), part
        places.append(cross.bounding_box())
    box, edge = places[0], card.bounding_box()
    assert places == [box] * 4, "It stays where it is."
    assert box
    assert edge
    assert min(box["width"], box["height"]) >= 44
    left, right = box["x"] - edge["x"], edge["x"] + edge["width"] - box["x"] - box["width"]
    assert max(box["y"] - edge["y"], left if language == "ar" else right) < 12, "In the corner where lines end."
    # What a key comes to is not behind it, from below too.
    for field in (page.locator("textarea").first, page.get_by_role("radio", name="10", exact=True)):
        field.focus()
        found = field.bounding_box()
        assert found
        assert found["y"] >= box["y"] + box["height"]
        card.evaluate("card => { card.scrollTop = card.scrollHeight; }")
    page.get_by_role("button", name="Send").focus()
    page.keyboard.press("Tab")
    expect(cross).to_be_focused()
    assert cross.evaluate(IN_REACH)
    page.keyboard.press("Enter")
    expect(card).to_have_count(0)


def test_a_double_click_is_one_answer(stage: Stage, visit: Page) -> None:
    page = visit
    page.goto(stage.page(stage.snippet()))
    page.get_by_role("radio", name="4", exact=True).dblclick()
    page.get_by_role("button", name="Send").dblclick()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    page.wait_for_timeout(300)
    assert stage.answers() == [("final", 4, "button", "widget", "en", "")]


def test_one_request_and_the_script_is_all_until_it_shows(stage: Stage, visit: Page) -> None:
    requests: list[str] = []
    visit.on("request", lambda request: requests.append(request.url) if stage.served in request.url else None)
    visit.goto(stage.page(stage.snippet(after=600)))
    visit.wait_for_timeout(800)
    assert [url.rpartition("/")[2] for url in requests] == [f"{builds.newest().name}.js", "hello"]


# Losing the line


def test_offline_it_keeps_the_answer_and_sends_it_once(stage: Stage, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(stage.page(stage.snippet(needs_consent=False)))
    page.get_by_role("radio", name="2", exact=True).wait_for()
    context.set_offline(True)
    answer(page, 2, "No line here.")
    expect(page.get_by_text("There is no connection just now", exact=False)).to_be_visible()
    # The company's thanks say that it has arrived.
    expect(page.get_by_text("has arrived", exact=False)).to_have_count(0)
    assert stage.answers() == []
    context.set_offline(False)
    expect(page.get_by_text("has arrived", exact=False)).to_be_visible()
    arrived(stage, page, [("final", 2, "comment", "widget", "en", "No line here.")])
    page.reload()
    page.wait_for_timeout(500)
    assert len(stage.answers()) == 1


def test_a_page_that_is_left_offline_sends_with_the_next_one(stage: Stage, context: BrowserContext) -> None:
    page = context.new_page()
    address = stage.page(stage.snippet())
    page.goto(address)
    page.get_by_role("radio", name="2", exact=True).wait_for()

    def cut(route: Route) -> None:
        route.abort()

    context.route("**/answer", cut)
    answer(page, 1)
    expect(page.get_by_text("There is no connection just now", exact=False)).to_be_visible()
    context.unroute("**/answer", cut)
    page.goto(address)
    arrived(stage, page, [("final", 1, "button", "widget", "en", "")])


# What stays in the browser


def test_before_consent_nothing_is_kept(stage: Stage, visit: Page, context: BrowserContext) -> None:
    page = visit
    address = stage.page(stage.snippet(needs_consent=True, attributes='data-consent="required"'))
    page.goto(address)
    answer(page, 5)
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage)") == []
    assert context.cookies() == []
    assert stage.asked() == 0
    page.goto(address)
    page.evaluate("voc('consent', true)")
    page.get_by_role("radio", name="5", exact=True).wait_for()
    page.reload()
    page.evaluate("voc('consent', true)")
    page.wait_for_timeout(500)
    page.evaluate("voc('consent', false)")
    assert page.evaluate("Object.keys(localStorage)") == []


def test_who_was_asked_is_not_asked_on_the_next_page(stage: Stage, visit: Page) -> None:
    page = visit
    address = stage.page(stage.snippet())
    page.goto(address)
    page.get_by_role("radio", name="5", exact=True).wait_for()
    page.wait_for_timeout(500)
    assert stage.asked() == 1
    page.goto(address)
    page.wait_for_timeout(700)
    assert page.locator("voc-widget").count() == 0
    page.evaluate("voc('open')")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_the_field_for_another_answer_comes_and_goes_with_its_mark(stage: Stage, visit: Page) -> None:
    def asked() -> Survey:
        survey = a_survey(is_live=False)
        ask_also(survey, "choice")
        return published(survey)

    page = visit
    snippet = stage.snippet(kind="inline", survey=asked)
    page.goto(stage.page(snippet, body=f'<div data-voc-here="{stage.public_id}"></div>'))
    other = page.locator("voc-widget input[type=radio][value=other]")
    words = page.locator("voc-widget input.t")
    other.wait_for()
    expect(words).to_be_hidden()
    other.check()
    words.fill("By boat")
    page.locator("voc-widget fieldset input[type=radio]:not([value=other])").last.check()
    expect(words).to_be_hidden()
    other.check()
    expect(words).to_have_value("By boat")
    page.get_by_role("radio", name="8", exact=True).check()
    page.get_by_role("button", name="Send").click()
    arrived(stage, page, [("final", 8, "button", "widget", "en", "")])


# When it shows


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


# For everybody


def test_by_keyboard_alone_and_back_to_where_one_was(stage: Stage, visit: Page) -> None:
    page = visit
    page.goto(stage.page(stage.snippet(kind="button")))
    launcher = page.get_by_role("button", name="Feedback")
    launcher.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.type("By hand.")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(launcher).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("textarea")).to_have_value("By hand.")
    page.locator("textarea").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    arrived(stage, page, [("final", 1, "comment", "widget", "en", "By hand.")])


def test_asking_takes_no_focus_and_typing_starts_no_shortcuts(stage: Stage, visit: Page) -> None:
    stage.site.put(
        "/page.js", "document.addEventListener('keydown', (e) => { window.heard = (window.heard || '') + e.key })"
    )
    page = visit
    page.goto(stage.page(stage.snippet(after=1)))
    page.get_by_role("textbox", name="Search").focus()
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_role("textbox", name="Search")).to_be_focused()
    expect(page.get_by_text("has appeared at the end of this page", exact=False)).to_be_attached()
    page.get_by_role("radio", name="9", exact=True).check()
    page.locator("textarea").press_sequentially("jk/?")
    assert page.evaluate("window.heard || ''") == ""
    page.keyboard.press("Escape")
    expect(page.get_by_role("textbox", name="Search")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["popover", "slide_in", "inline", "button"])
def test_no_barrier_in_any_state(stage: Stage, browser: Browser, kind: str, scheme: str) -> None:
    snippet = stage.snippet(kind=kind, colour="#ffe94d" if scheme == "light" else "#1a2b3c")
    place = f'<div data-voc-here="{stage.public_id}"></div>' if kind == "inline" else ""
    address = stage.page(snippet, css=f":root {{ color-scheme: light dark }} {PLAIN}", body=place)
    context = browser.new_context(
        viewport=PHONE, color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(address)
    if kind == "button":
        page.get_by_role("button", name="Feedback").wait_for()
        assert barriers(page) == []
        page.get_by_role("button", name="Feedback").click()
    page.get_by_role("radio", name="5", exact=True).wait_for()
    assert page.locator(".w").evaluate("e => e.classList.contains('dark')") is (scheme == "dark")
    assert barriers(page) == []
    if kind in ("inline", "button"):
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("alert")).to_have_text("Please pick a number; one touch is enough.")
        assert barriers(page) == []
    page.get_by_role("radio", name="5", exact=True).check()
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="Thank you").wait_for()
    assert barriers(page) == []
    context.close()


def test_from_right_to_left(stage: Stage, visit: Page) -> None:
    page = visit
    with stage.app.test_request_context(method="POST"):
        survey = a_survey(metric="csat", languages=("en", "ar"), is_live=False)
        version = survey.versions[0]
        version.texts = {**version.texts, "ar": {**version.texts["en"], "title": "سؤال قصير", "thanks": "شكرا"}}
        for question in version.questions:
            question.texts = {**question.texts, "ar": {**question.texts["en"], "label": "كيف كانت تجربتك؟"}}
        from voc.core import clock
        from voc.surveys import publishing

        publishing.publish(db.session(), version, clock.now(), seen=0)
        widget = a_widget(survey=survey, origins=(stage.site.address,), after=0)
        db.session.commit()
        name = widget.public_id
    build = builds.newest()
    snippet = (
        f'<script async src="{stage.served}/widget/{build.name}.js" integrity="{build.integrity}" '
        f'crossorigin="anonymous" data-voc="{name}" data-shadow="open"></script>'
    )
    page.goto(stage.page(snippet, lang="ar"))
    dialog = page.get_by_role("dialog", name="سؤال قصير")
    expect(dialog).to_be_visible()
    box = dialog.bounding_box()
    assert box
    assert box["x"] < DESKTOP["width"] / 2, "Lines end at the left."
    one, five = (page.get_by_role("radio", name=str(n), exact=True).bounding_box() for n in (1, 5))
    assert one
    assert five
    assert one["x"] > five["x"]
    # Our own words are English there, and say so.
    page.get_by_role("radio", name="3", exact=True).check()
    close, send = (page.get_by_role("button", name=name) for name in ("Close", "Send"))
    for ours in (close, send):
        expect(ours).to_have_attribute("lang", "en")
    send.click()
    thanks = page.get_by_role("heading", name="Thank you")
    expect(thanks).to_have_attribute("lang", "en")
    (cross, words), edge = (each.bounding_box() for each in (close, thanks)), dialog.bounding_box()
    assert cross
    assert words
    assert edge
    assert cross["x"] < edge["x"] + 20, "The cross is where lines end."
    assert thanks.evaluate("e => getComputedStyle(e).textAlign") == "right"
    assert barriers(page) == []


def test_what_is_typed_runs_its_own_way(stage: Stage, visit: Page) -> None:
    page = visit
    page.goto(stage.page(stage.snippet(kind="button", survey=an_arabic_survey), lang="ar"))
    page.get_by_role("button", name="Feedback").click()
    other = page.locator("voc-widget input[type=radio][value=other]")
    other.check()
    for field in page.locator("voc-widget textarea, voc-widget input.t:visible:not([type=date])").all():
        for words, way in (("Too slow.", "ltr"), ("كان بطيئا.", "rtl")):
            field.fill(words)
            assert field.evaluate("field => getComputedStyle(field).direction") == way


def test_closed_unless_the_page_asks(stage: Stage, visit: Page) -> None:
    snippet = stage.snippet().replace('data-shadow="open"', "")
    visit.goto(stage.page(snippet))
    visit.locator("voc-widget").wait_for(state="attached")
    assert visit.evaluate("document.querySelector('voc-widget').shadowRoot") is None


def test_two_surveys_on_one_page(stage: Stage, visit: Page) -> None:
    page = visit
    first = stage.snippet(kind="button")
    second = stage.snippet(metric="csat", on="event", event="bought")
    page.goto(stage.page(first + second))
    page.get_by_role("button", name="Feedback").wait_for()
    page.evaluate("voc('track', 'bought')")
    answer(page, 5)
    arrived(stage, page, [("final", 5, "button", "widget", "en", "")])
    expect(page.get_by_role("button", name="Feedback")).to_be_visible()


def test_it_waits_while_the_page_has_a_dialog_of_its_own(stage: Stage, visit: Page) -> None:
    page = visit
    page.goto(stage.page(stage.snippet(after=1), body="<dialog>Cookies? <button>Yes</button></dialog>"))
    page.evaluate("document.querySelector('dialog').showModal()")
    page.wait_for_timeout(1600)
    assert page.locator("voc-widget").count() == 0
    page.evaluate("document.querySelector('dialog').close()")
    page.get_by_role("radio", name="8", exact=True).check()
    arrived(stage, page, [("provisional", 8, None, "widget", "en", "")])


def test_the_same_script_twice_is_one_widget(stage: Stage, visit: Page) -> None:
    snippet = stage.snippet(kind="button")
    visit.goto(stage.page(snippet + snippet))
    visit.get_by_role("button", name="Feedback").first.wait_for()
    visit.wait_for_timeout(500)
    assert visit.locator("voc-widget").count() == 1


def test_what_a_customer_typed_is_text_wherever_it_is_seen(stage: Stage, visit: Page) -> None:
    page = visit
    page.goto(stage.page(stage.snippet(kind="button")))
    page.get_by_role("button", name="Feedback").click()
    words = "</textarea><img src=x onerror=alert(1)><script>alert(2)</script>"
    answer(page, 1, words)
    arrived(stage, page, [("final", 1, "comment", "widget", "en", words)])
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Feedback").click()
    expect(page.locator("textarea")).to_have_value("")
    answer(page, 10)
    arrived(
        stage, page,
        [("final", 1, "comment", "widget", "en", words), ("final", 10, "button", "widget", "en", "")],
    )  # fmt: skip
