"""People's accounts: inviting a colleague, joining, a forgotten password, who is owner of what."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voc.core import tokens
from voc.staff import passwords
from voc.staff.models import Membership, Role, Team, TeamMember, User, Workspace

RESET = "reset-password"
JOIN = "join"
RESET_AGE = timedelta(hours=4)
JOIN_AGE = timedelta(days=14)


class Taken(Exception):
    """Somebody in this workspace has this address already."""


class LastOwner(Exception):
    """A workspace without an owner could not be managed by anybody."""


@dataclass(frozen=True)
class Locale:
    """How a person reads: language and time zone."""

    language: str
    zone: str


def find(session: Session, email: str) -> User | None:
    """The person with this address, however it is written."""
    return session.scalar(select(User).where(User.email == email.strip().lower()))


def add(session: Session, email: str, name: str, locale: Locale, now: datetime) -> User:
    """A person who can sign in once they have chosen a password. Raises `Taken`."""
    user = User(
        email=email.strip().lower(),
        name=" ".join(name.split()),
        password_hash=None,
        language=locale.language,
        zone=locale.zone,
        session_key=secrets.token_urlsafe(16),
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError as error:
        raise Taken(email) from error
    return user


def add_workspace(session: Session, name: str, slug: str, locale: Locale, now: datetime) -> Workspace:
    """A workspace with its first team."""
    workspace = Workspace(name=name, slug=slug, language=locale.language, zone=locale.zone, created_at=now)
    workspace.teams = [Team(name=name, zone=locale.zone, country=None)]
    session.add(workspace)
    session.flush()
    return workspace


def admit(session: Session, user: User, workspace: Workspace, role: Role, team: Team) -> Membership:
    """Make a person a member with a role and a place in a team. Raises `Taken` when they are one already."""
    membership = Membership(user_id=user.id, workspace_id=workspace.id, role=role)
    takes_cases = role in (Role.OWNER, Role.AGENT)
    try:
        with session.begin_nested():
            session.add(membership)
            session.add(TeamMember(team_id=team.id, user_id=user.id, takes_cases=takes_cases, last_given_at=None))
    except IntegrityError as error:
        raise Taken(user.email) from error
    return membership


def set_password(user: User, password: str) -> None:
    """Choose a password. Whoever is signed in with the account elsewhere is signed out."""
    user.password_hash = passwords.hashed(password)
    user.session_key = secrets.token_urlsafe(16)


def reset_token(session: Session, user: User, now: datetime) -> str:
    """A link's token by which the person chooses a new password within four hours."""
    return tokens.issue(session, RESET, str(user.id), now, RESET_AGE)


def join_token(session: Session, user: User, now: datetime) -> str:
    """A link's token by which an invited colleague takes their account over within two weeks."""
    return tokens.issue(session, JOIN, str(user.id), now, JOIN_AGE)


def holder(session: Session, purpose: str, token: str, now: datetime) -> User | None:
    """Whose token this is, without using it up."""
    subject = tokens.peek(session, purpose, token, now)
    return session.get(User, int(subject)) if subject else None


def change_role(session: Session, membership: Membership, role: Role) -> None:
    """Give a member another role. Raises `LastOwner` when nobody would be left who may manage the workspace."""
    if membership.role == Role.OWNER and role != Role.OWNER:
        _keep_an_owner(session, membership)
    membership.role = role
    session.flush()


def dismiss(session: Session, membership: Membership) -> None:
    """Take a person out of the workspace and its teams. Raises `LastOwner`.

    The account and what the person did stay; open cases are handed on by `followups`.
    """
    if membership.role == Role.OWNER:
        _keep_an_owner(session, membership)
    teams = select(Team.id).where(Team.workspace_id == membership.workspace_id)
    session.execute(delete(TeamMember).where(TeamMember.user_id == membership.user_id, TeamMember.team_id.in_(teams)))
    session.delete(membership)
    session.flush()


def _keep_an_owner(session: Session, leaving: Membership) -> None:
    others = (
        select(func.count())
        .select_from(Membership)
        .join(User)
        .where(
            Membership.workspace_id == leaving.workspace_id,
            Membership.role == Role.OWNER,
            Membership.id != leaving.id,
            User.is_active,
        )
    )
    if not session.scalar(others):
        raise LastOwner
