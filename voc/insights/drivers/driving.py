"""What moves the score of a survey: its answers with a comment, handed to the regression of `analysis.drivers`.

A person counts once, with the last answer of the period, as in `results`; only answers whose comment has been read are
compared, because of the others nobody knows what they would have spoken of. A theme that is muted or retired is in no
count, so it is no driver either. Of an anonymous survey nothing is told of fewer than five answers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from voc.customers.models import Account, Contact
from voc.insights.models import IS_COUNTED, Mention, Reading, Theme
from voc.insights.results import PERSON, Period
from voc.insights.verbatims.search import SMALLEST_GROUP
from voc.responses.models import Response, State, Verbatim
from voc.surveys.models import Survey

if TYPE_CHECKING:
    from voc.analysis.drivers import Driver


@dataclass(frozen=True)
class Wanted:
    """Whose answers, and what counts as speaking of a theme: any mention, or only those of one label."""

    survey: Survey
    period: Period
    segment: str | None = None
    channel: str | None = None
    label: str | None = None


@dataclass(frozen=True)
class Moved:
    """What the answers told."""

    #: Answers with a comment that were compared.
    n: int
    drivers: list[Driver[int]]
    #: The themes of `drivers`, of those that too few speak of, and of those never spoken of without others.
    themes: dict[int, Theme]
    too_few: list[Theme]
    inseparable: list[Theme]
    #: Whether fewer than five answers of an anonymous survey match, so that not even their number is told.
    is_hidden: bool = False

    @property
    def reach(self) -> float:
        """The largest end of an interval, for a picture; 1 without any."""
        ends = [abs(end) for each in self.drivers for end in (each.interval.low, each.interval.high)]
        return max(ends, default=1.0) or 1.0


#: Of a person with an account its segment counts, as everywhere.
segment_of_person = func.coalesce(Account.segment, Contact.segment)


def find(session: Session, wanted: Wanted) -> Moved:
    """The survey's drivers. Three statements, and some hundredths of a second for 10,000 answers."""
    # Late: it brings numpy, a tenth of a second and 25 MB that no other page needs.
    from voc.analysis import drivers  # noqa: PLC0415

    rows = session.execute(_answers(wanted)).all()
    if wanted.survey.is_anonymous and 0 < len(rows) < SMALLEST_GROUP:
        return Moved(n=0, drivers=[], themes={}, too_few=[], inseparable=[], is_hidden=True)
    spoken: dict[int, set[int]] = defaultdict(set)
    for response_id, theme_id in session.execute(_mentions(wanted)):
        assert theme_id is not None
        spoken[response_id].add(theme_id)
    metric = wanted.survey.metric
    found = drivers.rank(
        [
            drivers.Answer(
                drivers.points(metric, score, band),
                frozenset(spoken.get(response_id, ())),
                (segment or "", channel, f"{answered_at:%Y-%m}"),
            )
            for response_id, score, band, channel, answered_at, segment in rows
            if score is not None and band is not None
        ]
    )
    too_few, inseparable = (_named(wanted.survey, each) for each in (found.too_few, found.inseparable))
    ids = {each.theme for each in found.ranked} | {*too_few, *inseparable}
    themes = {theme.id: theme for theme in session.scalars(select(Theme).where(Theme.id.in_(ids)))}
    return Moved(
        n=found.n,
        drivers=list(found.ranked),
        themes=themes,
        too_few=[themes[each] for each in too_few],
        inseparable=[themes[each] for each in inseparable],
    )


def _named(survey: Survey, speaking: Mapping[int, int]) -> list[int]:
    """Which of some themes may be named, by how many speak of each: its name alone tells what they said."""
    return sorted(each for each, number in speaking.items() if not survey.is_anonymous or number >= SMALLEST_GROUP)


def segments(session: Session, workspace_id: int) -> list[str]:
    """The segments of the workspace's customers, by name. Two statements."""
    found: set[str] = set()
    for model in (Account, Contact):
        column = model.segment
        mine = select(column).where(model.workspace_id == workspace_id, column.is_not(None)).distinct()
        found.update(each for each in session.scalars(mine) if each)
    return sorted(found)


def _answers(wanted: Wanted) -> Select[int, int | None, str | None, str, datetime, str]:
    newest = (Response.answered_at.desc(), Response.id.desc())
    has_words = select(Verbatim.id).join(Reading, and_(Reading.verbatim_id == Verbatim.id, Reading.is_current))
    ranked = (
        select(Response.id, func.row_number().over(partition_by=PERSON, order_by=newest).label("recency"))
        .where(Response.survey_id == wanted.survey.id, Response.state == State.FINAL, Response.score.is_not(None))
        .where(wanted.period.holds)
        .subquery()
    )
    statement = (
        select(Response.id, Response.score, Response.band, Response.channel, Response.answered_at, segment_of_person)
        .join(ranked, and_(ranked.c.id == Response.id, ranked.c.recency == 1))
        .outerjoin(Contact, Contact.id == Response.contact_id)
        .outerjoin(Account, Account.id == Contact.account_id)
        .where(has_words.where(Verbatim.response_id == Response.id).exists())
        .order_by(Response.id)
    )
    if wanted.segment:
        statement = statement.where(segment_of_person == wanted.segment)
    if wanted.channel:
        statement = statement.where(Response.channel == wanted.channel)
    return statement


def _mentions(wanted: Wanted) -> Select[int, int | None]:
    statement = (
        select(Verbatim.response_id, Mention.theme_id)
        .join(Reading, and_(Reading.id == Mention.reading_id, Reading.is_current))
        .join(Verbatim, Verbatim.id == Reading.verbatim_id)
        .join(Response, Response.id == Verbatim.response_id)
        .join(Theme, Theme.id == Mention.theme_id)
        .where(Response.survey_id == wanted.survey.id, wanted.period.holds, IS_COUNTED)
        .distinct()
    )
    return statement.where(Mention.label == wanted.label) if wanted.label else statement
