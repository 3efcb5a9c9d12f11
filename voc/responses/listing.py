"""Responses as the console lists them: every state, with counts that add up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from voc.analysis.scores import BANDS
from voc.core import weeks
from voc.customers.models import Contact
from voc.responses import answers
from voc.responses.answered import Answered
from voc.responses.models import Answer, Response, SetAside, Sighting, State

PAGE = 50
#: Fewer responses than this are not listed where somebody could be recognized by them.
FEWEST = 5
#: Of those that stopped half-way, in whatever state.
PARTIAL = "partial"
#: What the list can be narrowed to: a state, why something was set aside, or those that stopped half-way.
STATES: tuple[str, ...] = (*State, *SetAside, PARTIAL)


@dataclass(frozen=True)
class Filter:
    """Which responses to list. Empty: all of the workspace."""

    workspace_id: int
    #: The reader's zone: whose days `since` and `until` are.
    zone: str
    survey_id: int | None = None
    #: A `State`, a `SetAside`, `PARTIAL`, or empty.
    state: str = ""
    #: A band, `none` for responses without a score, or empty.
    band: str = ""
    #: A channel, or empty.
    channel: str = ""
    touchpoint_id: int | None = None
    since: date | None = None
    #: The last day that is listed.
    until: date | None = None
    #: What a question of the survey must have been answered with.
    answer: Answered | None = None
    #: Surveys that are left out all the same (`Counts.veiled`, `exporting.table`).
    without: frozenset[int] = frozenset()

    def where(self) -> list[ColumnElement[bool]]:
        """Everything but state and band."""
        conditions = [Response.workspace_id == self.workspace_id]
        if self.survey_id is not None:
            conditions.append(Response.survey_id == self.survey_id)
        if self.touchpoint_id is not None:
            conditions.append(Response.touchpoint_id == self.touchpoint_id)
        if self.channel:
            conditions.append(Response.channel == self.channel)
        if self.since:
            conditions.append(Response.answered_at >= weeks.midnight(self.since, self.zone))
        if self.until:
            conditions.append(Response.answered_at < weeks.midnight(self.until + timedelta(days=1), self.zone))
        if self.answer:
            conditions.append(self.answer.where())
        if self.without:
            conditions.append(Response.survey_id.not_in(self.without))
        return conditions

    def narrow(self) -> list[ColumnElement[bool]]:
        """State and band."""
        conditions: list[ColumnElement[bool]] = []
        if self.state in set(SetAside):
            conditions.append(and_(Response.state == State.SET_ASIDE, Response.set_aside_reason == self.state))
        elif self.state == PARTIAL:
            conditions.append(Response.is_partial.is_(True))
        elif self.state:
            conditions.append(Response.state == self.state)
        if self.band:
            conditions.append(Response.band.is_(None) if self.band == "none" else Response.band == self.band)
        return conditions

    def takes_state(self, state: str, reason: str | None, *, is_partial: bool) -> bool:
        """Whether a row of this state is listed; the same rule as `narrow`."""
        if self.state == PARTIAL:
            return is_partial
        return not self.state or self.state == state or (state == State.SET_ASIDE and self.state == reason)

    def takes_band(self, band: str | None) -> bool:
        """Whether a row of this band is listed; the same rule as `narrow`."""
        return not self.band or self.band == (band or "none")


@dataclass(frozen=True)
class Counts:
    """How many responses there are; states add up to `in_all`, reasons to `set_aside`, bands to `listed`.

    Where every state is listed, bands are of the final ones alone, as in every metric, and `uncounted` are the others.
    """

    #: Of whom each is surely a person: whatever their state and band, and of those that are listed.
    people_of: int
    people_listed: int
    in_all: int
    listed: int
    by_state: Mapping[str, int]
    by_reason: Mapping[str, int]
    by_band: Mapping[str, int]
    #: State -> how many of the list, whatever their band, are in none of `by_band`.
    uncounted: Mapping[str, int]
    #: Of `in_all`: those that stopped half-way.
    partial: int
    #: Anonymous survey -> how many of `listed` are its, where these are fewer than `FEWEST` people: beside those of
    #: other surveys they would stand as much alone as by themselves.
    veiled: Mapping[int, int]


@dataclass
class _Group:
    """State -> how many responses there are, whatever their state and band, and how many of them are listed."""

    of: Counter[str] = field(default_factory=Counter)
    listed: Counter[str] = field(default_factory=Counter)

    @property
    def people(self) -> int:
        """How many stand in the list as people.

        What a robot sent, a click that nobody confirmed or what a colleague set aside makes nobody less alone: final
        ones count, and where others are listed without them, those that are final beside the list.
        """
        return self.listed[State.FINAL] or min(self.listed.total(), self.of[State.FINAL])


@dataclass(frozen=True)
class Place:
    """Where a page of the list begins: after this row."""

    answered_at: datetime
    id: int


@dataclass(frozen=True)
class Listed:
    """One page of the list, newest first."""

    responses: Sequence[Response]
    #: Response id -> what its page saw, for those that a person has not confirmed.
    sightings: Mapping[int, Sequence[Sighting]]
    earlier: Place | None
    later: Place | None


def count(session: Session, wanted: Filter) -> Counts:
    """Counts under the filter: by state for any state, by band for any band, so that each can be switched to."""
    by_state, by_reason, by_band = (_zeros(keys) for keys in (State, SetAside, (*BANDS, "none")))
    uncounted = _zeros((State.PROVISIONAL, State.SET_ASIDE))
    partial = 0
    everybody = _Group()
    anonymous: defaultdict[int, _Group] = defaultdict(_Group)
    whose = case((Response.is_anonymous.is_(True), Response.survey_id))
    groups = (Response.state, Response.set_aside_reason, Response.band, Response.is_partial, whose)
    for state, reason, band, is_partial, survey_id, n in session.execute(
        select(*groups, func.count()).where(*wanted.where()).group_by(*groups)
    ):
        in_state, in_band = wanted.takes_state(state, reason, is_partial=is_partial), wanted.takes_band(band)
        groups_of = [everybody, anonymous[survey_id]] if survey_id else [everybody]
        for group in groups_of:
            group.of[state] += n
            group.listed[state] += n * (in_state and in_band)
        if not wanted.state and state != State.FINAL:
            uncounted[state] += n
        else:
            by_band[band or "none"] += n * in_state
        if in_band:
            by_state[state] += n
            partial += n * is_partial
            if reason and state == State.SET_ASIDE:
                by_reason[reason] = by_reason.get(reason, 0) + n
    few = {survey_id: its.listed.total() for survey_id, its in anonymous.items() if its.people < FEWEST}
    return Counts(
        people_of=everybody.of[State.FINAL],
        people_listed=everybody.people,
        in_all=sum(by_state.values()),
        listed=everybody.listed.total(),
        by_state=by_state,
        by_reason=by_reason,
        by_band=by_band,
        uncounted=uncounted,
        partial=partial,
        veiled={survey_id: n for survey_id, n in few.items() if n},
    )


def _zeros(keys: Iterable[str]) -> dict[str, int]:
    return {str(key): 0 for key in keys}


def page(
    session: Session, wanted: Filter, *, after: Place | None = None, before: Place | None = None, size: int = PAGE
) -> Listed:
    """The newest responses, or those that follow `after` in the list, or come `before` it."""
    rows = _rows(session, wanted, before or after, size + 1, is_upwards=before is not None)
    more, rows = len(rows) > size, rows[:size]
    if before:
        rows.reverse()
    # Coming from one side, there is something on that side.
    has_earlier, has_later = (True, more) if before else (more, after is not None)
    return Listed(
        responses=rows,
        sightings=sightings(session, rows),
        earlier=_place(rows[-1]) if rows and has_earlier else None,
        later=_place(rows[0]) if rows and has_later else None,
    )


def batch(session: Session, wanted: Filter, *, after: Place | None, size: int) -> tuple[list[Response], Place | None]:
    """So many rows in the order of the list, and after which place the next ones follow; None behind the last."""
    rows = _rows(session, wanted, after, size, is_upwards=False)
    return rows, _place(rows[-1]) if len(rows) == size else None


def _rows(session: Session, wanted: Filter, place: Place | None, size: int, *, is_upwards: bool) -> list[Response]:
    at, number = Response.answered_at, Response.id
    statement = select(Response).where(*wanted.where(), *wanted.narrow())
    if place:
        beyond = (
            (at > place.answered_at, number > place.id) if is_upwards else (at < place.answered_at, number < place.id)
        )
        statement = statement.where(or_(beyond[0], and_(at == place.answered_at, beyond[1])))
    order = (at.asc(), number.asc()) if is_upwards else (at.desc(), number.desc())
    parts = (
        joinedload(Response.survey),
        joinedload(Response.touchpoint),
        joinedload(Response.contact).joinedload(Contact.account),
        selectinload(Response.answers).selectinload(Answer.verbatim),
        answers.WITH_QUESTIONS,
    )
    return list(session.scalars(statement.order_by(*order).limit(size).options(*parts)))


def sightings(session: Session, rows: Sequence[Response]) -> Mapping[int, Sequence[Sighting]]:
    """Response id -> what its page saw, for those of these that a person has not confirmed."""
    doubtful = [row.id for row in rows if row.state != State.FINAL or row.confirmed_by == "dwell"]
    seen: dict[int, list[Sighting]] = defaultdict(list)
    for sighting in session.scalars(select(Sighting).where(Sighting.response_id.in_(doubtful)).order_by(Sighting.id)):
        seen[sighting.response_id].append(sighting)
    return seen


def _place(row: Response) -> Place:
    return Place(row.answered_at, row.id)
