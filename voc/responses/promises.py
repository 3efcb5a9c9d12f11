"""What the thank-you page promises: until when a person will answer."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from voc.responses.models import Response, State
from voc.staff import hours
from voc.staff.models import Team


def make(session: Session, response: Response) -> None:
    """Promise an unhappy customer whom we can reach an answer before the sun sets, and keep the promise in the row.

    An earlier promise stands, unless its time had passed before the customer wrote again. Nothing is promised for a
    team that has no working day.
    """
    is_due = response.promised_by is None or response.promised_by < response.touched_at
    team = team_of(session, response) if is_due and _deserves_one(response) else None
    if team is None:
        return
    try:
        response.promised_by = hours.sundown(team.hours, response.touched_at)
    except (hours.NoWorkingDay, hours.UnknownCountry, hours.ImpossibleHours):
        return


def team_of(session: Session, response: Response) -> Team | None:
    """The team that follows up this survey: its own, else the first of the workspace."""
    if response.survey.team_id:
        return session.get(Team, response.survey.team_id)
    return session.scalar(select(Team).where(Team.workspace_id == response.workspace_id).order_by(Team.id).limit(1))


def _deserves_one(response: Response) -> bool:
    is_reachable = response.contact is not None and response.contact.email is not None
    is_unhappy = response.state == State.FINAL and response.band == "detractor"
    return is_unhappy and is_reachable and response.wants_followup and not response.is_anonymous
