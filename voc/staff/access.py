"""Who may see and do what. Finding a row and checking the right to it are one call.

What you may not know of is 404; what you see but may not do is 403; signed out is the sign-in page.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from flask import abort, g
from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager
from sqlalchemy.sql.base import ExecutableOption

from voc.core import paging
from voc.core.db import Base, db
from voc.staff.models import Membership, Role, TeamMember, User, Workspace

Params = ParamSpec("Params")
Result = TypeVar("Result")
Row = TypeVar("Row", bound=Base)

#: What each role may do beyond reading results and digests, masked.
RIGHTS: dict[Role, frozenset[str]] = {
    Role.OWNER: frozenset(
        {"people", "settings", "surveys", "customers", "ask", "themes", "results", "raw", "cases", "all_cases"}
    ),
    Role.ANALYST: frozenset({"surveys", "customers", "ask", "themes", "results", "raw", "all_cases"}),
    Role.AGENT: frozenset({"results", "raw", "cases"}),
    Role.READER: frozenset({"results"}),
}


def user() -> User:
    """The person signed in."""
    return cast(User, g.user)


def workspace() -> Workspace:
    """The workspace this request is about."""
    return cast(Workspace, g.workspace)


def membership() -> Membership:
    """The signed-in person's place in this request's workspace."""
    return cast(Membership, g.membership)


def may(right: str) -> bool:
    """Whether the signed-in person has a right here; False when nobody is signed in."""
    return "membership" in g and right in RIGHTS[Role(g.membership.role)]


def required(right: str) -> Callable[[Callable[Params, Result]], Callable[Params, Result]]:
    """A view for those who have the right: others get 403; the signed-out never come so far."""

    def decorate(view: Callable[Params, Result]) -> Callable[Params, Result]:
        @wraps(view)
        def guarded(*args: Params.args, **kwargs: Params.kwargs) -> Result:
            if not may(right):
                abort(403)
            return view(*args, **kwargs)

        return guarded

    return decorate


def owned(model: type[Row], row_id: Any, *options: ExecutableOption) -> Row:
    """The row of this workspace with this id; 404 when there is none here."""
    columns: Any = model
    if not paging.is_id(int(row_id)):
        abort(404)
    statement = select(model).where(columns.id == row_id, columns.workspace_id == workspace().id).options(*options)
    row = db.session.scalars(statement).first()
    if row is None:
        abort(404)
    return row


def memberships_of(session: Session, user_id: int) -> list[Membership]:
    """A person's workspaces, real ones before the demo."""
    # Every page of the console asks for them, and shows what the workspace is called: both come in one answer.
    statement = (
        select(Membership)
        .join(Membership.workspace)
        .options(contains_eager(Membership.workspace))
        .where(Membership.user_id == user_id)
        .order_by(Workspace.is_demo, Workspace.id)
    )
    return list(session.scalars(statement))


def team_ids_of(session: Session, user_id: int) -> set[int]:
    """The teams a person is in."""
    return set(session.scalars(select(TeamMember.team_id).where(TeamMember.user_id == user_id)))
