"""Sends each reader the digest of the week that ended, once, at the hour that the reader chose."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from sqlalchemy import and_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voc.core import i18n, jobs, outbox
from voc.core.db import only_reading
from voc.core.outbox import Letter
from voc.core.weeks import Week
from voc.notify import digests, mail, schedule
from voc.notify.content import Content, plain
from voc.notify.models import Digest, Subscription
from voc.staff.models import Membership, User, Workspace

log = logging.getLogger(__name__)

#: A digest that cannot be composed is tried again after this, and stops nobody else's.
AGAIN_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class Due:
    """A subscription whose hour has come, its reader, and the week that the digest is about."""

    subscription_id: int
    workspace_id: int
    weekday: int
    hour: int
    email: str
    name: str
    language: str
    zone: str
    #: Whether this person still works here. Somebody who left keeps the subscription, and gets nothing.
    may_read: bool
    week: Week


Composed: TypeAlias = tuple[Content, Letter]


def send_due(session: Session, now: datetime) -> int:
    """Queue every digest that is due; returns how many. However late, only the last ended week is told."""
    sent = 0
    composed: dict[tuple[int, str, str, str], Composed] = {}
    while due := _next_due(session, now):
        key = (due.workspace_id, str(due.week), due.language, due.zone)
        try:
            if due.may_read and key not in composed:
                composed[key] = _compose(session, due, now)
            sent += _send(session, due, composed[key] if due.may_read else None, now)
            session.commit()
        except Exception:  # Whatever broke, this reader must not stop the others.
            session.rollback()
            log.exception("digest_failed", extra={"subscription": due.subscription_id})
            _put_off(session, due, now)
    return sent


def _next_due(session: Session, now: datetime) -> Due | None:
    place = and_(Membership.workspace_id == Subscription.workspace_id, Membership.user_id == Subscription.user_id)
    waiting = (
        select(Subscription, User, Membership.id)
        .join(Subscription.user)
        .outerjoin(Membership, place)
        .where(Subscription.next_digest_at <= now)
        .order_by(Subscription.next_digest_at, Subscription.id)
        .limit(1)
    )
    with only_reading(session):
        row = session.execute(waiting).first()
        if row is None:
            return None
        subscription, user, membership_id = row
        return Due(
            subscription_id=subscription.id,
            workspace_id=subscription.workspace_id,
            weekday=subscription.weekday,
            hour=subscription.hour,
            email=user.email,
            name=user.name,
            language=i18n.best([user.language], i18n.LANGUAGES, "en"),
            zone=user.zone,
            may_read=user.is_active and membership_id is not None,
            week=schedule.ended_week(now, user.zone),
        )


def _compose(session: Session, due: Due, now: datetime) -> Composed:
    # Before the claim, because it takes longest and only reads.
    with only_reading(session):
        workspace = session.get_one(Workspace, due.workspace_id)
        content = digests.compose(session, workspace, due.week, language=due.language, zone=due.zone, at=now)
    return content, mail.letter(content)


def _send(session: Session, due: Due, made: Composed | None, now: datetime) -> bool:
    """Claim the subscription, keep the digest and queue its mail: all three or none. False when it was sent before."""
    following = schedule.next_digest_at(due.zone, due.weekday, due.hour, now)
    mine = and_(Subscription.id == due.subscription_id, Subscription.next_digest_at <= now)
    if jobs.claim(session, Subscription, mine, {"next_digest_at": following}) is None or made is None:
        return False
    digest = Digest(
        workspace_id=due.workspace_id,
        subscription_id=due.subscription_id,
        week=str(due.week),
        composed_at=now,
        content=plain(made[0]),
    )
    try:
        with session.begin_nested():
            session.add(digest)
    except IntegrityError:
        # The reader moved the hour within the week; this week's digest went out at the old one.
        return False
    message = _queue(session, due, made[1], now)
    digest.message_id = message.id if message else None
    log.info("digest_queued", extra={"subscription": due.subscription_id, "week": str(due.week)})
    return True


def _queue(session: Session, due: Due, letter: Letter, now: datetime) -> outbox.Message | None:
    return outbox.queue(
        session,
        session.get_one(Workspace, due.workspace_id),
        letter,
        kind="digest",
        reason_key=f"digest:{due.subscription_id}:{due.week}",
        to=(due.email, due.name),
        language=due.language,
        now=now,
    )


def _put_off(session: Session, due: Due, now: datetime) -> None:
    later = update(Subscription).where(Subscription.id == due.subscription_id, Subscription.next_digest_at <= now)
    session.execute(later.values(next_digest_at=now + AGAIN_AFTER).execution_options(synchronize_session=False))
    session.commit()
