"""Who reads the digest, and when: everybody decides it for themselves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from voc.notify import schedule
from voc.notify.models import Subscription
from voc.staff.models import User


def find(session: Session, workspace_id: int, user_id: int) -> Subscription | None:
    """A person's subscription in a workspace; its `next_digest_at` is null when it has ended."""
    return session.scalar(select(Subscription).filter_by(workspace_id=workspace_id, user_id=user_id))


def subscribe(
    session: Session,
    workspace_id: int,
    user: User,
    now: datetime,
    *,
    weekday: int = schedule.MONDAY,
    hour: int = schedule.MORNING,
) -> Subscription:
    """Send the person the digest from now on, at this weekday and hour of their own; or move it there."""
    subscription = find(session, workspace_id, user.id) or Subscription(workspace_id=workspace_id, user_id=user.id)
    subscription.weekday, subscription.hour = weekday, hour
    subscription.next_digest_at = schedule.next_digest_at(user.zone, weekday, hour, now)
    session.add(subscription)
    session.flush()
    return subscription


def unsubscribe(session: Session, workspace_id: int, user_id: int) -> None:
    """Send no more of them."""
    mine = update(Subscription).filter_by(workspace_id=workspace_id, user_id=user_id)
    session.execute(mine.values(next_digest_at=None))
