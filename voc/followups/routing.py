"""Whose a case is. It is never nobody's."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from voc.customers.models import Account
from voc.staff.access import RIGHTS
from voc.staff.models import Membership, Role, Team, TeamMember, User
from voc.surveys.models import Survey

#: Roles that may work on cases.
CASE_ROLES = tuple(role for role in Role if "cases" in RIGHTS[role])


class Nobody(Exception):
    """The workspace has no owner, so nobody could answer."""


def team_for(session: Session, survey: Survey) -> Team:
    """The team that follows up this survey's answers: its own, else the workspace's first."""
    if survey.team_id:
        return session.get_one(Team, survey.team_id)
    first = select(Team).where(Team.workspace_id == survey.workspace_id).order_by(Team.id).limit(1)
    return session.scalars(first).one()


def owner_for(session: Session, team: Team, account: Account | None, now: datetime) -> User:
    """Who gets the next case: the account's owner, else whose turn it is in the team, else a workspace owner."""
    return (
        (account and _account_owner(session, account))
        or _next_in_turn(session, team, now)
        or _workspace_owner(session, team.workspace_id)
    )


def candidates(session: Session, workspace_id: int) -> list[User]:
    """Everybody who can be given a case, by name."""
    statement = select(User).join(Membership).where(_takes_cases_in(workspace_id)).order_by(User.name, User.id)
    return list(session.scalars(statement))


def _takes_cases_in(workspace_id: int) -> ColumnElement[bool]:
    return (Membership.workspace_id == workspace_id) & Membership.role.in_(CASE_ROLES) & User.is_active


def _account_owner(session: Session, account: Account) -> User | None:
    statement = select(User).join(Membership).where(User.id == account.owner_id, _takes_cases_in(account.workspace_id))
    return session.scalars(statement).first()


def _next_in_turn(session: Session, team: Team, now: datetime) -> User | None:
    # Two workers that give cases to one team wait here for one another, else both would choose the same person.
    session.execute(select(Team.id).where(Team.id == team.id).with_for_update())
    statement = (
        select(TeamMember)
        .join(User, User.id == TeamMember.user_id)
        .join(Membership, Membership.user_id == User.id)
        .where(TeamMember.team_id == team.id, TeamMember.takes_cases, _takes_cases_in(team.workspace_id))
        .order_by(TeamMember.last_given_at.asc().nulls_first(), TeamMember.id)
        .limit(1)
        .execution_options(populate_existing=True)
    )
    member = session.scalars(statement).first()
    if member is None:
        return None
    member.last_given_at = _turn(session, team, now)
    session.flush()
    return member.user


def _turn(session: Session, team: Team, now: datetime) -> datetime:
    # Several cases are given at one instant of the job; each turn must still come after the one before.
    newest = session.scalar(select(func.max(TeamMember.last_given_at)).where(TeamMember.team_id == team.id))
    return now if newest is None or newest < now else newest + timedelta(microseconds=1)


def _workspace_owner(session: Session, workspace_id: int) -> User:
    statement = (
        select(User)
        .join(Membership)
        .where(Membership.workspace_id == workspace_id, Membership.role == Role.OWNER)
        .order_by(User.is_active.desc(), Membership.id)
    )
    owner = session.scalars(statement).first()
    if owner is None:
        raise Nobody(f"workspace {workspace_id}")
    return owner
