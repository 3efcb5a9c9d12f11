"""How many answers surveys have."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voc.responses.models import Response, State


def final_by_survey(session: Session, survey_ids: Collection[int]) -> Mapping[int, int]:
    """Survey id -> number of its final responses; those without any are left out."""
    counts = (
        select(Response.survey_id, func.count())
        .where(Response.survey_id.in_(survey_ids), Response.state == State.FINAL)
        .group_by(Response.survey_id)
    )
    return dict(session.execute(counts).all())
