"""A campaign in the console: what would happen, Send, what came of it, and who may."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.client import Client
from voc.customers.models import Contact
from voc.invitations import preferences
from voc.invitations.jobs import send_invitations
from voc.invitations.models import Campaign, Invitation
from voc.staff.models import AuditEvent


@pytest.fixture
def analyst(session: Session, client: Client) -> Client:
    return client.sign_in(factories.a_user(role="analyst"))


def reckoning(page: str) -> dict[str, int]:
    """Row of the tables -> its number."""
    rows = re.findall(r'<th scope="row">(.*?)</th><td class="number">(.*?)</td>', page, re.DOTALL)
    return {label: int(re.sub(r"<[^>]+>|\D", "", number)) for label, number in rows}


def test_without_a_survey_the_page_says_what_to_do_first(analyst: Client) -> None:
    assert "First a survey" in analyst.get("/campaigns").text
    assert analyst.get("/campaigns/new").status_code == 302


def test_a_campaign_is_made_looked_at_sent_and_followed(session: Session, analyst: Client, now: datetime) -> None:
    survey = factories.the_survey()
    factories.a_contact(email="ana@example.org", account=factories.an_account(segment="Gold"))
    factories.a_contact(email="ben@example.org")
    gone = factories.a_contact(account=factories.an_account(segment="Gold"))
    preferences.opt_out(session, gone, now, by="page")
    made = analyst.post("/campaigns/new", data={"name": "Spring", "survey_id": survey.id, "segment": "Gold"})
    page = analyst.get(made.location).text
    assert "One person would get a mail now" in page
    assert reckoning(page) == {"Chosen": 2, "Do not want to be asked": 1, "Would be asked": 1}
    analyst.post(f"{made.location}/send")
    assert "On its way: 0 of 2 decided." in analyst.get(made.location).text
    send_invitations.function(session, now)
    page = analyst.get(made.location).text
    assert "On its way" not in page.replace("It is on its way", "")
    counts = reckoning(page)
    assert counts["Chosen"] == counts["Asked"] + counts["Do not want to be asked"] == 2
    assert counts["Asked"] == counts["Silent so far"] == 1
    assert "ana@example.org" in analyst.get(f"{made.location}/people/silent").text
    events = list(session.scalars(select(AuditEvent).order_by(AuditEvent.id)))
    campaign = session.scalars(select(Campaign)).one()
    events = [event for event in events if event.action.startswith("campaign.")]
    assert [event.action for event in events] == ["campaign.created", "campaign.started"]
    assert {event.subject for event in events} == {f"campaign:{campaign.id}"}


def test_pressing_send_again_changes_nothing(session: Session, analyst: Client, now: datetime) -> None:
    campaign = factories.a_campaign()
    for _ in range(2):
        assert analyst.post(f"/campaigns/{campaign.id}/send").status_code == 302
    session.refresh(campaign)
    assert campaign.started_at == now


def reached_at(client: Client, patch: pytest.MonkeyPatch, public_url: str, *, can_send: bool = True) -> None:
    settings = client.application.config["VOC"]
    patch.setitem(client.application.config, "VOC", replace(settings, public_url=public_url))
    patch.setitem(client.application.extensions, "voc_transport", (lambda _message: "taken") if can_send else None)


def test_mails_whose_links_nobody_else_can_open_are_sent_only_by_who_says_so(
    session: Session, analyst: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = factories.a_campaign()
    factories.a_contact()
    reached_at(analyst, monkeypatch, "http://127.0.0.1:8000")
    address = f"/campaigns/{campaign.id}"
    page = analyst.get(f"{address}?language=zh_Hant").text
    assert "Nobody else can open the links in this mail: they lead to http://127.0.0.1:8000" in page
    assert page.index("VOC_PUBLIC_URL") < page.index('name="is_meant"') < page.index("<button>Send</button>")
    assert f'action="{address}/send?language=zh_Hant"' in page
    refused = analyst.post(f"{address}/send?language=zh_Hant")
    assert refused.status_code == 422
    assert "Nothing was sent." in refused.text
    assert f"{address}/mail?language=zh_Hant" in refused.text
    session.refresh(campaign)
    assert campaign.started_at is None
    assert analyst.post(f"{address}/send", data={"is_meant": "y"}).status_code == 302
    session.refresh(campaign)
    assert campaign.started_at == now


@pytest.mark.parametrize(
    ("public_url", "can_send", "sends_mail", "is_warned"),
    [
        ("https://voc.example", True, True, False),
        ("http://localhost:8000", False, True, True),  # They wait in the outbox: there is time to set it.
        ("http://localhost:8000", True, False, False),  # A demo writes to nobody.
    ],
)
def test_nothing_is_to_be_confirmed_where_no_customer_gets_a_dead_link(
    session: Session, analyst: Client, monkeypatch: pytest.MonkeyPatch,
    *, public_url: str, can_send: bool, sends_mail: bool, is_warned: bool,
) -> None:  # fmt: skip
    campaign = factories.a_campaign()
    factories.a_contact()
    factories.the_workspace().sends_mail = sends_mail
    reached_at(analyst, monkeypatch, public_url, can_send=can_send)
    page = analyst.get(f"/campaigns/{campaign.id}").text
    assert ("Nobody else can open the links in this mail" in page) == is_warned
    assert "is_meant" not in page
    assert analyst.post(f"/campaigns/{campaign.id}/send").status_code == 302
    session.refresh(campaign)
    assert campaign.started_at


def test_a_closed_survey_is_not_sent(session: Session, analyst: Client, now: datetime) -> None:
    campaign = factories.a_campaign()
    campaign.survey.closed_at = now
    page = analyst.post(f"/campaigns/{campaign.id}/send", follow_redirects=True).text
    assert "The survey is not live" in page
    session.refresh(campaign)
    assert campaign.started_at is None


def test_the_mail_is_shown_in_each_language_and_can_do_nothing(analyst: Client) -> None:
    campaign = factories.a_campaign()
    page = analyst.get(f"/campaigns/{campaign.id}?language=zh_Hant").text
    assert f'data-fits sandbox="allow-same-origin" src="/campaigns/{campaign.id}/mail?language=zh_Hant"' in page
    letter = analyst.get(f"/campaigns/{campaign.id}/mail?language=zh_Hant")
    assert "sandbox" in letter.headers["Content-Security-Policy"]
    assert '<html lang="zh-Hant"' in letter.text
    # The page that a score leads to stands in no frame: nothing here is touched by mistake.
    assert "href" not in letter.text
    assert letter.text.count('<a role="link" aria-disabled="true"') > 10
    assert "Links do not work here: in the mail a touch would count" in page
    assert analyst.get(f"/campaigns/{campaign.id}/mail?language=tlh").status_code == 200


def test_who_answered_an_anonymous_survey_is_not_listed(session: Session, analyst: Client, now: datetime) -> None:
    contact = factories.a_contact(email="ana@example.org")
    campaign = factories.a_campaign(survey=factories.a_survey(is_anonymous=True), started_at=now)
    send_invitations.function(session, now)
    session.scalars(select(Invitation)).one().answered_at = now
    page = analyst.get(f"/campaigns/{campaign.id}").text
    assert reckoning(page)["Answered"] == 1
    assert "/people/answered" not in page
    assert analyst.get(f"/campaigns/{campaign.id}/people/answered").status_code == 404
    asked = analyst.get(f"/campaigns/contacts/{contact.id}").text.partition("<table ")[2]
    assert "Asked" in asked
    assert "Answered" not in asked


def test_a_contact_shows_what_it_was_asked_and_why_not(session: Session, analyst: Client, now: datetime) -> None:
    contact = factories.a_contact(name="Ana")
    first = factories.a_campaign(name="First", started_at=now)
    second = factories.a_campaign(name="Second", started_at=now)
    send_invitations.function(session, now)
    page = analyst.get(f"/campaigns/contacts/{contact.id}").text
    assert first.name in page
    assert second.name in page
    assert "Asked · Silent so far" in page
    assert "Not asked · Asked within the last 30 days" in page
    # On a phone, where its columns have no room, each line says what it is.
    assert '<table class="cards-on-phone">' in page
    assert re.search(r'data-label="Campaign"><a [^>]*>First</a>', page)


def test_a_colleague_opts_a_person_out_and_in(session: Session, analyst: Client, now: datetime) -> None:
    contact = factories.a_contact()
    gone = analyst.post(f"/campaigns/contacts/{contact.id}/opt-out", follow_redirects=True).text
    assert "Does not want to be asked" in gone
    assert preferences.opted_out_at(session, contact.id) == now
    analyst.post(f"/campaigns/contacts/{contact.id}/opt-in")
    assert preferences.opted_out_at(session, contact.id) is None
    actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert actions == ["contact.opted_out", "contact.opted_in"]


def test_campaigns_are_for_those_who_may_ask(session: Session, client: Client) -> None:
    campaign = factories.a_campaign()
    addresses = ["/campaigns", "/campaigns/new", f"/campaigns/{campaign.id}", f"/campaigns/{campaign.id}/people/silent"]
    for address in addresses:
        assert "/sign-in" in client.get(address).location
    for role, status in (("reader", 403), ("agent", 403), ("analyst", 200), ("owner", 200)):
        client.sign_in(factories.a_user(role=role))
        assert {client.get(address).status_code for address in addresses} == {status}
    reader = client.sign_in(factories.a_user(role="reader"))
    assert reader.post(f"/campaigns/{campaign.id}/send").status_code == 403


def test_another_workspace_has_no_such_campaign(session: Session, client: Client) -> None:
    campaign = factories.a_campaign()
    contact = factories.a_contact()
    stranger = client.sign_in(factories.a_user(workspace=factories.a_workspace(name="Other")))
    for address in ("", "/mail", "/people/silent"):
        assert stranger.get(f"/campaigns/{campaign.id}{address}").status_code == 404
    assert stranger.post(f"/campaigns/{campaign.id}/send").status_code == 404
    assert stranger.get(f"/campaigns/contacts/{contact.id}").status_code == 404
    assert stranger.post(f"/campaigns/contacts/{contact.id}/opt-out").status_code == 404


def test_actions_are_posted(analyst: Client) -> None:
    campaign, contact = factories.a_campaign(), factories.a_contact()
    assert analyst.get(f"/campaigns/{campaign.id}/send").status_code == 405
    assert analyst.get(f"/campaigns/contacts/{contact.id}/opt-out").status_code == 405


def test_a_survey_or_segment_of_somebody_else_cannot_be_chosen(session: Session, analyst: Client) -> None:
    factories.the_survey()
    theirs = factories.a_survey(workspace=factories.a_workspace(name="Other"))
    for form in (
        {"survey_id": theirs.id, "segment": ""},
        {"survey_id": factories.the_survey().id, "segment": "No such"},
    ):
        assert analyst.post("/campaigns/new", data={"name": "X", **form}).status_code == 422
    assert session.scalars(select(Campaign)).all() == []


def test_the_pages_cost_the_same_with_two_rows_and_with_twenty(
    session: Session, analyst: Client, now: datetime, statements: list[str]
) -> None:
    campaign = factories.a_campaign(started_at=now)

    def costs() -> list[int]:
        found = []
        for address in ("/campaigns", f"/campaigns/{campaign.id}", f"/campaigns/{campaign.id}/people/silent"):
            statements.clear()
            assert analyst.get(address).status_code == 200
            found.append(len(statements))
        return found

    def more(n: int) -> None:
        for _ in range(n):
            factories.a_contact()
            factories.a_campaign()
        campaign.finished_at = None
        session.flush()
        send_invitations.function(session, now)

    more(2)
    with_two = costs()
    more(18)
    assert costs() == with_two


def test_a_contact_without_a_name_or_address_can_be_listed(
    app: Flask, session: Session, analyst: Client, now: datetime
) -> None:
    workspace = factories.the_workspace()
    factories.saved(Contact(workspace_id=workspace.id, key="K-9", name="", attributes={}, created_at=now))
    campaign = factories.a_campaign(started_at=now)
    send_invitations.function(session, now)
    assert "K-9" in analyst.get(f"/campaigns/{campaign.id}/people/no_address").text
