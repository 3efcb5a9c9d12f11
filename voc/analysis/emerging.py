"""What is suddenly spoken of: themes or words said by more people of a week than the weeks before let expect.

A week is a number of people and, of each thing, how many of them spoke of it. What chance does is taken from the weeks
before, which scatter more than coins do; and as thousands of words are looked at, the threshold is that of many tests.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from voc.analysis.distributions import beta_binomial_tail
from voc.analysis.scores import discoveries

Key = TypeVar("Key", bound=Hashable)

#: Fewer people than this make no subject, and in anonymous surveys fewer are never shown.
FEWEST_PEOPLE = 5
#: Fewer weeks or people before say nothing about what is usual.
FEWEST_WEEKS = 4
FEWEST_BEFORE = 100
#: What has not at least doubled may be a drift, not something new.
RISE = 2.0
#: The part of the named that may be chance, which is also the chance of naming anything in a week without news: one or
#: two weeks a year. The simulations in tests/analysis/test_emerging.py measure it.
RATE = 0.02
#: How much the scatter common to all things weighs against that of the thing itself, in weeks.
_PRIOR_WEEKS = 8.0
#: Things seen less often than this a week say nothing about scatter: their counts are nought and one.
_SEEN_OFTEN = 1.0


@dataclass(frozen=True)
class Week(Generic[Key]):
    """How many people wrote, and how many of them spoke of each thing; a person counts once however often."""

    people: int
    speaking: Mapping[Key, int]


@dataclass(frozen=True)
class Emerged(Generic[Key]):
    """A thing that more people speak of than chance explains."""

    key: Key
    speaking: int
    #: How many of as many people would have spoken of it before.
    expected: float
    #: The chance (0..1) of so many if nothing changed.
    p_value: float

    @property
    def is_new(self) -> bool:
        """Whether it was as good as unheard of before."""
        return self.expected < 0.5


def find(now: Week[Key], before: Sequence[Week[Key]], *, rate: float = RATE) -> list[Emerged[Key]] | None:
    """What emerged in a week, the least likely first; None where the weeks before are too few to say.

    For each thing the number of people is compared with a beta-binomial whose mean is the share of all weeks before
    (with half a person more who spoke of it, so that the unheard of is not impossible) and whose scatter is what those
    weeks show: Pearson's dispersion of the thing, drawn towards that of all things. Weeks without people are left out.
    Things that fewer than five people speak of in all weeks together could not be named, and are not counted among the
    many that are tested (Tarone, Biometrics 46, 1990); Benjamini and Hochberg decide. Cost: things times weeks.

    >>> usual = [Week(300, {"price": 30}) for _ in range(13)]
    >>> [each.key for each in find(Week(300, {"price": 31, "lift": 9}), usual)]
    ['lift']
    """
    weeks = [week for week in before if week.people]
    people = sum(week.people for week in weeks)
    if len(weeks) < FEWEST_WEEKS or people < FEWEST_BEFORE or not now.people:
        return None
    totals = Counter[Key]()
    for week in weeks:
        totals.update(week.speaking)
    usual = _Usual(weeks, people, totals)
    tested = [
        Emerged(key, count, usual.share(key) * now.people, usual.chance(key, count, now.people))
        for key, count in now.speaking.items()
        if count >= FEWEST_PEOPLE and count * people >= RISE * totals[key] * now.people
    ]
    silent = Counter(totals)
    silent.update(now.speaking)
    hypotheses = sum(count >= FEWEST_PEOPLE for count in silent.values())
    # Those that did not rise enough have a p-value too; for the threshold it is as good as 1.
    named = discoveries([each.p_value for each in tested] + [1.0] * (hypotheses - len(tested)), rate)
    found = [each for each, is_named in zip(tested, named, strict=False) if is_named]
    return sorted(found, key=lambda each: (each.p_value, -each.speaking, str(each.key)))


class _Usual(Generic[Key]):
    """What the weeks before let expect, and by how much weeks scatter more than people drawn at random."""

    def __init__(self, weeks: Sequence[Week[Key]], people: int, totals: Mapping[Key, int]):
        self._weeks, self._people, self._totals = weeks, people, totals
        least = _SEEN_OFTEN * len(weeks)
        often = [key for key, total in totals.items() if least <= total < people]
        known = [self._own(key) for key in sorted(often, key=lambda key: -totals[key])[:300]]
        #: The scatter common to all things; 1 is that of people drawn at random.
        self._common = max(1.0, sum(known) / len(known)) if known else 1.0

    def share(self, key: Key) -> float:
        """Which part of the people spoke of it."""
        return self._totals.get(key, 0) / self._people

    def chance(self, key: Key, count: int, n: int) -> float:
        """How likely so many of `n` people speak of it, or more, if nothing changed."""
        share = (self._totals.get(key, 0) + 0.5) / (self._people + 1)
        inflation = self._scatter(key)
        # The variance of a week's share beyond that of people drawn at random: what weeks scatter, and how well the
        # usual share is known.
        correlation = (inflation - 1) / max(1.0, self._people / len(self._weeks) - 1) + inflation / (self._people + 1)
        precision = max(1e-6, 1 / correlation - 1)
        return beta_binomial_tail(count, n, share * precision, (1 - share) * precision)

    def _scatter(self, key: Key) -> float:
        total, n = self._totals.get(key, 0), len(self._weeks) - 1
        if not _SEEN_OFTEN * len(self._weeks) <= total < self._people:
            return self._common
        return max(1.0, (n * self._own(key) + _PRIOR_WEEKS * self._common) / (n + _PRIOR_WEEKS))

    def _own(self, key: Key) -> float:
        share = self._totals[key] / self._people
        off = sum((week.speaking.get(key, 0) - week.people * share) ** 2 / week.people for week in self._weeks)
        return off / (share * (1 - share)) / (len(self._weeks) - 1)


@dataclass(frozen=True)
class Subject:
    """Words that emerged together because the same people wrote them: one subject, called by its first word."""

    terms: tuple[Emerged[str], ...]
    #: The places of those who wrote any of them.
    people: frozenset[int]


def subjects(found: Sequence[Emerged[str]], said: Sequence[frozenset[str]]) -> list[Subject]:
    """The emerged terms put together where at least half of those who wrote the one wrote the other too.

    `said` are the terms of each person of the week. The first term of a subject is its least likely one.

    >>> terms = [Emerged("lift", 3, 0.0, 1e-9), Emerged("stuck", 2, 0.0, 1e-8), Emerged("bill", 2, 0.1, 1e-6)]
    >>> [[each.key for each in subject.terms] for subject in
    ...     subjects(terms, [frozenset({"lift", "stuck"}), frozenset({"lift", "stuck"}), frozenset({"lift"}),
    ...     frozenset({"bill"}), frozenset({"bill"})])]
    [['lift', 'stuck'], ['bill']]
    """
    made: list[tuple[list[Emerged[str]], list[frozenset[int]]]] = []
    for each in found:
        people = frozenset(number for number, terms in enumerate(said) if each.key in terms)
        for terms, groups in made:
            if 2 * len(people & groups[0]) >= min(len(people), len(groups[0])):
                terms.append(each)
                groups.append(people)
                break
        else:
            made.append(([each], [people]))
    return [Subject(tuple(terms), frozenset().union(*groups)) for terms, groups in made]
