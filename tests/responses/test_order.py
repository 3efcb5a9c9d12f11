"""No number of a row tells in which order anonymous answers came, nor which named one came before or after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import a_survey, values
from tests.responses.test_steps import carried_in
from voc.core import numbering
from voc.insights import reading
from voc.insights.models import Mention, Reading, VerbatimWords
from voc.insights.verbatims import indexing
from voc.responses import submission
from voc.responses.models import Answer, Response, Verbatim
from voc.surveys.models import Survey

HOW_MANY = 7
Ids = Select[int]
WORDS: dict[str, Ids] = {
    "response": select(Response.id).join(Verbatim, Verbatim.response_id == Response.id),
    "answer": select(Answer.id).join(Answer.verbatim),
    "verbatim": select(Verbatim.id),
    "reading": select(Reading.id).join(Reading.verbatim).where(Reading.is_current),
    "mention": select(Mention.id).join(Reading, Reading.id == Mention.reading_id).join(Reading.verbatim),
    "words": select(VerbatimWords.id).join(Verbatim, Verbatim.id == VerbatimWords.verbatim_id),
}


@pytest.fixture(params=["page", "another door"])
def say(
    request: pytest.FixtureRequest, client: Client, session: Session, now: datetime, hasty: None
) -> Callable[[Survey, str], None]:
    """Answers a survey in these words, as it goes: recorded, read and indexed before the next one comes."""

    def said(survey: Survey, words: str) -> None:
        if request.param == "page":
            link = f"/s/{survey.public_id}"
            fields = dict([*carried_in(client.get(link).text), ("score", "2"), ("comment", words)])
            assert client.post(link, data=fields).status_code == 303
        else:
            submission.record(session, values(survey=survey, verbatim=words, answered_at=now))
        session.commit()
        for job in (reading.read_waiting, indexing.index_waiting):
            job(session, now)
            session.commit()

    return said


def numbers(session: Session, ids: Ids, survey: Survey) -> list[int]:
    """In the order in which their answers came."""
    of_survey = select(Response.id).where(Response.survey_id == survey.id)
    return list(session.scalars(ids.where(Verbatim.response_id.in_(of_survey)).order_by(Verbatim.text)))


def test_anonymous_rows_stand_in_no_order_and_beside_no_others(
    session: Session, say: Callable[[Survey, str], None]
) -> None:
    anonymous, named = a_survey(is_anonymous=True), a_survey()
    for number in range(HOW_MANY):
        for survey in (anonymous, named):
            say(survey, f"Delivery {number} was late.")
    for table, ids in WORDS.items():
        hidden, plain = (numbers(session, ids, survey) for survey in (anonymous, named))
        assert len(hidden) == len(plain) == HOW_MANY, table
        assert hidden != sorted(hidden), table
        assert all(number in numbering.AT_RANDOM for number in hidden), table
        assert not any(number in numbering.AT_RANDOM for number in plain), table
        assert plain == sorted(plain), table


def test_what_is_read_anew_stands_in_no_order_either(session: Session, now: datetime) -> None:
    survey = a_survey(is_anonymous=True)
    for number in range(HOW_MANY):
        first = values(survey=survey, verbatim="Too dear.", answered_at=now)
        submission.record(session, first)
        submission.record(session, replace(first, comments={"comment": f"Delivery {number} was late."}))
        session.commit()
        reading.read_waiting(session, now)
        session.commit()
    for table in ("reading", "mention"):
        hidden = numbers(session, WORDS[table], survey)
        assert hidden != sorted(hidden)
        assert all(number in numbering.AT_RANDOM for number in hidden)


def test_numbers_that_are_taken_are_drawn_again(
    session: Session, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    taken = submission.record(session, values(survey=a_survey(is_anonymous=True), verbatim="Late.")).response.id
    drawn = iter([taken, 2**30 + 5, 2**30 + 5, 2**30 + 6])
    monkeypatch.setattr(numbering, "at_random", lambda: next(drawn))
    assert numbering.unordered(session, Response, 2) == [2**30 + 5, 2**30 + 6]
