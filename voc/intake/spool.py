"""Rows set down on disk until all are read, so that those of one respondent come out together.

In real files they stand thousands of lines apart. Kept in memory a large file would not fit; recorded one by one, each
later row would look like a customer who changed an answer. The file has no name and is gone when it is closed.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import datetime
from itertools import groupby

from voc.customers.recognising import Person
from voc.intake.columns import Row


class Spool:
    """A temporary table of rows."""

    def __init__(self) -> None:
        self._table = sqlite3.connect("")  # An unnamed file on disk, not memory.
        self._table.execute("PRAGMA journal_mode=OFF")
        self._table.execute("CREATE TABLE spooled (name TEXT NOT NULL, line INTEGER NOT NULL, content TEXT NOT NULL)")
        self._table.execute("CREATE TABLE person (name TEXT PRIMARY KEY) WITHOUT ROWID")

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *error: object) -> None:
        self._table.close()

    def saw(self, name: str) -> None:
        """Count this respondent, even where the row cannot be taken."""
        self._table.execute("INSERT OR IGNORE INTO person VALUES (?)", (name,))

    def add(self, row: Row) -> None:
        """Set one row down."""
        content = asdict(replace(row, answered_at=row.answered_at.isoformat()))  # type: ignore[arg-type]
        self._table.execute("INSERT INTO spooled VALUES (?, ?, ?)", (row.name, row.line, json.dumps(content)))

    @property
    def people(self) -> int:
        """How many respondents were seen."""
        return int(self._table.execute("SELECT count(*) FROM person").fetchone()[0])

    @property
    def groups(self) -> int:
        """How many respondents have a row that can be taken."""
        return int(self._table.execute("SELECT count(DISTINCT name) FROM spooled").fetchone()[0])

    def __iter__(self) -> Iterator[list[Row]]:
        """The rows of each respondent in the order of the file; respondents in the order of their first rows."""
        ordered = self._table.execute(
            "SELECT name, content, min(line) OVER (PARTITION BY name) AS first FROM spooled ORDER BY first, name, line"
        )
        for _name, rows in groupby(ordered, key=lambda found: found[0]):
            yield [_row(content) for _, content, _ in rows]


def _row(content: str) -> Row:
    said = json.loads(content)
    said["person"] = Person(**said["person"])
    said["answered_at"] = datetime.fromisoformat(said["answered_at"])
    return Row(**said)
