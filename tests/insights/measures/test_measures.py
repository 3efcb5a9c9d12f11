"""A measure spans surveys of one metric: a person once over all of them, and nothing else can be in it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import a_contact, a_response, a_survey, a_user, a_workspace, the_workspace
from voc.analysis.scores import Csat, Nps
from voc.core.db import db
from voc.insights import results
from voc.insights.measures import defining
from voc.insights.measures.models import Measure, MeasureSurvey
from voc.insights.results import Period, Span
from voc.staff.models import AuditEvent, Workspace
from voc.surveys.models import Survey

DAY = timedelta(days=1)


def a_measure(*surveys: Survey, name: str = "Our NPS", definition: str = "What the board hears.") -> Measure:
    at = datetime.fromisoformat("2026-11-01T00:00+00:00")
    return defining.make(db.session(), surveys[0].workspace_id, name, definition, surveys, now=at)


# Counting


def test_a_person_counts_once_over_all_surveys_with_the_last_answer(session: Session, now: datetime) -> None:
    first, second, third = (a_survey(title=title) for title in ("First", "Second", "Third"))
    csat = a_survey(metric="csat")
    cleo, dora = a_contact(name="Cleo"), a_contact(name="Dora")
    a_response(survey=first, contact=cleo, score=0, answered_at=now - 3 * DAY)
    a_response(survey=second, contact=cleo, score=10, answered_at=now - 2 * DAY)
    a_response(survey=first, contact=dora, score=8, answered_at=now - 2 * DAY)
    a_response(survey=third, contact=dora, score=1, answered_at=now - DAY)
    a_response(survey=second, score=3, answered_at=now - DAY)
    a_response(survey=second, score=3, answered_at=now - DAY)
    a_response(survey=csat, contact=cleo, score=5, answered_at=now - DAY)
    a_response(survey=first, contact=cleo, score=10, answered_at=now - DAY, confirmed_by=None)
    spans = [
        Span("nps", (first.id, second.id)),
        Span("nps", (first.id, second.id, third.id)),
        Span("nps", (first.id,)),
        Span("csat", (csat.id,)),
        Span("nps", ()),
    ]
    early, late = Period(now - 4 * DAY, now - 1.5 * DAY), Period(now - 1.5 * DAY, now)
    assert results.of_spans(session, spans, [early, late]) == [
        [Nps(1, 1, 0), Nps(0, 0, 2)],
        [Nps(1, 1, 0), Nps(0, 0, 3)],
        [Nps(0, 1, 1), Nps(0, 0, 0)],
        [Csat(0, 0, 0), Csat(1, 0, 0)],
        [Nps(0, 0, 0), Nps(0, 0, 0)],
    ]
    assert results.of_spans(session, [], [early]) == []


def test_spans_take_one_statement(session: Session, now: datetime, statements: list[str]) -> None:
    surveys = [a_survey(title=f"Survey {number}") for number in range(6)]
    session.flush()
    statements.clear()
    periods = [Period(now - n * DAY, now - (n - 1) * DAY) for n in range(26, 0, -1)]
    results.of_spans(session, [Span("nps", (survey.id,)) for survey in surveys], periods)
    assert len(statements) == 1


# What the database refuses


def test_the_database_refuses_a_survey_of_another_metric_or_workspace(session: Session) -> None:
    measure = a_measure(a_survey())
    csat, elsewhere = a_survey(metric="csat"), a_survey(workspace=a_workspace())
    for survey in (csat, elsewhere):
        for workspace_id, metric in {(measure.workspace_id, measure.metric), (survey.workspace_id, survey.metric)}:
            row = {"measure_id": measure.id, "survey_id": survey.id, "workspace_id": workspace_id, "metric": metric}
            with pytest.raises(IntegrityError), session.begin_nested():
                session.execute(insert(MeasureSurvey).values(row))
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(update(Measure).where(Measure.id == measure.id).values(metric="csat"))


def test_mixed_surveys_and_none_are_refused_by_name(session: Session) -> None:
    nps, csat = a_survey(), a_survey(metric="csat")
    measure = a_measure(nps)
    for surveys in ([], [csat], [nps, csat], [a_survey(workspace=a_workspace())]):
        with pytest.raises(defining.NotOneMetric):
            defining.change(session, measure, "Other", "Words", surveys)
    with pytest.raises(defining.NotOneMetric):
        a_measure(nps, csat, name="Mixed")
    with pytest.raises(defining.NameTaken):
        a_measure(nps)
    assert session.scalars(select(Measure)).all() == [measure]


def test_a_measure_goes_with_its_workspace_and_loses_a_survey_that_goes(session: Session) -> None:
    first, second = a_survey(), a_survey()
    measure = a_measure(first, second)
    session.commit()
    session.execute(delete(Survey).where(Survey.id == first.id))
    session.expire_all()
    assert session.get_one(Measure, measure.id).survey_ids == (second.id,)
    session.execute(delete(Workspace).where(Workspace.id == measure.workspace_id))
    assert session.scalars(select(MeasureSurvey.survey_id)).all() == []
    assert session.scalars(select(Measure.id)).all() == []


# Making one


FORM = {"name": "Our NPS", "definition": "What the board hears."}


def test_an_analyst_makes_changes_and_removes_one_and_it_is_kept_who_did(client: Client, session: Session) -> None:
    first, second = a_survey(title="Yearly"), a_survey(title="After purchase")
    anna = a_user(role="analyst")
    client.sign_in(anna)
    made = client.post("/scores/measures/new", data={**FORM, "surveys": [first.id, second.id]})
    assert made.status_code == 302
    [measure] = session.scalars(select(Measure))
    assert (measure.metric, set(measure.survey_ids)) == ("nps", {first.id, second.id})
    page = client.get("/scores").text
    assert "What the board hears." in page
    assert "NPS of everybody who gave a score to “After purchase” or “Yearly” within the period." in page
    measure_id = measure.id
    address = f"/scores/measures/{measure_id}"
    assert "What the board hears." in client.get(address).text
    changed = client.post(address, data={"name": "NPS", "definition": "Another.", "surveys": [second.id]})
    assert changed.status_code == 302
    assert measure.survey_ids == (second.id,)
    assert client.post(f"{address}/remove").status_code == 302
    assert client.get(address).status_code == 404
    events = session.scalars(
        select(AuditEvent).where(AuditEvent.subject == f"measure:{measure_id}").order_by(AuditEvent.id)
    ).all()
    assert [event.action for event in events] == ["measure.made", "measure.changed", "measure.removed"]
    assert {event.user_id for event in events} == {anna.id}
    assert events[1].detail["before"]["surveys"] == sorted([first.id, second.id])
    assert events[1].detail["after"] == {
        "name": "NPS", "metric": "nps", "definition": "Another.", "surveys": [second.id],
    }  # fmt: skip


def test_the_form_refuses_what_cannot_be_a_measure(client: Client, session: Session) -> None:
    nps, csat = a_survey(), a_survey(metric="csat")
    elsewhere = a_survey(workspace=a_workspace())
    measure = a_measure(nps, name="Taken")
    client.sign_in(a_user())
    for data in (
        {**FORM, "surveys": []},
        {**FORM, "surveys": [nps.id, csat.id]},
        {**FORM, "surveys": [elsewhere.id]},
        {**FORM, "surveys": ["x"]},
        {**FORM, "name": "  ", "surveys": [nps.id]},
        {**FORM, "name": "a\0b", "surveys": [nps.id]},
        {**FORM, "name": "n" * 81, "surveys": [nps.id]},
        {**FORM, "definition": "", "surveys": [nps.id]},
        {**FORM, "name": "Taken", "surveys": [nps.id]},
    ):
        answer = client.post("/scores/measures/new", data=data)
        assert answer.status_code == 422, data
        assert 'class="wrong"' in answer.text, data
    other = a_measure(nps, name="Other")
    for data in ({**FORM, "name": "Taken", "surveys": [nps.id]}, {**FORM, "surveys": [csat.id]}):
        assert client.post(f"/scores/measures/{other.id}", data=data).status_code == 422
    found = session.scalars(select(Measure).order_by(Measure.id)).all()
    assert [(each.id, each.name, each.survey_ids) for each in found] == [
        (measure.id, "Taken", (nps.id,)), (other.id, "Other", (nps.id,)),
    ]  # fmt: skip


def test_who_may(client: Client, session: Session) -> None:
    measure = a_measure(a_survey())
    address = f"/scores/measures/{measure.id}"
    assert client.get("/scores").status_code == 302
    for role in ("reader", "agent"):
        client.sign_in(a_user(role=role))
        page = client.get("/scores")
        assert page.status_code == 200
        assert "Our NPS" in page.text
        assert address not in page.text
        assert client.get("/scores/measures/new").status_code == 403
        assert client.post("/scores/measures/new", data=FORM).status_code == 403
        assert client.get(address).status_code == 403
        assert client.post(f"{address}/remove").status_code == 403
    client.sign_in(a_user(workspace=a_workspace()))
    assert "Our NPS" not in client.get("/scores").text
    assert client.get(address).status_code == 404
    assert client.post(address, data=FORM).status_code == 404
    assert client.post(f"{address}/remove").status_code == 404
    client.sign_in(a_user(workspace=the_workspace()))
    assert client.get(f"{address}/remove").status_code == 405
    assert client.get("/scores/measures/99999999999").status_code == 404
