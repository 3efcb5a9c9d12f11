"""Whether a person may be asked now. One budget a person over all surveys and channels, and a reason for every no.

The ledger is the table `ask`: every channel decides here, and writes its decision there in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, exists, null, select
from sqlalchemy.orm import Session

from voc.customers.models import Contact
from voc.invitations.models import Ask, Preference

#: Nobody is asked twice within this time, whatever the surveys and channels.
BUDGET = timedelta(days=30)


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
