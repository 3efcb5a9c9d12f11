"""Contacts and their accounts from the rows of a file.

A person is recognized by the company's own key, then by the address; an account by its key, then by its name. A blank
cell leaves what we know as it is. What a row says of its account counts from the first row that says it, so that the
same file twice changes nothing, even where its rows disagree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Literal, TypeVar

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voc.customers import cells, persons
from voc.customers.columns import Columns
from voc.customers.models import Account, Contact
from voc.customers.persons import Person
from voc.customers.tables import Row
from voc.staff.models import Membership, User, Workspace

#: Rows that are looked up and written together.
BATCH = 500

Value = TypeVar("Value")
Outcome = Literal["new", "updated", "unchanged"]


@dataclass(frozen=True)
class Refusal:
    """A row that was not taken."""

    line: int
    #: A code of `cells.Unclear` or of `tables.Row`, or `repeated`, `two_people`, `key_taken`.
    reason: str
    #: The line of the row that this one repeats.
    other_line: int | None = None


@dataclass
class Report:
    """What came of each row: rows = new + updated + unchanged + refused."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    refused: list[Refusal] = field(default_factory=list)
    #: What was left out of rows that were taken -> in how many rows: unknown_language, unknown_role, unknown_owner,
    #: accounts_disagree.
    notes: Counter[str] = field(default_factory=Counter)

    @property
    def rows(self) -> int:
        return self.outcomes.total() + len(self.refused)


def contacts(
    session: Session,
    workspace: Workspace,
    rows: Iterable[Row],
    columns: Columns,
    now: datetime,
    *,
    after_batch: Callable[[], None] = lambda: None,
) -> Report:
    """Add and update contacts and accounts from rows; what cannot be taken is refused and stops nothing else.

    `after_batch` is called after every few hundred rows: a caller with a long file commits there, so that customers'
    answers need not wait for the end of the file.
    """
    work = _Import(session, workspace, columns, now)
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        work.take(batch)
        after_batch()
    work.report.refused.sort(key=lambda refusal: refusal.line)
    return work.report


class _Import:
    """One file on its way in: what its earlier rows said, and what came of them."""

    def __init__(self, session: Session, workspace: Workspace, columns: Columns, now: datetime) -> None:
        self.session, self.workspace, self.columns, self.now = session, workspace, columns, now
        self.report = Report()
        self._colleagues = _colleagues(session, workspace)
        # Who or what -> the first line about it.
        self._line_of: dict[tuple[str, str | int], int] = {}
        self._said: dict[tuple[str, str], tuple[int, Any]] = {}

    def take(self, batch: list[Row]) -> None:
        people = list(self._people(batch))
        try:
            outcomes = self._write(people)
        except IntegrityError:
            # Somebody else added one of these people or accounts a moment ago; now we find them.
            outcomes = self._write(people)
        for outcome in outcomes:
            if isinstance(outcome, Refusal):
                self.report.refused.append(outcome)
            else:
                self.report.outcomes[outcome] += 1

    def _people(self, batch: list[Row]) -> Iterator[Person]:
        for row in batch:
            try:
                person = persons.read(row, self.columns, self._colleagues)
            except cells.Unclear as unclear:
                self.report.refused.append(Refusal(row.line, unclear.code))
                continue
            names = [(kind, name) for kind, name in (("key", person.key), ("email", person.email)) if name]
            lines = [self._line_of.setdefault(name, person.line) for name in names]
            if min(lines) < person.line:
                self.report.refused.append(Refusal(person.line, "repeated", min(lines)))
                continue
            self._note(person)
            yield person

    def _note(self, person: Person) -> None:
        self.report.notes.update(person.notes)
        if any(self._first(person, name)[1] != value for name, value in person.account_facts.items()):
            self.report.notes["accounts_disagree"] += 1

    def _first(self, person: Person, name: str) -> tuple[int, Any]:
        """The line that first says this of the person's account, and what it says."""
        assert person.account_key is not None
        return self._said.setdefault((person.account_key, name), (person.line, person.account_facts[name]))

    def _write(self, people: list[Person]) -> list[Outcome | Refusal]:
        with self.session.begin_nested():
            known = _Known(self.session, self.workspace, people)
            refused, accepted = self._recognized(people, known)
            changed = self._write_accounts([person for person, _ in accepted], known)
            outcomes = self._write_contacts(accepted, known, changed)
            self.session.flush()
        return [*refused, *outcomes]

    def _recognized(
        self, people: list[Person], known: _Known
    ) -> tuple[list[Refusal], list[tuple[Person, Contact | None]]]:
        """Rows about nobody clear, and the others with the contact whom each is about, None for a new one."""
        refused, accepted = [], []
        for person in people:
            try:
                contact = known.contact(person)
            except _TwoPeople as two:
                refused.append(Refusal(person.line, two.reason))
                continue
            first = self._line_of.setdefault(("contact", contact.id), person.line) if contact else person.line
            if first < person.line:
                refused.append(Refusal(person.line, "repeated", first))
            else:
                accepted.append((person, contact))
        return refused, accepted

    def _write_accounts(self, people: list[Person], known: _Known) -> set[int]:
        """Make and change the accounts of these people; gives the lines of rows that did."""
        changed: set[int] = set()
        new: dict[str, dict[str, Any]] = {}
        for person in people:
            key, facts = person.account_key, self._first_said(person)
            if key is None:
                continue
            if account := known.account(person):
                if _set(account, facts):
                    changed.add(person.line)
            elif key not in new:
                new[key] = {"workspace_id": self.workspace.id, "key": key, "name": key, **facts}
                changed.add(person.line)
            else:
                new[key] |= facts
        if new:
            # Rows of a bulk insert need the same columns.
            blank = dict.fromkeys(("segment", "revenue", "renews_on", "owner_id"))
            self.session.execute(insert(Account), [{**blank, **values} for values in new.values()])
            known.load_accounts(self.session, self.workspace, set(new), set())
        return changed

    def _first_said(self, person: Person) -> dict[str, Any]:
        """What this row is the first of the file to say of its account."""
        facts = person.account_facts
        return {name: facts[name] for name in facts if self._first(person, name)[0] == person.line}

    def _write_contacts(
        self, accepted: list[tuple[Person, Contact | None]], known: _Known, changed: set[int]
    ) -> list[Outcome | Refusal]:
        outcomes: list[Outcome | Refusal] = []
        new = []
        for person, contact in accepted:
            account = known.account(person)
            if contact is None:
                new.append(self._new(person, account))
                outcomes.append("new")
            else:
                is_changed = _change(contact, person, account) or person.line in changed
                outcomes.append("updated" if is_changed else "unchanged")
        if new:
            self.session.execute(insert(Contact), new)
        return outcomes

    def _new(self, person: Person, account: Account | None) -> dict[str, Any]:
        return {
            **dict.fromkeys(("email", "key", "language", "role", "segment")),
            "name": "",
            "workspace_id": self.workspace.id,
            "account_id": account.id if account else None,
            "attributes": person.attributes,
            "created_at": self.now,
            **person.facts,
        }


