"""When our own work on an answer is noted, without telling when an anonymous one came.

Answers are screened, read and indexed within seconds. The time of that, to the second and beside an access log, would
say whose an anonymous answer is; so it is noted as the day that the answer itself is kept with.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, case, literal, select

from voc.responses.models import Response, Verbatim


def noted_at(now: datetime) -> ColumnElement[datetime]:
    """For a column of `Response`: now, or for an anonymous one the noon of its day."""
    return case((Response.is_anonymous, Response.touched_at), else_=literal(now, Response.touched_at.type))


def noted_of_verbatim(now: datetime) -> ColumnElement[datetime]:
    """The same for a column of `Verbatim`."""
    own = select(noted_at(now)).where(Response.id == Verbatim.response_id)
    return own.correlate(Verbatim).scalar_subquery()
