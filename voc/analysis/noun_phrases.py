"""Noun phrases: what customers call the things they speak of, as long as a name may be.

An English clause becomes one letter a word: N noun, A adjective, G a verb in -ing, s the possessive, o "of", and a dot
for everything else. GRAMMAR says which runs of words hold names, in the notation of NLTK's RegexpParser, which stays
the reference; `found` cuts names out of the same runs, compiled. Chinese clauses bring theirs along (`chunks`).
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from voc.analysis.background import stem, stop_words
from voc.analysis.clauses import Clause

#: The runs for `nltk.RegexpParser` over tags that are these letters.
GRAMMAR = "RUN: {<A|G|N>(<s>?<A|G|N>)*}"
#: Words of a phrase, "of" and the possessive aside, and characters of a Chinese one.
LONGEST = 3
LONGEST_CHINESE = 8
_LETTER = {"NOUN": "N", "PROPN": "N", "ADJ": "A"}
RUN = re.compile("[AGN](?:s?[ANG])*")
_OF = re.compile("(?=(No[AG]?N))")


class Phrase(NamedTuple):
    """A phrase as somebody wrote it; `key` is the same for all its inflections."""

    key: str
    written: str


def of_clause(plain: str, clause: Clause) -> Iterator[Phrase]:
    """The phrases of a clause of a repaired text, each as often as it stands there.

    >>> from voc.analysis import english
    >>> text = "The ambulance crew was quick."
    >>> [phrase.written for phrase in of_clause(text, english.clauses(text)[0])]
    ['ambulance', 'ambulance crew', 'crew']
    """
    if clause.tags:
        yield from _english(plain, clause)
        return
    stops = stop_words()
    for start, end in clause.nouns:
        written = plain[start:end]
        if end - start <= LONGEST_CHINESE and written not in stops:
            yield Phrase(written, written)


def _english(plain: str, clause: Clause) -> Iterator[Phrase]:
    words = clause.words
    letters = letters_of([word.lower for word in words], clause.tags)
    if "N" not in letters:
        return
    for first, last in found(letters):
        keys = [key for word in words[first:last] if (key := _key(word.lower)) is not None]
        if all(keys) and len(keys) <= LONGEST:
            written = " ".join(plain[words[first].start : words[last - 1].end].split())
            yield Phrase(" ".join(keys), written if first else _uncapped(written))


def _uncapped(written: str) -> str:
    """Without the capital that a sentence begins with; "GP surgery" stays."""
    return written[:1].lower() + written[1:] if written[1:2].islower() else written


@lru_cache(maxsize=50_000)
def _key(lower: str) -> str | None:
    """The stem of a word; None for what only joins, empty for what no name has in it."""
    if lower in ("of", "'s", "’s"):
        return None
    if len(lower) < 2 or not lower.isalpha() or lower in stop_words():
        return ""
    word = stem(lower)
    return "" if word in stop_words() else word


def letters_of(lowers: list[str], tags: Sequence[str]) -> str:
    """One letter a word.

    >>> letters_of(["quality", "of", "the", "friendly", "staff"], ["NOUN", "ADP", "DET", "ADJ", "NOUN"])
    'No.AN'
    """
    return "".join(_letter(lower, tag) for lower, tag in zip(lowers, tags, strict=True))


def _letter(lower: str, tag: str) -> str:
    if tag == "VERB":
        return "G" if lower.endswith("ing") else "."
    if tag == "PART" and lower in ("'s", "’s"):
        return "s"
    return "o" if lower == "of" else _LETTER.get(tag, ".")


def found(letters: str) -> list[tuple[int, int]]:
    """Ranges of words that end with a noun and have at most `LONGEST` of them: every part of a run that may be a name.

    >>> found("ANN"), found("No.N"), found("NoN")
    ([(0, 2), (0, 3), (1, 2), (1, 3), (2, 3)], [(0, 1), (3, 4)], [(0, 1), (0, 3), (2, 3)])
    """
    ranges = []
    for run in RUN.finditer(letters):
        begin, end = run.span()
        for first in range(begin, end):
            if letters[first] == "s":
                continue
            length = 0
            for last in range(first, end):
                length += letters[last] != "s"
                if length > LONGEST:
                    break
                if letters[last] == "N" and (last == first or length > 1):
                    ranges.append((first, last + 1))
    ranges += [(match.start(1), match.end(1)) for match in _OF.finditer(letters)]
    return sorted(ranges)
