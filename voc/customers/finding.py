"""Lists of contacts and accounts: by page, by words, by segment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.orm import Session, joinedload

from voc.customers.models import Account, Contact
from voc.staff.models import Membership, User

PAGE = 50


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and where it goes on: the id to ask for next, or None at the end."""

    rows: Sequence[Any]
    before: int | None


def contacts(session: Session, workspace_id: int, *, words: str = "", before: int | None = None) -> Page:
    """Contacts whose name, address, key or account holds all the words, the newest first."""
    statement = (
        select(Contact)
        .outerjoin(Contact.account)
        .where(Contact.workspace_id == workspace_id)
        .options(joinedload(Contact.account))
        .order_by(Contact.id.desc())
        .limit(PAGE + 1)
    )
    for word in words.split()[:5]:
        statement = statement.where(_holds(word, Contact.name, Contact.email, Contact.key, Account.name))
    if before:
        statement = statement.where(Contact.id < before)
    rows = list(session.scalars(statement))
    return Page(rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None)


def accounts(session: Session, workspace_id: int, *, words: str = "", before: int | None = None) -> Page:
    """(account, its owner's name or None, number of its contacts), the newest first."""
    people = select(func.count(Contact.id)).where(Contact.account_id == Account.id).scalar_subquery()
    statement = (
        select(Account, User.name.label("owner"), people.label("people"))
        .outerjoin(User, User.id == Account.owner_id)
        .where(Account.workspace_id == workspace_id)
        .order_by(Account.id.desc())
        .limit(PAGE + 1)
    )
    for word in words.split()[:5]:
        statement = statement.where(_holds(word, Account.name, Account.key, Account.segment, User.name))
    if before:
        statement = statement.where(Account.id < before)
    rows: list[Row[Any]] = list(session.execute(statement))
    return Page(rows[:PAGE], rows[PAGE - 1].Account.id if len(rows) > PAGE else None)


def _holds(word: str, *columns: Any) -> ColumnElement[bool]:
    return or_(*(column.icontains(word, autoescape=True) for column in columns))


def contacts_of(session: Session, account_id: int, *, limit: int) -> list[Contact]:
    """The account's first contacts, by name."""
    statement = select(Contact).where(Contact.account_id == account_id).order_by(Contact.name, Contact.id)
    return list(session.scalars(statement.limit(limit)))


def counts(session: Session, workspace_id: int) -> tuple[int, int]:
    """How many contacts and how many accounts there are."""
    of_contacts = select(func.count(Contact.id)).where(Contact.workspace_id == workspace_id).scalar_subquery()
    of_accounts = select(func.count(Account.id)).where(Account.workspace_id == workspace_id).scalar_subquery()
    people, companies = session.execute(select(of_contacts, of_accounts)).one()
    return people, companies


def segments(session: Session, workspace_id: int) -> list[str]:
    """Every segment that somebody is in, in order."""
    of_accounts = select(Account.segment).where(Account.workspace_id == workspace_id, Account.segment.is_not(None))
    of_contacts = select(Contact.segment).where(Contact.workspace_id == workspace_id, Contact.segment.is_not(None))
    return sorted(segment for segment in session.scalars(of_accounts.union(of_contacts)) if segment)


#: Asks for those who are in no segment: no name of one, since what comes from a file has no blanks around it.
NO_SEGMENT = " "


def is_in(segment: str) -> ColumnElement[bool]:
    """Whether a contact, joined with its account, is in the segment: the account's, else the person's own.

    `NO_SEGMENT`: whether it is in none. Where the contact may be missing, the join is an outer one.
    """
    mine = func.coalesce(Account.segment, Contact.segment, "")
    return mine == segment.strip()


def colleagues(session: Session, workspace_id: int) -> list[tuple[int, str]]:
    """(id, name) of everybody who works here."""
    statement = select(User.id, User.name).join(Membership).where(Membership.workspace_id == workspace_id)
    return [(row.id, row.name) for row in session.execute(statement.order_by(User.name, User.id))]
