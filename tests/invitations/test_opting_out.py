"""A person says "never again", by their mail program's button or on the page, and may come back."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.client import Client
from voc.core import outbox
from voc.core.outbox import Letter, Message
from voc.invitations import preferences
from voc.invitations.jobs import send_invitations
from voc.invitations.models import Ask, Invitation, Preference

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def address_of(app: Flask, invitation: Invitation) -> str:
    return f"/u/{preferences.token(app.config['VOC'].secret_key, invitation)}"


def preference(session: Session, invitation: Invitation) -> Preference | None:
    session.expire_all()
    return session.get(Preference, invitation.contact_id)


def test_one_click_needs_no_cookie_no_form_and_no_redirect(
    app: Flask, session: Session, client: Client, now: datetime
) -> None:
    invitation = factories.an_invitation()
    response = client.post(address_of(app, invitation), data=ONE_CLICK)
    assert (response.status_code, response.text) == (200, "")
    assert "Set-Cookie" not in response.headers
    found = preference(session, invitation)
    assert found
    assert (found.opted_out_at, found.opted_out_by) == (now, "one_click")


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", ""]
)
def test_one_click_counts_however_the_mail_program_sends_it(
    app: Flask, session: Session, client: Client, kind: str
) -> None:
    invitation = factories.an_invitation()
    body = b"List-Unsubscribe=One-Click"
    if kind.startswith("multipart"):
        body = b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
    response = client.post(address_of(app, invitation), data=body, content_type=kind or None)
    assert response.status_code == 200
    found = preference(session, invitation)
    assert found
    assert found.opted_out_at


def test_one_click_works_where_forms_need_their_token(fresh_app: Flask) -> None:
    from voc.core.db import db

    with fresh_app.app_context():
        invitation = factories.an_invitation()
        db.session.commit()
        address = address_of(fresh_app, invitation)
    assert fresh_app.test_client().post(address, data=ONE_CLICK).status_code == 200


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_opening_the_link_changes_nothing(app: Flask, session: Session, client: Client, method: str) -> None:
    invitation = factories.an_invitation()
    for query in ("", "?choice=out", "?List-Unsubscribe=One-Click"):
        assert client.open(address_of(app, invitation) + query, method=method).status_code == 200
    assert preference(session, invitation) is None


def test_the_page_speaks_the_persons_language_and_says_what_a_button_does(
    app: Flask, session: Session, client: Client
) -> None:
    invitation = factories.an_invitation(language="zh_Hant")
    page = client.get(address_of(app, invitation))
    assert '<html lang="zh-Hant"' in page.text
    assert 'name="choice" value="out"' in page.text


def test_a_person_goes_and_comes_back(app: Flask, session: Session, client: Client, now: datetime) -> None:
    invitation = factories.an_invitation()
    address = address_of(app, invitation)
    gone = client.post(address, data={"choice": "out"}, follow_redirects=True)
    assert "You are not asked any more" in gone.text
    assert preferences.opted_out_at(session, invitation.contact_id) == now
    back = client.post(address, data={"choice": "in"}, follow_redirects=True)
    assert "Shall we never ask you again?" in back.text
    assert preferences.opted_out_at(session, invitation.contact_id) is None


def test_coming_back_is_confirmed(app: Flask, session: Session, client: Client) -> None:
    address = address_of(app, factories.an_invitation())
    gone = client.post(address, data={"choice": "out"}, follow_redirects=True)
    assert "You can be asked again." not in gone.text
    back = client.post(address, data={"choice": "in"}, follow_redirects=True)
    assert "You can be asked again." in back.text


def test_saying_it_twice_keeps_the_first_time(app: Flask, session: Session, client: Client, now: datetime) -> None:
    invitation = factories.an_invitation()
    preferences.opt_out(session, invitation.contact, now, by="page")
    client.post(address_of(app, invitation), data=ONE_CLICK)
    found = preference(session, invitation)
    assert found
    assert found.opted_out_by == "page"


def test_no_campaign_writes_to_them_any_more(app: Flask, session: Session, client: Client, now: datetime) -> None:
    invitation = factories.an_invitation()
    client.post(address_of(app, invitation), data=ONE_CLICK)
    campaign = factories.a_campaign(survey=factories.a_survey(metric="csat"), started_at=now)
    send_invitations.function(session, now)
    [ask] = session.scalars(select(Ask).where(Ask.campaign_id == campaign.id))
    assert (ask.outcome, ask.reason) == ("not_asked", "opted_out")


def test_what_still_waits_in_the_outbox_is_taken_back(
    app: Flask, session: Session, client: Client, now: datetime
) -> None:
    other = factories.a_contact()
    factories.a_contact(email="ana@example.org")
    factories.a_campaign(started_at=now)
    send_invitations.function(session, now)
    invitations = {row.contact_id: row for row in session.scalars(select(Invitation))}
    mine = next(row for key, row in invitations.items() if key != other.id)
    client.post(address_of(app, mine), data=ONE_CLICK)
    sent: list[str] = []

    def transport(message: Message) -> str:
        sent.append(message.to_address)
        return "ok"

    outbox.deliver_waiting(session, now, transport)
    assert sent == [other.email]


def test_other_mail_to_them_still_goes(app: Flask, session: Session, client: Client, now: datetime) -> None:
    invitation = factories.an_invitation()
    letter = Letter("Re: your question", "Hello", "<p>Hello</p>")
    reply = outbox.queue(
        session, factories.the_workspace(), letter, kind="case_reply", reason_key="reply:1",
        to=(invitation.contact.email or "", ""), language="en", now=now,
    )  # fmt: skip
    client.post(address_of(app, invitation), data=ONE_CLICK)
    assert reply
    assert reply.state == "waiting"


@pytest.mark.parametrize("token", ["x", "x" * 32, "%E4%B8%AD", "a/b"])
def test_a_link_that_we_never_signed_leads_nowhere(session: Session, client: Client, token: str) -> None:
    assert client.get(f"/u/{token}").status_code == 404
    assert client.post(f"/u/{token}", data=ONE_CLICK).status_code == 404


def test_what_goes_wrong_is_said_in_the_frame_that_customers_know(session: Session, client: Client) -> None:
    page = client.get("/u/cut-off", headers={"Accept-Language": "zh-CN"})
    assert page.status_code == 404
    assert "链接无效" in page.text
    assert "css/respondent.css" in page.text


def test_a_link_for_answering_is_no_link_for_opting_out(session: Session, client: Client) -> None:
    invitation = factories.an_invitation()
    answering = factories.link_of(invitation).removeprefix("/r/")
    assert client.post(f"/u/{answering}", data=ONE_CLICK).status_code == 404
    assert preference(session, invitation) is None
