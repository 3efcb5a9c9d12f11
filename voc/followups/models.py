"""Case, CaseResponse, CaseEvent."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from voc.core.db import Base, partial_index
from voc.customers.models import Account, Contact
from voc.insights.models import Theme
from voc.responses.models import Response
from voc.staff.models import Team, User


class CaseState(StrEnum):
    """open: nobody has contacted the customer yet; in_contact: somebody has; closed: done."""

    OPEN = "open"
    IN_CONTACT = "in_contact"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a case ended."""

    RECOVERED = "recovered"
    NOT_RECOVERED = "not_recovered"
    COULD_NOT_REACH = "could_not_reach"
    NOT_OUR_FAULT = "not_our_fault"
    DUPLICATE = "duplicate"


class EventKind(StrEnum):
    """What can happen to a case."""

    OPENED = "opened"
    #: A later answer of the same person.
    JOINED = "joined"
    #: An answer of the case says something else now.
    REVISED = "revised"
    #: Further words of an answer, while nobody has contacted the customer; nothing that stood there has changed.
    WROTE = "wrote"
    ASSIGNED = "assigned"
    NOTE = "note"
    MAIL = "mail"
    CALL = "call"
    CLOSED = "closed"
    REOPENED = "reopened"


class Case(Base):
    """One follow-up, until the customer heard from us and the reason is known."""

    __tablename__ = "case_file"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'in_contact', 'closed')", name="case_state_is_known"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_has_its_time"),
        CheckConstraint("state <> 'closed' OR outcome IS NOT NULL", name="closed_has_an_outcome"),
        CheckConstraint(
            "state = 'open' OR contacted_at IS NOT NULL OR closed_at IS NOT NULL", name="contact_has_its_time"
        ),
        partial_index(
            "one_open_case_per_contact",
            "workspace_id",
            "contact_id",
            unique=True,
            where="state <> 'closed' AND contact_id IS NOT NULL",
        ),
        Index("ix_case_file_workspace_id_state_due_at", "workspace_id", "state", "due_at"),
        Index("ix_case_file_owner_id_state", "owner_id", "state"),
        Index("ix_case_file_account_id", "account_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id", ondelete="SET NULL"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id", ondelete="RESTRICT"))
    #: None's case is nobody's: there is always one.
    owner_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="RESTRICT"))
    state: Mapped[str]
    opened_at: Mapped[datetime]
    #: Sundown: by then the customer has heard from us.
    due_at: Mapped[datetime]
    #: The first outbound contact; it stops the clock.
    contacted_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    root_cause_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id", ondelete="SET NULL"))

    contact: Mapped[Contact | None] = relationship()
    account: Mapped[Account | None] = relationship()
    team: Mapped[Team] = relationship()
    owner: Mapped[User] = relationship()
    root_cause: Mapped[Theme | None] = relationship()
    events: Mapped[list[CaseEvent]] = relationship(order_by="CaseEvent.id", cascade="all, delete-orphan")
    responses: Mapped[list[CaseResponse]] = relationship(order_by="CaseResponse.id", cascade="all, delete-orphan")


class CaseResponse(Base):
    """An answer that a case is about; an answer is in one case at most."""

    __tablename__ = "case_response"
    __table_args__ = (UniqueConstraint("response_id", name="a_response_in_one_case_at_most"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id", ondelete="CASCADE"), index=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"))

    response: Mapped[Response] = relationship()


class CaseEvent(Base):
    """One thing that happened to a case. Rows are only ever added."""

    __tablename__ = "case_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    #: Who did it; null for what the clock or the customer did.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    #: See `EventKind`.
    kind: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)

    user: Mapped[User | None] = relationship()
