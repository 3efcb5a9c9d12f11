"""Claiming a fresh server: a one-time link, printed where only whoever runs the server can read it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voc.core import tokens
from voc.staff.models import User

PURPOSE = "claim-server"
LINK_AGE = timedelta(hours=24)


def is_claimed(session: Session) -> bool:
    """Whether this server has an owner: anybody with a password."""
    owners = select(func.count()).select_from(User).where(User.password_hash.is_not(None))
    return bool(session.scalar(owners))


def issue(session: Session, now: datetime) -> str:
    """A fresh token for the setup link; earlier links stop working."""
    return tokens.issue(session, PURPOSE, "server", now, LINK_AGE)


def opens(session: Session, token: str, now: datetime) -> bool:
    """Whether the setup link would still be accepted, without using it up."""
    return tokens.peek(session, PURPOSE, token, now) is not None


def use_up(session: Session, token: str, now: datetime) -> bool:
    """Claim the server. Only one visitor can win."""
    return tokens.redeem(session, PURPOSE, token, now) is not None
