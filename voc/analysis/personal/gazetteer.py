"""What a Latin word is known as: a given name, a surname, a word of English, a place, a firm.

From the large list of names and the one written by hand, which has the last word; read when first asked for.
"""

from functools import cache, lru_cache

from voc.analysis.personal import lists


class Known:
    """What a word is known as, in bits: plain numbers, because a flag of `enum` takes ten times as long to ask."""

    NOTHING = 0
    #: A given name that is little else.
    GIVEN = 1
    #: A given name that is also a word, a month, a place or a firm.
    GIVEN_OR_WORD = 2
    SURNAME = 4
    SURNAME_OR_WORD = 8
    WORD = 16
    PLACE = 32
    FIRM = 64
    #: Of the given names those written by hand: the commonest.
    COMMON = 128
    #: A word of English that a dictionary knows, but few write.
    RARER = 256


NAMED = Known.GIVEN | Known.GIVEN_OR_WORD
#: No name of a person unless something says so.
OTHER = Known.WORD | Known.PLACE | Known.FIRM | Known.RARER


@cache
def _lists() -> tuple[tuple[int, frozenset[str]], ...]:
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
        (Known.RARER, lists.words("people", "rarer words") - plain),
        (Known.PLACE, (lists.words("people", "places") - plain) | lists.words("names", "places that no list knows")),
        (Known.FIRM, firms),
    )


@lru_cache(maxsize=30_000)
def known(word: str) -> int:
    """What a lower-case word is known as.

    >>> known("maria") == Known.GIVEN | Known.COMMON, known("tesco") == Known.FIRM
    (True, True)
    """
    found, word = Known.NOTHING, lists.plain(word.rstrip("."))
    for kind, words in _lists():
        if word in words:
            found |= kind
    return found


@cache
def names_in_lower_case() -> frozenset[str]:
    """Given names that in lower case are hardly a word."""
    of = dict(_lists())
    return of[Known.GIVEN] | of[Known.GIVEN | Known.COMMON] | (of[Known.GIVEN_OR_WORD] - of[Known.WORD])
