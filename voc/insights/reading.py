"""Has verbatims read by the engine and keeps what it made of them.

A batch is loaded, the engine computes while nobody waits for the database, and one short transaction then claims what
is still as it was and writes its readings. Of two workers with the same batch one writes; the other finds nothing left.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, select, update
from sqlalchemy.orm import Session

from voc.analysis import engine
from voc.core import clock
from voc.core.db import only_reading
from voc.core.i18n import html_tag
from voc.insights import taxonomy
from voc.insights.models import Mention, Reading
from voc.insights.taxonomy import Taxonomy
from voc.responses.models import Response, State, Verbatim

log = logging.getLogger(__name__)

#: Some tenths of a second of the engine's time, and one commit.
BATCH = 200
#: Then other jobs of this worker have their turn; the rest waits for the next tick.
LONGEST = timedelta(seconds=8)


@dataclass(frozen=True)
class Words:
    """A verbatim as it was when it was loaded."""

    verbatim_id: int
    workspace_id: int
    text: str
    #: What the page or the file said the language was; only a hint.
    language: str | None


def read_waiting(session: Session, now: datetime, *, workspace_id: int | None = None) -> int:
    """Read what nobody has read yet, oldest first; returns how many. Commits batch by batch.

    With a workspace only its verbatims: then a backlog of the others is not waited for.
    """
    waiting = _of_final_answers().where(_IS_UNREAD)
    if workspace_id is not None:
        waiting = waiting.where(Response.workspace_id == workspace_id)
    return _drain(session, waiting, _IS_UNREAD, now)


def reread_outdated(session: Session, now: datetime) -> int:
    """Read again what an earlier engine read; returns how many. Its reading stays, no longer the current one."""
    older, newer = Reading.engine_version < engine.ENGINE_VERSION, Reading.engine_version > engine.ENGINE_VERSION
    # Two ranges of an index; "is not this version" would look at every reading there is.
    outdated = select(Reading.verbatim_id).where(Reading.is_current, older)
    outdated_too = select(Reading.verbatim_id).where(Reading.is_current, newer)
    is_outdated = Verbatim.read_at.is_not(None) & (Verbatim.id.in_(outdated) | Verbatim.id.in_(outdated_too))
    return _drain(session, _of_final_answers().where(is_outdated), is_outdated, now)


_IS_UNREAD = Verbatim.read_at.is_(None)


def _of_final_answers() -> Select[int, int, str, str | None]:
    wanted = select(Verbatim.id, Response.workspace_id, Verbatim.text, Response.language)
    return wanted.join(Verbatim.response).where(Response.state == State.FINAL)


def _drain(session: Session, waiting: Select[Any, Any, Any, Any], still: ColumnElement[bool], now: datetime) -> int:
    until = clock.now() + LONGEST
    total = 0
    while batch := _load(session, waiting):
        themes = {each: taxonomy.load(session, each) for each in sorted({words.workspace_id for words in batch})}
        kept = _keep(session, [(words, _read(words, themes[words.workspace_id])) for words in batch], still, now)
        total += kept
        # Nothing kept: another worker has this batch, and takes the next one too.
        if not kept or clock.now() >= until:
            break
    return total


def _load(session: Session, waiting: Select[Any, Any, Any, Any]) -> list[Words]:
    with only_reading(session):
        return [Words(*row) for row in session.execute(waiting.order_by(Verbatim.id).limit(BATCH))]


def _read(words: Words, themes: Taxonomy) -> Reading:
    """The engine's reading as a row, not yet in the session."""
    try:
        made = engine.read(words.text, language=html_tag(words.language or "") or None, codebook=themes.codebook)
    except Exception as error:  # noqa: BLE001  One text must not stop those behind it; the next engine tries again.
        # Without the message, which may quote the customer.
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{type(error).__name__} in {place.name}, line {place.lineno}"
        log.error("reading_failed", extra={"verbatim": words.verbatim_id, "error": where})
        return _row(words, "und", 0.0, "neutral")
    row = _row(words, made.language, made.sentiment, made.label)
    row.words = [{"text": w.text, "start": w.start, "end": w.end, "weight": w.weight} for w in made.words]
    row.mentions = [
        Mention(
            theme_id=themes.ids.get(mention.theme) if mention.theme else None,
            term=mention.term,
            start=mention.start,
            end=mention.end,
            sentiment=mention.sentiment,
            label=mention.label,
        )
        for mention in made.mentions
    ]
    return row


def _row(words: Words, language: str, sentiment: float, label: str) -> Reading:
    return Reading(
        verbatim_id=words.verbatim_id,
        engine_version=engine.ENGINE_VERSION,
        is_current=True,
        language=language,
        sentiment=sentiment,
        label=label,
        words=[],
        mentions=[],
    )


def _keep(session: Session, batch: Sequence[tuple[Words, Reading]], still: ColumnElement[bool], now: datetime) -> int:
    """Claim what is still as it was read, and write its readings: one short transaction."""
    held = _hold(session, [words for words, _ in batch], still)
    of_held = Reading.verbatim_id.in_(held)
    # The same engine may have read earlier words of this verbatim; an earlier engine's reading is history.
    session.execute(delete(Reading).where(of_held, Reading.engine_version == engine.ENGINE_VERSION))
    session.execute(update(Reading).where(of_held, Reading.is_current).values(is_current=False))
    session.execute(update(Verbatim).where(Verbatim.id.in_(held)).values(read_at=now))
    for words, reading in batch:
        if words.verbatim_id in held:
            reading.made_at = now
            session.add(reading)
    session.commit()
    return len(held)


def _hold(session: Session, batch: Sequence[Words], still: ColumnElement[bool]) -> list[int]:
    """Lock the rows of the batch that nobody has read or changed meanwhile; returns their ids."""
    texts = {words.verbatim_id: words.text for words in batch}
    rows = session.execute(
        select(Verbatim.id, Verbatim.text)
        .where(Verbatim.id.in_(texts), still)
        .with_for_update(skip_locked=True, of=Verbatim)
    )
    return [verbatim_id for verbatim_id, text in rows if text == texts[verbatim_id]]
