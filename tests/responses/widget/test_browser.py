"""The widget on other people's pages in a real browser: pages that forbid, hide, overrule, change, lose the line."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser import barriers
from tests.factories import a_survey, ask_also, published
from tests.responses.widget.conftest import PLAIN, Stage, answer, arrived
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
        expect(page.get_by_role("heading", name="Your answer has arrived")).to_be_visible()
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
    assert link.evaluate("link => link.getBoundingClientRect().height") >= 44, "A thumb finds it."
    assert barriers(page) == []
    with page.expect_popup() as opened:
        link.click()
    assert opened.value.url == friends
    assert opened.value.evaluate("window.opener") is None


def test_a_double_click_is_one_answer(stage: Stage, visit: Page) -> None:
    page = visit
    page.goto(stage.page(stage.snippet()))
    page.get_by_role("radio", name="4", exact=True).dblclick()
    page.get_by_role("button", name="Send").dblclick()
    expect(page.get_by_role("heading", name="Your answer has arrived")).to_be_visible()
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
    # Nobody is thanked for what has not arrived.
    expect(page.get_by_role("heading", name="Your answer has not been sent yet")).to_be_visible()
    expect(page.locator("voc-widget")).not_to_contain_text("Thank you")
    expect(page.get_by_text("has arrived", exact=False)).to_have_count(0)
    assert stage.answers() == []
    context.set_offline(False)
    expect(page.get_by_role("heading", name="Your answer has arrived")).to_be_visible()
    said = page.locator("voc-widget .b").inner_text()
    assert said.count("Thank you") == said.count("has arrived") == 1, "Each is said once."
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
    expect(page.get_by_role("heading", name="Your answer has arrived")).to_be_visible()
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
