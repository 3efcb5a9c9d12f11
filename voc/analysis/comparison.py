"""What one group of people speaks of more than another: segments, periods, accounts, surveys or channels.

Counts in, plain values out, for themes and for words alike. Web processes import this module: it needs no numpy.
"""

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from voc.analysis.distributions import normal_tail
from voc.analysis.scores import discoveries

Key = TypeVar("Key", bound=Hashable)

#: Things that fewer people speak of in both groups together are not compared.
FEWEST_PEOPLE = 5
#: The prior weighs as much as so many people, spread as everybody together speaks.
PRIOR_PEOPLE = 10.0


@dataclass(frozen=True)
class Group(Generic[Key]):
    """How many people wrote, and how many of them spoke of each thing; a person counts once however often."""

    people: int
    speaking: Mapping[Key, int]


@dataclass(frozen=True)
class Difference(Generic[Key]):
    """One thing in two groups."""

    key: Key
    one: int
    other: int
    #: Log odds of the one group minus those of the other, drawn together by the prior; above 0: more in the one.
    log_odds: float
    #: That, in its standard errors.
    z: float
    p_value: float
    #: Whether it may be named among as many as were compared: at most 5 % of those named are chance.
    is_named: bool


def compare(one: Group[Key], other: Group[Key], *, rate: float = 0.05) -> list[Difference[Key]]:
    """Every thing that at least five people speak of, those that tell the groups apart most surely first.

    Log odds ratios with an informative Dirichlet prior: Monroe, Colaresi and Quinn, "Fightin' Words", Political
    Analysis 16(4), 2008, equations 15, 16, 20 and 22, with the share of everybody as the prior's. Of people, not of
    occurrences: one who repeats a word is still one, so each thing is a binomial of those who speak of it and those who
    do not. A small group is thereby drawn towards the large one, and a rare word needs more to stand out. Benjamini and
    Hochberg decide which may be named. Nothing when either group is empty.

    >>> found = compare(Group(200, {"late": 60, "price": 20}), Group(200, {"late": 20, "price": 21}))
    >>> [(each.key, each.is_named) for each in found]
    [('late', True), ('price', False)]
    """
    if not one.people or not other.people:
        return []
    found = []
    for key in sorted({*one.speaking, *other.speaking}, key=str):
        a, b = one.speaking.get(key, 0), other.speaking.get(key, 0)
        if a + b < FEWEST_PEOPLE:
            continue
        odds, z = _apart(a, one.people, b, other.people)
        found.append((key, a, b, odds, z, normal_tail(z)))
    named = discoveries([p for *_, p in found], rate)
    made = [Difference(*each, is_named) for each, is_named in zip(found, named, strict=True)]
    return sorted(made, key=lambda each: (-abs(each.z), str(each.key)))


def _apart(a: int, n: int, b: int, m: int) -> tuple[float, float]:
    """The difference of log odds, and that in standard errors."""
    # Half a person on either side, so that a thing of which everybody speaks has odds.
    share = (a + b + 0.5) / (n + m + 1)
    yes, no = PRIOR_PEOPLE * share, PRIOR_PEOPLE * (1 - share)
    odds = math.log((a + yes) / (n - a + no)) - math.log((b + yes) / (m - b + no))
    variance = 1 / (a + yes) + 1 / (n - a + no) + 1 / (b + yes) + 1 / (m - b + no)
    return odds, odds / math.sqrt(variance)
