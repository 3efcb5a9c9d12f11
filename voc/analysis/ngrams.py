"""What trained word pairs add to the English lexicon: logistic regressions with the lexicon as their prior.

Each source has a file of its own (`models/ngrams-<source>.tsv.gz`), so that one can be dropped without training the
others; their weights are added up. Made by `voc.analysis.training.ngrams`.
"""

import gzip
import math
from collections.abc import Iterable, Sequence
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


@cache
def weights() -> dict[str, float]:
    """The summed weights of all shipped sources by lower-case word or pair of words."""
    return summed(files())


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


def evidence(clauses: list[Clause], known: dict[str, float] | None = None) -> float:
    """What the n-grams of a text add to its sentiment, in logits; each clause's own part is noted in `learned`.

    Without weights of its own those that are shipped are used.
    """
    known = weights() if known is None else known
    seen: set[str] = set()
    total = 0.0
    count = 0
    previous = ""
    for clause in clauses:
        part = 0.0
        for word in clause.words:
            lower = word.lower
            count += 2
            for gram in (lower, f"{previous} {lower}"):
                weight = known.get(gram)
                if weight is not None and gram not in seen:
                    seen.add(gram)
                    part += weight
            previous = lower
        clause.learned = part
        total += part
    scale = SHARE / math.sqrt(max(count, FEWEST))
    if not any(clause.opinions for clause in clauses):
        scale *= UNSUPPORTED
    for clause in clauses:
        clause.learned *= scale
    return total * scale
