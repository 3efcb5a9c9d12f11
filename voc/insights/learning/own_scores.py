"""Learns from a workspace's own scores, keeps every version, and says which models read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from voc.analysis import engine
from voc.analysis.learned import Model, Models
from voc.core import jobs
from voc.core.db import only_reading
from voc.core.i18n import html_tag
from voc.insights.learning import scored, switching
from voc.insights.learning.learned_models import LearnedModel, Learning
from voc.insights.results import PERSON
from voc.responses.models import Response, Verbatim
from voc.staff import audit
from voc.staff.models import Workspace

if TYPE_CHECKING:
    from voc.analysis.learning import Lesson

#: Every so often somebody looks whether a workspace has enough new scores.
EVERY = timedelta(days=1)
#: Metric -> its worst and its best score.
SCALES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}


@dataclass(frozen=True)
class Readers:
    """The learned models that read a workspace's verbatims, and the version that its readings carry."""

    models: Models = field(default_factory=dict)
    #: For example `1`, or `1+m7.m9` where the models 7 and 9 are on.
    version: str = ""


def readers(session: Session, workspace_id: int) -> Readers:
    """The models that are on. One statement, and one for each."""
    with only_reading(session):
        mine = select(LearnedModel.id).where(LearnedModel.workspace_id == workspace_id, LearnedModel.is_current)
        ids = list(session.scalars(mine.order_by(LearnedModel.id)))
        models = [_loaded(session, each) for each in ids]
    return Readers({model.language: model for model in models}, _version(ids))


def _version(ids: Sequence[int]) -> str:
    marks = ".".join(f"m{each}" for each in ids)
    return f"{engine.ENGINE_VERSION}+{marks}" if marks else engine.ENGINE_VERSION


def held_versions(session: Session, workspace_ids: Sequence[int]) -> dict[int, str]:
    """Workspace id -> the version that its readings carry now; nobody switches a model before the caller commits."""
    mine = select(Learning.id).where(Learning.workspace_id.in_(workspace_ids)).order_by(Learning.id)
    session.execute(mine.with_for_update(read=True))
    on = select(LearnedModel.workspace_id, LearnedModel.id).where(LearnedModel.is_current)
    found: dict[int, list[int]] = {each: [] for each in workspace_ids}
    for workspace_id, model_id in session.execute(
        on.where(LearnedModel.workspace_id.in_(workspace_ids)).order_by(LearnedModel.id)
    ):
        found[workspace_id].append(model_id)
    return {workspace_id: _version(ids) for workspace_id, ids in found.items()}


def _loaded(session: Session, model_id: int) -> Model:
    kept = session.scalars(select(LearnedModel.weights).where(LearnedModel.id == model_id)).one()
    assert kept is not None
    return _unpacked(kept)


@lru_cache(maxsize=16)
def _unpacked(kept: bytes) -> Model:
    return Model.from_bytes(kept)


def learn_due(session: Session, now: datetime) -> int:
    """Look at every workspace whose time has come, and learn where there is enough new; returns how many learned."""
    _begin(session, now)
    session.commit()
    taught = 0
    # The claim is a lease, committed before the work: learning takes up to a minute, and must hold no lock.
    while row := jobs.claim(session, Learning, Learning.next_at <= now, {"next_at": now + scored.LEASE}):
        workspace_id, known, version = row.workspace_id, row.scored, row.engine_version
        session.commit()
        with only_reading(session):
            count = scored.count(session, workspace_id)
        is_grown, is_shrunk = count - known >= max(scored.NEW, scored.SHARE * known), count < known
        if is_shrunk:
            # What is gone may have been somebody's wish: no word that it taught is shown any more.
            switching.forget_words(session, workspace_id)
            session.commit()
        if count and (is_grown or is_shrunk or version != engine.ENGINE_VERSION):
            teach(session, workspace_id, now)
            taught += 1
        elif not is_shrunk:
            count = known
        for language in switching.LANGUAGES:
            # Also where nothing is left to learn from.
            _retire(session, workspace_id, language, now)
        values = {"next_at": now + EVERY, "scored": count, "engine_version": engine.ENGINE_VERSION}
        session.execute(update(Learning).where(Learning.workspace_id == workspace_id).values(**values))
        session.commit()
    session.commit()  # The last look took nothing, but began a transaction.
    return taught


