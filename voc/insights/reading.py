"""Has verbatims read by the engine and keeps what it made of them.

A batch is loaded, the engine computes while nobody waits for the database, and one short transaction then claims what
is still as it was and writes its readings. Of two workers with the same batch one writes; the other finds nothing left.

What people said of a verbatim is put over what the engine says, in that same transaction: nobody's correction is lost
to a reading that began before it. What was read by an older edition of the codebook than the newest, or by another
learned model than the one that is on by now, is dropped.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, delete, func, select, update
from sqlalchemy.orm import Session

from voc.analysis import corrections as lessons
from voc.analysis import engine
from voc.core import clock, numbering
from voc.core.db import only_reading
from voc.core.i18n import html_tag
from voc.insights.learning import own_scores
from voc.insights.learning.own_scores import Readers
from voc.insights.models import CodebookEdition, Mention, Reading
from voc.insights.themes import corrections, taxonomy
from voc.insights.themes.taxonomy import Taxonomy
from voc.responses.models import Response, State, Verbatim
from voc.responses.noting import noted_of_verbatim

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
    """Read again what an earlier engine or another learned model read; returns how many.

    The earlier reading stays, no longer the current one.
    """
    total = 0
    if versions := _outdated_versions(session):
        outdated = select(Reading.verbatim_id).where(Reading.is_current, Reading.engine_version.in_(versions))
        is_outdated = Verbatim.read_at.is_not(None) & Verbatim.id.in_(outdated)
        total += _drain(session, _of_final_answers().where(is_outdated), is_outdated, now)
    for workspace_id in own_scores.unreread(session):
        total += _reread_workspace(session, workspace_id, now)
    return total


def _outdated_versions(session: Session) -> list[str]:
    """The versions of current readings that another engine made: one look into the index for each version there is."""
    found: list[str] = []
    with only_reading(session):
        smallest = select(func.min(Reading.engine_version)).where(Reading.is_current)
        version = session.scalar(smallest)
        while version is not None:
            found.append(version)
            version = session.scalar(smallest.where(Reading.engine_version > version))
    return [version for version in found if version.partition("+")[0] != engine.ENGINE_VERSION]


def _reread_workspace(session: Session, workspace_id: int, now: datetime) -> int:
    """Read again what other models than the present ones read; once nothing is left, nobody looks any more."""
    version = own_scores.readers(session, workspace_id).version
    others = select(Reading.verbatim_id).where(Reading.is_current, Reading.engine_version != version)
    is_outdated = Verbatim.read_at.is_not(None) & Verbatim.id.in_(others)
    mine = _of_final_answers().where(is_outdated, Response.workspace_id == workspace_id)
    total = _drain(session, mine, is_outdated, now)
    if not total:
        own_scores.note_reread(session, workspace_id, version)
        session.commit()
    return total


def reread_edited(session: Session, now: datetime) -> int:
    """Read again, in the order of their ids, what an earlier edition of its codebook read; returns how many.

    A workspace remembers how far it has come, so an interrupted run goes on where it was. A new edition begins anew.
    """
    until = clock.now() + LONGEST
    total = 0
    while clock.now() < until and (place := _next_edited(session)):
        total += _reread_some(session, place, now)
    return total


class _Place(NamedTuple):
    """How far a workspace has been read again by an edition."""

    workspace_id: int
    edition: int
    after: int


def _next_edited(session: Session) -> _Place | None:
    columns = (CodebookEdition.workspace_id, CodebookEdition.number, CodebookEdition.reread_after)
    with only_reading(session):
        waiting = select(*columns).where(CodebookEdition.reread_after.is_not(None))
        row = session.execute(waiting.order_by(CodebookEdition.edited_at).limit(1)).first()
    return _Place(row[0], row[1], row[2] or 0) if row else None


def _reread_some(session: Session, place: _Place, now: datetime) -> int:
    is_beyond = Verbatim.read_at.is_not(None) & (Verbatim.id > place.after)
    mine = _of_final_answers().where(is_beyond, Response.workspace_id == place.workspace_id)
    batch = _load(session, mine)
    readings = _read_all(session, batch)
    here = update(CodebookEdition).where(
        CodebookEdition.workspace_id == place.workspace_id, CodebookEdition.number == place.edition
    )
    reached = batch[-1].verbatim_id if batch else None
    # Before the verbatims, as whoever edits the codebook does; the loser of two workers writes the same again.
    moved = here.values(reread_after=reached).returning(CodebookEdition.number)
    if session.scalar(moved, execution_options={"synchronize_session": False}) is None:
        session.rollback()
        return 0
    return _keep(session, readings, is_beyond, now, waits=True)


_IS_UNREAD = Verbatim.read_at.is_(None)


def _of_final_answers() -> Select[int, int, str, str | None]:
    wanted = select(Verbatim.id, Response.workspace_id, Verbatim.text, Response.language)
    return wanted.join(Verbatim.response).where(Response.state == State.FINAL)


def _drain(session: Session, waiting: Select[Any, Any, Any, Any], still: ColumnElement[bool], now: datetime) -> int:
    until = clock.now() + LONGEST
    total = 0
    while batch := _load(session, waiting):
        kept = _keep(session, _read_all(session, batch), still, now)
        total += kept
        # Nothing kept: another worker has this batch, and takes the next one too.
        if not kept or clock.now() >= until:
            break
    return total


def _read_all(session: Session, batch: Sequence[Words]) -> list[_Made]:
    themes = {each: taxonomy.load(session, each) for each in sorted({words.workspace_id for words in batch})}
    readers = {each: own_scores.readers(session, each) for each in themes}
    return [
        _Made(words, _read(words, themes[words.workspace_id], readers[words.workspace_id]), themes[words.workspace_id])
        for words in batch
    ]


@dataclass(frozen=True)
class _Made:
    """A reading that is not in the session yet, of which words, and by which themes."""

    words: Words
    reading: Reading
    themes: Taxonomy


def _load(session: Session, waiting: Select[Any, Any, Any, Any]) -> list[Words]:
    with only_reading(session):
        return [Words(*row) for row in session.execute(waiting.order_by(Verbatim.id).limit(BATCH))]


def _read(words: Words, themes: Taxonomy, readers: Readers) -> Reading:
    """The engine's reading as a row, not yet in the session."""
    try:
        hint = html_tag(words.language or "") or None
        made = engine.read(words.text, language=hint, codebook=themes.codebook, models=readers.models)
    except Exception as error:  # noqa: BLE001  One text must not stop those behind it; the next engine tries again.
        # Without the message, which may quote the customer.
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{type(error).__name__} in {place.name}, line {place.lineno}"
        log.error("reading_failed", extra={"verbatim": words.verbatim_id, "error": where})
        return _row(words, readers.version, "und", 0.0, "neutral")
    row = _row(words, readers.version, made.language, made.sentiment, made.label)
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
    if themes.lessons:
        row.mentions = _as_taught(row, words.text, themes)
    return row


