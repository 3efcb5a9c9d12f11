"""Who is signed in on the page that shows a widget, believed only with the site's own signature."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from voc.customers import cells
from voc.customers.models import Contact
from voc.customers.recognising import Person
from voc.responses.models import SigningSecret

#: Longer than any name, key or address we keep.
MOST = 200
#: A hash is 64 hexadecimal digits.
_SIGNATURE = 64


class Malformed(Exception):
    """No page that follows the documentation sends this."""


@dataclass(frozen=True)
class Claim:
    """What a page says about its visitor."""

    key: str
    email: str
    name: str
    signature: str

    def person(self) -> Person:
        """The same, for finding or adding the contact."""
        try:
            email = cells.address(self.email) if self.email else None
        except cells.Unclear:
            email = None
        return Person(email=email, key=self.key, name=self.name)


def claim(given: Any) -> Claim | None:
    """The claim in what a page sent; None without one. Raises `Malformed`."""
    if given is None:
        return None
    if not isinstance(given, dict):
        raise Malformed
    # Many sites number their customers.
    key = str(given["id"]) if type(given.get("id")) is int else given.get("id")
    if not key:
        raise Malformed
    return Claim(*(_line(text) for text in (key, *(given.get(name) or "" for name in ("email", "name", "signature")))))


def _line(text: Any) -> str:
    if not isinstance(text, str) or len(text) > MOST or any(unicodedata.category(c) in ("Cc", "Cs") for c in text):
        raise Malformed
    return text


def message(claim: Claim) -> bytes:
    """What is signed: id, address and name, each on its line. None holds a line break, so no two claims are alike."""
    return f"{claim.key}\n{claim.email}\n{claim.name}".encode()


def sign(secret: str, claim: Claim) -> str:
    """The signature as a site's own server makes it: HMAC-SHA256, in hexadecimal digits."""
    return hmac.new(secret.encode(), message(claim), hashlib.sha256).hexdigest()


def is_signed(session: Session, workspace_id: int, claim: Claim) -> bool:
    """Whether this workspace's secret signed it. Takes the same time for every wrong signature."""
    row = session.get(SigningSecret, workspace_id)
    given = claim.signature.lower()
    if row is None or not given.isascii() or len(given) != _SIGNATURE:
        return False
    return hmac.compare_digest(sign(row.secret, claim), given)


def known(session: Session, workspace_id: int, claim: Claim) -> Contact | None:
    """The contact whom a claim names, by key, else by address; None for one we do not know yet."""
    person = claim.person()
    mine = [Contact.key == person.key] + ([Contact.email == person.email] if person.email else [])
    found = session.scalars(select(Contact).where(Contact.workspace_id == workspace_id, or_(*mine))).all()
    return next((each for each in found if each.key == person.key), found[0] if found else None)


def renew_secret(session: Session, workspace_id: int, now: datetime) -> SigningSecret:
    """A new secret; signatures made with the earlier one are not believed any more."""
    row = session.get(SigningSecret, workspace_id)
    if row is None:
        row = SigningSecret(workspace_id=workspace_id)
        session.add(row)
    row.secret, row.made_at = secrets.token_urlsafe(32), now
    session.flush()
    return row
