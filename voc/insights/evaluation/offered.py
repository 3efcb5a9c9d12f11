"""Which themes labels are held to: those that are looked for now, and that a person could choose then.

A theme that was merged since is the one that has its mentions. Of a theme that did not exist when somebody labelled, or
was not looked for, that label says nothing: it was not offered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voc.insights.models import Theme, survivor
from voc.staff.models import AuditEvent

_CAME, _COMES, _GOES = "theme.added", ("theme.added", "theme.restored"), ("theme.merged", "theme.retired")


@dataclass(frozen=True)
class Offered:
    """The codebook of a workspace as its labels see it."""

    #: Theme id -> the theme that has its mentions now; without those of which nothing is looked for any more.
    survivors: Mapping[int, int]
    #: Theme id -> what was done to it and when, the oldest first; nothing for a starter theme that was left alone.
    changes: Mapping[int, Sequence[tuple[datetime, str]]]

    def now(self, themes: Iterable[int]) -> frozenset[int]:
        """These themes as they are now."""
        return frozenset(self.survivors[each] for each in themes if each in self.survivors)

    def lacked(self, at: datetime) -> frozenset[int]:
        """The themes of now that nobody could choose then."""
        return frozenset(each for each in set(self.survivors.values()) if not self._was_there(each, at))

    def _was_there(self, theme: int, at: datetime) -> bool:
        changes = self.changes.get(theme, ())
        before = [action for when, action in changes if when <= at]
        if before:
            return before[-1] in _COMES
        return not changes or changes[0][1] != _CAME


def load(session: Session, workspace_id: int) -> Offered:
    """What is offered in a workspace, and was. Two statements."""
    themes = session.scalars(select(Theme).where(Theme.workspace_id == workspace_id)).all()
    into = {theme.id: theme.merged_into_id for theme in themes}
    live = {theme.id for theme in themes if theme.is_live}
    survivors = {theme.id: survivor(theme.id, into) for theme in themes if theme.retired_at is None}
    return Offered({each: last for each, last in survivors.items() if last in live}, _changes(session, workspace_id))


def _changes(session: Session, workspace_id: int) -> dict[int, list[tuple[datetime, str]]]:
    mine = select(AuditEvent.subject, AuditEvent.at, AuditEvent.action)
    mine = mine.where(AuditEvent.workspace_id == workspace_id, AuditEvent.action.in_((*_COMES, *_GOES)))
    found: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
    for subject, at, action in session.execute(mine.order_by(AuditEvent.at, AuditEvent.id)):
        found[int(subject.removeprefix("theme:"))].append((at, action))
    return found