def _as_taught(row: Reading, text: str, themes: Taxonomy) -> list[Mention]:
    """The mentions as corrections of other verbatims taught: a theme may be added to the whole of it, or taken away."""
    found, made = lessons.words(text), list(row.mentions)
    for theme_id, lesson in themes.lessons.items():
        hits = [mention for mention in made if mention.theme_id == theme_id]
        is_theme = lesson.speaks_of_it(found, is_hit=bool(hits))
        if is_theme and not hits:
            made.append(corrections.of_whole(theme_id, text, row))
        elif hits and not is_theme:
            made = corrections.without(made, hits, len(text))
    return made


def _row(words: Words, version: str, language: str, sentiment: float, label: str) -> Reading:
    return Reading(
        verbatim_id=words.verbatim_id,
        engine_version=version,
        is_current=True,
        language=language,
        sentiment=sentiment,
        label=label,
        words=[],
        mentions=[],
    )


def _keep(
    session: Session, batch: Sequence[_Made], still: ColumnElement[bool], now: datetime, *, waits: bool = False
) -> int:
    """Claim what is still as it was read, and write its readings: one short transaction.

    What somebody else is just changing is left for the next time, or waited for where there is no next time.
    """
    newest = _of_present_models(session, _of_newest_edition(session, batch))
    held = _hold(session, [made.words for made in newest], still, waits=waits)
    given = corrections.of(session, held)
    of_held = Reading.verbatim_id.in_(held)
    # The same engine may have read earlier words of this verbatim; an earlier engine's reading is history.
    for version in sorted({made.reading.engine_version for made in newest}):
        same = [made.words.verbatim_id for made in newest if made.reading.engine_version == version]
        again = of_held, Reading.verbatim_id.in_(same), Reading.engine_version == version
        session.execute(delete(Reading).where(*again))
    session.execute(update(Reading).where(of_held, Reading.is_current).values(is_current=False))
    noted = update(Verbatim).where(Verbatim.id.in_(held)).values(read_at=noted_of_verbatim(now))
    session.execute(noted, execution_options={"synchronize_session": False})
    anonymous = _days_of_anonymous(session, held)
    made_readings: list[Reading] = []
    for made in newest:
        words, reading = made.words, made.reading
        if words.verbatim_id in held:
            said, survivors = given.get(words.verbatim_id, []), made.themes.survivors
            mentions = corrections.applied(reading.mentions, said, words.text, reading, survivors)
            reading.mentions = _of_survivors(mentions, made.themes)
            reading.made_at = _made_at(anonymous.get(words.verbatim_id), now)
            made_readings.append(reading)
    hidden = [each for each in made_readings if each.verbatim_id in anonymous]
    # In order they would say in which order the answers came: they are read within seconds.
    numbering.without_order(session, hidden)
    numbering.without_order(session, [mention for each in hidden for mention in each.mentions])
    session.add_all(made_readings)
    session.commit()
    return len(held)


