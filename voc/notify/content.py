"""What a digest says, as plain values: kept with the digest, so that it can be shown again as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from voc.analysis import scores
from voc.analysis.scores import Verdict


@dataclass(frozen=True)
class Movement:
    """One survey's score in the week against the 13 weeks before it, in the unit of its metric."""

    survey_id: int
    survey: str
    title: str
    metric: str
    #: People who answered; of them promoters, passives and detractors.
    n: int
    promoters: int
    passives: int
    detractors: int
    score: float | None
    low: float | None
    high: float | None
    n_before: int
    score_before: float | None
    verdict: str
    difference: float | None
    difference_low: float | None
    difference_high: float | None
    #: How much of the difference is "other people answered"; None where there is nothing to split.
    other_people: float | None

    @property
    def counts_first(self) -> bool:
        """Whether the counts stand before the score."""
        return scores.puts_counts_first(self.n)

    @property
    def has_score(self) -> bool:
        """Whether so many answered that a score is said."""
        return scores.has_score(self.n)

    @property
    def moved(self) -> bool:
        """Whether it rose or fell, surely or probably."""
        return self.verdict not in (Verdict.NO_REAL_CHANGE, Verdict.TOO_FEW)

    @property
    def rose(self) -> bool:
        """Whether it rose, surely or probably."""
        return self.verdict in (Verdict.ROSE, Verdict.PROBABLY_ROSE)


@dataclass(frozen=True)
class Point:
    """One week of the trend; without answers the score is None."""

    n: int
    score: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Reason:
    """A theme behind the verdict."""

    theme: str
    name: str
    #: `negative` or `positive`: what the comments say of it, and the label of the filter that opens them.
    label: str
    comments: int
    #: Comments in a usual week; None while there is no earlier week.
    usual: float | None
    #: One of them, without personal data; None where it would single somebody out.
    quote: str | None
    quote_language: str | None


@dataclass(frozen=True)
class News:
    """What more people of the week spoke of than the weeks before let expect: the first of them, and how many more."""

    #: Which `EmergingSubject` it is: the filter that opens its comments.
    emerging: int
    name: str
    #: Its least likely word as customers write it; empty where it is a theme.
    word: str
    #: People who said it, of how many, and how many of as many would have before.
    speaking: int
    people: int
    expected: float
    comments: int
    others: int
    #: One of them, without personal data.
    quote: str | None
    quote_language: str | None


@dataclass(frozen=True)
class Loop:
    """What became of those who must hear from us."""

    #: Open past their sundown when the digest was written.
    overdue: int
    #: Opened in the week; of these, how many sundowns have come, and before how many of them somebody made contact.
    opened: int
    due: int
    kept: int
    closed: int
    recovered: int
    #: Whose sundown is still to come, and who have heard nothing yet; None in digests that did not count them.
    not_yet_due: int | None = None


@dataclass(frozen=True)
class Stakes:
    """Accounts with a case of a detractor that is not closed, answered or not, and what they are worth a year."""

    currency: str
    #: Decimal numbers as text, exact.
    revenue: str
    accounts: int
    renewing_revenue: str
    renewing: int
    #: Of how many such accounts more we do not know the revenue.
    unknown: int
    #: Such cases of people without an account, and of people nobody knows. None in digests that were kept before these
    #: were told apart: there `unknown` counts them, too.
    without_account: int | None = None


@dataclass(frozen=True)
class Doubt:
    """What keeps the numbers from being the whole truth."""

    answers: int
    invited: int
    invited_answered: int
    set_aside: int
    unread: int
    #: Days of the week, ISO, on which nobody answered anything.
    silent_days: list[str]


@dataclass(frozen=True)
class Content:
    """One week of one workspace for readers of one language and zone."""

    workspace: str
    week: str
    first_day: str
    last_day: str
    zone: str
    language: str
    #: When it was written; what waits is as of then.
    at: str
    has_ended: bool
    main: Movement | None
    others: list[Movement]
    trend: list[Point]
    reasons: list[Reason]
    #: Answers of the main survey in the week, and how many of them have a comment.
    answers: int
    comments: int
    loop: Loop
    stakes: Stakes
    doubt: Doubt
    #: What emerged; digests that were sent before this was looked for have none.
    news: News | None = None

    @property
    def is_quiet(self) -> bool:
        """Whether there is so little to tell that three lines say it."""
        return not scores.has_score(self.doubt.answers) and not (self.loop.overdue or self.loop.opened)

    @property
    def days(self) -> tuple[date, date]:
        """Monday and Sunday."""
        return date.fromisoformat(self.first_day), date.fromisoformat(self.last_day)


def plain(content: Content) -> dict[str, Any]:
    """As JSON holds it."""
    return asdict(content)


def restored(values: Mapping[str, Any]) -> Content:
    """What `plain` was made of."""
    parts = {
        "main": Movement(**values["main"]) if values["main"] else None,
        "others": [Movement(**each) for each in values["others"]],
        "trend": [Point(**each) for each in values["trend"]],
        "reasons": [Reason(**each) for each in values["reasons"]],
        "loop": Loop(**values["loop"]),
        "stakes": Stakes(**values["stakes"]),
        "doubt": Doubt(**values["doubt"]),
        "news": News(**values["news"]) if values.get("news") else None,
    }
    return Content(**{**values, **parts})
