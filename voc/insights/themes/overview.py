"""How large each theme is, how it is spoken of, and whether that is more or less than before. Sets, not rows.

Every count is that of `search.guarded` and `search.count` with the same filter, so a page can link to the very rows: of
an anonymous survey fewer than five answers are none. Movements compare people, because a person who writes twice is not
two people; they are corrected for the number of themes that are looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from voc.analysis import scores
from voc.analysis.scores import Csat, Movement, Verdict
from voc.core import weeks
from voc.customers.models import Account, Contact
from voc.insights.models import Mention, Reading, Theme
from voc.insights.results import PERSON, Period
from voc.insights.verbatims.search import SMALLEST_GROUP
from voc.responses.models import Response, State, Verbatim

#: Period in days -> days of the reference before it.
PERIODS = {7: 91, 28: 91, 91: 91, 364: 364}
DEFAULT_DAYS = 28
#: In place of a number of days: from the first answer to the last. Nothing lies before it.
EVER = 0

#: The largest share of named changes that may be chance.
FALSE_DISCOVERIES = 0.05


@dataclass(frozen=True)
class Window:
    """Whole days on a wall clock: from the first to the last, and the days before that they are compared with."""

    first: date
    last: date
    before_first: date
    zone: str

    @property
    def current(self) -> Period:
        return Period(weeks.midnight(self.first, self.zone), weeks.midnight(self.last + timedelta(days=1), self.zone))

    @property
    def before(self) -> Period:
        return Period(weeks.midnight(self.before_first, self.zone), weeks.midnight(self.first, self.zone))


def window(days: int, today: date, zone: str) -> Window:
    """The last so many days, today included; `days` is a key of PERIODS."""
    first = today - timedelta(days=days - 1)
    return Window(first, today, first - timedelta(days=PERIODS[days]), zone)


def whole(session: Session, workspace_id: int, survey_id: int | None, today: date, zone: str) -> Window:
    """From the day of the first answer to that of the last, the reference before it empty. One statement."""
    ends = select(func.min(Response.answered_at), func.max(Response.answered_at))
    ends = ends.where(Response.workspace_id == workspace_id, Response.state == State.FINAL)
    if survey_id is not None:
        ends = ends.where(Response.survey_id == survey_id)
    days = [weeks.local(at, zone).date() for at in session.execute(ends).one() if at is not None]
    if not days:
        return window(DEFAULT_DAYS, today, zone)
    return Window(days[0], days[1], days[0] - timedelta(days=PERIODS[DEFAULT_DAYS]), zone)


@dataclass(frozen=True)
class Tally:
    """Verbatims that speak of a theme; negative, neutral and positive may overlap: one verbatim may do both."""

    verbatims: int = 0
    negative: int = 0
    neutral: int = 0
    positive: int = 0
    #: People (per survey) that speak of it.
    people: int = 0
    #: Sum over its mentions, and their number.
    sentiment_sum: float = 0.0
    mentions: int = 0

    @property
    def sentiment(self) -> float | None:
        """Mean over its mentions, -1..1; None without any."""
        return self.sentiment_sum / self.mentions if self.mentions else None

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(a + b for a, b in zip(vars(self).values(), vars(other).values(), strict=True)))


@dataclass(frozen=True)
class Line:
    """A theme in a period. The movement is that of the share of people who speak of it, in percent points."""

    theme: Theme
    tally: Tally
    movement: Movement[Csat]
    #: How many themes it stands below.
    depth: int = 0
    #: By itself it would be a change; among so many themes one moves as far by chance.
    may_be_chance: bool = False


def lines(
    session: Session, themes: Sequence[Theme], workspace_id: int, survey_id: int | None, window: Window
) -> list[Line]:
    """Each of the themes, parents before what stands below them, the most spoken of first. Four statements.

    A survey in which too few spoke of a theme to be counted, in one of the two periods, is left out of that theme's
    movement: taken as nobody, they would be one.
    """
    now, before = (_said(session, workspace_id, survey_id, each) for each in (window.current, window.before))
    found = []
    for theme in themes:
        hidden = now.hidden(theme.id) | before.hidden(theme.id)
        moved = scores.movement(now.share(theme.id, hidden), before.share(theme.id, hidden))
        found.append(Line(theme, now.tally(theme.id), moved))
    return _in_order(_honest(found))


@dataclass(frozen=True)
class _Said:
    """What a period's people say: each survey for itself."""

    #: Survey -> how many people wrote something that has been read.
    people: Mapping[int, int]
    #: Theme -> survey -> what is said of it there; None where that are too few to be counted.
    themes: Mapping[int, Mapping[int, Tally | None]]

    def tally(self, theme_id: int) -> Tally:
        """What is said of a theme, small groups of anonymous surveys left out."""
        return _together(self.themes.get(theme_id, {}))

    def hidden(self, theme_id: int) -> frozenset[int]:
        """The surveys in which too few speak of it to be counted."""
        return frozenset(survey for survey, tally in self.themes.get(theme_id, {}).items() if tally is None)

    def share(self, theme_id: int, without: Container[int]) -> Csat:
        """How many of the people of the other surveys speak of it."""
        said = self.themes.get(theme_id, {})
        people = sum(number for survey, number in self.people.items() if survey not in without)
        speaking = sum(tally.people for survey, tally in said.items() if tally and survey not in without)
        return Csat(satisfied=min(speaking, people), neutral=0, dissatisfied=max(people - speaking, 0))


