"""All surveys of a workspace at one glance."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from voc.core import collation, i18n
from voc.surveys import question_types
from voc.surveys.models import Survey, SurveyVersion

#: Survey id -> its final responses; a survey without any may be left out.
Counter = Callable[[Session, Collection[int]], Mapping[int, int]]


@dataclass(frozen=True)
class Row:
    """One survey in the list."""

    survey: Survey
    metric: str
    languages: list[str]
    responses: int


def count_with(app: Flask, counter: Counter) -> None:
    """Say who counts responses: they are kept above this package, so the application hands the counter down."""
    app.extensions["voc_response_counter"] = counter


def responses_of(session: Session, survey_ids: Collection[int]) -> Mapping[int, int]:
    """Final responses of each survey that has any."""
    counter = cast(Counter, current_app.extensions["voc_response_counter"])
    return counter(session, survey_ids)


def count_archived(session: Session, workspace_id: int) -> int:
    """How many surveys of the workspace are in the archive."""
    mine = Survey.workspace_id == workspace_id, Survey.archived_at.is_not(None)
    return session.scalar(select(func.count()).select_from(Survey).where(*mine)) or 0


def rows(session: Session, workspace_id: int, *, archived: bool) -> list[Row]:
    """Every survey of the workspace, or of its archive, the newest first, closed ones last."""
    # The texts of many versions in many languages are long, and the list shows none of them.
    light = selectinload(Survey.versions).load_only(
        SurveyVersion.survey_id, SurveyVersion.number, SurveyVersion.languages, SurveyVersion.published_at
    )
    newest = Survey.closed_at.is_not(None), Survey.id.desc()
    is_there = Survey.archived_at.is_not(None) if archived else Survey.archived_at.is_(None)
    mine = select(Survey).where(Survey.workspace_id == workspace_id, is_there)
    statement = mine.options(light).order_by(*newest)
    surveys = session.scalars(statement).all()
    counts = responses_of(session, [survey.id for survey in surveys])
    return [_row(survey, counts.get(survey.id, 0)) for survey in surveys]


def by_title(surveys: Iterable[Survey]) -> list[Survey]:
    """In the order in which whoever reads looks their titles up, each in their language."""
    language = i18n.reader()
    return sorted(surveys, key=lambda survey: (collation.key(survey.title, language), survey.id))


def _row(survey: Survey, responses: int) -> Row:
    shown = survey.live or survey.versions[-1]
    return Row(survey, str(question_types.of(survey.metric).name), list(shown.languages), responses)
