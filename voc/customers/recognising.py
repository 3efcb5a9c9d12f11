"""The contact whom somebody else names: found by the company's own key or by address, else added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voc.customers.models import Contact


@dataclass(frozen=True)
class Person:
    """Who answered, as far as the source says."""

    email: str | None = None
    #: The company's own identifier of the person.
    key: str | None = None
    name: str = ""
    language: str | None = None

    @property
    def is_known(self) -> bool:
        """Whether it can be told from others: a name alone cannot."""
        return bool(self.email or self.key)


def find_or_add(session: Session, workspace_id: int, person: Person, now: datetime) -> Contact | None:
    """The person's contact in the workspace; None for one whom nothing tells from others.

    Where key and address belong to two contacts, the key decides. Blank facts are filled; what we know stays.
    """
    if not person.is_known:
        return None
    try:
        with session.begin_nested():
            return _find_or_add(session, workspace_id, person, now)
    except IntegrityError:
        # Somebody else added the person in the same moment; now we find them.
        return _find_or_add(session, workspace_id, person, now)


def _find_or_add(session: Session, workspace_id: int, person: Person, now: datetime) -> Contact:
    by_key = and_(Contact.key == person.key, Contact.key.is_not(None))
    by_email = and_(Contact.email == person.email, Contact.email.is_not(None))
    found = list(session.scalars(select(Contact).where(Contact.workspace_id == workspace_id, or_(by_key, by_email))))
    if not found:
        contact = Contact(
            workspace_id=workspace_id, email=person.email, key=person.key, name=person.name,
            language=person.language, attributes={}, created_at=now,
        )  # fmt: skip
        session.add(contact)
    else:
        contact = next((known for known in found if person.key and known.key == person.key), found[0])
        _fill(contact, person, alone=len(found) == 1)
    session.flush()
    return contact


def _fill(contact: Contact, person: Person, *, alone: bool) -> None:
    contact.name = contact.name or person.name
    contact.language = contact.language or person.language
    if alone:
        # With two contacts found, key and address are each taken.
        contact.email = contact.email or person.email
        contact.key = contact.key or person.key
