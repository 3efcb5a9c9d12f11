"""Groups of rows that look alike: spherical k-means from a fixed start, and a tree over the groups."""

import numpy as np

from voc.analysis.vectors import Floats, unit


def kmeans(
    rows: Floats, count: int, *, seed: int, weights: Floats | None = None, rounds: int = 20, tries: int = 2
) -> Floats:
    """Unit centres of at most `count` groups of unit rows (Dhillon and Modha 2001; k-means++ starts).

    The same rows in the same order and the same seed give the same centres. No rows, no centres.

    >>> kmeans(np.array([[1, 0], [1, 0], [0, 1]], np.float32), 2, seed=0).shape
    (2, 2)
    """
    if not len(rows):
        return np.zeros((0, rows.shape[1]), np.float32)
    count = min(count, len(rows))
    weighed = rows if weights is None else rows * weights[:, None]
    best, best_value = None, -np.inf
    for attempt in range(tries):
        centres = _start(rows, count, np.random.default_rng([seed, attempt]))
        group = np.zeros(len(rows), np.intp)
        for _ in range(rounds):
            nearest = (rows @ centres.T).argmax(axis=1)
            if (nearest == group).all():
                break
            group = nearest
            centres = unit(np.stack([weighed[group == k].sum(axis=0) for k in np.unique(group)]))
        value = float((rows @ centres.T).max(axis=1).sum())
        if value > best_value + 1e-6:
            best, best_value = centres, value
    assert best is not None
    return best


def _start(rows: Floats, count: int, random: np.random.Generator) -> Floats:
    chosen = [int(random.integers(len(rows)))]
    far = 1 - rows @ rows[chosen[0]]
    while len(chosen) < count:
        odds = np.maximum(far, 0).astype(np.float64) ** 2
        total = odds.sum()
        if total < 1e-6:
            break
        chosen.append(int(random.choice(len(rows), p=odds / total)))
        far = np.minimum(far, 1 - rows @ rows[chosen[-1]])
    return rows[chosen].copy()


def tree(centres: Floats, sizes: Floats, count: int, alike_at_least: float = -1.0) -> list[int]:
    """The number of the branch that each centre belongs to, when the most alike are joined until `count` are left.

    Branches less alike than `alike_at_least` are never joined.

    Alike: the cosine of the branches' size-weighted means. Branches are numbered in the order of their first centre.

    >>> tree(np.array([[1, 0], [0, 1], [1, 0.1]], np.float32), np.ones(3, np.float32), 2)
    [0, 1, 0]
    """
    branches = [[k] for k in range(len(centres))]
    sums = [centres[k] * sizes[k] for k in range(len(centres))]
    while len(branches) > max(count, 1):
        means = unit(np.array(sums, np.float32))
        alike = means @ means.T
        # Big branches would swallow everything; Ward's factor holds them back.
        mass = np.array([sum(float(sizes[k]) for k in branch) for branch in branches])
        cost = (1 - alike) * np.outer(mass, mass) / np.add.outer(mass, mass)
        cost[alike < alike_at_least] = np.inf
        np.fill_diagonal(cost, np.inf)
        if not np.isfinite(cost.min()):
            break
        i, j = sorted(int(k) for k in np.unravel_index(cost.argmin(), cost.shape))
        branches[i] += branches.pop(j)
        sums[i] = sums[i] + sums.pop(j)
    order = sorted(range(len(branches)), key=lambda b: min(branches[b]))
    of = {k: number for number, b in enumerate(order) for k in branches[b]}
    return [of[k] for k in range(len(centres))]
