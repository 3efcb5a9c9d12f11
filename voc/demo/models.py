"""Filling: how far the demo is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from voc.core.db import Base


class Filling(Base):
    """The work of filling one demo workspace, and who is at it."""

    __tablename__ = "demo_filling"

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"), unique=True)
    #: Random, new for each attempt: whoever was overtaken finds another one here, and stops.
    claimed_by: Mapped[str | None]
    #: Until when that one is believed to be alive.
    claimed_until: Mapped[datetime | None]
    #: When the last part was there; null while there is anything left to do.
    filled_at: Mapped[datetime | None]
