"""What the answers of a period add up to: counts of a metric, and themes with what is said of them. Sets, not rows.

Only final answers count, and a person counts once: the last answer within the period. Who is unknown is a person each.
A period is from one instant to another, the end not included; whose days these are is the caller's business.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Integer, and_, case, column, func, select, values
from sqlalchemy.orm import InstrumentedAttribute, Session

from voc.analysis import scores
from voc.analysis.scores import Ces, Csat, Nps
from voc.core.db import UtcDateTime
from voc.insights.models import IS_COUNTED, Mention, Reading, Theme
from voc.responses.models import Response, State, Verbatim

Tally: TypeAlias = Nps | Csat | Ces

#: Whose an answer is, as SQL: a contact's, or where nobody knows, that of a person by itself.
PERSON = func.coalesce(Response.contact_id, -Response.id)


@dataclass(frozen=True)
class Period:
    """From an instant to another; the end is not part of it."""

    start: datetime
    end: datetime

    @property
    def holds(self) -> ColumnElement[bool]:
        """Whether a response was answered within it, as SQL."""
        return and_(Response.answered_at >= self.start, Response.answered_at < self.end)


def last_answered(session: Session, workspace_id: int, survey_id: int | None = None) -> datetime | None:
    """When the newest final answer of the workspace, or of one survey, was given; None without any."""
    newest = select(func.max(Response.answered_at))
    newest = newest.where(Response.workspace_id == workspace_id, Response.state == State.FINAL)
    return session.scalar(newest if survey_id is None else newest.where(Response.survey_id == survey_id))


@dataclass(frozen=True)
class Result:
    """A survey's counts in one period, each channel for itself."""

    survey_id: int
    metric: str
    by_channel: Mapping[str, Tally]

    @property
    def total(self) -> Tally:
        """All channels together."""
        return together(self.metric, self.by_channel.values())


@dataclass(frozen=True)
class Span:
    """Surveys of one metric whose answers are counted together."""

    metric: str
    survey_ids: tuple[int, ...]


@dataclass(frozen=True)
class ThemeCount:
    """How many verbatims of a period speak of a theme, and how."""

    theme: Theme
    verbatims: int
    #: Verbatims in which something bad, something good is said of it; one verbatim may do both.
    negative: int
    positive: int
    #: Those of `negative` that stand in a detractor's answer.
    detractors: int
    #: Mean over its mentions, -1..1.
    sentiment: float


def together(metric: str, tallies: Any) -> Tally:
    """The sum of several counts of one metric; none of them is all zero."""
    nothing: Any = scores.tally(metric, {})
    total: Tally = reduce(lambda a, b: a + b, tallies, nothing)
    return total


def bands(tally: Tally) -> tuple[int, int, int]:
    """How many people are promoters, passives, detractors; or satisfied, or found it easy, and so on."""
    if isinstance(tally, scores.Ces):
        of = {"promoter": 0, "passive": 0, "detractor": 0}
        for score, count in enumerate(tally.counts, 1):
            of[scores.band("ces", score)] += count
        return of["promoter"], of["passive"], of["detractor"]
    if isinstance(tally, scores.Nps):
        return tally.promoters, tally.passives, tally.detractors
    return tally.satisfied, tally.neutral, tally.dissatisfied


