"""Numbers of rows that must not tell when they came, beside others of the same table that are numbered in order.

Those are numbered at random, within a range of their own. SQLite gives a row without a number the one behind the
highest there is, and so would say after which of those it came: beside them, rows in order go on above that range.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, event, func, inspect, select
from sqlalchemy.orm import Session

Model = TypeVar("Model", bound=type[Any])

#: Above any number that is given in order where no row is numbered at random, and with room above for the others.
AT_RANDOM = range(2**30, 2**31 - 2**28)

_MIXED: set[type[Any]] = set()


def mixed(model: Model) -> Model:
    """Marks a model of which some rows are numbered at random."""
    _MIXED.add(model)
    return model


def at_random() -> int:
    """A number in no order. That another row has it already is unlikely, and for the caller to see."""
    return AT_RANDOM.start + secrets.randbelow(len(AT_RANDOM))


def unordered(session: Session, model: type[Any], many: int) -> list[int]:
    """So many different numbers in no order, which no row of the model has."""
    numbers: dict[int, None] = {}
    while len(numbers) < many:
        drawn = dict.fromkeys(at_random() for _ in range(many - len(numbers)))
        taken = set(session.scalars(select(model.id).where(model.id.in_(drawn))))
        numbers |= {number: None for number in drawn if number not in taken}
    return list(numbers)


def in_order(session: Session, model: type[Any], many: int) -> list[int] | list[None]:
    """The numbers of the next rows of the model; None for each where the database does that well by itself."""
    return following(session.scalar(select(func.max(model.id))) if needs_help(session.connection()) else None, many)


def needs_help(connection: Connection) -> bool:
    """Whether the database numbers rows by the highest number that it has."""
    return connection.dialect.name == "sqlite"


def following(highest: int | None, many: int) -> list[int] | list[None]:
    """The numbers of rows in order that follow where this is the highest one; None for each below those at random."""
    if highest is None or highest < AT_RANDOM.start:
        return [None] * many
    return list(behind(highest, many))


def behind(highest: int | None, many: int) -> range:
    """The numbers of so many next rows in order where this is the highest one; above those at random, if there are any.

    >>> behind(None, 2), behind(41, 1), behind(AT_RANDOM.start + 5, 1).start == AT_RANDOM.stop
    (range(1, 3), range(42, 43), True)
    """
    last = highest or 0
    first = last + 1 if last < AT_RANDOM.start else max(last + 1, AT_RANDOM.stop)
    return range(first, first + many)


def without_order(session: Session, rows: Sequence[Any]) -> None:
    """Number new rows of one model at random."""
    if rows:
        for row, number in zip(rows, unordered(session, type(rows[0]), len(rows)), strict=True):
            row.id = number


@event.listens_for(Session, "before_flush")
def _number_the_others(session: Session, *_: object) -> None:
    new = [each for each in session.new if type(each) in _MIXED and each.id is None]
    new.sort(key=lambda each: inspect(each).insert_order)
    for model in {type(each) for each in new}:
        rows = [each for each in new if type(each) is model]
        for row, number in zip(rows, in_order(session, model, len(rows)), strict=True):
            row.id = number
