"""Subscription and Digest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from voc.core.db import Base
from voc.core.outbox import Message
from voc.staff.models import User, Workspace


class Subscription(Base):
    """A colleague who reads the digest, and when the next one is due on their wall clock."""

    __tablename__ = "subscription"
    __table_args__ = (
        UniqueConstraint("workspace_id", "user_id", name="one_subscription_per_reader"),
        CheckConstraint("weekday BETWEEN 1 AND 7 AND hour BETWEEN 0 AND 23", name="digest_time_is_a_time"),
        Index("ix_subscription_next_digest_at", "next_digest_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    #: ISO weekday and hour on the reader's wall clock.
    weekday: Mapped[int] = mapped_column(default=1)
    hour: Mapped[int] = mapped_column(default=8)
    #: Null: the reader wants none. The row stays, so that a week is never told twice to whoever comes back.
    next_digest_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()
    workspace: Mapped[Workspace] = relationship()


class Digest(Base):
    """One week's digest for one reader, as it was sent."""

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("subscription_id", "week", name="one_digest_a_week_and_reader"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"), index=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id", ondelete="CASCADE"))
    #: ISO week it is about, for example `2026-W46`.
    week: Mapped[str]
    composed_at: Mapped[datetime]
    #: What it said, as plain values, so that it can be shown again as it was.
    content: Mapped[dict[str, Any]]
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id", ondelete="SET NULL"))

    subscription: Mapped[Subscription] = relationship()
    message: Mapped[Message | None] = relationship()
