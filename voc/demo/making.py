"""The demo's empty workspace, and who is in it. Light enough for the web process: it fills nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voc.demo.company import DOMAIN
from voc.demo.models import Filling
from voc.notify import subscriptions
from voc.staff.models import Membership, Role, Team, TeamMember, User, Workspace

SLUG = "demo"
#: What customers of the made-up company call it, and what its workspace is called.
COMPANY, NAME = "Mirabrook", "Mirabrook (demo)"
#: The head office that the workspace's weeks follow.
ZONE = "Europe/Berlin"


class NotADemo(Exception):
    """A real workspace; nothing here may touch it."""


def find(session: Session) -> Workspace | None:
    """The demo's workspace. Raises `NotADemo` when a real one has its slug."""
    workspace = session.scalar(select(Workspace).where(Workspace.slug == SLUG))
    if workspace and not workspace.is_demo:
        raise NotADemo(workspace.slug)
    return workspace


def begin(session: Session, now: datetime) -> Workspace:
    """The demo's workspace; made empty, with every owner of a real workspace in it, when there is none.

    Somebody else fills it: the worker, or `voc demo`.
    """
    if workspace := find(session):
        return workspace
    workspace = Workspace(
        name=NAME, slug=SLUG, zone=ZONE, language="en", currency="EUR", is_demo=True, sends_mail=False, created_at=now
    )
    workspace.teams = [Team(name="Berlin", zone=ZONE, country=None)]
    try:
        with session.begin_nested():
            session.add(workspace)
    except IntegrityError:
        # Somebody else began it in the same moment.
        found = find(session)
        assert found, "the slug that was refused is there"
        return found
    session.add(Filling(workspace_id=workspace.id, claimed_by=None, claimed_until=None, filled_at=None))
    session.flush()
    for owner in real_owners(session):
        welcome(session, workspace, owner, now)
    return workspace


def real_owners(session: Session) -> list[User]:
    """Everybody who owns a workspace that is no demo, in the order of their accounts."""
    owns = select(Membership.user_id).join(Workspace).where(Membership.role == Role.OWNER, ~Workspace.is_demo)
    return list(session.scalars(select(User).where(User.id.in_(owns)).order_by(User.id)))


def welcome(session: Session, workspace: Workspace, owner: User, now: datetime) -> None:
    """Let an owner of a real workspace into the demo, as an owner and a reader of its digest."""
    is_there = select(Membership.id).filter_by(workspace_id=workspace.id, user_id=owner.id)
    if session.scalar(is_there) is not None:
        return
    team = min(workspace.teams, key=lambda each: each.id)
    session.add(Membership(user_id=owner.id, workspace_id=workspace.id, role=Role.OWNER))
    # Not in the round robin: the company's own people answer its customers.
    session.add(TeamMember(team_id=team.id, user_id=owner.id, takes_cases=False, last_given_at=None))
    subscriptions.subscribe(session, workspace.id, owner, now)


def colleagues(session: Session, workspace: Workspace) -> list[User]:
    """The made-up people who work in the demo."""
    return _members(session, workspace, User.email.endswith(f"@{DOMAIN}"))


def guests(session: Session, workspace: Workspace) -> list[User]:
    """The real people who may look at the demo."""
    return _members(session, workspace, ~User.email.endswith(f"@{DOMAIN}"))


def _members(session: Session, workspace: Workspace, who: ColumnElement[bool]) -> list[User]:
    members = select(User).join(Membership).where(Membership.workspace_id == workspace.id, who)
    return list(session.scalars(members.order_by(User.id)))


def filling_of(session: Session, workspace_id: int) -> Filling | None:
    """How far the filling of a demo is."""
    return session.scalar(select(Filling).filter_by(workspace_id=workspace_id))


def is_being_filled(session: Session, workspace_id: int) -> bool:
    """Whether the demo's company is not complete yet."""
    unfinished = select(Filling.id).where(Filling.workspace_id == workspace_id, Filling.filled_at.is_(None))
    return session.scalar(unfinished) is not None
