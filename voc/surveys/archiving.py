"""Surveys that are over: out of the list, with their answers and results where they were."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from voc.surveys import publishing
from voc.surveys.models import Survey


def archive(session: Session, survey: Survey, now: datetime, *, by: int | None = None) -> None:
    """Put a survey away. It takes no more answers, and its key stays taken; put away again, nothing changes."""
    if survey.archived_at is None:
        survey.archived_at = now
        # Also a draft's: whoever publishes it in the same moment has published a closed survey.
        survey.closed_at = survey.closed_at or now
        session.flush()
        publishing.keep(session, "survey.archived", survey, now, by)


def take_out(session: Session, survey: Survey, now: datetime, *, by: int | None = None) -> None:
    """Take a survey out of the archive. One that customers have seen stays closed until somebody reopens it."""
    if survey.archived_at is not None:
        survey.archived_at = None
        if survey.live is None:
            survey.closed_at = None
        session.flush()
        publishing.keep(session, "survey.unarchived", survey, now, by)
