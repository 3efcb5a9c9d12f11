"""What NPS, CSAT and CES say, how sure they are, and whether a movement is more than chance.

Counts in, plain values out. The same person counts once: the caller keeps each person's last answer in the window,
because two answers of one person are not two independent people, and every interval here supposes that they are.

All three metrics are averages over answers (of -100, 0 and 100; of 0 and 100; of 1 to 7), so a movement of any of them
is compared and split by the same few functions. Web processes import this module: it needs no numpy.
"""

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist
from typing import Generic, Literal, Protocol, Self, TypeVar

Band = Literal["detractor", "passive", "promoter"]

BANDS: tuple[Band, ...] = ("detractor", "passive", "promoter")


@dataclass(frozen=True)
class Metric:
    """The scale of one metric's question, and where its bands end. All scores are whole numbers."""

    name: str
    lowest: int
    highest: int
    #: Scores up to and including this one are detractors.
    detractor_to: int
    #: Scores from this one on are promoters.
    promoter_from: int

    def bands(self) -> tuple[tuple[Band, int, int], ...]:
        """Each band with its first and last score, lowest band first, without gap or overlap.

        SQL neighbours (`CASE WHEN score BETWEEN first AND last`) and check constraints are generated from this.

        >>> METRICS["nps"].bands()
        (('detractor', 0, 6), ('passive', 7, 8), ('promoter', 9, 10))
        """
        return (
            ("detractor", self.lowest, self.detractor_to),
            ("passive", self.detractor_to + 1, self.promoter_from - 1),
            ("promoter", self.promoter_from, self.highest),
        )


#: NPS: Reichheld, "The One Number You Need to Grow", Harvard Business Review, December 2003. CSAT counts the top two
#: of five; CES 2.0 asks for agreement from 1 to 7. Their lower bands mirror their upper ones around the middle.
METRICS: Mapping[str, Metric] = {
    "nps": Metric("nps", 0, 10, detractor_to=6, promoter_from=9),
    "csat": Metric("csat", 1, 5, detractor_to=2, promoter_from=4),
    "ces": Metric("ces", 1, 7, detractor_to=3, promoter_from=5),
}


class OffScale(ValueError):
    """This score cannot be given on this metric's scale."""


def band(metric: str, score: int) -> Band:
    """The band of one score. `metric` is a key of METRICS (`KeyError` otherwise).

    Raises `OffScale` for a score that the scale does not have, 8.5 included: whoever imports it decides how to round.

    >>> band("nps", 6), band("csat", 3), band("ces", 5)
    ('detractor', 'passive', 'promoter')
    """
    for name, first, last in METRICS[metric].bands():
        if first <= score <= last and score == int(score):
            return name
    raise OffScale(f"{metric} has no score {score}")


@dataclass(frozen=True)
class Interval:
    """A confidence interval, in the unit of the score (or difference of scores) that it belongs to."""

    low: float
    high: float

    @property
    def margin(self) -> float:
        """Half its width: the number behind the ± sign. The interval is not always centred on the score."""
        return (self.high - self.low) / 2

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


class Counts(Protocol):
    """What `Nps`, `Csat` and `Ces` have in common."""

    @property
    def n(self) -> int: ...

    @property
    def score(self) -> float | None: ...

    def interval(self, confidence: float = 0.95) -> Interval | None: ...


C = TypeVar("C", bound=Counts)
G = TypeVar("G", bound=Hashable)


class _Tallied:
    """Counts of answers that are never negative and add up over weeks or segments."""

    def __post_init__(self) -> None:
        if any(count < 0 for count in self._counts()):
            raise ValueError(f"a count of answers below zero: {self}")

    def _counts(self) -> tuple[int, ...]:
        return tuple(vars(self).values())

    @property
    def n(self) -> int:
        """How many people answered."""
        return sum(self._counts())

    def __add__(self, other: Self) -> Self:
        return type(self)(*(a + b for a, b in zip(self._counts(), other._counts(), strict=True)))


