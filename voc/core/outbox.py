"""Every message out is a row here, written in the same transaction as its reason, and delivered by a job.

`reason_key` is unique: a second message for the same reason and reader cannot exist. A message carries its destination
as plain columns and its Message-ID from birth, so that a repetition after a crash is recognizable as the same message.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, and_, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from voc.core import jobs
from voc.core.db import Base, partial_index

log = logging.getLogger(__name__)

#: A message that nobody could send for so long waits for a release by hand: what it says may be out of date.
STALE_AFTER = timedelta(hours=48)
#: While one process is sending a message, no other takes it.
SENDING_LEASE = timedelta(minutes=5)
#: Waits between attempts; after the last one the message has failed and waits for a person.
BACKOFF = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440))


class Message(Base):
    """One message to one reader."""

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("NOT is_suppressed OR sent_at IS NULL", name="suppressed_is_never_sent"),
        partial_index(
            "ix_message_waiting",
            "next_attempt_at",
            where="sent_at IS NULL AND failed_at IS NULL AND held_at IS NULL AND NOT is_suppressed",
        ),
        Index("ix_message_workspace_id_id", "workspace_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    #: Which template it came from, for example `invitation`.
    kind: Mapped[str]
    #: Why it exists, for example `invitation:41`. A second message for the same reason is refused.
    reason_key: Mapped[str] = mapped_column(unique=True)
    to_address: Mapped[str]
    to_name: Mapped[str]
    from_name: Mapped[str]
    reply_to: Mapped[str | None]
    language: Mapped[str]
    subject: Mapped[str]
    body_text: Mapped[str]
    body_html: Mapped[str]
    #: Further headers, for example List-Unsubscribe.
    headers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: Local part of the Message-ID header: the same on every attempt.
    message_id: Mapped[str] = mapped_column(unique=True)
    #: It lets its reader into an account, so nobody else may read it in the console.
    opens_account: Mapped[bool] = mapped_column(default=False)
    #: It belongs to a workspace that mails nobody (the demo).
    is_suppressed: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    #: Not before this; moved forward by each failed attempt.
    next_attempt_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    #: No further attempt is made unless a person asks for one.
    failed_at: Mapped[datetime | None]
    #: Too old to go by itself; waits for a release by hand.
    held_at: Mapped[datetime | None]
    #: When a person released or retried it: its age no longer counts.
    released_at: Mapped[datetime | None]

    parts: Mapped[list[MessagePart]] = relationship(order_by="MessagePart.id", cascade="all, delete-orphan")
    log: Mapped[list[DeliveryAttempt]] = relationship(order_by="DeliveryAttempt.id", cascade="all, delete-orphan")

    @property
    def state(self) -> str:
        """`sent`, `failed`, `held`, `suppressed`, `retrying` or `waiting`."""
        for state, holds in (
            ("sent", self.sent_at),
            ("failed", self.failed_at),
            ("suppressed", self.is_suppressed),
            ("held", self.held_at),
            ("retrying", self.attempts),
        ):
            if holds:
                return state
        return "waiting"


class MessagePart(Base):
    """An image inside a message, referred to by its content id."""

    __tablename__ = "message_part"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), index=True)
    content_id: Mapped[str]
    content_type: Mapped[str]
    data: Mapped[bytes] = mapped_column(LargeBinary)


class DeliveryAttempt(Base):
    """One attempt to deliver a message and what came of it."""

    __tablename__ = "delivery_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    #: `sent`, `later` (will be tried again), `refused` (will not), `held` or `released`.
    outcome: Mapped[str]
    detail: Mapped[str]


class Sender(Protocol):
    """On whose behalf a message goes out."""

    id: int
    name: str
    sends_mail: bool


@dataclass(frozen=True)
class Letter:
    """A rendered message, before it has a reason or a destination."""

    subject: str
    text: str
    html: str
    headers: Mapping[str, str] = field(default_factory=dict)
    #: (content id, content type, bytes) of images inside the HTML.
    parts: Sequence[tuple[str, str, bytes]] = ()


class Refused(Exception):
    """The other side will never take this message, so it is not tried again."""


class Later(Exception):
    """The other side could not take it now."""


#: Delivers one message or raises `Later` or `Refused`.
Transport = Callable[[Message], str]


def queue(
    session: Session,
    sender: Sender,
    letter: Letter,
    *,
    kind: str,
    reason_key: str,
    to: tuple[str, str],
    language: str,
    now: datetime,
    reply_to: str | None = None,
    opens_account: bool = False,
) -> Message | None:
    """Put a letter to `to` = (address, name) into the outbox; None when one with this reason exists already."""
    message = Message(
        workspace_id=sender.id,
        kind=kind,
        reason_key=reason_key,
        to_address=to[0],
        to_name=to[1],
        from_name=sender.name,
        reply_to=reply_to,
        language=language,
        subject=" ".join(letter.subject.split()),
        body_text=letter.text,
        body_html=letter.html,
        headers=dict(letter.headers),
        message_id=secrets.token_hex(16),
        opens_account=opens_account,
        is_suppressed=not sender.sends_mail,
        created_at=now,
        next_attempt_at=now,
        parts=[MessagePart(content_id=cid, content_type=kind_, data=data) for cid, kind_, data in letter.parts],
    )
    try:
        with session.begin_nested():
            session.add(message)
    except IntegrityError:
        # Somebody queued it before us, perhaps a moment ago in another process. That is the point of the key.
        return None
    return message


def _waiting(now: datetime) -> Any:
    return and_(
        Message.sent_at.is_(None),
        Message.failed_at.is_(None),
        Message.held_at.is_(None),
        ~Message.is_suppressed,
        Message.next_attempt_at <= now,
    )


def deliver_waiting(session: Session, now: datetime, transport: Transport) -> int:
    """Deliver what is due, one commit before and one after each message; returns how many were sent."""
    hold_stale(session, now)
    sent = 0
    while message := jobs.claim(
        session,
        Message,
        _waiting(now),
        {"next_attempt_at": now + SENDING_LEASE, "attempts": Message.attempts + 1},
        order=Message.next_attempt_at,
    ):
        # The lease is committed before we speak to the other side, so a crash repeats a message only if it
        # happened between the other side's yes and our second commit; then it carries the same Message-ID.
        session.commit()
        sent += _deliver(session, message, now, transport)
        session.commit()
    return sent


def _deliver(session: Session, message: Message, now: datetime, transport: Transport) -> bool:
    try:
        detail = transport(message)
    except Refused as error:
        message.failed_at = now
        _note(session, message, now, "refused", str(error))
    except Exception as error:  # Whatever broke, this message must not stop the ones behind it.
        if not isinstance(error, Later):
            log.exception("delivery_broke", extra={"outbox_message": message.id})
        _put_off(session, message, now, f"{error}" or type(error).__name__)
    else:
        message.sent_at = now
        _note(session, message, now, "sent", detail)
        return True
    return False


def _put_off(session: Session, message: Message, now: datetime, detail: str) -> None:
    if message.attempts > len(BACKOFF):
        message.failed_at = now
        _note(session, message, now, "refused", detail)
    else:
        message.next_attempt_at = now + BACKOFF[message.attempts - 1]
        _note(session, message, now, "later", detail)


def _note(session: Session, message: Message, now: datetime, outcome: str, detail: str) -> None:
    session.add(DeliveryAttempt(message_id=message.id, at=now, outcome=outcome, detail=detail[:500]))
    log.info("delivery", extra={"outbox_message": message.id, "outcome": outcome, "attempts": message.attempts})


def hold_stale(session: Session, now: datetime) -> None:
    """Set aside for a person what has waited too long without one attempt, as when mail is set up weeks later."""
    is_stale = and_(_waiting(now), Message.attempts == 0, Message.created_at < now - STALE_AFTER)
    session.execute(update(Message).where(is_stale, Message.released_at.is_(None)).values(held_at=now))
    session.commit()


def release(session: Session, message: Message, now: datetime) -> None:
    """Send it after all, from the first attempt on. What was sent or is suppressed stays as it is."""
    if message.sent_at is None and not message.is_suppressed:
        message.held_at = message.failed_at = None
        message.released_at = message.next_attempt_at = now
        message.attempts = 0
        _note(session, message, now, "released", "")
        session.flush()


def counts(session: Session, workspace_id: int) -> dict[str, int]:
    """How many messages of a workspace are sent, failed, held and waiting."""
    is_open = and_(Message.sent_at.is_(None), ~Message.is_suppressed)
    row = session.execute(
        select(
            func.count().filter(Message.sent_at.is_not(None)),
            func.count().filter(is_open, Message.failed_at.is_not(None)),
            func.count().filter(is_open, Message.failed_at.is_(None), Message.held_at.is_not(None)),
            func.count().filter(is_open, Message.failed_at.is_(None), Message.held_at.is_(None)),
            func.count().filter(Message.is_suppressed),
        ).where(Message.workspace_id == workspace_id)
    ).one()
    return dict(zip(("sent", "failed", "held", "waiting", "suppressed"), row, strict=True))
