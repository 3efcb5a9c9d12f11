"""What one row of a file of contacts says: of the person, and of the account that the person belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voc.customers import cells
from voc.customers.columns import Columns
from voc.customers.tables import Row

#: Longer cells are a mistake of the file rather than a fact about a person.
MAX_LENGTH = 200
MAX_ATTRIBUTE = 5_000


@dataclass(frozen=True)
class Person:
    """One row, understood. Facts hold only what the row says; nothing is said by a blank cell."""

    line: int
    #: Columns of `Contact`: email, key, name, language, role, segment.
    facts: dict[str, str]
    #: The account's own key, else its name; None where the row names none.
    account_key: str | None
    account_name: str | None
    #: Columns of `Account`: name, segment, revenue, renews_on, owner_id.
    account_facts: dict[str, Any]
    attributes: dict[str, str]
    #: What could not be taken over: unknown_language, unknown_role, unknown_owner.
    notes: tuple[str, ...]

    @property
    def email(self) -> str | None:
        return self.facts.get("email")

    @property
    def key(self) -> str | None:
        return self.facts.get("key")


def read(row: Row, columns: Columns, colleagues: Mapping[str, int]) -> Person:
    """The person of a row; `colleagues` maps addresses to user ids. Raises `cells.Unclear`."""
    if row.cells is None:
        raise cells.Unclear(row.fault)
    given = {field: " ".join(cell.split()) for field, cell in columns.fields_of(row.cells).items()}
    attributes = columns.attributes_of(row.cells)
    if (
        max(map(len, given.values()), default=0) > MAX_LENGTH
        or max(map(len, attributes.values()), default=0) > MAX_ATTRIBUTE
    ):
        raise cells.Unclear("too_long")
    notes: list[str] = []
    facts = _facts_of(given, notes)
    account_facts = _account_facts_of(given, colleagues, notes)
    key = given.get("account_key") or given.get("account")
    if not key:
        # A person without a company has a segment all the same; what else belongs to a company is left out.
        facts |= {name: account_facts[name] for name in ("segment",) if name in account_facts}
        account_facts = {}
    return Person(row.line, facts, key, given.get("account"), account_facts, attributes, tuple(notes))


def _facts_of(given: Mapping[str, str], notes: list[str]) -> dict[str, str]:
    facts = {name: given[name] for name in ("name", "key") if name in given}
    if "email" in given:
        facts["email"] = cells.address(given["email"])
    for name, meaning in (("language", cells.language), ("role", cells.role)):
        if name not in given:
            continue
        if value := meaning(given[name]):
            facts[name] = value
        else:
            notes.append(f"unknown_{name}")
    if not facts.keys() & {"email", "key"}:
        raise cells.Unclear("nobody")
    return facts


def _account_facts_of(given: Mapping[str, str], colleagues: Mapping[str, int], notes: list[str]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    if "account" in given:
        facts["name"] = given["account"]
    if "segment" in given:
        facts["segment"] = given["segment"]
    if "revenue" in given:
        facts["revenue"] = cells.money(given["revenue"])
    if "renews_on" in given:
        facts["renews_on"] = cells.day(given["renews_on"])
    if "owner" in given:
        if owner := colleagues.get(given["owner"].lower()):
            facts["owner_id"] = owner
        else:
            notes.append("unknown_owner")
    return facts
