"""Patterns that are compiled when somebody first uses them.

There are some two hundred for personal data, many of them long: together they take a second, which no process that
hides nothing should wait for at its start.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any


class Pattern:
    """What `re.compile` gives, compiled at its first use; a mistake in it is raised then, as `re.error`.

    >>> digits = Pattern("[0-9]+")
    >>> digits.findall("12 and 3"), digits.groups
    (['12', '3'], 0)
    """

    match: Callable[..., re.Match[str] | None]
    fullmatch: Callable[..., re.Match[str] | None]
    search: Callable[..., re.Match[str] | None]
    finditer: Callable[..., Iterator[re.Match[str]]]
    findall: Callable[..., list[Any]]
    split: Callable[..., list[str | Any]]
    sub: Callable[..., str]
    groupindex: Mapping[str, int]
    groups: int
    pattern: str
    flags: int

    _compiled: re.Pattern[str] | None = None

    def __init__(self, source: str, flags: int = 0) -> None:
        self.pattern = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        # Kept in the instance, so that each is asked for here only once: after that it costs what it always cost.
        if name.startswith("_"):
            raise AttributeError(name)
        if self._compiled is None:
            self._compiled = re.compile(self.pattern, self._flags)
        value = getattr(self._compiled, name)
        setattr(self, name, value)
        return value
