"""The whole database as plain values, so that two of them can be compared."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voc.core.db import Base

#: Random by design: what leaves the house, and what holds such a name inside.
RANDOM = {
    "public_id", "session_key", "client_key", "message_id", "headers", "body_text", "body_html", "digest",
    "password_hash",
}  # fmt: skip


def counts(session: Session) -> dict[str, int]:
    """Table -> how many rows it has."""
    tables = Base.metadata.sorted_tables
    return {table.name: session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}


def digest(session: Session) -> dict[str, str]:
    """Table -> a hash over all its rows, in the order of their keys."""
    return {table.name: _digest(session, table) for table in Base.metadata.sorted_tables}


def _digest(session: Session, table: Any) -> str:
    columns = [column for column in table.columns if column.name not in RANDOM]
    rows = session.execute(select(*columns).order_by(*table.primary_key.columns))
    made = hashlib.sha256()
    for row in rows:
        made.update(repr([_plain(value) for value in row]).encode())
    return made.hexdigest()


def _plain(value: Any) -> Any:
    # JSON objects come back in another order from one of the databases.
    return sorted((key, _plain(each)) for key, each in value.items()) if isinstance(value, dict) else value
