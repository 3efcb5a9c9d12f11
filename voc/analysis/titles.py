"""What a group of texts is called: a noun phrase in its customers' words, or failing that two words of theirs.

A name says what is spoken of and not how it was: "ambulance crew" before "crew", "staff" before "great staff".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from voc.analysis import chinese_words, english, naming
from voc.analysis.aspects import GENERIC
from voc.analysis.background import stem, stop_words
from voc.analysis.corpus import Corpus
from voc.analysis.vectors import Floats

#: A phrase may stand in a name if it is so much more frequent here than elsewhere (z), in so many texts.
TELLING = 2.0
LEAST = 2
#: A longer phrase names a group for its best noun if it is this telling in comparison: both when it contains that
#: noun, and when it does not.
WITHIN, INSTEAD = 0.15, 0.6
#: A second noun stands beside the first if it is nearly as telling.
BESIDE = 0.5
#: Groups whose best noun is less telling than this, beside their best word, are about something that is done or felt.
ABOUT = 0.35
#: How much less a phrase counts that also says how it was.
JUDGING = 0.5
#: Members that are read again for how people put something.
READ = 200
#: A phrase of a name stands in this share of the group at least.
SMALLEST_SHARE = 0.02
#: A noun is named in the plural if customers write that, beside every ten times the singular, so often.
PLURAL = 0.2


@dataclass(frozen=True)
class Title:
    """Names for a group, best first, and the first that is one thing, for the heading of a larger group."""

    names: tuple[str, ...] = ()
    short: str = ""


@dataclass(frozen=True)
class _Phrase:
    key: str
    text: str
    rank: float


class Titles:
    """Names for groups of a corpus' documents; `texts` are those that the documents were made of."""

    def __init__(self, corpus: Corpus, texts: Sequence[str]) -> None:
        self.corpus, self.texts = corpus, texts
        self.keys = tuple(corpus.phrases)
        self._totals = self._counts(range(len(corpus.documents)))
        self._written = _most_written(corpus)

    def _counts(self, members: Sequence[int]) -> Floats:
        lines = [np.asarray(self.corpus.documents[i].phrases, np.intp) for i in members]
        numbers = np.concatenate(lines) if lines else np.zeros(0, np.intp)
        return np.bincount(numbers, minlength=len(self.keys)).astype(np.float32)

    def of(self, members: Sequence[int], words: Sequence[tuple[int, float]], phrases: Sequence[str] = ()) -> Title:
        """Names for a group: `words` are its telling words with their ranks, `phrases` the pairs that go with them."""
        single, longer = self._nouns(members)
        plain = [(number, rank) for number, rank in words if not self._judges(number)]
        nouns = tuple(self._named(single, longer))
        best, strongest = plain[0] if plain else (-1, 0.0)
        is_noun = single and (single[0].rank >= ABOUT * strongest or single[0].key == self.corpus.words[best])
        told = self._told(members, [number for number, _ in plain or words], phrases)
        names = tuple(dict.fromkeys([*nouns, *told] if is_noun else [*told, *nouns]))
        short = next((name for name in names if " and " not in name and "、" not in name), "")
        return Title(names, short)

    def _named(self, single: Sequence[_Phrase], longer: Sequence[_Phrase]) -> Iterator[str]:
        if not single:
            yield from (each.text for each in longer)
            return
        first = single[0]
        within = [each for each in longer if first.key in _parts(each.key) and each.rank >= WITHIN * first.rank]
        instead = [each for each in longer if each.rank >= INSTEAD * first.rank]
        beside = [each for each in single[1:4] if each.rank >= BESIDE * first.rank and not _overlap(first, each)]
        yield from (each.text for each in within[:1] or instead[:1])
        yield from (joined(first.text, each.text) for each in beside)
        yield from (each.text for each in (first, *within[1:], *instead, *single[1:4]))

    def _nouns(self, members: Sequence[int]) -> tuple[list[_Phrase], list[_Phrase]]:
        """The group's telling nouns and its longer phrases, each the most telling first."""
        inside = self._counts(members)
        z = naming.telling(inside, self._totals - inside)
        rank = z * np.sqrt(inside / max(len(members), 1))
        least = max(LEAST, SMALLEST_SHARE * len(members))
        tells = np.flatnonzero((inside >= least) & (z >= TELLING))
        if not len(tells):  # Too few texts to be sure of anything: what is said more often here has to do.
            tells = np.flatnonzero((inside >= least) & (z > 0))
        found = [_Phrase(self.keys[k], self._written[k], float(rank[k]) * _plainness(self._written[k])) for k in tells]
        found.sort(key=lambda each: (-each.rank, each.key))
        single = [each for each in found if _is_single(each.key) and each.key not in _GENERIC]
        return single, [each for each in found if not _is_single(each.key) and each.rank]

    def _judges(self, word: int) -> bool:
        return self.corpus.spelling(word) in naming.VERDICTS or self.corpus.words[word] in naming.VERDICTS

    def _told(self, members: Sequence[int], words: Sequence[int], phrases: Sequence[str]) -> Iterator[str]:
        """Names for what is done or felt: how people put it, then a phrase that neighbours make, then two words."""
        yield from wordings([self.texts[i] for i in members[:READ]], [self.corpus.words[word] for word in words[:2]])
        yield from (phrase for phrase in phrases if not naming.VERDICTS.issuperset(phrase.split()))
        spelt = [self.corpus.spelling(word) for word in words]
        for one, other in pairwise(spelt):
            yield one if naming.is_chinese(one) and set(one) & set(other) else joined(one, other)
        yield from spelt[:1]


