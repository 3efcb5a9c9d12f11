"""Account and Contact."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from voc.core.db import Base


class Account(Base):
    """A customer company."""

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("workspace_id", "key", name="account_keys_differ"),
        CheckConstraint("revenue IS NULL OR revenue >= 0", name="revenue_is_not_negative"),
        # A file of contacts may name its accounts without their keys.
        Index("ix_account_workspace_id_name", "workspace_id", "name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    #: The company's own identifier of it, or its name: what a file of contacts refers to.
    key: Mapped[str]
    name: Mapped[str]
    segment: Mapped[str | None]
    #: Yearly, in the workspace's currency; null where unknown, which is not nothing.
    revenue: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    renews_on: Mapped[date | None]
    #: The colleague who looks after it, and gets its cases.
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"), index=True)

    contacts: Mapped[list[Contact]] = relationship(back_populates="account")


class Contact(Base):
    """A person we may ask."""

    __tablename__ = "contact"
    __table_args__ = (
        UniqueConstraint("workspace_id", "email", name="one_contact_per_address"),
        UniqueConstraint("workspace_id", "key", name="contact_keys_differ"),
        CheckConstraint("email = lower(email)", name="contact_email_is_lower_case"),
        CheckConstraint("email IS NOT NULL OR key IS NOT NULL", name="contact_can_be_told_apart"),
        Index("ix_contact_account_id", "account_id"),
        # The list of contacts shows the newest first, a page at a time.
        Index("ix_contact_workspace_id_id", "workspace_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    #: Null for people known by a key alone, as from an imported file.
    email: Mapped[str | None]
    #: The company's own identifier of the person.
    key: Mapped[str | None]
    name: Mapped[str]
    #: Language tag we write to them in; null: the survey's default.
    language: Mapped[str | None]
    #: buyer, user, partner, payer, referrer, or null.
    role: Mapped[str | None]
    #: For people without an account; where there is one, its segment counts.
    segment: Mapped[str | None]
    #: Further columns of the file they came from.
    attributes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]

    account: Mapped[Account | None] = relationship(back_populates="contacts")
