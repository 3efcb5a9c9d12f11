"""A workspace's themes, and the engine's codebook made of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from voc.analysis import corrections as lessons
from voc.analysis import themes as codebooks
from voc.analysis.corrections import Lesson
from voc.analysis.themes import Codebook
from voc.core.db import dialect_name, only_reading
from voc.insights.models import CodebookEdition, Theme, survivor
from voc.insights.themes import codebook


@dataclass(frozen=True)
class Taxonomy:
    """What the engine looks for in a workspace's verbatims, and which row each of its finds belongs to."""

    codebook: Codebook
    #: Theme key -> theme id.
    ids: Mapping[str, int]
    #: Theme id -> the theme that has its mentions: itself, unless it was merged into another.
    survivors: Mapping[int, int]
    #: Theme id -> what corrections taught, where it is of use.
    lessons: Mapping[int, Lesson]
    #: Which edition of it this is.
    edition: int


def load(session: Session, workspace_id: int) -> Taxonomy:
    """The workspace's themes. A workspace without any is given the starter themes, which is committed at once."""
    edition, rows = _rows(session, workspace_id)
    if not edition or not rows or any(theme.seeds is None for theme in rows):
        begin(session, workspace_id)
        session.commit()
        edition, rows = _rows(session, workspace_id)
    into = {theme.id: theme.merged_into_id for theme in rows}
    survivors = {theme.id: survivor(theme.id, into) for theme in rows}
    gone = {theme.id for theme in rows if theme.retired_at is not None}
    read = [theme for theme in rows if theme.id not in gone and survivors[theme.id] not in gone]
    return Taxonomy(
        _codebook(tuple((theme.key, json.dumps(theme.seeds, sort_keys=True)) for theme in read)),
        {theme.key: theme.id for theme in read},
        {theme.id: survivors[theme.id] for theme in read},
        {theme.id: lesson for theme in read if (lesson := lessons.parse(theme.lesson)) and lesson.is_used},
        edition,
    )


def begin(session: Session, workspace_id: int) -> None:
    """Give a workspace its first edition; without themes those of the starter, and themes without seeds its seeds.

    What people renamed, reseeded or took away stays as it is.
    """
    codebook.ensure_edition(session, workspace_id)
    insert = sqlite.insert(Theme) if dialect_name(session) == "sqlite" else postgresql.insert(Theme)
    starter = codebooks.starter().themes
    rows = [
        {"workspace_id": workspace_id, "key": theme.key, "names": dict(theme.names), "seeds": _seeds(theme)}
        for theme in starter
    ]
    if session.scalar(select(Theme.id).where(Theme.workspace_id == workspace_id).limit(1)) is None:
        # Two workers may both find none.
        session.execute(insert.values(rows).on_conflict_do_nothing(index_elements=[Theme.workspace_id, Theme.key]))
    known = {theme.key: _seeds(theme) for theme in starter}
    bare = select(Theme.id, Theme.key).where(Theme.workspace_id == workspace_id, Theme.seeds.is_(None))
    for theme_id, key in session.execute(bare).all():
        values = {"seeds": known.get(key, {"en": [], "zh": []})}
        session.execute(update(Theme).where(Theme.id == theme_id, Theme.seeds.is_(None)).values(**values))


def _seeds(theme: codebooks.Theme) -> dict[str, list[str]]:
    return {language: list(group) for language, group in theme.seeds.items()}


class _Row(NamedTuple):
    id: int
    key: str
    seeds: dict[str, list[str]] | None
    merged_into_id: int | None
    retired_at: datetime | None
    lesson: dict[str, Any] | None


def _rows(session: Session, workspace_id: int) -> tuple[int, list[_Row]]:
    with only_reading(session):
        mine = select(CodebookEdition.number).where(CodebookEdition.workspace_id == workspace_id)
        edition = session.scalar(mine) or 0
        columns = (Theme.id, Theme.key, Theme.seeds, Theme.merged_into_id, Theme.retired_at, Theme.lesson)
        themes = select(*columns).where(Theme.workspace_id == workspace_id).order_by(Theme.id)
        return edition, [_Row(*row) for row in session.execute(themes)]


@lru_cache(maxsize=64)
def _codebook(themes: tuple[tuple[str, str], ...]) -> Codebook:
    made = (
        codebooks.Theme(key, {}, {k: tuple(v) for k, v in (json.loads(seeds) or {}).items()}) for key, seeds in themes
    )
    return Codebook(tuple(made))
