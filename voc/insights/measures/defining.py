"""Makes, changes and removes measures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from voc.insights.measures.models import Measure, MeasureSurvey
from voc.surveys.models import Survey


class NameTaken(Exception):
    """Another measure of the workspace has this name."""


class NotOneMetric(Exception):
    """These surveys, or the measure and a survey, are not of one metric and workspace; or there is no survey."""


def of_workspace(session: Session, workspace_id: int) -> list[Measure]:
    """The measures of a workspace by name, each with its surveys. Two statements."""
    mine = select(Measure).where(Measure.workspace_id == workspace_id).options(selectinload(Measure.members))
    return list(session.scalars(mine.order_by(Measure.name, Measure.id)))


def make(
    session: Session, workspace_id: int, name: str, definition: str, surveys: Sequence[Survey], *, now: datetime
) -> Measure:
    """A new measure over these surveys. Raises `NameTaken`, `NotOneMetric`."""
    _refuse_mixed(surveys, {(workspace_id, survey.metric) for survey in surveys[:1]})
    measure = Measure(
        workspace_id=workspace_id, name=name, metric=surveys[0].metric, definition=definition, created_at=now
    )
    measure.members = [_member(measure, survey) for survey in surveys]
    try:
        with session.begin_nested():
            session.add(measure)
    except IntegrityError as error:
        raise NameTaken(name) from error
    return measure


def change(session: Session, measure: Measure, name: str, definition: str, surveys: Sequence[Survey]) -> None:
    """Give a measure another name, definition or other surveys of its metric. Raises `NameTaken`, `NotOneMetric`."""
    _refuse_mixed(surveys, {(measure.workspace_id, measure.metric)})
    stay = {member.survey_id: member for member in measure.members}
    try:
        with session.begin_nested():
            measure.name, measure.definition = name, definition
            measure.members = [stay.get(survey.id) or _member(measure, survey) for survey in surveys]
    except IntegrityError as error:
        raise NameTaken(name) from error


def remove(session: Session, measure: Measure) -> None:
    """Take a measure away; its surveys and their answers stay."""
    session.delete(measure)
    session.flush()


def told(measure: Measure) -> dict[str, Any]:
    """What the audit keeps of a measure."""
    return {
        "name": measure.name,
        "metric": measure.metric,
        "definition": measure.definition,
        "surveys": sorted(measure.survey_ids),
    }


def _member(measure: Measure, survey: Survey) -> MeasureSurvey:
    return MeasureSurvey(survey_id=survey.id, workspace_id=measure.workspace_id, metric=measure.metric)


def _refuse_mixed(surveys: Sequence[Survey], kinds: set[tuple[int, str]]) -> None:
    # The foreign keys refuse it too; this is the sentence.
    if not surveys or {(survey.workspace_id, survey.metric) for survey in surveys} != kinds:
        raise NotOneMetric
