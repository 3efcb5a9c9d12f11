"""Theme, Reading, Mention."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from voc.core.db import Base, partial_index
from voc.responses.models import Verbatim


class Theme(Base):
    """A curated subject. It keeps its identity whatever it is called."""

    __tablename__ = "theme"
    __table_args__ = (UniqueConstraint("workspace_id", "key", name="theme_keys_differ"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    #: The codebook's name of it, for example `delivery`.
    key: Mapped[str]
    #: Language -> name.
    names: Mapped[dict[str, Any]]
    #: The executive who answers for it.
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))

    def name_in(self, language: str) -> str:
        """Its name in a language, else in English, else its key."""
        return str(self.names.get(language) or self.names.get("en") or self.key)


class Reading(Base):
    """What one engine version made of one verbatim."""

    __tablename__ = "reading"
    __table_args__ = (
        UniqueConstraint("verbatim_id", "engine_version", name="one_reading_per_engine_version"),
        partial_index("ix_reading_current", "verbatim_id", unique=True, where="is_current"),
        # A new engine finds what an earlier one read without looking at everything.
        partial_index("ix_reading_current_engine_version", "engine_version", where="is_current"),
        CheckConstraint("sentiment BETWEEN -1 AND 1", name="sentiment_in_range"),
        CheckConstraint("label IN ('positive', 'neutral', 'negative')", name="label_is_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    verbatim_id: Mapped[int] = mapped_column(ForeignKey("verbatim.id", ondelete="CASCADE"))
    engine_version: Mapped[str]
    is_current: Mapped[bool]
    language: Mapped[str]
    sentiment: Mapped[float]
    label: Mapped[str]
    #: The words that decided: [{"text", "start", "end", "weight"}].
    words: Mapped[list[Any]]
    made_at: Mapped[datetime]

    verbatim: Mapped[Verbatim] = relationship()
    mentions: Mapped[list[Mention]] = relationship(order_by="Mention.start", cascade="all, delete-orphan")


class Mention(Base):
    """One place where a verbatim speaks of something; of a theme, if it belongs to one."""

    __tablename__ = "mention"
    __table_args__ = (Index("ix_mention_reading_id", "reading_id"), Index("ix_mention_theme_id", "theme_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    reading_id: Mapped[int] = mapped_column(ForeignKey("reading.id", ondelete="CASCADE"))
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id", ondelete="SET NULL"))
    term: Mapped[str]
    #: Offsets in code points of the verbatim as given.
    start: Mapped[int]
    end: Mapped[int]
    sentiment: Mapped[float]
    label: Mapped[str]

    theme: Mapped[Theme | None] = relationship()
