"""What makes a response final, and the moments that are kept of it."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy.orm import Session

from voc.core import weeks
from voc.responses.models import Response, State
from voc.responses.values import Values
from voc.staff.models import Workspace

#: What a person did on our page. It outweighs a click that was merely believed.
BY_HAND = ("comment", "button")


def make_final(session: Session, response: Response, values: Values) -> None:
    """Let a response count from now on, as `values.confirmed_by` says."""
    # Asked for first: it may look up the workspace, and half of a final answer must not be flushed before that.
    answered_at, final_at = (instant(session, response, at) for at in (values.answered_at, values.received_at))
    response.state = State.FINAL
    response.confirmed_by = values.confirmed_by
    response.set_aside_reason = None
    response.screened_at = None
    # What came before may have been a machine's click, hours ago: the clock of a promise starts with the person.
    response.answered_at, response.final_at = answered_at, final_at


def follow(values: Values, response: Response) -> None:
    """Let the invitation itself say that it was answered, so that a reminder never has to look at answers."""
    invitation = values.invitation
    if invitation and response.state == State.FINAL and invitation.answered_at is None:
        # That somebody answered an anonymous survey is known, but not when: the time would single out the answer.
        invitation.answered_at = invitation.invited_at if response.is_anonymous else values.received_at
        invitation.is_set_aside = False


def instant(session: Session, response: Response, at: datetime) -> datetime:
    """When something happened to a response: for anonymous ones only the day, on the workspace's wall clock."""
    return noon(at, session.get_one(Workspace, response.workspace_id).zone) if response.is_anonymous else at


def noon(at: datetime, zone: str) -> datetime:
    """The day on which something happened to an anonymous response, as its noon in the workspace's zone.

    An exact time would let whoever sees the access log say whose answer it is. Noon, because it is the same day for
    readers in nearly every zone, so weeks count alike.
    """
    return weeks.instant(datetime.combine(weeks.local(at, zone).date(), time(12)), zone)
