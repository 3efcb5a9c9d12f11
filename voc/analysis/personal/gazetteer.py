"""What a Latin word is known as: a given name, a surname, a word of English, a place, a firm.

From the large list of names and the one written by hand, which has the last word; read when first asked for.
"""

from enum import Flag, auto
from functools import cache, lru_cache

from voc.analysis.personal import lists


class Known(Flag):
    """What a word is known as; several things at once, or nothing."""

    NOTHING = 0
    #: A given name that is little else.
    GIVEN = auto()
    #: A given name that is also a word, a month, a place or a firm.
    GIVEN_OR_WORD = auto()
    SURNAME = auto()
    SURNAME_OR_WORD = auto()
    WORD = auto()
    PLACE = auto()
    FIRM = auto()
    #: Of those, what was written by hand: the commonest given names.
    COMMON = auto()


NAMED = Known.GIVEN | Known.GIVEN_OR_WORD
#: No name of a person unless something says so.
OTHER = Known.WORD | Known.PLACE | Known.FIRM


@cache
def _lists() -> tuple[tuple[Known, frozenset[str]], ...]:
    by_hand = lists.words("names", "given names that are little else")
    or_word = lists.words("names", "given names that are also words, months, places or firms")
    plain = by_hand - or_word
    firms = lists.words("names", "firms that are not named like people")
    return (
        (Known.GIVEN | Known.COMMON, plain),
        (Known.GIVEN, lists.words("people", "given") - or_word - firms),
        (Known.GIVEN_OR_WORD, or_word | (lists.words("people", "given, also words") - plain)),
        (Known.SURNAME, lists.words("people", "surnames") | lists.words("names", "surnames that are little else")),
        (Known.SURNAME_OR_WORD, lists.words("people", "surnames, also words")),
        (Known.WORD, lists.words("people", "words") - plain),
        (Known.PLACE, (lists.words("people", "places") - plain) | lists.words("names", "places that no list knows")),
        (Known.FIRM, firms),
    )


@lru_cache(maxsize=20_000)
def known(word: str) -> Known:
    """What a lower-case word is known as.

    >>> known("maria"), known("tesco")
    (<Known.GIVEN|COMMON: 129>, <Known.FIRM: 64>)
    """
    found, word = Known.NOTHING, lists.plain(word.rstrip("."))
    for kind, words in _lists():
        if word in words:
            found |= kind
    return found


@cache
def given() -> frozenset[str]:
    """All given names that are little else, in lower case."""
    return frozenset().union(*(words for kind, words in _lists() if Known.GIVEN in kind))
