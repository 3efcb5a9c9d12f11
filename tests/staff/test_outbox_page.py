"""The outbox page: each message as its reader sees it, except those that open an account."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tests import factories
from tests.client import Client
from voc.core import outbox
from voc.core.outbox import DeliveryAttempt, Letter, Message


def a_message(session: Session, now: datetime, reason: str = "k:1", html: str = "<p>Hello</p>") -> Message:
    letter = Letter("Hello there", "Hello\n", html, {}, [("chart", "image/png", b"PNG")])
    message = outbox.queue(
        session, factories.the_workspace(), letter, kind="k", reason_key=reason,
        to=("ana@example.org", "Ana"), language="en", now=now,
    )  # fmt: skip
    assert message
    return message


def test_a_message_is_shown_as_its_reader_sees_it(client: Client, session: Session, now: datetime) -> None:
    message = a_message(session, now, html='<p>Hello <img src="cid:chart"></p>')
    client.sign_in(factories.a_user())
    assert "Hello there" in client.get("/outbox").text
    assert "ana@example.org" in client.get(f"/outbox/{message.id}").text
    body = client.get(f"/outbox/{message.id}/body")
    assert "data:image/png;base64,UE5H" in body.text
    assert "sandbox" in body.headers["Content-Security-Policy"]
    assert "script-src" not in body.headers["Content-Security-Policy"]


def test_what_is_kept_here_is_counted_where_there_is_any(client: Client, session: Session, now: datetime) -> None:
    message = a_message(session, now)
    client.sign_in(factories.a_user())
    counted = "0 sent, 1 waiting, 0 to be released, 0 failed"
    assert f"{counted}</span>" in client.get("/outbox").text
    message.is_suppressed = True
    assert "0 waiting, 0 to be released, 0 failed, 1 kept here</span>" in client.get("/outbox").text


def an_invitation(session: Session, now: datetime) -> Message:
    link = "https://voc.example.com/r/tok.en"
    point = f'<a title="good" href="{link}?score=9">9</a>'
    text = f"Read https://x.example/r/1 first.\n\n10: {link}?score=10\n 9: {link}?score=9\n"
    letter = Letter("How was it?", text, f"<html><head></head><body>{point}</body></html>", {})
    message = outbox.queue(
        session, factories.the_workspace(), letter, kind="invitation", reason_key="invitation:1",
        to=("ana@example.org", "Ana"), language="en", now=now,
    )  # fmt: skip
    assert message
    return message


def test_a_touch_on_a_score_answers_in_nobodys_place(client: Client, session: Session, now: datetime) -> None:
    message = an_invitation(session, now)
    client.sign_in(factories.a_user())
    body = client.get(f"/outbox/{message.id}/body").text
    assert "href" not in body
    assert '<a title="good" role="link" aria-disabled="true">9</a>' in body
    page = client.get(f"/outbox/{message.id}").text
    assert "Links do not work here: a touch would count as the customer’s answer." in page
    # Whoever means it finds the link beside the mail.
    assert "Personal link of Ana" in page
    assert '<a href="https://voc.example.com/r/tok.en" target="_blank" rel="noopener noreferrer">' in page
    # No mail that opens an account gives it away.
    message.opens_account = True
    assert "tok.en" not in client.get(f"/outbox/{message.id}").text


def test_one_that_opens_an_account_is_nobody_elses(client: Client, session: Session, now: datetime) -> None:
    message = a_message(session, now)
    message.opens_account = True
    client.sign_in(factories.a_user())
    page = client.get(f"/outbox/{message.id}")
    assert "only its reader may read it" in page.text
    assert "<iframe" not in page.text
    assert client.get(f"/outbox/{message.id}/body").status_code == 403


def test_another_workspaces_message_is_not_there(client: Client, session: Session, now: datetime) -> None:
    message = a_message(session, now)
    client.sign_in(factories.a_user(workspace=factories.a_workspace()))
    for address in (f"/outbox/{message.id}", f"/outbox/{message.id}/body"):
        assert client.get(address).status_code == 404
    assert client.post(f"/outbox/{message.id}/release").status_code == 404


def test_a_held_message_is_released_by_hand(client: Client, session: Session, now: datetime) -> None:
    message = a_message(session, now - timedelta(hours=50))
    outbox.deliver_waiting(session, now, lambda message: "ok")
    session.expire_all()
    assert message.state == "held"
    client.sign_in(factories.a_user())
    assert client.get(f"/outbox/{message.id}/release").status_code == 405
    assert client.post(f"/outbox/{message.id}/release").status_code == 302
    assert outbox.deliver_waiting(session, now, lambda message: "ok") == 1


def test_the_list_goes_on_page_by_page_at_the_same_cost(
    client: Client, session: Session, now: datetime, statements: list[str]
) -> None:
    client.sign_in(factories.a_user())
    for number in range(2):
        a_message(session, now, f"k:{number}")
    client.get("/outbox")
    statements.clear()
    client.get("/outbox")
    few = len(statements)
    for number in range(2, 60):
        a_message(session, now, f"k:{number}")
    statements.clear()
    page = client.get("/outbox").text
    assert len(statements) == few
    assert page.count("Hello there") == 50
    assert "before=" in page


def test_on_a_phone_what_was_tried_stands_in_lines_that_say_whose_words_they_hold(
    client: Client, session: Session, now: datetime
) -> None:
    message = a_message(session, now)
    message.log.append(DeliveryAttempt(at=now, outcome="later", detail="450 Not today"))
    session.flush()
    client.sign_in(factories.a_user())
    page = client.get(f"/outbox/{message.id}").text
    assert '<table class="cards-on-phone">' in page
    assert 'data-label="The other side said">450 Not today</td>' in page
