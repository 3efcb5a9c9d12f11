"""Parts of speech for English: NLTK's averaged perceptron, compiled so that a token costs about a microsecond.

The weights and the rules are NLTK's (`PerceptronTagger`), trained by `voc.analysis.training.tagger`; the tests hold
both equal. What is fast here: the scores of all seventeen classes travel in one large integer, 32 bits a class, so that
adding two vectors is one addition; and what depends on a word alone is added up once per distinct word.
"""

import gzip
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

MODEL = Path(__file__).parent / "models" / "tagger.tsv.gz"
_LANE = 32
# Five low bits of a lane carry the class number, so that the greatest lane also names its class, and the later class
# wins a tie, as NLTK has it. The bias keeps lanes above zero whatever the sum, and below 2^30, where Python's integers
# grow by a digit and cost twice; sums of weights stay within 2^19 thousandths.
_LOW = 5
_BIAS = 1 << 29
# Distinct words are remembered up to here; a corpus of a million verbatims has about this many.
_MEMORY = 100_000


@dataclass(slots=True)
class Word:
    """A spelling to the tagger. The packed scores a word adds: as itself, and to its neighbours at each distance."""

    itself: int
    before: int
    before2: int
    after: int
    after2: int
    shape: str
    known: int
    with_tag: dict[int, int] = field(default_factory=dict)


class Tagger:
    """Tags from weights: feature name -> "class:weight class:weight ..."."""

    def __init__(self, classes: Sequence[str], known: dict[str, int], weights: dict[str, str]) -> None:
        self.classes = tuple(classes)
        self.known = known
        self.weights = weights
        self._words: dict[str, Word] = {}
        self._unpack = struct.Struct(f"<{len(classes)}I").unpack
        self._size = 4 * len(classes)
        bias = sum((_BIAS + k) << (_LANE * k) for k in range(len(classes)))
        names = [*self.classes, "-START-", "-START2-"]
        self._start, self._start2 = len(self.classes), len(self.classes) + 1
        width = len(names)
        self._width = width
        always = bias + self._packed("bias")
        # What the two previous tags add, for every pair of them.
        self._history = [
            always
            + self._packed(f"i-1 tag {names[k // width]}")
            + self._packed(f"i-2 tag {names[k % width]}")
            + self._packed(f"i tag+i-2 tag {names[k // width]} {names[k % width]}")
            for k in range(width * width)
        ]
        self._names = names
        self._edges = [self._context(edge) for edge in ("-START-", "-START2-", "-END-", "-END2-")]

    def _packed(self, feature: str) -> int:
        total = 0
        for pair in self.weights.get(feature, "").split():
            number, weight = pair.split(":")
            total += (int(weight) << _LOW) << (_LANE * int(number))
        return total

    def _context(self, shape: str, word: str | None = None) -> Word:
        itself = 0
        if word is not None:
            itself = (
                self._packed(f"i suffix {word[-3:]}")
                + self._packed(f"i pref1 {word[:1]}")
                + self._packed(f"i word {shape}")
            )
        suffix = shape[-3:]
        return Word(
            itself=itself,
            before=self._packed(f"i-1 word {shape}") + self._packed(f"i-1 suffix {suffix}"),
            before2=self._packed(f"i-2 word {shape}"),
            after=self._packed(f"i+1 word {shape}") + self._packed(f"i+1 suffix {suffix}"),
            after2=self._packed(f"i+2 word {shape}"),
            shape=shape,
            known=self.known.get(word, -1) if word is not None else -1,
        )

    def word(self, word: str) -> Word:
        """What the tagger knows of this spelling; made once."""
        made = self._words.get(word)
        if made is None:
            if len(self._words) >= _MEMORY:
                self._words.clear()
            made = self._words[word] = self._context(normalized(word), word)
        return made

    def tags(self, words: Sequence[str]) -> list[str]:
        """The universal part of speech of each word of one sentence; no words, no tags.

        >>> load().tags(["Great", "food", "!"])
        ['ADJ', 'NOUN', 'PUNCT']
        """
        return self.tags_of([self.word(word) for word in words])

    def tags_of(self, words: Sequence[Word]) -> list[str]:
        """The same for words as `word` gives them."""
        start, start2, end, end2 = self._edges
        line = [start, start2, *words, end, end2]
        previous, before = self._start, self._start2
        history, width, unpack, size = self._history, self._width, self._unpack, self._size
        found = []
        for left2, left, word, right, right2 in zip(line, line[1:], words, line[3:], line[4:], strict=False):
            best = word.known
            if best < 0:
                pair = word.with_tag.get(previous)
                if pair is None:
                    pair = self._packed(f"i-1 tag+i word {self._names[previous]} {word.shape}") + word.itself
                    word.with_tag[previous] = pair
                total = (
                    history[previous * width + before]
                    + pair
                    + left.before
                    + left2.before2
                    + right.after
                    + right2.after2
                )
                best = max(unpack(total.to_bytes(size, "little"))) & 31
            found.append(best)
            before, previous = previous, best
        classes = self.classes
        return [classes[k] for k in found]


def normalized(word: str) -> str:
    """A word as the features see it: lower case, all hyphenated words alike, all numbers alike (NLTK's rule)."""
    if "-" in word and word[0] != "-":
        return "!HYPHEN"
    if word.isdigit() and len(word) == 4:
        return "!YEAR"
    if word and word[0].isdigit():
        return "!DIGITS"
    return word.lower()


@cache
def load(path: Path = MODEL) -> Tagger:
    """The shipped tagger, read once a process."""
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
        classes, known, *features = file.read().split("\n")
    singles = (entry.rsplit("\x1f", 1) for entry in known.split(" "))
    return Tagger(
        classes.split(), {word: int(tag) for word, tag in singles}, dict(line.split("\t", 1) for line in features)
    )
