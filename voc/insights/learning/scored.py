"""The answers with a score and words, from which the engine learns. Needs no engine, so that pages may count them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from voc.insights.learning.learned_models import Learning
from voc.responses.models import Response, State, Verbatim

#: Whoever began to learn and has not ended after this is dead, and another may begin.
LEASE = timedelta(minutes=30)
#: Learning again is worth it after so many new scored verbatims, and after such a share of those known.
NEW, SHARE = 20, 0.1
#: Of fewer of a language nothing is learned: `analysis.learning.FEWEST`.
FEWEST = 40


@dataclass(frozen=True)
class First:
    """Where a workspace stands that has learned nothing yet."""

    count: int
    #: When it learns for the first time; None while it does, or is about to. Of no meaning before there is enough.
    at: datetime | None

    @property
    def is_enough(self) -> bool:
        return self.count >= FEWEST


def of(workspace_id: int) -> tuple[ColumnElement[bool], ...]:
    """The final answers of the workspace with a score."""
    return Response.workspace_id == workspace_id, Response.state == State.FINAL, Response.score.is_not(None)


def count(session: Session, workspace_id: int) -> int:
    """How many final answers of the workspace have a score and words."""
    return session.scalars(select(func.count(Verbatim.id)).join(Verbatim.response).where(*of(workspace_id))).one()


def first(session: Session, workspace_id: int, now: datetime) -> First:
    """What a workspace that has learned nothing waits for."""
    next_at = session.scalar(select(Learning.next_at).where(Learning.workspace_id == workspace_id))
    # Whoever learns has put the next time off by the lease.
    return First(count(session, workspace_id), next_at if next_at and next_at > now + LEASE else None)