@dataclass(frozen=True)
class Nps(_Tallied):
    """Net Promoter Score: people who gave 9 or 10, 7 or 8, 0 to 6."""

    promoters: int
    passives: int
    detractors: int

    @property
    def score(self) -> float | None:
        """Promoters minus detractors, in points (-100..100, higher is better); None without answers."""
        return 100 * (self.promoters - self.detractors) / self.n if self.n else None

    def interval(self, confidence: float = 0.95) -> Interval | None:
        """Adjusted Wald, in points, within -100..100; None without answers. It always contains the score.

        The plain interval, from the variance p + d - (p - d)^2, says "100 ± 0" of twelve promoters and covers as little
        as .78. So 3/4 of an answer is added to each of the three counts first. Rocks, "Interval Estimation for the 'Net
        Promoter Score'", The American Statistician 70(4), 2016, adds the double to the passives; equal parts cover
        better at the edges (n = 15: at least .937 against .905).

        >>> Nps(promoters=54, passives=23, detractors=13).interval()  # p = .60, d = .14, n = 90: 45.6 ± 15
        Interval(low=29.3..., high=59.5...)
        """
        if not self.n:
            return None
        n = self.n + 9 / 4
        p, d = (self.promoters + 3 / 4) / n, (self.detractors + 3 / 4) / n
        half = _z(confidence) * math.sqrt((p + d - (p - d) ** 2) / n)
        return Interval(max(-100.0, 100 * (p - d - half)), min(100.0, 100 * (p - d + half)))


