"""Responses as a file: a row each, every kind of question in its columns, the same whatever door it came through."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import python_calamine
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
    ask_also,
    responses,
    values,
)
from tests.factories import published as live
from tests.responses.test_steps import carried_in
from tests.responses.widget.conftest import Post, a_widget, post
from voc.responses import exporting, provisional, submission
from voc.responses.models import Response
from voc.staff.models import AuditEvent, Role
from voc.surveys import publishing
from voc.surveys.question_types import TYPES, Value

pytestmark = pytest.mark.usefixtures("session")

__all__ = ["post"]

FORMULA = "=cmd|' /C calc'!A0"
#: Every kind: what a page posts, what a script sends, and the cells.
DOORS: dict[str, tuple[list[tuple[str, str]], Value, dict[str, str]]] = {
    "score": ([("score", "9")], 9, {"Score": "9", "Band": "Promoters"}),
    "comment": ([("comment", "Two\r\nlines, “quoted”")], "Two\nlines, “quoted”", {"comment": "Two\nlines, “quoted”"}),
    "rating": ([("rating", "4")], 4, {"rating": "4"}),
    "choice": (
        [("choice", "other"), ("choice-other", FORMULA)],
        {"chosen": ["other"], "other": FORMULA},
        {"choice": "Otherwise", "choice.other": f"'{FORMULA}"},
    ),
    "choices": ([("choices", "c"), ("choices", "a")], {"chosen": ["c", "a"]}, {"choices": "Tea; Soap"}),
    "yes_no": ([("yes_no", "0")], {"chosen": ["0"]}, {"yes_no": "0"}),
    "line": ([("line", "+49 / 4 b")], "+49 / 4 b", {"line": "'+49 / 4 b"}),
    "email": ([("email", " ann@example.org ")], "ann@example.org", {"email": "ann@example.org"}),
    "date": ([("date", "2026-11-14")], "2026-11-14", {"date": "2026-11-14"}),
    "matrix": ([("matrix-a", "3"), ("matrix-b", "1")], {"a": 3, "b": 1}, {"matrix.a": "3", "matrix.b": "1"}),
}


def taken(client: Client, **asked: object) -> list[dict[str, str]]:
    answer = client.post("/responses/export", data={"format": "csv", **asked}, buffered=True)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def workbook(client: Client, **asked: object) -> list[list[Any]]:
    answer = client.post("/responses/export", data={"format": "xlsx", **asked}, buffered=True)
    assert answer.status_code == 200
    return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()


def test_every_kind_goes_through_a_door_here() -> None:
    # A photo comes through one door only: `photos/`.
    assert {survey_key for survey_key in DOORS if survey_key != "score"} | {"nps", "csat", "ces"} == set(TYPES) - {
        "photo"
    }


@pytest.mark.usefixtures("hasty")
def test_page_and_widget_lead_to_the_same_cells(client: Client, session: Session, post: Post) -> None:
    user, survey = a_user(), a_long_survey()
    fields = [field for page, _script, _cells in DOORS.values() for field in page]
    opened = carried_in(client.get(f"/s/{survey.public_id}").text)
    assert client.post(f"/s/{survey.public_id}", data=MultiDict([*opened, *fields])).status_code == 303
    sent = {key: script for key, (_page, script, _cells) in DOORS.items()}
    answer = post(a_widget(survey=survey), "answer", key="w" * 22, answers=sent, final=True, seconds=9)
    assert answer.status_code == 200, answer.text
    session.expire_all()
    assert len(session.scalars(select(Response)).all()) == 2
    rows = taken(client.sign_in(user), survey=survey.id)
    assert [row.pop("Channel") for row in rows] == ["Widget", "Open link"]
    by_widget, by_page = rows
    assert by_widget == by_page
    for _page, _script, cells in DOORS.values():
        assert {name: by_page[name] for name in cells} == cells
    # Nothing is left out, nothing is twice.
    head, *filled = workbook(client, survey=survey.id)
    assert len(head) == len(set(head)) == len(by_page) + 1
    assert [filled[0][head.index(name)] for name in ("rating", "matrix.a", "choice.other", "Score")] == [
        4, 3, FORMULA, 9,
    ]  # fmt: skip


def test_what_only_a_later_version_asked_is_said_where_it_was_answered(
    client: Client, session: Session, now: datetime
) -> None:
    """A version is published while somebody is between two steps: the page goes on with the new one."""
    survey = a_survey()
    begun = values(survey=survey, score=3)
    submission.record(session, begun)
    publishing.new_draft(session, survey)
    ask_also(survey, "yes_no")
    live(survey)
    assert survey.live
    ended = replace(begun, version=survey.live, answers={"yes_no": 1})
    assert submission.record(session, ended).outcome == "updated"
    session.expire_all()
    client.sign_in(a_user())
    assert "Was it your first visit?" in client.get("/responses").text
    assert [row["yes_no"] for row in taken(client, survey=survey.id)] == ["1"]
    assert client.get(f"/surveys/{survey.id}/answers").status_code == 200


def test_a_file_has_the_lists_rows_in_its_order(client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    client.sign_in(a_user())
    survey = a_long_survey()
    for number in range(11):
        a_response(
            survey=survey, score=number, answers={"yes_no": number % 2}, answered_at=now - timedelta(hours=number)
        )
    monkeypatch.setattr(exporting, "BATCH", 4)
    rows = taken(client, survey=survey.id)
    assert [row["Score"] for row in rows] == [str(number) for number in range(11)]
    assert rows[0]["Answered at"] == "2026-11-16 09:00+00:00"
    assert (rows[0]["Version"], rows[0]["State"], rows[0]["Stopped half-way"]) == ("1", "Final", "No")
    assert [row["Score"] for row in taken(client, survey=survey.id, answer="yes_no:1", band="detractor")] == list("135")
    monkeypatch.setattr(exporting, "BATCH", 11)
    assert len(taken(client, survey=survey.id)) == 11
    assert taken(client, survey=survey.id, state="provisional") == []


def test_what_versions_asked_stands_side_by_side(client: Client, session: Session) -> None:
    client.sign_in(a_user())
    survey = a_long_survey()
    a_response(survey=survey, answers={"choices": {"chosen": ["a"]}, "matrix": {"a": 1, "b": 2}})
    draft = publishing.new_draft(session, survey)
    for question in list(draft.questions):
        if question.key == "yes_no":
            draft.questions.remove(question)
        if question.key == "matrix":
            question.settings = {**question.settings, "rows": ["b", "c"]}
            question.texts = {language: {**texts, "row-c": "The price"} for language, texts in question.texts.items()}
    session.flush()
    ask_also(survey, "line")
    live(survey)
    a_response(survey=survey, answers={"matrix": {"b": 3, "c": 1}, "line_2": "new"})
    newer, older = taken(client, survey=survey.id)
    assert list(newer)[9:] == [
        "comment", "rating", "choice", "choice.other", "choices", "line", "email", "date", "photo", "matrix.b",
        "matrix.c", "matrix.a", "line_2", "yes_no", "Segment", "Account", "Contact",
        "Hidden fields",
    ]  # fmt: skip
    assert (newer["Version"], newer["matrix.b"], newer["matrix.c"], newer["line_2"]) == ("2", "3", "1", "new")
    assert (older["Version"], older["matrix.a"], older["matrix.b"], older["choices"]) == ("1", "1", "2", "Tea")


def test_several_surveys_keep_their_columns_apart(client: Client) -> None:
    client.sign_in(a_user())
    first, second = a_long_survey(title="First"), a_survey(title="Second")
    a_response(survey=first, answers={"line": "A"})
    a_response(survey=second, verbatim="Words.")
    rows = {row["Survey"]: row for row in taken(client)}
    assert rows["First"][f"{first.key}: line"] == "A"
    assert rows["Second"][f"{second.key}: comment"] == "Words."
    assert rows["Second"][f"{first.key}: line"] == ""


def test_who_may_not_know_people_takes_nothing_personal_away(client: Client) -> None:
    user = a_user(role=Role.READER)
    survey = a_long_survey()
    contact = a_contact(name="Zebedee Quux", account=an_account(name="Acme North", segment="Retail"))
    said: Mapping[str, Value] = {
        "choice": {"chosen": ["other"], "other": "ask Zebedee"}, "line": "call 13800138000", "email": "用户@例子.公司",
    }  # fmt: skip
    client.sign_in(user)
    for _ in range(4):
        a_response(survey=survey, contact=contact, verbatim="Zebedee here.", answers=said)
    assert taken(client) == []
    a_response(survey=survey, contact=contact, verbatim="Zebedee here.", answers=said)
    rows = taken(client)
    assert len(rows) == 5
    for everything in (repr(rows), repr(workbook(client))):
        for secret in ("Zebedee", "13800138000", "用户", "Acme North", "Retail"):
            assert secret not in everything
    assert "Contact" not in rows[0]
    assert (rows[0]["email"], rows[0]["choice"]) == ("[e-mail address]", "Otherwise")


def test_who_may_know_people_gets_them(client: Client) -> None:
    client.sign_in(a_user())
    contact = a_contact(name="Zebedee Quux", account=an_account(name="Acme North", segment="Retail"))
    a_response(contact=contact)
    [row] = taken(client)
    assert [row["Segment"], row["Account"], row["Contact"]] == ["Retail", "Acme North", "Zebedee Quux"]


def test_small_anonymous_groups_are_in_no_file(client: Client) -> None:
    client.sign_in(a_user())
    survey = a_survey(is_anonymous=True)
    for _ in range(4):
        a_response(survey=survey, verbatim="Secret.")
    assert taken(client) == taken(client, survey=survey.id) == []
    a_response(survey=survey, verbatim="Secret.")
    assert {row["Answered at"] for row in taken(client)} == {"2026-11-16"}
    assert len(taken(client)) == 5


def test_what_is_set_aside_makes_no_group_larger(client: Client, session: Session) -> None:
    client.sign_in(a_user())
    survey = a_survey(is_anonymous=True)
    responses(4, survey=survey, verbatim="Secret.")
    for response in responses(5, survey=survey, verbatim="Robots wrote this."):
        provisional.set_aside_by_hand(session, response)
    session.commit()
    assert taken(client) == taken(client, survey=survey.id) == []
    assert taken(client, survey=survey.id, state="set_aside") == []
    a_response(survey=survey, verbatim="Secret.")
    assert len(taken(client)) == 10
    assert len(taken(client, survey=survey.id, state="set_aside")) == 5


def test_what_the_list_does_not_show_is_in_no_file(client: Client, session: Session) -> None:
    client.sign_in(a_user(role=Role.READER))
    responses(4, survey=a_survey(), verbatim="Recognizable.")
    provisional.set_aside_by_hand(session, a_response(survey=a_survey()))
    session.commit()
    assert "Too few to show" in client.get("/responses").text
    assert taken(client) == []
    a_response(verbatim="The fifth.")
    assert len(taken(client)) == 6


def test_who_took_what_is_kept(client: Client, session: Session) -> None:
    user = a_user()
    survey = a_long_survey()
    a_response(survey=survey, answers={"yes_no": 1})
    taken(client.sign_in(user), survey=survey.id, answer="yes_no:1")
    [event] = session.scalars(select(AuditEvent).where(AuditEvent.action == "responses.exported"))
    assert event.user_id == user.id
    assert event.detail["rows"] == 1
    assert event.detail["filter"] == {"survey": str(survey.id), "answer": "yes_no:1"}


def test_what_is_left_out_is_not_kept_as_taken(client: Client, session: Session) -> None:
    client.sign_in(a_user())
    a_response(survey=a_survey(is_anonymous=True), verbatim="Secret.")
    a_response(survey=a_survey(), verbatim="Signed.")
    assert len(taken(client)) == 1
    [event] = session.scalars(select(AuditEvent).where(AuditEvent.action == "responses.exported"))
    assert event.detail["rows"] == 1


def test_files_are_for_those_who_may_see_results_of_their_workspace(client: Client) -> None:
    a_response(survey=a_survey(workspace=a_workspace()), verbatim="Ours alone.")
    assert client.post("/responses/export", data={"format": "csv"}).location.startswith("/sign-in")
    client.sign_in(a_user(workspace=a_workspace()))
    assert taken(client) == []
    assert client.get("/responses/export").status_code == 405
    for data in ({"format": "exe"}, {}):
        assert client.post("/responses/export", data=data).status_code == 422


def test_a_file_takes_a_few_statements_a_batch(client: Client, session: Session, statements: list[str]) -> None:
    client.sign_in(a_user())

    def count() -> int:
        session.expire_all()
        statements.clear()
        taken(client)
        return len(statements)

    for _ in range(2):
        a_response(survey=a_long_survey(), contact=a_contact(), answers={"yes_no": 1})
    count()
    few = count()
    for _ in range(6):
        a_response(survey=a_long_survey(), contact=a_contact(), answers={"yes_no": 1})
    assert count() == few
