"""Which clicks are believed. Mail scanners open every link and some run scripts, so a click alone is no answer.

What a page opened from a mail reports is kept as a sighting per visit. When a provisional response has been quiet for a
while, one score only was opened and somebody stayed with the page, it becomes final. Two different scores, or the link
that no person can see, set it aside at once. A person who presses Send or writes is believed whatever came before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from voc.core import jobs, numbering
from voc.invitations.models import Invitation
from voc.responses import submission
from voc.responses.models import Response, SetAside, Sighting, State
from voc.responses.noting import noted_at
from voc.responses.values import Values

#: How long nothing may have happened before a click is believed: scanners open their links within minutes.
QUIET = timedelta(minutes=15)
#: After so long without a person it is set aside.
GIVEN_UP = timedelta(days=7)
#: Seconds in front of somebody whose hand was there, and of somebody who only looked.
TOUCHED_SECONDS = 3
UNTOUCHED_SECONDS = 30
#: A report may be this much ahead of our own clock. Scanners run pages on a clock that races.
SLACK_SECONDS = 2
#: More visits than this of one invitation add no evidence.
MOST_VISITS = 100


class NothingToRestore(Exception):
    """The response was not set aside, or holds neither score nor words."""


@dataclass(frozen=True)
class Seen:
    """What a page reports about one visit, so far."""

    #: Random per page load.
    visit: str
    #: The score that is picked; None on the page behind the trap.
    score: int | None
    visible_seconds: int
    was_touched: bool


def sight(session: Session, invitation: Invitation, seen: Seen, now: datetime, *, language: str) -> Response:
    """Keep a visit and what it says: a provisional response, or one set aside where visits contradict each other.

    Raises `Closed` or `Unacceptable`, and then stores nothing.
    """
    seen = _in_order(session, invitation, seen)
    values = Values(
        version=invitation.version,
        client_key=key_of(invitation),
        channel="email",
        answered_at=now,
        received_at=now,
        score=seen.score,
        language=language,
        invitation=invitation,
    )
    response = submission.record(session, values).response
    if _note(session, response, invitation, seen, now) and response.state == State.PROVISIONAL:
        response.touched_at, response.weighed_at = now, None
    _weigh(session, response)
    session.flush()
    return response


def key_of(invitation: Invitation) -> str:
    """The client key of whatever comes through this invitation's links."""
    return f"invitation:{invitation.public_id}"


def stay(session: Session, response: Response, visit: str, seconds: int, now: datetime) -> None:
    """Keep for how long somebody has stayed with a widget in which their hand touched a score.

    No scanner opens a widget, so nothing contradicts a touch. Of an anonymous answer no time finer than its day is
    kept, here too; how long the page says it was in front is then taken as it comes.
    """
    if response.state != State.PROVISIONAL or response.score is None:
        return
    sighting = session.scalar(
        select(Sighting).where(Sighting.response_id == response.id, Sighting.invitation_id.is_(None))
    )
    if sighting is None:
        sighting = Sighting(
            # Numbered in order it would stand between sightings whose time is known to the second.
            id=numbering.at_random() if response.is_anonymous else None,
            invitation_id=None, response_id=response.id, visit=visit, at=response.touched_at, visible_seconds=0,
            was_touched=True,
        )  # fmt: skip
        session.add(sighting)
    elapsed = int((now - sighting.at).total_seconds()) + SLACK_SECONDS
    sighting.score = response.score
    sighting.visible_seconds = max(
        sighting.visible_seconds, seconds if response.is_anonymous else min(seconds, elapsed)
    )
    response.weighed_at = None
    session.flush()


def _in_order(session: Session, invitation: Invitation, seen: Seen) -> Seen:
    """The report, but with the score of a later one of the same visit that has overtaken it."""
    same_visit = Sighting.invitation_id == invitation.id, Sighting.visit == seen.visit
    known = session.scalar(select(Sighting).where(*same_visit))
    is_overtaken = known is not None and seen.visible_seconds < known.visible_seconds
    return replace(seen, score=known.score) if known and is_overtaken and seen.score is not None else seen


