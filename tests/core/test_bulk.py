"""Rows of one statement are what SQLAlchemy would have made of them, in both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Integer, MetaData, Table, Text, insert, select
from sqlalchemy.orm import Session

from voc.core.bulk import Insert
from voc.core.db import UtcDateTime

TABLE = Table(
    "bulk_row",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("words", Text),
    Column("count", Integer),
    Column("is_so", Boolean),
    Column("at", UtcDateTime),
    Column("other_at", UtcDateTime),
    Column("fields", JSON),
    Column("value", JSON(none_as_null=True)),
    Column("more", Text, server_default="as always"),
)
AT = datetime(2026, 11, 30, 8, 30, tzinfo=UTC)
ROWS: list[dict[str, Any]] = [
    {"id": 1, "words": "a % b :c ? 'd'", "count": 7, "is_so": True, "at": AT, "other_at": AT,
     "fields": {"a": [1]}, "value": {"chosen": ["两"]}},
    {"id": 2, "words": "", "count": None, "is_so": False, "at": AT.astimezone(timezone(timedelta(hours=8))),
     "other_at": None, "fields": {}, "value": None},
    {"id": 3, "words": None, "count": 0, "is_so": None, "at": None, "other_at": AT, "fields": None, "value": "a"},
]  # fmt: skip


def test_rows_are_those_that_sqlalchemy_makes(session: Session) -> None:
    connection = session.connection()
    TABLE.create(connection)
    connection.execute(insert(TABLE), ROWS)
    usual = connection.execute(select(TABLE, TABLE.c.value.is_(None)).order_by(TABLE.c.id)).all()
    connection.execute(TABLE.delete())
    add = Insert(TABLE, *ROWS[0])
    assert add.run(connection, add.bind(connection.dialect, ROWS)) == []
    assert connection.execute(select(TABLE, TABLE.c.value.is_(None)).order_by(TABLE.c.id)).all() == usual
    assert {row.more for row in usual} == {"as always"}


def test_what_is_there_may_be_changed_and_told(session: Session) -> None:
    connection = session.connection()
    TABLE.create(connection)
    add = Insert(
        TABLE, "id", "count",
        ending="ON CONFLICT (id) DO UPDATE SET count = bulk_row.count + excluded.count RETURNING id, count",
    )  # fmt: skip
    assert add.run(connection, [(1, 2)]) == [(1, 2)]
    assert sorted(add.run(connection, [(1, 3), (2, 1)])) == [(1, 5), (2, 1)]
