"""What people do to the themes of a workspace: name, describe, reseed, move, mute, merge, split, retire.

Every verb locks the workspace's codebook first, so that two people cannot turn a hierarchy into a circle, and notes in
the audit log what was before and after. Where the same words may be read differently from now on, it begins a new
edition: the reading job goes over what was read by the one before. A name, an owner or a parent needs none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, exists, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from voc.core import clock, i18n
from voc.core.db import dialect_name
from voc.insights.models import IS_LIVE, CodebookEdition, Correction, Mention, Reading, Theme, live_themes
from voc.insights.themes import seeds as words
from voc.insights.themes.seeds import Seeds
from voc.staff import audit
from voc.staff.models import AuditEvent, Membership, User

LONGEST_NAME = 80
LONGEST_TEXT = 5000


class NameMissing(Exception):
    """A theme has a name in at least one language, and none is too long."""


class NameTaken(Exception):
    """Another theme of the workspace has this name."""


class Circle(Exception):
    """A theme would stand below itself."""


class NotHere(Exception):
    """The other theme or the owner is not of this workspace, or the theme is not looked for any more."""


class NothingToSplit(Exception):
    """A split gives some of the seeds to the new theme and leaves some."""


def themes_of(session: Session, workspace_id: int) -> list[Theme]:
    """Every theme of a workspace, whatever its state, the oldest first."""
    return list(session.scalars(select(Theme).where(Theme.workspace_id == workspace_id).order_by(Theme.id)))


def add(
    session: Session,
    workspace_id: int,
    *,
    names: Mapping[str, str],
    seeds: Mapping[str, Iterable[str]],
    parent_id: int | None = None,
    description: str = "",
    by: int | None = None,
) -> Theme:
    """A new theme. Raises `NameMissing`, `NameTaken`, `NotHere`, `seeds.Unusable`."""
    _hold(session, workspace_id)
    theme = Theme(
        workspace_id=workspace_id,
        names=_names(session, workspace_id, names),
        seeds=words.cleaned(seeds),
        parent_id=parent_id,
        description=description.strip(),
    )
    if parent_id is not None:
        _other(session, workspace_id, parent_id)
    theme.key = _free_key(session, workspace_id, theme.names)
    session.add(theme)
    session.flush()
    _note(session, theme, "added", by, names=theme.names, seeds=theme.seeds)
    _new_edition(session, workspace_id)
    return theme


def rename(session: Session, theme: Theme, names: Mapping[str, str], *, by: int | None = None) -> None:
    """Call it something else; nothing is read again. Raises `NameMissing`, `NameTaken`."""
    _hold(session, theme.workspace_id)
    wanted = _names(session, theme.workspace_id, names, but=theme)
    if wanted != theme.names:
        _note(session, theme, "renamed", by, before=theme.names, after=wanted)
        theme.names = wanted
        session.flush()


def describe(
    session: Session,
    theme: Theme,
    *,
    description: str | None = None,
    playbook: str | None = None,
    by: int | None = None,
) -> None:
    """Say what belongs to it, and what to do about it; None leaves either as it is."""
    for name, given in (("description", description), ("playbook", playbook)):
        if given is not None and given.strip() != getattr(theme, name):
            _note(session, theme, "described", by, part=name, before=getattr(theme, name))
            setattr(theme, name, given.strip())
    session.flush()


def assign(session: Session, theme: Theme, owner_id: int | None, *, by: int | None = None) -> None:
    """Give it to the executive who answers for it, or to nobody. Raises `NotHere`."""
    if owner_id is not None and owner_id not in {person.id for person in people(session, theme.workspace_id)}:
        raise NotHere
    if owner_id != theme.owner_id:
        _note(session, theme, "assigned", by, before=theme.owner_id, after=owner_id)
        theme.owner_id = owner_id
        session.flush()


def people(session: Session, workspace_id: int) -> list[User]:
    """Who can own a theme: everybody of the workspace, by name."""
    mine = select(User).join(Membership, Membership.user_id == User.id).where(Membership.workspace_id == workspace_id)
    return list(session.scalars(mine.where(User.is_active).order_by(User.name, User.id)))


def reseed(session: Session, theme: Theme, seeds: Mapping[str, Iterable[str]], *, by: int | None = None) -> None:
    """Let other words and phrases give it away. Raises `seeds.Unusable`."""
    _hold(session, theme.workspace_id)
    before, after = words.of(theme.seeds), words.cleaned(seeds)
    if before == after and theme.seeds is not None:
        return
    _note(session, theme, "reseeded", by, added=words.without(after, before), removed=words.without(before, after))
    theme.seeds = after
    _new_edition(session, theme.workspace_id)


def move(session: Session, theme: Theme, parent_id: int | None, *, by: int | None = None) -> None:
    """Put it below another theme, or at the top. Raises `Circle`, `NotHere`."""
    _hold(session, theme.workspace_id)
    if parent_id == theme.parent_id:
        return
    if parent_id is not None:
        _other(session, theme.workspace_id, parent_id)
        if theme.id in _line(session, theme.workspace_id, parent_id):
            raise Circle
    _note(session, theme, "moved", by, before=theme.parent_id, after=parent_id)
    theme.parent_id = parent_id
    session.flush()


def mute(session: Session, theme: Theme, *, by: int | None = None) -> None:
    """Leave it out of counts and digests. It is still looked for, so nothing is lost when it is shown again."""
    if theme.muted_at is None:
        theme.muted_at = _note(session, theme, "muted", by)
        session.flush()


def unmute(session: Session, theme: Theme, *, by: int | None = None) -> None:
    """Show it in counts again."""
    if theme.muted_at is not None:
        theme.muted_at = None
        _note(session, theme, "unmuted", by)
        session.flush()


def merge(session: Session, theme: Theme, into: Theme, *, by: int | None = None) -> None:
    """Let another theme have its mentions from now on, those that were found before included.

    The other theme stays what it is. This one keeps its seeds, which are still looked for, and its corrections, which
    still hold for what its seeds find; so `restore` takes the merger back. What stood below it stands below the other
    one. Raises `Circle` when both are the same, `NotHere` when either is not looked for any more.
    """
    _hold(session, theme.workspace_id)
    if theme.id == into.id:
        raise Circle
    if into.workspace_id != theme.workspace_id or not all(_fresh(session, each).is_live for each in (theme, into)):
        raise NotHere
    theme.merged_into_id = into.id
    if into.id in _below(session, theme):
        into.parent_id = theme.parent_id
    session.flush()
    session.execute(
        update(Theme).where(Theme.parent_id == theme.id, Theme.id != into.id).values(parent_id=into.id),
        execution_options={"synchronize_session": "fetch"},
    )
    _hand_over(session, theme.id, into.id)
    _note(session, theme, "merged", by, into=into.id)
    # What was being read while this happened would be kept under the old name.
    _new_edition(session, theme.workspace_id)


def split(
    session: Session,
    theme: Theme,
    *,
    names: Mapping[str, str],
    seeds: Mapping[str, Iterable[str]],
    description: str = "",
    by: int | None = None,
) -> Theme:
    """A new theme beside this one that takes the chosen seeds from it, and the corrections of what they found.

    "Not this theme" holds for both, since it was said of all that the seeds stood for. Raises `NothingToSplit` unless
    some seeds go and some stay; `NameMissing`, `NameTaken`, `NotHere`.
    """
    _hold(session, theme.workspace_id)
    if not _fresh(session, theme).is_live:
        raise NotHere
    mine, chosen = words.of(theme.seeds), words.cleaned(seeds)
    left = words.without(mine, chosen)
    if not words.number(left) or words.number(left) + words.number(chosen) != words.number(mine):
        raise NothingToSplit
    if not words.number(chosen):
        raise NothingToSplit
    new = add(
        session,
        theme.workspace_id,
        names=names,
        seeds=chosen,
        parent_id=theme.parent_id,
        description=description,
        by=by,
    )
    new.owner_id, theme.seeds = theme.owner_id, left
    _note(session, theme, "split", by, into=new.id, seeds=chosen)
    session.flush()
    _share_corrections(session, theme, new, chosen)
    return new


def retire(session: Session, theme: Theme, *, by: int | None = None) -> None:
    """Look for it no more. Its row, its seeds and its corrections stay; what stood below it moves up."""
    _hold(session, theme.workspace_id)
    if theme.retired_at is not None:
        return
    theme.retired_at = _note(session, theme, "retired", by)
    session.flush()
    below = update(Theme).where(Theme.parent_id == theme.id).values(parent_id=theme.parent_id)
    session.execute(below, execution_options={"synchronize_session": "fetch"})
    _new_edition(session, theme.workspace_id)


def restore(session: Session, theme: Theme, *, by: int | None = None) -> None:
    """Look for a retired or merged theme again, as a theme of its own. Raises `NameTaken`."""
    _hold(session, theme.workspace_id)
    if theme.is_live:
        return
    _names(session, theme.workspace_id, theme.names, but=theme)
    _note(session, theme, "restored", by, merged_into=theme.merged_into_id)
    theme.retired_at, theme.merged_into_id = None, None
    if theme.parent_id is not None and not session.get_one(Theme, theme.parent_id).is_live:
        theme.parent_id = None
    _new_edition(session, theme.workspace_id)


def merged_in(session: Session, theme: Theme) -> list[Theme]:
    """The themes whose mentions this one has, directly or by way of another, the oldest first."""
    everything = themes_of(session, theme.workspace_id)
    found, wave = list[Theme](), {theme.id}
    while wave := {each.id for each in everything if each.merged_into_id in wave}:
        found += [each for each in everything if each.id in wave]
    return sorted(found, key=lambda each: each.id)


# Editions


def _hold(session: Session, workspace_id: int) -> None:
    """Wait until nobody else edits this codebook, and keep others out until the end of the transaction."""
    ensure_edition(session, workspace_id)
    mine = select(CodebookEdition.number).where(CodebookEdition.workspace_id == workspace_id)
    session.execute(mine.with_for_update())


def ensure_edition(session: Session, workspace_id: int) -> None:
    """Give the codebook its first edition, unless it has one: readers and editors need a row to wait for each other."""
    insert = sqlite.insert(CodebookEdition) if dialect_name(session) == "sqlite" else postgresql.insert(CodebookEdition)
    first = {"workspace_id": workspace_id, "number": 1, "edited_at": clock.now(), "reread_after": None}
    session.execute(insert.values(first).on_conflict_do_nothing(index_elements=[CodebookEdition.workspace_id]))


def _new_edition(session: Session, workspace_id: int) -> None:
    session.flush()
    values = {"number": CodebookEdition.number + 1, "edited_at": clock.now(), "reread_after": 0}
    mine = CodebookEdition.workspace_id == workspace_id
    session.execute(update(CodebookEdition).where(mine).values(**values), execution_options=_QUIETLY)


def begin_edition(session: Session, workspace_id: int) -> None:
    """Have everything read again: what corrections taught is different now."""
    _hold(session, workspace_id)
    _new_edition(session, workspace_id)


_QUIETLY = {"synchronize_session": False}


# What a verb needs to know


def _fresh(session: Session, theme: Theme) -> Theme:
    session.refresh(theme)
    return theme


def _other(session: Session, workspace_id: int, theme_id: int) -> None:
    mine = select(Theme.id).where(Theme.id == theme_id, Theme.workspace_id == workspace_id, IS_LIVE)
    if session.scalar(mine) is None:
        raise NotHere


def _line(session: Session, workspace_id: int, theme_id: int) -> set[int]:
    """The theme and those that it stands below."""
    parents = _parents(session, workspace_id)
    line: set[int] = set()
    at: int | None = theme_id
    while at is not None and at not in line:
        line.add(at)
        at = parents.get(at)
    return line


def _below(session: Session, theme: Theme) -> set[int]:
    """The themes that stand below it, at any depth."""
    parents = _parents(session, theme.workspace_id)
    found, wave = set[int](), {theme.id}
    while wave := {child for child, parent in parents.items() if parent in wave and child not in found}:
        found |= wave
    return found


def _parents(session: Session, workspace_id: int) -> dict[int, int | None]:
    rows = session.execute(select(Theme.id, Theme.parent_id).where(Theme.workspace_id == workspace_id))
    return {row.id: row.parent_id for row in rows}


def _names(
    session: Session, workspace_id: int, given: Mapping[str, str], *, but: Theme | None = None
) -> dict[str, str]:
    names = {language: " ".join(given.get(language, "").split()) for language in i18n.LANGUAGES}
    names = {language: name for language, name in names.items() if name}
    if not names or any(len(name) > LONGEST_NAME for name in names.values()):
        raise NameMissing
    for other in live_themes(session, workspace_id):
        if other is not but and any(
            name.casefold() == str(other.names.get(language, "")).casefold() for language, name in names.items()
        ):
            raise NameTaken
    return names


def _free_key(session: Session, workspace_id: int, names: Mapping[str, str]) -> str:
    """A key that says the English name where there is one; it stays when the theme is called something else."""
    plain = "_".join(re.findall(r"[a-z0-9]+", names.get("en", "").lower()))[:40].strip("_") or "theme"
    taken = set(session.scalars(select(Theme.key).where(Theme.workspace_id == workspace_id)))
    return next(key for n in range(1, len(taken) + 2) if (key := plain if n == 1 else f"{plain}_{n}") not in taken)


# What follows a theme


def _hand_over(session: Session, theme_id: int, into_id: int) -> None:
    """Let the mentions of current readings be the other theme's; a place that both found is one mention."""
    current = select(Reading.id).where(Reading.is_current)
    theirs = aliased(Mention)
    same = and_(
        theirs.reading_id == Mention.reading_id,
        theirs.theme_id == into_id,
        theirs.start == Mention.start,
        theirs.end == Mention.end,
    )
    mine = and_(Mention.theme_id == theme_id, Mention.reading_id.in_(current))
    session.execute(delete(Mention).where(mine, exists().where(same)), execution_options=_QUIETLY)
    session.execute(update(Mention).where(mine).values(theme_id=into_id), execution_options=_QUIETLY)


