"""What the page of scores says, in whole sentences."""

from __future__ import annotations

from collections.abc import Sequence

from babel.lists import format_list
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from voc.analysis import scores
from voc.analysis.scores import Verdict
from voc.insights import results, wording
from voc.insights.measures.standing import Standing
from voc.insights.results import Tally


def definition(metric: str, titles: Sequence[str]) -> list[str]:
    """What a measure counts, exactly, a sentence each."""
    named = [_("“%(title)s”", title=title) for title in titles]
    whose = _(
        "%(metric)s of everybody who gave a score to %(surveys)s within the period.",
        metric=wording.metric(metric),
        surveys=format_list(named, "or", locale=get_locale()),
    )
    return [
        str(whose),
        str(_("Each person counts once, with the last of these scores.")),
        str(_("Only final answers count.")),
        str(_("Anonymous answers, and those of somebody unknown, count as a person each.")),
    ]


def verdict(standing: Standing) -> tuple[str, str]:
    """What may be said of the movement in a word or three, and which way it points: `up`, `down` or empty."""
    moved = standing.movement
    if moved is None or moved.verdict == Verdict.TOO_FEW:
        return str(_("Too few people to compare")), ""
    if standing.may_be_chance:
        return str(_("May be chance among so many scores")), ""
    return {
        Verdict.NO_REAL_CHANGE: (str(_("No real change")), ""),
        Verdict.FELL: (str(_("Fell")), "down"),
        Verdict.PROBABLY_FELL: (str(_("Probably fell")), "down"),
        Verdict.ROSE: (str(_("Rose")), "up"),
        Verdict.PROBABLY_ROSE: (str(_("Probably rose")), "up"),
    }[moved.verdict]


def against_before(standing: Standing, days: int) -> list[str]:
    """What it was in the days before and how large the difference is, a sentence each."""
    if standing.before is None:
        return [str(_("Fewer than five people answered in the %(days)s days before.", days=days))]
    if not standing.before.n:
        return [str(_("Nobody answered in the %(days)s days before.", days=days))]
    if not scores.has_score(standing.before.n):
        return [_too_few_before(standing.before.n, days)]
    parts = {
        "before": wording.score(standing.metric, standing.before.score),
        "days": days,
        "people": wording.number(standing.before.n),
    }
    if scores.puts_counts_first(standing.before.n):
        few = ngettext(
            "Of %(people)s person who answered in the %(days)s days before, it was %(before)s.",
            "Of %(people)s people who answered in the %(days)s days before, it was %(before)s.",
            standing.before.n,
            **parts,
        )
        return [str(few), _difference(standing)]
    told = ngettext(
        "It was %(before)s in the %(days)s days before, of %(people)s person.",
        "It was %(before)s in the %(days)s days before, of %(people)s people.",
        standing.before.n,
        **parts,
    )
    return [str(told), _difference(standing)]


def _too_few_before(people: int, days: int) -> str:
    return str(
        ngettext(
            "%(people)s person answered in the %(days)s days before: too few for a score.",
            "%(people)s people answered in the %(days)s days before: too few for a score.",
            people,
            days=days,
            people=wording.number(people),
        )
    )


def _difference(standing: Standing) -> str:
    moved = standing.movement
    if moved is None or moved.difference is None or moved.interval is None or moved.verdict == Verdict.TOO_FEW:
        return ""
    digits = 1 if standing.metric == "ces" else 0
    parts = {
        name: signed(value, digits)
        for name, value in (
            ("difference", moved.difference), ("low", moved.interval.low), ("high", moved.interval.high),
        )
    }  # fmt: skip
    if standing.metric == "csat":
        return str(
            _("The difference is %(difference)s percent points, very likely between %(low)s and %(high)s.", **parts)
        )
    return str(_("The difference is %(difference)s points, very likely between %(low)s and %(high)s.", **parts))


def signed(value: float, digits: int) -> str:
    """A number with its sign, a real minus, and no sign before nothing."""
    rounded = round(value, digits)
    return f"{rounded:+.{digits}f}".replace("-", "−") if rounded else wording.number(0)


def counts(standing: Standing) -> str:
    """How many of those who answered were happy, and how many were not."""
    assert standing.now is not None
    happy, _neither, unhappy = results.bands(standing.now)
    return wording.counts(standing.metric, standing.now.n, happy, unhappy)


def has_score(tally: Tally) -> bool:
    """Whether so many answered that a score is said, as in the digest."""
    return scores.has_score(tally.n)


def puts_counts_first(tally: Tally) -> bool:
    """Whether so few answered that the counts stand before the score, as in the digest."""
    return scores.puts_counts_first(tally.n)


def sureness(standing: Standing) -> str:
    """Where the score of everybody lies, had they all answered."""
    interval = standing.now.interval() if standing.now else None
    if interval is None:
        return ""
    low, high = (wording.score(standing.metric, each) for each in (interval.low, interval.high))
    return str(_("very likely between %(low)s and %(high)s", low=low, high=high))


def picture(standing: Standing) -> str:
    """The trend in words, for those who do not see it; empty where there is none."""
    seen = [point.tally.score for point in standing.trend if point.tally and scores.has_score(point.tally.n)]
    told = [score for score in seen if score is not None]
    if not told:
        return ""
    low, high = (wording.score(standing.metric, each) for each in (min(told), max(told)))
    if len(told) == 1:
        return str(_("One week of the last 26 has five people or more: %(score)s.", score=low))
    return str(_("Weeks of five people or more: between %(low)s and %(high)s.", low=low, high=high))


def period_name(days: int) -> str:
    """How a period is called."""
    return str(ngettext("Last %(num)s day", "Last %(num)s days", days))
