"""What the engine makes of the company's verbatims, and the digests its readers got so far."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session

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
from voc.staff.models import User, Workspace

#: Past digests of each reader.
DIGESTS = 8

Pages = dict[tuple[Week, str, str], tuple[Content, Letter]]


def read(session: Session, workspace_id: int, now: datetime, step: Callable[[], None]) -> None:
    """Have every verbatim read, as the worker would have done each within seconds. Commits batch by batch."""
    mine = select(Response.id).where(Response.workspace_id == workspace_id, Response.state == State.FINAL)
    unread = select(func.count(Verbatim.id)).where(Verbatim.response_id.in_(mine), Verbatim.read_at.is_(None))
    while session.scalar(unread):
        session.commit()
        if not reading.read_waiting(session, now):
            # A worker has them in its hands; or it died, and then this filling starts again.
            break
        step()
    _backdate(session, workspace_id)


def _backdate(session: Session, workspace_id: int) -> None:
    mine = select(Response.id).where(Response.workspace_id == workspace_id)
    said_at = select(Response.touched_at).where(Response.id == Verbatim.response_id).scalar_subquery()
    read = Verbatim.response_id.in_(mine), Verbatim.read_at.is_not(None)
    quietly = {"synchronize_session": False}
    session.execute(update(Verbatim).where(*read).values(read_at=said_at), execution_options=quietly)
    read_at = select(Verbatim.read_at).where(Verbatim.id == Reading.verbatim_id).scalar_subquery()
    is_mine = exists().where(Verbatim.id == Reading.verbatim_id, Verbatim.response_id.in_(mine))
    session.execute(update(Reading).where(is_mine).values(made_at=read_at), execution_options=quietly)


def subscribe(session: Session, workspace: Workspace, told: Story, readers: list[User]) -> list[Subscription]:
    """Let these colleagues and every guest read the digest from the current week on."""
    everybody = [*readers, *making.guests(session, workspace)]
    return [subscriptions.subscribe(session, workspace.id, user, told.cut) for user in everybody]


def past_weeks(told: Story, zone: str) -> list[Week]:
    """The weeks whose digest had been sent when the story ends, the oldest first."""
    current = weeks.week_of(told.cut, zone)
    ended = [weeks.previous(current, n) for n in range(DIGESTS + 1, 0, -1)]
    return [week for week in ended if schedule.due_at(week, zone) < told.cut][-DIGESTS:]


def send(session: Session, workspace: Workspace, subscription: Subscription, week: Week, made: Pages) -> None:
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
