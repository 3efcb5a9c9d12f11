"""Workspace, Logo, User, Membership, Team, TeamMember, AuditEvent."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from voc.core.db import Base
from voc.staff.hours import WorkingHours


class Role(StrEnum):
    """What a person may do in one workspace; see `access.py` for what each allows."""

    OWNER = "owner"
    ANALYST = "analyst"
    AGENT = "agent"
    READER = "reader"


class Workspace(Base):
    """One company, or one part of it, with everything below it. No look-up crosses from one to another."""

    __tablename__ = "workspace"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    #: Short name for the command line, for example `default` or `demo`.
    slug: Mapped[str] = mapped_column(unique=True)
    #: Whose wall clock "this week" means where no reader is known.
    zone: Mapped[str]
    language: Mapped[str]
    #: ISO 4217; account revenue is in it.
    currency: Mapped[str] = mapped_column(String(3), default="USD")
    #: Made by `voc demo`, and wiped as a whole.
    is_demo: Mapped[bool] = mapped_column(default=False)
    #: False: its messages stay in the outbox for ever.
    sends_mail: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    #: Colour and logo as `branding.Brand` reads them; null: our own.
    brand: Mapped[dict[str, Any] | None]

    teams: Mapped[list[Team]] = relationship(back_populates="workspace", order_by="Team.id")


class Logo(Base):
    """A picture that stands for a workspace, cleaned; earlier ones stay, because mails lead to them."""

    __tablename__ = "logo"
    __table_args__ = (UniqueConstraint("workspace_id", "name", name="a_logo_is_kept_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    #: Made of its content and its kind, and the end of its address.
    name: Mapped[str] = mapped_column(index=True)
    content: Mapped[bytes]


class User(Base):
    """A person who signs in. One account, however many workspaces."""

    __tablename__ = "user_account"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_is_lower_case"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    #: Null until the person has chosen one; then nobody can sign in with the account.
    password_hash: Mapped[str | None]
    language: Mapped[str]
    zone: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True)
    #: Stands in the session cookie; a new one signs the person out everywhere.
    session_key: Mapped[str]
    created_at: Mapped[datetime]

    memberships: Mapped[list[Membership]] = relationship(back_populates="user")


class Membership(Base):
    """A person's role in a workspace."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("workspace_id", "user_id", name="one_role_per_person_and_workspace"),
        CheckConstraint("role IN ('owner', 'analyst', 'agent', 'reader')", name="role_is_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    role: Mapped[str]

    user: Mapped[User] = relationship(back_populates="memberships")
    workspace: Mapped[Workspace] = relationship()


class Team(Base):
    """People who take cases together, and the hours in which they do."""

    __tablename__ = "team"
    __table_args__ = (
        UniqueConstraint("workspace_id", "name", name="team_names_differ"),
        CheckConstraint("opens_at < closes_at AND cutoff_at <= closes_at", name="hours_are_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    name: Mapped[str]
    zone: Mapped[str]
    opens_at: Mapped[time] = mapped_column(default=time(9))
    closes_at: Mapped[time] = mapped_column(default=time(17, 30))
    #: What was answered before this is due the same day.
    cutoff_at: Mapped[time] = mapped_column(default=time(15))
    #: ISO weekdays that are worked, Monday is 1: `12345`.
    working_days: Mapped[str] = mapped_column(default="12345")
    #: ISO 3166 country whose holidays are kept; null for none.
    country: Mapped[str | None]
    #: Days that differ from the calendar: {"2026-12-24": false}.
    exceptions: Mapped[dict[str, Any]] = mapped_column(default=dict)

    workspace: Mapped[Workspace] = relationship(back_populates="teams")
    members: Mapped[list[TeamMember]] = relationship(back_populates="team", cascade="all, delete-orphan")

    @property
    def hours(self) -> WorkingHours:
        """The team's working hours as the sundown clock reads them."""
        return WorkingHours(
            zone=self.zone,
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            cutoff_at=self.cutoff_at,
            working_days=frozenset(map(int, self.working_days)),
            country=self.country,
            overrides={date.fromisoformat(day): bool(works) for day, works in self.exceptions.items()},
        )


class TeamMember(Base):
    """A person in a team. Only those who take cases are in the round robin."""

    __tablename__ = "team_member"
    __table_args__ = (UniqueConstraint("team_id", "user_id", name="once_in_a_team"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    takes_cases: Mapped[bool] = mapped_column(default=True)
    #: When the round robin last gave this person a case; null comes first.
    last_given_at: Mapped[datetime | None]

    team: Mapped[Team] = relationship(back_populates="members")
    user: Mapped[User] = relationship()


class AuditEvent(Base):
    """Who did what to which thing. Rows are only ever added."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_workspace_id_at", "workspace_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Null for what concerns the whole server.
    workspace_id: Mapped[int | None] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    at: Mapped[datetime]
    #: A verb and a noun, for example `survey.published`.
    action: Mapped[str]
    #: Table and id, for example `survey:4`.
    subject: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
