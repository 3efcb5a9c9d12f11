"""Texts that say nothing: blanks, lone marks, and what people or forms write where there is no answer."""

import re
from functools import cache

from voc.analysis.clauses import LEXICONS

_BETWEEN_WORDS = re.compile(r"[\W_]+")
_LETTER = re.compile(r"[^\W\d_]")
#: Longer texts say something.
LONGEST = 60


@cache
def _unanswered() -> frozenset[str]:
    lines = (LEXICONS / "unanswered.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def is_empty(text: str) -> bool:
    """Whether a repaired text says nothing: no letter in it, or a placeholder such as "Did not answer" or 无.

    >>> is_empty("N/A"), is_empty("..."), is_empty("No wifi")
    (True, True, False)
    """
    if _LETTER.search(text) is None:
        return True
    return len(text) < LONGEST and _BETWEEN_WORDS.sub(" ", text).strip().lower() in _unanswered()
