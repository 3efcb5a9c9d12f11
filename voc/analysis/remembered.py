"""What a function makes of a piece of text, made once, and looked up again at the cost of no call."""

from collections.abc import Callable
from typing import TypeVar

_Made = TypeVar("_Made")
# Distinct words of a language are far fewer; hostile texts make up new ones for ever.
_MOST = 100_000
#: What is longer than this is hardly met again, and made each time.
LONGEST = 40


class Remembered(dict[str, _Made]):
    """What `make` makes of each string, by `[]`: the results of the last 100,000 strings or fewer, none of them long.

    >>> lengths = Remembered(len)
    >>> lengths["abc"], "abc" in lengths
    (3, True)
    """

    def __init__(self, make: Callable[[str], _Made]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: str) -> _Made:
        if len(key) > LONGEST:
            return self._make(key)
        if len(self) >= _MOST:
            self.clear()
        made = self[key] = self._make(key)
        return made
