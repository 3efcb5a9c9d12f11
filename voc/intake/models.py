"""Source and Delivery."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from voc.core.db import Base
from voc.responses.models import Response
from voc.surveys.models import Survey

#: What stands in place of a body that was deleted: none that arrives is empty.
BLANK = b""


class Source(Base):
    """Another system that sends us answers."""

    __tablename__ = "source"

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"), index=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    #: Stands in the address it posts to: random.
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    #: Shared with the other system, which signs each body with it.
    secret: Mapped[str]
    #: What we want (`mapping.FIELDS`) -> where it stands: {"score": "data.score", "id": "data.id", ...}.
    mapping: Mapped[dict[str, Any]]
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]

    survey: Mapped[Survey] = relationship()


class Delivery(Base):
    """One body that arrived, and what became of it. The body goes after a while; that it came is kept."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("source_id", "body_digest", name="one_delivery_per_body"),
        CheckConstraint("state IN ('mapped', 'quarantined')", name="delivery_state_is_known"),
        CheckConstraint("state <> 'quarantined' OR reason IS NOT NULL", name="quarantine_has_a_reason"),
        Index("ix_delivery_source_id_state", "source_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id", ondelete="CASCADE"))
    received_at: Mapped[datetime]
    #: When what it says was so: when the other system last changed it, where it tells, else when it arrived.
    as_of: Mapped[datetime]
    #: As it was, or `BLANK`.
    body: Mapped[bytes] = mapped_column(LargeBinary)
    body_digest: Mapped[str]
    #: How often the same body came.
    times: Mapped[int] = mapped_column(default=1)
    state: Mapped[str]
    #: A code of `refusals.TEXTS`, and a detail behind a colon where there is one.
    reason: Mapped[str | None]
    response_id: Mapped[int | None] = mapped_column(ForeignKey("response.id", ondelete="SET NULL"), index=True)

    source: Mapped[Source] = relationship()
    response: Mapped[Response | None] = relationship()