def _said(session: Session, workspace_id: int, survey_id: int | None, period: Period) -> _Said:
    wanted = _wanted(workspace_id, survey_id, period)
    return _Said(_people(session, wanted), _per_survey(session, Mention.theme_id, wanted, lambda s: s))


def _honest(found: list[Line]) -> list[Line]:
    """Of many themes some seem to move by chance: what does not stand the correction is no real change."""
    told = [line for line in found if line.movement.verdict != Verdict.TOO_FEW]
    named = scores.discoveries([line.movement.p_value or 1.0 for line in told], FALSE_DISCOVERIES)
    chance = {line.theme.id for line, is_named in zip(told, named, strict=True) if not is_named}
    return [
        replace(
            line,
            movement=replace(line.movement, verdict=Verdict.NO_REAL_CHANGE),
            may_be_chance=line.movement.verdict != Verdict.NO_REAL_CHANGE,
        )
        if line.theme.id in chance
        else line
        for line in found
    ]


def _in_order(found: list[Line]) -> list[Line]:
    here = {line.theme.id for line in found}
    below: dict[int | None, list[Line]] = defaultdict(list)
    for line in found:
        below[line.theme.parent_id if line.theme.parent_id in here else None].append(line)
    made: list[Line] = []

    def most(line: Line) -> int:
        """A heading is as large as the largest theme below it."""
        return max([line.tally.verbatims, *map(most, below[line.theme.id])])

    def take(parent_id: int | None, depth: int) -> None:
        for line in sorted(below[parent_id], key=lambda each: (-most(each), each.theme.key)):
            made.append(replace(line, depth=depth))
            take(line.theme.id, depth + 1)

    take(None, 0)
    return made


def _wanted(workspace_id: int, survey_id: int | None, period: Period) -> list[ColumnElement[bool]]:
    wanted = [Response.workspace_id == workspace_id, Response.state == State.FINAL, period.holds]
    return [*wanted, Response.survey_id == survey_id] if survey_id is not None else wanted


def _people(session: Session, wanted: Iterable[ColumnElement[bool]]) -> dict[int, int]:
    """How many people wrote something that has been read, for each survey."""
    people = select(Response.survey_id, func.count(PERSON.distinct())).select_from(Response)
    people = people.join(Verbatim, Verbatim.response_id == Response.id)
    people = people.join(Reading, and_(Reading.verbatim_id == Verbatim.id, Reading.is_current))
    rows = session.execute(people.where(*wanted).group_by(Response.survey_id))
    return {survey: number for survey, number in rows}  # noqa: C416  A row is a tuple only at run time.


def _counted(
    session: Session,
    group: Any,
    wanted: Iterable[ColumnElement[bool]],
    joined: Callable[[Any], Any],
) -> dict[Any, Tally]:
    """Group -> what is said of themes there, small groups of anonymous surveys left out. One statement."""
    found = _per_survey(session, group, wanted, joined)
    return {part: _together(of_survey) for part, of_survey in found.items()}


