"""Lists of sources and of what they sent; never with the bodies, which may be large."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voc.intake.models import BLANK, Delivery, Source
from voc.surveys.models import Survey

PAGE = 50
STATES = ("quarantined", "mapped")


@dataclass(frozen=True)
class Page:
    """Some deliveries, and the id to go on from; None at the end."""

    rows: Sequence[Any]
    before: int | None


def sources(session: Session, workspace_id: int) -> Sequence[Any]:
    """(Source, its survey, mapped, quarantined, newest), active ones first."""
    mapped = func.count(Delivery.id).filter(Delivery.state == "mapped")
    waiting = func.count(Delivery.id).filter(Delivery.state == "quarantined")
    statement = (
        select(
            Source, Survey, mapped.label("mapped"), waiting.label("quarantined"),
            func.max(Delivery.received_at).label("newest"),
        )
        .join(Survey, Survey.id == Source.survey_id)
        .outerjoin(Delivery, Delivery.source_id == Source.id)
        .where(Source.workspace_id == workspace_id)
        .group_by(Source.id, Survey.id)
        .order_by(Source.is_active.desc(), Source.name, Source.id)
    )  # fmt: skip
    return session.execute(statement).all()


def counts(session: Session, source_id: int) -> dict[str, int]:
    """How many deliveries are in each state."""
    statement = select(Delivery.state, func.count()).where(Delivery.source_id == source_id).group_by(Delivery.state)
    return dict.fromkeys(STATES, 0) | {row[0]: row[1] for row in session.execute(statement)}


def deliveries(session: Session, source_id: int, *, state: str = "", before: int | None = None) -> Page:
    """The newest deliveries, or those before an id."""
    has_body = (Delivery.body != BLANK).label("has_body")
    columns = Delivery.id, Delivery.received_at, Delivery.state, Delivery.reason, Delivery.times, has_body
    statement = select(*columns).where(Delivery.source_id == source_id).order_by(Delivery.id.desc()).limit(PAGE + 1)
    if state:
        statement = statement.where(Delivery.state == state)
    if before:
        statement = statement.where(Delivery.id < before)
    rows = session.execute(statement).all()
    return Page(rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None)


def newest_body(session: Session, source_id: int) -> bytes | None:
    """The body that came last and is still here, the best example there is."""
    here = Delivery.source_id == source_id, Delivery.body != BLANK
    return session.scalar(select(Delivery.body).where(*here).order_by(Delivery.id.desc()).limit(1))


def surveys(session: Session, workspace_id: int) -> list[tuple[int, str]]:
    """(id, title) of the surveys that answers from elsewhere may go to."""
    statement = select(Survey).where(Survey.workspace_id == workspace_id, ~Survey.is_anonymous)
    return [(each.id, each.title) for each in session.scalars(statement.order_by(Survey.title, Survey.id))]


def is_taken(session: Session, workspace_id: int, name: str, but: int | None) -> bool:
    """Whether another source of the workspace has this name."""
    same = select(Source.id).where(Source.workspace_id == workspace_id, Source.name == name)
    return session.scalar(same.where(Source.id != but) if but else same) is not None
