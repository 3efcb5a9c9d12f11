"""Whether a person may be asked now. One budget a person over all surveys and channels, and a reason for every no.

The ledger is the table `ask`: every channel decides here, and writes its decision there in the same transaction.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, exists, null, select
from sqlalchemy.orm import Session

from voc.customers.models import Contact
from voc.invitations.models import Ask, Preference
from voc.surveys.models import Survey

#: Nobody is asked twice within this time, whatever the surveys and channels.
BUDGET = timedelta(days=30)
#: On a website the same no would come with every page: one row of it a day says as much.
AGAIN = timedelta(days=1)


@dataclass(frozen=True)
class Somebody:
    """Whom a page shows a survey to: a contact, or a visitor of whom there is only a random key."""

    contact_id: int | None = None
    visitor: str | None = None


def visitor(workspace_id: int, key: str) -> Somebody:
    """The visitor with this key. The ledger keeps a hash, so nobody can be recognised by what stands in it."""
    return Somebody(visitor=hashlib.sha256(f"{workspace_id}\0{key}".encode()).hexdigest()[:32])


def reason_against(now: datetime) -> ColumnElement[str | None]:
    """Why mail must not ask a `Contact` now, as a column of a statement over contacts; null where it may."""
    opted_out = exists().where(Preference.contact_id == Contact.id, Preference.opted_out_at.is_not(None))
    recently = exists().where(Ask.contact_id == Contact.id, Ask.outcome == "asked", Ask.at > now - BUDGET)
    return case(
        (opted_out, "opted_out"),
        (Contact.email.is_(None), "no_address"),
        (recently, "asked_recently"),
        else_=null(),
    )


def decide(session: Session, contact_ids: Sequence[int], now: datetime) -> list[tuple[Contact, str | None]]:
    """Each of these contacts, in the order of ids, with the reason not to ask them; None where we may.

    They stay locked until the transaction ends: two campaigns that meet the same person decide one after the other,
    and the second one sees what the first one did.
    """
    hold(session, contact_ids)
    statement = select(Contact, reason_against(now)).where(Contact.id.in_(contact_ids)).order_by(Contact.id)
    return [(contact, reason) for contact, reason in session.execute(statement)]


def hold(session: Session, contact_ids: Sequence[int]) -> None:
    """Keep others from deciding about these people until this transaction ends."""
    # In the order of ids, so that two holders wait for one another and never deadlock. SQLite's transactions hold the
    # only write lock anyway. An answer that refers to the contact does not have to wait for this lock.
    rows = select(Contact.id).where(Contact.id.in_(contact_ids)).order_by(Contact.id)
    session.execute(rows.with_for_update(key_share=True)).all()


def reason_on_page(session: Session, workspace_id: int, who: Somebody, now: datetime) -> str | None:
    """Why a page must not ask this person now; None where it may."""
    if who.contact_id and session.scalar(
        select(Preference.opted_out_at).where(Preference.contact_id == who.contact_id)
    ):
        return "opted_out"
    recently = select(Ask.id).where(*_theirs(workspace_id, who), Ask.outcome == "asked", Ask.at > now - BUDGET)
    return "asked_recently" if session.scalar(recently.limit(1)) else None


def note_on_page(session: Session, survey: Survey, who: Somebody, reason: str | None, now: datetime) -> None:
    """Write into the ledger that a page asked, or with a reason that it did not; the same no once a day."""
    if reason:
        same = select(Ask.id).where(
            *_theirs(survey.workspace_id, who), Ask.survey_id == survey.id, Ask.reason == reason, Ask.at > now - AGAIN
        )
        if session.scalar(same.limit(1)):
            return
    session.add(
        Ask(
            workspace_id=survey.workspace_id, contact_id=who.contact_id, visitor=who.visitor, survey_id=survey.id,
            channel="widget", at=now, outcome="not_asked" if reason else "asked", reason=reason,
        )
    )  # fmt: skip
    session.flush()


def _theirs(workspace_id: int, who: Somebody) -> tuple[ColumnElement[bool], ...]:
    if who.contact_id:
        return (Ask.contact_id == who.contact_id,)
    return Ask.workspace_id == workspace_id, Ask.visitor == who.visitor
