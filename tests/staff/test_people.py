"""People and teams: who may manage them, inviting, roles, dismissal, hours."""

from __future__ import annotations

import html
import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.client import Client
from voc.core.outbox import Message
from voc.staff.models import AuditEvent, Membership, Team, TeamMember, User

PAGES = ("/people", "/teams/new", "/outbox")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", ["analyst", "agent", "reader"])
def test_only_an_owner_manages(client: Client, session: Session, page: str, role: str) -> None:
    assert client.get(page).status_code == 302
    assert client.sign_in(factories.a_user(role=role)).get(page).status_code == 403


def test_another_workspaces_team_and_member_are_not_there(client: Client, session: Session) -> None:
    client.sign_in(factories.a_user())
    elsewhere = factories.a_workspace()
    stranger = factories.a_user(workspace=elsewhere)
    member = session.scalars(select(Membership).where(Membership.user_id == stranger.id)).one()
    assert client.get(f"/teams/{factories.the_team(elsewhere).id}").status_code == 404
    assert client.post(f"/people/{member.id}/role", data={"role": "reader"}).status_code == 404
    assert client.post(f"/people/{member.id}/dismiss").status_code == 404
    assert client.get(f"/people/{member.id}/dismiss").status_code == 405


def invite(client: Client, session: Session, email: str = "Ben@Example.org ", role: str = "agent") -> None:
    team = factories.the_team(factories.the_workspace())
    form = {"email": email, "name": "Ben", "role": role, "team_id": team.id}
    assert client.post("/people", data=form).status_code == 302


def test_a_colleague_is_invited_joins_and_works(client: Client, session: Session) -> None:
    client.sign_in(factories.a_user())
    invite(client, session)
    message = session.scalars(select(Message)).one()
    assert (message.to_address, message.opens_account) == ("ben@example.org", True)
    link = re.findall(r"(/join/\S+)", message.body_text)[0]
    colleague = client.application.test_client()
    assert colleague.get(link).status_code == 200
    form = {"name": "Ben B.", "password": "a sentence of mine", "language": "zh_Hans", "zone": "Asia/Shanghai"}
    assert colleague.post(link, data=form).status_code == 302
    assert colleague.get("/account").status_code == 200
    assert colleague.get(link).status_code == 404
    user = session.scalars(select(User).where(User.email == "ben@example.org")).one()
    assert (user.name, user.zone) == ("Ben B.", "Asia/Shanghai")
    assert session.scalars(select(TeamMember).where(TeamMember.user_id == user.id)).one().takes_cases


def test_who_joins_is_offered_the_language_that_the_page_speaks(client: Client, session: Session) -> None:
    client.sign_in(factories.a_user())
    invite(client, session)
    link = re.findall(r"(/join/\S+)", session.scalars(select(Message)).one().body_text)[0]
    page = client.application.test_client().get(link, headers={"Accept-Language": "zh-TW"}).text
    assert re.search(r'<option selected value="zh_Hant">', page)


def test_inviting_twice_is_one_person(client: Client, session: Session) -> None:
    client.sign_in(factories.a_user())
    invite(client, session)
    team = factories.the_team(factories.the_workspace())
    again = {"email": "ben@example.org", "name": "Ben", "role": "agent", "team_id": team.id}
    response = client.post("/people", data=again)
    assert response.status_code == 422
    assert "here already" in response.text


def test_somebody_known_elsewhere_keeps_their_password(client: Client, session: Session) -> None:
    stranger = factories.a_user(workspace=factories.a_workspace())
    client.sign_in(factories.a_user(workspace=factories.a_workspace(name="Second")))
    team = factories.the_team(session.scalars(select(Team).order_by(Team.id.desc())).first().workspace)  # type: ignore[union-attr]
    form = {"email": stranger.email, "name": "X", "role": "reader", "team_id": team.id}
    assert client.post("/people", data=form).status_code == 302
    assert "/join/" not in session.scalars(select(Message)).one().body_text
    assert session.get_one(User, stranger.id).password_hash == stranger.password_hash


def test_the_last_owner_stays(client: Client, session: Session) -> None:
    owner = factories.a_user()
    client.sign_in(owner)
    mine = session.scalars(select(Membership).where(Membership.user_id == owner.id)).one()
    client.post(f"/people/{mine.id}/role", data={"role": "reader"})
    client.post(f"/people/{mine.id}/dismiss")
    assert session.get_one(Membership, mine.id).role == "owner"


