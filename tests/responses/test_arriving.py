"""Answers recorded together are what they would be one by one; who cannot be taken hinders nobody."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import hypothesis
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import a_survey, a_workspace, an_invitation
from voc.core import clock, throttle
from voc.core.db import Base, db
from voc.core.group_commit import GroupCommit
from voc.core.throttle import Throttle
from voc.invitations.models import Invitation
from voc.responses import arriving, promises, submission
from voc.responses.arriving import Arrival, Kept, Superseded, TooOften
from voc.responses.models import Answer, Response, Revision, Verbatim
from voc.responses.submission import AlreadyAnswered
from voc.responses.values import Closed, Values
from voc.surveys import publishing
from voc.surveys.models import Survey


def arrival(survey: Survey, now: datetime, **more: Any) -> Arrival:
    assert survey.live
    plain = Arrival(
        survey_id=survey.id, survey_name=survey.public_id,
        version_id=survey.live.id, score_key=survey.live.score_question.key,
        client_key="page:one", at=now, counted_as="198.51.100.7", score=3, language="en",
    )  # fmt: skip
    return replace(plain, **more)


def one_by_one(session: Session, survey: Survey, arrivals: Sequence[Arrival]) -> None:
    """What the page did before there were groups."""
    assert survey.live
    for each in arrivals:
        values = Values(
            version=survey.live, client_key=each.client_key, channel="page", answered_at=each.at,
            received_at=each.at, score=each.score, comments=each.comments, language=each.language,
            confirmed_by="comment" if each.comments else "button",
        )  # fmt: skip
        promises.make(session, submission.record(session, values).response)


#: What numbers rows, or says which survey they belong to.
OWN = {"id", "public_id", "survey_id", "version_id", "response_id", "answer_id"}


def stored(session: Session, survey: Survey) -> list[Any]:
    """All that is kept of a survey's answers."""
    found = []
    mine = select(Response).where(Response.survey_id == survey.id).order_by(Response.client_key)
    for response in session.scalars(mine.execution_options(populate_existing=True)):
        of_it = {model: model.response_id == response.id for model in (Answer, Verbatim, Revision)}
        parts = [_facts(row) for model, here in of_it.items() for row in session.scalars(select(model).where(here))]
        found.append((_facts(response), sorted(parts, key=str)))
    return found


def _facts(row: Base) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in row.__table__.columns if column.key not in OWN}


POSTED = st.fixed_dictionaries(
    {
        "client_key": st.sampled_from(["page:1", "page:2", "page:3", "page:4"]),
        "score": st.none() | st.integers(0, 10),
        "comments": st.just({}) | st.sampled_from([{"comment": "Late."}, {"comment": " Lost.\n"}]),
    }
).filter(lambda posted: posted["score"] is not None or posted["comments"])


@pytest.mark.parametrize("is_anonymous", [False, True])
@hypothesis.settings(max_examples=15, suppress_health_check=list(hypothesis.HealthCheck))
@given(batches=st.lists(st.lists(POSTED, min_size=1, max_size=5), max_size=3))
def test_together_is_what_it_would_be_one_by_one(
    session: Session,
    now: datetime,
    is_anonymous: bool,  # noqa: FBT001
    batches: list[list[dict[str, Any]]],
) -> None:
    with session.begin_nested() as taken_back:
        workspace = a_workspace(zone="Asia/Shanghai")
        together, apart = (a_survey(workspace=workspace, is_anonymous=is_anonymous) for _ in range(2))
        for n, batch in enumerate(batches):
            at = now + timedelta(hours=n)
            outcomes = arriving.record_all(session, [arrival(together, at, **each) for each in batch])
            assert {type(outcome) for outcome in outcomes} == {Kept}
            one_by_one(session, apart, [arrival(apart, at, **each) for each in batch])
        assert stored(session, together) == stored(session, apart)
        taken_back.rollback()
    session.expunge_all()


def test_many_new_ones_take_as_many_statements_as_one(session: Session, now: datetime, statements: list[str]) -> None:
    survey = a_survey()
    taken = []
    for number in (1, 2, 20):
        statements.clear()
        arriving.record_all(
            session,
            [
                arrival(survey, now, client_key=f"page:{number}-{n}", comments={"comment": "Late."})
                for n in range(number)
            ],
        )
        taken.append(len(statements))
    assert taken[1] == taken[2] <= 6


