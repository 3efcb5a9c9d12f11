"""Most answers need no framework: what is taken without it is the same, and so is what its sender gets."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import NoReturn
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask import Flask, request, request_started
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.client import Client
from tests.factories import a_survey
from tests.responses.visiting import opened, send
from voc.core.group_commit import GroupCommit
from voc.core.throttle import Throttle
from voc.responses import arriving
from voc.responses.arriving import Arrival, Kept
from voc.responses.models import Response, SetAside

pytestmark = pytest.mark.usefixtures("session", "hasty")


@pytest.fixture
def asked(app: Flask) -> Iterator[list[str]]:
    """What the framework is asked from here on, apart from what only shows."""
    paths: list[str] = []

    def note(_app: Flask, **_: object) -> None:
        if request.method == "POST":
            paths.append(request.path)

    with request_started.connected_to(note, app):
        yield paths


def _answers(client: Client, link: str, comment: str = "") -> tuple[TestResponse, TestResponse]:
    """The same answer by the framework, which remembers its survey, and at once."""
    first = send(client, link, key="page-number-1", comment=comment)
    return first, send(client, link, key="page-number-2", comment=comment)


def _rows(session: Session) -> list[dict[str, object]]:
    own = {"id", "public_id", "client_key", "response_id"}
    return [
        {column.name: getattr(row, column.name) for column in Response.__table__.columns if column.name not in own}
        | {"said": {a.question_key: (a.number, a.value, a.verbatim and a.verbatim.text) for a in row.answers}}
        for row in session.scalars(select(Response).order_by(Response.client_key))
    ]


@pytest.mark.parametrize("is_anonymous", [False, True])
@pytest.mark.parametrize("comment", ["", "Late.\r\n\r\nTwice, 两次 & <again> + 100 %."])
def test_an_answer_at_once_is_the_same_answer(
    client: Client, session: Session, asked: list[str], comment: str, *, is_anonymous: bool
) -> None:
    survey = a_survey(is_anonymous=is_anonymous)
    first, second = _answers(client, f"/s/{survey.public_id}", comment=comment)
    assert asked == [f"/s/{survey.public_id}"]
    assert (first.status_code, second.status_code) == (303, 303)
    one, other = _rows(session)
    assert one == other


def test_its_sender_gets_the_same(client: Client, asked: list[str]) -> None:
    first, second = _answers(client, f"/s/{a_survey().public_id}")
    assert len(asked) == 1
    heads = [dict(each.headers) for each in (first, second)]
    # No cookie is looked at here.
    assert (heads[0].pop("Vary"), "Vary" in heads[1]) == ("Cookie", False)
    addresses = [urlsplit(head.pop("Location")) for head in heads]
    assert heads[0] == heads[1]
    assert first.data == second.data == b""
    assert addresses[0]._replace(query="") == addresses[1]._replace(query="")
    assert parse_qs(addresses[0].query).keys() == parse_qs(addresses[1].query).keys() == {"lang", "of"}
    thanks = [client.get(each.headers["Location"]) for each in (first, second)]
    assert thanks[0].status_code == 200
    assert thanks[0].text.count("</p>") == thanks[1].text.count("</p>")


@pytest.mark.parametrize(
    ("query", "wish", "language"),
    [
        ("", "zh-TW,zh;q=0.8,en;q=0.5", "zh_Hant"),
        ("", "", "en"),
        ("", "fr, zh-CN;q=0.3", "zh_Hans"),
        ("?lang=zh-Hans", "zh-TW", "zh_Hans"),
        ("?lang=xx&lang=zh-Hant", "", "en"),
        ("?lang=", "zh-TW", "zh_Hant"),
    ],
)
def test_it_speaks_the_same_language(client: Client, session: Session, query: str, wish: str, language: str) -> None:
    link = f"/s/{a_survey().public_id}{query}"
    for n in range(2):
        fields = {"score": "3", "key": f"page-number-{n}", **opened(client, link)}
        answer = client.post(link, data=fields, headers={"Accept-Language": wish} if wish else {})
        assert f"lang={language.replace('_', '-')}" in answer.headers["Location"]
    assert set(session.scalars(select(Response.language))) == {language}


def test_who_sends_it_twice_or_changes_it_has_answered_once(client: Client, session: Session, asked: list[str]) -> None:
    link = f"/s/{a_survey().public_id}"
    send(client, link, key="page-number-0")
    for score, comment in ((3, ""), (3, ""), (9, ""), (9, "Better now.")):
        assert send(client, link, key="page-number-1", score=score, comment=comment).status_code == 303
    assert len(asked) == 1
    assert [row["score"] for row in _rows(session)] == [3, 9]


def test_programs_are_told_from_people(client: Client, session: Session, asked: list[str]) -> None:
    link = f"/s/{a_survey().public_id}"
    send(client, link, key="page-number-0")
    send(client, link, key="page-number-1", website="https://example.com")
    send(client, link, key="page-number-2", opened="0")
    assert len(asked) == 1
    found = set(session.scalars(select(Response.set_aside_reason)))
    assert found == {None, SetAside.BAIT, SetAside.UNOPENED}


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"score": "11"}, 422),
        ({"score": "3", "comment": "a" * 20_001}, 422),
        ({"score": "3", "comment": "turned \u202e round"}, 422),
        ({"comment": " "}, 422),
        ({"score": "3", "key": "short"}, 422),
        ({"score": "3", "step": "one"}, 400),
        ({"score": "3", "back": ""}, 200),
        ({"score": "3", **{f"f{n}": "" for n in range(501)}}, 400),
        ({"score": ["3", "4"]}, 303),
    ],
)
def test_what_must_be_looked_at_is(client: Client, asked: list[str], fields: dict[str, str], status: int) -> None:
    link = f"/s/{a_survey().public_id}"
    send(client, link, key="page-number-0")
    answer = client.post(link, data={"key": "page-number-1", **opened(client, link), **fields})
    assert (answer.status_code, len(asked)) == (status, 2)


@pytest.mark.parametrize("body", [b"score=%ED%A0%80", b"score=\xff", b"score=3&comment=%FF"])
def test_bytes_that_are_no_text_are_refused(client: Client, asked: list[str], body: bytes) -> None:
    link = f"/s/{a_survey().public_id}"
    send(client, link, key="page-number-0")
    kind = "application/x-www-form-urlencoded"
    assert client.post(link, data=body, content_type=kind).status_code == 400
    assert len(asked) == 2


def test_half_a_body_is_refused(client: Client, session: Session, asked: list[str]) -> None:
    link = f"/s/{a_survey().public_id}"
    send(client, link, key="page-number-0")
    body = urlencode({"score": "3", "key": "page-number-1", **opened(client, link), "comment": "It never came."})
    kind = "application/x-www-form-urlencoded"
    half = body.removesuffix("+came.").encode()
    answer = client.post(link, data=half, content_type=kind, environ_overrides={"CONTENT_LENGTH": str(len(body))})
    assert (answer.status_code, len(asked)) == (400, 2)
    assert session.scalar(select(func.count(Response.id))) == 1


def test_a_length_of_thousands_of_digits_is_looked_into_by_the_framework(client: Client) -> None:
    link = f"/s/{a_survey().public_id}"
    send(client, link, key="page-number-0")
    kind = "application/x-www-form-urlencoded"
    answer = client.post(link, data=b"", content_type=kind, environ_overrides={"CONTENT_LENGTH": "9" * 5000})
    assert 400 <= answer.status_code < 500


def _break(app: Flask, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def refuse(*_: object) -> NoReturn:
        raise error

    monkeypatch.setitem(app.extensions, "arrivals", GroupCommit[Arrival, Kept](refuse))


def test_a_full_disk_is_told_by_the_framework(
    app: Flask, client: Client, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    link = f"/s/{a_survey().public_id}"
    send(client, link, key="page-number-0")
    _break(app, monkeypatch, OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full")))
    answer = send(client, link, key="page-number-1", comment="It never came.")
    assert (answer.status_code, len(asked)) == (503, 2)
    assert "It never came." in answer.text


def test_a_mistake_of_ours_is_told_by_the_framework(
    app: Flask, client: Client, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    link = f"/s/{a_survey().public_id}"
    send(client, link, key="page-number-0")
    _break(app, monkeypatch, RuntimeError("nobody thought of this"))
    with pytest.raises(RuntimeError, match="nobody thought of this"):
        send(client, link, key="page-number-1")
    assert len(asked) == 2


def test_what_is_refused_is_counted_no_more_often_than_by_the_framework(
    client: Client, session: Session, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    link = f"/s/{a_survey().public_id}"
    send(client, link, key="page-number-0")
    monkeypatch.setattr(arriving, "MOST_ANSWERS", 1)
    before = session.scalar(select(func.sum(Throttle.tries))) or 0
    assert send(client, link, key="page-number-1", comment="Late.").status_code == 429
    # Once here, and once by whoever looks again at what is asked by now.
    assert session.scalar(select(func.sum(Throttle.tries))) == before + 2
    assert session.scalar(select(func.count(Response.id))) == 1
    assert len(asked) == 2


def test_a_closed_survey_takes_no_more(client: Client, session: Session) -> None:
    survey = a_survey()
    link = f"/s/{survey.public_id}"
    send(client, link, key="page-number-0")
    survey.closed_at = survey.created_at
    session.flush()
    answer = send(client, link, key="page-number-1", comment="Too late.")
    assert (answer.status_code, "Too late." in answer.text) == (410, True)