class _TwoPeople(Exception):
    """The key and the address of a row are those of two different contacts."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Known:
    """The contacts and accounts that a batch of rows may be about."""

    def __init__(self, session: Session, workspace: Workspace, people: list[Person]) -> None:
        # Two look-ups, each by an index of its own: the two as alternatives of one would read every contact there is.
        ours = select(Contact).where(Contact.workspace_id == workspace.id)
        by_email = session.scalars(ours.where(Contact.email.in_(_given(p.email for p in people))))
        self._by_email = {contact.email: contact for contact in by_email}
        by_key = session.scalars(ours.where(Contact.key.in_(_given(p.key for p in people))))
        self._by_key = {contact.key: contact for contact in by_key}
        self._accounts: dict[str, Account] = {}
        self._accounts_by_name: dict[str, Account] = {}
        names = _given(p.account_name for p in people if p.account_name == p.account_key)
        self.load_accounts(session, workspace, _given(p.account_key for p in people), names)

    def load_accounts(self, session: Session, workspace: Workspace, keys: set[str], names: set[str]) -> None:
        """Know the accounts with these keys or names."""
        for column, values in ((Account.key, keys), (Account.name, names)):
            found = select(Account).where(Account.workspace_id == workspace.id, column.in_(values)).order_by(Account.id)
            for account in session.scalars(found):
                self._accounts[account.key] = account
                self._accounts_by_name.setdefault(account.name, account)

    def contact(self, person: Person) -> Contact | None:
        """The contact whom a row is about, None when it is a new one. Raises `_TwoPeople`."""
        by_key = self._by_key.get(person.key or "")
        by_email = self._by_email.get(person.email or "")
        if by_key and by_email and by_key is not by_email:
            raise _TwoPeople("two_people")
        if by_email and by_email.key and person.key and by_email.key != person.key:
            raise _TwoPeople("key_taken")
        return by_key or by_email

    def account(self, person: Person) -> Account | None:
        """The account with the row's key; a row that gives a name alone may mean one that has a key of its own."""
        key = person.account_key or ""
        by_name = self._accounts_by_name.get(key) if key == person.account_name else None
        return self._accounts.get(key) or by_name


def _given(values: Iterable[Value | None]) -> set[Value]:
    return {value for value in values if value is not None}


def _set(row: Account | Contact, facts: dict[str, Any]) -> bool:
    """Give the row these facts, and say whether any was another before."""
    changed = {name: value for name, value in facts.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)


def _change(contact: Contact, person: Person, account: Account | None) -> bool:
    """Bring a contact up to what the row says, and say whether anything was another before."""
    changed = _set(contact, person.facts)
    if account and contact.account_id != account.id:
        contact.account_id, changed = account.id, True
    if person.attributes.items() - contact.attributes.items():
        contact.attributes, changed = {**contact.attributes, **person.attributes}, True
    return changed


def _colleagues(session: Session, workspace: Workspace) -> dict[str, int]:
    statement = select(User.email, User.id).join(Membership).where(Membership.workspace_id == workspace.id)
    return {row.email: row.id for row in session.execute(statement)}
