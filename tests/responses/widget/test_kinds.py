"""Every kind of question in the widget: drawn, answered by hand, kept as the page would keep it; or left out."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import a_long_survey, a_survey, ask_also, published
from tests.responses.test_our_words import an_arabic_survey
from tests.responses.test_piping import a_survey_that_speaks
from tests.responses.test_steps import a_branching_survey, answers_of
from tests.responses.widget.conftest import Post, Stage, a_widget
from voc.core.db import db
from voc.responses.models import Response
from voc.surveys.branching import Condition
from voc.surveys.models import OurWords
from voc.surveys.question_types import Value

KEY = "k" * 24

SENT: dict[str, Any] = {
    "score": 9, "comment": "Good.", "rating": 4, "choice": {"chosen": ["other"], "other": "By boat"},
    "choices": {"chosen": ["a", "c"]}, "yes_no": {"chosen": ["0"]}, "line": "4 b", "email": "ann@example.org",
    "date": "2026-11-14", "matrix": {"a": 3, "b": 1},
}  # fmt: skip
KEPT: dict[str, Value] = {**SENT, "yes_no": 0}


def the_answers(session: Session) -> dict[str, Value]:
    session.expire_all()
    return answers_of(session.scalars(select(Response)).one())


def test_every_kind_is_kept_as_a_page_would_keep_it(post: Post, session: Session) -> None:
    widget = a_widget(survey=a_long_survey())
    assert post(widget, "answer", key=KEY, answers=SENT, final=True).status_code == 200
    assert the_answers(session) == KEPT
    assert post(widget, "answer", key=KEY, answers=SENT, final=True).status_code == 200
    assert the_answers(session) == KEPT


@pytest.mark.parametrize(
    "wrong",
    [
        {"score": "9"}, {"rating": 5}, {"rating": True}, {"choice": "a"}, {"choice": {"chosen": ["a", "b"]}},
        {"choice": {"chosen": ["a"], "other": "both"}}, {"choices": {"chosen": ["other"]}}, {"choices": ["a"]},
        {"choices": {"chosen": [["a"]]}}, {"choices": {"chosen": ["a"] * 1000}}, {"yes_no": 1},
        {"yes_no": {"chosen": ["2"]}}, {"line": {"a": 1}}, {"line": "x" * 301}, {"email": "nowhere"},
        {"date": "14.11.2026"}, {"matrix": {"a": 4}}, {"matrix": {"z": 1}}, {"matrix": [1]}, {"nothing": 1},
        {"comment": 7}, {"matrix": {"a": 1e999}},
    ],
)  # fmt: skip
def test_anything_else_is_refused_and_leaves_nothing(post: Post, session: Session, wrong: dict[str, Any]) -> None:
    widget = a_widget(survey=a_long_survey())
    answers = {"score": 9, **wrong}
    assert post(widget, "answer", key=KEY, answers=answers, final=True).status_code in (400, 422)
    assert session.scalars(select(Response)).all() == []


def test_what_is_wrong_is_said_with_the_question_that_it_is_about(post: Post, session: Session) -> None:
    # Scripts of earlier builds say it beneath the first question, far above.
    sent = {"score": 9, "email": "nowhere"}
    wrong = post(a_widget(survey=a_long_survey()), "answer", key=KEY, answers=sent, final=True)
    assert wrong.status_code == 422
    label, mistake = wrong.json["error"].split("\n")
    assert label == "Where can we reach you?"
    assert mistake.startswith("Please write an e-mail address")
    assert (wrong.json["question"], wrong.json["mistake"]) == ("email", mistake)


def test_an_answer_off_the_path_is_not_kept(post: Post, session: Session) -> None:
    widget = a_widget(survey=a_branching_survey())
    answers = {"score": 8, "line": "Shelf 4", "email": "nowhere"}
    assert post(widget, "answer", key=KEY, answers=answers, final=True).status_code == 200
    assert the_answers(session) == {"score": 8}
    assert post(widget, "hello").json["questions"][-1]["if"] == [["score", ["9", "10"]]]


def test_a_question_for_a_photo_is_left_out_with_what_depends_on_it(post: Post, session: Session) -> None:
    survey = a_survey(is_live=False)
    key = ask_also(survey, "photo")
    ask_also(survey, "line", Condition(key, ()))
    ask_also(survey, "email")
    assert survey.draft
    next(each for each in survey.draft.questions if each.key == key).is_required = True
    widget = a_widget(survey=published(survey))
    told = post(widget, "hello").json
    assert [each["key"] for each in told["questions"]] == ["score", "comment", "email"]
    # Though the page requires it, the widget's answer is whole without.
    assert post(widget, "answer", key=KEY, answers={"score": 2}, final=True).status_code == 200
    assert the_answers(session) == {"score": 2}
    named = {"score": 2, key: "Ab-_56789012345x"}
    assert post(widget, "answer", key=KEY[::-1] + "x", answers=named, final=True).status_code == 422
    assert the_answers(session) == {"score": 2}


def test_what_may_be_passed_over_says_so_as_on_the_page(post: Post, session: Session) -> None:
    survey = a_survey(is_live=False)
    key = ask_also(survey, "line")
    ask_also(survey, "yes_no")
    assert survey.draft
    next(each for each in survey.draft.questions if each.key == key).is_required = True
    widget = a_widget(survey=published(survey))
    labels = [each["label"] for each in post(widget, "hello").json["questions"]]
    assert labels == [
        "How likely are you to recommend Acme to a friend or colleague?",
        "What is the main reason for your score? (if you like)",
        "Which shelf?",
        "Was it your first visit? (if you like)",
    ]
    # The room between the two is the question's: what keeps together as a block of its own drops it in front.
    loud, quietly = zip(*(each["asked"] for each in post(widget, "hello").json["questions"]), strict=True)
    assert quietly == ("", "(if you like)", "", "(if you like)")
    assert [each[-1] for each in loud] == ["?", " ", "?", " "]
    in_chinese = post(widget, "hello", langs=["zh-CN"]).json["questions"]
    assert in_chinese[1]["label"] == "您打这个分数，最主要的原因是什么？（选填）"
    assert in_chinese[1]["asked"] == ["您打这个分数，最主要的原因是什么？", "（选填）"]


def test_what_is_written_in_no_language_of_the_survey_stands_in_none_of_its_questions(
    post: Post, session: Session
) -> None:
    survey = an_arabic_survey()
    widget = a_widget(survey=survey)
    assert "you like" not in str(post(widget, "hello", langs=["ar"]).json["questions"])
    session.add(OurWords(workspace_id=survey.workspace_id, language="ar", sentence="(if you like)", text="(اختياري)"))
    session.flush()
    labels = [each["label"] for each in post(widget, "hello", langs=["ar"]).json["questions"]]
    assert labels[1].endswith(" (اختياري)")


def test_the_widget_says_what_is_right_for_everybody(post: Post, session: Session) -> None:
    widget = a_widget(survey=a_survey_that_speaks(session))
    told = post(widget, "hello").json
    assert told["title"] == "Hello there"
    assert told["questions"][-1]["label"] == "You gave no score and bought nothing. Why? (if you like)"
    sent = {"key": "k" * 24, "final": True, "answers": {"score": 8, "choices": {"chosen": ["b"]}, "line": "It rained"}}
    assert post(widget, "answer", sent).json["thanks"] == "Thanks, dear visitor. It rained was noted."


#: What happens on a page does not depend on the database.
on_one_database = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.mark.browser
@on_one_database
def test_there_is_room_between_a_question_and_its_mark(stage: Stage, visit: Page) -> None:
    page = visit
    snippet = stage.snippet(kind="inline")
    page.goto(stage.page(snippet, body=f'<div data-voc-here="{stage.public_id}"></div>'))
    asked = page.locator("voc-widget .q").last
    expect(asked.locator(".soft")).to_have_text("(if you like)")
    # Where the words end and where it begins: both in one line, so wide is the place.
    gap = asked.evaluate("""asked => {
        const words = document.createRange();
        words.setStart(asked.firstChild, 0);
        words.setEnd(asked.firstChild, asked.firstChild.data.trimEnd().length);
        return asked.querySelector(".soft").getBoundingClientRect().left - words.getBoundingClientRect().right;
    }""")
    assert 2 < gap < 20


@pytest.mark.browser
@on_one_database
def test_what_is_missing_is_said_in_sight_beneath_its_question(stage: Stage, visit: Page) -> None:
    page = visit
    page.goto(stage.page(stage.snippet(kind="button", survey=a_long_survey)))
    page.get_by_role("button", name="Feedback").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_be_in_viewport()
    expect(page.get_by_role("radio", name="0", exact=True)).to_be_focused()
    assert page.get_by_role("alert").evaluate("e => e.previousElementSibling.querySelector('legend').textContent")


@pytest.mark.browser
@on_one_database
def test_every_kind_is_answered_by_hand(stage: Stage, visit: Page) -> None:
    page = visit
    page.goto(stage.page(stage.snippet(survey=a_long_survey)))
    page.get_by_role("radio", name="9", exact=True).check()
    page.get_by_label("What is the main reason for your score?").fill("Good.")
    page.get_by_role("group", name="And the shop?").get_by_label("4").check(force=True)
    page.get_by_role("radio", name="Otherwise").check()
    page.get_by_role("group", name="How did you come?").get_by_role("textbox").fill("By boat")
    page.get_by_role("checkbox", name="Tea").check()
    page.get_by_role("checkbox", name="Bread").check()
    page.get_by_role("checkbox", name="Bread").uncheck()
    page.get_by_role("checkbox", name="Soap").check()
    page.get_by_role("radio", name="No", exact=True).check()
    page.get_by_label("Which shelf?").fill("4 b")
    page.get_by_label("Where can we reach you?").fill("ann@example.org")
    page.get_by_label("When were you here?").fill("2026-11-14")
    page.get_by_role("group", name="The staff").get_by_label("3").check(force=True)
    page.get_by_role("group", name="The queue").get_by_label("1").check(force=True)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Your answer has arrived")).to_be_visible()
    with stage.app.app_context():
        assert the_answers(db.session()) == KEPT


@pytest.mark.browser
@on_one_database
def test_questions_come_and_go_with_the_answers(stage: Stage, visit: Page) -> None:
    page = visit
    page.goto(stage.page(stage.snippet(survey=a_branching_survey)))
    page.get_by_role("radio", name="10", exact=True).check()
    expect(page.get_by_label("Which shelf?")).to_be_visible()
    expect(page.get_by_text("Was it your first visit?")).to_be_hidden()
    page.get_by_label("Which shelf?").fill("4 b")
    page.get_by_role("radio", name="2", exact=True).check()
    expect(page.get_by_label("Which shelf?")).to_be_hidden()
    page.get_by_role("radio", name="Yes", exact=True).check()
    page.get_by_label("Where can we reach you?").fill("ann@example.org")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Your answer has arrived")).to_be_visible()
    with stage.app.app_context():
        assert the_answers(db.session()) == {"score": 2, "yes_no": 1, "email": "ann@example.org"}
