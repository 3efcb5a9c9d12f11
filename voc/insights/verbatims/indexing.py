"""Makes verbatims findable by their words, and comparable by them: keeps each one's tokens, as given and as masked.

Who may not see personal data searches the text as they see it. Otherwise the number of hits would tell what the mask
hides: a name, half a phone number. The terms by which weeks and groups are compared are of the masked text alone.

The mark on the verbatim is cleared when its words change, and by the step that made the column; so existing rows, new
ones and changed ones are one backlog, which drains by itself. A batch is computed while nobody waits for the database,
and one short transaction claims what is still as it was; a process that dies in between leaves nothing half done.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from voc.analysis import masking, terms
from voc.core import clock, numbering
from voc.core.db import only_reading
from voc.customers import models as customers
from voc.customers.models import Account, Contact
from voc.insights.models import VerbatimWords
from voc.insights.verbatims import search_words
from voc.insights.verbatims.search_words import Spelled
from voc.responses.models import Response, Verbatim
from voc.responses.noting import noted_of_verbatim

#: Changes when a text may get other tokens or terms, or when masking hides more or less: the index is then made anew.
VERSION = 1000 * search_words.VERSION + 6
#: A tenth of a second's work, and one commit.
BATCH = 500
#: Whose words are marked in one transaction; the others wait for the next tick.
MOST_RENAMED = 500
#: Then other jobs of this worker have their turn; the rest waits for the next tick.
LONGEST = timedelta(seconds=5)

_IS_WAITING = Verbatim.indexed_at.is_(None)


@dataclass(frozen=True)
class _Text:
    verbatim_id: int
    text: str
    #: The names of the person and of their company, if we know them: they are hidden wherever they stand.
    name: str | None
    firm: str | None


def index_waiting(session: Session, now: datetime) -> int:
    """Index what is new or changed, oldest first; returns how many. Commits batch by batch.

    What people said of whom we know another name by now is gone through again: another word is to be hidden in it.
    """
    _unmark_renamed(session)
    return _drain(session, _texts().where(_IS_WAITING), _IS_WAITING, now)


def reindex_outdated(session: Session, now: datetime) -> int:
    """Index again what an earlier version did; returns how many. Until then it is found as before."""
    # Two ranges of an index; "is not this version" would look at every row.
    outdated = select(VerbatimWords.verbatim_id).where(
        or_(VerbatimWords.version < VERSION, VerbatimWords.version > VERSION)
    )
    is_outdated = Verbatim.indexed_at.is_not(None) & Verbatim.id.in_(outdated)
    return _drain(session, _texts().where(is_outdated), is_outdated, now)


def _unmark_renamed(session: Session) -> None:
    # Seldom anybody: SQLite's one write lock is not asked for each minute to find that out.
    with only_reading(session):
        if not customers.is_any_named_otherwise(session):
            return
    contacts = customers.named_otherwise(session, MOST_RENAMED)
    if contacts:
        theirs = select(Response.id).where(Response.contact_id.in_(contacts))
        session.execute(
            update(Verbatim).where(Verbatim.response_id.in_(theirs)).values(indexed_at=None),
            execution_options={"synchronize_session": False},
        )
    session.commit()


def _texts() -> Select[int, str, str | None, str | None]:
    wanted = select(Verbatim.id, Verbatim.text, Contact.name, Account.name)
    return wanted.join(Verbatim.response).outerjoin(Response.contact).outerjoin(Contact.account)


def _drain(session: Session, waiting: Select[Any, Any, Any, Any], still: ColumnElement[bool], now: datetime) -> int:
    until = clock.now() + LONGEST
    total = 0
    while batch := _load(session, waiting):
        kept = _keep(session, batch, [row for text in batch for row in _rows(text)], still, now)
        total += kept
        # Nothing kept: another worker has this batch, and takes the next one too.
        if not kept or clock.now() >= until:
            break
    return total


def _load(session: Session, waiting: Select[Any, Any, Any, Any]) -> list[_Text]:
    with only_reading(session):
        return [_Text(*row) for row in session.execute(waiting.order_by(Verbatim.id).limit(BATCH))]


def _rows(verbatim: _Text) -> Iterable[dict[str, Any]]:
    text = verbatim.text
    hits = masking.find(text, _given(verbatim.name), _given(verbatim.firm))
    raw, line = search_words.spelled(text), terms.line(text, hits)
    if not hits:
        return [_row(verbatim, "all", raw, line)]
    shown, at = [], 0
    for hit in hits:
        shown += [text[at : hit.start], search_words.HIDDEN]
        at = hit.end
    masked = search_words.spelled("".join([*shown, text[at:]]))
    return [_row(verbatim, "raw", raw, None), _row(verbatim, "masked", masked, line)]


def _given(name: str | None) -> list[str]:
    return [name] if name and name.strip() else []


def _row(verbatim: _Text, audience: str, made: Spelled, line: str | None) -> dict[str, Any]:
    return {
        "verbatim_id": verbatim.verbatim_id,
        "audience": audience,
        "words": made.words,
        "pairs": made.pairs,
        "terms": line,
        "version": VERSION,
    }


def _put_in(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    is_anonymous = Verbatim.id.in_({row["verbatim_id"] for row in rows}), Response.is_anonymous
    hidden = set(session.scalars(select(Verbatim.id).join(Verbatim.response).where(*is_anonymous)))
    some = [row for row in rows if row["verbatim_id"] in hidden]
    # In order they would say in which order the answers came: they are indexed within seconds.
    _insert(session, some, numbering.unordered(session, VerbatimWords, len(some)))
    others = [row for row in rows if row["verbatim_id"] not in hidden]
    _insert(session, others, numbering.in_order(session, VerbatimWords, len(others)))


def _insert(session: Session, rows: Sequence[dict[str, Any]], numbers: Sequence[int | None]) -> None:
    given = [row if number is None else {"id": number, **row} for row, number in zip(rows, numbers, strict=True)]
    if given:
        session.execute(insert(VerbatimWords), given)


def _keep(
    session: Session, batch: Sequence[_Text], rows: list[dict[str, Any]], still: ColumnElement[bool], now: datetime
) -> int:
    """Claim what is still as it was, and write its words: one short transaction."""
    texts = {each.verbatim_id: each.text for each in batch}
    locked = select(Verbatim.id, Verbatim.text).where(Verbatim.id.in_(texts), still)
    locked = locked.with_for_update(skip_locked=True, of=Verbatim)
    held = {verbatim_id for verbatim_id, text in session.execute(locked) if text == texts[verbatim_id]}
    quietly = {"synchronize_session": False}
    session.execute(delete(VerbatimWords).where(VerbatimWords.verbatim_id.in_(held)), execution_options=quietly)
    _put_in(session, [row for row in rows if row["verbatim_id"] in held])
    noted = update(Verbatim).where(Verbatim.id.in_(held)).values(indexed_at=noted_of_verbatim(now))
    session.execute(noted, execution_options=quietly)
    session.commit()
    return len(held)
