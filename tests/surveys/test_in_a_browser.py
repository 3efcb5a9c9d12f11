"""The console's survey pages as a person uses them: with form tokens, a keyboard, a phone."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import select

from tests import browser as chromium
from tests.browser import follow, looks_right
from tests.client import Client
from tests.factories import a_survey, a_user, ask_also
from tests.pictures import PNG
from voc.core.db import db
from voc.responses.models import Response
from voc.surveys.branching import Condition

# How a page looks and works does not depend on the database: one will do.
pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"])]


@pytest.fixture(params=[chromium.PHONE, chromium.DESKTOP], ids=["phone", "desktop"])
def page(
    request: pytest.FixtureRequest, browser: Browser, fresh_app: Flask, fresh_client: Client, served: str
) -> Iterator[Page]:
    """A page of somebody who is signed in, on a phone and at a desk."""
    with fresh_app.app_context():
        fresh_client.sign_in(a_user())
        db.session.commit()
    with chromium.signed_in(browser, fresh_client, served, request.param) as page:
        yield page


def test_from_the_empty_list_to_a_live_survey(page: Page) -> None:
    page.goto("/surveys/")
    looks_right(page)
    follow(page.get_by_role("link", name="New survey"))
    looks_right(page)
    page.get_by_label("Are you satisfied with our help?").check()
    page.get_by_label("Name that your customers know").fill("Northwind")
    follow(page.get_by_role("button", name="Make the survey"))
    looks_right(page)
    follow(page.get_by_role("button", name="Publish"))
    assert page.get_by_role("status").first.inner_text().startswith("Published.")
    looks_right(page)
    page.goto(page.get_by_label("Address of the survey").input_value())
    expect(page.get_by_text("How satisfied are you with the help you received from Northwind?")).to_be_visible()
    page.goto("/surveys/")
    looks_right(page)


def test_a_language_is_added_and_what_it_lacks_is_one_touch_away(page: Page) -> None:
    page.goto("/surveys/new")
    follow(page.get_by_role("button", name="Make the survey"))
    follow(page.get_by_role("link", name="Edit the texts"))
    page.get_by_role("group", name="Headline").get_by_label("English").fill("Tell us!")
    page.get_by_label("Another language").select_option("Japanese")
    follow(page.get_by_role("button", name="Add"))
    looks_right(page)
    assert page.get_by_role("group", name="Headline").get_by_label("English").input_value() == "Tell us!"
    page.get_by_role("link", name="7 texts missing").click()
    page.wait_for_url("**#ja-mail_subject")
    page.locator("#ja-title").fill("ご意見をお聞かせください")
    page.locator("#ja-title").press("Control+Home")
    page.locator("#ja-from_name").press("Enter")
    # Enter saves: the first button of the form is Save, never one that takes a language away.
    expect(page.get_by_role("link", name="6 texts missing")).to_be_visible()
    follow(page.get_by_role("link", name="Would you recommend us?"))
    looks_right(page)
    follow(page.get_by_role("link", name="Settings"))
    looks_right(page)


def test_a_finger_meets_every_control_and_no_written_line_is_cut(page: Page) -> None:
    page.goto("/surveys/new")
    follow(page.get_by_role("button", name="Make the survey"))
    page.goto("/scores/measures/new")
    mark = page.get_by_label("Would you recommend us? (NPS)").bounding_box()
    assert mark
    assert min(mark["width"], mark["height"]) >= 20
    out = page.get_by_role("button", name="Sign out", include_hidden=True)
    if not out.is_visible():
        page.get_by_text("Menu", exact=True).click()
    box = out.bounding_box()
    assert box
    assert box["height"] >= 24
    if page.viewport_size == chromium.DESKTOP:
        # Who wants to leave need not find out that the menu scrolls.
        expect(out).to_be_in_viewport(ratio=1)
    page.goto("/surveys/words/ar")
    field = page.get_by_label("You have answered before. Press Send to change it.", exact=False).first
    field.fill("سبق أن أجبت. اضغط «إرسال» لتغيير إجابتك أو أغلق الصفحة.")
    assert field.evaluate("field => field.scrollWidth <= field.clientWidth && field.scrollHeight <= field.clientHeight")


def test_a_long_answer_to_ask_after_stays_on_the_screen(page: Page, fresh_app: Flask) -> None:
    long = "With the free shuttle bus from the main station, line 4 or 7, or on foot"
    with fresh_app.app_context():
        survey = a_survey(is_live=False)
        assert survey.draft
        first = ask_also(survey, "choice")
        asked = next(question for question in survey.draft.questions if question.key == first)
        asked.texts = {language: {**texts, "option-a": long} for language, texts in asked.texts.items()}
        later = ask_also(survey, "line", Condition(first, ("a",)))
        db.session.commit()
        address = f"/surveys/{survey.id}/questions/{later}"
    page.goto(address)
    expect(page.get_by_label(long)).to_be_checked()
    looks_right(page)


def test_our_own_words_are_written_and_a_wrong_line_is_a_touch_away(page: Page) -> None:
    page.goto("/surveys/new")
    follow(page.get_by_role("button", name="Make the survey"))
    follow(page.get_by_role("link", name="Edit the texts"))
    page.get_by_label("Another language").select_option("Arabic")
    follow(page.get_by_role("button", name="Add"))
    follow(page.get_by_role("link", name="Our words on the page: 0 of"))
    looks_right(page)
    page.get_by_label("Back", exact=False).first.fill("رجوع")
    page.get_by_label("Step {number} of {most} at most").fill("الخطوة {number}")
    follow(page.get_by_role("button", name="Save").first)
    looks_right(page)
    page.get_by_role("alert").get_by_role("link").click()
    wrong = page.get_by_label("Step {number} of {most} at most")
    expect(wrong).to_be_in_viewport()
    expect(wrong).to_have_css("direction", "rtl")
    wrong.fill("الخطوة {number} من {most}")
    follow(page.get_by_role("button", name="Save").first)
    looks_right(page)
    follow(page.get_by_role("link", name="Show only what is missing"))
    expect(page.get_by_label("Step {number} of {most} at most")).to_be_hidden()
    looks_right(page)
    follow(page.get_by_role("link", name="What customers read"))
    expect(page.get_by_role("link", name="Our words on the page: 2 of")).to_be_visible()


def test_the_page_is_seen_while_it_is_written(page: Page) -> None:
    page.goto("/surveys/new")
    follow(page.get_by_role("button", name="Make the survey"))
    follow(page.get_by_role("link", name="Edit the texts"))
    looks_right(page)
    shown = page.frame_locator(".preview iframe")
    expect(shown.get_by_role("heading", level=1)).to_have_text("How are we doing?")
    page.locator("#en-title").fill("Tell us!")
    expect(shown.get_by_role("heading", level=1)).to_have_text("Tell us!")
    # Whoever writes a text sees the page on which it stands, in its language.
    page.locator("#zh_Hans-thanks").fill("多谢！")
    expect(shown.get_by_text("多谢！")).to_be_visible()
    assert shown.locator("html").get_attribute("lang") == "zh-Hans"
    page.get_by_role("combobox", name="Page").select_option("Thanks to the unhappy")
    expect(shown.get_by_text("{promise}")).to_have_count(0)
    page.get_by_role("radio", name="Desktop").check()
    assert (page.locator(".preview iframe").bounding_box() or {"width": 0})["width"] >= 640
    looks_right(page)
    # Seen is not saved.
    page.reload()
    assert page.locator("#en-title").input_value() == "How are we doing?"


def test_the_preview_is_walked_through_as_the_page_will_be(page: Page, fresh_app: Flask) -> None:
    with fresh_app.app_context():
        survey = a_survey(is_live=False)
        line = ask_also(survey, "line", Condition("score", (0, 1, 2)))
        db.session.commit()
        texts = f"/surveys/{survey.id}/texts"
    page.goto(texts)
    shown = page.frame_locator(".preview iframe")
    page.locator("#en-title").fill("Not saved!")
    expect(shown.get_by_role("heading", level=1)).to_have_text("Not saved!")
    expect(shown.get_by_text("Which shelf?")).to_have_count(0)
    shown.get_by_role("radio", name="2", exact=True).check()
    shown.get_by_role("button", name="Next").click()
    expect(shown.get_by_text("Which shelf?")).to_be_visible()
    expect(shown.get_by_role("heading", level=1)).to_have_text("Not saved!")
    # What is typed in the preview stays while the texts beside it are changed.
    shown.get_by_label("Which shelf?").fill("Four")
    page.locator("#en-title").press_sequentially("!")
    expect(shown.get_by_role("heading", level=1)).to_have_text("Not saved!!")
    assert shown.get_by_label("Which shelf?").input_value() == "Four"
    page.get_by_role("combobox", name="Language", exact=True).select_option("zh_Hans")
    expect(shown.get_by_role("button", name="返回")).to_be_visible()
    looks_right(page)
    page.get_by_role("combobox", name="Language", exact=True).select_option("en")
    expect(shown.get_by_role("button", name="Back")).to_be_visible()
    shown.get_by_role("button", name="Send").click()
    expect(shown.get_by_text("Your answer has arrived")).to_be_visible()
    shown.get_by_role("button", name="Start again").click()
    expect(shown.get_by_role("button", name="Next")).to_be_visible()
    assert shown.get_by_role("radio", checked=True).count() == 0
    # A question that few are asked is seen while its words are written.
    page.locator(f"#en-{line}-label").fill("Which shelf was it?")
    expect(shown.get_by_text("Which shelf was it?")).to_be_visible()
    with fresh_app.app_context():
        assert db.session.scalars(select(Response)).all() == []


def test_languages_side_by_side_and_what_is_missing_alone(page: Page) -> None:
    page.goto("/surveys/new")
    follow(page.get_by_role("button", name="Make the survey"))
    follow(page.get_by_role("link", name="Edit the texts"))
    page.locator("#en-score-help").fill("How kind!")
    expect(page.locator("#zh_Hant-title")).to_be_hidden()
    page.get_by_label("Side by side with English").select_option("zh_Hant")
    expect(page.locator("#zh_Hant-title")).to_be_visible()
    expect(page.locator("#zh_Hans-title")).to_be_hidden()
    # What was typed is still there, and what is out of sight is saved with it.
    assert page.locator("#en-score-help").input_value() == "How kind!"
    follow(page.get_by_role("button", name="Save").first)
    assert page.locator("#zh_Hans-title").input_value() == "您觉得我们做得怎么样？"
    page.get_by_label("Show only what is missing").check()
    expect(page.locator("#zh_Hant-score-help")).to_be_visible()
    expect(page.locator("#en-title")).to_be_hidden()
    looks_right(page)


def test_what_is_missing_follows_what_is_typed(page: Page) -> None:
    page.goto("/surveys/new")
    follow(page.get_by_role("button", name="Make the survey"))
    follow(page.get_by_role("link", name="Edit the texts"))
    page.get_by_label("Another language").select_option("Japanese")
    follow(page.get_by_role("button", name="Add"))
    mark = page.locator("label[for=ja-title] .tag")
    languages = page.get_by_role("region", name="Languages")
    chosen = languages.get_by_label("Side by side with English").locator("option:checked")
    expect(mark).to_have_text("Missing")
    expect(languages.get_by_role("link", name="7 texts missing")).to_be_visible()
    before = chosen.inner_text()
    page.locator("#ja-title").press_sequentially("ご意見")
    expect(mark).to_have_count(0)
    expect(languages.get_by_role("link", name="6 texts missing")).to_be_visible()
    assert chosen.inner_text() != before
    assert page.locator("#ja-title").evaluate("field => field === document.activeElement && field.value") == "ご意見"
    # What is out of sight or goes out of sight again counts as what it is now.
    page.get_by_label("Show only what is missing").check()
    expect(page.locator("#ja-title")).to_be_hidden()
    page.get_by_label("Show only what is missing").uncheck()
    page.locator("#ja-title").fill("  ")
    expect(mark).to_have_text("Missing")
    expect(languages.get_by_role("link", name="7 texts missing")).to_be_visible()
    # An address makes the words of its button something that is missing, in every language.
    words = page.locator("label[for=ja-thanks_link_label] .tag")
    expect(words).to_have_count(0)
    page.locator("#en-thanks_link").fill("https://example.com/review")
    expect(words).to_have_text("Missing")
    expect(languages.get_by_role("link", name="8 texts missing")).to_be_visible()
    expect(page.locator("label[for=en-thanks_link_label] .tag")).to_have_text("Missing")
    looks_right(page)
    # None of it is saved.
    page.reload()
    expect(mark).to_have_text("Missing")
    expect(languages.get_by_role("link", name="7 texts missing")).to_be_visible()


def test_what_is_missing_of_our_words_follows_what_is_typed(page: Page) -> None:
    page.goto("/surveys/words/ar")
    of_all = page.get_by_text(" written", exact=False).first
    first = page.locator(".sentence").first
    mark = first.locator("label .tag")
    lacking = page.locator(".words .page-head .tag").first
    before, beside = of_all.inner_text(), lacking.inner_text()
    expect(mark).to_have_text("Missing")
    field = first.locator("input:not([type=hidden]),textarea")
    field.press_sequentially("نعم")
    expect(mark).to_have_count(0)
    expect(of_all).to_have_text(before.replace("0 of", "1 of"))
    assert lacking.inner_text() != beside
    assert field.evaluate("field => field === document.activeElement && field.value") == "نعم"
    field.fill("  ")
    expect(mark).to_have_text("Missing")
    expect(of_all).to_have_text(before)
    looks_right(page)


def test_copied_put_away_and_taken_out_again(page: Page) -> None:
    page.goto("/surveys/new")
    follow(page.get_by_role("button", name="Make the survey"))
    follow(page.get_by_role("button", name="Duplicate"))
    expect(page.get_by_role("heading", name="Copy of Would you recommend us?")).to_be_visible()
    page.locator("summary", has_text="Archive").click()
    looks_right(page)
    follow(page.get_by_role("button", name="Put it into the archive"))
    follow(page.get_by_role("link", name="Archive (1)"))
    looks_right(page)
    follow(page.get_by_role("link", name="Copy of Would you recommend us?"))
    looks_right(page)
    follow(page.get_by_role("button", name="Take it out of the archive"))
    expect(page.get_by_text("The survey is out of the archive.")).to_be_visible()


def test_a_logo_and_a_colour(page: Page) -> None:
    page.goto("/brand")
    looks_right(page)
    page.get_by_label("Logo").set_input_files({"name": "logo.png", "mimeType": "image/png", "buffer": PNG})
    page.get_by_label("Use a colour of our own").check()
    page.get_by_label("Colour of buttons and links").fill("#ffe94d")
    follow(page.get_by_role("button", name="Save"))
    looks_right(page)
    logo = page.get_by_role("img", name="Acme")
    assert logo.evaluate("image => image.complete && image.naturalWidth") == 24
    page.goto("/surveys/new")
    follow(page.get_by_role("button", name="Make the survey"))
    preview = page.get_by_role("link", name="Preview").get_attribute("href")
    follow(page.get_by_role("button", name="Publish"))
    address = page.get_by_label("Address of the survey").input_value()
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.goto(preview or "")
        looks_right(page)
        page.goto(address)
        looks_right(page)
        page.get_by_role("radio", name="10", exact=True).check()
        follow(page.get_by_role("button", name="Send"))
        looks_right(page)
        expect(page.get_by_role("img", name="Acme")).to_be_visible()


def test_who_saves_a_question_far_down_sees_that_it_was_saved(page: Page) -> None:
    page.goto("/surveys/new")
    page.get_by_role("radio").last.check()
    follow(page.get_by_role("button", name="Make the survey"))
    follow(page.get_by_role("link", name="Questions"))
    follow(page.get_by_role("link", name="Change").last)
    follow(page.get_by_role("button", name="Save"))
    said = page.get_by_role("status")
    expect(said).to_have_text("The question is saved.")
    expect(said).to_be_in_viewport(ratio=1)
    # Read out, and the place from which the keyboard goes on.
    expect(said).to_be_focused()
    looks_right(page)


def test_whoever_writes_the_question_at_which_they_stand_stays_there(page: Page, fresh_app: Flask) -> None:
    with fresh_app.app_context():
        survey = a_survey(is_live=False)
        line = ask_also(survey, "line", Condition("score", (0, 1, 2)))
        choices = ask_also(survey, "choices", Condition("score", (9, 10)))
        db.session.commit()
        texts = f"/surveys/{survey.id}/texts"
    page.goto(texts)
    shown = page.frame_locator(".preview iframe")
    shown.get_by_role("radio", name="2", exact=True).check()
    shown.get_by_role("button", name="Next").click()
    shown.get_by_label("Which shelf?").fill("Four")
    chosen = page.get_by_role("combobox", name="Page")
    page.locator(f"#en-{line}-label").click()
    page.wait_for_timeout(600)  # Longer than the page waits until it draws anew.
    assert (chosen.input_value(), shown.get_by_label("Which shelf?").input_value()) == ("ask", "Four")
    # One that is asked of others is turned to among all of them; nothing there looks as if it could be answered.
    page.locator(f"#en-{choices}-label").click()
    asked = shown.get_by_text("What did you buy?")
    expect(asked).to_be_visible()
    assert asked.evaluate(
        "text => 0 <= text.getBoundingClientRect().top && text.getBoundingClientRect().top < innerHeight"
    )
    assert shown.get_by_role("button", name=re.compile("Next|Send"), include_hidden=True).count() == 0
    assert page.locator(f"#en-{choices}-label").evaluate("field => field === document.activeElement")
    # Whoever comes back finds their step, with what they answered.
    page.locator(f"#en-{line}-label").click()
    expect(shown.get_by_label("Which shelf?")).to_have_value("Four")
    page.locator("#en-thanks").click()
    expect(shown.get_by_role("heading", name="Your answer has arrived")).to_be_visible()
    chosen.select_option("ask")
    expect(shown.get_by_label("Which shelf?")).to_have_value("Four")
    shown.get_by_role("button", name="Back").click()
    expect(shown.get_by_role("radio", name="2", exact=True)).to_be_checked()


def test_what_is_pressed_or_picked_while_the_preview_is_drawn_anew_is_not_lost(page: Page, fresh_app: Flask) -> None:
    with fresh_app.app_context():
        survey = a_survey(is_live=False)
        ask_also(survey, "line", Condition("score", (0, 1, 2)))
        db.session.commit()
        texts = f"/surveys/{survey.id}/texts"
    page.goto(texts)
    shown = page.frame_locator(".preview iframe")
    heading, two = shown.get_by_role("heading", level=1), shown.get_by_role("radio", name="2", exact=True)
    held: list[Route] = []
    page.route(
        "**/preview*",
        lambda route: held.append(route) if route.request.resource_type == "fetch" else route.continue_(),
    )

    def write(text: str) -> None:
        """Writes a text, and goes on when the page has asked for it to be drawn."""
        asked = len(held)
        page.locator("#en-title").fill(text)
        deadline = time.monotonic() + 5
        while len(held) == asked:
            assert time.monotonic() < deadline
            page.wait_for_timeout(20)

    def draw(text: str) -> None:
        """Lets through whatever is asked, until the text is seen."""
        deadline = time.monotonic() + 5
        while heading.inner_text() != text:
            assert time.monotonic() < deadline
            while held:
                held.pop().continue_()
            page.wait_for_timeout(20)

    write("First")
    two.check()
    draw("First")
    expect(two).to_be_checked()
    write("Second")
    shown.get_by_role("button", name="Next").hover()
    page.mouse.down()
    with page.expect_response("**/preview*"):
        held.pop().continue_()
    page.wait_for_timeout(100)
    page.mouse.up()
    expect(shown.get_by_label("Which shelf?")).to_be_visible()


def test_what_the_preview_shows_can_be_read_whole(page: Page) -> None:
    page.goto("/surveys/new")
    follow(page.get_by_role("button", name="Make the survey"))
    follow(page.get_by_role("link", name="Edit the texts"))
    for name in ("lang", "show"):
        # Left to itself, a list is as wide as the longest of its choices.
        wanted, given = page.locator(f"#{name}").evaluate(
            "list => { const free = list.cloneNode(true); free.style.width = 'max-content';"
            " document.body.append(free); return [free.offsetWidth, list.offsetWidth]; }"
        )
        assert wanted <= given, name