@dataclass(frozen=True)
class Csat(_Tallied):
    """Customer satisfaction: people who chose 4 or 5, 3, 1 or 2 of five."""

    satisfied: int
    neutral: int
    dissatisfied: int

    @property
    def score(self) -> float | None:
        """The satisfied among all who answered, in percent (0..100, higher is better); None without answers."""
        return 100 * self.satisfied / self.n if self.n else None

    def interval(self, confidence: float = 0.95) -> Interval | None:
        """Wilson's score interval, in percent, within 0..100; None without answers. It always contains the score.

        Wilson, JASA 22, 1927; recommended for small n by Brown, Cai and DasGupta, Statistical Science 16(2), 2001.

        >>> Csat(satisfied=81, neutral=100, dissatisfied=82).interval()  # Newcombe 1998, example (a): .2553 to .3662
        Interval(low=25.5288..., high=36.6209...)
        """
        if not self.n:
            return None
        n, share, z = self.n, self.satisfied / self.n, _z(confidence)
        centre = (share + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
        # Rounding must not leave the score outside when nobody or everybody is satisfied.
        return Interval(100 * max(0.0, min(share, centre - half)), 100 * min(1.0, max(share, centre + half)))


@dataclass(frozen=True)
class Ces:
    """Customer effort score: how many people chose 1, 2, ... 7 ("made it easy": higher is easier)."""

    counts: tuple[int, int, int, int, int, int, int]

    def __post_init__(self) -> None:
        if any(count < 0 for count in self.counts):
            raise ValueError(f"a count of answers below zero: {self.counts}")

    @property
    def n(self) -> int:
        """How many people answered."""
        return sum(self.counts)

    def __add__(self, other: Self) -> Self:
        one, two, three, four, five, six, seven = (a + b for a, b in zip(self.counts, other.counts, strict=True))
        return type(self)((one, two, three, four, five, six, seven))

    @property
    def score(self) -> float | None:
        """The mean answer (1..7, higher is easier); None without answers."""
        return sum(score * count for score, count in enumerate(self.counts, 1)) / self.n if self.n else None

    def interval(self, confidence: float = 0.95) -> Interval | None:
        """Adjusted t interval of the mean, within 1..7; None without answers. It always contains the score.

        The plain t interval says "7 ± 0" of fifteen sevens, and covers .36 where three in a hundred answer 1. As for
        NPS (and for shares by Agresti and Coull, The American Statistician 52(2), 1998) a little disagreement is added
        first: two answers, spread evenly over the seven. Over distributions in the middle and at the edges, n = 5 to
        400, it covers at least .93, and is 1 to 3 % wider than the plain one where that one is right (n = 15 to 30).

        >>> Ces((0, 0, 0, 0, 0, 0, 15)).interval()
        Interval(low=6.03..., high=7.0)
        """
        if not self.n:
            return None
        n = self.n + 2
        shares = [(count + 2 / 7) / n for count in self.counts]
        mean = sum(score * share for score, share in enumerate(shares, 1))
        variance = sum(share * (score - mean) ** 2 for score, share in enumerate(shares, 1))
        half = _t(confidence, self.n - 1) * math.sqrt(variance / n)
        return Interval(max(1.0, mean - half), min(7.0, mean + half))


def tally(metric: str, answers: Mapping[int, int]) -> Nps | Csat | Ces:
    """The counts of a metric from how many people gave each score, as `GROUP BY score` returns them; empty is all zero.

    Raises `OffScale` for a score that the metric does not have.

    >>> tally("nps", {10: 3, 8: 1, 2: 1})
    Nps(promoters=3, passives=1, detractors=1)
    """
    in_band = dict.fromkeys(BANDS, 0)
    for score, count in answers.items():
        in_band[band(metric, score)] += count
    if metric == "ces":
        one, two, three, four, five, six, seven = (answers.get(score, 0) for score in range(1, 8))
        return Ces((one, two, three, four, five, six, seven))
    kinds: Mapping[str, type[Nps] | type[Csat]] = {"nps": Nps, "csat": Csat}
    return kinds[metric](in_band["promoter"], in_band["passive"], in_band["detractor"])


# Movements


class Verdict(StrEnum):
    """What may be said of a movement."""

    NO_REAL_CHANGE = "no_real_change"
    PROBABLY_FELL = "probably_fell"
    FELL = "fell"
    PROBABLY_ROSE = "probably_rose"
    ROSE = "rose"
    TOO_FEW = "too_few"


#: The chance of saying "fell" or "rose" of a week in which nothing changed: once in two years of weekly digests. At .05
#: a reader would be called out for nothing two or three times a year, and stop reading.
SURE = 0.01
#: The same for "probably fell" and "probably rose" together with the sure ones.
PROBABLE = 0.05
#: Fewer answers than this in the current period say nothing; groups under five are not shown either.
FEWEST_NOW = 5
#: Fewer answers than this in the reference period are no reference.
FEWEST_BEFORE = 30
#: Below this many answers a page says "7 of 12" before any score.
COUNTS_FIRST_BELOW = 30


def has_score(n: int) -> bool:
    """Whether a score of so many people is said at all: of fewer than five there are counts alone."""
    return n >= FEWEST_NOW


def puts_counts_first(n: int) -> bool:
    """Whether the counts of so many people stand before their score, which alone would look surer than it is."""
    return n < COUNTS_FIRST_BELOW


@dataclass(frozen=True)
class Movement(Generic[C]):
    """A period against its reference, with what may be said of it."""

    now: C
    before: C
    #: Score now minus score before, in the unit of the metric; None when either period is empty.
    difference: float | None
    #: Where the true difference lies; None with the difference.
    interval: Interval | None
    verdict: Verdict

    @property
    def counts_first(self) -> bool:
        """Whether a page should say the counts before the score: fewer than 30 people answered now."""
        return puts_counts_first(self.now.n)

    @property
    def p_value(self) -> float | None:
        """The chance (0..1) of a difference at least this large although nothing changed; None with the difference.

        Two-sided: one minus the confidence at which the interval of the difference begins to include zero, so that it
        never contradicts the verdict. For `discoveries`, when many segments are compared. Some 80 intervals each.
        """
        if self.difference is None:
            return None
        low, high = 0.0, 1.0
        for _ in range(40):
            p = (low + high) / 2
            low, high = (low, p) if _differs(self.now, self.before, confidence=1 - p) else (p, high)
        return high


def movement(now: C, before: C, *, confidence: float = 0.95) -> Movement[C]:
    """This period's answers against a reference period: a week against the 13 weeks before it.

    The periods must not overlap, and are of one metric (`TypeError` otherwise). A person who answered in both counts in
    both. The rule of the verdict, in this order:

    - fewer than 5 answers now, or fewer than 30 before: too few;
    - the 99 % interval of the difference excludes zero: fell, or rose;
    - the 95 % interval excludes zero: probably fell, or probably rose;
    - otherwise no real change.

    The interval is made from those of the two periods by the "square-and-add" of Newcombe, Statistics in Medicine 17,
    1998, method 10, in the general form of Zou and Donner, Statistics in Medicine 27, 2008 (MOVER): it keeps their
    small-sample coverage and their asymmetry near the ends of the scale.

    >>> movement(Nps(38, 20, 29), Nps(520, 290, 190)).verdict  # 10 against 33 points, of 87 and 1,000 people
    <Verdict.PROBABLY_FELL: 'probably_fell'>
    """
    if type(now) is not type(before):
        raise TypeError(f"cannot compare {type(now).__name__} with {type(before).__name__}")
    if now.score is None or before.score is None:
        return Movement(now, before, None, None, Verdict.TOO_FEW)
    difference = now.score - before.score
    interval = difference_interval(now, before, confidence)
    return Movement(now, before, difference, interval, _verdict(now, before, difference))


def difference_interval(now: C, before: C, confidence: float = 0.95) -> Interval | None:
    """Where the true difference `now` minus `before` lies, in the unit of the metric; None when either is empty.

    >>> difference_interval(Csat(56, 0, 14), Csat(48, 0, 32))  # Newcombe 1998, example (a): .0524 to .3339
    Interval(low=5.24..., high=33.38...)
    """
    a, b = now.interval(confidence), before.interval(confidence)
    if now.score is None or before.score is None or a is None or b is None:
        return None
    difference = now.score - before.score
    down = math.hypot(now.score - a.low, b.high - before.score)
    up = math.hypot(a.high - now.score, before.score - b.low)
    return Interval(difference - down, difference + up)


def _differs(now: C, before: C, *, confidence: float) -> bool:
    interval = difference_interval(now, before, confidence)
    return interval is not None and 0 not in interval


def _verdict(now: C, before: C, difference: float) -> Verdict:
    if now.n < FEWEST_NOW or before.n < FEWEST_BEFORE:
        return Verdict.TOO_FEW
    if _differs(now, before, confidence=1 - SURE):
        return Verdict.ROSE if difference > 0 else Verdict.FELL
    if _differs(now, before, confidence=1 - PROBABLE):
        return Verdict.PROBABLY_ROSE if difference > 0 else Verdict.PROBABLY_FELL
    return Verdict.NO_REAL_CHANGE


@dataclass(frozen=True)
class Part:
    """What one group contributed to a movement, in the unit of the metric."""

    #: Because people of this group answered otherwise than before.
    other_score: float
    #: Because this group has a larger or smaller share of the answers than before.
    other_people: float


@dataclass(frozen=True)
class Decomposition(Generic[G]):
    """A movement in two parts that add up to it, in the unit of the metric."""

    difference: float
    #: The same mix of people, but other scores.
    other_score: float
    #: The same scores, but other people answered.
    other_people: float
    by_group: Mapping[G, Part]


def decompose(now_by_group: Mapping[G, C], before_by_group: Mapping[G, C]) -> Decomposition[G] | None:
    """Split a movement into "same people mix, other score" and "other people answered"; None if a period is empty.

    Groups are channels or segments, each person in one of them. Kitagawa, "Components of a Difference Between Two
    Rates", JASA 50, 1955: the change of a group's score weighs its mean share of the answers, the change of its share
    weighs how far its mean score lies from that of everybody. A group that did not answer in one period changed no
    score that anybody saw, so its whole effect is "other people". Cost: one pass over the groups.

    The two parts carry no interval of their own: ask `movement` first whether there is something to split.

    >>> web, mail = Nps(50, 30, 20), Nps(80, 10, 10)  # a channel of 30 points and one of 70
    >>> split = decompose({"web": web + web + web, "mail": mail}, {"web": web, "mail": mail})
    >>> split.difference, split.other_score, split.other_people
    (-10.0, 0.0, -10.0)
    """
    now = _shares_and_scores(now_by_group)
    before = _shares_and_scores(before_by_group)
    if not now or not before:
        return None
    now_total, before_total = (math.fsum(share * score for share, score in group.values()) for group in (now, before))
    level = (now_total + before_total) / 2
    parts = {group: _part(now.get(group), before.get(group), level) for group in {**before, **now}}
    return Decomposition(
        difference=now_total - before_total,
        other_score=math.fsum(part.other_score for part in parts.values()),
        other_people=math.fsum(part.other_people for part in parts.values()),
        by_group=parts,
    )


def _shares_and_scores(by_group: Mapping[G, Counts]) -> dict[G, tuple[float, float]]:
    """Each group's share of the answers and its score; groups without answers are left out."""
    n = sum(counts.n for counts in by_group.values())
    return {group: (counts.n / n, counts.score) for group, counts in by_group.items() if counts.score is not None}


def _part(now: tuple[float, float] | None, before: tuple[float, float] | None, level: float) -> Part:
    share_now, score_now = now or (0.0, before[1] if before else level)
    share_before, score_before = before or (0.0, score_now)
    return Part(
        other_score=(share_now + share_before) / 2 * (score_now - score_before),
        other_people=(share_now - share_before) * ((score_now + score_before) / 2 - level),
    )


def discoveries(p_values: Sequence[float], rate: float = 0.05) -> tuple[bool, ...]:
    """Which of many comparisons may be named, in the order given, so that at most `rate` of those named are chance.

    Benjamini and Hochberg, "Controlling the False Discovery Rate", JRSS B 57(1), 1995. Empty in, empty out.

    >>> table = [.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1.0]
    >>> sum(discoveries(table, 0.05))  # their section 3.2 rejects four
    4
    """
    ranked = sorted(p_values)
    passing = [p for rank, p in enumerate(ranked, 1) if p <= rate * rank / len(ranked)]
    return tuple(bool(passing) and p <= passing[-1] for p in p_values)


# Quantiles


def _z(confidence: float) -> float:
    return NormalDist().inv_cdf((1 + confidence) / 2)


def _t(confidence: float, degrees: int) -> float:
    """Student's t, two-sided: the half-width in standard errors; infinite without a degree of freedom.

    Hill, Algorithm 396, Communications of the ACM 13(10), 1970; six digits and more.
    """
    tail = 1 - confidence
    if degrees < 1 or tail <= 0:
        return math.inf
    if degrees == 1:
        return 1 / math.tan(tail * math.pi / 2)
    if degrees == 2:
        return math.sqrt(2 / (tail * (2 - tail)) - 2)
    return _hill(tail, degrees)


def _hill(tail: float, n: int) -> float:
    a = 1 / (n - 0.5)
    b = 48 / a**2
    c = ((20700 * a / b - 98) * a - 16) * a + 96.36
    d = ((94.5 / (b + c) - 3) / b + 1) * math.sqrt(a * math.pi / 2) * n
    y = (d * tail) ** (2 / n)
    if y <= a + 0.05:
        e = (n + 6) / (n * y) - 0.089 * d - 0.822
        return math.sqrt(n * (((1 / (e * (n + 2) * 3) + 0.5 / (n + 4)) * y - 1) * (n + 1) / (n + 2) + 1 / y))
    x = -_z(1 - tail)
    if n < 5:
        c += 0.3 * (n - 4.5) * (x + 0.6)
    c += (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b
    y = x**2
    y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x
    return math.sqrt(n * math.expm1(a * y**2))
