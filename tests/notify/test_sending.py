"""One digest a week and reader, on time or late, however many workers there are."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import a_response, a_user, a_workspace, the_workspace
from tests.smtp_sink import SmtpSink
from voc.core import mail as postman
from voc.core import outbox
from voc.core.db import db
from voc.core.outbox import Message
from voc.notify import digests, jobs, sending, subscriptions
from voc.notify.models import Digest, Subscription
from voc.staff.models import Membership, User

FRIDAY = datetime(2026, 11, 13, 12, tzinfo=UTC)
MONDAY = datetime(2026, 11, 16, 8, tzinfo=UTC)


def a_reader(*, zone: str = "UTC", language: str = "en", email: str = "ana@example.org", at: datetime = FRIDAY) -> User:
    user = a_user(email=email, zone=zone, language=language, role="reader")
    subscriptions.subscribe(db.session(), user.memberships[0].workspace_id, user, at)
    db.session.commit()
    return user


def sent(session: Session) -> list[tuple[str, str]]:
    """To whom and about which week, in order."""
    session.commit()
    statement = select(Message.to_address, Digest.week).join(Digest, Digest.message_id == Message.id)
    rows = session.execute(statement.order_by(Digest.id)).all()
    session.commit()
    return [(address, week) for address, week in rows]


def test_it_is_sent_on_monday_at_eight_and_not_before(session: Session) -> None:
    a_reader()
    assert sending.send_due(session, MONDAY - timedelta(minutes=1)) == 0
    assert sending.send_due(session, MONDAY) == 1
    assert sent(session) == [("ana@example.org", "2026-W46")]


def test_it_sends_one_digest_even_when_run_twice(session: Session) -> None:
    a_reader()
    for minute in range(5):
        jobs.send_due_digests.function(session, MONDAY + timedelta(minutes=minute))
    assert len(sent(session)) == 1


def test_each_reader_has_their_own_monday(session: Session) -> None:
    a_reader(email="shanghai@example.org", zone="Asia/Shanghai")
    a_reader(email="berlin@example.org", zone="Europe/Berlin")
    a_reader(email="honolulu@example.org", zone="Pacific/Honolulu")
    for hours in range(-12, 16):
        sending.send_due(session, MONDAY + timedelta(hours=hours))
    assert sent(session) == [
        ("shanghai@example.org", "2026-W46"),
        ("berlin@example.org", "2026-W46"),
        ("honolulu@example.org", "2026-W46"),
    ]


@pytest.mark.parametrize(
    ("subscribed", "due", "week"),
    [
        (datetime(2026, 10, 20, tzinfo=UTC), datetime(2026, 10, 26, 7, tzinfo=UTC), "2026-W43"),
        (datetime(2026, 3, 24, tzinfo=UTC), datetime(2026, 3, 30, 6, tzinfo=UTC), "2026-W13"),
    ],
)
def test_it_is_eight_on_the_clock_after_a_daylight_change(
    session: Session, subscribed: datetime, due: datetime, week: str
) -> None:
    a_reader(zone="Europe/Berlin", at=subscribed)
    assert sending.send_due(session, due - timedelta(seconds=1)) == 0
    assert sending.send_due(session, due) == 1
    assert sent(session) == [("ana@example.org", week)]


def test_after_weeks_of_downtime_only_the_last_week_is_told(session: Session) -> None:
    user = a_reader(at=datetime(2026, 10, 1, tzinfo=UTC))
    late = MONDAY + timedelta(days=2, hours=5)
    assert sending.send_due(session, late) == 1
    assert sent(session) == [("ana@example.org", "2026-W46")]
    following = session.scalars(select(Subscription.next_digest_at).where(Subscription.user_id == user.id)).one()
    assert following == MONDAY + timedelta(weeks=1)


def test_moving_the_hour_does_not_bring_a_week_twice(session: Session) -> None:
    user = a_reader()
    workspace_id = the_workspace().id
    session.commit()
    sending.send_due(session, MONDAY)
    subscriptions.subscribe(session, workspace_id, user, MONDAY, weekday=2, hour=9)
    session.commit()
    assert sending.send_due(session, MONDAY + timedelta(days=1, hours=1)) == 0
    assert sending.send_due(session, MONDAY + timedelta(days=8, hours=1)) == 1
    assert sent(session) == [("ana@example.org", "2026-W46"), ("ana@example.org", "2026-W47")]


def test_leaving_and_coming_back_does_not_bring_a_week_twice(session: Session) -> None:
    user = a_reader()
    workspace_id = the_workspace().id
    session.commit()
    sending.send_due(session, MONDAY)
    subscriptions.unsubscribe(session, workspace_id, user.id)
    session.commit()
    assert sending.send_due(session, MONDAY + timedelta(days=7)) == 0
    subscriptions.subscribe(session, workspace_id, user, MONDAY, weekday=3)
    session.commit()
    assert sending.send_due(session, MONDAY + timedelta(days=2)) == 0
    assert len(sent(session)) == 1


@pytest.mark.parametrize("reason", ["inactive", "gone"])
def test_somebody_who_left_gets_nothing_and_stops_nobody(session: Session, reason: str) -> None:
    user = a_reader(email="left@example.org")
    a_reader(email="here@example.org")
    if reason == "inactive":
        user.is_active = False
    else:
        session.delete(session.scalars(select(Membership).where(Membership.user_id == user.id)).one())
    session.commit()
    assert sending.send_due(session, MONDAY) == 1
    assert sent(session) == [("here@example.org", "2026-W46")]
    assert sending.send_due(session, MONDAY) == 0


def test_one_that_cannot_be_composed_stops_nobody_and_is_tried_again(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_reader(email="broken@example.org", zone="Europe/London")
    a_reader(email="fine@example.org")
    ordinary = digests.compose

    def compose(*args: object, **options: object) -> object:
        if options["zone"] == "Europe/London":
            raise RuntimeError("broken")
        return ordinary(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(digests, "compose", compose)
    assert sending.send_due(session, MONDAY) == 1
    assert sent(session) == [("fine@example.org", "2026-W46")]
    monkeypatch.setattr(digests, "compose", ordinary)
    assert sending.send_due(session, MONDAY + sending.AGAIN_AFTER) == 1
    assert len(sent(session)) == 2


def test_a_demo_keeps_its_digests_to_itself(session: Session) -> None:
    demo = a_workspace(name="Demo", is_demo=True)
    demo.sends_mail = False
    user = a_user(workspace=demo)
    subscriptions.subscribe(session, demo.id, user, FRIDAY)
    session.commit()
    assert sending.send_due(session, MONDAY) == 1
    session.commit()
    assert session.scalars(select(Message.is_suppressed)).all() == [True]


def test_what_was_said_is_kept_with_it(session: Session) -> None:
    a_reader()
    a_response(score=9, answered_at=FRIDAY)
    session.commit()
    sending.send_due(session, MONDAY)
    session.commit()
    digest = session.scalars(select(Digest)).one()
    assert (digest.week, digest.composed_at, digest.content["main"]["promoters"]) == ("2026-W46", MONDAY, 1)


@pytest.mark.processes
def test_two_workers_at_once_send_one(fresh_app: Flask) -> None:
    with fresh_app.app_context():
        for number in range(4):
            a_reader(email=f"reader{number}@example.org")
    together = threading.Barrier(2)
    errors: list[Exception] = []

    def work() -> None:
        with fresh_app.app_context():
            together.wait()
            try:
                sending.send_due(db.session(), MONDAY)
            except Exception as error:  # noqa: BLE001  It is reported below, in the test's own thread.
                errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    with fresh_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Digest)) == 4
        assert db.session.scalar(select(func.count()).select_from(Message)) == 4


def test_it_arrives_with_text_html_and_pictures(session: Session, smtp: SmtpSink) -> None:
    a_reader()
    for week in range(3):
        for score in (9, 9, 8, 3, 9, 10):
            a_response(score=score, answered_at=FRIDAY - timedelta(weeks=week))
    session.commit()
    sending.send_due(session, MONDAY)
    outbox.deliver_waiting(session, MONDAY, postman.smtp_transport(smtp.url, "voc@example.org"))
    [message] = smtp.messages
    assert message["To"] == "Olga Owner <ana@example.org>"
    assert message["Subject"].startswith("Acme: ")
    assert "Of 6 people who answered, 4 would recommend us and 1 would not." in message.text
    assert "Of 6 people who answered, 4 would recommend us and 1 would not." in message.html
    pictures = [part for part in message.walk() if part.get_content_type() == "image/png"]
    assert [part["Content-ID"].strip("<>") for part in pictures] == ["trend-light@voc", "trend-dark@voc"]
    for part in pictures:
        assert f'src="cid:{part["Content-ID"].strip("<>")}"' in message.html
        assert part.get_content().startswith(b"\x89PNG")
    assert "http" not in message.html.replace("http://127.0.0.1:8000", "").replace("http://www.w3.org/1999/xhtml", "")