def of_surveys(session: Session, workspace_id: int, period: Period) -> dict[int, Result]:
    """The counts of every survey of a workspace that was answered in the period. One statement."""
    answers = _last_answers(PERSON, Response.survey_id).where(Response.workspace_id == workspace_id, period.holds)
    last = answers.subquery()
    columns = (last.c.survey_id, last.c.metric, last.c.channel, last.c.score)
    rows = session.execute(select(*columns, func.count()).where(last.c.recency == 1).group_by(*columns))
    given: dict[tuple[int, str], dict[str, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    for survey_id, metric, channel, score, people in rows:
        given[survey_id, metric][channel][score] = people
    return {
        survey_id: Result(survey_id, metric, {name: scores.tally(metric, each) for name, each in channels.items()})
        for (survey_id, metric), channels in given.items()
    }


def by_period(session: Session, survey_id: int, metric: str, periods: Sequence[Period]) -> list[Tally]:
    """A survey's counts in each of several periods: a trend. One statement."""
    return of_spans(session, [Span(metric, (survey_id,))], periods)[0]


def of_spans(session: Session, spans: Sequence[Span], periods: Sequence[Period]) -> list[list[Tally]]:
    """For each span its counts in each of several periods. One statement for all; none for none.

    A person counts once in a span and period: the last answer with a score to any of its surveys.
    """
    members = [(index, survey_id) for index, span in enumerate(spans) for survey_id in span.survey_ids]
    given: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    if members and periods:
        for span, period, score, people in session.execute(_people(members, periods)):
            given[span, period][score] = people
    return [
        [scores.tally(span.metric, given[index, period]) for period in range(len(periods))]
        for index, span in enumerate(spans)
    ]


def _people(members: Sequence[tuple[int, int]], periods: Sequence[Period]) -> Any:
    """Number of a span, number of a period, score, and how many people; `members` are (span, survey id).

    Spans and periods are tables to be joined with, so that the index finds the answers of each survey and period.
    """
    span = values(column("number", Integer), column("survey_id", Integer)).data(list(members)).cte("span_survey")
    bounds = [(number, period.start, period.end) for number, period in enumerate(periods)]
    limits = column("number", Integer), column("first", UtcDateTime()), column("beyond", UtcDateTime())
    period = values(*limits).data(bounds).cte("period")
    numbers = span.c.number.label("span"), period.c.number.label("period")
    answers = _last_answers(span.c.number, period.c.number, PERSON).add_columns(*numbers)
    answers = answers.join(span, span.c.survey_id == Response.survey_id)
    within = and_(Response.answered_at >= period.c.first, Response.answered_at < period.c.beyond)
    last = answers.join(period, within).subquery()
    columns = (last.c.span, last.c.period, last.c.score)
    return select(*columns, func.count()).where(last.c.recency == 1).group_by(*columns)


def _last_answers(*group: ColumnElement[Any] | InstrumentedAttribute[Any]) -> Any:
    """Final answers with a score; `recency` is 1 for the last one of each group."""
    newest_first = (Response.answered_at.desc(), Response.id.desc())
    return select(
        Response.survey_id,
        Response.metric,
        Response.channel,
        Response.score,
        func.row_number().over(partition_by=group, order_by=newest_first).label("recency"),
    ).where(Response.state == State.FINAL, Response.score.is_not(None))


def themes_of(session: Session, survey_id: int, period: Period) -> list[ThemeCount]:
    """The themes of a survey's verbatims in the period, most spoken of first; not those that somebody muted.

    `search.count` with the same survey, theme, period and label gives the same numbers. Two statements.
    """
    in_detractors = and_(Mention.label == "negative", Response.band == "detractor")
    rows = session.execute(
        select(
            Mention.theme_id,
            _verbatims(),
            _verbatims(Mention.label == "negative"),
            _verbatims(Mention.label == "positive"),
            _verbatims(in_detractors),
            func.avg(Mention.sentiment),
        )
        .join(Reading, and_(Reading.id == Mention.reading_id, Reading.is_current))
        .join(Verbatim, Verbatim.id == Reading.verbatim_id)
        .join(Response, Response.id == Verbatim.response_id)
        .join(Theme, Theme.id == Mention.theme_id)
        .where(Response.survey_id == survey_id, Response.state == State.FINAL, period.holds, IS_COUNTED)
        .group_by(Mention.theme_id)
    ).all()
    known = {theme.id: theme for theme in session.scalars(select(Theme).where(Theme.id.in_([row[0] for row in rows])))}
    found = [ThemeCount(known[theme_id], *counts) for theme_id, *counts in rows]
    return sorted(found, key=lambda each: (-each.verbatims, each.theme.key))


def _verbatims(condition: ColumnElement[bool] | None = None) -> ColumnElement[int]:
    counted = Reading.verbatim_id if condition is None else case((condition, Reading.verbatim_id))
    return func.count(counted.distinct())
