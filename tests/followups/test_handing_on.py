"""A case whose owner is gone finds another."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from voc.core.outbox import Message
from voc.followups.jobs import hand_cases_on
from voc.followups.models import EventKind
from voc.staff import accounts
from voc.staff.models import Membership, Role


def mails_to(session: Session, address: str) -> list[int]:
    return list(session.scalars(select(Message.id).where(Message.to_address == address)))


def test_a_dismissed_persons_cases_go_to_a_colleague_who_is_told(session: Session, now: datetime) -> None:
    chief = factories.a_user()
    agent = factories.a_user(role="agent")
    case = factories.a_case(owner=agent)
    hand_cases_on.function(session, now)
    assert case.owner_id == agent.id
    told = len(mails_to(session, chief.email))
    accounts.dismiss(session, session.scalars(select(Membership).where(Membership.user_id == agent.id)).one())
    for _ in range(2):
        hand_cases_on.function(session, now)
        session.expire_all()
        assert case.owner_id == chief.id
    assert [event.kind for event in case.events].count(EventKind.ASSIGNED) == 1
    assert len(mails_to(session, chief.email)) == told + 1


def test_a_reader_keeps_no_case(session: Session, now: datetime) -> None:
    chief = factories.a_user()
    agent = factories.a_user(role="agent")
    case = factories.a_case(owner=agent)
    accounts.change_role(
        session,
        session.scalars(select(Membership).where(Membership.user_id == agent.id)).one(),
        Role.READER,
    )
    hand_cases_on.function(session, now)
    session.expire_all()
    assert case.owner_id == chief.id
