"""A campaign on its way: everybody chosen is asked once, or not asked for a stored reason."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests import factories
from tests.client import Client
from voc.core.outbox import Message
from voc.customers.models import Contact
from voc.invitations import preferences, progress, sending
from voc.invitations.jobs import send_invitations
from voc.invitations.mail import Stationery
from voc.invitations.models import Ask, Campaign, Invitation
from voc.responses import provisional
from voc.staff.models import Workspace


def send_all(session: Session, now: datetime) -> None:
    send_invitations.function(session, now)


def reasons(session: Session, campaign: Campaign) -> dict[str, str | None]:
    """Address or key -> reason, None for the asked."""
    statement = (
        select(Contact, Ask.reason).join(Ask, Ask.contact_id == Contact.id).where(Ask.campaign_id == campaign.id)
    )
    return {contact.email or contact.key or "": reason for contact, reason in session.execute(statement)}


@pytest.fixture
def four(session: Session, now: datetime) -> None:
    """Somebody new, somebody without an address, somebody who opted out, and somebody asked last week."""
    factories.a_contact(email="new@example.org")
    workspace = factories.the_workspace()
    factories.saved(Contact(workspace_id=workspace.id, key="mute", name="", attributes={}, created_at=now))
    preferences.opt_out(session, factories.a_contact(email="out@example.org"), now, by="page")
    tired = factories.a_contact(email="tired@example.org")
    survey = factories.the_survey()
    factories.saved(
        Ask(
            workspace_id=workspace.id, contact_id=tired.id, survey_id=survey.id, channel="email",
            at=now - timedelta(days=7), outcome="asked",
        )
    )  # fmt: skip


@pytest.mark.usefixtures("four")
def test_the_forecast_is_what_then_happens(session: Session, now: datetime) -> None:
    campaign = factories.a_campaign()
    forecast = sending.forecast(session, campaign, now)
    assert (forecast.chosen, forecast.asked) == (4, 1)
    assert forecast.not_asked == {"no_address": 1, "opted_out": 1, "asked_recently": 1}
    sending.start(session, campaign, now)
    send_all(session, now)
    assert reasons(session, campaign) == {
        "new@example.org": None,
        "mute": "no_address",
        "out@example.org": "opted_out",
        "tired@example.org": "asked_recently",
    }
    counts = progress.of_campaign(session, campaign)
    assert (counts.chosen, counts.asked, counts.not_asked, counts.to_come) == (4, 1, 3, 0)
    assert campaign.finished_at == now


def test_each_asked_person_has_one_invitation_and_one_message(session: Session, now: datetime) -> None:
    contacts = [factories.a_contact() for _ in range(60)]
    campaign = factories.a_campaign(started_at=now)
    send_all(session, now)
    send_all(session, now)
    invited = session.scalars(select(Invitation.contact_id).where(Invitation.campaign_id == campaign.id)).all()
    assert sorted(invited) == [contact.id for contact in contacts]
    addresses = session.scalars(select(Message.to_address).where(Message.kind == "invitation")).all()
    assert sorted(addresses) == sorted(contact.email or "" for contact in contacts)


def test_what_is_not_sent_waits_for_nobody(session: Session, now: datetime) -> None:
    factories.a_contact()
    factories.a_campaign()
    send_all(session, now)
    assert session.scalar(select(func.count(Ask.id))) == 0


def test_a_second_campaign_asks_nobody_again_within_thirty_days(session: Session, now: datetime) -> None:
    factories.a_contact(email="ana@example.org")
    factories.a_campaign(started_at=now)
    send_all(session, now)
    later = now + timedelta(days=10)
    second = factories.a_campaign(started_at=later)
    send_all(session, later)
    assert reasons(session, second) == {"ana@example.org": "asked_recently"}
    much_later = now + timedelta(days=31)
    third = factories.a_campaign(started_at=much_later)
    send_all(session, much_later)
    assert reasons(session, third) == {"ana@example.org": None}


def test_pressing_send_twice_starts_it_once(session: Session, now: datetime) -> None:
    campaign = factories.a_campaign()
    sending.start(session, campaign, now)
    sending.start(session, campaign, now + timedelta(hours=1))
    assert campaign.started_at == now


def test_a_survey_that_is_not_live_cannot_be_sent(session: Session, now: datetime) -> None:
    draft = factories.a_survey(is_live=False)
    with pytest.raises(sending.NotLive):
        sending.start(session, factories.a_campaign(survey=draft), now)
    closed = factories.a_survey()
    closed.closed_at = now
    with pytest.raises(sending.NotLive):
        sending.start(session, factories.a_campaign(survey=closed), now)


def test_when_the_survey_closes_meanwhile_the_rest_is_not_asked(session: Session, now: datetime) -> None:
    for _ in range(sending.BATCH + 5):
        factories.a_contact()
    campaign = factories.a_campaign(started_at=now)
    sending.send_next(session, stationery(session), now)
    factories.the_survey().closed_at = now
    session.flush()
    send_all(session, now)
    counts = progress.of_campaign(session, campaign)
    assert counts.states == {"silent": sending.BATCH, "not_live": 5}


def stationery(session: Session) -> Stationery:
    from flask import current_app

    return Stationery(current_app.config["VOC"])


def test_whoever_comes_in_meanwhile_waits_for_the_next_campaign(session: Session, now: datetime) -> None:
    for _ in range(sending.BATCH):
        factories.a_contact()
    campaign = factories.a_campaign(started_at=now)
    sending.send_next(session, stationery(session), now)
    late = factories.a_contact(email="late@example.org")
    late.created_at = now + timedelta(seconds=1)
    session.flush()
    send_all(session, now)
    assert "late@example.org" not in reasons(session, campaign)
    assert progress.of_campaign(session, campaign).chosen == sending.BATCH


def test_a_segment_is_the_accounts_or_else_the_persons_own(session: Session, now: datetime) -> None:
    gold, silver = factories.an_account(segment="Gold"), factories.an_account(segment="Silver")
    factories.a_contact(email="gold@example.org", account=gold)
    factories.a_contact(email="silver@example.org", account=silver).segment = "Gold"
    factories.a_contact(email="own@example.org").segment = "Gold"
    factories.a_contact(email="none@example.org")
    campaign = factories.a_campaign(segment="Gold", started_at=now)
    send_all(session, now)
    assert set(reasons(session, campaign)) == {"gold@example.org", "own@example.org"}


def test_contacts_of_another_workspace_are_left_alone(session: Session, now: datetime) -> None:
    factories.a_contact(email="ours@example.org")
    other = factories.a_workspace(name="Other")
    factories.a_contact(workspace=other, email="theirs@example.org")
    campaign = factories.a_campaign(started_at=now)
    send_all(session, now)
    assert set(reasons(session, campaign)) == {"ours@example.org"}


def test_a_workspace_that_mails_nobody_asks_without_sending(session: Session, now: datetime) -> None:
    demo = factories.saved(
        Workspace(name="Demo", slug="demo-x", zone="UTC", language="en", is_demo=True, sends_mail=False, created_at=now)
    )
    factories.a_contact(workspace=demo)
    factories.a_campaign(survey=factories.a_survey(workspace=demo), started_at=now)
    send_all(session, now)
    assert session.scalars(select(Message)).one().state == "suppressed"


def test_the_counts_reconcile_in_every_state(session: Session, now: datetime) -> None:
    people = [factories.a_contact() for _ in range(6)]
    campaign = factories.a_campaign(started_at=now)
    send_all(session, now)
    invitations = {row.contact_id: row for row in session.scalars(select(Invitation))}
    messages = {row.reason_key: row for row in session.scalars(select(Message))}
    answered, aside, bounced, left, answered_and_left, _silent = (invitations[person.id] for person in people)
    answered.answered_at = answered_and_left.answered_at = now
    aside.is_set_aside = True
    messages[bounced.reason_key].failed_at = now
    for invitation in (left, answered_and_left):
        preferences.opt_out(session, invitation.contact, now, by="page")
    counts = progress.of_campaign(session, campaign)
    assert counts.states == {"answered": 2, "set_aside": 1, "bounced": 1, "opted_out_since": 1, "silent": 1}
    assert counts.asked == counts.chosen == 6
    assert progress.of_campaigns(session, [campaign.id])[campaign.id].states == counts.states
    for state, n in counts.states.items():
        rows, _ = progress.people(session, campaign, state)
        assert len(rows) == n


def test_a_batch_costs_the_same_reads_for_two_contacts_and_for_twenty(
    session: Session, now: datetime, statements: list[str]
) -> None:
    def reads(n: int) -> int:
        for _ in range(n):
            factories.a_contact()
        factories.a_campaign(started_at=now)
        paper = stationery(session)
        session.expire_all()
        statements.clear()
        sending.send_next(session, paper, now)
        count = len([text for text in statements if text.startswith("SELECT")])
        send_all(session, now)
        return count

    assert reads(2) == reads(20)


def test_what_a_machine_clicked_is_counted_as_set_aside_until_a_person_answers(
    session: Session, now: datetime, client: Client
) -> None:
    factories.a_contact()
    campaign = factories.a_campaign(started_at=now)
    send_all(session, now)
    invitation = session.scalars(select(Invitation)).one()
    for score in (1, 9):
        seen = provisional.Seen(f"visit-{score}", score, visible_seconds=60, was_touched=True)
        provisional.sight(session, invitation, seen, now, language="en")
    assert progress.of_campaign(session, campaign).states == {"set_aside": 1}
    client.post(factories.link_of(invitation), data={"score": "9", "key": "x" * 16})
    assert progress.of_campaign(session, campaign).states == {"answered": 1}