def _together(of_survey: Mapping[int, Tally | None]) -> Tally:
    return sum((tally for tally in of_survey.values() if tally), Tally())


def _per_survey(
    session: Session,
    group: Any,
    wanted: Iterable[ColumnElement[bool]],
    joined: Callable[[Any], Any],
) -> dict[Any, dict[int, Tally | None]]:
    """Group -> survey -> what is said of themes there; None for small groups of anonymous surveys. One statement."""
    columns = [count(label) for label in (None, "negative", "neutral", "positive") for count in (_verbatims, _answers)]
    statement = select(
        group.label("part"), Response.survey_id, func.max(case((Response.is_anonymous, 1), else_=0)), *columns,
        func.count(PERSON.distinct()), func.sum(Mention.sentiment), func.count(Mention.id),
    )  # fmt: skip
    statement = statement.select_from(Mention).join(Reading, and_(Reading.id == Mention.reading_id, Reading.is_current))
    statement = statement.join(Verbatim, Verbatim.id == Reading.verbatim_id)
    statement = joined(statement.join(Response, Response.id == Verbatim.response_id))
    found: dict[Any, dict[int, Tally | None]] = defaultdict(dict)
    rows = session.execute(statement.where(*wanted, Mention.theme_id.is_not(None)).group_by(group, Response.survey_id))
    for part, survey, is_anonymous, *numbers in rows:
        found[part][survey] = _guarded(numbers, is_anonymous=bool(is_anonymous))
    return dict(found)


def _guarded(numbers: Sequence[Any], *, is_anonymous: bool) -> Tally | None:
    pairs = [(numbers[k], numbers[k + 1]) for k in range(0, 8, 2)]
    counts = [0 if is_anonymous and answers < SMALLEST_GROUP else verbatims for verbatims, answers in pairs]
    if not counts[0]:
        return None
    verbatims, negative, neutral, positive = counts
    people, total, mentions = numbers[8:]
    return Tally(verbatims, negative, neutral, positive, people, float(total or 0), mentions)


def _verbatims(label: str | None) -> ColumnElement[int]:
    return func.count(_where(Reading.verbatim_id, label).distinct())


def _answers(label: str | None) -> ColumnElement[int]:
    return func.count(_where(Response.id, label).distinct())


def _where(column: Any, label: str | None) -> Any:
    return column if label is None else case((Mention.label == label, column))


# One theme


@dataclass(frozen=True)
class Week:
    """A week of a theme: Monday to Sunday."""

    first: date
    last: date
    tally: Tally


def by_week(
    session: Session, theme: Theme, survey_id: int | None, *, monday: date, number: int, zone: str
) -> list[Week]:
    """The weeks until the one that begins on `monday`, the oldest first. One statement."""
    mondays = [monday - timedelta(weeks=k) for k in range(number - 1, -1, -1)]
    periods = [Period(weeks.midnight(each, zone), weeks.midnight(each + timedelta(days=7), zone)) for each in mondays]
    week = case(*((period.holds, k) for k, period in enumerate(periods)))
    ever = Period(periods[0].start, periods[-1].end)
    wanted = [*_wanted(theme.workspace_id, survey_id, ever), Mention.theme_id == theme.id]
    found = _counted(session, week, wanted, lambda s: s)
    return [Week(each, each + timedelta(days=6), found.get(k, Tally())) for k, each in enumerate(mondays)]


def by_part(
    session: Session, theme: Theme, survey_id: int | None, period: Period, part: str
) -> list[tuple[str, Tally]]:
    """What is said of a theme by `channel` or `segment`, the most first; without a segment it is "". One statement."""
    segment = func.coalesce(Account.segment, Contact.segment, "")
    group, joined = {
        "channel": (Response.channel, lambda s: s),
        "segment": (
            segment,
            lambda s: s.outerjoin(Contact, Contact.id == Response.contact_id).outerjoin(
                Account, Account.id == Contact.account_id
            ),
        ),
    }[part]
    wanted = [*_wanted(theme.workspace_id, survey_id, period), Mention.theme_id == theme.id]
    found = _counted(session, group, wanted, joined)
    shown: Mapping[str, Tally] = {name: tally for name, tally in found.items() if tally.verbatims}
    return sorted(shown.items(), key=lambda pair: (-pair[1].verbatims, pair[0]))
