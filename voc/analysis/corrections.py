"""What people's corrections teach about one theme: whether a text speaks of it, from its words and the seeds' hit.

A logistic model with a prior: before any correction a hit of the seeds is believed and its absence too, and each word
weighs nothing; corrections move the weights as far as they must. It is used only where it is better than the seeds
alone on corrections that it has not seen.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import comb
from typing import Any

from voc.analysis import chinese_words
from voc.analysis.scripts import HAN, simplified
from voc.analysis.text import repair, tokens

#: Fewer corrections of either kind teach nothing that chance would not.
FEWEST = 10
#: What the seeds' hit, and its absence, are worth before any correction, in log odds: they are right about four times
#: in five where people looked, and a text without a hit speaks of a theme once in twenty.
HIT, NO_HIT = 1.4, -3.0
#: Log odds that a word may weigh without strain.
SPREAD = 1.0
#: The bias of a whole theme moves more easily than one word.
BIAS_SPREAD = 2.0
FOLDS = 5
#: The chance that a model no better than the seeds would do so much better on unseen corrections.
SURE = 0.05
#: The fit ends when nothing pulls more than this, or after so many steps.
PRECISE, STEPS = 1e-4, 2000
#: Weights below this decide nothing and are not kept.
SLIGHT = 0.01

_LETTERS = re.compile(r"[^\W\d_]")
_HAN_RUN = re.compile(f"[{HAN}]+")


@dataclass(frozen=True)
class Example:
    """A text that somebody judged: its words, whether a seed stands in it, and whether it speaks of the theme."""

    words: frozenset[str]
    is_hit: bool
    is_theme: bool


@dataclass(frozen=True)
class Score:
    """How often the seeds alone and the model were wrong on the same unseen corrections."""

    n: int
    seeds_wrong: int
    model_wrong: int
    is_better: bool


@dataclass(frozen=True)
class Lesson:
    """A theme's model. Weights are log odds: above 0 speaks for the theme."""

    bias: float
    weights: Mapping[str, float]
    #: How many corrections it was made from.
    judged: int
    #: Among texts with a hit: may it take the theme away? Among texts without one: may it add it?
    with_hit: Score
    without_hit: Score

    @property
    def is_used(self) -> bool:
        """Whether it decides anything."""
        return self.with_hit.is_better or self.without_hit.is_better

    def speaks_of_it(self, found: frozenset[str], *, is_hit: bool) -> bool:
        """Whether a text with these words speaks of the theme; as the seeds say, where the model is no better."""
        if not (self.with_hit if is_hit else self.without_hit).is_better:
            return is_hit
        return self.log_odds(found, is_hit=is_hit) > 0

    def log_odds(self, found: frozenset[str], *, is_hit: bool) -> float:
        """How sure the model is; above 0 is yes."""
        return (HIT if is_hit else NO_HIT) + self.bias + sum(self.weights.get(word, 0.0) for word in found)

    def as_json(self) -> dict[str, Any]:
        """What `parse` reads."""
        return asdict(self)


