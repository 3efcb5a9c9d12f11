"""What trained word pairs add to the English lexicon: logistic regressions with the lexicon as their prior.

Each source has a file of its own (`models/ngrams-<source>.tsv.gz`), so that one can be dropped without training the
others; their weights are added up. Made by `voc.analysis.training.ngrams`.
"""

import gzip
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from voc.analysis.clauses import Clause

MODELS = Path(__file__).parent / "models"
#: The sum of regressions that never saw each other is damped; measured by leaving each source out in turn.
SHARE = 0.4
#: Where the lexicon finds no opinion at all, n-grams alone are half as sure: most such texts are neutral.
UNSUPPORTED = 0.5
#: Texts with fewer n-grams than this count as if they had so many: three words are weak evidence.
FEWEST = 8


def files() -> list[Path]:
    """The weights of each shipped source, in order."""
    return sorted(MODELS.glob("ngrams-*.tsv.gz"))


@dataclass(frozen=True, slots=True)
class Grams:
    """Weights arranged for looking up: of single words, and of the words after a word."""

    single: Mapping[str, float]
    after: Mapping[str, Mapping[str, float]]


def arranged(weights: Mapping[str, float]) -> Grams:
    """The weights of words and pairs ("not good") for looking up.

    >>> arranged({"good": 1.0, "not good": -2.0}).after["not"]["good"]
    -2.0
    """
    single: dict[str, float] = {}
    after: dict[str, dict[str, float]] = {}
    for gram, weight in weights.items():
        first, _, second = gram.partition(" ")
        if second:
            after.setdefault(first, {})[second] = weight
        else:
            single[first] = weight
    return Grams(single, after)


@cache
def shipped() -> Grams:
    """The weights of all shipped sources, added up."""
    return arranged(summed(files()))


def summed(paths: Iterable[Path]) -> dict[str, float]:
    """The weights of these files, those of the same n-gram added up; no file, no weights."""
    total: dict[str, float] = {}
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                gram, weight = line.rstrip("\n").split("\t")
                total[gram] = total.get(gram, 0.0) + float(weight)
    return total


def features(words: Sequence[str]) -> list[str]:
    """Words and neighbouring pairs, the pair after its second word, marks only within pairs.

    >>> features(["not", "good", "!"])
    ['not', 'good', 'not good', 'good !']
    """
    found = []
    previous = ""
    for word in words:
        if word[0].isalpha() or (not word.isascii() and any(map(str.isalpha, word))):
            found.append(word)
        if previous:
            found.append(f"{previous} {word}")
        previous = word
    return found


_NONE: Mapping[str, float] = {}


def evidence(clauses: list[Clause], known: Grams | None = None) -> float:
    """What the n-grams of a text add to its sentiment, in logits; each clause's own part is noted in `learned`.

    Without weights of its own those that are shipped are used. An n-gram counts where it stands first.
    """
    grams = known or shipped()
    single, after = grams.single, grams.after
    seen: set[str | tuple[str, str]] = set()
    total = 0.0
    count = 0
    previous = ""
    following = _NONE
    for clause in clauses:
        part = 0.0
        for word in clause.words:
            lower = word.lower
            if lower in single and lower not in seen:
                seen.add(lower)
                part += single[lower]
            if lower in following and (previous, lower) not in seen:
                seen.add((previous, lower))
                part += following[lower]
            following = after.get(lower, _NONE)
            previous = lower
        count += 2 * len(clause.words)
        clause.learned = part
        total += part
    scale = SHARE / math.sqrt(max(count, FEWEST))
    if not any(clause.opinions for clause in clauses):
        scale *= UNSUPPORTED
    for clause in clauses:
        clause.learned *= scale
    return total * scale
