"""The answers of a survey counted: right counts, each opening its very rows, on both databases."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import a_long_survey, a_response, a_survey, a_user, a_workspace, ask_also, published
from voc.responses import answered, form, listing, tallying
from voc.responses.answered import Answered
from voc.responses.answers import Reader
from voc.responses.listing import Filter
from voc.responses.models import State
from voc.responses.tallying import Answers, Summary
from voc.staff.models import Role
from voc.surveys import publishing
from voc.surveys.models import Survey
from voc.surveys.question_types import Value

pytestmark = pytest.mark.usefixtures("session")

#: What some people said; "other" texts, lines and addresses hold what another answer is named by.
PEOPLE: tuple[dict[str, Value], ...] = (
    {"rating": 4, "choice": {"chosen": ["a"]}, "choices": {"chosen": ["a", "c"]}, "yes_no": 1, "matrix": {"a": 3}},
    {"rating": 1, "choice": {"chosen": ["other"], "other": '"a"'}, "yes_no": 0, "matrix": {"a": 1, "b": 3}},
    {"choice": {"chosen": ["other"]}, "choices": {"chosen": ["c"]}, "line": '{"chosen": ["a"]}', "date": "2026-11-01"},
    {"rating": 4, "email": "a@example.org", "matrix": {"b": 3}},
    {},
    {"rating": 4, "choices": {"chosen": ["b", "c"]}, "line": "3", "yes_no": 1},
)


def answered_by(people: tuple[Mapping[str, Value], ...] = PEOPLE, **more: Any) -> Survey:
    survey = more.pop("survey", None) or a_long_survey()
    for number, said in enumerate(people):
        words = "Late." if number % 2 else ""
        a_response(survey=survey, score=number, verbatim=words, answers=said, **more)
    return survey


def finals_of(survey: Survey, **more: Any) -> Filter:
    return Filter(survey.workspace_id, "UTC", survey_id=survey.id, state=State.FINAL, **more)


def counted(session: Session, survey: Survey, *, hides_few: bool = False, **more: Any) -> Answers:
    return tallying.count(
        session, survey.id, finals_of(survey, **more), Reader("en", sees_raw=True), hides_few=hides_few
    )


def by_key(answers: Answers) -> dict[str, Summary]:
    return {each.key: each for each in answers.questions}


def bars(summary: Summary, part: int = 0) -> dict[str, int]:
    return {count.label: count.people for count in summary.parts[part].counts}


def text_of(html: str) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", html).split()))


def test_every_kind_is_counted(session: Session) -> None:
    answers = counted(session, answered_by())
    found = by_key(answers)
    assert answers.responses == 6
    assert list(found) == ["score", "comment", *("rating choice choices yes_no line email date photo matrix".split())]
    assert {key: each.people for key, each in found.items()} == {
        "score": 6, "comment": 3, "rating": 4, "choice": 3, "choices": 3, "yes_no": 3, "line": 2, "email": 1, "date": 1,
        "photo": 0, "matrix": 3,
    }  # fmt: skip
    assert bars(found["rating"]) == {"1": 1, "2": 0, "3": 0, "4": 3}
    assert found["rating"].parts[0].average == pytest.approx(13 / 4)
    assert bars(found["choice"]) == {"By train": 1, "On foot": 0, "Otherwise": 2}
    assert bars(found["choices"]) == {"Tea": 1, "Bread": 1, "Soap": 3}
    assert [count.share for count in found["choices"].parts[0].counts] == [1 / 3, 1 / 3, 1]
    assert bars(found["yes_no"]) == {"Yes": 2, "No": 1}
    assert [part.name for part in found["matrix"].parts] == ["The staff", "The queue"]
    assert bars(found["matrix"], 0) == {"1": 1, "2": 0, "3": 1}
    assert bars(found["matrix"], 1) == {"1": 0, "2": 0, "3": 2}
    assert (found["score"].score, bars(found["score"])["5"]) == (-100, 1)
    assert [len(found[key].parts) for key in ("comment", "line", "email", "date")] == [0, 0, 0, 0]


def test_a_share_says_how_sure_it_is(session: Session) -> None:
    [yes, no] = by_key(counted(session, answered_by()))["yes_no"].parts[0].counts
    # Wilson, two of three.
    assert yes.interval
    assert (yes.interval.low, yes.interval.high) == pytest.approx((0.2077, 0.9385), abs=1e-4)
    assert no.interval
    assert no.interval.high == pytest.approx(1 - yes.interval.low)


def test_every_number_opens_the_rows_behind_it(session: Session) -> None:
    survey = answered_by()
    finals = finals_of(survey)
    everybody = listing.page(session, finals).responses
    kinds = {question.key: form.of(question) for question in survey.versions[-1].questions}

    def behind(which: Answered) -> tuple[int, int, int]:
        wanted = Filter(survey.workspace_id, "UTC", survey_id=survey.id, state=State.FINAL, answer=which)
        rows = listing.page(session, wanted).responses
        in_python = [
            each for each in everybody if which.fits(kinds[which.question], form.said(each).get(which.question))
        ]
        assert {row.id for row in rows} == {row.id for row in in_python}
        return len(rows), listing.count(session, wanted).listed, len(in_python)

    for question in counted(session, survey).questions:
        assert behind(question.answered) == (question.people,) * 3, question.key
        for part in question.parts:
            for count in part.counts:
                assert behind(count.answered) == (count.people,) * 3, (question.key, count.label)
                assert answered.parse(str(count.answered)) == count.answered


def test_the_page_links_each_number_to_the_list(client: Client) -> None:
    client.sign_in(a_user())
    survey = answered_by()
    page = client.get(f"/surveys/{survey.id}/answers").text
    assert f'/responses?survey={survey.id}&amp;state=final&amp;answer=choices:c">3</a>' in page.replace("%3A", ":")
    links = [unescape(each) for each in re.findall(r'<a href="(/responses\?[^"]+)">(?:\d+)</a>', page)]
    assert len(links) > 20
    for link in links:
        number = int(re.search(re.escape(link).replace("&", "&amp;") + r'">(\d+)<', page)[1])  # type: ignore[index]
        listed = client.get(link)
        assert listed.text.count('class="card response"') == number, link
    assert "“How were they?”, The staff: 3" in text_of(
        client.get(f"/responses?survey={survey.id}&answer=matrix:a.3").text
    )
    assert "“What did you buy?”: Soap" in text_of(client.get(f"/responses?survey={survey.id}&answer=choices:c").text)


def test_the_page_says_what_it_counts(client: Client) -> None:
    client.sign_in(a_user())
    survey = answered_by()
    page = text_of(client.get(f"/surveys/{survey.id}/answers").text)
    for piece in (
        "6 responses", "4 of 6 responses answer it", "3.25 average of 4 answers",
        "Soap 3", "100% likely between", "The queue 2 answers · average 3", "Read the comments of this survey",
    ):  # fmt: skip
        assert piece in page, piece
    verbatims = f"/verbatims?survey={survey.key}"
    assert verbatims in client.get(f"/surveys/{survey.id}/answers").text
    # Both ways in.
    assert f"/surveys/{survey.id}/answers" in client.get(f"/surveys/{survey.id}").text
    assert f"/surveys/{survey.id}/answers" in client.get(f"/responses?survey={survey.id}").text


def test_only_final_ones_of_these_days_count(session: Session, now: datetime) -> None:
    survey = answered_by(({"yes_no": 1}, {"yes_no": 0}))
    a_response(survey=survey, answers={"yes_no": 1}, confirmed_by=None)
    a_response(survey=survey, answers={"yes_no": 1}, answered_at=now - timedelta(days=3))
    assert bars(by_key(counted(session, survey))["yes_no"]) == {"Yes": 2, "No": 1}
    today = counted(session, survey, since=now.date(), until=now.date())
    assert bars(by_key(today)["yes_no"]) == {"Yes": 1, "No": 1}
    assert counted(session, survey, since=date(2027, 1, 1)).responses == 0


def test_what_earlier_versions_asked_still_counts(session: Session) -> None:
    survey = answered_by()
    draft = publishing.new_draft(session, survey)
    gone = next(each for each in draft.questions if each.key == "yes_no")
    draft.questions.remove(gone)
    for question in draft.questions:
        if question.key == "choices":
            question.settings = {**question.settings, "options": ["c", "d"]}
            words = {"label": "What do you buy?", "option-c": "Fine soap", "option-d": "Salt"}
            question.texts = dict.fromkeys(question.texts, words)
        if question.key == "matrix":
            question.settings = {**question.settings, "rows": ["b"]}
    session.flush()
    published(survey)
    answered_by(
        ({"choices": {"chosen": ["c"]}, "matrix": {"b": 1}}, {"choices": {"chosen": ["d", "c"]}}), survey=survey
    )
    answers = counted(session, survey)
    found = by_key(answers)
    assert answers.questions[-1].key == "yes_no"
    assert (found["yes_no"].is_asked, found["yes_no"].people, found["yes_no"].of) == (False, 3, 6)
    assert (found["choices"].label, found["choices"].people, found["choices"].of) == ("What do you buy?", 5, 8)
    assert bars(found["choices"]) == {"Fine soap": 5, "Salt": 1, "Tea": 1, "Bread": 1}
    assert [count.is_offered for count in found["choices"].parts[0].counts] == [True, True, False, False]
    assert [part.name for part in found["matrix"].parts] == ["The queue", "The staff"]
    assert bars(found["matrix"]) == {"1": 1, "2": 0, "3": 2}


@pytest.mark.parametrize(("role", "is_anonymous"), [(Role.READER, False), (Role.OWNER, True)])
def test_fewer_than_five_are_not_shown(client: Client, role: Role, is_anonymous: bool) -> None:  # noqa: FBT001
    client.sign_in(a_user(role=role))
    survey = a_survey(is_live=False, is_anonymous=is_anonymous)
    ask_also(survey, "yes_no")
    ask_also(survey, "matrix")
    published(survey)
    address = f"/surveys/{survey.id}/answers"
    answered_by(({"yes_no": 1},) * 4, survey=survey)
    assert "Too few to show" in text_of(client.get(address).text)
    answered_by(({"yes_no": 1, "matrix": {"a": 1}}, *({"matrix": {"b": 2}},) * 4), survey=survey)
    page = text_of(client.get(address).text)
    assert "Yes 5" in page
    assert "The staff Answered by fewer than five, so nothing is shown." in page
    # And the list says nothing about so few either.
    few = text_of(client.get(f"/responses?survey={survey.id}&answer=matrix:a.1").text)
    assert "Too few to show" in few
    assert "in all" not in few


def test_hidden_questions_say_nothing(session: Session) -> None:
    found = by_key(counted(session, answered_by(), hides_few=True))
    assert found["rating"].is_hidden
    assert not found["rating"].parts
    assert not found["score"].is_hidden


def test_without_answers_it_says_what_to_do(client: Client) -> None:
    client.sign_in(a_user())
    survey = a_long_survey()
    address = f"/surveys/{survey.id}/answers"
    assert "No responses yet" in text_of(client.get(address).text)
    assert "No responses yet" in text_of(client.get(f"/surveys/{a_survey(is_live=False).id}/answers").text)
    answered_by(survey=survey)
    assert "No response fits" in text_of(client.get(f"{address}?since=2027-01-01").text)


def test_who_may_see_it(client: Client) -> None:
    user = a_user(role=Role.READER)
    survey, elsewhere = answered_by(), a_long_survey(workspace=a_workspace())
    assert "/sign-in" in client.get(f"/surveys/{survey.id}/answers").location
    client.sign_in(user)
    assert client.get(f"/surveys/{survey.id}/answers").status_code == 200
    assert client.get(f"/surveys/{elsewhere.id}/answers").status_code == 404
    assert client.post(f"/surveys/{survey.id}/answers").status_code == 405


def test_it_takes_as_many_statements_for_two_as_for_twenty(
    client: Client, session: Session, statements: list[str]
) -> None:
    client.sign_in(a_user())
    survey = answered_by(PEOPLE[:2])

    def queries() -> int:
        session.expire_all()
        statements.clear()
        assert client.get(f"/surveys/{survey.id}/answers").status_code == 200
        return len(statements)

    queries()
    few = queries()
    for _ in range(3):
        answered_by(survey=survey)
    assert queries() == few <= 13


@pytest.mark.parametrize("named", ["", ":", "a:", ":a", "a:b.c", "a:1.2", "a b", "a:b'", "a" * 70, "a:😀", "a:b.99999"])
def test_an_answer_that_is_none_is_left_out(client: Client, named: str) -> None:
    client.sign_in(a_user())
    survey = answered_by()
    with pytest.raises(ValueError, match=r"^"):
        answered.parse(named)
    page = client.get("/responses", query_string={"survey": survey.id, "answer": named})
    assert page.text.count('class="card response"') == 6


def test_an_answer_means_nothing_without_its_survey(client: Client) -> None:
    client.sign_in(a_user())
    answered_by()
    assert client.get("/responses?answer=yes_no:1").text.count('class="card response"') == 6
    survey = answered_by()
    assert "No response fits" in client.get(f"/responses?survey={survey.id}&answer=nothing:9").text


def test_days_are_the_readers(session: Session) -> None:
    survey = answered_by(({"yes_no": 1},), answered_at=datetime(2026, 11, 15, 17, tzinfo=UTC))
    for zone, number in (("Asia/Shanghai", 1), ("UTC", 0)):
        day = date(2026, 11, 16)
        wanted = Filter(survey.workspace_id, zone, survey_id=survey.id, state=State.FINAL, since=day, until=day)
        found = tallying.count(session, survey.id, wanted, Reader("en", sees_raw=True), hides_few=False)
        assert found.responses == number
