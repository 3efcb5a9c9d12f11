"""How every live survey and every measure stands: a period against the days before it, and 26 weeks.

What is shown of each is decided here, so that a page cannot show more: fewer than five people are hidden where they
could be recognized, and a movement that chance explains among so many scores is not called one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voc.analysis import scores
from voc.analysis.scores import Movement, Verdict
from voc.core import weeks
from voc.core.weeks import Week
from voc.insights import results
from voc.insights.measures import defining
from voc.insights.measures.models import Measure
from voc.insights.results import Period, Span, Tally
from voc.insights.verbatims import search
from voc.responses.listing import FEWEST
from voc.responses.models import Response, State
from voc.surveys.models import Survey, SurveyVersion

#: Days that are looked at -> days before them that they are compared with. Long before short: a year evens its seasons.
PERIODS = {30: 90, 90: 365, 365: 365}
DEFAULT_DAYS = 30
WEEKS = 26


@dataclass(frozen=True)
class Window:
    """The last days, today included, and the days before them, on the wall clock of a zone."""

    today: date
    days: int
    zone: str

    @property
    def since(self) -> date:
        """The first of the days; `today` is the last."""
        return self.today - timedelta(days=self.days - 1)

    @property
    def days_before(self) -> int:
        """How many days before them they are compared with."""
        return PERIODS[self.days]

    @property
    def now(self) -> Period:
        """The days as instants."""
        return Period(weeks.midnight(self.since, self.zone), weeks.midnight(self.today + timedelta(days=1), self.zone))

    @property
    def before(self) -> Period:
        """The days before, as instants."""
        return Period(
            weeks.midnight(self.since - timedelta(days=self.days_before), self.zone),
            weeks.midnight(self.since, self.zone),
        )

    @property
    def weeks(self) -> list[Week]:
        """The ISO weeks of the trend, the one that has today last."""
        last = Week.of_day(self.today)
        return [weeks.previous(last, n) for n in range(WEEKS - 1, -1, -1)]


@dataclass(frozen=True)
class Answers:
    """Final answers of a survey in the period: what the list of responses opens with."""

    survey: Survey
    n: int
    without_score: int


@dataclass(frozen=True)
class WeekPoint:
    """A week of a trend; `tally` is None where it is hidden."""

    week: Week
    tally: Tally | None


@dataclass(frozen=True)
class Standing:
    """How a survey or a measure stands."""

    #: None for a survey alone.
    measure: Measure | None
    metric: str
    #: Its surveys with their answers, by title.
    answers: tuple[Answers, ...]
    #: People by what they gave; None where so few are hidden.
    now: Tally | None
    before: Tally | None
    trend: tuple[WeekPoint, ...]
    #: None where one of its periods is hidden.
    movement: Movement[Tally] | None
    #: It would be called a movement alone, but not among so many.
    may_be_chance: bool = False

    @property
    def name(self) -> str:
        """What it is called."""
        return self.measure.name if self.measure else self.answers[0].survey.title

    @property
    def number_of_answers(self) -> int:
        """All final answers; more than people where somebody answered twice."""
        return sum(each.n for each in self.answers)

    @property
    def without_score(self) -> int:
        """Those of the answers that have no score, so that they count as nobody."""
        return sum(each.without_score for each in self.answers)


def of_workspace(session: Session, workspace_id: int, window: Window, *, sees_raw: bool) -> list[Standing]:
    """Measures by name, then live surveys by title; six statements at most, however many there are.

    `sees_raw`: whether the reader may read verbatims as written; for others every group under five is hidden.
    """
    surveys = {survey.id: survey for survey in search.surveys_of(session, workspace_id)}
    measures = defining.of_workspace(session, workspace_id)
    live = _live(session, workspace_id)
    alone = [survey for survey in surveys.values() if survey.id in live]
    spans = [
        *(Span(survey.metric, (survey.id,)) for survey in surveys.values()),
        *(Span(measure.metric, measure.survey_ids) for measure in measures),
    ]
    trend = [Period(*weeks.bounds(week, window.zone)) for week in window.weeks]
    tallies = results.of_spans(session, spans, [window.now, window.before, *trend])
    of_survey = dict(zip(surveys, tallies, strict=False))
    answers = _answers(session, workspace_id, window.now, surveys)

    def standing(measure: Measure | None, metric: str, members: Sequence[Survey], whole: list[Tally]) -> Standing:
        guarded = [survey.id for survey in members if survey.is_anonymous or not sees_raw]
        parts = [of_survey[each] for each in guarded] if measure else []
        shown = [
            None if guarded and _is_hidden(tally, [part[index] for part in parts]) else tally
            for index, tally in enumerate(whole)
        ]
        now, before, *trend = shown
        return Standing(
            measure=measure,
            metric=metric,
            answers=tuple(answers[survey.id] for survey in members),
            now=now,
            before=before,
            trend=tuple(WeekPoint(week, tally) for week, tally in zip(window.weeks, trend, strict=True)),
            movement=scores.movement(now, before) if now is not None and before is not None else None,
        )

    found = []
    for measure, whole in zip(measures, tallies[len(surveys) :], strict=True):
        members = [surveys[each] for each in surveys if each in measure.survey_ids]
        found.append(standing(measure, measure.metric, members, whole))
    found += [standing(None, survey.metric, [survey], of_survey[survey.id]) for survey in alone]
    return _not_by_chance(found)


def _is_hidden(whole: Tally, parts: Sequence[Tally]) -> bool:
    """Whether somebody could be recognized: few people, or few in those surveys whose own number is hidden.

    The second keeps a measure from giving away what is hidden beside it: the measure less the surveys that are shown.
    """
    left_over = sum(part.n for part in parts if part.n < FEWEST)
    return 0 < whole.n < FEWEST or 0 < left_over < FEWEST


def _live(session: Session, workspace_id: int) -> set[int]:
    """The surveys that can be answered now."""
    mine = select(Survey.id).join(SurveyVersion, SurveyVersion.survey_id == Survey.id).distinct()
    mine = mine.where(Survey.workspace_id == workspace_id, Survey.closed_at.is_(None))
    return set(session.scalars(mine.where(SurveyVersion.published_at.is_not(None))))


def _answers(
    session: Session, workspace_id: int, period: Period, surveys: Mapping[int, Survey]
) -> Mapping[int, Answers]:
    """Survey id -> its final answers in the period, as `responses.listing` counts them."""
    counts = select(Response.survey_id, func.count(), func.count(Response.score)).group_by(Response.survey_id)
    counts = counts.where(Response.workspace_id == workspace_id, Response.state == State.FINAL, period.holds)
    found = {survey_id: (n, n - scored) for survey_id, n, scored in session.execute(counts)}
    return {each: Answers(survey, *found.get(each, (0, 0))) for each, survey in surveys.items()}


def _not_by_chance(found: list[Standing]) -> list[Standing]:
    """The same, with movements that chance explains among so many marked."""
    compared = [each for each in found if each.movement and each.movement.verdict != Verdict.TOO_FEW]
    p_values = [each.movement.p_value for each in compared if each.movement]
    named = scores.discoveries([1.0 if p is None else p for p in p_values])
    by_chance = {
        id(each)
        for each, is_named in zip(compared, named, strict=True)
        if each.movement and each.movement.verdict != Verdict.NO_REAL_CHANGE and not is_named
    }
    return [replace(each, may_be_chance=id(each) in by_chance) for each in found]
