"""Whose a case is."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from tests.factories import a_team, a_user, a_workspace, an_account, the_workspace
from voc.followups import routing
from voc.staff.models import Membership, Role, Team, TeamMember, User


def given(session: Session, team: Team, now: datetime, times: int) -> list[User]:
    return [routing.owner_for(session, team, None, now) for _ in range(times)]


def test_the_accounts_owner_comes_first(session: Session, now: datetime) -> None:
    team = a_team()
    a_user(team=team)
    keeper = a_user(role=Role.AGENT, team=a_team())
    assert routing.owner_for(session, team, an_account(owner=keeper), now) is keeper


@pytest.mark.parametrize("reason", ["left", "elsewhere", "reads only"])
def test_an_account_owner_who_cannot_work_on_cases_gets_none(session: Session, now: datetime, reason: str) -> None:
    team = a_team()
    colleague = a_user(role=Role.AGENT, team=team)
    keeper = a_user(role=Role.READER if reason == "reads only" else Role.AGENT, team=a_team())
    keeper.is_active = reason != "left"
    if reason == "elsewhere":
        session.execute(delete(Membership).where(Membership.user_id == keeper.id))
    assert routing.owner_for(session, team, an_account(owner=keeper), now) is colleague


def test_turns_go_round_even_within_one_instant(session: Session, now: datetime) -> None:
    team = a_team()
    people = [a_user(role=Role.AGENT, team=team) for _ in range(3)]
    assert given(session, team, now, 7) == [*people, *people, people[0]]


def test_who_was_given_one_least_recently_is_next(session: Session, now: datetime) -> None:
    team = a_team()
    first, second = (a_user(role=Role.AGENT, team=team) for _ in range(2))
    for member in team.members:
        member.last_given_at = now - timedelta(days=1 if member.user is second else 0, hours=1)
    assert given(session, team, now, 2) == [second, first]


def test_only_who_takes_cases_is_in_the_round(session: Session, now: datetime) -> None:
    team = a_team()
    taker = a_user(role=Role.AGENT, team=team)
    a_user(role=Role.READER, team=team)
    a_user(role=Role.AGENT, team=team).is_active = False
    rests = a_user(role=Role.AGENT, team=team)
    session.flush()
    member = next(member for member in session.query(TeamMember) if member.user_id == rests.id)
    member.takes_cases = False
    session.flush()
    assert given(session, team, now, 3) == [taker] * 3


def test_without_anybody_in_the_team_a_workspace_owner_gets_it(session: Session, now: datetime) -> None:
    owner = a_user(role=Role.OWNER, team=a_team())
    assert routing.owner_for(session, a_team(), None, now) is owner


def test_even_the_last_owner_who_is_away_is_better_than_nobody(session: Session, now: datetime) -> None:
    owner = a_user(role=Role.OWNER, team=a_team())
    owner.is_active = False
    assert routing.owner_for(session, a_team(), None, now) is owner


def test_people_of_other_workspaces_are_no_candidates(session: Session) -> None:
    here, elsewhere = the_workspace(), a_workspace()
    mine = a_user(workspace=here, role=Role.AGENT)
    a_user(workspace=elsewhere, role=Role.AGENT)
    a_user(workspace=here, role=Role.READER)
    a_user(workspace=here, role=Role.ANALYST)
    assert routing.candidates(session, here.id) == [mine]
