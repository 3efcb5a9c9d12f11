"""Lets the themes learn from the corrections that people made, as soon as there are enough."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, not_, select, update
from sqlalchemy.orm import Session

from voc.analysis import corrections as lessons
from voc.analysis import engine
from voc.analysis.corrections import Example, Lesson
from voc.core.db import only_reading
from voc.insights.models import Correction, Mention, Reading, Theme
from voc.insights.themes import codebook, taxonomy
from voc.insights.themes.corrections import said_of
from voc.responses.models import Response, State, Verbatim

log = logging.getLogger(__name__)

#: The newest corrections of a theme that it learns from.
MOST = 3000
#: Other verbatims without the theme, to tell its words from those that everybody uses.
UNJUDGED = 400


@dataclass(frozen=True)
class _Task:
    theme_id: int
    workspace_id: int
    corrected_at: datetime


def learn(session: Session, now: datetime) -> int:
    """Train every theme that was corrected since it last learned; returns how many. Commits theme by theme.

    A theme whose judgement changes begins a new edition of its codebook, so that everything is read by it.
    """
    tasks = _tasks(session)
    for task in tasks:
        judged, unjudged = _examples(session, task)
        known = _lesson(session, task)
        lesson = lessons.train(judged, unjudged) if known is None or _is_news(known, judged) else known
        _keep(session, task, known, lesson)
        session.commit()
        log.info("theme_learned", extra={"theme": task.theme_id, "examples": len(judged), "used": _is_used(lesson)})
    return len(tasks)


def _tasks(session: Session) -> list[_Task]:
    with only_reading(session):
        waiting = select(Theme.id, Theme.workspace_id, Theme.corrected_at).where(Theme.corrected_at.is_not(None))
        rows = session.execute(waiting.order_by(Theme.corrected_at))
        return [_Task(theme_id, workspace_id, at) for theme_id, workspace_id, at in rows if at]


def _lesson(session: Session, task: _Task) -> Lesson | None:
    with only_reading(session):
        return lessons.parse(session.scalar(select(Theme.lesson).where(Theme.id == task.theme_id)))


def _is_news(known: Lesson, judged: Sequence[Example]) -> bool:
    """Whether there is a tenth more to learn from than last time: everything is read again for each lesson."""
    return abs(len(judged) - known.judged) * 10 >= known.judged


def _keep(session: Session, task: _Task, known: Lesson | None, lesson: Lesson | None) -> None:
    if known != lesson and (_is_used(known) or _is_used(lesson)):
        # First, as whoever edits the codebook does: two who lock two things in two orders wait for each other.
        codebook.begin_edition(session, task.workspace_id)
    mine = update(Theme).where(Theme.id == task.theme_id)
    session.execute(mine.values(lesson=lesson.as_json() if lesson else None), execution_options=_QUIETLY)
    # Whoever corrected it while it learned is heard the next time.
    heard = mine.where(Theme.corrected_at == task.corrected_at)
    session.execute(heard.values(corrected_at=None), execution_options=_QUIETLY)


_QUIETLY = {"synchronize_session": False}


def _is_used(lesson: Lesson | None) -> bool:
    return lesson is not None and lesson.is_used


def _examples(session: Session, task: _Task) -> tuple[list[Example], list[frozenset[str]]]:
    """What people judged, and the words of others without the theme."""
    themes = taxonomy.load(session, task.workspace_id)
    with only_reading(session):
        judged, others = _judged(session, task.theme_id), _others(session, task)

    def is_hit(text: str) -> bool:
        found = engine.read(text, codebook=themes.codebook).mentions
        return any(mention.theme and themes.ids[mention.theme] == task.theme_id for mention in found)

    examples = [Example(lessons.words(text), is_hit=is_hit(text), is_theme=is_theme) for text, is_theme in judged]
    return examples, [lessons.words(text) for text in others if not is_hit(text)]


def _judged(session: Session, theme_id: int) -> list[tuple[str, bool]]:
    """Texts of which somebody said that the whole speaks of the theme, or does not; the newest word on each."""
    about_all = Correction.kind.in_(("yes", "no"))
    mine = select(Verbatim.id, Verbatim.text, Correction.kind, Correction.said_of, Correction.end)
    mine = mine.join(Correction, Correction.verbatim_id == Verbatim.id).where(
        Correction.theme_id == theme_id, about_all
    )
    found: dict[int, tuple[str, bool]] = {}
    rows = session.execute(mine.order_by(Correction.made_at.desc(), Correction.id.desc()).limit(MOST))
    for verbatim_id, text, kind, digest, end in rows:
        # "Not here" of one place does not say that nothing else in it speaks of the theme.
        if digest == said_of(text) and (kind == "yes" or not end):
            found.setdefault(verbatim_id, (text, kind == "yes"))
    return [found[verbatim_id] for verbatim_id in sorted(found)]


def _others(session: Session, task: _Task) -> Sequence[str]:
    judged = select(Correction.verbatim_id).where(Correction.theme_id == task.theme_id)
    speaks = select(Reading.verbatim_id).join(Mention).where(Reading.is_current, Mention.theme_id == task.theme_id)
    mine = and_(Response.workspace_id == task.workspace_id, Response.state == State.FINAL)
    texts = select(Verbatim.text).join(Verbatim.response).where(mine, Verbatim.read_at.is_not(None))
    texts = texts.where(Verbatim.id.not_in(judged), Verbatim.id.not_in(speaks), not_(func.length(Verbatim.text) < 3))
    return session.scalars(texts.order_by(Verbatim.id.desc()).limit(UNJUDGED)).all()
