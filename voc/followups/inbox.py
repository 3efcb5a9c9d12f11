"""Which cases a person sees, in the order in which they should be done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true, tuple_
from sqlalchemy.orm import Session, joinedload

from voc.followups import reached
from voc.followups.models import Case, CaseEvent, CaseResponse, CaseState, EventKind
from voc.followups.reached import Reached
from voc.insights.models import Mention, Reading
from voc.responses.models import Response, Verbatim

PAGE = 25

#: List -> the column that orders it. Open: what breaks first; in contact: what is silent longest; closed: the newest.
ORDERS: dict[str, Any] = {
    CaseState.OPEN: Case.due_at,
    CaseState.IN_CONTACT: Case.contacted_at,
    CaseState.CLOSED: Case.closed_at,
}


@dataclass(frozen=True)
class Viewer:
    """Who looks: their id, their teams, and whether they may see everybody's cases."""

    workspace_id: int
    user_id: int
    team_ids: frozenset[int]
    sees_all: bool

    def may_see(self, case: Case) -> bool:
        """The neighbour of `visible` for one case in hand."""
        return self.sees_all or case.owner_id == self.user_id or case.team_id in self.team_ids


@dataclass(frozen=True)
class Row:
    """One line of the inbox: the case, and the answer that speaks for it."""

    case: Case
    response: Response | None
    words: str
    #: The customer has said something since we last did.
    is_unheard: bool


@dataclass(frozen=True)
class Page:
    """Cases in order, and from where the next page goes on; None on the last."""

    rows: Sequence[Row]
    following: str | None


def visible(viewer: Viewer) -> ColumnElement[bool]:
    """The cases that a person may know of: those of their teams and their own; every one for who sees all."""
    in_workspace = Case.workspace_id == viewer.workspace_id
    return in_workspace if viewer.sees_all else and_(in_workspace, or_(is_mine(viewer), is_my_teams(viewer)))


def is_mine(viewer: Viewer) -> ColumnElement[bool]:
    return Case.owner_id == viewer.user_id


def is_my_teams(viewer: Viewer) -> ColumnElement[bool]:
    return Case.team_id.in_(viewer.team_ids) if viewer.team_ids else false()


def whose(viewer: Viewer, name: str) -> ColumnElement[bool]:
    """The filter `mine`, `team` or `all`."""
    return {"mine": is_mine(viewer), "team": is_my_teams(viewer)}.get(name, true())


def about(theme_id: int | None) -> ColumnElement[bool]:
    """The cases whose customers speak of a theme, or of which it was the root cause; every one for None."""
    if theme_id is None:
        return true()
    speaks = select(CaseResponse.id).join(Verbatim, Verbatim.response_id == CaseResponse.response_id)
    speaks = speaks.join(Reading, and_(Reading.verbatim_id == Verbatim.id, Reading.is_current))
    speaks = speaks.join(Mention, and_(Mention.reading_id == Reading.id, Mention.theme_id == theme_id))
    return or_(Case.root_cause_id == theme_id, speaks.where(CaseResponse.case_id == Case.id).exists())


def stands(state: str) -> ColumnElement[bool]:
    """The cases of one list. Open is also whose customer we have written to by mail that has not left: nobody heard."""
    if state == CaseState.OPEN:
        return or_(Case.state == state, and_(Case.state == CaseState.IN_CONTACT, reached.is_waited_for()))
    if state == CaseState.IN_CONTACT:
        return and_(Case.state == state, ~reached.is_waited_for())
    return Case.state == state


def standing(case: Case, heard: Reached | None) -> str:
    """The neighbour of `stands` for one case in hand, of which `reached.of` has told."""
    is_waited_for = case.state == CaseState.IN_CONTACT and heard is not None and heard.is_waited_for
    return CaseState.OPEN if is_waited_for else case.state


def counts(session: Session, viewer: Viewer, theme_id: int | None = None) -> dict[tuple[str, str], int]:
    """How many cases there are for each (whose, state), in one statement."""
    pairs = [(name, state) for name in ("mine", "team", "all") for state in ORDERS]
    columns = [func.count().filter(whose(viewer, name), stands(state)) for name, state in pairs]
    row = session.execute(select(*columns).select_from(Case).where(visible(viewer), about(theme_id))).one()
    return dict(zip(pairs, row, strict=True))


