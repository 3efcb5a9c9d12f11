"""Noun chunks of Chinese clauses, and which of them a judgement is about.

A clause is a string with one letter a word (`chinese_words.lettered`). GRAMMAR says what a chunk is, in the
notation of NLTK's RegexpParser, which stays the reference; `found` is the same rule compiled. `shape` is all that the
letters of a clause say: there are far fewer kinds of clauses than clauses.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from voc.analysis.remembered import Remembered

#: The chunk grammar for `nltk.RegexpParser` over tags that are these letters.
GRAMMAR = """
TARGET: {<K>*<N>+}
        {<V>}<D|X>*<A|E>
"""
# K*N+ in two, so that each alternative begins with a letter: the search then skips all others.
_CHUNK = re.compile("NN*|KK*N+|V(?=[DX]*[AE])")
# Verbs that no judgement follows, ways of cooking without a dish.
_IDLE = re.compile("V(?![DX]*[AE])|K(?!K*N)")
# 很好的服务: the judgement stands before its noun.
_ATTRIBUTE = re.compile("[AE]U(?:[OVKE]{0,2})$")
_SPEAKS = re.compile("[AELX]")
_SAID = ("A", "E", "D", "N", "U")
# How far behind 喜欢 or a lone judgement its object may begin, in words.
_REACH = 4

Chunk = tuple[int, int]


def plainer(letters: str) -> str:
    """The letters, with O for each word that could be in a chunk and is in none: so more clauses have the same shape.

    >>> plainer("VNVDAVKO")
    'ONVDAOOO'
    """
    return _IDLE.sub("O", letters)


def found(letters: str) -> list[Chunk]:
    """The chunks of a clause's letters as ranges of words.

    >>> found("NNDA|VDA|KN")
    [(0, 2), (5, 6), (9, 11)]
    """
    return [match.span() for match in _CHUNK.finditer(letters)]


def judged(letters: str, chunks: list[Chunk]) -> list[Chunk]:
    """Those of a clause's chunks (in order) that one of its judgements is about.

    A judgement speaks of the chunk before it, of the one behind 的 (很好的服务), or of what 喜欢 has as its object;
    chunks that 的 or 和 joins to it are spoken of too, the former as one.

    >>> judged("NUNDA", [(0, 1), (2, 3)]), judged("NOLN", [(0, 1), (3, 4)])
    ([(0, 3)], [(3, 4)])
    """
    if not chunks:
        return []
    hit: set[int] = set()
    for match in _SPEAKS.finditer(letters):
        i = match.start()
        if letters[i] != "X":
            k = _about(letters, chunks, i)
            if k is not None:
                hit.add(k)
        else:
            # 没有发票: what is denied, unless it is only compared with, as in 没有店里好吃.
            for k, (start, stop) in enumerate(chunks):
                if start == i + 1 and letters[stop : stop + 1] not in _SAID:
                    hit.add(k)
    if len(hit) == 1 and len(chunks) == 1:
        return chunks
    return list(dict.fromkeys(_joined(letters, chunks, hit))) if hit else []


# Not frozen, because that takes three times as long to make; and no named tuple, whose fields take longer to read.
@dataclass(slots=True)
class Shape:
    """What the letters of a clause say, wherever it stands; places are numbers of its words."""

    #: The chunks that end with a noun.
    nouns: tuple[Chunk, ...]
    #: The chunks that one of its judgements is about.
    judged: tuple[Chunk, ...]
    #: The chunk that a judgement without an object may be about: the last one, if it is a noun.
    named: Chunk | None
    #: The words that judge, each with whether a word shortly before it may turn that: deny or strengthen it.
    judges: tuple[tuple[int, bool], ...]
    #: Whether a word in it judges or describes, and whether one denies.
    describes: bool
    denies: bool


#: The letters that change nothing as the first of a clause, and those that change nothing as its last.
IDLE_FIRST = "OU"
IDLE_LAST = "OCP"
#: How many words before a judgement may turn it.
REACH = 3
#: The letters that a word which strengthens or denies may have: see `chinese_words`, where the lists of these come
#: before all others.
MAY_TURN = "ALPCXD"


def shape(letters: str) -> Shape:
    """What a clause of these letters says.

    >>> shape("NDA").judged, shape("NDA").judges
    (((0, 1),), ((2, True),))
    """
    chunks = found(letters)
    nouns = []
    for chunk in chunks:
        if letters[chunk[1] - 1] == "N":
            nouns.append(chunk)  # noqa: PERF401  A comprehension is one more call, and most have one.
    judges = []
    # Where a word last stood that may turn a judgement behind it; so far none did.
    turning = -REACH - 1
    for i, letter in enumerate(letters):
        if letter in "AL":
            judges.append((i, i - turning <= REACH))
        if letter in MAY_TURN:
            turning = i
    return Shape(
        tuple(nouns),
        tuple(judged(letters, chunks)),
        nouns[-1] if nouns and nouns[-1] is chunks[-1] else None,
        tuple(judges),
        "A" in letters or "E" in letters,
        "X" in letters,
    )


#: The shape of each short clause, by its letters.
shapes = Remembered(shape)


def _about(letters: str, chunks: list[Chunk], i: int) -> int | None:
    """The index of the chunk that the judgement at word i is about."""
    before = after = aside = None
    may_be_aside = "P" in letters
    for k, (start, stop) in enumerate(chunks):
        if start > i:
            after = k
            break
        if stop <= i:
            # 屏幕对颜色的还原很到位 is about the screen, 比包子好吃 about no dumpling.
            if may_be_aside and letters[: chunks[_first(letters, chunks, k)][0]].endswith("P"):
                aside = k
            else:
                before = k
    if after is not None:
        start = chunks[after][0]
        if start - i <= _REACH and (letters[i] == "L" or _ATTRIBUTE.match(letters[i:start])):
            return after
        if before is None and aside is None and start - i <= _REACH and letters[i] != "E":
            return after
    return aside if before is None else before


def _first(letters: str, chunks: list[Chunk], k: int) -> int:
    """The index of the chunk that 的 joins chunk k to, or k."""
    while k and letters[chunks[k - 1][1] : chunks[k][0]] == "U":
        k -= 1
    return k


def _joined(letters: str, chunks: list[Chunk], hit: set[int]) -> Iterator[Chunk]:
    """The chunks that are hit, with those that 和 or 的 joins to them from the left."""
    for k in sorted(hit):
        stop = chunks[k][1]
        first = _first(letters, chunks, k)
        left = first
        while left and letters[chunks[left - 1][1] : chunks[left][0]] == "C":
            left -= 1
            if left not in hit:
                yield chunks[left]
        yield chunks[first][0], stop