def _begin(session: Session, now: datetime) -> None:
    """Give every workspace its row; two workers may both find none."""
    with only_reading(session):
        known = select(Learning.workspace_id)
        missing = list(session.scalars(select(Workspace.id).where(Workspace.id.not_in(known))))
    for workspace_id in missing:
        switching.ensure(session, workspace_id, now)


def teach(session: Session, workspace_id: int, now: datetime) -> list[LearnedModel]:
    """Learn from the workspace's newest scored verbatims and keep what came of it, switched on where it may read.

    The database is asked first, then nobody waits for it while the numbers are found, then one short transaction keeps
    them. The caller commits.
    """
    # Late: whoever only reads needs none of it.
    from voc.analysis import learning  # noqa: PLC0415

    # One person's words are never judged by what else they wrote; of whom nobody knows, an answer is all there is.
    columns = (Verbatim.text, Response.metric, Response.score, Response.language, PERSON)
    newest = select(*columns).join(Verbatim.response)
    newest = newest.where(*scored.of(workspace_id)).order_by(Verbatim.id.desc()).limit(learning.MOST)
    with only_reading(session):
        rows = list(session.execute(newest))
    examples = [
        learning.Example(text, learning.label_of(score, *SCALES[metric]), html_tag(language or "") or None, author)
        for text, metric, score, language, author in reversed(rows)
        if score is not None
    ]
    lessons = [learning.learn(language, seen) for language, seen in learning.by_language(examples).items()]
    return [keep(session, workspace_id, lesson, now) for lesson in lessons]


def keep(session: Session, workspace_id: int, lesson: Lesson, now: datetime) -> LearnedModel:
    """Keep a version; it reads from now on if it may, unless people want the general model for its language.

    One that is not better leaves on what was on before, unless another engine taught that: its figures do not hold with
    this one.
    """
    row = LearnedModel(
        workspace_id=workspace_id,
        language=lesson.language,
        made_at=now,
        engine_version=engine.ENGINE_VERSION,
        examples=lesson.examples,
        reason=lesson.reason,
        is_current=False,
        figures=asdict(lesson.comparison) if lesson.comparison else None,
        words=[list(pair) for pair in lesson.model.words()] if lesson.model else [],
        weights=lesson.model.to_bytes() if lesson.model and lesson.may_read else None,
    )
    session.add(row)
    session.flush()
    switching.ensure(session, workspace_id, now)
    off = session.scalars(select(Learning.switched_off).where(Learning.workspace_id == workspace_id)).one()
    if lesson.may_read and lesson.language not in off:
        switching.switch(session, workspace_id, lesson.language, row)
    else:
        _retire(session, workspace_id, lesson.language, now)
    return row


def _retire(session: Session, workspace_id: int, language: str, now: datetime) -> None:
    """Switch off the model that is on, if another engine taught it. People's decisions stay: a better one may come."""
    on = select(LearnedModel.engine_version).where(LearnedModel.workspace_id == workspace_id, LearnedModel.is_current)
    version = session.scalar(on.where(LearnedModel.language == language))
    if version is None or version == engine.ENGINE_VERSION:
        return
    switching.switch(session, workspace_id, language, None)
    audit.record(
        session, "learning.switched_off", f"language:{language}", now, workspace_id=workspace_id, taught_by=version
    )


def unreread(session: Session) -> list[int]:
    """The workspaces in which readings by other models than the present ones may be left."""
    with only_reading(session):
        return list(session.scalars(select(Learning.workspace_id).where(~Learning.is_reread).order_by(Learning.id)))


def note_reread(session: Session, workspace_id: int, version: str) -> None:
    """Nothing is left to be read again, if the models are still those of `version`."""
    if readers(session, workspace_id).version == version:
        session.execute(update(Learning).where(Learning.workspace_id == workspace_id).values(is_reread=True))