def load_page(
    session: Session, viewer: Viewer, name: str, state: str, after: str | None, *, theme_id: int | None = None
) -> Page:
    """One page of cases, the one to do next first; a constant number of statements however many there are."""
    wanted = (visible(viewer), whose(viewer, name), stands(state), about(theme_id))
    statement = _ordered(select(Case).where(*wanted), state, after)
    statement = statement.options(
        joinedload(Case.contact), joinedload(Case.account), joinedload(Case.owner), joinedload(Case.team)
    )
    cases = list(session.scalars(statement.limit(PAGE + 1)))
    following = _key(cases[PAGE - 1], state) if len(cases) > PAGE else None
    return Page(_rows(session, cases[:PAGE]), following)


def next_for(session: Session, viewer: Viewer, case: Case, *, can_send: bool = True) -> int | None:
    """The open case that this person should do after the one in hand: their own first, then their teams'.

    Whose reply is on its way is done with for now; one that will not leave by itself is not. `can_send`: whether what
    waits in the outbox will leave at all.
    """
    is_stuck = and_(Case.state == CaseState.IN_CONTACT, reached.is_stuck() if can_send else reached.is_waited_for())
    is_waiting = and_(visible(viewer), or_(Case.state == CaseState.OPEN, is_stuck), Case.id != case.id)
    statement = select(Case.id).where(is_waiting, or_(is_mine(viewer), is_my_teams(viewer)))
    return session.scalar(statement.order_by(is_mine(viewer).desc(), Case.due_at, Case.id).limit(1))


def _ordered(statement: Select[Any], state: str, after: str | None) -> Select[Any]:
    column, is_newest_first = ORDERS[state], state == CaseState.CLOSED
    key = tuple_(column, Case.id)
    if place := _parsed(after):
        statement = statement.where(key < place if is_newest_first else key > place)
    return statement.order_by(*((column.desc(), Case.id.desc()) if is_newest_first else (column, Case.id)))


def _key(case: Case, state: str) -> str:
    at: datetime = getattr(case, ORDERS[state].key)
    return f"{at.isoformat()}~{case.id}"


def _parsed(key: str | None) -> tuple[datetime, int] | None:
    """Where a page goes on, from its address; what nobody was ever given begins at the top."""
    at, _, number = (key or "").partition("~")
    try:
        place = datetime.fromisoformat(at), int(number)
    except ValueError:
        return None
    return place if place[0].tzinfo and 0 < place[1] < 2**31 else None


def _rows(session: Session, cases: Sequence[Case]) -> list[Row]:
    ids = [case.id for case in cases]
    spoken = _spoken(session, ids)
    unheard = _unheard(session, ids)
    rows = []
    for case in cases:
        response, words = spoken.get(case.id, (None, ""))
        rows.append(Row(case, response, words, is_unheard=case.id in unheard))
    return rows


def _spoken(session: Session, case_ids: Iterable[int]) -> dict[int, tuple[Response, str]]:
    """For each case the newest answer that has words, else the newest."""
    statement = (
        select(CaseResponse.case_id, Response, Verbatim.text)
        .join(Response, Response.id == CaseResponse.response_id)
        .outerjoin(Verbatim, Verbatim.response_id == Response.id)
        .where(CaseResponse.case_id.in_(case_ids))
        # Where nobody knows who it was, what was asked and where tells one stranger from another.
        .options(joinedload(Response.survey), joinedload(Response.touchpoint))
        .order_by(Verbatim.id.is_not(None), Response.touched_at, Response.id, Verbatim.id.desc())
    )
    return {case_id: (response, words or "") for case_id, response, words in session.execute(statement)}


def _unheard(session: Session, case_ids: Iterable[int]) -> set[int]:
    by_customer = CaseEvent.kind.in_((EventKind.JOINED, EventKind.REVISED))
    by_us = CaseEvent.kind.in_((EventKind.MAIL, EventKind.CALL, EventKind.NOTE, EventKind.CLOSED))
    statement = (
        select(CaseEvent.case_id)
        .where(CaseEvent.case_id.in_(case_ids))
        .group_by(CaseEvent.case_id)
        .having(
            func.coalesce(func.max(CaseEvent.id).filter(by_customer), 0)
            > func.coalesce(func.max(CaseEvent.id).filter(by_us), 0)
        )
    )
    return set(session.scalars(statement))
