"""What the engine makes of the company's verbatims, and the digests its readers got so far."""

from __future__ import annotations

import time
from datetime import datetime

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session, joinedload

from voc.core import outbox, weeks
from voc.core.outbox import Letter
from voc.core.weeks import Week
from voc.demo import making
from voc.demo.story import Story
from voc.insights import reading
from voc.insights.models import Reading
from voc.notify import digests, mail, schedule, subscriptions
from voc.notify.content import Content, plain
from voc.notify.models import Digest, Subscription
from voc.responses.models import Response, State, Verbatim
from voc.staff.models import Workspace

#: Seconds until we look again whether a worker has read what it holds.
PATIENCE = 0.2
#: Past digests of each reader.
DIGESTS = 8

Pages = dict[tuple[Week, str, str], tuple[Content, Letter]]


def read(session: Session, workspace_id: int, now: datetime) -> None:
    """Have every verbatim read that nobody has read. A worker beside us may take some of them.

    In a session of its own: reading ends each look with a rollback, and all that the story holds in hand would have to
    be fetched again, row by row. What it shall see must be committed.
    """
    with Session(session.get_bind(), expire_on_commit=False) as own:
        _read(own, workspace_id, now)


def _read(session: Session, workspace_id: int, now: datetime) -> None:
    mine = select(Response.id).where(Response.workspace_id == workspace_id, Response.state == State.FINAL)
    unread = select(func.count(Verbatim.id)).where(Verbatim.response_id.in_(mine), Verbatim.read_at.is_(None))
    while session.scalar(unread):
        session.commit()
        if not reading.read_waiting(session, now, workspace_id=workspace_id):
            time.sleep(PATIENCE)


def backdate(session: Session, workspace_id: int) -> None:
    """Say of each reading that it was made when the words came, as the worker would have done within seconds."""
    mine = select(Response.id).where(Response.workspace_id == workspace_id)
    said_at = select(Response.touched_at).where(Response.id == Verbatim.response_id).scalar_subquery()
    read = Verbatim.response_id.in_(mine), Verbatim.read_at.is_not(None)
    quietly = {"synchronize_session": False}
    session.execute(update(Verbatim).where(*read).values(read_at=said_at), execution_options=quietly)
    read_at = select(Verbatim.read_at).where(Verbatim.id == Reading.verbatim_id).scalar_subquery()
    is_mine = exists().where(Verbatim.id == Reading.verbatim_id, Verbatim.response_id.in_(mine))
    session.execute(update(Reading).where(is_mine).values(made_at=read_at), execution_options=quietly)


def is_reported(told: Story, week: Week) -> bool:
    """Whether a digest may be sent of this week, in whatever zone its reader lives; it speaks of what was read."""
    oldest = weeks.previous(weeks.week_of(told.cut, making.ZONE), DIGESTS + 2)
    return week.monday >= oldest.monday


def past_weeks(told: Story, zone: str) -> list[Week]:
    """The weeks whose digest was sent before the story ends, the oldest first."""
    current = weeks.week_of(told.cut, zone)
    ended = [weeks.previous(current, n) for n in range(DIGESTS + 1, 0, -1)]
    return [week for week in ended if schedule.due_at(week, zone) < told.cut][-DIGESTS:]


def send_digests(session: Session, workspace: Workspace, told: Story, week: Week) -> None:
    """Keep every reader's digest of a week that has just ended, if it is one of the last ones."""
    made: Pages = {}
    mine = select(Subscription).where(Subscription.workspace_id == workspace.id).options(joinedload(Subscription.user))
    for subscription in session.scalars(mine.order_by(Subscription.id)).all():
        if week in past_weeks(told, subscription.user.zone):
            _send(session, workspace, subscription, week, made)


def subscribe(session: Session, workspace: Workspace, told: Story) -> None:
    """Let the readers get the next digest when it is due."""
    for subscription in session.scalars(select(Subscription).where(Subscription.workspace_id == workspace.id)).all():
        subscriptions.subscribe(session, workspace.id, subscription.user, told.cut)


def _send(session: Session, workspace: Workspace, subscription: Subscription, week: Week, made: Pages) -> None:
    """Keep one reader's digest of a past week, and its mail, as they were at the hour it was due."""
    user = subscription.user
    at = schedule.due_at(week, user.zone)
    key = (week, user.language, user.zone)
    if key not in made:
        content = digests.compose(session, workspace, week, language=user.language, zone=user.zone, at=at)
        made[key] = content, mail.letter(content)
    content, letter = made[key]
    message = outbox.queue(
        session, workspace, letter, kind="digest", reason_key=f"digest:{subscription.id}:{week}",
        to=(user.email, user.name), language=user.language, now=at,
    )  # fmt: skip
    session.add(
        Digest(
            workspace_id=workspace.id,
            subscription_id=subscription.id,
            week=str(week),
            composed_at=at,
            content=plain(content),
            message_id=message.id if message else None,
        )
    )
    session.flush()
