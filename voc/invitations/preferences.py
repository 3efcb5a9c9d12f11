"""Whether a person wants to be asked at all, and the signed link by which they say so."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from voc.core import tokens
from voc.core.outbox import Message
from voc.customers.models import Contact
from voc.invitations import fatigue
from voc.invitations.models import Invitation, Preference

PURPOSE = "preferences"


def token(secret: str, invitation: Invitation) -> str:
    """What stands in the link of a mail: names the recipient and the occasion, and nobody can guess it."""
    return tokens.signed(secret, PURPOSE, invitation.public_id)


def invitation_of(session: Session, secret: str, given: str) -> Invitation | None:
    """The invitation whose link this is, with its contact; None when we never signed it."""
    public_id = tokens.unsigned(secret, PURPOSE, given)
    if public_id is None:
        return None
    statement = select(Invitation).where(Invitation.public_id == public_id)
    return session.scalar(statement.options(joinedload(Invitation.contact), joinedload(Invitation.version)))


def opted_out_at(session: Session, contact_id: int) -> datetime | None:
    """Since when the person does not want to be asked; None when they may be."""
    return session.scalar(select(Preference.opted_out_at).where(Preference.contact_id == contact_id))


def opt_out(session: Session, contact: Contact, now: datetime, *, by: str) -> None:
    """Never ask this person again, and take back what is still waiting to be sent. Again changes nothing.

    `by` is `one_click`, `page` or `staff`.
    """
    preference = _preference(session, contact)
    if preference.opted_out_at is None:
        preference.opted_out_at, preference.opted_out_by = now, by
    session.flush()
    theirs = select(Invitation.reason_key).where(Invitation.contact_id == contact.id)
    waiting = update(Message).where(Message.reason_key.in_(theirs), Message.sent_at.is_(None))
    session.execute(waiting.values(is_suppressed=True))


def opt_in(session: Session, contact: Contact) -> None:
    """The person changed their mind: they may be asked again."""
    preference = _preference(session, contact)
    preference.opted_out_at = preference.opted_out_by = None
    session.flush()


def _preference(session: Session, contact: Contact) -> Preference:
    # A campaign that is deciding about this person right now is waited for; what it queued is then seen here.
    fatigue.hold(session, [contact.id])
    preference = session.get(Preference, contact.id, populate_existing=True)
    if preference is None:
        preference = Preference(contact_id=contact.id)
        session.add(preference)
    return preference