def test_each_is_told_why_it_was_not_taken(session: Session, now: datetime) -> None:
    survey, closed = a_survey(), a_survey()
    publishing.close(session, closed, now)
    asked = an_invitation(survey=a_survey(is_anonymous=True))
    theirs = asked.version.survey
    personal = {
        "survey_id": theirs.id,
        "survey_name": theirs.public_id,
        "version_id": asked.version_id,
        "invitation_id": asked.id,
    }
    outcomes = arriving.record_all(
        session,
        [
            arrival(survey, now),
            arrival(closed, now),
            arrival(survey, now, client_key="page:two", version_id=survey.live.id + 1000),  # type: ignore[union-attr]
            arrival(survey, now, client_key="page:three", survey_id=10_000),
            arrival(survey, now, client_key="page:four", **personal),
            arrival(survey, now, client_key="page:five", **personal),
            arrival(survey, now, client_key="page:six"),
            # The number is that of a survey which is gone; another one has it now.
            arrival(survey, now, client_key="page:seven", survey_name="gone"),
        ],
    )
    told = [type(each) for each in outcomes]
    assert told == [Kept, Closed, Superseded, Superseded, AlreadyAnswered, Kept, Kept, Superseded]
    assert session.scalar(select(func.count(Response.id))) == 3
    assert session.scalars(select(Throttle.tries)).all() == [4], "What is closed counts no try."


def test_the_last_ones_too_many_from_a_network_are_not_taken(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arriving, "MOST_ANSWERS", 3)
    survey = a_survey()
    keys = [f"page:{n}" for n in range(5)]
    elsewhere = arrival(survey, now, client_key="page:elsewhere", counted_as="203.0.113.9")
    outcomes = arriving.record_all(session, [*(arrival(survey, now, client_key=key) for key in keys), elsewhere])
    assert [type(each) for each in outcomes] == [Kept, Kept, Kept, TooOften, TooOften, Kept]


@hypothesis.settings(max_examples=20, suppress_health_check=list(hypothesis.HealthCheck))
@given(tried=st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 2)), max_size=12))
def test_tries_counted_together_are_those_counted_one_by_one(
    session: Session, now: datetime, tried: list[tuple[str, int]]
) -> None:
    many = [(whom, now + timedelta(minutes=minutes)) for whom, minutes in tried]
    limit: dict[str, Any] = {"tries": 2, "within": timedelta(minutes=1)}
    with session.begin_nested() as taken_back:
        apart = [throttle.allows(session, "apart", whom, at, **limit) for whom, at in many]
        halves = many[: len(many) // 2], many[len(many) // 2 :]
        together = [each for half in halves for each in throttle.allows_each(session, "together", half, **limit)]
        assert together == apart
        taken_back.rollback()


@pytest.mark.running_clock
def test_two_lines_with_the_same_answers_in_other_orders_store_each_once(fresh_app: Flask) -> None:
    """Two web processes: neither may wait for what the other one holds, in a circle."""
    now = clock.now()
    with fresh_app.app_context():
        survey = a_survey()
        invited = [an_invitation(survey=survey) for _ in range(12)]
        db.session.commit()
        plain = [arrival(survey, now, client_key=f"page:{n}", counted_as=f"198.51.100.{n}") for n in range(12)]
        personal = [
            arrival(
                survey, now, client_key=f"invitation:{each.public_id}", invitation_id=each.id,
                comments={"comment": "Late."},
            )
            for each in invited
        ]  # fmt: skip
    lines = [GroupCommit(arriving.record_all) for _ in range(2)]
    posts = [(line, each) for line in lines for each in plain + personal]
    random.Random(7).shuffle(posts)

    def post(what: tuple[GroupCommit[Arrival, Kept], Arrival]) -> str | None:
        with fresh_app.app_context():
            return what[0].do(db.session, what[1]).band

    with ThreadPoolExecutor(12) as pool:
        assert Counter(pool.map(post, posts)) == {"detractor": len(posts)}
    with fresh_app.app_context():
        assert db.session.scalar(select(func.count(Response.id))) == 24
        assert db.session.scalar(select(func.count(Revision.id))) == 0
        assert None not in set(db.session.scalars(select(Invitation.answered_at)))
