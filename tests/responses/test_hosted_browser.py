"""The page in a real browser: without script, on a phone, by keyboard, for everybody."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from sqlalchemy import select

from tests.browser import DESKTOP, PHONE, barriers, follow, in_both_dresses
from tests.factories import a_survey, ask_also, published, the_survey
from tests.responses.conftest import Found
from voc.core import clock
from voc.core.db import db
from voc.responses.models import Answer
from voc.surveys import publishing, translations
from voc.surveys.branching import Condition

pytestmark = [pytest.mark.browser]


@pytest.fixture
def backend() -> str:
    """One will do: how a page looks and works does not depend on the database."""
    return "sqlite"


# For everybody


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A phone on which scripts are switched off."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, locale="zh-CN")
    yield context.new_page()
    context.close()


def test_without_script_a_customer_answers_and_changes_their_mind(
    plain: Page, make: Callable[..., str], responses: Found
) -> None:
    address = make(is_open=True)
    plain.goto(address)
    assert plain.locator("html").get_attribute("lang") == "zh-Hans"
    plain.get_by_role("radio", name="2", exact=True).check()
    plain.get_by_role("textbox").fill("等了三天。")
    plain.get_by_role("button").click()
    plain.wait_for_url("**/thanks*")
    plain.go_back()
    plain.get_by_role("radio", name="8", exact=True).check()
    follow(plain.get_by_role("button"))
    assert responses() == [("final", 8, "comment")]


def test_on_paper_nothing_is_written_in_white(page: Page, make: Callable[..., str]) -> None:
    """Browsers may ask for the dark colours of a dark system for the paper, too, and leave out the grounds."""
    page.goto(make(is_open=True))
    page.emulate_media(media="print", color_scheme="dark")
    for each in ("h1", "legend", ".intro", ".ends"):
        colour = page.locator(each).first.evaluate("it => getComputedStyle(it).color")
        assert max(map(int, re.findall(r"\d+", colour))) < 100, each


def a_survey_with_choices(fresh_app: Flask) -> str:
    with fresh_app.test_request_context():
        survey = a_survey(is_live=False)
        ask_also(survey, "choice")
        ask_also(survey, "choices", has_other=True)
        path = f"/s/{published(survey).public_id}"
        db.session.commit()
    return path


def chosen_in(fresh_app: Flask) -> list[Any]:
    with fresh_app.app_context():
        answers = db.session.scalars(select(Answer).where(Answer.question_key.in_(["choice", "choices"])))
        return [answer.value for answer in answers.all()]


def test_words_of_ones_own_appear_with_their_mark(page: Page, served: str, fresh_app: Flask) -> None:
    page.goto(served + a_survey_with_choices(fresh_app))
    one, many = (page.locator(f"[name={name}-other]") for name in ("choice", "choices"))
    expect(one).to_be_hidden()
    page.get_by_role("radio", name="Otherwise").check()
    one.fill("By boat")
    page.get_by_role("radio", name="On foot").check()
    expect(one).to_be_hidden()
    page.get_by_role("radio", name="Otherwise").check()
    expect(one).to_have_value("By boat")
    page.get_by_role("checkbox", name="Else").check()
    many.fill("Cake")
    page.get_by_role("checkbox", name="Tea").check()
    page.get_by_role("checkbox", name="Else").uncheck()
    expect(many).to_be_hidden()
    # Looked over by the server it comes back as it was.
    page.locator("form").evaluate("form => form.noValidate = true")
    follow(page.get_by_role("button", name="Send"))
    expect(one).to_have_value("By boat")
    expect(many).to_be_hidden()
    assert barriers(page) == []
    page.get_by_role("radio", name="9", exact=True).check()
    follow(page.get_by_role("button", name="Send"))
    # What is out of sight was taken back.
    assert chosen_in(fresh_app) == [{"chosen": ["other"], "other": "By boat"}, {"chosen": ["a"]}]
    page.go_back()
    expect(one).to_be_visible()


def test_without_script_what_is_typed_means_its_mark(plain: Page, served: str, fresh_app: Flask) -> None:
    plain.goto(served + a_survey_with_choices(fresh_app) + "?lang=en")
    plain.locator("[name=choice-other]").fill("By boat")
    plain.get_by_role("radio", name="9", exact=True).check()
    follow(plain.get_by_role("button", name="Send"))
    assert chosen_in(fresh_app) == [{"chosen": ["other"], "other": "By boat"}]


def test_a_later_step_keeps_its_distances(page: Page, served: str, fresh_app: Flask) -> None:
    with fresh_app.test_request_context():
        survey = a_survey(is_live=False)
        ask_also(survey, "line", Condition("score"))
        path = f"/s/{published(survey).public_id}"
        db.session.commit()
    page.set_viewport_size(DESKTOP)
    page.goto(served + path)
    page.get_by_role("radio", name="9", exact=True).check()
    follow(page.get_by_role("button", name="Next"))
    send, back, said, asked = (
        page.locator(what).first.bounding_box()
        for what in ("main form > button", "[name=back]", ".intro", ".words > label")
    )
    assert send
    assert back
    assert said
    assert asked
    assert back["x"] - (send["x"] + send["width"]) >= 8
    assert asked["y"] - (said["y"] + said["height"]) >= 20


def test_by_keyboard_alone(page: Page, make: Callable[..., str], responses: Found) -> None:
    page.goto(make())
    page.get_by_role("radio").first.focus()
    for _ in range(9):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.type("Quick.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/thanks*")
    assert responses() == [("final", 9, "comment")]


@pytest.mark.parametrize("metric", ["nps", "csat", "ces"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_every_target_fits_and_is_large_enough(
    browser: Browser, make: Callable[..., str], metric: str, width: int
) -> None:
    viewport: ViewportSize = {"width": width, "height": 740}
    context = browser.new_context(viewport=viewport)
    page = context.new_page()
    page.goto(make(metric=metric))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for target in page.locator(".scale label, button, .languages a").all():
        box = target.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44
    column = page.locator("main form").bounding_box()
    assert column
    for target in page.locator(".scale label").all():
        box = target.bounding_box()
        assert box
        assert column["x"] - 1 < box["x"]
        assert box["x"] + box["width"] < column["x"] + column["width"] + 1
    context.close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_side_by_side_the_buttons_do_not_touch(page: Page, served: str, fresh_app: Flask, language: str) -> None:
    with fresh_app.test_request_context():
        survey = a_survey(is_live=False, languages=("en",))
        ask_also(survey, "line", Condition("score"))
        assert survey.draft
        texts = translations.read(survey.draft)["en"]
        publishing.save_texts(db.session(), survey.draft, {language: texts}, seen=survey.draft.edition)
        path = f"/s/{published(survey).public_id}"
        db.session.commit()
    page.goto(f"{served}{path}")
    page.get_by_role("radio", name="2", exact=True).check()
    follow(page.get_by_role("button", name="Next"))
    boxes = [page.get_by_role("button", name=name).bounding_box() for name in ("Send", "Back")]
    first, second = sorted((box for box in boxes if box), key=lambda box: box["x"])
    assert first["y"] == second["y"]
    assert second["x"] - (first["x"] + first["width"]) >= 8


#: What the page says of a missing score, and when the survey has ended.
WORDS = {"en": ("Please pick a number", "This survey has ended"), "zh_Hans": ("请选一个数字", "问卷已结束")}


@pytest.mark.parametrize("language", WORDS)
def test_axe_finds_no_barrier(page: Page, make: Callable[..., str], fresh_app: Flask, language: str) -> None:
    mistake, ended = WORDS[language]
    address = make(language=language)

    def look() -> None:
        for _ in in_both_dresses(page):
            assert barriers(page) == []

    for path in ("", "?score=3", "/0x"):
        page.goto(address + path)
        look()
    page.locator("form").evaluate("form => form.noValidate = true")
    page.get_by_role("textbox").fill("Late.")
    page.get_by_role("button").click()
    page.get_by_text(mistake).wait_for()
    look()
    page.get_by_role("radio", name="2", exact=True).check(force=True)
    page.get_by_role("button").click()
    page.wait_for_url("**/thanks*")
    look()
    with fresh_app.app_context():
        publishing.close(db.session(), the_survey(), clock.now())
        db.session.commit()
    page.goto(address)
    assert ended in page.inner_text("main")
    look()


def test_it_stores_nothing_in_the_browser(page: Page, context: BrowserContext, make: Callable[..., str]) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    address = make()
    page.goto(address + "?score=3")
    page.get_by_role("button").click()
    page.wait_for_url("**/thanks*")
    assert context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    origin = address.split("/r/")[0]
    assert all(url.startswith((origin, "data:")) for url in asked)
