"""What was answered beside score and comment is shown wherever the response is: in words, masked, escaped."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from tests.client import Client
from tests.factories import (
    a_contact,
    a_long_survey,
    a_response,
    a_survey,
    a_user,
    a_workspace,
    an_account,
    an_invitation,
    ask_also,
    link_of,
    published,
)
from voc.core import clock
from voc.followups import opening
from voc.responses import answers
from voc.responses.answers import Reader
from voc.responses.models import Response
from voc.staff.models import Role
from voc.surveys import publishing
from voc.surveys.branching import Condition
from voc.surveys.models import Survey
from voc.surveys.question_types import Value

pytestmark = pytest.mark.usefixtures("session")

EVIL = '<script>alert("x")</script>'
SAID: dict[str, Value] = {
    "rating": 4,
    "choice": {"chosen": ["other"], "other": f"{EVIL} call 555-123-4567"},
    "choices": {"chosen": ["a", "c"]},
    "yes_no": 0,
    "line": "=cmd|' /C calc'!A0 for Ana",
    "email": "ann@example.org",
    "date": "2026-11-14",
    "matrix": {"a": 3, "b": 1},
}


def text_of(html: str) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", html).split()))


def words_of(response: Response, *, language: str = "en", sees_raw: bool = True) -> dict[str, list[str]]:
    return {each.label: list(each.words) for each in answers.said(response, Reader(language, sees_raw))}


def some(survey: Survey, number: int, **more: object) -> list[Response]:
    return [a_response(survey=survey, **{"score": 3, "answers": SAID, **more}) for _ in range(number)]


def test_the_list_says_every_answer_in_words(client: Client) -> None:
    survey = a_long_survey()
    some(survey, 1, contact=a_contact(name="Ana Petrova"))
    html = client.sign_in(a_user()).get("/responses").text
    page = text_of(html)
    for piece in (
        "And the shop? 4 of 4", f"How did you come? Otherwise: {EVIL} call 555-123-4567", "What did you buy? Tea Soap",
        "Was it your first visit? No", "Which shelf? =cmd|' /C calc'!A0 for Ana",
        "Where can we reach you? ann@example.org", "When were you here? Nov 14, 2026",
        "How were they? The staff: 3 of 3 The queue: 1 of 3",
    ):  # fmt: skip
        assert piece in page
    assert "<script>alert" not in html


def test_who_may_not_know_people_reads_them_masked(client: Client) -> None:
    some(a_long_survey(), 5, contact=a_contact(name="Ana Petrova"))
    page = text_of(client.sign_in(a_user(role=Role.READER)).get("/responses").text)
    for secret in ("ann@example.org", "555-123-4567", "Ana"):
        assert secret not in page
    for piece in ("reach you? [e-mail address]", "call [phone number]", "for [name]", "Tea Soap", "The staff: 3 of 3"):
        assert piece in page


def test_questions_are_said_in_the_readers_language_where_the_survey_has_it(client: Client) -> None:
    survey = a_survey(is_live=False, languages=("en", "zh_Hans"))
    ask_also(survey, "yes_no")
    assert survey.draft
    question = survey.draft.questions[-1]
    question.texts = {**question.texts, "zh_Hans": {"label": "第一次来吗？", "yes": "是", "no": "不是"}}
    response = a_response(survey=published(survey), answers={"yes_no": 1})
    assert words_of(response) == {"Was it your first visit?": ["Yes"]}
    # The other Chinese script is better than none of them.
    assert words_of(response, language="zh_Hant") == {"第一次来吗？": ["是"]}
    assert words_of(response, language="de") == {"Was it your first visit?": ["Yes"]}
    client.sign_in(a_user(language="zh_Hans"))
    assert '<dt><span lang="zh-Hans">第一次来吗？</span></dt>' in client.get("/responses").text


def test_an_answer_is_said_as_it_was_asked_then(session: Session) -> None:
    survey = a_long_survey()
    [response] = some(survey, 1)
    draft = publishing.new_draft(session, survey)
    question = next(each for each in draft.questions if each.key == "choices")
    question.settings = {**question.settings, "options": ["b"]}
    question.texts = {language: {**texts, "label": "And now?"} for language, texts in question.texts.items()}
    published(survey)
    assert words_of(response)["What did you buy?"] == ["Tea", "Soap"]


def test_a_case_and_a_persons_page_say_them_too(client: Client, session: Session) -> None:
    client.sign_in(a_user())
    contact = a_contact(name="Ana Petrova", account=an_account())
    [response] = some(a_long_survey(), 1, contact=contact)
    response.screened_at = clock.now()
    case = opening.follow_up(session, response, clock.now())
    assert case
    on_case = client.get(f"/cases/{case.id}")
    assert "What did you buy? Tea Soap" in text_of(on_case.text)
    # Once: what stands on top of the page is not said again below.
    assert on_case.text.count("What did you buy?") == 1
    on_person = client.get(f"/cases/people/{contact.id}")
    assert "Which shelf? =cmd|' /C calc'!A0 for Ana" in text_of(on_person.text)
    assert "<script>alert" not in on_case.text + on_person.text


def test_who_stopped_half_way_is_marked_and_found(client: Client, session: Session) -> None:
    survey = a_survey(is_live=False)
    ask_also(survey, "yes_no", Condition("score", tuple(range(7))))
    published(survey)
    link = link_of(an_invitation(survey=survey, contact=a_contact()))
    client.post(link, data=MultiDict([("score", "3"), ("key", "k" * 22)]))
    for _ in range(3):
        a_response(survey=survey, score=9)
    assert session.scalars(select(Response.is_partial)).all().count(True) == 1
    client.sign_in(a_user())
    everything = client.get("/responses").text
    assert everything.count('<span class="tag">Stopped half-way</span>') == 1
    assert "1 stopped half-way" in text_of(everything)
    half = client.get("/responses?state=partial").text
    assert half.count('class="card response"') == 1


def test_lists_take_as_many_statements_for_two_as_for_twenty(
    client: Client, session: Session, statements: list[str]
) -> None:
    contact = a_contact(account=an_account())
    survey = a_long_survey()
    client.sign_in(a_user())

    def queries(address: str) -> int:
        session.expire_all()
        statements.clear()
        assert client.get(address).status_code == 200
        return len(statements)

    addresses = ("/responses", f"/cases/people/{contact.id}")
    some(survey, 2, contact=contact)
    few = [queries(address) for address in addresses]
    some(survey, 8, contact=contact)
    for _ in range(5):
        some(a_long_survey(), 2, contact=contact)
    assert [queries(address) for address in addresses] == few
    assert max(few) <= 14


def test_another_workspaces_answers_are_not_shown(client: Client) -> None:
    client.sign_in(a_user())
    some(a_long_survey(workspace=a_workspace()), 5)
    assert "=cmd" not in client.get("/responses").text
