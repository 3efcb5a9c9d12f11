"""A campaign on its way: from Send to the last contact, each asked once or not asked for a stored reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session, selectinload

from voc.core import i18n, tokens
from voc.customers import finding
from voc.customers.models import Contact
from voc.invitations import fatigue, mail
from voc.invitations.mail import Stationery
from voc.invitations.models import Ask, Campaign, Invitation
from voc.staff.models import Workspace
from voc.surveys.models import Survey, SurveyVersion

#: Contacts that are decided on in one transaction. Small, because SQLite's only write lock is held meanwhile.
BATCH = 25


class NotLive(Exception):
    """The survey takes no answers, so nobody can be asked it."""


@dataclass(frozen=True)
class Forecast:
    """Whom a campaign would ask if it were sent now."""

    asked: int
    #: Reason -> how many would not be asked.
    not_asked: dict[str, int]

    @property
    def chosen(self) -> int:
        return self.asked + sum(self.not_asked.values())


def is_chosen(campaign: Campaign) -> ColumnElement[bool]:
    """Whether a contact, joined with its account, is one of those a campaign is about."""
    chosen = Contact.workspace_id == campaign.workspace_id
    if campaign.segment is not None:
        chosen = and_(chosen, finding.is_in(campaign.segment))
    if campaign.started_at is not None:
        # Whoever comes in while it is being sent waits for the next one, so that the numbers stand still.
        chosen = and_(chosen, Contact.created_at <= campaign.started_at)
    return chosen


def forecast(session: Session, campaign: Campaign, now: datetime) -> Forecast:
    """Counts by the same rule that sending follows."""
    reason = fatigue.reason_against(now).label("reason")
    each = select(reason).select_from(Contact).outerjoin(Contact.account).where(is_chosen(campaign)).subquery()
    counted = session.execute(select(each.c.reason, func.count().label("n")).group_by(each.c.reason))
    counts = {row.reason: row.n for row in counted}
    return Forecast(counts.pop(None, 0), counts)


def start(session: Session, campaign: Campaign, now: datetime) -> None:
    """Let the job send it. Pressed again it changes nothing. Raises `NotLive`."""
    # Without the survey that the page loaded along with it: PostgreSQL locks no row that an outer join may lack.
    session.refresh(campaign, ["started_at"], with_for_update=True)
    if campaign.started_at is not None:
        return
    if campaign.survey.state != "live":
        raise NotLive(campaign.survey.key)
    campaign.started_at = now
    session.flush()


def send_next(session: Session, stationery: Stationery, now: datetime) -> bool:
    """Decide on the next few contacts of a running campaign; False when none is running, or others are at them all.

    Decision, invitation and message belong into one commit, which is the caller's. A process that is killed before it
    leaves nothing behind, and one that comes after it goes on where `done_up_to` says.
    """
    running = and_(Campaign.started_at.is_not(None), Campaign.finished_at.is_(None))
    first = select(Campaign).where(running).order_by(Campaign.id).limit(1)
    campaign = session.scalar(first.with_for_update(skip_locked=True).execution_options(populate_existing=True))
    if campaign is None:
        return False
    ids = session.scalars(_remaining(campaign).order_by(Contact.id).limit(BATCH)).all()
    if ids:
        _decide(session, campaign, list(ids), stationery, now)
        campaign.done_up_to = ids[-1]
    else:
        campaign.finished_at = now
    session.flush()
    return True


def _remaining(campaign: Campaign) -> Select[int]:
    return select(Contact.id).outerjoin(Contact.account).where(is_chosen(campaign), Contact.id > campaign.done_up_to)


def remaining(session: Session, campaign: Campaign) -> int:
    """How many contacts are still to be decided on."""
    return session.scalar(select(func.count()).select_from(_remaining(campaign).subquery())) or 0


def _decide(session: Session, campaign: Campaign, ids: list[int], stationery: Stationery, now: datetime) -> None:
    version = _live_version(session, campaign.survey_id)
    workspace = session.get_one(Workspace, campaign.workspace_id)
    decisions = fatigue.decide(session, ids, now)
    if version is None:
        # Closed or withdrawn while it was being sent: nobody is asked what nobody can answer.
        decisions = [(contact, reason or "not_live") for contact, reason in decisions]
    invitations = {
        contact.id: _invitation(campaign, version, contact, now)
        for contact, reason in decisions
        if reason is None and version is not None
    }
    session.add_all(invitations.values())
    session.flush()
    if version is not None:
        for invitation in invitations.values():
            mail.queue(session, stationery, invitation, version=version, workspace=workspace, now=now)
    session.add_all(_ask(campaign, contact, reason, invitations.get(contact.id), now) for contact, reason in decisions)


def _live_version(session: Session, survey_id: int) -> SurveyVersion | None:
    parts = selectinload(Survey.versions).selectinload(SurveyVersion.questions)
    statement = select(Survey).where(Survey.id == survey_id).options(parts)
    survey = session.scalars(statement.execution_options(populate_existing=True)).one()
    return survey.live if survey.state == "live" else None


def _invitation(campaign: Campaign, version: SurveyVersion, contact: Contact, now: datetime) -> Invitation:
    return Invitation(
        workspace_id=campaign.workspace_id,
        public_id=tokens.public_id(),
        campaign_id=campaign.id,
        version_id=version.id,
        contact_id=contact.id,
        contact=contact,
        language=i18n.best([contact.language], version.languages, version.default_language),
        invited_at=now,
    )


def _ask(campaign: Campaign, contact: Contact, reason: str | None, invitation: Invitation | None, now: datetime) -> Ask:
    return Ask(
        workspace_id=campaign.workspace_id,
        contact_id=contact.id,
        survey_id=campaign.survey_id,
        campaign_id=campaign.id,
        invitation_id=invitation.id if invitation else None,
        channel="email",
        at=now,
        outcome="not_asked" if reason else "asked",
        reason=reason,
    )
