"""Whether a person may be asked: one budget over all surveys and channels, and a reason for every no."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from tests import factories
from voc.customers.models import Contact
from voc.invitations import fatigue, preferences
from voc.invitations.models import Ask


def ask(contact: Contact, at: datetime, *, channel: str = "email", outcome: str = "asked") -> None:
    survey = factories.the_survey()
    reason = None if outcome == "asked" else "asked_recently"
    factories.saved(
        Ask(
            workspace_id=contact.workspace_id, contact_id=contact.id, survey_id=survey.id, campaign_id=None,
            channel=channel, at=at, outcome=outcome, reason=reason,
        )
    )  # fmt: skip


def reason_of(session: Session, contact: Contact, now: datetime) -> str | None:
    [(_, reason)] = fatigue.decide(session, [contact.id], now)
    return reason


def test_somebody_new_may_be_asked(session: Session, now: datetime) -> None:
    assert reason_of(session, factories.a_contact(), now) is None


@pytest.mark.parametrize("channel", ["email", "widget"])
def test_nobody_is_asked_twice_within_thirty_days_whatever_the_channel(
    session: Session, now: datetime, channel: str
) -> None:
    contact = factories.a_contact()
    ask(contact, now, channel=channel)
    assert reason_of(session, contact, now + timedelta(days=30) - timedelta(seconds=1)) == "asked_recently"
    assert reason_of(session, contact, now + timedelta(days=30)) is None


def test_not_having_been_asked_uses_no_budget(session: Session, now: datetime) -> None:
    contact = factories.a_contact()
    ask(contact, now, outcome="not_asked")
    assert reason_of(session, contact, now) is None


def test_a_person_without_an_address_cannot_be_asked_by_mail(session: Session, now: datetime) -> None:
    workspace = factories.the_workspace()
    contact = factories.saved(Contact(workspace_id=workspace.id, key="1", name="", attributes={}, created_at=now))
    assert reason_of(session, contact, now) == "no_address"


def test_what_the_person_wants_comes_first(session: Session, now: datetime) -> None:
    contact = factories.a_contact()
    ask(contact, now)
    preferences.opt_out(session, contact, now, by="page")
    assert reason_of(session, contact, now) == "opted_out"
    preferences.opt_in(session, contact)
    assert reason_of(session, contact, now) == "asked_recently"


def test_many_are_decided_on_with_two_statements(session: Session, now: datetime, statements: list[str]) -> None:
    ids = [factories.a_contact().id for _ in range(20)]
    session.expire_all()
    statements.clear()
    assert [contact.id for contact, _ in fatigue.decide(session, ids, now)] == ids
    assert len(statements) == 2
