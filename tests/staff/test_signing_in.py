"""Signing in and out, and what a stranger can learn or try."""

from __future__ import annotations

import time_machine
from sqlalchemy import select

from tests import factories
from tests.client import Client
from voc.core.db import db
from voc.core.outbox import Message
from voc.staff.models import User


def test_the_right_password_opens_the_first_page(client: Client, session: object) -> None:
    user = factories.a_user()
    response = client.post("/sign-in", data={"email": user.email.upper(), "password": factories.PASSWORD})
    assert response.status_code == 302
    assert client.get("/account").status_code == 200


def test_a_wrong_password_and_an_unknown_address_say_the_same(client: Client, session: object) -> None:
    user = factories.a_user()
    wrong = client.post("/sign-in", data={"email": user.email, "password": "nonsense nonsense"})
    unknown = client.post("/sign-in", data={"email": "nobody@example.org", "password": "nonsense nonsense"})
    assert wrong.status_code == unknown.status_code == 422
    assert "do not belong together" in wrong.text
    assert wrong.text.replace(user.email, "") == unknown.text.replace("nobody@example.org", "")


def test_guessing_is_slowed_down(client: Client, session: object) -> None:
    user = factories.a_user()
    for _ in range(8):
        assert client.post("/sign-in", data={"email": user.email, "password": "wrong"}).status_code == 422
    right = {"email": user.email, "password": factories.PASSWORD}
    assert client.post("/sign-in", data=right).status_code == 429


def test_a_slowed_down_person_gets_in_later(client: Client, session: object, clock: time_machine.Traveller) -> None:
    user = factories.a_user()
    right = {"email": user.email, "password": factories.PASSWORD}
    for _ in range(9):
        client.post("/sign-in", data={"email": user.email, "password": "wrong"})
    clock.shift(16 * 60)
    assert client.post("/sign-in", data=right).status_code == 302


def test_signed_out_pages_lead_to_the_sign_in_and_back(client: Client, session: object) -> None:
    user = factories.a_user()
    response = client.get("/account?x=1")
    assert response.location == "/sign-in?next=/account?x%3D1"
    right = {"email": user.email, "password": factories.PASSWORD}
    assert client.post(response.location, data=right).location == "/account?x=1"


def test_it_never_leads_to_another_site(client: Client, session: object) -> None:
    user = factories.a_user()
    right = {"email": user.email, "password": factories.PASSWORD}
    for target in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "/a\\b"):
        assert client.post("/sign-in", query_string={"next": target}, data=right).location == "/"


def test_signing_out_needs_a_post(client: Client, session: object) -> None:
    client.sign_in(factories.a_user())
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").status_code == 302
    assert client.get("/account").status_code == 302


def test_a_forgotten_password_is_reset_by_one_link(client: Client, session: object) -> None:
    user = factories.a_user()
    client.post("/forgotten", data={"email": user.email})
    [message] = db.session.scalars(select(Message))
    assert message.opens_account
    link = next(line for line in message.body_text.splitlines() if "/reset/" in line).partition("127.0.0.1:8000")[2]
    assert client.get(link).status_code == 200
    assert client.post(link, data={"password": "too short"}).status_code == 422
    assert client.post(link, data={"password": "a brand new sentence"}).status_code == 302
    assert client.get(link).status_code == 404
    assert client.get("/account").status_code == 200


def test_a_reset_signs_out_everywhere_else(client: Client, app: object, session: object) -> None:
    user = factories.a_user()
    client.sign_in(user)
    client.post("/account/password", data={"current": factories.PASSWORD, "password": "a brand new sentence"})
    other = client.application.test_client()
    assert isinstance(other, Client)
    stale = db.session.get(User, user.id)
    assert stale
    assert client.get("/account").status_code == 200
    with other.session_transaction() as cookie:
        cookie["_user_id"] = f"{user.id}:an-older-key"
    assert other.get("/account").status_code == 302


def test_asking_for_a_stranger_looks_the_same_and_sends_nothing(client: Client, session: object) -> None:
    assert client.post("/forgotten", data={"email": "nobody@example.org"}).status_code == 302
    assert db.session.scalars(select(Message)).all() == []
