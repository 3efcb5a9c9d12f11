"""A few signs of a Chinese text cut into words by how common each is, to tell what stands around a name.

The words and their counts are those of jieba's dictionary (`lexicons/words-zh.txt.gz`), without names of people: a name
falls apart into its signs, and where a word begins beside it, the name ends.
"""

from functools import cache
from typing import NamedTuple

from voc.analysis.personal import lists


class Piece(NamedTuple):
    """A word or a single sign of a text."""

    start: int
    text: str
    is_noun: bool

    @property
    def end(self) -> int:
        """Where the next one starts."""
        return self.start + len(self.text)


#: Longer words are rare, and cut into shorter ones well enough.
_LONGEST = 3
#: What a sign that is no common word weighs: of 2 to the 26 words of the dictionary's corpus, less than one.
_TOTAL, _RARE = 26, (2, False)


@cache
def _common() -> dict[str, tuple[int, bool]]:
    """The binary logarithm of each common word's count, and whether it is a noun."""
    found = {}
    for headline, under in lists.sections("words-zh").items():
        kind, _, log = headline.rpartition(" ")
        if kind in {"nouns", "words"}:
            found.update(dict.fromkeys(under.split(), (int(log), kind == "nouns")))
    return found


def is_word(text: str) -> bool:
    """Whether it is one of the common words.

    >>> is_word("态度"), is_word("志明")
    (True, False)
    """
    return text in _common()


def cut(text: str, start: int, end: int) -> list[Piece]:
    """The likeliest words of that part of the text, in order; empty for an empty part. Offsets are the text's.

    The likeliest cut has the greatest product of the words' relative frequencies.

    >>> [piece.text for piece in cut("昨天李斌接待的我们", 0, 9)]
    ['昨天', '李', '斌', '接待', '的', '我们']
    """
    common = _common()
    best, backs = [0], [0]
    for stop in range(start + 1, end + 1):
        log = common.get(text[stop - 1], _RARE)[0]
        score, back = best[-1] + log - _TOTAL, 1
        for size in range(2, min(_LONGEST, stop - start) + 1):
            known = common.get(text[stop - size : stop])
            if known and (longer := best[-size] + known[0] - _TOTAL) > score:
                score, back = longer, size
        best.append(score)
        backs.append(back)
    found: list[Piece] = []
    at = end
    while at > start:
        word = text[at - backs[at - start] : at]
        at -= len(word)
        found.append(Piece(at, word, common.get(word, _RARE)[1]))
    return found[::-1]


def ends_word(text: str, start: int, stop: int) -> bool:
    """Whether a word or a name that begins at `start` may end at `stop`, or its last sign begins the next word.

    >>> ends_word("徐洁全程陪同", 0, 3), ends_word("徐洁全程陪同", 0, 2)
    (False, True)
    """
    return any(piece.end == stop for piece in cut(text, start, min(len(text), stop + _LONGEST)))
