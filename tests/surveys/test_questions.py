"""The questions of a draft: written in the console, without a path that leads nowhere, and never after publishing."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.client import Client
from tests.factories import a_survey, a_user
from voc.core import clock
from voc.surveys import branching, publishing, question_types, questions, translations
from voc.surveys.branching import Condition
from voc.surveys.models import Question, Survey


@pytest.fixture
def survey(session: Session) -> Survey:
    return a_survey(is_live=False, languages=("en", "zh_Hans"))


@pytest.fixture
def author(client: Client, session: Session) -> Client:
    return client.sign_in(a_user())


def draft_keys(survey: Survey) -> list[str]:
    assert survey.draft
    return [question.key for question in survey.draft.questions]


def the(survey: Survey, key: str) -> Question:
    return next(question for question in survey.versions[-1].questions if question.key == key)


def edition(survey: Survey) -> int:
    return survey.versions[-1].edition


#: Kind -> what somebody types into its page.
TYPED: dict[str, dict[str, Any]] = {
    "rating": {"points": "4", "look": "stars", "low": "poor", "high": "great"},
    "choice": {"item-a": "Red", "item-b": "Blue", "has_other": "y", "option-other": "Another"},
    "choices": {"item-a": "Red", "item-c": "Green"},
    "yes_no": {"yes": "Yes", "no": "No"},
    "comment": {},
    "line": {},
    "email": {},
    "date": {},
    "photo": {},
    "matrix": {"item-a": "Speed", "item-b": "Price", "points": "5", "low": "poor", "high": "great"},
}


@pytest.mark.parametrize("kind", [kind for kind, cls in question_types.TYPES.items() if cls.scale is None])
def test_every_kind_is_added_and_changed_on_its_page(author: Client, survey: Survey, kind: str) -> None:
    address = f"/surveys/{survey.id}/questions"
    page = author.get(f"{address}/new/{kind}").text
    fields = dict.fromkeys(re.findall(r'name="(item-[a-z])"', page), "")
    typed = {**fields, "edition": "0", "label": "Which?", "help": "Any.", "is_required": "y", **TYPED[kind]}
    assert author.post(f"{address}/new/{kind}", data=typed).status_code == 302
    key = draft_keys(survey)[-1]
    added = the(survey, key)
    assert (added.kind, added.is_required, added.texts["en"]["label"]) == (kind, True, "Which?")
    asked = question_types.of(kind, added.settings)
    # Only the other language is still to be written.
    gaps = [gap for gap in translations.gaps(survey.versions[-1]) if gap.place.question_key == key]
    assert {gap.language for gap in gaps} == {"zh_Hans"}
    assert {gap.place.text.key for gap in gaps} == {text.key for text in asked.texts if text.is_required}
    again = author.get(f"{address}/{key}").text
    for value in (value for name, value in typed.items() if name.startswith("item-") and value):
        assert f'value="{value}"' in again
    changed = {**typed, "edition": "1", "label": "Which one?", "is_required": ""}
    del changed["is_required"]
    assert author.post(f"{address}/{key}", data=changed).status_code == 302
    assert (the(survey, key).is_required, the(survey, key).texts["en"]["label"]) == (False, "Which one?")
    assert the(survey, key).settings == added.settings


def test_a_condition_is_marked_and_shown_in_words(author: Client, survey: Survey, session: Session) -> None:
    address = f"/surveys/{survey.id}/questions"
    form = {"edition": "0", "label": "What went wrong?", "if-score": [str(n) for n in range(7)]}
    assert author.post(f"{address}/new/comment", data=form).status_code == 302
    added = the(survey, draft_keys(survey)[-1])
    assert branching.conditions(added) == [Condition("score", (0, 1, 2, 3, 4, 5, 6))]
    page = author.get(f"{address}/").text
    assert re.search(r"Only if “How likely [^”]*” was answered 0–6\.", page)
    assert page.count('class="may"') == 2
    # What it depends on can neither be taken out nor come after it.
    author.post(f"{address}/{added.key}/move", data={"edition": str(edition(survey)), "to": "earlier"})
    session.expire_all()
    assert draft_keys(survey) == ["score", "comment_2", "comment"]
    answer = author.post(f"{address}/comment_2/move", data={"edition": str(edition(survey)), "to": "earlier"})
    assert "so it must come after it" in author.get(answer.headers["Location"]).text
    assert draft_keys(survey) == ["score", "comment_2", "comment"]


def test_a_condition_quotes_answers_in_words(author: Client, survey: Survey, session: Session) -> None:
    draft = survey.versions[-1]
    settings = {"options": ["a", "b", "c"], "has_other": False}
    texts = {"en": {"label": "Why?", "option-a": "Damaged goods", "option-b": "Late", "option-c": "No"}}
    why = questions.add(session, draft, "choice", seen=0, settings=settings, texts=texts)
    questions.add(session, draft, "line", seen=1, shown_if=[Condition(why.key, ("a", "b"))])
    session.commit()
    page = html.unescape(author.get(f"/surveys/{survey.id}/questions/").text)
    assert "Only if “Why?” was answered “Damaged goods”, “Late”." in page


def test_an_answer_on_which_another_question_depends_stays(author: Client, survey: Survey, session: Session) -> None:
    draft = survey.versions[-1]
    settings = {"options": ["a", "b"], "has_other": False}
    texts = {"en": {"label": "Colour?", "option-a": "Red", "option-b": "Blue"}}
    colour = questions.add(session, draft, "choice", seen=0, settings=settings, texts=texts)
    questions.add(session, draft, "line", seen=1, shown_if=[Condition(colour.key, ("b",))])
    session.commit()
    form = {"edition": "2", "label": "Colour?", "item-a": "Red", "item-b": "", "item-c": ""}
    answer = author.post(f"/surveys/{survey.id}/questions/choice", data=form)
    assert answer.status_code == 422
    assert "depends on this answer" in answer.text
    refused = author.post(f"/surveys/{survey.id}/questions/choice/remove", data={"edition": "2"})
    assert refused.headers["Location"].endswith("#choice")
    # It is said at the question that stays, not above all of them.
    listed = author.get(refused.headers["Location"]).text
    assert listed.index('id="choice"') < listed.index("This one stays: “") < listed.index('id="line"')
    with pytest.raises(branching.Dangling):
        questions.remove(session, colour, seen=2)
    assert draft_keys(survey) == ["score", "comment", "choice", "line"]


def test_a_key_is_never_given_to_another_question(session: Session, survey: Survey) -> None:
    draft = survey.versions[-1]
    first = questions.add(session, draft, "line", seen=0, texts={code: {"label": "?"} for code in draft.languages})
    assert first.key == "line"
    publishing.publish(session, draft, clock.now(), seen=1)
    later = publishing.new_draft(session, survey)
    questions.remove(session, next(each for each in later.questions if each.key == "line"), seen=0)
    assert questions.add(session, later, "line", seen=1).key == "line_2"


def test_settings_and_conditions_go_into_the_next_version(session: Session, survey: Survey) -> None:
    draft = survey.versions[-1]
    texts = {code: {"label": "?", "low": "-", "high": "+"} for code in draft.languages}
    questions.add(
        session, draft, "rating", seen=0, settings={"points": 3}, shown_if=[Condition("score", (1,))], texts=texts
    )
    publishing.publish(session, draft, clock.now(), seen=1)
    copied = publishing.new_draft(session, survey).questions[-1]
    assert (copied.settings["points"], branching.conditions(copied)) == (3, [Condition("score", (1,))])


def test_the_score_stays_and_has_no_second(author: Client, survey: Survey, session: Session) -> None:
    author.post(f"/surveys/{survey.id}/questions/score/remove", data={"edition": "0"})
    assert draft_keys(survey) == ["score", "comment"]
    assert author.get(f"/surveys/{survey.id}/questions/new/csat").status_code == 404
    with pytest.raises(questions.KeepsItsScore):
        questions.add(session, survey.versions[-1], "nps", seen=0)


def test_who_comes_second_is_told_and_loses_nothing_of_the_first(author: Client, survey: Survey) -> None:
    address = f"/surveys/{survey.id}/questions"
    assert author.post(f"{address}/new/line", data={"edition": "0", "label": "Mine"}).status_code == 302
    answer = author.post(f"{address}/new/line", data={"edition": "0", "label": "Theirs"})
    assert "Somebody else changed the draft" in author.get(answer.headers["Location"]).text
    assert draft_keys(survey) == ["score", "comment", "line"]


def test_a_published_version_has_no_forms(author: Client, survey: Survey, session: Session) -> None:
    publishing.publish(session, survey.versions[-1], clock.now(), seen=0)
    address = f"/surveys/{survey.id}/questions"
    page = author.get(f"{address}/").text
    assert "Add a question" not in page
    assert author.get(f"{address}/comment").status_code == 302
    assert author.post(f"{address}/new/line", data={"edition": "1", "label": "Late"}).status_code == 302
    assert [question.key for question in survey.versions[-1].questions] == ["score", "comment"]


def test_a_survey_has_room_for_so_many_questions(session: Session, survey: Survey) -> None:
    draft = survey.versions[-1]
    for number in range(questions.MOST_QUESTIONS - 2):
        questions.add(session, draft, "line", seen=number)
    with pytest.raises(questions.TooMany):
        questions.add(session, draft, "line", seen=questions.MOST_QUESTIONS - 2)


IN_CHINESE = "您向朋友或同事推荐 Acme 的可能性有多大？"


def test_questions_and_their_paths_stand_in_the_readers_language(client: Client, survey: Survey) -> None:
    address = f"/surveys/{survey.id}/questions"
    client.sign_in(a_user(language="zh_Hans"))
    form = {"edition": "0", "label": "哪里出了问题？", "if-score": ["0", "1"], "language": "zh_Hans"}
    assert client.post(f"{address}/new/comment", data=form).status_code == 302
    page = client.get(f"{address}/").text
    # In the list, in the condition below the new question, and cut in the picture.
    assert f'<h2 lang="zh-Hans">{IN_CHINESE}</h2>' in page
    assert page.count(IN_CHINESE) >= 2
    assert "1 · 您向朋友或同事推荐 Acme 的可能性有多…</text>" in page
    assert "How likely" not in page
    # Who reads English sees that question in the language that it has, and the others in English.
    page = client.sign_in(a_user()).get(f"{address}/").text
    assert '<h2 lang="zh-Hans">哪里出了问题？</h2>' in page
    assert '<h2 lang="en">How likely are you to recommend Acme to a friend or colleague?</h2>' in page


def test_a_question_is_written_in_the_writers_language(client: Client, survey: Survey, session: Session) -> None:
    address = f"/surveys/{survey.id}/questions"
    client.sign_in(a_user(language="zh_Hans"))
    page = client.get(f"{address}/score").text
    assert f'value="{IN_CHINESE}"' in page
    typed = {"edition": "0", "language": "zh_Hans", "label": "您会推荐我们吗？", "low": "不会", "high": "会"}
    assert client.post(f"{address}/score", data=typed).status_code == 302
    texts = the(survey, "score").texts
    assert texts["zh_Hans"]["label"] == "您会推荐我们吗？"
    assert texts["en"]["label"] == "How likely are you to recommend Acme to a friend or colleague?"
    # Of what is not written in it yet, and for readers of no language of the survey, the first one is shown.
    questions.add(session, survey.versions[-1], "line", seen=1, texts={"en": {"label": "Which shelf?"}})
    assert 'value="Which shelf?"' in client.get(f"{address}/line").text
    page = client.sign_in(a_user(language="zh_Hant")).get(f"{address}/score").text
    assert 'value="How likely are you to recommend Acme to a friend or colleague?"' in page


def test_an_answer_that_only_another_language_has_is_not_taken_away(
    client: Client, survey: Survey, session: Session
) -> None:
    address = f"/surveys/{survey.id}/questions"
    settings = {"options": ["a", "b"], "has_other": False}
    texts = {
        "en": {"label": "Colour?", "option-a": "Red", "option-b": "Blue"},
        "zh_Hans": {"label": "颜色？", "option-a": "红"},
    }
    questions.add(session, survey.versions[-1], "choice", seen=0, settings=settings, texts=texts)
    client.sign_in(a_user(language="zh_Hans"))
    page = client.get(f"{address}/choice").text
    assert re.search(r'<input[^>]*name="item-b"[^>]*placeholder="Blue"[^>]*value=""', page)
    typed = {"edition": "1", "language": "zh_Hans", "label": "颜色？", "item-a": "红色", "item-b": "", "item-c": ""}
    assert client.post(f"{address}/choice", data=typed).status_code == 302
    assert the(survey, "choice").settings["options"] == ["a", "b"]
    assert the(survey, "choice").texts["en"]["option-b"] == "Blue"
    # What was written here and is emptied here goes.
    client.post(f"{address}/choice", data={**typed, "edition": "2", "item-a": ""})
    assert the(survey, "choice").settings["options"] == ["b"]


def test_what_was_done_is_said_at_the_question(author: Client, survey: Survey) -> None:
    address = f"/surveys/{survey.id}/questions"

    def said(answer: TestResponse) -> str:
        """What the page that follows says first in its place, and nowhere else."""
        where, _sign, place = answer.headers["Location"].partition("#")
        page = author.get(where).text
        assert page.count('role="status"') == 1
        found = re.search(rf'id="{place}">\s*(?:<legend>[^<]*</legend>\s*)?<p class="flash [^>]*>([^<]*)<', page)
        assert found, page
        return found[1]

    form = {"edition": "0", "label": "Colour?", "item-a": "Red", "more": "1"}
    assert said(author.post(f"{address}/new/choice", data=form)) == "The question is saved."
    form = {"edition": "1", "label": "Which colour?", "item-a": "Red"}
    assert said(author.post(f"{address}/choice", data=form)) == "The question is saved."
    move = {"edition": "2", "to": "earlier"}
    assert said(author.post(f"{address}/choice/move", data=move)) == "This is question 2 now."
    # Taken out, it has no place any more.
    author.post(f"{address}/choice/remove", data={"edition": "3"})
    assert "The question is taken out." in author.get(f"{address}/").text


def test_why_a_question_cannot_move_is_said_at_it(author: Client, survey: Survey, session: Session) -> None:
    questions.add(session, survey.versions[-1], "line", seen=0, shown_if=[Condition("comment", ())])
    answer = author.post(f"/surveys/{survey.id}/questions/line/move", data={"edition": "1", "to": "earlier"})
    page = author.get(answer.headers["Location"]).text
    assert re.search(r'id="line">\s*<p class="flash wrong"[^>]*>[^<]*so it must come after it', page)
