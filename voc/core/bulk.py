"""Many rows by one statement, which costs hardly more than what the database itself does with them.

SQLAlchemy goes through every value of every row and has the driver run the statement once for each; where rows are many
and small, and somebody waits for them, that is most of their cost. Here the rows are one statement's, and only values
of types that have to be turned into something else are looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Table

#: A row as the database driver takes it.
Bound = tuple[Any, ...]


class Insert:
    """Inserts rows of one table, all with the same columns. Others get what the database has for them.

    `ending` stands behind the rows, for example what follows where one is there already.
    """

    def __init__(self, table: Table, *columns: str, ending: str = "") -> None:
        self.columns = columns
        self._table, self._ending = table, ending
        self._statement = lru_cache(maxsize=256)(self._made)
        self._turns = lru_cache(maxsize=8)(self._found_turns)

    def bind(self, dialect: Dialect, rows: Sequence[Mapping[str, Any]]) -> list[Bound]:
        """The rows as the driver takes them."""
        bound = [list(self._of(row)) for row in rows]
        for places, turn in self._turns(dialect):
            # One object stands in several places, such as the time at which all of a row was written.
            turned: dict[int, Any] = {}
            for values in bound:
                for place in places:
                    value = values[place]
                    if id(value) not in turned:
                        turned[id(value)] = turn(value)
                    values[place] = turned[id(value)]
        return [tuple(values) for values in bound]

    def run(self, connection: Connection, rows: Sequence[Bound]) -> Sequence[Bound]:
        """Insert rows that are bound, at least one; you get what `ending` has the database return."""
        statement = self._statement(connection.dialect.paramstyle, len(rows))
        result = connection.exec_driver_sql(statement, tuple(value for row in rows for value in row))
        return [tuple(row) for row in result] if result.returns_rows else []

    @cached_property
    def _of(self) -> Callable[[Mapping[str, Any]], Bound]:
        return itemgetter(*self.columns)

    def _found_turns(self, dialect: Dialect) -> list[tuple[list[int], Callable[[Any], Any]]]:
        """What turns values that the driver does not take as they are, each with the places of those values."""
        places: dict[str, list[int]] = {}
        turns: dict[str, Callable[[Any], Any]] = {}
        for place, name in enumerate(self.columns):
            type_ = self._table.c[name].type
            if turn := type_.dialect_impl(dialect).bind_processor(dialect):
                # What reads the same turns values alike.
                turns[repr(type_)] = turn
                places.setdefault(repr(type_), []).append(place)
        return [(places[name], turn) for name, turn in turns.items()]

    def _made(self, paramstyle: str, many: int) -> str:
        mark = "?" if paramstyle == "qmark" else "%s"
        row = f"({', '.join([mark] * len(self.columns))})"
        into = f"INSERT INTO {self._table.name} ({', '.join(self.columns)})"
        return f"{into} VALUES {', '.join([row] * many)} {self._ending}"