def _note(session: Session, response: Response, invitation: Invitation, seen: Seen, now: datetime) -> bool:
    # The response's row is locked by `record`, so no other report of this visit is being stored meanwhile.
    visits = select(Sighting).where(Sighting.invitation_id == invitation.id)
    sighting = session.scalar(visits.where(Sighting.visit == seen.visit))
    if sighting is None:
        if (session.scalar(select(func.count()).select_from(visits.subquery())) or 0) >= MOST_VISITS:
            return False
        sighting = Sighting(
            invitation_id=invitation.id, response_id=response.id, visit=seen.visit, at=now, visible_seconds=0,
            was_touched=False,
        )  # fmt: skip
        session.add(sighting)
    elapsed = int((now - sighting.at).total_seconds()) + SLACK_SECONDS
    sighting.score = seen.score
    sighting.visible_seconds = max(sighting.visible_seconds, min(seen.visible_seconds, elapsed))
    sighting.was_touched = sighting.was_touched or seen.was_touched
    session.flush()
    return True


def _weigh(session: Session, response: Response) -> None:
    believed = response.state == State.FINAL and response.confirmed_by == "dwell"
    if response.state != State.PROVISIONAL and not believed:
        return
    scores = _scores_opened(session, response)
    if None in scores:
        set_aside(response, SetAside.TRAP)
    elif len(scores) > 1:
        set_aside(response, SetAside.CONTRADICTED)


def _scores_opened(session: Session, response: Response) -> Sequence[int | None]:
    return session.scalars(select(Sighting.score).where(Sighting.response_id == response.id).distinct()).all()


def settle(session: Session, now: datetime) -> None:
    """Decide about every provisional response that has been quiet: believed, kept for later, or given up."""
    settle_quiet(session, now)
    give_up(session, now)


def settle_quiet(session: Session, now: datetime) -> None:
    """Make those final in which somebody stayed with the one score that was opened; the others wait."""
    quiet = and_(Response.state == State.PROVISIONAL, Response.weighed_at.is_(None), Response.touched_at <= now - QUIET)
    while response := jobs.claim(session, Response, quiet, {"weighed_at": noted_at(now)}, order=Response.touched_at):
        if _is_believed(session, response):
            _confirm(session, response, "dwell", now)
        session.commit()


def _is_believed(session: Session, response: Response) -> bool:
    somebody_stayed = or_(
        and_(Sighting.was_touched, Sighting.visible_seconds >= TOUCHED_SECONDS),
        Sighting.visible_seconds >= UNTOUCHED_SECONDS,
    )
    stayed = session.scalar(select(Sighting.id).where(Sighting.response_id == response.id, somebody_stayed).limit(1))
    return stayed is not None and response.score is not None and _scores_opened(session, response) == [response.score]


def give_up(session: Session, now: datetime) -> None:
    """Set those aside that nobody has confirmed for a week."""
    forgotten = and_(Response.state == State.PROVISIONAL, Response.touched_at <= now - GIVEN_UP)
    decision = {"state": State.SET_ASIDE, "set_aside_reason": SetAside.NEVER_CONFIRMED}
    while response := jobs.claim(session, Response, forgotten, decision, order=Response.touched_at):
        if response.invitation:
            response.invitation.is_set_aside = True
        session.commit()


def set_aside_by_hand(session: Session, response: Response) -> None:
    """A colleague's decision. Neither a click nor the customer's own Send undoes it; `restore` does."""
    session.refresh(response, with_for_update=True)
    set_aside(response, SetAside.STAFF)
    session.flush()


def set_aside(response: Response, reason: SetAside) -> None:
    """Take a response out of every count. It stays listed, and can be restored."""
    response.state, response.set_aside_reason = State.SET_ASIDE, reason
    response.final_at = response.screened_at = None
    if response.invitation:
        # Nobody answered after all, so a reminder may go out.
        response.invitation.answered_at, response.invitation.is_set_aside = None, True


def restore(session: Session, response: Response, now: datetime) -> None:
    """Count a response that was set aside. Raises `NothingToRestore`."""
    if response.state != State.SET_ASIDE or not response.answers:
        raise NothingToRestore
    _confirm(session, response, "staff", now)


def _confirm(session: Session, response: Response, confirmed_by: str, now: datetime) -> None:
    values = Values(
        version=response.version,
        client_key=response.client_key,
        channel=response.channel,
        answered_at=response.answered_at,
        received_at=now,
        invitation=response.invitation,
        confirmed_by=confirmed_by,
    )
    submission.record(session, values)
