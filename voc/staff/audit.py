"""What was done by whom, kept for those who ask later."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from voc.staff.models import AuditEvent


def record(
    session: Session,
    action: str,
    subject: str,
    now: datetime,
    *,
    workspace_id: int | None = None,
    user_id: int | None = None,
    **detail: Any,
) -> None:
    """Keep that `action` (noun.verb, for example `survey.published`) was done to `subject` (`survey:4`)."""
    session.add(
        AuditEvent(action=action, subject=subject, at=now, workspace_id=workspace_id, user_id=user_id, detail=detail)
    )
