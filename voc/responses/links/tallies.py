"""How many answers came from each touchpoint, and by which way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voc.responses.models import Response, State
from voc.surveys.models import Touchpoint


@dataclass(frozen=True)
class Tally:
    """A touchpoint with its final answers, by channel."""

    touchpoint: Touchpoint
    by_channel: Mapping[str, int]

    @property
    def answers(self) -> int:
        """All of them."""
        return sum(self.by_channel.values())


def of_survey(session: Session, survey_id: int) -> list[Tally]:
    """Every touchpoint of a survey, those switched off last. Two statements for any number of them."""
    order = Touchpoint.is_on.desc(), Touchpoint.name, Touchpoint.id
    found = session.scalars(select(Touchpoint).where(Touchpoint.survey_id == survey_id).order_by(*order)).all()
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    mine = Touchpoint.survey_id == survey_id, Response.state == State.FINAL
    grouped = (
        select(Response.touchpoint_id, Response.channel, func.count())
        .join(Touchpoint, Touchpoint.id == Response.touchpoint_id)
        .where(*mine)
        .group_by(Response.touchpoint_id, Response.channel)
        .order_by(Response.channel)
    )
    for touchpoint_id, channel, number in session.execute(grouped):
        counts[touchpoint_id or 0][channel] = number
    return [Tally(each, counts[each.id]) for each in found]


def of(session: Session, touchpoint: Touchpoint) -> Tally:
    """One touchpoint."""
    counted = (
        select(Response.channel, func.count())
        .where(Response.touchpoint_id == touchpoint.id, Response.state == State.FINAL)
        .group_by(Response.channel)
        .order_by(Response.channel)
    )
    return Tally(touchpoint, dict(session.execute(counted).all()))
