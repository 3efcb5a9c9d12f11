"""What a function makes of a piece of text, made once, and looked up again at the cost of no call."""

from collections.abc import Callable, Mapping
from typing import TypeVar

_Made = TypeVar("_Made")
# Distinct words of a language are far fewer; hostile texts make up new ones for ever.
_MOST = 100_000
#: What is longer than this is hardly met again, and made each time.
LONGEST = 40


class Remembered(dict[str, _Made]):
    """What `make` makes of each string, by `[]`: the results of the last 100,000 strings or fewer, none of them long.

    Those that are `known` beforehand are there from the first look-up on.

    >>> lengths = Remembered(len)
    >>> lengths["abc"], "abc" in lengths
    (3, True)
    """

    def __init__(self, make: Callable[[str], _Made], known: Callable[[], Mapping[str, _Made]] = dict) -> None:
        super().__init__()
        self._make = make
        self._known = known

    def __missing__(self, key: str) -> _Made:
        if len(key) > LONGEST:
            return self._make(key)
        if len(self) >= _MOST:
            self.clear()
        if not self:
            self.update(self._known())
            if key in self:
                return self[key]
        made = self[key] = self._make(key)
        return made
