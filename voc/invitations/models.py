"""Campaign, Invitation, Ask, Preference."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, Text, UniqueConstraint, cast, literal
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from voc.core.db import Base
from voc.customers.models import Contact
from voc.surveys.models import Survey, SurveyVersion


class Campaign(Base):
    """One occasion on which we ask many contacts one survey by mail."""

    __tablename__ = "campaign"

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"), index=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    #: Only contacts of this segment; null: everyone.
    segment: Mapped[str | None]
    created_at: Mapped[datetime]
    #: When somebody pressed Send; a job then works through the contacts who were here at that time.
    started_at: Mapped[datetime | None]
    #: When every chosen contact had been asked or not asked, each with a reason.
    finished_at: Mapped[datetime | None]
    #: Everybody up to this contact id has been decided on: where the job goes on after a crash.
    done_up_to: Mapped[int] = mapped_column(default=0)

    survey: Mapped[Survey] = relationship()


class Invitation(Base):
    """One person asked one survey version. Its link is the signed public id."""

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("campaign_id", "contact_id", name="one_invitation_per_campaign_and_contact"),
        Index("ix_invitation_contact_id", "contact_id"),
        Index("ix_invitation_version_id", "version_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"), index=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"))
    version_id: Mapped[int] = mapped_column(ForeignKey("survey_version.id", ondelete="CASCADE"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    language: Mapped[str]
    invited_at: Mapped[datetime]
    #: Set by `responses` when an answer becomes final, in its own transaction; reminders look here alone.
    answered_at: Mapped[datetime | None]
    #: Set by `responses` too: what came through the link is not believed to be a customer's answer.
    is_set_aside: Mapped[bool] = mapped_column(default=False)

    @hybrid_property
    def reason_key(self) -> str:
        """Why its message exists in the outbox."""
        return f"invitation:{self.id}"

    @reason_key.inplace.expression
    @classmethod
    def _reason_key(cls) -> ColumnElement[str]:
        return literal("invitation:") + cast(cls.id, Text)

    campaign: Mapped[Campaign] = relationship()
    version: Mapped[SurveyVersion] = relationship()
    contact: Mapped[Contact] = relationship()


class Ask(Base):
    """One decision to ask or not to ask a person, and why. Every channel asks here first.

    A person is a contact, or a visitor of a website of whom we know nothing but the random key that they let it keep.
    """

    __tablename__ = "ask"
    __table_args__ = (
        CheckConstraint("outcome IN ('asked', 'not_asked')", name="ask_outcome_is_known"),
        CheckConstraint("outcome = 'asked' OR reason IS NOT NULL", name="not_asking_has_a_reason"),
        CheckConstraint("(contact_id IS NULL) <> (visitor IS NULL)", name="asked_is_a_contact_or_a_visitor"),
        UniqueConstraint("campaign_id", "contact_id", name="one_decision_per_campaign_and_contact"),
        Index("ix_ask_contact_id_at", "contact_id", "at"),
        Index("ix_ask_visitor_at", "visitor", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    #: A hash of the visitor's key, so that the ledger holds nothing that a browser could be recognised by.
    visitor: Mapped[str | None]
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"))
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id", ondelete="SET NULL"))
    channel: Mapped[str]
    at: Mapped[datetime]
    outcome: Mapped[str]
    #: no_address, opted_out, asked_recently, not_live.
    reason: Mapped[str | None]


class Preference(Base):
    """What a person wants of us: whether we may ask at all."""

    __tablename__ = "preference"

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True)
    opted_out_at: Mapped[datetime | None]
    #: one_click (the mail program's button), page, or staff.
    opted_out_by: Mapped[str | None]