def _share_corrections(session: Session, theme: Theme, new: Theme, chosen: Seeds) -> None:
    given = session.scalars(select(Correction).where(Correction.theme_id == theme.id).order_by(Correction.id)).all()
    terms = _terms(session, theme.id, {each.verbatim_id for each in given})
    plain = [seed.casefold() for group in chosen.values() for seed in group]
    for each in given:
        found = terms.get(each.verbatim_id, [])
        if each.kind == "no":
            values = {name: getattr(each, name) for name in _CORRECTION}
            session.add(Correction(theme_id=new.id, **values))
        elif found and all(any(seed in term.casefold() for seed in plain) for term in found):
            each.theme_id = new.id
    session.flush()


_CORRECTION = ("verbatim_id", "kind", "start", "end", "label", "said_of", "user_id", "made_at")


def _terms(session: Session, theme_id: int, verbatim_ids: set[int]) -> dict[int, list[str]]:
    rows = session.execute(
        select(Reading.verbatim_id, Mention.term)
        .join(Mention, Mention.reading_id == Reading.id)
        .where(Reading.is_current, Mention.theme_id == theme_id)
    )
    found: dict[int, list[str]] = {}
    for verbatim_id, term in rows:
        if verbatim_id in verbatim_ids:
            found.setdefault(verbatim_id, []).append(term)
    return found


def _note(session: Session, theme: Theme, what: str, by: int | None, **detail: Any) -> datetime:
    now = clock.now()
    about = {"workspace_id": theme.workspace_id, "user_id": by}
    audit.record(session, f"theme.{what}", f"theme:{theme.id}", now, **about, **detail)
    return now


def history(session: Session, theme: Theme, limit: int = 20) -> Sequence[Any]:
    """What was done to it, the newest first: (event, name of who did it or None)."""
    mine = (AuditEvent.subject == f"theme:{theme.id}", AuditEvent.workspace_id == theme.workspace_id)
    told = select(AuditEvent, User.name).outerjoin(User, User.id == AuditEvent.user_id).where(*mine)
    return session.execute(told.order_by(AuditEvent.at.desc(), AuditEvent.id.desc()).limit(limit)).all()
