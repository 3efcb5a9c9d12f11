"""Which learned model is on: people's decisions and the learner's. Needs no engine, so that pages may call it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from voc.core.db import dialect_name
from voc.insights.learning.learned_models import LearnedModel, Learning

LANGUAGES = ("en", "zh")


class NotBetter(Exception):
    """This model was not better on held-out verbatims, so it cannot be switched on."""


class OtherEngine(Exception):
    """Another engine taught this model: nothing says that it is any good with the present one."""


def versions(session: Session, workspace_id: int, most: int = 30) -> Sequence[LearnedModel]:
    """The newest versions of a workspace, newest first."""
    mine = select(LearnedModel).where(LearnedModel.workspace_id == workspace_id)
    return session.scalars(mine.order_by(LearnedModel.id.desc()).limit(most)).all()


def engine_of(session: Session, workspace_id: int) -> str | None:
    """The engine that last looked what there is to learn: models of others cannot be switched on."""
    return session.scalar(select(Learning.engine_version).where(Learning.workspace_id == workspace_id))


def ensure(session: Session, workspace_id: int, now: datetime) -> None:
    """Let the workspace have its row of `Learning`."""
    insert = sqlite.insert(Learning) if dialect_name(session) == "sqlite" else postgresql.insert(Learning)
    row = {
        "workspace_id": workspace_id, "next_at": now, "scored": 0, "engine_version": None, "switched_off": [],
        "is_reread": True,
    }  # fmt: skip
    session.execute(insert.values(**row).on_conflict_do_nothing(index_elements=[Learning.workspace_id]))


def use_general(session: Session, workspace_id: int, language: str, now: datetime) -> None:
    """Read this language by the general model until somebody switches a learned one on again."""
    ensure(session, workspace_id, now)
    mine = session.scalars(select(Learning).where(Learning.workspace_id == workspace_id).with_for_update()).one()
    mine.switched_off = sorted({*mine.switched_off, language})
    switch(session, workspace_id, language, None)


def use(session: Session, row: LearnedModel, now: datetime) -> None:
    """Read by this version, and by later ones that are better. Raises NotBetter, OtherEngine."""
    if row.reason != "better":
        raise NotBetter
    ensure(session, row.workspace_id, now)
    mine = session.scalars(select(Learning).where(Learning.workspace_id == row.workspace_id).with_for_update()).one()
    if row.engine_version != mine.engine_version:
        raise OtherEngine
    mine.switched_off = sorted({*mine.switched_off} - {row.language})
    switch(session, row.workspace_id, row.language, row)


def switch(session: Session, workspace_id: int, language: str, row: LearnedModel | None) -> None:
    """Have a language read by this version alone, or by none; what was read is then read again."""
    of_language = LearnedModel.workspace_id == workspace_id, LearnedModel.language == language
    session.execute(update(LearnedModel).where(*of_language, LearnedModel.is_current).values(is_current=False))
    if row is not None:
        row.is_current = True
    session.execute(update(Learning).where(Learning.workspace_id == workspace_id).values(is_reread=False))
    session.flush()


def forget_words(session: Session, workspace_id: int) -> None:
    """Drop the words that are shown of every version until now; the models read as before."""
    session.execute(update(LearnedModel).where(LearnedModel.workspace_id == workspace_id).values(words=[]))
