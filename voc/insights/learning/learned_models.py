"""LearnedModel, Learning."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, deferred, mapped_column

from voc.core.db import Base, partial_index


class LearnedModel(Base):
    """What a workspace's own scores taught at one time. Versions are kept; one of each language may be on."""

    __tablename__ = "learned_model"
    __table_args__ = (
        CheckConstraint("language IN ('en', 'zh')", name="learned_language_is_known"),
        CheckConstraint("reason IN ('better', 'not_better', 'reversed', 'too_few')", name="learned_reason_is_known"),
        CheckConstraint(
            "NOT is_current OR (reason = 'better' AND weights IS NOT NULL)", name="only_a_better_model_reads"
        ),
        Index("ix_learned_model_workspace_id", "workspace_id", "language", "id"),
        partial_index("ix_learned_model_current", "workspace_id", "language", unique=True, where="is_current"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    language: Mapped[str]
    made_at: Mapped[datetime]
    #: The engine whose reading was its prior.
    engine_version: Mapped[str]
    #: Scored verbatims that it learned from.
    examples: Mapped[int]
    #: What held-out verbatims said: better, not_better, reversed, too_few.
    reason: Mapped[str]
    is_current: Mapped[bool]
    #: {"held_out", "general", "learned", "difference", "overall"}, each figure {"value", "low", "high"}; null: too few.
    figures: Mapped[dict[str, Any] | None]
    #: The words it learned with their weights: [["queue", -1.2]].
    words: Mapped[list[Any]]
    #: `analysis.learned.Model` as bytes.
    weights: Mapped[bytes | None] = deferred(mapped_column())


class Learning(Base):
    """When a workspace learns next, and what it decided about models."""

    __tablename__ = "learning"
    __table_args__ = (Index("ix_learning_next_at", "next_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"), unique=True)
    next_at: Mapped[datetime]
    #: Scored verbatims, and the engine, when it last learned.
    scored: Mapped[int]
    engine_version: Mapped[str | None]
    #: Languages in which people want the general model, whatever is learned.
    switched_off: Mapped[list[Any]]
    #: False while readings by other models than the present ones may be left.
    is_reread: Mapped[bool]
