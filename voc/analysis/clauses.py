"""Clauses: the smallest stretches that carry one opinion, what turns between them, and what each of them says."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from voc.analysis.text import Token

LEXICONS = Path(__file__).parent / "lexicons"


class Opinion(NamedTuple):
    """A judging word or phrase, its place in the repaired text and its weight after negation and degree (-4..4)."""

    start: int
    end: int
    weight: float

    def meets(self, other: "Opinion") -> bool:
        """Whether the two share a letter."""
        return self.start < other.end and other.start < self.end


#: Start and end of a place in the repaired text that is judged, and the clause that judges it: None, the place's own.
Target = tuple[int, int, "Clause | None"]


@dataclass(slots=True)
class Clause:
    """One clause of the repaired text, its opinions, and the noun runs that they may be about.

    `emphasis` is what contrast makes of it: above 1 after "but" or 但是, below 1 before.
    """

    start: int
    end: int
    emphasis: float = 1.0
    opinions: list[Opinion] = field(default_factory=list)
    nouns: Sequence[tuple[int, int]] = ()
    #: Of a Chinese clause only where they were asked for (`chinese.clauses`).
    words: Sequence[Token] = ()
    #: The part of speech of each word (English only).
    tags: Sequence[str] = ()
    #: What judgements are about (Chinese); None: whatever noun run stands near them.
    targets: list[Target] | None = field(default=None, compare=False, repr=False)
    #: Where each word of its text begins, and where the last one ends (Chinese only); all clauses share it.
    borders: Sequence[int] = ()
    ends_sentence: bool = False
    #: What the trained n-grams of its words add (English).
    learned: float = 0.0

    @property
    def weight(self) -> float:
        """The sum of its opinions before contrast."""
        return sum([opinion.weight for opinion in self.opinions])


@cache
def lexicon(name: str) -> dict[str, float]:
    """Words and phrases with their numbers from lexicons/<name>.tsv; lines that begin with # are comments."""
    entries = {}
    for line in (LEXICONS / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            word, number = line.split("\t")[:2]
            entries[word] = float(number)
    return entries
