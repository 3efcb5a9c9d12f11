"""What stands where in the invitation, once a reader's mail program has drawn it."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.factories import a_survey, the_workspace
from tests.responses.test_our_words import an_arabic_survey
from voc.invitations import mail

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"])]

#: The outermost edges of the buttons, and of the words about the ends of the scale; and of the rows of buttons.
EDGES = """() => {
  const edges = (found) => [Math.min(...found.map((r) => r.left)), Math.max(...found.map((r) => r.right))];
  const words = [...document.querySelectorAll(".ends td:not(:has(td))")].map((cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return range.getBoundingClientRect();
  });
  const rects = [...document.querySelectorAll(".point")].map((point) => point.getBoundingClientRect());
  return {points: edges(rects), words: edges(words), rows: new Set(rects.map((rect) => rect.top)).size};
}"""


#: The left edge of the text, those of the buttons, the gaps between neighbours, and in how many lines the ends stand.
SPACES = """() => {
  const rects = [...document.querySelectorAll(".point")].map((point) => point.getBoundingClientRect());
  const lines = [...document.querySelectorAll(".ends td:not(:has(td))")].map((cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return range.getClientRects().length;
  });
  return {
    text: document.querySelector(".question").getBoundingClientRect().left,
    starts: rects.filter((rect, i) => !i || rect.top > rects[i - 1].top).map((rect) => rect.left),
    gaps: rects.slice(1).map((rect, i) => rect.top > rects[i].top ? 4 : rect.left - rects[i].right),
    lines,
  };
}"""


@pytest.mark.parametrize("metric", ["csat", "ces", "nps"])
def test_buttons_stand_below_the_text_and_equally_far_apart(fresh_app: Flask, browser: Browser, metric: str) -> None:
    with fresh_app.test_request_context():
        survey = a_survey(metric=metric)
        assert survey.live
        letter = mail.render(
            survey.live, "en", the_workspace(), site="https://voc.example", answer="https://voc.example/r/x",
            unsubscribe="https://voc.example/u/x",
        )  # fmt: skip
    for width in (360, 1280):
        page = browser.new_page(viewport={"width": width, "height": 740})
        page.set_content(letter.html)
        found = page.evaluate(SPACES)
        assert found["starts"] == pytest.approx([found["text"]] * len(found["starts"]), abs=0.5)
        assert found["gaps"] == pytest.approx([4] * len(found["gaps"]), abs=0.5)
        assert found["lines"] == [1, 1]
        page.close()


@pytest.mark.parametrize("language", ["en", "zh_Hans", "ar"])
@pytest.mark.parametrize("scale", [("csat", 5, 1), ("ces", 7, 1), ("nps", 11, 2)], ids=str)
def test_what_the_ends_of_the_scale_mean_stands_below_its_ends(
    fresh_app: Flask, browser: Browser, scale: tuple[str, int, int], language: str
) -> None:
    metric, points, rows_on_a_phone = scale
    with fresh_app.test_request_context():
        survey = an_arabic_survey(metric=metric) if language == "ar" else a_survey(metric=metric)
        assert survey.live
        letter = mail.render(
            survey.live, language, the_workspace(), site="https://voc.example", answer="https://voc.example/r/x",
            unsubscribe="https://voc.example/u/x",
        )  # fmt: skip
    # 294: the frame in which the console shows it on a narrow phone.
    for width, rows in ((294, rows_on_a_phone), (320, rows_on_a_phone), (360, rows_on_a_phone), (1280, 1)):
        page = browser.new_page(viewport={"width": width, "height": 740}, color_scheme="dark")
        page.set_content(letter.html)
        assert page.locator(".point").count() == points
        found = page.evaluate(EDGES)
        assert found["rows"] == rows
        if rows == 1:
            assert found["words"] == pytest.approx(found["points"], abs=2), width
        else:
            # Each end stands in the row of its own buttons; the second row is shorter than the first.
            assert found["points"][0] - 1 <= found["words"][0]
            assert found["words"][1] <= found["points"][1] + 1
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        page.close()
