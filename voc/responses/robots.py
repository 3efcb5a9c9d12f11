"""Programs that fill in forms: told from people without a riddle, and set aside where somebody can look.

A page carries a field that no person can see and, signed, when it was opened. Whatever fills in the one, sends sooner
than anybody could read, or sends without having opened the page at all, is recorded and does not count. The sender
sees the same thanks: a program that is told what gave it away comes back without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from voc.core import tokens
from voc.responses.models import SetAside

#: The field that no person can see.
TRAP = "website"
#: The field with the time at which the page was opened.
OPENED = "opened"
#: Nobody reads a question and answers it in less; somebody who knows the page by heart needs about this.
SOONEST = timedelta(seconds=1)


def ticket(secret: str, now: datetime) -> str:
    """What a page carries in `OPENED`: when it was opened, signed."""
    return tokens.signed(secret, OPENED, str(int(now.timestamp() * 1000)))


def doubt(posted: Mapping[str, object], secret: str, now: datetime) -> SetAside | None:
    """Why no person can have sent these fields; None where one may have."""
    if posted.get(TRAP):
        return SetAside.BAIT
    token = posted.get(OPENED)
    opened = tokens.unsigned(secret, OPENED, token) if isinstance(token, str) else None
    if opened is None:
        return SetAside.UNOPENED
    return SetAside.TOO_FAST if now - datetime.fromtimestamp(int(opened) / 1000, UTC) < SOONEST else None
