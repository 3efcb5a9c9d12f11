"""What a period adds up to, from worked examples; and every number is the number of the rows behind it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import a_contact, a_response, a_survey, a_workspace, recorded, the_survey, the_workspace, values
from voc.analysis import scores
from voc.analysis.scores import Ces, Csat, Nps
from voc.insights import reading, results
from voc.insights.results import Period
from voc.insights.verbatims import search
from voc.insights.verbatims.search import Filter
from voc.responses.models import Response

WEEK = timedelta(days=7)


@pytest.fixture
def week(now: datetime) -> Period:
    return Period(now - WEEK, now)


def at(week: Period, hours: float) -> datetime:
    return week.start + timedelta(hours=hours)


def test_a_weeks_counts_are_those_of_its_answers(session: Session, week: Period) -> None:
    for score in (10, 9, 9, 8, 7, 3, 0):
        a_response(score=score, answered_at=at(week, 1))
    csat, ces = a_survey(metric="csat", title="Support"), a_survey(metric="ces", title="Effort")
    for score in (5, 4, 3, 1):
        a_response(survey=csat, score=score, answered_at=at(week, 1), channel="email")
    for score in (7, 7, 1):
        a_response(survey=ces, score=score, answered_at=at(week, 1))
    found = results.of_surveys(session, the_workspace().id, week)
    assert found[the_survey().id].total == Nps(3, 2, 2)
    assert found[csat.id].by_channel == {"email": Csat(2, 1, 1)}
    assert found[ces.id].total == Ces((1, 0, 0, 0, 0, 0, 2))


def test_a_period_begins_with_its_start_and_ends_before_its_end(session: Session, week: Period) -> None:
    for moment in (week.start, week.end - timedelta(microseconds=1)):
        a_response(score=9, answered_at=moment)
    for moment in (week.start - timedelta(microseconds=1), week.end):
        a_response(score=0, answered_at=moment)
    assert results.of_surveys(session, the_workspace().id, week)[the_survey().id].total == Nps(2, 0, 0)


def test_a_person_counts_once_with_the_last_answer_of_the_period(session: Session, week: Period) -> None:
    cleo, dora = a_contact(name="Cleo"), a_contact(name="Dora")
    a_response(contact=cleo, score=0, answered_at=at(week, 1))
    a_response(contact=cleo, score=10, answered_at=at(week, 2))
    a_response(contact=dora, score=8, answered_at=at(week, 1))
    a_response(contact=cleo, score=5, answered_at=week.end)
    for _ in range(2):  # Nobody knows whether these are one person.
        a_response(score=6, answered_at=at(week, 3))
    assert results.of_surveys(session, the_workspace().id, week)[the_survey().id].total == Nps(1, 1, 2)


def test_what_is_not_final_or_elsewhere_does_not_count(session: Session, week: Period) -> None:
    a_response(score=9, answered_at=at(week, 1), confirmed_by=None)
    a_response(survey=a_survey(workspace=a_workspace()), score=9, answered_at=at(week, 1))
    assert results.of_surveys(session, the_workspace().id, week) == {}


def test_a_trend_has_a_value_for_every_period_even_the_empty(session: Session, week: Period) -> None:
    weeks = [Period(week.start - n * WEEK, week.end - n * WEEK) for n in (2, 1, 0)]
    cleo = a_contact()
    for moment, score in ((weeks[0].start, 0), (weeks[2].start, 9), (weeks[2].start + WEEK / 2, 7)):
        a_response(contact=cleo, score=score, answered_at=moment)
    trend = results.by_period(session, the_survey().id, "nps", weeks)
    assert trend == [Nps(0, 0, 1), Nps(0, 0, 0), Nps(0, 1, 0)]


@pytest.mark.parametrize("metric", scores.METRICS)
def test_bands_in_the_database_are_the_bands_of_the_formulas(session: Session, week: Period, metric: str) -> None:
    survey = a_survey(metric=metric)
    scale = scores.METRICS[metric]
    recorded(
        values(survey=survey, score=score, answered_at=at(week, 1)) for score in range(scale.lowest, scale.highest + 1)
    )
    stored = select(Response.score, Response.band).where(Response.survey_id == survey.id)
    assert all(band == scores.band(metric, score) for score, band in session.execute(stored) if score is not None)
    per_band = select(Response.band, func.count()).where(Response.survey_id == survey.id).group_by(Response.band)
    in_band = dict(session.execute(per_band).all())
    total = results.of_surveys(session, the_workspace().id, week)[survey.id].total
    counted = scores.tally(metric, dict.fromkeys(range(scale.lowest, scale.highest + 1), 1))
    assert total == counted
    if not isinstance(total, Ces):
        assert tuple(vars(total).values()) == (in_band["promoter"], in_band["passive"], in_band["detractor"])


def test_theme_counts_are_the_numbers_of_rows_that_their_filter_opens(
    session: Session, week: Period, now: datetime
) -> None:
    for score, words in (
        (2, "The delivery was late. The delivery man was rude."),
        (3, "Delivery took three weeks, terrible."),
        (9, "Fast delivery, great."),
        (9, "物流很快，非常满意。"),
        (1, "物流太慢了，很失望。"),
        (8, "The price is too high."),
    ):
        a_response(score=score, verbatim=words, answered_at=at(week, 1))
    a_response(score=0, verbatim="Delivery was terribly late.", answered_at=week.end)
    session.commit()
    reading.read_waiting(session, now)
    found = {each.theme.key: each for each in results.themes_of(session, the_survey().id, week)}
    delivery = found["delivery"]
    assert (delivery.verbatims, delivery.negative, delivery.positive) == (5, 3, 2)
    wanted = Filter(the_workspace().id, the_survey().id, delivery.theme.id, start=week.start, end=week.end)
    for label, band, number in (
        (None, None, delivery.verbatims),
        ("negative", None, delivery.negative),
        ("positive", None, delivery.positive),
        ("negative", "detractor", delivery.detractors),
    ):
        narrowed = replace(wanted, label=label, band=band)
        assert search.count(session, narrowed) == len(search.find(session, narrowed)) == number
    assert -1 <= delivery.sentiment <= 1
    assert next(iter(found)) == "delivery"


def test_counting_takes_as_many_statements_for_many_rows_as_for_few(
    session: Session, week: Period, now: datetime, statements: list[str]
) -> None:
    def count() -> int:
        statements.clear()
        results.of_surveys(session, the_workspace().id, week)
        results.by_period(session, the_survey().id, "nps", [week])
        results.themes_of(session, the_survey().id, week)
        return len(statements)

    a_response(verbatim="Late delivery.", answered_at=at(week, 1))
    session.commit()
    reading.read_waiting(session, now)
    few = count()
    recorded(values(verbatim="Late delivery, high price, rude staff.", answered_at=at(week, 1)) for _ in range(20))
    session.commit()
    reading.read_waiting(session, now)
    assert count() == few
