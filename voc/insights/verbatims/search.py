"""Which verbatims somebody asks for, and the rows that are the answer: one filter for the count and for the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, func, literal, literal_column, or_, select, tuple_
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload, load_only, selectinload

from voc.core.db import UtcDateTime
from voc.customers import finding as customers
from voc.customers.models import Account, Contact
from voc.insights.models import SEEN_BY_ALL, EmergingVerbatim, Mention, Reading, VerbatimWords
from voc.insights.verbatims import conflicts, finding_words
from voc.responses.models import Answer, Response, State, Verbatim
from voc.surveys import listing
from voc.surveys.models import Survey

Columns = TypeVarTuple("Columns")

#: A group of an anonymous survey that is smaller would tell who said what.
SMALLEST_GROUP = 5


@dataclass(frozen=True)
class Filter:
    """What somebody wants to read of one workspace. What is None or empty does not narrow it."""

    workspace_id: int
    survey_id: int | None = None
    theme_id: int | None = None
    #: A second theme that it speaks of too.
    also_theme_id: int | None = None
    #: With a theme: what is said of it there; without one: of everything together.
    label: str | None = None
    band: str | None = None
    #: Scores as they were given, both ends included.
    lowest: int | None = None
    highest: int | None = None
    #: Instants; the end is not part of it.
    start: datetime | None = None
    end: datetime | None = None
    #: The account's segment, else the person's own; `finding.NO_SEGMENT` for neither.
    segment: str | None = None
    account_id: int | None = None
    channel: str | None = None
    #: What the engine says it is written in.
    language: str | None = None
    #: Each of these words, and each phrase in quotation marks, is said: see `search_words`.
    words: str = ""
    #: Also where a longer word only contains it.
    inside: bool = False
    #: A term of `analysis.terms` that it says, in any form of the word.
    term: str = ""
    #: Only those in which this `EmergingSubject` is spoken of.
    emerging_id: int | None = None
    #: Whether the words may be looked for in personal data.
    sees_raw: bool = True
    #: A key of `ORDERS`.
    order: str = "newest"
    #: Only answers whose score and words disagree: see `conflicts`.
    conflict: str | None = None
    #: Only those that the engine has read.
    is_read: bool = False
    #: Stretches of time that are left out: instants, the ends not part of them.
    outside: tuple[tuple[datetime, datetime], ...] = ()
    #: Only those whose ids this statement gives.
    among: Select[Any] | None = None
    #: Surveys of which nothing is shown: see `too_small`.
    without: tuple[int, ...] = ()


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


def too_small(session: Session, wanted: Filter) -> tuple[int, ...]:
    """The anonymous surveys of which fewer than five answers match."""
    anonymous = select(Survey.id).where(Survey.workspace_id == wanted.workspace_id, Survey.is_anonymous)
    surveys = session.scalars(anonymous).all()
    if not surveys:
        return ()
    answers = func.count(Response.id.distinct())
    statement = matching(session, select(Response.survey_id), wanted).where(Response.survey_id.in_(surveys))
    statement = statement.group_by(Response.survey_id).having(answers < SMALLEST_GROUP)
    return tuple(session.scalars(statement.order_by(Response.survey_id)))


def count(session: Session, wanted: Filter) -> int:
    """How many verbatims match: as many as `find` gives when it is asked for all."""
    return session.scalars(matching(session, select(func.count(Verbatim.id)), wanted)).one()


def find(session: Session, wanted: Filter, *, after: str | None = None, limit: int = 50) -> list[Found]:
    """The first verbatims that match, in the order asked for, or those after a cursor. At most six statements."""
    order = ORDERS[wanted.order]
    statement = matching(session, select(Verbatim, Reading), wanted).join(Verbatim.answer)
    if after and (place := _place(session, wanted, after)) is not None:
        key = tuple_(*order.key)
        statement = statement.where(key < place if order.is_falling else key > place)
    statement = statement.order_by(*(column.desc() if order.is_falling else column.asc() for column in order.key))
    statement = statement.limit(limit).options(*_LOADED)
    return [Found(verbatim, reading) for verbatim, reading in session.execute(statement)]


def newest_texts(session: Session, wanted: Filter, *, limit: int) -> list[tuple[int, str]]:
    """(id, words) of the newest verbatims that match, without anything else of them. One statement."""
    statement = matching(session, select(Verbatim.id, Verbatim.text), wanted).join(Verbatim.answer)
    rows = session.execute(statement.order_by(*(column.desc() for column in _MOMENT)).limit(limit))
    return [(each, text) for each, text in rows]


def these(ids: Sequence[int]) -> Select[int]:
    """These ids as a statement that a filter takes."""
    return select(Verbatim.id).where(Verbatim.id.in_(ids))


def of_ids(session: Session, ids: Sequence[int]) -> dict[int, Found]:
    """Some verbatims by their ids. At most five statements."""
    statement = select(Verbatim, Reading).where(Verbatim.id.in_(ids)).join(Verbatim.response).join(Verbatim.answer)
    statement = statement.outerjoin(Reading, and_(Reading.verbatim_id == Verbatim.id, Reading.is_current))
    rows = session.execute(statement.options(*_LOADED))
    return {verbatim.id: Found(verbatim, reading) for verbatim, reading in rows}


def named(session: Session, workspace_id: int, cursor: str) -> Verbatim | None:
    """The verbatim of this workspace with this cursor, or None."""
    public_id, _, key = cursor.partition(".")
    here = and_(Response.public_id == public_id, Response.workspace_id == workspace_id, Answer.question_key == key)
    return session.scalars(select(Verbatim).join(Verbatim.answer).join(Verbatim.response).where(here)).first()


#: Newest first. Answers of one moment, as anonymous ones of a day are, stand in the order of their random names.
_ORDER: tuple[Any, ...] = (Response.answered_at, Response.public_id, Answer.question_key)


@dataclass(frozen=True)
class Order:
    """What a list is sorted by: all of it falling, or all of it rising, so that a page can begin anywhere."""

    key: tuple[Any, ...]
    is_falling: bool


#: Answers of one moment, as anonymous ones of a day are, stand in the order of their random names.
_MOMENT: tuple[Any, ...] = (Response.answered_at, Response.public_id, Answer.question_key)
#: What has not been read yet stands in the middle.
_SENTIMENT = func.coalesce(Reading.sentiment, literal_column("0.0"))

ORDERS = {
    "newest": Order(_MOMENT, is_falling=True),
    "oldest": Order(_MOMENT, is_falling=False),
    "worst": Order((_SENTIMENT, *_MOMENT), is_falling=False),
    "best": Order((_SENTIMENT, *_MOMENT), is_falling=True),
}

_LOADED = (
    contains_eager(Verbatim.answer),
    contains_eager(Verbatim.response).options(
        joinedload(Response.survey),
        joinedload(Response.contact).options(
            load_only(Contact.name, Contact.segment),
            joinedload(Contact.account).load_only(Account.name, Account.segment),
        ),
    ),
    selectinload(Reading.mentions).joinedload(Mention.theme),
)


def _place(session: Session, wanted: Filter, cursor: str) -> Any:
    """The key of the row that a page begins after; None when there is no such row here."""
    public_id, _, question = cursor.partition(".")
    key = ORDERS[wanted.order].key
    row = session.execute(
        select(*key)
        .select_from(Verbatim)
        .join(Verbatim.response)
        .join(Verbatim.answer)
        .outerjoin(Reading, and_(Reading.verbatim_id == Verbatim.id, Reading.is_current))
        .where(Response.workspace_id == wanted.workspace_id)
        .where(Response.public_id == public_id, Answer.question_key == question)
    ).first()
    if row is None:
        return None
    return tuple_(*(literal(value, UtcDateTime() if isinstance(value, datetime) else None) for value in row))


def matching(session: Session, statement: Select[*Columns], wanted: Filter) -> Select[*Columns]:
    """The statement over the verbatims that match, each with its response and its current reading or none."""
    statement = _spoken(session, statement, wanted).join(Verbatim.response)
    statement = statement.outerjoin(Reading, and_(Reading.verbatim_id == Verbatim.id, Reading.is_current))
    if wanted.segment or wanted.account_id is not None:
        # Who is unknown is in no segment.
        statement = statement.outerjoin(Response.contact).outerjoin(Contact.account)
        statement = statement.where(*_of_whom(wanted))
    return statement.where(*_conditions(wanted))


def _spoken(session: Session, statement: Select[*Columns], wanted: Filter) -> Select[*Columns]:
    """The statement from the verbatims, or where words are asked for from those few that say them."""
    if not wanted.words.strip():
        return statement.select_from(Verbatim)
    said = finding_words.that_say(session, wanted.words, sees_raw=wanted.sees_raw, inside=wanted.inside)
    return statement.select_from(said).join(Verbatim, Verbatim.id == said.c.verbatim_id)


def _of_whom(wanted: Filter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.segment:
        conditions.append(customers.is_in(wanted.segment))
    if wanted.account_id is not None:
        conditions.append(Contact.account_id == wanted.account_id)
    return conditions


def _conditions(wanted: Filter) -> Sequence[ColumnElement[bool]]:
    """What is asked for of the answer, of its reading and of its terms."""
    return [*_of_the_answer(wanted), *_of_the_reading(wanted), *_of_the_terms(wanted)]


def _of_the_answer(wanted: Filter) -> Sequence[ColumnElement[bool]]:
    workspace, survey = _looked_up(Response.workspace_id, wanted), _looked_up(Response.survey_id, wanted)
    conditions = [workspace == wanted.workspace_id, Response.state == State.FINAL]
    if wanted.survey_id is not None:
        conditions.append(survey == wanted.survey_id)
    if wanted.without:
        conditions.append(Response.survey_id.not_in(wanted.without))
    if wanted.band:
        conditions.append(Response.band == wanted.band)
    if wanted.lowest is not None:
        conditions.append(Response.score >= wanted.lowest)
    if wanted.highest is not None:
        conditions.append(Response.score <= wanted.highest)
    if wanted.among is not None:
        conditions.append(Verbatim.id.in_(wanted.among))
    if wanted.channel:
        conditions.append(Response.channel == wanted.channel)
    if wanted.start is not None:
        conditions.append(Response.answered_at >= wanted.start)
    if wanted.end is not None:
        conditions.append(Response.answered_at < wanted.end)
    conditions += [or_(Response.answered_at < start, Response.answered_at >= end) for start, end in wanted.outside]
    return conditions


def _looked_up(column: Any, wanted: Filter) -> Any:
    """The column, so that no index of it is used where words are asked for.

    SQLite keeps no statistics. It believes that a workspace has ten answers, and would go through all of them for each
    verbatim that says the words.
    """
    return column + literal_column("0") if wanted.words.strip() else column


def _of_the_reading(wanted: Filter) -> Sequence[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.is_read:
        conditions.append(Reading.id.is_not(None))
    if wanted.conflict:
        conditions.append(conflicts.holds(wanted.conflict))
    if wanted.theme_id is not None:
        conditions.append(_speaks_of(wanted.theme_id, wanted.label))
    elif wanted.label:
        conditions.append(Reading.label == wanted.label)
    if wanted.also_theme_id is not None:
        conditions.append(_speaks_of(wanted.also_theme_id, None))
    if wanted.language:
        conditions.append(Reading.language == wanted.language)
    return conditions


def _of_the_terms(wanted: Filter) -> Sequence[ColumnElement[bool]]:
    """What the weekly look and comparisons count by."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.term:
        line = aliased(VerbatimWords)
        said = select(line.id).where(line.verbatim_id == Verbatim.id, line.audience.in_(SEEN_BY_ALL))
        conditions.append(said.where(line.terms.contains(f" {wanted.term} ", autoescape=True)).exists())
    if wanted.emerging_id is not None:
        evidence = select(EmergingVerbatim.verbatim_id).where(EmergingVerbatim.subject_id == wanted.emerging_id)
        conditions.append(Verbatim.id.in_(evidence))
    return conditions


def _speaks_of(theme_id: int, label: str | None) -> ColumnElement[bool]:
    # Another one than those that the statement around it may be about.
    its = aliased(Mention)
    mentions = select(its.id).where(its.reading_id == Reading.id, its.theme_id == theme_id)
    if label:
        mentions = mentions.where(its.label == label)
    return mentions.exists()


def accounts_of(session: Session, workspace_id: int) -> list[Account]:
    """The accounts of a workspace, by name; of two of one name the first is meant."""
    mine = select(Account).where(Account.workspace_id == workspace_id).options(load_only(Account.name))
    return list(session.scalars(mine.order_by(Account.name, Account.id)))


def surveys_of(session: Session, workspace_id: int) -> list[Survey]:
    """The surveys of a workspace, by title as its reader reads it: what they may choose from."""
    mine = select(Survey).where(Survey.workspace_id == workspace_id)
    return listing.by_title(session.scalars(mine))
