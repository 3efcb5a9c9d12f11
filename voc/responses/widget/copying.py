"""The widget of a survey that is copied."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from voc.core import tokens
from voc.responses.models import Widget
from voc.surveys.models import Survey


def copy(session: Session, survey: Survey, to: Survey) -> None:
    """Let the second survey show itself as the first does, under a snippet of its own."""
    widget = session.scalar(select(Widget).where(Widget.survey_id == survey.id))
    if widget is None:
        return
    session.add(
        Widget(
            workspace_id=to.workspace_id, survey_id=to.id, public_id=tokens.public_id(), is_on=widget.is_on,
            kind=widget.kind, settings=dict(widget.settings), origins=list(widget.origins),
        )
    )  # fmt: skip
    session.flush()