def _days_of_anonymous(session: Session, held: Sequence[int]) -> dict[int, datetime]:
    """Verbatim -> when its anonymous answer was given, as it is kept."""
    anonymous = select(Verbatim.id, Response.touched_at).join(Verbatim.response)
    rows = session.execute(anonymous.where(Verbatim.id.in_(held), Response.is_anonymous))
    return {verbatim_id: day for verbatim_id, day in rows}  # noqa: C416


def _made_at(day: datetime | None, now: datetime) -> datetime:
    """When a reading says that it was made, given the day of an anonymous answer.

    The very time of the first one would be that of the answer. A later one has nothing to do with it.
    """
    return day if day is not None and abs(now - day) <= timedelta(hours=36) else now


def _of_newest_edition(session: Session, batch: Sequence[_Made]) -> list[_Made]:
    """Those that were read by the edition that their workspace has now; it gets no other before we commit."""
    workspaces = sorted({made.words.workspace_id for made in batch})
    columns = (CodebookEdition.workspace_id, CodebookEdition.number)
    mine = select(*columns).where(CodebookEdition.workspace_id.in_(workspaces)).with_for_update(read=True)
    newest = {row.workspace_id: row.number for row in session.execute(mine)}
    return [made for made in batch if newest.get(made.words.workspace_id, 0) == made.themes.edition]


def _of_present_models(session: Session, batch: Sequence[_Made]) -> list[_Made]:
    """Those that were read by the models that are on now. Others would stay: whoever switched a model had what was
    there read again, and these were not there yet."""
    workspaces = sorted({made.words.workspace_id for made in batch})
    versions = own_scores.held_versions(session, workspaces)
    return [made for made in batch if made.reading.engine_version == versions[made.words.workspace_id]]


def _of_survivors(mentions: Iterable[Mention], themes: Taxonomy) -> list[Mention]:
    """The mentions by the themes that have them now: of two themes that were merged, one place is one mention."""
    kept: dict[tuple[int | None, int, int], Mention] = {}
    for mention in mentions:
        if mention.theme_id is not None:
            # Corrections may speak of a theme that is not looked for any more.
            mention.theme_id = themes.survivors.get(mention.theme_id)
        kept.setdefault((mention.theme_id, mention.start, mention.end), mention)
    return list(kept.values())


def _hold(session: Session, batch: Sequence[Words], still: ColumnElement[bool], *, waits: bool) -> list[int]:
    """Lock the rows of the batch that nobody has read or changed meanwhile; returns their ids."""
    texts = {words.verbatim_id: words.text for words in batch}
    rows = session.execute(
        select(Verbatim.id, Verbatim.text)
        .where(Verbatim.id.in_(texts), still)
        .with_for_update(skip_locked=not waits, of=Verbatim)
    )
    return [verbatim_id for verbatim_id, text in rows if text == texts[verbatim_id]]
