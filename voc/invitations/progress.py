"""What came of a campaign: every chosen contact is in exactly one state, so the counts reconcile by construction.

chosen = asked + not asked (+ still to come); asked = answered + bounced + opted out + silent + set aside.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from voc.core.outbox import Message
from voc.customers.models import Contact
from voc.invitations import sending
from voc.invitations.models import Ask, Campaign, Invitation, Preference
from voc.surveys.models import Survey

#: States of those who were asked, and of those who were not, as they are listed.
ASKED = ("answered", "silent", "opted_out_since", "bounced", "set_aside")
NOT_ASKED = ("asked_recently", "opted_out", "no_address", "not_live")

PAGE = 50

_STATE = case(
    (Ask.outcome == "not_asked", Ask.reason),
    (Invitation.answered_at.is_not(None), "answered"),
    (Invitation.is_set_aside, "set_aside"),
    (Message.failed_at.is_not(None), "bounced"),
    (Preference.opted_out_at >= Ask.at, "opted_out_since"),
    else_="silent",
).label("state")


def _decisions(*columns: Any) -> Select[Any]:
    """A statement over decisions, with what became of those who were asked."""
    return (
        select(*columns)
        .select_from(Ask)
        .outerjoin(Invitation, Invitation.id == Ask.invitation_id)
        .outerjoin(Message, Message.reason_key == Invitation.reason_key)
        .outerjoin(Preference, Preference.contact_id == Ask.contact_id)
    )


@dataclass(frozen=True)
class Counts:
    """How many contacts are in which state."""

    states: dict[str, int] = field(default_factory=dict)
    #: Chosen, and not yet decided on.
    to_come: int = 0
    #: Invitations that lie in the outbox.
    in_outbox: int = 0

    @property
    def asked(self) -> int:
        return sum(self.states.get(state, 0) for state in ASKED)

    @property
    def not_asked(self) -> int:
        return sum(self.states.get(state, 0) for state in NOT_ASKED)

    @property
    def chosen(self) -> int:
        return self.asked + self.not_asked + self.to_come


def of_campaign(session: Session, campaign: Campaign) -> Counts:
    """The counts of one campaign that has been started."""
    waits = and_(
        Message.sent_at.is_(None),
        Message.failed_at.is_(None),
        or_(Message.is_suppressed.is_(False), Message.id.is_(None)),
    )
    lies = func.count(Message.id).filter(waits).label("lies")
    statement = _decisions(_STATE, func.count().label("n"), lies).where(Ask.campaign_id == campaign.id)
    rows = session.execute(statement.group_by(_STATE)).all()
    to_come = 0 if campaign.finished_at else sending.remaining(session, campaign)
    return Counts({row.state: row.n for row in rows}, to_come, sum(row.lies for row in rows))


def of_campaigns(session: Session, campaign_ids: Iterable[int]) -> dict[int, Counts]:
    """Campaign id -> counts of those decided on so far, in one statement."""
    statement = _decisions(Ask.campaign_id, _STATE, func.count().label("n")).where(
        Ask.campaign_id.in_(list(campaign_ids))
    )
    counts: dict[int, Counts] = {}
    for row in session.execute(statement.group_by(Ask.campaign_id, _STATE)):
        counts.setdefault(row.campaign_id, Counts()).states[row.state] = row.n
    return counts


def people(
    session: Session, campaign: Campaign, state: str, *, after: int | None = None
) -> tuple[Sequence[Row[Any]], int | None]:
    """(contact, decision) of those in one state, in the order of ids, and the id that the next page begins after."""
    in_this_state = _STATE.element == state
    statement = (
        _decisions(Contact, Ask)
        .join(Contact, Contact.id == Ask.contact_id)
        .where(Ask.campaign_id == campaign.id, in_this_state)
        .order_by(Contact.id)
        .limit(PAGE + 1)
    )
    if after:
        statement = statement.where(Contact.id > after)
    rows = session.execute(statement).all()
    return rows[:PAGE], rows[PAGE - 1].Contact.id if len(rows) > PAGE else None


def of_contact(session: Session, contact_id: int) -> Sequence[Row[Any]]:
    """(decision, survey, campaign's name or None, state) of one person, the newest first."""
    statement = (
        _decisions(Ask, Survey, Campaign.name.label("campaign"), _STATE)
        .join(Survey, Survey.id == Ask.survey_id)
        .outerjoin(Campaign, Campaign.id == Ask.campaign_id)
        .where(Ask.contact_id == contact_id)
        .order_by(Ask.at.desc(), Ask.id.desc())
        .limit(200)
    )
    return session.execute(statement).all()
