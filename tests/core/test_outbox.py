"""The outbox: one message a reason, retries, holding what is old, and never from the demo."""

from __future__ import annotations

from datetime import datetime, timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests import factories
from tests.smtp_sink import SmtpSink
from voc.core import mail, outbox
from voc.core.outbox import BACKOFF, Letter, Message
from voc.staff.models import Workspace

LETTER = Letter(
    "Wie war's? 怎么样？", "Hello.\n", "<p>Hello. <img src='cid:c'></p>", {"List-Unsubscribe": "<https://x>"}
)


def queued(
    session: Session, now: datetime, reason: str = "invitation:1", *, workspace: Workspace | None = None
) -> Message | None:
    return outbox.queue(
        session,
        workspace or factories.the_workspace(),
        LETTER,
        kind="invitation",
        reason_key=reason,
        to=("ana@example.org", "Ana"),
        language="en",
        now=now,
    )


def test_a_second_message_for_the_same_reason_cannot_exist(session: Session, now: datetime) -> None:
    assert queued(session, now)
    assert queued(session, now) is None
    assert session.scalar(select(func.count()).select_from(Message)) == 1


def test_it_is_sent_once_and_reads_as_written(session: Session, now: datetime, smtp: SmtpSink) -> None:
    message = queued(session, now)
    transport = mail.smtp_transport(smtp.url, "survey@acme.example")
    assert outbox.deliver_waiting(session, now, transport) == 1
    assert outbox.deliver_waiting(session, now, transport) == 0
    [received] = smtp.messages
    assert received["To"] == "Ana <ana@example.org>"
    assert received["Subject"] == "Wie war's? 怎么样？"
    assert received["From"] == "Acme <survey@acme.example>"
    assert received["Auto-Submitted"] == "auto-generated"
    assert message
    assert received["Message-ID"] == f"<{message.message_id}@acme.example>"
    assert message.state == "sent"
    assert [attempt.outcome for attempt in message.log] == ["sent"]


def test_a_busy_server_is_tried_again_with_growing_waits(session: Session, now: datetime, smtp: SmtpSink) -> None:
    message = queued(session, now)
    assert message
    transport = mail.smtp_transport(smtp.url, "survey@acme.example")
    with smtp.rejecting(451):
        for attempt, wait in enumerate(BACKOFF, 1):
            assert outbox.deliver_waiting(session, now, transport) == 0
            assert (message.state, message.attempts) == ("retrying", attempt)
            assert outbox.deliver_waiting(session, now + wait - timedelta(seconds=1), transport) == 0
            assert message.attempts == attempt
            now += wait
    assert outbox.deliver_waiting(session, now, transport) == 1
    assert len(smtp.messages) == 1


def test_it_gives_up_at_last_and_waits_for_a_person(session: Session, now: datetime, smtp: SmtpSink) -> None:
    message = queued(session, now)
    assert message
    transport = mail.smtp_transport(smtp.url, "survey@acme.example")
    with smtp.rejecting(451):
        for wait in (*BACKOFF, timedelta()):
            outbox.deliver_waiting(session, now, transport)
            now += wait
    assert message.state == "failed"
    outbox.release(session, message, now)
    assert outbox.deliver_waiting(session, now, transport) == 1
    assert [attempt.outcome for attempt in message.log][-2:] == ["released", "sent"]


def test_a_refused_address_is_not_tried_again(session: Session, now: datetime, smtp: SmtpSink) -> None:
    message = queued(session, now)
    with smtp.rejecting(550):
        outbox.deliver_waiting(session, now, mail.smtp_transport(smtp.url, "survey@acme.example"))
    assert message
    assert message.state == "failed"
    assert message.log[0].detail.startswith("550")


def test_one_that_breaks_does_not_stop_the_others(session: Session, now: datetime) -> None:
    broken, fine = queued(session, now, "a:1"), queued(session, now, "a:2")

    def transport(message: Message) -> str:
        if message.reason_key == "a:1":
            raise RuntimeError("This one is cursed.")
        return "ok"

    assert outbox.deliver_waiting(session, now, transport) == 1
    assert broken
    assert fine
    assert (broken.state, fine.state) == ("retrying", "sent")


def test_what_is_older_than_two_days_waits_for_a_release(session: Session, now: datetime) -> None:
    old, fresh = queued(session, now - timedelta(hours=49), "a:1"), queued(session, now - timedelta(hours=47), "a:2")
    assert outbox.deliver_waiting(session, now, lambda message: "ok") == 1
    session.expire_all()
    assert old
    assert fresh
    assert (old.state, fresh.state) == ("held", "sent")
    outbox.release(session, old, now)
    assert outbox.deliver_waiting(session, now, lambda message: "ok") == 1


def test_a_message_in_retry_is_not_held_for_its_age(session: Session, now: datetime) -> None:
    message = queued(session, now)
    assert message

    def busy(message: Message) -> str:
        raise outbox.Later("busy")

    outbox.deliver_waiting(session, now, busy)
    outbox.deliver_waiting(session, now + timedelta(hours=72), lambda message: "ok")
    assert message.state == "sent"


def test_the_demo_never_mails_anybody(session: Session, now: datetime) -> None:
    demo = factories.a_workspace(is_demo=True)
    demo.sends_mail = False
    message = queued(session, now, workspace=demo)
    assert message
    assert outbox.deliver_waiting(session, now, lambda message: "ok") == 0
    outbox.release(session, message, now)
    assert outbox.deliver_waiting(session, now, lambda message: "ok") == 0
    assert message.state == "suppressed"


@pytest.mark.parametrize("name", ["Ana\r\nBcc: all@example.org", '"quoted" <x>', "王小明", "x" * 5000, ""])
def test_a_name_cannot_become_a_header(session: Session, now: datetime, smtp: SmtpSink, name: str) -> None:
    message = queued(session, now)
    assert message
    message.to_name = name
    outbox.deliver_waiting(session, now, mail.smtp_transport(smtp.url, "survey@acme.example"))
    [received] = smtp.messages
    assert received["Bcc"] is None
    assert received["To"].addresses[0].addr_spec == "ana@example.org"


@pytest.mark.parametrize("mark", ["“Are you satisfied?”", "“How satisfied are you with what you bought”", "“问卷”"])
@pytest.mark.parametrize("day", ["Mon, Nov 30", "Tue, Nov 1"])
def test_a_subject_arrives_as_it_was_written(session: Session, now: datetime, day: str, mark: str) -> None:
    message = queued(session, now)
    assert message
    for time in ("5:30 PM", "5:30\u202fPM", "17:30"):
        message.subject = f"Look into it by {day}, {time}: somebody gave 2 of 5 in {mark}"
        sent = mail.compose(message, "survey@acme.example").as_bytes()
        assert message_from_bytes(sent, policy=policy.default)["Subject"] == message.subject
        assert max(map(len, sent.split(b"\n"))) < 100
