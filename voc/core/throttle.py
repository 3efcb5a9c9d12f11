"""How often somebody may try something: counts per key and window, kept in the database so that all processes agree."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, ip_address, ip_network

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from voc.core import bulk
from voc.core.db import Base, dialect_name


class Throttle(Base):
    """How many tries a key has had in one window."""

    __tablename__ = "throttle"

    #: A hash: an address or a network address need not be kept in the clear to be counted.
    key: Mapped[str] = mapped_column(primary_key=True)
    window_at: Mapped[datetime] = mapped_column(primary_key=True)
    tries: Mapped[int]


_TRY = bulk.Insert(
    Base.metadata.tables[Throttle.__tablename__],
    "key", "window_at", "tries",
    ending="ON CONFLICT (key, window_at) DO UPDATE SET tries = throttle.tries + excluded.tries"
    " RETURNING key, window_at, tries",
)  # fmt: skip


def network(address: str | None) -> str:
    """Whose tries are counted together, by the address they come from.

    An IPv4 address; of IPv6 the first 64 bits, since every household and every server has all addresses below those.

    >>> network("198.51.100.7"), network("2001:db8:1:2:aaaa::1"), network(None)
    ('198.51.100.7', '2001:db8:1:2::', 'unknown')
    """
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ip_network((int(parsed), 64), strict=False).network_address)


def allows(session: Session, what: str, whom: str, now: datetime, *, tries: int, within: timedelta) -> bool:
    """Count one try and say whether it is still among the allowed ones. Commit, or the try is forgotten."""
    insert = sqlite.insert(Throttle) if dialect_name(session) == "sqlite" else postgresql.insert(Throttle)
    statement = (
        insert.values(key=_key(what, whom), window_at=_window(now, within), tries=1)
        .on_conflict_do_update(index_elements=["key", "window_at"], set_={"tries": Throttle.tries + 1})
        .returning(Throttle.tries)
    )
    return session.execute(statement).scalar_one() <= tries


def allows_each(
    session: Session, what: str, tried: Sequence[tuple[str, datetime]], *, tries: int, within: timedelta
) -> list[bool]:
    """What `allows` says to each of these (whom, when), one after the other, in one statement."""
    if not tried:
        return []
    places = [(_key(what, whom), _window(now, within)) for whom, now in tried]
    # In one order everywhere, so that two transactions cannot wait for one another.
    left = Counter(places)
    counted = sorted(left)
    connection = session.connection()
    rows = _TRY.bind(connection.dialect, [{"key": key, "window_at": at, "tries": left[key, at]} for key, at in counted])
    found = {(key, at): n for key, at, n in _TRY.run(connection, rows)}
    total = {place: found[row[0], row[1]] for place, row in zip(counted, rows, strict=True)}
    allowed = []
    for place in places:
        left[place] -= 1
        allowed.append(total[place] - left[place] <= tries)
    return allowed


def _key(what: str, whom: str) -> str:
    return hashlib.sha256(f"{what}\0{whom}".encode("utf-8", "replace")).hexdigest()[:32]


def _window(now: datetime, within: timedelta) -> datetime:
    seconds = within.total_seconds()
    return datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)


def forget(session: Session, before: datetime) -> None:
    """Drop counts of windows that ended long ago."""
    session.execute(delete(Throttle).where(Throttle.window_at < before))
