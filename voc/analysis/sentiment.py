"""From weights to one number and one word: how a text, or what it says of one subject, feels."""

import math
from functools import lru_cache
from typing import Literal

from voc.analysis import ngrams
from voc.analysis.clauses import Clause

Label = Literal["positive", "neutral", "negative"]

#: |sentiment| below this is neutral; the same line for texts and mentions.
NEUTRAL = 0.05
# VADER's normalisation (Hutto and Gilbert 2014): the sum of weights over sqrt(sum^2 + 15).
_ALPHA = 15.0
#: Logits per unit of the lexicon's score: the mean over the regressions that were trained with it as their prior.
LEXICON = 3.0
# Chosen on asap_sample by rank correlation with the stars; anything from 2 to 16 is nearly as good.
_FEW = 4
# Weights that small say too little for a colour.
_FAINT = {"en": 0.15, "zh": 0.12}


def label(sentiment: float) -> Label:
    """The word for a sentiment.

    >>> label(0.3), label(-0.04), label(-0.6)
    ('positive', 'neutral', 'negative')
    """
    if abs(sentiment) < NEUTRAL:
        return "neutral"
    return "positive" if sentiment > 0 else "negative"


def squashed(weight: float) -> float:
    """A sum of weights as a number from -1 to 1; 0 stays 0.

    >>> round(squashed(3.0), 2)
    0.61
    """
    return weight / math.sqrt(weight * weight + _ALPHA)


def lexical(clauses: list[Clause]) -> float:
    """What the opinions of a text say by themselves (-1..1), each clause with its emphasis; 0 without any."""
    return squashed(sum(clause.emphasis * clause.weight for clause in clauses))


def of_english(clauses: list[Clause]) -> float:
    """The sentiment (-1..1) of an English text: the lexicon's score and the n-grams' evidence; near 0 without both."""
    logit = LEXICON * lexical(clauses) + ngrams.evidence(clauses)
    return _settled(math.tanh(logit / 2), _FAINT["en"])


def of_chinese(clauses: list[Clause]) -> float:
    """The sentiment (-1..1) of a Chinese text; 0 without any opinion.

    By chance alone the sum of the weights would grow with the root of the number of opinions: so much is taken from
    long texts, in a way that leaves one opinion its weight and a few nearly theirs.
    """
    count, total = 0, 0.0
    for clause in clauses:
        if opinions := clause.opinions:
            weight = 0.0
            for opinion in opinions:
                weight += opinion.weight
            count += len(opinions)
            total += clause.emphasis * weight
    return _settled(squashed(total * math.sqrt((_FEW + 1) / (_FEW + count))), _FAINT["zh"])


def of_subject(weight: float) -> float:
    """The sentiment (-1..1) of what is said of one subject."""
    return _settled(squashed(weight), 0.2)


@lru_cache(maxsize=10_000)
def of_mention(weight: float) -> tuple[float, Label]:
    """The sentiment of a subject as mentions tell it, in four digits, and the word for it; remembered.

    >>> of_mention(1.5)
    (0.2414, 'positive')
    """
    value = round(of_subject(weight), 4)
    return value, label(value)


def _settled(value: float, faint: float) -> float:
    """The value with everything fainter than `faint` moved inside the neutral band; order is kept.

    >>> round(_settled(0.1, 0.2), 4), _settled(1.0, 0.2)
    (0.025, 1.0)
    """
    size = abs(value)
    if size < faint:
        return NEUTRAL * value / faint if size else 0.0
    outer = NEUTRAL + (1 - NEUTRAL) * (size - faint) / (1 - faint)
    return outer if value > 0 else -outer
