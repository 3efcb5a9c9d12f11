"""How often somebody may try something: counts per key and window, kept in the database so that all processes agree."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from voc.core.db import Base, dialect_name


class Throttle(Base):
    """How many tries a key has had in one window."""

    __tablename__ = "throttle"

    #: A hash: an address or a network address need not be kept in the clear to be counted.
    key: Mapped[str] = mapped_column(primary_key=True)
    window_at: Mapped[datetime] = mapped_column(primary_key=True)
    tries: Mapped[int]


def allows(session: Session, what: str, whom: str, now: datetime, *, tries: int, within: timedelta) -> bool:
    """Count one try and say whether it is still among the allowed ones. Commit, or the try is forgotten."""
    seconds = within.total_seconds()
    window = datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)
    insert = sqlite.insert(Throttle) if dialect_name(session) == "sqlite" else postgresql.insert(Throttle)
    key = hashlib.sha256(f"{what}\0{whom}".encode("utf-8", "replace")).hexdigest()[:32]
    statement = (
        insert.values(key=key, window_at=window, tries=1)
        .on_conflict_do_update(index_elements=["key", "window_at"], set_={"tries": Throttle.tries + 1})
        .returning(Throttle.tries)
    )
    return session.execute(statement).scalar_one() <= tries


def forget(session: Session, before: datetime) -> None:
    """Drop counts of windows that ended long ago."""
    session.execute(delete(Throttle).where(Throttle.window_at < before))
