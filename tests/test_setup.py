"""The first visit: one link, one owner."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.client import Client
from voc.demo import making
from voc.notify.models import Subscription
from voc.staff import claiming
from voc.staff.models import Team, User, Workspace

FORM = {
    "company": "Acme", "name": "Olga", "email": "olga@example.org", "password": "correct horse battery",
    "language": "zh_Hans", "zone": "Asia/Shanghai",
}  # fmt: skip


def test_the_link_makes_an_owner_and_works_once(client: Client, session: Session, now: datetime) -> None:
    link = f"/setup/{claiming.issue(session, now)}"
    assert client.get(link).status_code == 200
    assert client.head(link).status_code == 200
    assert client.post(link, data=FORM).status_code == 302
    assert client.get("/welcome").status_code == 200
    assert session.scalars(select(User.email)).all() == ["olga@example.org"]
    workspace = session.scalars(select(Workspace)).one()
    assert (workspace.name, workspace.slug, workspace.zone) == ("Acme", "default", "Asia/Shanghai")
    assert session.scalars(select(Team)).one().zone == "Asia/Shanghai"
    # The next Monday 08:00 in Shanghai: the owner gets the digest without asking for it.
    assert session.scalars(select(Subscription.next_digest_at)).all() == [datetime(2026, 11, 23, tzinfo=UTC)]
    stranger = client.application.test_client()
    for address in (link, "/setup/guess"):
        page = stranger.get(address)
        assert (page.status_code, "This server has an owner already" in page.text) == (404, True)
        assert 'href="/sign-in"' in page.text
        assert not {"olga", "Olga", "Acme"} & set(re.findall(r"\w+", page.text))
    assert stranger.post(link, data=FORM | {"email": "eve@example.org"}).status_code == 404
    assert session.scalars(select(User.email)).all() == ["olga@example.org"]


def test_nobody_claims_a_server_that_has_an_owner(client: Client, session: Session, now: datetime) -> None:
    client.post(f"/setup/{claiming.issue(session, now)}", data=FORM)
    fresh = f"/setup/{claiming.issue(session, now)}"
    assert client.application.test_client().post(fresh, data=FORM | {"email": "eve@example.org"}).status_code == 404


def test_a_guessed_or_old_link_opens_nothing(
    client: Client, session: Session, now: datetime, clock: time_machine.Traveller
) -> None:
    page = client.get("/setup/guess")
    assert (page.status_code, "take the one that <code>voc run</code> printed last" in page.text) == (404, True)
    assert client.post("/setup/guess", data=FORM).status_code == 404
    assert session.scalar(select(User)) is None
    token = claiming.issue(session, now)
    session.commit()
    clock.shift(timedelta(hours=25))
    page = client.get(f"/setup/{token}")
    assert (page.status_code, "This link opens nothing" in page.text) == (404, True)


def test_a_zone_that_was_named_is_not_guessed_again(
    client: Client, session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = f"/setup/{claiming.issue(session, now)}"
    assert "data-zone-here" in client.get(link).text
    # Also by a name that is offered to nobody else.
    settings = replace(client.application.config["VOC"], zone="PRC", is_zone_given=True)
    monkeypatch.setitem(client.application.config, "VOC", settings)
    page = client.get(link).text
    assert "data-zone-here" not in page
    assert '<option selected value="PRC">' in page
    client.post(link, data={**FORM, "zone": "PRC"})
    assert session.scalars(select(Workspace)).one().zone == "PRC"


def test_a_mistake_does_not_use_the_link_up(client: Client, session: Session, now: datetime) -> None:
    link = f"/setup/{claiming.issue(session, now)}"
    for mistake in ({"password": "short"}, {"email": "nobody"}, {"company": ""}, {"zone": "Mars/Base"}):
        assert client.post(link, data=FORM | mistake).status_code == 422
    assert client.post(link, data=FORM).status_code == 302


def test_the_demo_is_begun_by_the_visit_and_filled_by_the_worker(
    client: Client, session: Session, now: datetime
) -> None:
    client.post(f"/setup/{claiming.issue(session, now)}", data=FORM | {"wants_demo": "y", "language": "en"})
    demo = session.scalars(select(Workspace).where(Workspace.is_demo)).one()
    assert not demo.sends_mail
    assert making.is_being_filled(session, demo.id)
    assert client.post(f"/workspaces/{demo.id}/enter").status_code == 302
    assert "The demo is being filled" in client.get("/welcome").text


def test_a_later_owner_finds_the_demo_that_is_there(client: Client, session: Session, now: datetime) -> None:
    demo = making.begin(session, now)
    client.post(f"/setup/{claiming.issue(session, now)}", data=FORM)
    assert [user.email for user in making.guests(session, demo)] == ["olga@example.org"]
