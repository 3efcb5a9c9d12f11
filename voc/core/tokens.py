"""Links that prove something: one-time tokens (kept as hashes) and signed names (kept nowhere).

A one-time token opens an account: random, stored hashed, bound to a purpose and a subject, with an age. A signed name
stands in a customer's link: the row's random public id and a keyed digest over purpose and id, so that it can be made
again for a reminder and a leaked database does not contain it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from voc.core.db import Base

#: Bytes of a signature in a link: 96 bits.
SIGNATURE_BYTES = 12


class OneTimeToken(Base):
    """A token that somebody holds; we keep only its hash."""

    __tablename__ = "one_time_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)
    #: What it is good for, for example `reset-password`.
    purpose: Mapped[str]
    #: Whom or what it is about, for example a user's id.
    subject: Mapped[str]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


def public_id() -> str:
    """A random identifier of 96 bits for rows whose name leaves the house."""
    return secrets.token_urlsafe(12)


def issue(session: Session, purpose: str, subject: str, now: datetime, age: timedelta) -> str:
    """A fresh token. Earlier unused ones of the same purpose and subject stop working."""
    earlier = update(OneTimeToken).where(
        OneTimeToken.purpose == purpose, OneTimeToken.subject == subject, OneTimeToken.used_at.is_(None)
    )
    session.execute(earlier.values(used_at=now))
    token = secrets.token_urlsafe(24)
    session.add(OneTimeToken(digest=_digest(token), purpose=purpose, subject=subject, expires_at=now + age))
    session.flush()
    return token


def peek(session: Session, purpose: str, token: str, now: datetime) -> str | None:
    """The subject of a token that would still be accepted, without using it up; None otherwise."""
    row = session.scalar(select(OneTimeToken).filter_by(digest=_digest(token), purpose=purpose))
    return row.subject if row and row.used_at is None and row.expires_at > now else None


def redeem(session: Session, purpose: str, token: str, now: datetime) -> str | None:
    """Use a token up and return its subject; None when it is unknown, used or too old. Only one caller can win."""
    statement = (
        update(OneTimeToken)
        .where(
            OneTimeToken.digest == _digest(token),
            OneTimeToken.purpose == purpose,
            OneTimeToken.used_at.is_(None),
            OneTimeToken.expires_at > now,
        )
        .values(used_at=now)
        .returning(OneTimeToken.subject)
        .execution_options(synchronize_session=False)
    )
    return session.execute(statement).scalar_one_or_none()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def signed(secret: str, purpose: str, name: str) -> str:
    """`name` with a signature that only this installation can make: 16 more URL-safe characters."""
    return name + _signature(secret, purpose, name)


def sealed(secret: str, purpose: str, name: str) -> str:
    """What stands for a name that must not stand there itself: always the same, and mute without our secret."""
    return _signature(secret, purpose, name)


def unsigned(secret: str, purpose: str, token: str) -> str | None:
    """The name inside a signed token, or None when it was not signed by us for this purpose."""
    length = len(urlsafe_b64encode(bytes(SIGNATURE_BYTES)))
    name, signature = token[:-length], token[-length:]
    if not name or not token.isascii():
        return None
    return name if hmac.compare_digest(signature, _signature(secret, purpose, name)) else None


def _signature(secret: str, purpose: str, name: str) -> str:
    digest = hmac.digest(secret.encode(), f"{purpose}\0{name}".encode(), "sha256")
    return urlsafe_b64encode(digest[:SIGNATURE_BYTES]).decode()
