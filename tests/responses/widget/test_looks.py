"""How the widget looks: what reads for several rows, faces, dates in Arabic, and the pages on which it stands."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser import DESKTOP, PHONE, barriers
from tests.factories import a_long_survey, a_survey, ask_also, published
from tests.responses.test_our_words import an_arabic_survey
from tests.responses.widget.conftest import Stage
from voc.responses.widget.appearance import Appearance
from voc.surveys.models import Survey
from voc.surveys.question_types.scales import FACES

pytestmark = [pytest.mark.browser]


@pytest.fixture
def backend() -> str:
    """One will do: what happens on a page does not depend on the database."""
    return "sqlite"


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("kind", ["inline", "button"])
def test_the_ends_of_a_scale_read_for_all_its_rows(stage: Stage, visit: Page, kind: str, size: ViewportSize) -> None:
    page = visit
    page.set_viewport_size(size)
    snippet = stage.snippet(kind=kind, survey=a_long_survey)
    place = f'<div data-voc-here="{stage.public_id}"></div>' if kind == "inline" else ""
    page.goto(stage.page(snippet, body=place))
    if kind == "button":
        page.get_by_role("button", name="Feedback").click()
    whole = page.get_by_role("group", name="How were they?")
    expect(whole).to_have_accessible_description("1 = poor 3 = great")
    ends = whole.locator(".ends")
    expect(ends).to_have_count(1)
    assert ends.locator("span").all_inner_texts() == ["1 = poor", "3 = great"]
    # At once: the card may still be sliding in.
    above, first, second = whole.evaluate(
        "group => [...group.querySelectorAll('.ends, fieldset')].map(each => each.getBoundingClientRect().toJSON())"
    )
    assert first["top"] - above["bottom"] >= second["top"] - first["bottom"] >= 12, "No nearer to a row than rows."


@pytest.mark.parametrize("points", [8, 9, 10])
def test_many_points_stand_in_two_rows_on_a_phone(stage: Stage, visit: Page, points: int) -> None:
    def rated() -> Survey:
        survey = a_survey(is_live=False)
        ask_also(survey, "rating", points=points, look="numbers")
        return published(survey)

    page = visit
    page.set_viewport_size(PHONE)
    page.goto(stage.page(stage.snippet(kind="button", survey=rated)))
    page.get_by_role("button", name="Feedback").click()
    cells = page.get_by_role("group", name="And the shop?").locator(".g label")
    expect(cells).to_have_count(points)
    # Where they stand in the card, which may still be on its way in.
    places = cells.evaluate_all("all => all.map(each => [each.offsetTop, each.offsetWidth])")
    assert min(width for _top, width in places) >= 40
    assert len({top for top, _width in places}) == 2
    assert cells.last.evaluate("cell => cell.innerText.includes('\\n')") is False


def a_face_for_every_point() -> Survey:
    survey = a_survey(is_live=False)
    ask_also(survey, "rating", points=5, look="faces")
    return published(survey)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_faces_are_drawn_and_need_no_font(stage: Stage, visit: Page, theme: str) -> None:
    page = visit
    page.set_viewport_size(PHONE)
    page.goto(stage.page(stage.snippet(kind="button", survey=a_face_for_every_point, theme=theme)))
    page.get_by_role("button", name="Feedback").click()
    group = page.get_by_role("group", name="And the shop?")
    faces = group.locator("svg")
    expect(faces).to_have_count(5)
    assert not set(group.inner_text()) & set("".join(FACES))
    shapes = {each.locator("path").get_attribute("d") for each in faces.all()}
    assert len(shapes) == 5
    for each in faces.all():
        box = each.bounding_box()
        assert box
        assert box["width"] >= 30
        assert each.locator("path").evaluate("path => path.getTotalLength()") > 60, "It is a path in the SVG's sense."
        assert each.evaluate("svg => getComputedStyle(svg).stroke === getComputedStyle(svg.parentNode).color")
    expect(group.get_by_role("radio")).to_have_count(5)
    happy = group.get_by_role("radio", name="5", exact=True)
    happy.check(force=True)
    assert barriers(page) == []
    page.get_by_role("radio", name="9", exact=True).check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Your answer has arrived")).to_be_visible()


def test_a_date_begins_where_lines_do(stage: Stage, visit: Page) -> None:
    page = visit
    page.goto(stage.page(stage.snippet(kind="button", survey=an_arabic_survey), lang="ar"))
    page.get_by_role("button", name="Feedback").click()
    day = page.locator("voc-widget input[type=date]")
    # Browsers whose own menus run from left to right put it to the left whatever the page says; the rest obey it.
    assert day.evaluate("field => getComputedStyle(field).textAlign") == "right"
    assert day.evaluate("field => field.closest('[dir]:not([dir=\"\"])').dir") == "rtl"


@pytest.mark.parametrize(
    ("pages", "address", "is_here"),
    [
        ((), "https://shop.example.com/", True),
        (("/orders/*",), "https://shop.example.com/orders/7?from=cart#top", True),
        (("/orders/*",), "https://shop.example.com:8443/orders/", True),
        (("/orders/*",), "https://shop.example.com/my/orders/7", False),
        (("/orders",), "https://shop.example.com/orders/7", False),
        (("/a.b+c?d=(1)|[2]$&e=-_~",), "https://shop.example.com/a.b+c?d=(1)|[2]$&e=-_~", True),
        (("/a.b",), "https://shop.example.com/aXb", False),
        (("/x", "https://*.example.com/订单"), "https://shop.example.com/订单", True),
        (("https://shop.example.com/*",), "https://other.example.com/https://shop.example.com/", False),
    ],
)
def test_a_script_and_we_mean_the_same_pages(
    page: Page, pages: tuple[str, ...], address: str, *, is_here: bool
) -> None:
    here = Appearance(pages=pages).here
    assert page.evaluate("([here, address]) => new RegExp(here).test(address)", [here, address]) is is_here
    assert bool(re.search(here, address)) is is_here