def test_a_dismissed_person_is_out_at_once(client: Client, session: Session) -> None:
    colleague = factories.a_user(role="agent")
    their = client.application.test_client()
    assert isinstance(their, Client)
    assert their.sign_in(colleague).get("/account").status_code == 200
    client.sign_in(factories.a_user())
    member = session.scalars(select(Membership).where(Membership.user_id == colleague.id)).one()
    assert client.post(f"/people/{member.id}/dismiss").status_code == 302
    assert their.get("/account").status_code == 302
    assert session.scalars(select(TeamMember).where(TeamMember.user_id == colleague.id)).all() == []
    assert "user.dismissed" in session.scalars(select(AuditEvent.action)).all()


def test_a_teams_hours_are_kept(client: Client, session: Session) -> None:
    owner = factories.a_user()
    client.sign_in(owner)
    team = factories.the_team(factories.the_workspace())
    form = {
        "name": "Care 客服", "zone": "Asia/Shanghai", "opens_at": "08:30", "cutoff_at": "14:00", "closes_at": "18:00",
        "working_days": [1, 2, 3, 4, 5, 6], "country": "cn", "exceptions": "2026-12-24 closed\n2026-12-26 open\n",
        "members": [owner.id],
    }  # fmt: skip
    assert client.post(f"/teams/{team.id}", data=form).status_code == 302
    session.refresh(team)
    assert (team.working_days, team.country, team.exceptions["2026-12-26"]) == ("123456", "CN", True)


def test_saving_a_teams_page_as_it_is_changes_nothing(client: Client, session: Session) -> None:
    owner = factories.a_user()
    client.sign_in(owner)
    team = factories.the_team(factories.the_workspace())
    team.exceptions = {"2026-12-24": False, "2026-12-26": True}
    before = (team.working_days, team.exceptions, [(m.user_id, m.takes_cases) for m in team.members])
    page = client.get(f"/teams/{team.id}").text
    [exceptions] = re.findall(r'name="exceptions"[^>]*>([^<]*)<', page)
    ticked = re.findall(r'<input checked[^>]* name="(members|working_days)"[^>]* value="(\d+)"', page)
    form = {"name": team.name, "zone": team.zone, "exceptions": html.unescape(exceptions)} | {
        name: [value for each, value in ticked if each == name] for name in ("members", "working_days")
    }
    times = {"opens_at": "09:00", "cutoff_at": "15:00", "closes_at": "17:30", "country": ""}
    assert client.post(f"/teams/{team.id}", data=form | times).status_code == 302
    session.refresh(team)
    assert (team.working_days, team.exceptions, [(m.user_id, m.takes_cases) for m in team.members]) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("closes_at", "08:00"), ("cutoff_at", "19:00"), ("working_days", []), ("country", "XX"),
        ("exceptions", "2026-02-30 closed"), ("exceptions", "tomorrow"), ("zone", "Mars/Base"), ("opens_at", "25:00"),
    ],
)  # fmt: skip
def test_impossible_hours_are_refused(client: Client, session: Session, field: str, value: object) -> None:
    client.sign_in(factories.a_user())
    team = factories.the_team(factories.the_workspace())
    form: dict[str, object] = {
        "name": "T", "zone": "UTC", "opens_at": "09:00", "cutoff_at": "15:00", "closes_at": "17:30",
        "working_days": [1], "country": "", "exceptions": "",
    }  # fmt: skip
    assert client.post(f"/teams/{team.id}", data=form | {field: value}).status_code == 422


def test_two_teams_cannot_have_one_name(client: Client, session: Session) -> None:
    client.sign_in(factories.a_user())
    team = factories.the_team(factories.the_workspace())
    form = {
        "name": team.name, "zone": "UTC", "opens_at": "09:00", "cutoff_at": "15:00", "closes_at": "17:30",
        "working_days": [1],
    }  # fmt: skip
    assert client.post("/teams/new", data=form).status_code == 422


def test_the_people_page_costs_the_same_for_many(client: Client, session: Session, statements: list[str]) -> None:
    client.sign_in(factories.a_user())
    factories.a_user()
    client.get("/people")
    statements.clear()
    client.get("/people")
    few = len(statements)
    for _ in range(18):
        factories.a_user()
    statements.clear()
    client.get("/people")
    assert len(statements) == few


@pytest.mark.parametrize("number", [0, 2**31, 10**30])
def test_a_number_that_no_row_can_have_is_not_there(client: Client, session: Session, number: int) -> None:
    client.sign_in(factories.a_user())
    assert client.get(f"/teams/{number}").status_code == 404
    assert client.get(f"/outbox?before={number}").status_code == 200


def test_who_changes_the_language_is_told_so_in_the_new_one(client: Client, session: Session) -> None:
    client.sign_in(factories.a_user())
    for language, said in (("zh_Hans", "已保存。"), ("en", "Saved.")):
        form = {"name": "Olga Owner", "language": language, "zone": "UTC"}
        assert client.post("/account", data=form).status_code == 302
        page = client.get("/account").text
        assert f'<p class="flash " role="status">{said}</p>' in page
