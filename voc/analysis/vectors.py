"""Vectors of words and texts learned from one corpus alone: PPMI and TF-IDF, each factored by truncated SVD.

Levy and Goldberg (2014): word vectors from positive pointwise mutual information. Deerwester et al. (1990): latent
semantic analysis. Halko, Martinsson and Tropp (2011): the randomised range finder that both are factored with.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Bag = NDArray[np.intp]

#: Of a long text only so many different words meet each other; hostile texts must not cost the square of their length.
MEETING = 80
_ROUNDS = 3
_SPARE = 16


@dataclass(frozen=True)
class Space:
    """Unit vectors of words, one row a word, in the order of `words`."""

    words: tuple[str, ...]
    vectors: Floats

    def near(self, words: Sequence[str], count: int = 10) -> list[tuple[str, float]]:
        """The words nearest to all of `words` together with their cosine (-1..1), nearest first. Unknown: none.

        >>> Space(("tea", "milk", "car"), np.eye(3, 2, dtype=np.float32)).near(["tea"], 1)
        [('milk', 0.0)]
        """
        at = {word: k for k, word in enumerate(self.words)}
        known = [at[word] for word in words if word in at]
        if not known:
            return []
        alike = self.vectors @ unit(self.vectors[known].sum(axis=0, keepdims=True))[0]
        order = np.lexsort((np.arange(len(alike)), -alike))
        given = set(known)
        return [(self.words[k], round(float(alike[k]), 4)) for k in order if k not in given][:count]


def unit(rows: Floats) -> Floats:
    """Rows of length one; rows of zeros stay."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(np.divide(rows, length, out=np.zeros_like(rows), where=length > 1e-9), np.float32)


def meetings(bags: Sequence[Bag], size: int, weights: Floats | None = None) -> Floats:
    """How often each two of `size` words stand in one text; with weights the Gram matrix of unit TF-IDF rows."""
    total = np.zeros((size, size), np.float32)
    for bag in bags:
        if len(bag) > MEETING:
            bag = bag[:MEETING]  # noqa: PLW2901
        if not len(bag):
            continue
        if weights is None:
            total[np.ix_(bag, bag)] += 1
        else:
            row = weights[bag]
            row = row / max(float(np.linalg.norm(row)), 1e-9)
            total[np.ix_(bag, bag)] += np.outer(row, row)
    return total


def ppmi(counts: Floats, smoothing: float = 0.75) -> Floats:
    """Positive pointwise mutual information of a symmetric matrix of counts; contexts smoothed (Levy et al. 2015).

    >>> float(ppmi(np.array([[9, 2], [2, 0]], np.float32))[1, 0]) > 0
    True
    """
    counts = counts.copy()
    np.fill_diagonal(counts, 0)
    words = counts.sum(axis=1)
    contexts = words**smoothing
    expected = np.outer(words, contexts / max(float(contexts.sum()), 1e-9))
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.log(counts / expected)
    found[~np.isfinite(found)] = 0
    return np.maximum(found, 0, out=found)


def factored(square: Floats, dimensions: int) -> tuple[Floats, Floats]:
    """The largest singular values (falling) of a symmetric matrix and their left vectors, by randomised iteration.

    Deterministic: the starting directions come from a fixed seed.
    """
    size = len(square)
    width = min(size, dimensions + _SPARE)
    basis = np.random.default_rng(7).standard_normal((size, width)).astype(np.float32)
    for _ in range(_ROUNDS):
        basis, _upper = np.linalg.qr(square @ basis)
    left, values, _right = np.linalg.svd(basis.T @ square, full_matrices=False)
    kept = min(dimensions, width)
    return values[:kept], (basis @ left)[:, :kept].astype(np.float32)


def of_words(bags: Sequence[Bag], size: int, dimensions: int) -> Floats:
    """Unit PPMI-SVD vectors of `size` words, singular values shared out evenly (Levy et al. 2015)."""
    values, left = factored(ppmi(meetings(bags, size)), dimensions)
    return unit(left * np.sqrt(values))


def of_texts(bags: Sequence[Bag], vectors: Floats, weights: Floats) -> Floats:
    """Of each bag the weighted sum of its words' vectors; zeros for an empty one."""
    rows = np.zeros((len(bags), vectors.shape[1]), np.float32)
    for k, bag in enumerate(bags):
        if len(bag):
            rows[k] = weights[bag] @ vectors[bag]
    return rows
