"""Composes a digest: the verdict on a week, what is behind it, who waits, what that is worth, how sure we are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voc.analysis import scores
from voc.core import weeks
from voc.core.weeks import Week
from voc.insights import results
from voc.insights.results import Period, Result, Tally
from voc.insights.verbatims import search
from voc.invitations.models import Invitation
from voc.notify import news, reasons, stakes
from voc.notify.content import Content, Doubt, Movement, Point
from voc.notify.reasons import Focus
from voc.notify.schedule import WEEKS_BEFORE
from voc.responses.models import Response, State, Verbatim
from voc.staff.models import Workspace
from voc.surveys.models import Survey


def compose(session: Session, workspace: Workspace, week: Week, *, language: str, zone: str, at: datetime) -> Content:
    """What readers of one language and zone are told about a week; `at` is when they are told.

    Reads only. The number of statements does not depend on how much there is to tell.
    """
    current, before = _period(week, week, zone), _period(weeks.previous(week, WEEKS_BEFORE), weeks.previous(week), zone)
    now, then = (results.of_surveys(session, workspace.id, period) for period in (current, before))
    surveys = {survey.id: survey for survey in search.surveys_of(session, workspace.id)}
    # Over all fourteen weeks, so that the digest does not change its subject from one Monday to the next.
    order = sorted({*now, *then}, key=lambda each: (-_answers(each, now, then), each))
    movements = [_movement(surveys[each], now.get(each), then.get(each), language) for each in order]
    focus = Focus(surveys[order[0]], movements[0].moved, movements[0].rose, current, before) if order else None
    return Content(
        workspace=workspace.name,
        week=str(week),
        first_day=week.monday.isoformat(),
        last_day=(week.monday + timedelta(days=6)).isoformat(),
        zone=zone,
        language=language,
        at=at.isoformat(),
        has_ended=at >= current.end,
        main=movements[0] if order else None,
        others=movements[1:],
        trend=_trend(session, focus.survey, week, zone) if focus else [],
        reasons=reasons.behind(session, focus, language) if focus else [],
        answers=_final_answers(session, focus) if focus else 0,
        comments=_comments(session, workspace.id, focus) if focus else 0,
        loop=stakes.loop(session, workspace.id, current, at),
        stakes=stakes.stakes(session, workspace, zone, at),
        doubt=_doubt(session, workspace.id, week, zone, at),
        news=news.flagged(session, workspace.id, week, language),
    )


def _period(first: Week, last: Week, zone: str) -> Period:
    return Period(weeks.bounds(first, zone)[0], weeks.bounds(last, zone)[1])


# The verdict


def _answers(survey_id: int, *periods: Mapping[int, Result]) -> int:
    return sum(period[survey_id].total.n for period in periods if survey_id in period)


def _movement(survey: Survey, now: Result | None, before: Result | None, language: str) -> Movement:
    tally, tally_before = _total(survey, now), _total(survey, before)
    compared = scores.movement(tally, tally_before)
    interval, difference = tally.interval(), compared.interval
    promoters, passives, detractors = results.bands(tally)
    return Movement(
        survey_id=survey.id,
        survey=survey.key,
        title=survey.title_in(language),
        metric=survey.metric,
        n=tally.n,
        promoters=promoters,
        passives=passives,
        detractors=detractors,
        score=tally.score,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        n_before=tally_before.n,
        score_before=tally_before.score,
        verdict=compared.verdict.value,
        difference=compared.difference,
        difference_low=difference.low if difference else None,
        difference_high=difference.high if difference else None,
        other_people=_other_people(now, before),
    )


def _total(survey: Survey, result: Result | None) -> Tally:
    return result.total if result else results.together(survey.metric, ())


def _other_people(now: Result | None, before: Result | None) -> float | None:
    """How much of the movement is a changed mix of channels; None where there is one channel only."""
    if not now or not before or len({*now.by_channel, *before.by_channel}) < 2:
        return None
    split: scores.Decomposition[str] | None = scores.decompose(now.by_channel, before.by_channel)
    return split.other_people if split else None


def _trend(session: Session, survey: Survey, week: Week, zone: str) -> list[Point]:
    shown = [weeks.previous(week, n) for n in range(WEEKS_BEFORE, -1, -1)]
    periods = [_period(each, each, zone) for each in shown]
    return [
        Point(tally.n, tally.score, interval.low if interval else None, interval.high if interval else None)
        for tally in results.by_period(session, survey.id, survey.metric, periods)
        for interval in [tally.interval()]
    ]


def _final_answers(session: Session, focus: Focus) -> int:
    """More than people, where somebody answered twice."""
    final = select(func.count(Response.id)).where(Response.state == State.FINAL)
    return session.scalars(final.where(Response.survey_id == focus.survey.id, focus.current.holds)).one()


def _comments(session: Session, workspace_id: int, focus: Focus) -> int:
    current = focus.current
    return search.count(session, search.Filter(workspace_id, focus.survey.id, start=current.start, end=current.end))


# What is not known


def _doubt(session: Session, workspace_id: int, week: Week, zone: str, at: datetime) -> Doubt:
    current = _period(week, week, zone)
    invited = select(func.count(), func.count(Invitation.answered_at)).where(
        Invitation.workspace_id == workspace_id,
        Invitation.invited_at >= current.start,
        Invitation.invited_at < current.end,
    )
    n_invited, n_answered = session.execute(invited).one()
    is_final = Response.state == State.FINAL
    states = select(func.count().filter(is_final), func.count().filter(Response.state == State.SET_ASIDE))
    answers, set_aside = session.execute(states.where(Response.workspace_id == workspace_id, current.holds)).one()
    unread = select(func.count(Verbatim.id)).join(Verbatim.response)
    unread = unread.where(Response.workspace_id == workspace_id, is_final, current.holds, Verbatim.read_at.is_(None))
    return Doubt(
        answers=answers,
        invited=n_invited,
        invited_answered=n_answered,
        set_aside=set_aside,
        unread=session.scalars(unread).one(),
        silent_days=_silent_days(session, workspace_id, week, zone, at),
    )


def first_answer_at(session: Session, workspace_id: int) -> datetime | None:
    """When somebody answered for the first time; None before that."""
    is_final = (Response.workspace_id == workspace_id, Response.state == State.FINAL)
    return session.scalar(select(func.min(Response.answered_at)).where(*is_final))


def _silent_days(session: Session, workspace_id: int, week: Week, zone: str, at: datetime) -> list[str]:
    """The days of the week, as far as it has come, on which nobody answered anything.

    Days before the first answer of all are not among them: who has just begun has not fallen silent.
    """
    days = [week.monday + timedelta(days=n) for n in range(7)]
    midnights = [weeks.midnight(day, zone) for day in (*days, days[-1] + timedelta(days=1))]
    periods = [Period(start, end) for start, end in pairwise(midnights)]
    counted = [func.count().filter(period.holds) for period in periods]
    is_final = (Response.workspace_id == workspace_id, Response.state == State.FINAL)
    first = first_answer_at(session, workspace_id)
    if first is None:
        return []
    counts = session.execute(select(*counted).where(*is_final, Period(midnights[0], midnights[-1]).holds)).one()
    return [
        day.isoformat()
        for day, period, n in zip(days, periods, counts, strict=True)
        if not n and first < period.end <= at
    ]
