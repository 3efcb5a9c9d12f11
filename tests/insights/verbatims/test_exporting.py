"""A file holds exactly the rows of the page, harmless to a spreadsheet, masked where the page is; takers are kept."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta

import pytest
import python_calamine
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import a_contact, a_response, a_survey, a_user, a_workspace, an_account, recorded, values
from voc.insights import reading
from voc.insights.verbatims import exporting, indexing
from voc.staff.models import AuditEvent

WORDS = (
    "=HYPERLINK(\"http://evil\")", "+1 great", "-1 bad", "@SUM(A1)", 'Says "no", twice;\nnew line', "odd\x01 signs",
    "物流太慢，打13800138000", "https://example.com/x is broken", "🙂 fine", "Late delivery by Zebedee",
)  # fmt: skip


@pytest.fixture
def read(session: Session, now: datetime) -> None:
    contact = a_contact(name="Zebedee Quux", account=an_account(name="Acme North", segment="Retail"))
    recorded(
        values(score=number, verbatim=words, contact=contact, answered_at=now - timedelta(hours=number))
        for number, words in enumerate(WORDS)
    )
    session.commit()
    reading.read_waiting(session, now)
    indexing.index_waiting(session, now)


def as_csv(client: Client, **asked: str) -> list[dict[str, str]]:
    answer = client.post("/verbatims/export", data={"format": "csv", **asked}, buffered=True)
    assert answer.status_code == 200, answer.text
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


@pytest.mark.usefixtures("read")
def test_a_csv_has_the_pages_rows_and_no_formula(client: Client) -> None:
    rows = as_csv(client.sign_in(a_user()))
    assert [row["Verbatim"].removeprefix("'") for row in rows] == list(WORDS)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in [row["Verbatim"], row["Contact"]])
    assert [row["Score"] for row in rows] == [str(number) for number in range(10)]
    assert rows[0]["Answered at"] == "2026-11-16 09:00+00:00"
    assert {row["Account"] for row in rows} == {"Acme North"}
    assert "Delivery: negative" in rows[9]["Themes"].replace("Negative", "negative")


@pytest.mark.usefixtures("read")
def test_an_xlsx_has_the_same_rows(client: Client) -> None:
    answer = client.sign_in(a_user()).post("/verbatims/export", data={"format": "xlsx"}, buffered=True)
    assert answer.status_code == 200
    head, *rows = (
        python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    )
    at = head.index("Verbatim")
    assert len(rows) == len(WORDS)
    for row, words in zip(rows, WORDS, strict=True):
        if "\x01" not in words:
            assert row[at] == words
    assert [row[head.index("Score")] for row in rows] == list(range(10))


@pytest.mark.usefixtures("read")
def test_a_filter_narrows_the_file_as_it_does_the_page(client: Client) -> None:
    rows = as_csv(client.sign_in(a_user()), q="物流")
    assert [row["Verbatim"] for row in rows] == [WORDS[6]]
    assert len(as_csv(client, lowest="3", highest="5", sort="oldest")) == 3
    assert as_csv(client, segment="Retail", account="acme north", band="promoter")[0]["Verbatim"] == WORDS[9]


@pytest.mark.usefixtures("read")
def test_a_reader_takes_nothing_personal_away(client: Client) -> None:
    rows = as_csv(client.sign_in(a_user(role="reader")))
    everything = repr(rows)
    for secret in ("13800138000", "Zebedee", "Quux", "Acme North"):
        assert secret not in everything
    assert "Contact" not in rows[0]
    answer = client.post("/verbatims/export", data={"format": "xlsx"}, buffered=True)
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert "Zebedee" not in repr(book)


@pytest.mark.usefixtures("read")
def test_who_took_what_is_kept(client: Client, session: Session) -> None:
    user = a_user()
    as_csv(client.sign_in(user), q="late")
    [event] = session.scalars(select(AuditEvent).where(AuditEvent.action == "verbatims.exported"))
    assert event.user_id == user.id
    assert (event.detail["rows"], event.detail["format"], event.detail["filter"]) == (1, "csv", {"q": "late"})


def test_small_anonymous_groups_are_in_no_file(client: Client, session: Session) -> None:
    survey = a_survey(is_anonymous=True)
    for number in range(4):
        a_response(survey=survey, verbatim=f"Secret {number}")
    client.sign_in(a_user())
    assert as_csv(client) == []
    a_response(survey=survey, verbatim="Secret 5")
    rows = as_csv(client)
    assert len(rows) == 5
    assert {row["Answered at"] for row in rows} == {"2026-11-16"}


def test_files_are_for_those_who_may_see_results_of_their_workspace(client: Client, session: Session) -> None:
    a_response(verbatim="Ours alone.")
    assert client.post("/verbatims/export", data={"format": "csv"}).location.startswith("/sign-in")
    client.sign_in(a_user(workspace=a_workspace()))
    assert as_csv(client) == []
    assert client.get("/verbatims/export").status_code == 405
    for data in ({"format": "exe"}, {}, {"format": "csv", "label": "angry"}):
        assert client.post("/verbatims/export", data=data).status_code == 422


def test_a_file_takes_a_few_statements_a_batch(
    client: Client, session: Session, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def count() -> int:
        statements.clear()
        as_csv(client)
        return len(statements)

    client.sign_in(a_user())
    for number in range(2):
        a_response(verbatim=f"Number {number}", contact=a_contact())
    count()
    few = count()
    recorded(values(verbatim=f"Number {number}", contact=a_contact()) for number in range(18))
    assert count() == few
    monkeypatch.setattr(exporting, "BATCH", 7)
    assert len({row["Verbatim"] + row["Contact"] for row in as_csv(client)}) >= 18
    assert len(as_csv(client)) == 20
