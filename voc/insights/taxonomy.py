"""A workspace's themes, and the engine's codebook made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from voc.analysis import themes as codebooks
from voc.analysis.themes import Codebook
from voc.core.db import dialect_name, only_reading
from voc.insights.models import Theme


@dataclass(frozen=True)
class Taxonomy:
    """What the engine looks for in a workspace's verbatims, and which row each of its finds belongs to."""

    codebook: Codebook
    #: Theme key -> theme id.
    ids: Mapping[str, int]


def load(session: Session, workspace_id: int) -> Taxonomy:
    """The workspace's themes. A workspace without any is given the starter themes, which is committed at once."""
    ids = _ids(session, workspace_id)
    if not ids:
        begin(session, workspace_id)
        session.commit()
        ids = _ids(session, workspace_id)
    return Taxonomy(_codebook(tuple(ids)), ids)


def begin(session: Session, workspace_id: int) -> None:
    """Give the workspace the starter themes that it does not have; what people renamed stays as it is."""
    insert = sqlite.insert(Theme) if dialect_name(session) == "sqlite" else postgresql.insert(Theme)
    rows = [
        {"workspace_id": workspace_id, "key": theme.key, "names": dict(theme.names)}
        for theme in codebooks.starter().themes
    ]
    # Two workers may both find none.
    session.execute(insert.values(rows).on_conflict_do_nothing(index_elements=[Theme.workspace_id, Theme.key]))


def _ids(session: Session, workspace_id: int) -> dict[str, int]:
    with only_reading(session):
        mine = select(Theme.key, Theme.id).where(Theme.workspace_id == workspace_id).order_by(Theme.id)
        return dict(session.execute(mine).all())


@lru_cache(maxsize=64)
def _codebook(keys: tuple[str, ...]) -> Codebook:
    return Codebook(tuple(theme for theme in codebooks.starter().themes if theme.key in keys))
