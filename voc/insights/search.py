"""Which verbatims somebody asks for, and the rows that are the answer: one filter for the count and for the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, func, literal, select, tuple_
from sqlalchemy.orm import Session, contains_eager, joinedload, load_only, selectinload

from voc.core.db import UtcDateTime
from voc.customers.models import Account, Contact
from voc.insights.models import Mention, Reading
from voc.responses import masks
from voc.responses.models import Answer, Response, State, Verbatim
from voc.surveys.models import Survey

Columns = TypeVarTuple("Columns")

#: Verbatims looked at for what a search would tell.
MOST_PROBED = 2000

#: A group of an anonymous survey that is smaller would tell who said what.
SMALLEST_GROUP = 5


@dataclass(frozen=True)
class Filter:
    """What somebody wants to read of one workspace. What is None or empty does not narrow it."""

    workspace_id: int
    survey_id: int | None = None
    theme_id: int | None = None
    #: With a theme: what is said of it there; without one: of everything together.
    label: str | None = None
    band: str | None = None
    #: Instants; the end is not part of it.
    start: datetime | None = None
    end: datetime | None = None
    #: Each of these words stands somewhere in the text.
    words: str = ""
    #: Surveys of which nothing is shown: see `too_small`.
    without: tuple[int, ...] = ()
    #: Verbatims that are not shown: see `telling`.
    hidden: tuple[int, ...] = ()


@dataclass(frozen=True)
class Found:
    """A verbatim with its answer, survey and contact, and what the engine made of it; None until it has been read."""

    verbatim: Verbatim
    reading: Reading | None

    @property
    def cursor(self) -> str:
        """Where the next page goes on. Random names only: ids would tell in which order anonymous answers came."""
        return f"{self.verbatim.response.public_id}.{self.verbatim.answer.question_key}"


def guarded(session: Session, wanted: Filter) -> Filter:
    """The filter without those anonymous surveys of which it would single out fewer than five answers."""
    return replace(wanted, without=too_small(session, wanted))


def masked(session: Session, wanted: Filter) -> Filter:
    """The filter for somebody who may not see personal data: without what would tell them by being found."""
    return replace(wanted, hidden=telling(session, wanted)) if wanted.words else wanted


def telling(session: Session, wanted: Filter) -> tuple[int, ...]:
    """The verbatims that match by a word which is hidden in them, of the newest so many that match.

    A word of more verbatims than that is nobody's name.
    """
    statement = _matching(select(Verbatim.id, Verbatim.text, Contact.name, Account.name), wanted)
    statement = statement.outerjoin(Contact, Contact.id == Response.contact_id)
    statement = statement.outerjoin(Account, Account.id == Contact.account_id)
    found = session.execute(statement.order_by(Response.answered_at.desc()).limit(MOST_PROBED))
    return tuple(
        verbatim_id
        for verbatim_id, text, name, account in found
        if masks.tells(wanted.words, text, _given(name), _given(account))
    )


def _given(name: str | None) -> list[str]:
    return [name] if name and name.strip() else []


def too_small(session: Session, wanted: Filter) -> tuple[int, ...]:
    """The anonymous surveys of which fewer than five answers match."""
    answers = func.count(Response.id.distinct())
    statement = _matching(select(Response.survey_id), wanted).where(Response.is_anonymous)
    statement = statement.group_by(Response.survey_id).having(answers < SMALLEST_GROUP)
    return tuple(session.scalars(statement.order_by(Response.survey_id)))


def count(session: Session, wanted: Filter) -> int:
    """How many verbatims match: as many as `find` gives when it is asked for all."""
    return session.scalars(_matching(select(func.count(Verbatim.id)), wanted)).one()


def find(session: Session, wanted: Filter, *, after: str | None = None, limit: int = 50) -> list[Found]:
    """The newest verbatims that match, or those after a cursor. Six statements, however many rows."""
    statement = _matching(select(Verbatim, Reading), wanted).join(Verbatim.answer)
    if after and (place := _place(session, wanted.workspace_id, after)) is not None:
        statement = statement.where(tuple_(*_ORDER) < place)
    statement = statement.order_by(*(column.desc() for column in _ORDER)).limit(limit).options(*_LOADED)
    return [Found(verbatim, reading) for verbatim, reading in session.execute(statement)]


def named(session: Session, workspace_id: int, cursor: str) -> Verbatim | None:
    """The verbatim of this workspace with this cursor, or None."""
    public_id, _, key = cursor.partition(".")
    here = and_(Response.public_id == public_id, Response.workspace_id == workspace_id, Answer.question_key == key)
    return session.scalars(select(Verbatim).join(Verbatim.answer).join(Verbatim.response).where(here)).first()


#: Newest first. Answers of one moment, as anonymous ones of a day are, stand in the order of their random names.
_ORDER: tuple[Any, ...] = (Response.answered_at, Response.public_id, Answer.question_key)

_LOADED = (
    contains_eager(Verbatim.answer),
    contains_eager(Verbatim.response).options(
        joinedload(Response.survey),
        joinedload(Response.contact).options(
            load_only(Contact.name), joinedload(Contact.account).load_only(Account.name)
        ),
    ),
    selectinload(Reading.mentions).joinedload(Mention.theme),
)


def _place(session: Session, workspace_id: int, cursor: str) -> Any:
    public_id, _, key = cursor.partition(".")
    here = and_(Response.public_id == public_id, Response.workspace_id == workspace_id)
    at = session.scalar(select(Response.answered_at).where(here))
    return None if at is None else tuple_(literal(at, UtcDateTime()), literal(public_id), literal(key))


def _matching(statement: Select[*Columns], wanted: Filter) -> Select[*Columns]:
    """The statement over the verbatims that match, each with its response and its current reading or none."""
    statement = statement.select_from(Verbatim).join(Verbatim.response)
    statement = statement.outerjoin(Reading, and_(Reading.verbatim_id == Verbatim.id, Reading.is_current))
    return statement.where(*_conditions(wanted))


def _conditions(wanted: Filter) -> Sequence[ColumnElement[bool]]:
    conditions = [Response.workspace_id == wanted.workspace_id, Response.state == State.FINAL]
    if wanted.survey_id is not None:
        conditions.append(Response.survey_id == wanted.survey_id)
    if wanted.without:
        conditions.append(Response.survey_id.not_in(wanted.without))
    if wanted.hidden:
        conditions.append(Verbatim.id.not_in(wanted.hidden))
    if wanted.band:
        conditions.append(Response.band == wanted.band)
    if wanted.start is not None:
        conditions.append(Response.answered_at >= wanted.start)
    if wanted.end is not None:
        conditions.append(Response.answered_at < wanted.end)
    if wanted.theme_id is not None:
        conditions.append(_speaks_of(wanted.theme_id, wanted.label))
    elif wanted.label:
        conditions.append(Reading.label == wanted.label)
    return [*conditions, *(Verbatim.text.icontains(word, autoescape=True) for word in wanted.words.split())]


def _speaks_of(theme_id: int, label: str | None) -> ColumnElement[bool]:
    mentions = select(Mention.id).where(Mention.reading_id == Reading.id, Mention.theme_id == theme_id)
    if label:
        mentions = mentions.where(Mention.label == label)
    return mentions.exists()


def surveys_of(session: Session, workspace_id: int) -> list[Survey]:
    """The surveys of a workspace, by title: what a reader may choose from."""
    mine = select(Survey).where(Survey.workspace_id == workspace_id)
    return list(session.scalars(mine.order_by(Survey.title, Survey.id)))