def parse(stored: Mapping[str, Any] | None) -> Lesson | None:
    """The lesson that `as_json` wrote; None for none, and for what another version wrote."""
    if not stored:
        return None
    try:
        return Lesson(
            float(stored["bias"]),
            {str(word): float(weight) for word, weight in stored["weights"].items()},
            int(stored["judged"]),
            Score(**stored["with_hit"]),
            Score(**stored["without_hit"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def words(text: str) -> frozenset[str]:
    """The words of a text that a model may know: lower case, Simplified; English and Chinese alike.

    >>> sorted(words("Late again! 快遞太慢"))
    ['again', 'late', '太', '快递', '慢']
    """
    plain = repair(text).text
    found = {token.lower for token in tokens(_HAN_RUN.sub(" ", plain)) if _LETTERS.search(token.lower)}
    for run in _HAN_RUN.findall(plain):
        found.update(chinese_words.cut(simplified(run)))
    return frozenset(found)


def train(judged: Sequence[Example], unjudged: Sequence[frozenset[str]] = ()) -> Lesson | None:
    """The model of a theme; None until people said yes and no ten times each, or yes ten times where no seed stands.

    `unjudged` are the words of other texts of the company without a hit. Nearly all of them speak of something else, so
    they count as no: without them every common word of the texts that people added would speak for the theme.

    The same corrections give the same model. Cost: five fits more than one.
    """
    background = [Example(found, is_hit=False, is_theme=False) for found in unjudged]
    yes, no = (sum(each.is_theme is wanted and each.is_hit for each in judged) for wanted in (True, False))
    added = sum(each.is_theme and not each.is_hit for each in judged)
    if min(yes, no) < FEWEST and (added < FEWEST or not background):
        return None
    examples = [*judged, *background]
    guesses = _unseen(examples)
    with_hit = _compared([(e, g) for e, g in zip(examples, guesses, strict=True) if e.is_hit], min(yes, no) >= FEWEST)
    without = [(e, g) for e, g in zip(examples, guesses, strict=True) if not e.is_hit]
    without_hit = _compared(without, added >= FEWEST and bool(background))
    bias, weights = _fit(examples)
    return Lesson(round(bias, 3), weights, len(judged), with_hit, without_hit)


def _compared(pairs: Sequence[tuple[Example, bool]], is_enough: bool) -> Score:  # noqa: FBT001
    """The seeds against the model by McNemar's exact test, on the texts where one of the two is wrong."""
    seeds_wrong = sum(example.is_theme != example.is_hit for example, _ in pairs)
    model_wrong = sum(example.is_theme != guess for example, guess in pairs)
    mended = sum(example.is_theme == guess != example.is_hit for example, guess in pairs)
    spoiled = sum(example.is_theme == example.is_hit != guess for example, guess in pairs)
    n = mended + spoiled
    chance = sum(comb(n, k) for k in range(mended, n + 1)) / 2**n if n else 1.0
    return Score(len(pairs), seeds_wrong, model_wrong, is_enough and chance <= SURE)


def _unseen(examples: Sequence[Example]) -> list[bool]:
    """For each example what a model says that was made without it."""
    kinds = [(each.is_theme, each.is_hit) for each in examples]
    order = sorted(range(len(examples)), key=lambda i: (kinds[i], i))
    fold = dict(zip(order, (place % FOLDS for place in range(len(order))), strict=True))
    guesses = [False] * len(examples)
    for k in range(FOLDS):
        bias, weights = _fit([each for i, each in enumerate(examples) if fold[i] != k])
        for i, each in enumerate(examples):
            if fold[i] == k:
                value = bias + sum(weights.get(word, 0.0) for word in each.words)
                guesses[i] = (HIT if each.is_hit else NO_HIT) + value > 0
    return guesses


def _fit(examples: Sequence[Example]) -> tuple[float, dict[str, float]]:
    """The bias and the weights of the words that two judged texts or more have: maximum a posteriori.

    Descent with momentum (Nesterov 1983) over a function that is smooth and strongly convex: it has one lowest point.
    """
    # Late: whoever only applies a lesson, as every reading does, needs no numpy for it.
    import numpy as np  # noqa: PLC0415

    common = Counter(word for each in examples if each.is_hit or each.is_theme for word in each.words)
    known = {word: k for k, word in enumerate(sorted(word for word, number in common.items() if number > 1))}
    matrix = np.zeros((len(examples), len(known) + 1))
    matrix[:, -1] = 1
    for row, each in enumerate(examples):
        matrix[row, [known[word] for word in each.words if word in known]] = 1
    offset = np.array([HIT if each.is_hit else NO_HIT for each in examples])
    signs = np.array([1.0 if each.is_theme else -1.0 for each in examples])
    strain = np.full(len(known) + 1, 1 / SPREAD**2)
    strain[-1] = 1 / BIAS_SPREAD**2
    steepest = _largest(matrix) / 4 + strain.max()
    momentum = (np.sqrt(steepest) - np.sqrt(strain.min())) / (np.sqrt(steepest) + np.sqrt(strain.min()))
    values = ahead = np.zeros(len(known) + 1)
    for _ in range(STEPS):
        pull = signs / (1 + np.exp(np.clip(signs * (matrix @ ahead + offset), -500, 500)))
        slope = strain * ahead - matrix.T @ pull
        if np.abs(slope).max() < PRECISE:
            break
        following = ahead - slope / steepest
        values, ahead = following, following + momentum * (following - values)
    weights = {word: round(float(ahead[k]), 3) for word, k in known.items() if abs(ahead[k]) >= SLIGHT}
    return float(ahead[-1]), weights


def _largest(matrix: Any) -> float:
    """The largest eigenvalue of the matrix times itself, or a little more: a bound by its rows' and columns' sums."""
    # All entries are 0 or 1, so the sums are norms: ||X||^2 <= ||X||_1 ||X||_inf.
    return float(matrix.sum(axis=0).max() * matrix.sum(axis=1).max())
