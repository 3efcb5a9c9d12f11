"""Texts that speak of their reader: filled in where something is known, and whole where nothing is."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from tests.client import Client
from tests.factories import (
    a_contact,
    a_long_survey,
    a_survey,
    a_user,
    an_account,
    an_invitation,
    ask_also,
    link_of,
    published,
)  # fmt: skip
from tests.responses.test_steps import carried_in
from voc.responses import piping
from voc.responses.models import Response
from voc.surveys import placeholders, publishing, translations
from voc.surveys.branching import Condition
from voc.surveys.models import Survey
from voc.surveys.question_types import Value

pytestmark = pytest.mark.usefixtures("session")


def a_survey_that_speaks(session: Session, **more: Any) -> Survey:
    """Greets by name, names the account and a column, and comes back to what was answered."""
    survey = a_survey(is_live=False, **more)
    ask_also(survey, "choices", Condition("score"))
    ask_also(survey, "line", Condition("choices"))
    draft = survey.draft
    assert draft
    written = translations.read(draft)
    for texts in written.values():
        texts["title"] = "Hello {name|there}"
        texts["intro"] = "{account|Your company} is on {contact.plan|a plan}."
        texts["line-label"] = "You gave {score|no score} and bought {choices|nothing}. Why?"
        texts["thanks"] = "Thanks, {name|dear visitor}. {line|Nothing} was noted."
    publishing.save_texts(session, draft, written, seen=draft.edition)
    return published(survey)


def test_a_person_is_named_and_their_answers_come_back(client: Client, session: Session) -> None:
    contact = a_contact(name="Ann", account=an_account(name="Bo & Co"))
    contact.attributes = {"plan": "Gold"}
    link = link_of(an_invitation(survey=a_survey_that_speaks(session), contact=contact))
    first = unescape(client.get(link).text)
    assert "Hello Ann" in first
    assert "Bo & Co is on Gold." in first
    second = client.post(link, data=MultiDict([*carried_in(client.get(link).text), ("score", "8")])).text
    bought = [("choices", "a"), ("choices", "c")]
    third = client.post(link, data=MultiDict([*carried_in(second), *bought])).text
    assert "You gave 8 and bought Tea, Soap. Why?" in third
    last = client.post(link, data=MultiDict([*carried_in(third), ("line", "It rained")]))
    assert "Thanks, Ann. It rained was noted." in client.get(last.headers["Location"]).text


@pytest.mark.parametrize("is_anonymous", [False, True])
def test_nobody_in_particular_reads_whole_sentences(client: Client, session: Session, *, is_anonymous: bool) -> None:
    survey = a_survey_that_speaks(session, is_anonymous=is_anonymous)
    contact = a_contact(name="Ann", account=an_account(name="Bo"))
    links = [
        f"/s/{survey.public_id}",
        *([link_of(an_invitation(survey=survey, contact=contact))] if is_anonymous else []),
    ]
    for link in links:
        page = client.get(link).text
        assert "Hello there" in page
        assert "Your company is on a plan." in page
        assert "Ann" not in page


def test_what_somebody_is_called_is_text_and_nothing_else(client: Client, session: Session) -> None:
    contact = a_contact(name='<b onload="x">\u202eevil\n{score|x}' + "n" * 200)
    page = client.get(link_of(an_invitation(survey=a_survey_that_speaks(session), contact=contact))).text
    assert "<b onload" not in page
    assert "\u202e" not in page
    assert "{score|x}" in unescape(page)
    assert "n" * placeholders.LONGEST not in page


@pytest.mark.parametrize(
    ("text", "is_fine"),
    [
        ("Hello {name|there}", True),
        ("Hello {name|}", True),
        ("{contact.Plan of 2026|x}", True),
        ("{score|x}", True),
        ("Hello {name}", False),
        ("{line|x}", False),
        ("{contact.|x}", False),
        ("{nobody|x}", False),
        ("{comment|x} and {promise}", False),
    ],
)
def test_what_nothing_fills_in_is_refused_in_the_editor(
    client: Client, session: Session, text: str, *, is_fine: bool
) -> None:
    survey = a_survey(is_live=False, languages=("en",))
    ask_also(survey, "line")
    client.sign_in(a_user())
    assert survey.draft
    form = {"edition": str(survey.draft.edition), "label": text, "help": ""}
    answer = client.post(f"/surveys/{survey.id}/questions/comment", data=form)
    assert answer.status_code == (302 if is_fine else 422)
    written = {f"en-{name}": value for name, value in translations.read(survey.draft)["en"].items()}
    texts = {**written, "languages": "en", "default": "en", "edition": str(survey.draft.edition)}
    answer = client.post(f"/surveys/{survey.id}/texts", data={**texts, "en-comment-label": text})
    assert answer.status_code == (302 if is_fine else 422)


def an_arabic_survey_that_speaks(session: Session) -> Survey:
    """Names the account in its title and its thanks, and what was typed in the question that follows."""
    survey = a_survey(is_live=False, languages=("en",))
    ask_also(survey, "line", Condition("score"))
    ask_also(survey, "yes_no", Condition("line"))
    draft = survey.draft
    assert draft
    texts = {name: "نص" if text else "" for name, text in translations.read(draft)["en"].items()}
    texts["title"] = "كيف كان {account|متجرنا}؟"
    texts["yes_no-label"] = "كتبت {line|شيئا}. هل هذا صحيح؟"
    texts["thanks"] = "شكرا، {account|عزيزي}! {line|شيء}؟"
    publishing.save_texts(session, draft, {"ar": texts}, seen=draft.edition)
    return published(survey)


def test_a_name_that_reads_the_other_way_is_kept_apart(client: Client, session: Session) -> None:
    contact = a_contact(name="Ann", account=an_account(name="Tea & Co."))
    link = link_of(an_invitation(survey=an_arabic_survey_that_speaks(session), contact=contact, language="ar"))
    first = unescape(client.get(link).text)
    assert '<html lang="ar" dir="rtl">' in first
    assert "<h1>كيف كان \u2068Tea & Co.\u2069؟</h1>" in first
    # The line of a tab is drawn by others, some of whom would show boxes.
    assert "<title>كيف كان Tea & Co.؟</title>" in first
    second = client.post(link, data=MultiDict([*carried_in(client.get(link).text), ("score", "8")])).text
    # What would turn the words around it, or end the border early, stays inside and does nothing there.
    hostile = "C++\u2069\u2067(new)\u202b\u2066"
    third = client.post(link, data=MultiDict([*carried_in(second), ("line", hostile)]))
    assert "كتبت \u2068C++ (new)\u2069. هل هذا صحيح؟" in third.text
    last = client.post(link, data=MultiDict([*carried_in(third.text), ("yes_no", "1")]))
    thanks = unescape(client.get(last.headers["Location"]).text)
    assert "شكرا، \u2068Tea & Co.\u2069! \u2068C++ (new)\u2069؟" in thanks
    # What is kept is what was typed.
    client.sign_in(a_user())
    response = session.scalars(select(Response)).one()
    assert {answer.value for answer in response.answers if answer.question_key == "line"} == {hostile}
    assert "\u2068" not in client.post("/responses/export", data={"format": "csv"}, buffered=True).text


def test_where_nothing_reads_the_other_way_pages_stay_as_they_were(client: Client, session: Session) -> None:
    contact = a_contact(name="王芳", account=an_account(name="Bo & Co."))
    contact.attributes = {"plan": "Gold"}
    link = link_of(an_invitation(survey=a_survey_that_speaks(session), contact=contact))
    page = unescape(client.get(link).text)
    assert "Hello 王芳" in page
    assert not set(page) & set("\u2066\u2067\u2068\u2069")


@given(st.text(), st.dictionaries(st.sampled_from(["name", "score", "contact.x"]), st.text()))
def test_filling_in_never_fails_and_never_fills_twice(text: str, known: dict[str, str]) -> None:
    filled = placeholders.fill(text, known)
    assert filled == text or "|" in text
    assert placeholders.fill("{name|x}", {"name": "{score|y}", "score": "1"}) == "{score|y}"


def test_every_kind_of_answer_can_be_spoken_of(client: Client, session: Session) -> None:
    survey = a_long_survey(languages=("en",))
    assert survey.live

    answers: dict[str, Value] = {
        "score": 9, "choice": {"chosen": ["other"], "other": "By boat"}, "yes_no": 0, "matrix": {"a": 1}, "rating": 3,
        "date": "2026-11-14", "comment": "Good.",
    }  # fmt: skip
    assert piping.of_answers(survey.live.questions, answers, "en") == {
        "score": "9", "choice": "By boat", "yes_no": "No", "matrix": "", "rating": "3", "date": "2026-11-14",
        "comment": "Good.",
    }  # fmt: skip
