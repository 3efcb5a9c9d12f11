"""The address that other systems post to: signed bodies are kept whatever they hold, others leave no trace."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests import factories
from tests.client import Client
from tests.intake.sending import body_of, send, signed
from voc.core.db import db
from voc.intake import webhook
from voc.intake.models import Delivery, Source
from voc.responses.models import Response


def kept(session: Session) -> tuple[int, int]:
    """How many deliveries and responses there are."""
    deliveries, responses = (
        session.scalar(select(func.count(Delivery.id))),
        session.scalar(select(func.count(Response.id))),
    )
    return deliveries or 0, responses or 0


def test_a_signed_answer_is_taken(session: Session, client: Client) -> None:
    answered = send(client, factories.a_source(), body_of(comment="很好，谢谢！"))
    assert (answered.status_code, answered.json) == (202, {"state": "mapped", "reason": None})
    assert kept(session) == (1, 1)


def test_the_simple_scheme_is_taken_too(session: Session, client: Client) -> None:
    source, body = factories.a_source(), body_of()
    signature = "sha256=" + hmac.new(source.secret.encode(), body, hashlib.sha256).hexdigest()
    answered = client.post(f"/in/{source.key}", data=body, headers={"X-Hub-Signature-256": signature})
    assert answered.status_code == 202
    assert kept(session) == (1, 1)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Hub-Signature-256": "sha256=" + "0" * 64},
        {"X-Hub-Signature-256": "é"},
        {"webhook-id": "m", "webhook-timestamp": "1", "webhook-signature": "v1,AAAA"},
        {"Authorization": "Bearer x"},
    ],
)
def test_an_unsigned_body_leaves_no_trace_but_in_the_log(
    session: Session, client: Client, caplog: pytest.LogCaptureFixture, headers: dict[str, str]
) -> None:
    source = factories.a_source()
    with caplog.at_level(logging.WARNING):
        answered = client.post(f"/in/{source.key}", data=body_of(comment="secret words"), headers=headers)
    assert answered.status_code == 401
    assert kept(session) == (0, 0)
    [record] = [record for record in caplog.records if record.message == "delivery_not_signed"]
    assert record.source == source.id  # type: ignore[attr-defined]
    assert "secret words" not in caplog.text


def test_a_body_signed_long_ago_is_not_taken(session: Session, client: Client, clock: time_machine.Traveller) -> None:
    source, body = factories.a_source(), body_of()
    headers = signed(source.secret, body)
    clock.shift(timedelta(minutes=6))
    assert client.post(f"/in/{source.key}", data=body, headers=headers).status_code == 401
    assert kept(session) == (0, 0)


def test_an_address_that_is_no_text_is_not_there(client: Client) -> None:
    assert client.post("/in/%00", json={}).status_code == 404


def test_a_source_that_is_unknown_or_off_is_not_there(session: Session, client: Client) -> None:
    off = factories.a_source(is_active=False)
    assert send(client, off, body_of()).status_code == 404
    assert client.post("/in/nobody", data=b"{}").status_code == 404
    assert client.post("/in/" + "x" * 5_000, data=b"{}").status_code == 404
    assert kept(session) == (0, 0)


@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_only_a_post_is_taken(session: Session, client: Client, method: str) -> None:
    assert getattr(client, method)(f"/in/{factories.a_source().key}").status_code == 405


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        (None, 202),
        ("application/json", 202),
        ("application/json; charset=utf-8", 202),
        ('application/json; charset="UTF-8"', 202),
        ("application/vnd.surveymonkey.response.v1+json", 202),
        ("application/cloudevents+json; charset=utf-8", 202),
        ("application/json; charset=gb18030", 400),
        ("application/json; charset=utf-16", 400),
        ("application/json; charset=nonsense", 400),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
    ],
)
def test_any_kind_of_json_in_utf8_is_taken(
    session: Session, client: Client, content_type: str | None, status: int
) -> None:
    assert send(client, factories.a_source(), body_of(), content_type=content_type).status_code == status
    assert kept(session) == ((1, 1) if status == 202 else (0, 0))


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b"null",
        b"0",
        b'"text"',
        b"\xff\xfe\x00",
        b"\x00" * 100,
        b"[" * 10_000 + b"]" * 10_000,
        b'{"data":' * 10_000 + b"1" + b"}" * 10_000,
        b'{"data": {"id": "1", "score": NaN}}',
        b'{"data": {"id": "1", "score": 1e999}}',
        b'{"data": {"id": "1", "score": ' + b"9" * 10_000 + b"}}",
        b'{"data": {"id": "1", "score": 9, "score": 1}}',
        b'{"data": {"id": "\\ud800", "score": 9}}',
        b'{"data": {"id": "1", "comment": "\\u0000"}}',
        b'{"data": {"id": "1", "score": "\\ud800"}}',
        b'{"data": {"id": "1", "score": "\\u0000"}}',
        b'{"data": {"id": "1", "score": 9, "at": "\\u0000\\udfff"}}',
        b'{"\\ud800": 1, "\\ud800": 2}',
        b'{"data": {"id": "1", "score": 9, "at": 1e308}}',
        b'{"data": {"id": "1", "score": 9, "person": {"email": "a@b", "name": [[[]]]}}}',
        json.dumps({"data": {"id": "1", "comment": "好" * 300_000}}).encode()[: webhook.MAX_BODY],
    ],
)
def test_signed_nonsense_is_kept_and_never_an_error_of_ours(session: Session, client: Client, body: bytes) -> None:
    answered = send(client, factories.a_source(), body)
    assert answered.status_code == 202
    assert answered.json
    assert answered.json["state"] == "quarantined"
    assert session.scalars(select(Delivery.body)).one() == body
    assert kept(session) == (1, 0)


def test_an_empty_body_and_a_huge_one_are_refused(session: Session, client: Client) -> None:
    source = factories.a_source()
    assert send(client, source, b"").status_code == 400
    assert send(client, source, b" " * (webhook.MAX_BODY + 1)).status_code == 413
    # In pieces that do not say how many they are.
    body = b" " * (webhook.MAX_BODY + 1)
    ends = {"wsgi.input_terminated": True, "CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}
    headers = signed(source.secret, body)
    pieces = client.post(
        f"/in/{source.key}", input_stream=BytesIO(body), content_type="application/json", headers=headers,
        environ_overrides=ends,
    )  # fmt: skip
    assert (pieces.status_code, pieces.json) == (413, {"error": "Send at most 1 MB."})
    assert send(client, source, b" " * webhook.MAX_BODY).status_code == 202
    assert kept(session) == (1, 0)


def test_a_system_gone_wild_is_slowed_down_and_nobody_else(
    session: Session, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "MOST", 2)
    wild, other = factories.a_source(), factories.a_source()
    for _ in range(3):
        client.post(f"/in/{wild.key}", data=b"{}")  # Unsigned ones do not count.
    assert [send(client, wild, body_of(id=n)).status_code for n in range(3)] == [202, 202, 429]
    assert send(client, other, body_of()).status_code == 202
    assert kept(session) == (3, 3)


def test_what_it_answers_holds_nothing_of_the_customer(session: Session, client: Client) -> None:
    answered = send(client, factories.a_source(), body_of(person={"email": "not an address"}, comment="private"))
    assert answered.json == {"state": "quarantined", "reason": "bad_email"}


def test_no_form_token_and_no_sign_in_are_asked_for(fresh_app: Flask) -> None:
    with fresh_app.app_context():
        source = factories.a_source()
        db.session.commit()
        client = fresh_app.test_client()
        assert isinstance(client, Client)
        assert send(client, source, body_of()).status_code == 202
        assert kept(db.session()) == (1, 1)


def test_an_unsigned_body_never_waits_for_a_writer(fresh_app: Flask, fresh_database_url: str) -> None:
    """On SQLite one connection writes at a time; a flood of unsigned bodies must not be that one."""
    with fresh_app.app_context():
        source = factories.a_source()
        db.session.commit()
        key = source.key
        db.session.remove()
        db.session.add(Source(**_columns_of(source)))
        db.session.flush()  # Now this test holds the lock.
        client = fresh_app.test_client()
        assert client.post(f"/in/{key}", data=b"{}").status_code == 401
        db.session.rollback()


def _columns_of(source: Source) -> dict[str, object]:
    names = ("workspace_id", "survey_id", "name", "secret", "mapping", "is_active", "created_at")
    return {"key": "another", **{name: getattr(source, name) for name in names}}