def _most_written(corpus: Corpus) -> list[str]:
    """Of each phrase what is written most (of equals the first of the alphabet), or its plural where that is usual."""
    ways: list[list[tuple[int, str]]] = [[] for _ in corpus.phrases]
    for (number, text), count in corpus.written.items():
        ways[number].append((-count, text))
    found = []
    for each in ways:
        count, text = min(each)
        plural = next((way for way in each if way[1] == text + "s"), None)
        found.append(plural[1] if plural and plural[0] <= PLURAL * count else text)
    return found


def wordings(texts: Sequence[str], stems: Sequence[str]) -> list[str]:
    """How English texts put it around the first of these words: "polite and helpful", "listened to me".

    Two to four words in a row, most of whose texts say them; none that fewer than three texts say.

    >>> wordings(["They listened to me.", "She listened to me!", "He really listened to me"], ["listen"])
    ['listened to me']
    """
    if not stems or not stems[0].isascii():
        return []
    counted: Counter[str] = Counter()
    for text in texts:
        counted.update(set(_windows(text.lower(), stems[0])))
    best = sorted(counted, key=lambda each: (-counted[each] * _weight(each), each))
    return [each for each in best if counted[each] >= 3][:2]


def _windows(text: str, wanted: str) -> Iterator[str]:
    for part in re.split(r"[^\w\s'’-]", text):
        words = part.split()
        for at, word in enumerate(words):
            if not word.isascii() or stem(word) != wanted:
                continue
            for first in range(max(0, at - 2), at + 1):
                for last in range(at + 1, min(len(words), first + 4) + 1):
                    if (
                        last - first > 1
                        and _stands(words[first])
                        and (_stands(words[last - 1]) or words[last - 1] in _ME)
                    ):
                        yield " ".join(words[first:last])


_ME = frozenset(("me", "us"))


def _stands(word: str) -> bool:
    return word.isalpha() and word not in stop_words() and word not in naming.VERDICTS


def _weight(wording: str) -> int:
    """How much it says: its words that stand alone."""
    return sum(1 for word in wording.split() if _stands(word) or word in _ME)


_GENERIC = frozenset(GENERIC) | {stem(word) for word in GENERIC}


def _is_single(key: str) -> bool:
    return " " not in key and (key.isascii() or len(key) < 3)


def _parts(key: str) -> Collection[str]:
    return key.split() if key.isascii() else key


def _overlap(one: _Phrase, other: _Phrase) -> bool:
    return one.key in other.key or other.key in one.key


def _plainness(text: str) -> float:
    """How well a phrase may name something: 0 for "great place" and "hour wait", less for "friendly staff"."""
    if naming.is_chinese(text):
        known = chinese_words.weights()
        return JUDGING if text in known or (len(text) > 1 and text[-1] in known) else 1.0
    words = text.lower().split()
    judges = any(word in english.valences() for word in words)
    if len(words) > 1:
        if words[0] in naming.VERDICTS or words[0] in GENERIC:
            return 0.0
        if words[-1] in GENERIC and (judges or words[0] in _VAGUE):
            return 0.0
    return JUDGING if judges else 1.0


_VAGUE = frozenset("long short whole same first last next new old different other particular certain".split())


def joined(first: str, second: str) -> str:
    """Two names as one.

    >>> joined("food", "drink"), joined("味道", "价格")
    ('food and drink', '味道、价格')
    """
    return f"{first}、{second}" if naming.is_chinese(first) and naming.is_chinese(second) else f"{first} and {second}"


def both(held: Sequence[str]) -> list[str]:
    """Names for a heading over these, the biggest first; none of two that speak of the same.

    >>> both(["food", "drink", "price"])
    ['food and drink', 'food and price', 'drink and price']
    >>> both(["helpful staff", "staff"]), both(["电池", "电池寿命"])
    ([], [])
    """
    return [joined(a, b) for k, a in enumerate(held) for b in held[k + 1 :] if not _share_a_word(a, b)]


def _share_a_word(one: str, other: str) -> bool:
    if naming.is_chinese(one) or naming.is_chinese(other):
        return one in other or other in one
    return not set(one.lower().split()).isdisjoint(other.lower().split())


def free(choices: Sequence[str], taken: Collection[str]) -> str:
    """The first of the names that nobody has, or one with a number behind it.

    >>> free(["staff", "ward staff"], {"staff"}), free(["staff"], {"staff"})
    ('Ward staff', 'Staff-2')
    """
    names = [naming.begun(choice) for choice in choices if choice]
    found = next((name for name in names if name.lower() not in taken), None)
    return found or naming.unlike(names[0] if names else "", {naming.begun(name) for name in taken})
