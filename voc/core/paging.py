"""Lists that go on page by page: a page begins behind the last row of the one before, not at a number of rows."""

from __future__ import annotations

from flask import request

#: The largest number that a row's id can be in both databases.
LARGEST_ID = 2**31 - 1


def is_id(number: int) -> bool:
    """Whether a number from an address can be a row's id; PostgreSQL breaks on one that cannot."""
    return 0 < number <= LARGEST_ID


def position(name: str) -> int | None:
    """The id after which the wanted page begins, from the address; None for the first page and for nonsense."""
    number = request.args.get(name, type=int)
    return number if number is not None and is_id(number) else None
