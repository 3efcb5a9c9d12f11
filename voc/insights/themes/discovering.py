"""The worker's part of proposing themes: what somebody asked for is discovered in the customers' words, and kept.

A run is claimed with a lease, which is committed; then the words are loaded and compared while nobody waits for the
database (`gathering`, `finding`), and now and then the page is told how far that is; then one transaction says that the
run is over and keeps all that it found. Whoever dies before that leaves nothing, and another worker begins anew when
the lease has ended; of two that worked on it, one keeps what it found.

What the codebook knows is not proposed again, nor what somebody dismissed. Proposals that nobody has decided on are
handed to the discovery as known: where customers still speak of them they keep their rows.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from voc.analysis import discovery, naming
from voc.core import clock, jobs
from voc.core.db import only_reading
from voc.insights.models import Theme
from voc.insights.themes import finding, gathering
from voc.insights.themes.finding import Found, Near
from voc.insights.themes.gathering import Gathered, Run
from voc.insights.themes.proposal_models import Proposal, ProposalRun, ProposalVerbatim, ThemeSuggestion
from voc.responses.models import Verbatim

log = logging.getLogger(__name__)

#: Whoever began and has not ended after this is dead.
LEASE = jobs.LEASE
#: A run that ended so many workers is not begun again.
TRIES = 3
#: Whenever so many verbatims are read those who wait are told, and the lease is begun anew.
TOLD_EVERY = 250
#: What such a statement changes is not looked for in the objects that are loaded.
_ASIDE = {"synchronize_session": False}


def discover_asked(session: Session, now: datetime) -> int:
    """Do what was asked for and nobody is doing; returns how many runs ended well."""
    done = 0
    while _is_due(session, now) and (run := _claim(session, now)):
        try:
            done += _discover(session, run)
        except Exception as error:
            # Told to whoever asked; the log has the place, without the customers' words that an error may quote.
            session.rollback()
            log.exception("proposing_failed", extra={"run": run.id, "error": type(error).__name__})
            _end(session, run, failure="error")
            session.commit()
    return done


def _due(now: datetime) -> ColumnElement[bool]:
    is_free = or_(ProposalRun.claimed_until.is_(None), ProposalRun.claimed_until < now)
    return and_(ProposalRun.finished_at.is_(None), is_free)


def _is_due(session: Session, now: datetime) -> bool:
    # Most of the time nobody has asked, and a look alone takes no lock.
    with only_reading(session):
        return session.scalar(select(ProposalRun.id).where(_due(now)).limit(1)) is not None


def _claim(session: Session, now: datetime) -> Run | None:
    """Take a run that waits; one that has ended too many workers fails instead."""
    died = and_(_due(now), ProposalRun.tries >= TRIES)
    over = update(ProposalRun).where(died).values(finished_at=now, failure="died", claimed_by=None)
    session.execute(over, execution_options={"synchronize_session": False})
    values = {
        "claimed_by": secrets.token_hex(8),
        "claimed_until": now + LEASE,
        "started_at": now,
        "tries": ProposalRun.tries + 1,
    }
    run = jobs.claim(session, ProposalRun, _due(now), values)
    mine = gathering.taken(run) if run else None
    session.commit()
    return mine


def _discover(session: Session, run: Run) -> bool:
    given, known = gathering.verbatims(session, run), gathering.known(session, run)
    found = discovery.discover(given.texts, known=known.book, advance=_telling(session, run, given))
    made, near = finding.made(given, known, found)
    return _keep(session, run, given, made, near)


def _telling(session: Session, run: Run, given: Gathered) -> Callable[[int], None]:
    """What is called for each verbatim that was read: says now and then how far this run is."""
    done = 0
    mine = and_(ProposalRun.id == run.id, ProposalRun.claimed_by == run.claimed_by, ProposalRun.finished_at.is_(None))

    def told(number: int) -> None:
        nonlocal done
        done += number
        if done % TOLD_EVERY and done != len(given.ids):
            return
        values = {"verbatims": len(given.ids), "looked_at": done, "claimed_until": clock.now() + LEASE}
        session.execute(update(ProposalRun).where(mine).values(**values), execution_options=_ASIDE)
        session.commit()

    return told


# What is kept


def _keep(session: Session, run: Run, given: Gathered, made: Sequence[Found], near: Sequence[Near]) -> bool:
    """Keep everything in one transaction, unless somebody else has ended this run."""
    new = sum(each.proposal_id is None for each in made)
    figures = {"verbatims": given.total, "looked_at": len(given.ids), "new": new, "again": len(made) - new}
    if not _end(session, run, **figures):
        session.rollback()
        return False
    open_ones = select(Proposal).where(Proposal.workspace_id == run.workspace_id, Proposal.state == "open")
    rows = {each.id: each for each in session.scalars(open_ones.with_for_update())}
    there = _still_there(session, {each for found in made for each in found.verbatims})
    now = clock.now()
    for position, each in enumerate(made):
        row = rows.get(each.proposal_id) if each.proposal_id is not None else _row(run, each)
        if row is None:  # Decided while we worked.
            continue
        row.position, row.found_at, row.run_id = position, now, run.id
        session.add(row)
        session.flush()
        session.execute(delete(ProposalVerbatim).where(ProposalVerbatim.proposal_id == row.id))
        values = [
            {"proposal_id": row.id, "verbatim_id": verbatim_id, "rank": rank}
            for verbatim_id, rank in each.verbatims.items()
            if verbatim_id in there
        ]
        if values:
            session.execute(insert(ProposalVerbatim), values)
    _suggest(session, run.workspace_id, near, now)
    session.commit()
    log.info("themes_proposed", extra={"run": run.id, **figures})
    return True


def _end(session: Session, run: Run, **values: object) -> bool:
    mine = and_(ProposalRun.id == run.id, ProposalRun.claimed_by == run.claimed_by, ProposalRun.finished_at.is_(None))
    over = update(ProposalRun).where(mine).values(finished_at=clock.now(), **values).returning(ProposalRun.id)
    return session.scalar(over, execution_options={"synchronize_session": False}) is not None


def _still_there(session: Session, ids: set[int]) -> set[int]:
    """Those of the verbatims that nobody has erased meanwhile."""
    found = (
        session.scalars(select(Verbatim.id).where(Verbatim.id.in_(batch))) for batch in gathering.batches(sorted(ids))
    )
    return {each for batch in found for each in batch}


def _row(run: Run, found: Found) -> Proposal:
    return Proposal(
        workspace_id=run.workspace_id,
        name=found.name,
        language="zh" if naming.is_chinese(found.name) else "en",
        heading=found.heading,
        parent_id=found.parent_id,
        terms=list(found.terms),
        seeds=[asdict(seed) for seed in found.seeds],
        state="open",
    )


def _suggest(session: Session, workspace_id: int, near: Sequence[Near], now: datetime) -> None:
    """These words for the workspace's themes, in place of those of the run before."""
    mine = select(Theme.id).where(Theme.workspace_id == workspace_id)
    session.execute(
        delete(ThemeSuggestion).where(ThemeSuggestion.theme_id.in_(mine)),
        execution_options={"synchronize_session": False},
    )
    if near:
        session.execute(insert(ThemeSuggestion), [{**asdict(each), "found_at": now} for each in near])
