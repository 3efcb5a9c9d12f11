"""A business whose weeks are alike, and a complaint that is new in the last of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from tests.analysis.simulated import COMPLAINTS, JUDGED, SUBJECTS
from tests.factories import recorded, the_survey, values
from voc.insights import reading
from voc.insights.emerging import weekly
from voc.insights.verbatims import indexing
from voc.surveys.models import Survey

#: The Monday of the last full week, as `NOW` is the Monday after it.
MONDAY = datetime(2026, 11, 9, 12, tzinfo=UTC)


def usual(language: str, number: int) -> str:
    """The number-th ordinary verbatim: every week has the same ones."""
    subjects = [word for group in SUBJECTS[language] for word in group.split("|")]
    subject, judged = subjects[number % len(subjects)], JUDGED[language][number * 7 % len(JUDGED[language])]
    return f"The {subject} was {judged}." if language == "en" else f"{subject}{judged}。"


def read(session: Session, now: datetime) -> None:
    """Everything is read and indexed, as jobs do in seconds."""
    session.commit()
    while reading.read_waiting(session, now) or indexing.index_waiting(session, now):
        pass


def told(session: Session, now: datetime) -> None:
    """The same, and the last week is looked at."""
    read(session, now)
    weekly.look_at_due(session, now)


def some_weeks(
    language: str = "en", *, weeks: int = 5, people: int = 24, survey: Survey | None = None, monday: datetime = MONDAY
) -> None:
    """Weeks in which people speak of what they always speak of, the last full one included."""
    survey = survey or the_survey()
    recorded(
        values(
            survey=survey,
            verbatim=usual(language, number),
            answered_at=monday - timedelta(weeks=week) + timedelta(hours=number % 100),
        )
        for week in range(weeks + 1)
        for number in range(people)
    )


def complain(language: str = "en", times: int = 9, *, survey: Survey | None = None, monday: datetime = MONDAY) -> None:
    """So many people make the new complaint in the last full week."""
    survey, complaints = survey or the_survey(), COMPLAINTS[language]
    recorded(
        values(
            survey=survey,
            score=2,
            verbatim=complaints[number % len(complaints)],
            answered_at=monday + timedelta(days=number % 6),
        )
        for number in range(times)
    )
