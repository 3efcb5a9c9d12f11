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


@cache
def _first_letters() -> frozenset[str]:
    return frozenset(letter[0] for letter in map(_LETTER.search, _unanswered()) if letter)


def is_empty(text: str) -> bool:
    """Whether a repaired text says nothing: no letter in it, or a placeholder such as "Did not answer" or 无.

    >>> is_empty("N/A"), is_empty("..."), is_empty("No wifi")
    (True, True, False)
    """
    letter = text[:1]
    if not letter.isalpha():
        first = _LETTER.search(text)
        if first is None:
            return True
        letter = first.group()
    # Nearly all short texts begin as no placeholder does, and are spared the rest.
    return (
        len(text) < LONGEST
        and letter.lower()[0] in _first_letters()
        and _BETWEEN_WORDS.sub(" ", text).strip().lower() in _unanswered()
    )
