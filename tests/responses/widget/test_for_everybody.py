"""The widget by keyboard, with a screen reader, on small screens, from right to left: seen whole, in reach."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.browser import DESKTOP, PHONE, barriers
from tests.factories import a_long_survey, a_survey, published
from tests.responses.test_our_words import an_arabic_survey
from tests.responses.widget.conftest import PLAIN, Stage, a_widget, answer, arrived
from voc.core.db import db
from voc.responses.widget import builds
from voc.surveys.models import Survey

pytestmark = [pytest.mark.browser]


@pytest.fixture
def backend() -> str:
    """One will do: what happens on a page does not depend on the database."""
    return "sqlite"


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
    expect(card.get_by_role("heading", name="Your answer has arrived")).to_be_visible()
    card.focus()
    page.keyboard.press("End")
    expect(card).to_have_js_property("scrollTop", card.evaluate("card => card.scrollHeight - card.clientHeight"))
    assert card.evaluate("card => card.scrollTop") > 200
    assert barriers(page) == []


def long_card(stage: Stage, page: Page, kind: str, language: str) -> tuple[Locator, Locator]:
    """A card with more than fits, in which somebody has touched a number; and its cross."""
    snippet = stage.snippet(kind=kind, survey=an_arabic_survey if language == "ar" else a_long_survey)
    page.goto(stage.page(snippet, lang=language))
    if kind == "button":
        page.get_by_role("button", name="Feedback").click()
    page.get_by_role("radio", name="2", exact=True).first.check()
    return page.get_by_role("dialog"), page.get_by_role("button", name="Close")


@pytest.mark.parametrize("size", SMALL, ids=str)
@pytest.mark.parametrize("kind", ["popover", "slide_in", "button"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_cross_is_in_sight_however_far_one_has_scrolled(
    stage: Stage, visit: Page, kind: str, size: ViewportSize, language: str
) -> None:
    page = visit
    page.set_viewport_size(size)
    card, cross = long_card(stage, page, kind, language)
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


#: What lies right beneath a round button, at its middle and towards its edges.
BENEATH = """button => {
  const { x, y, width, height } = button.getBoundingClientRect();
  const at = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.1], [0.5, 0.9]];
  return at.map(([right, down]) => {
    const hit = button.getRootNode().elementsFromPoint(x + width * right, y + height * down);
    return hit[hit.indexOf(button) + 1].tagName;
  });
}"""


@pytest.mark.parametrize("kind", ["popover", "slide_in", "button"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_words_come_to_lie_beneath_the_cross(stage: Stage, visit: Page, kind: str, language: str) -> None:
    page = visit
    page.set_viewport_size(PHONE)
    card, cross = long_card(stage, page, kind, language)
    height = card.evaluate("card => card.scrollHeight - card.clientHeight")
    assert height > 500
    for top in range(0, height, 25):
        card.evaluate("(card, top) => { card.scrollTop = top; }", top)
        # The card's own ground; or the heading's, whose words end before it.
        assert set(cross.evaluate(BENEATH)) <= {"SECTION", "H2"}, top
    # And at rest nothing is hidden for it.
    card.evaluate("card => { card.scrollTop = 0; }")
    first = page.locator("voc-widget form > :not([hidden])").nth(1)
    heading, words = page.locator("voc-widget h2").bounding_box(), first.bounding_box()
    box = card.bounding_box()
    assert heading
    assert words
    assert box
    assert words["y"] >= box["y"] + 52
    assert page.evaluate(
        "([x, y]) => document.querySelector('voc-widget').shadowRoot.elementFromPoint(x, y).tagName",
        [heading["x"] + heading["width"] / 2, heading["y"] + heading["height"] / 2],
    ) == "H2"  # fmt: skip


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
    expect(page.get_by_role("heading", name="Your answer has arrived")).to_be_visible()
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
    page.get_by_role("heading", name="Your answer has arrived").wait_for()
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
    thanks = page.get_by_role("heading", name="Your answer has arrived")
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
