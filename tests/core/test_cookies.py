"""The session's cookie: kept for who signs in, absent for everybody else."""

from __future__ import annotations

from flask import Flask
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import a_survey, a_user
from voc.core import cookies


def test_whoever_answers_gets_no_cookie(client: Client, session: Session) -> None:
    page = client.get(f"/s/{a_survey().public_id}")
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers


def test_a_session_ends_with_the_secret_that_signed_it(client: Client, app: Flask, session: Session) -> None:
    client.sign_in(a_user())
    assert client.get("/customers").status_code == 200
    before = app.secret_key
    try:
        app.secret_key = "another"
        assert client.get("/customers").status_code == 302
    finally:
        app.secret_key = before
    assert client.get("/customers").status_code == 200


def test_what_signs_is_made_once(app: Flask) -> None:
    sessions = cookies.Sessions()
    first = sessions.get_signing_serializer(app)
    assert first is not None
    assert sessions.get_signing_serializer(app) is first


def test_a_session_that_is_emptied_takes_its_cookie_along(client: Client, session: Session) -> None:
    client.sign_in(a_user())
    left = client.post("/sign-out")
    assert "voc=;" in left.headers["Set-Cookie"]
