"""Account and Contact."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, inspect, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship, validates

from voc.core.db import Base, partial_index


class Account(Base):
    """A customer company."""

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("workspace_id", "key", name="account_keys_differ"),
        CheckConstraint("revenue IS NULL OR revenue >= 0", name="revenue_is_not_negative"),
        # A file of contacts may name its accounts without their keys.
        Index("ix_account_workspace_id_name", "workspace_id", "name"),
        partial_index("ix_account_renamed", "id", where="is_renamed"),
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

    #: Whoever keeps its name beside something else has yet to look at the new one (`named_otherwise`).
    is_renamed: Mapped[bool] = mapped_column(default=False, server_default=text("false"))

    contacts: Mapped[list[Contact]] = relationship(back_populates="account")

    @validates("name")
    def _note_name(self, attribute: str, value: str) -> str:
        self.is_renamed = self.is_renamed or (inspect(self).persistent and value != self.name)
        return value


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
        partial_index("ix_contact_renamed", "id", where="is_renamed"),
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
    #: As of an account: their name, or which company is theirs.
    is_renamed: Mapped[bool] = mapped_column(default=False, server_default=text("false"))

    account: Mapped[Account | None] = relationship(back_populates="contacts")

    @validates("name", "account_id")
    def _note_name(self, attribute: str, value: str | int | None) -> str | int | None:
        self.is_renamed = self.is_renamed or (inspect(self).persistent and value != getattr(self, attribute))
        return value


def is_any_named_otherwise(session: Session) -> bool:
    """Whether `named_otherwise` would find somebody."""
    marked = (select(model.id).where(model.is_renamed).limit(1) for model in (Contact, Account))
    return any(session.scalar(one) is not None for one in marked)


def named_otherwise(session: Session, most: int) -> set[int]:
    """So many contacts who have another name than before, or another company, or one of another name.

    Takes the marks off: whoever asks sees to all of them in the same transaction.
    """
    found: set[int] = set()
    for model, whose in ((Contact, Contact.id), (Account, Contact.account_id)):
        some = select(model.id).where(model.is_renamed).order_by(model.id).limit(most)
        marked = update(model).where(model.id.in_(some), model.is_renamed).values(is_renamed=False)
        ids = session.scalars(marked.returning(model.id), execution_options={"synchronize_session": False}).all()
        if ids:
            found |= set(session.scalars(select(Contact.id).where(whose.in_(ids))))
    return found
