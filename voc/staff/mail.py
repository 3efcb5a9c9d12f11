"""What our messages to colleagues say."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from voc.core import letters, outbox
from voc.staff.models import User, Workspace


def queue_reset(session: Session, workspace: Workspace, user: User, link: str, now: datetime) -> None:
    """Send the link by which a person chooses a new password."""
    letter = letters.render("reset_password", user.language, user.zone, user=user, link=link)
    _queue(session, workspace, user, letter, kind="reset-password", now=now)


def queue_join(session: Session, workspace: Workspace, user: User, *, host: User, link: str, now: datetime) -> None:
    """Send an invited colleague the link by which they take their account over."""
    letter = letters.render("join", user.language, user.zone, user=user, host=host, workspace=workspace, link=link)
    _queue(session, workspace, user, letter, kind="join", now=now)


def _queue(
    session: Session, workspace: Workspace, user: User, letter: outbox.Letter, *, kind: str, now: datetime
) -> None:
    outbox.queue(
        session,
        workspace,
        letter,
        kind=kind,
        reason_key=f"{kind}:{user.id}:{now.isoformat()}",
        to=(user.email, user.name),
        language=user.language,
        now=now,
        opens_account=True,
    )
