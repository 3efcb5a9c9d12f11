"""What a share does through time: since when it is another one, and whether it depends on the day of the week.

Counts in, plain values out, with Python's own library alone. A share is that of those who do among those who could:
verbatims that speak of a theme among all, promoters among all who answered. Weeks scatter more than coins do, so all
that is said here is measured in the scatter that the series itself shows.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from voc.analysis.distributions import beta_share
from voc.analysis.scores import Csat, Interval, difference_interval

#: A level holds for so many weeks, or it is a blip.
SHORTEST = 4
#: Fewer weeks with anybody in them have no history.
FEWEST_WEEKS = 12
#: What another level must be worth, in twice the logarithm of the likelihood: what a quiet year reaches once in a
#: hundred years or less. tests/analysis/test_trends.py measures it on series that are quiet, rare and restless.
PENALTY = 14.0
#: A week so many standard errors off both weeks beside it belongs to no level.
WILD = 4.0
#: What may be said of weekdays by chance: of a hundred themes without any, of one.
RATE = 0.01
#: Weekdays need so many who do, and so many weeks, to be told from one another.
FEWEST_SPEAKING = 50


@dataclass(frozen=True)
class Count:
    """How many do, of how many; `of` may be 0."""

    do: int
    of: int

    @property
    def share(self) -> float | None:
        """0..1; None of nobody."""
        return self.do / self.of if self.of else None

    def __add__(self, other: "Count") -> "Count":
        return Count(self.do + other.do, self.of + other.of)


@dataclass(frozen=True)
class Level:
    """Weeks in a row, `start` to `end` without the end, in which the share is taken to be one."""

    start: int
    end: int
    #: All of them together but those that are `wild`: what tells one level from another.
    count: Count


@dataclass(frozen=True)
class Change:
    """From one level to the next."""

    before: Level
    since: Level
    #: The first and the last week in which the new level may as well have begun.
    earliest: int
    latest: int

    @property
    def rose(self) -> bool:
        """Whether there is more of it since."""
        return (self.since.count.share or 0) > (self.before.count.share or 0)


def changes(weeks: Sequence[Count]) -> list[Change] | None:
    """Where the level of a weekly series changed, in order; None where there is too little to say.

    The segmentation that minimizes the quasi-binomial deviance plus a penalty for every level, found exactly by dynamic
    programming (Jackson et al., "An algorithm for optimal partitioning of data on an interval", IEEE Signal Processing
    Letters 12(2), 2005). The scatter is taken from the steps from each week to the next (von Neumann et al., Annals of
    Mathematical Statistics 12, 1941), so that a change of level, which is one step, hardly adds to it; it is never
    below that of people drawn at random. Levels are at least four weeks long; one `wild` week is none, and is passed
    over: no count of a level has it. Cost: the square of the weeks.

    >>> [change] = changes([Count(4, 100)] * 20 + [Count(15, 100)] * 10)
    >>> change.since.start, change.rose, change.before.count
    (20, True, Count(do=80, of=2000))
    """
    if sum(week.of > 0 for week in weeks) < FEWEST_WEEKS or not sum(week.do for week in weeks):
        return None
    series = _Series(weeks)
    levels = series.levels()
    return [series.change(before, since) for before, since in pairwise(levels)]


def wild(weeks: Sequence[Count]) -> list[int]:
    """The places of weeks that lie far off both weeks beside them, on the same side: they belong to no level.

    >>> wild([Count(4, 100)] * 5 + [Count(95, 100)] + [Count(4, 100)] * 6)
    [5]
    """
    full = [place for place, week in enumerate(weeks) if week.of]
    steps = sorted(_step(weeks[one], weeks[other]) ** 2 for one, other in pairwise(full))
    if not steps:
        return []
    # The median does not see them. That of chi-square with one degree of freedom is 0.455.
    far = WILD * math.sqrt(max(1.0, steps[len(steps) // 2] / 0.455))
    found = []
    for before, place, after in zip(full, full[1:], full[2:], strict=False):
        off = _step(weeks[place], weeks[before]), _step(weeks[place], weeks[after])
        if min(off) > far or max(off) < -far:
            found.append(place)
    return found


class _Series:
    """Weeks with their running sums, the wild ones as if nobody had been in them."""

    def __init__(self, weeks: Sequence[Count]):
        passed = set(wild(weeks))
        calm = [Count(0, 0) if place in passed else week for place, week in enumerate(weeks)]
        self._n, self._scatter, self._sums = len(weeks), _scatter(calm), _sums(calm)

    def count(self, start: int, end: int) -> Count:
        return _between(self._sums, start, end)

    def cost(self, start: int, end: int) -> float:
        """Minus twice the logarithm of the likelihood of one share, in units of the scatter."""
        return -2 * _likelihood(self.count(start, end)) / self._scatter

    def levels(self) -> list[Level]:
        n = self._n
        best, cut = [0.0] + [math.inf] * n, [0] * (n + 1)
        for end in range(SHORTEST, n + 1):
            for start in range(end - SHORTEST + 1):
                cost = best[start] + self.cost(start, end) + PENALTY
                # Of places that are as good the last one: no level begins with a week that is wild or empty.
                if cost <= best[end]:
                    best[end], cut[end] = cost, start
        found: list[Level] = []
        end = n
        while end > 0:
            found.append(Level(cut[end], end, self.count(cut[end], end)))
            end = cut[end]
        return found[::-1]

    def change(self, before: Level, since: Level) -> Change:
        """The change between two levels, and the weeks that may as well be its first: 95 % of the likelihood ratio."""
        costs = {
            place: self.cost(before.start, place) + self.cost(place, since.end)
            for place in range(before.start + 1, since.end)
        }
        least = costs[since.start]
        near = [place for place, cost in costs.items() if cost - least <= _CHI_SQUARE_95]
        return Change(before, since, min(near, default=since.start), max(near, default=since.start))


#: The 95th percentile of chi-square with one degree of freedom.
_CHI_SQUARE_95 = 3.841


def _likelihood(count: Count) -> float:
    if not 0 < count.do < count.of:
        return 0.0
    share = count.do / count.of
    return count.do * math.log(share) + (count.of - count.do) * math.log1p(-share)


def _sums(weeks: Sequence[Count]) -> list[Count]:
    found = [Count(0, 0)]
    for week in weeks:
        found.append(found[-1] + week)
    return found


def _between(sums: Sequence[Count], start: int, end: int) -> Count:
    return Count(sums[end].do - sums[start].do, sums[end].of - sums[start].of)


def _step(one: Count, other: Count) -> float:
    """How far two weeks lie apart, in standard errors of people drawn at random; below 0 when the other is higher."""
    both = one + other
    spread = both.do * (both.of - both.do) / both.of**2 * (1 / one.of + 1 / other.of)
    return (one.do / one.of - other.do / other.of) / math.sqrt(spread) if spread else 0.0


def _scatter(weeks: Sequence[Count]) -> float:
    """How many times the variance of people drawn at random the steps from week to week have; 1 at least."""
    steps = [_step(one, other) ** 2 for one, other in pairwise(week for week in weeks if week.of)]
    return max(1.0, sum(steps) / len(steps)) if steps else 1.0


# Days of the week


@dataclass(frozen=True)
class Weekday:
    """One day of the week against the ordinary ones."""

    #: 0 is Monday.
    day: int
    count: Count
    others: Count
    #: Of its share minus that of the others, in percent points; as wide as the scatter of weeks asks for.
    interval: Interval

    @property
    def is_more(self) -> bool:
        """Whether there is more of it on this day than on others."""
        return (self.count.share or 0) > (self.others.share or 0)


def weekdays(weeks: Sequence[Sequence[Count]]) -> list[Weekday] | None:
    """The days on which there is more or less of it than on the ordinary ones; empty when all are alike.

    `weeks` are weeks of seven days, Monday first. All days together are tested against the scatter of the same day from
    week to week (an F test of quasi-binomial shares; McCullagh and Nelder, "Generalized Linear Models", 2nd edition,
    1989, section 4.5) at 1 %, the correction for there being seven of them. While they differ, the day farthest from
    the others is taken out and named: otherwise one busy Monday would make six other days look quiet. Days on which
    nobody writes are left out. None where there are too few to say.

    >>> quiet = [[Count(5, 50)] * 7 for _ in range(20)]
    >>> weekdays(quiet)
    []
    >>> [each.day for each in weekdays([[Count(12, 50)] + [Count(5, 50)] * 6 for _ in range(20)])]
    [0]
    """
    by_day = [_together([week[day] for week in weeks]) for day in range(7)]
    ordinary = [day for day in range(7) if by_day[day].of]
    everything = _together(by_day)
    if (
        len(weeks) < SHORTEST
        or len(ordinary) < 2
        or min(everything.do, everything.of - everything.do) < FEWEST_SPEAKING
    ):
        return None
    scatter, degrees = _scatter_within(weeks, by_day)
    taken: list[int] = []
    # Of two that differ nobody can say which is the ordinary one.
    while len(ordinary) > 2 and _differ([by_day[day] for day in ordinary], scatter, degrees) <= RATE:
        taken.append(max(ordinary, key=lambda day: _apart(by_day[day], [by_day[each] for each in ordinary])))
        ordinary.remove(taken[-1])
    others = _together([by_day[day] for day in ordinary])
    return [_weekday(day, by_day[day], others, scatter) for day in sorted(taken)]


def _differ(days: Sequence[Count], scatter: float, degrees: int) -> float:
    """The chance (0..1) that days which are alike lie so far from one another."""
    whole = _together(days)
    if not 0 < whole.do < whole.of:
        return 1.0
    return _f_tail(sum(_deviation(day, whole) for day in days) / (len(days) - 1) / scatter, len(days) - 1, degrees)


def _apart(day: Count, days: Sequence[Count]) -> float:
    whole = _together(days)
    return abs(_step(day, Count(whole.do - day.do, whole.of - day.of)))


def _together(counts: Sequence[Count]) -> Count:
    return sum(counts, Count(0, 0))


def _deviation(part: Count, whole: Count) -> float:
    """Pearson's squared deviation of a part's count from the share of the whole."""
    share = whole.do / whole.of
    return (part.do - part.of * share) ** 2 / (part.of * share * (1 - share)) if part.of else 0.0


def _scatter_within(weeks: Sequence[Sequence[Count]], by_day: Sequence[Count]) -> tuple[float, int]:
    """How much the same day scatters from week to week, 1 being people drawn at random, and from how many cells."""
    squares, cells, days = 0.0, 0, 0
    for day, whole in enumerate(by_day):
        if not 0 < whole.do < whole.of:
            continue
        days += 1
        for week in weeks:
            if week[day].of:
                squares += _deviation(week[day], whole)
                cells += 1
    degrees = max(1, cells - days)
    return max(1.0, squares / degrees), degrees


def _weekday(day: int, count: Count, others: Count, scatter: float) -> Weekday:
    # As if there were fewer people by as much as they scatter more.
    interval = difference_interval(_thinned(count, scatter), _thinned(others, scatter))
    assert interval is not None
    return Weekday(day, count, others, interval)


def _thinned(count: Count, scatter: float) -> Csat:
    of = max(1, round(count.of / scatter))
    do = min(of, round(count.do / count.of * of))
    return Csat(do, 0, of - do)


def _f_tail(f: float, one: int, other: int) -> float:
    """The chance (0..1) of an F at least as large, with these degrees of freedom."""
    return beta_share(other / (other + one * f), other / 2, one / 2)
