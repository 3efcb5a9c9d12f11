"""A few verbatims of many that best stand for them and differ from one another: quotes for a theme.

Maximal marginal relevance (Carbonell and Goldstein 1998) over term vectors. Python's own library alone, so that pages
may load it.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

#: How much being typical counts beside being unlike what was chosen before.
BALANCE = 0.7
#: Two that are so much alike (cosine) say the same: only one of them is quoted.
SAME = 0.75
#: Letters that a quote has at least and at most to be understood and read; beyond it is less welcome, not refused.
SHORTEST, LONGEST = 30, 280
#: A Chinese character says about as much as so many letters.
_HAN_LETTERS = 3

_LATIN = re.compile(r"[^\W\d_\u3040-\U0003ffff]+(?:'[a-z]+)?")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")

Vector = Mapping[str, float]


def choose(texts: Sequence[str], count: int = 3) -> list[int]:
    """Numbers of at most `count` texts, the most typical first; fewer where the others only say the same again.

    Typical: alike to the other texts on average, each word weighing more the fewer use it. Deterministic; of equals
    the first. A text without words is never chosen. Cost: the words of all texts, and `count` times their number.

    >>> texts = ["The delivery came two weeks late.", "The delivery came two weeks late!", "Delivery late, box wet."]
    >>> choose([*texts, "Our dog likes the colour of your van, and so does the neighbour's cat."], 2)
    [0, 2]
    """
    vectors = _vectors(texts)
    typical = _typical(vectors)
    welcome = [each * _readable(text) for each, text in zip(typical, texts, strict=True)]
    nearest = [0.0] * len(texts)
    chosen: list[int] = []
    while len(chosen) < count:
        left = [k for k, vector in enumerate(vectors) if vector and k not in chosen and nearest[k] < SAME]
        if not left:
            break
        best = min(left, key=lambda k: (-round(BALANCE * welcome[k] - (1 - BALANCE) * nearest[k], 9), k))
        chosen.append(best)
        nearest = [max(near, _alike(vectors[best], vector)) for near, vector in zip(nearest, vectors, strict=True)]
    return chosen


def _vectors(texts: Sequence[str]) -> list[Vector]:
    counts = [Counter(_terms(text)) for text in texts]
    spread = Counter(term for each in counts for term in each)
    idf = {term: math.log1p(len(texts) / number) for term, number in spread.items()}
    return [_unit({term: (1 + math.log(n)) * idf[term] for term, n in each.items()}) for each in counts]


def _terms(text: str) -> list[str]:
    """Latin words, and of Chinese neighbouring characters: which words these are makes no difference to likeness."""
    words = _LATIN.findall(text.lower())
    for run in _HAN.findall(text):
        words += [run] if len(run) == 1 else map("".join, pairwise(run))
    return words


def _unit(vector: Vector) -> Vector:
    length = math.sqrt(sum(value * value for value in vector.values()))
    return {term: value / length for term, value in vector.items()} if length else {}


def _typical(vectors: Sequence[Vector]) -> list[float]:
    """How alike each is to the others together, 1 for the one that is most; 0 for all where none is like another."""
    total = _sum(vectors)
    shared = [max(0.0, _alike(vector, total) - 1) if vector else 0.0 for vector in vectors]
    most = max(shared, default=0.0)
    return [each / most if most else 0.0 for each in shared]


def _sum(vectors: Sequence[Vector]) -> Vector:
    total: dict[str, float] = {}
    for vector in vectors:
        for term, value in vector.items():
            total[term] = total.get(term, 0.0) + value
    return total


def _alike(a: Vector, b: Vector) -> float:
    small, large = (a, b) if len(a) < len(b) else (b, a)
    return sum(value * large[term] for term, value in small.items() if term in large)


def _readable(text: str) -> float:
    """1 for a text of a sensible length, less for a shorter or longer one."""
    letters = len(text.strip()) + (_HAN_LETTERS - 1) * sum(map(len, _HAN.findall(text)))
    return min(1.0, letters / SHORTEST, LONGEST / max(letters, 1))
