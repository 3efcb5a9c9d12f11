"""Two groups of verbatims side by side: what each speaks of, in themes and in words, and where they truly differ.

A group is a filter of the explorer, so each number opens the very verbatims behind it. People are compared, because who
writes twice is not two. Of an anonymous survey fewer than five answers are shown to nobody, as everywhere, and what
they say is not compared: taken as nobody, they would make a difference.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from voc.analysis import comparison, scores, term_lines
from voc.analysis.comparison import Group
from voc.analysis.scores import Csat, Interval, Movement
from voc.insights.models import IS_COUNTED, SEEN_BY_ALL, Mention, Reading, Theme, VerbatimWords
from voc.insights.results import PERSON
from voc.insights.verbatims import search
from voc.insights.verbatims.search import SMALLEST_GROUP, Filter
from voc.responses.models import Response, Verbatim

#: In larger groups words are not compared: a page must not take longer than people wait.
MOST_VERBATIMS = 30_000
#: Words that are shown for each side.
MOST_WORDS = 15
#: The largest share of named differences that may be chance.
FALSE_DISCOVERIES = 0.05
#: Things that fewer people of both groups speak of are not compared.
FEWEST_PEOPLE = comparison.FEWEST_PEOPLE


@dataclass(frozen=True)
class Cell:
    """How much one group speaks of one thing: the count of `search.count` with that added to the filter."""

    verbatims: int = 0
    people: int = 0

    def __add__(self, other: Cell) -> Cell:
        return Cell(self.verbatims + other.verbatims, self.people + other.people)


#: Survey -> who speaks of something there; None where they are too few to be shown.
_Cells = dict[int, Cell | None]


@dataclass(frozen=True)
class Side:
    """One group; people are counted for each survey."""

    wanted: Filter
    surveys: Mapping[int, Cell]

    @property
    def whole(self) -> Cell:
        """All of it."""
        return self.without(())

    def without(self, hidden: Container[int]) -> Cell:
        """All of it but these surveys."""
        return sum((cell for survey, cell in self.surveys.items() if survey not in hidden), Cell())

    def share(self, cell: Cell) -> float:
        """Which part of its people (0..1)."""
        return min(cell.people, self.whole.people) / self.whole.people if self.whole.people else 0.0


@dataclass(frozen=True)
class ThemeLine:
    """A theme in both groups: the difference of the shares in percent points, the first minus the second."""

    theme: Theme
    one: Cell
    other: Cell
    difference: float
    interval: Interval
    #: Whether it may be named among as many as are compared.
    is_named: bool


@dataclass(frozen=True)
class WordLine:
    """A word or a phrase of two in both groups."""

    term: str
    one: Cell
    other: Cell

    @property
    def shown(self) -> str:
        """As people read it."""
        return term_lines.shown(self.term)


@dataclass(frozen=True)
class Compared:
    """What the comparison of two groups gave."""

    one: Side
    other: Side
    #: Verbatims that are in both groups.
    in_both: int
    themes: list[ThemeLine]
    #: What the first, what the second says more of, and may be named for it; None where a group is too large for that.
    more_in_one: list[WordLine] | None
    more_in_other: list[WordLine] | None
    #: How many words and phrases were compared.
    words: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether a group has nobody in it."""
        return not (self.one.whole.people and self.other.whole.people)


def compare(session: Session, one: Filter, other: Filter) -> Compared:
    """The two groups compared. At most a dozen statements, however many answers there are."""
    first, second = (_side(session, each) for each in (one, other))
    compared = Compared(first, second, _in_both(session, first.wanted, second.wanted), [], [], [])
    if compared.is_empty:
        return compared
    compared = replace(compared, themes=_themes(session, first, second))
    if max(first.whole.verbatims, second.whole.verbatims) > MOST_VERBATIMS:
        return replace(compared, more_in_one=None, more_in_other=None)
    return _with_words(session, compared)


def _side(session: Session, wanted: Filter) -> Side:
    wanted = search.guarded(session, wanted)
    people = select(Response.survey_id, func.count(Verbatim.id), func.count(PERSON.distinct()))
    rows = session.execute(search.matching(session, people, wanted).group_by(Response.survey_id))
    return Side(wanted, {survey: Cell(*counts) for survey, *counts in rows})


def _in_both(session: Session, one: Filter, other: Filter) -> int:
    ids = search.matching(session, select(Verbatim.id), other).subquery()
    both = search.matching(session, select(func.count(Verbatim.id)), one).where(Verbatim.id.in_(select(ids.c.id)))
    return session.scalars(both).one()


# Themes


def _themes(session: Session, one: Side, other: Side) -> list[ThemeLine]:
    said_in_one, said_in_other = (_by_theme(session, each.wanted) for each in (one, other))
    first, second = (
        defaultdict(Cell, {key: _together(cells) for key, cells in said.items()})
        for said in (said_in_one, said_in_other)
    )
    ids = {key for key in {*first, *second} if (first[key] + second[key]).people >= FEWEST_PEOPLE}
    known = {theme.id: theme for theme in session.scalars(select(Theme).where(Theme.id.in_(ids)))}
    moved = {
        key: _moved(said_in_one[key], one, said_in_other[key], other)
        for key in sorted(ids, key=lambda key: known[key].key)
    }
    told = [(key, each) for key, each in moved.items() if each.difference is not None and each.interval is not None]
    named = scores.discoveries([each.p_value or 1.0 for _, each in told], FALSE_DISCOVERIES)
    lines = [
        ThemeLine(known[key], first[key], second[key], each.difference or 0.0, each.interval, is_named)
        for (key, each), is_named in zip(told, named, strict=True)
        if each.interval is not None
    ]
    return sorted(lines, key=lambda each: (not each.is_named, -abs(each.difference), each.theme.key))


def _moved(one: _Cells, side: Side, other: _Cells, other_side: Side) -> Movement[Csat]:
    hidden = {survey for said in (one, other) for survey, cell in said.items() if cell is None}
    return scores.movement(_share(one, side, hidden), _share(other, other_side, hidden))


def _share(said: _Cells, side: Side, hidden: Container[int]) -> Csat:
    whole = side.without(hidden).people
    people = min(_together({survey: cell for survey, cell in said.items() if survey not in hidden}).people, whole)
    return Csat(people, 0, whole - people)


def _together(said: _Cells) -> Cell:
    return sum((cell for cell in said.values() if cell), Cell())


def _by_theme(session: Session, wanted: Filter) -> dict[int, _Cells]:
    """Theme -> survey -> who speaks of it."""
    columns: Any = select(
        Mention.theme_id,
        Response.survey_id,
        func.max(case((Response.is_anonymous, 1), else_=0)),
        func.count(Response.id.distinct()),
        func.count(Verbatim.id.distinct()),
        func.count(PERSON.distinct()),
    )
    statement = search.matching(session, columns, wanted).join(Mention, Mention.reading_id == Reading.id)
    statement = statement.join(Theme, Theme.id == Mention.theme_id).where(IS_COUNTED)
    found: dict[int, _Cells] = defaultdict(dict)
    for theme_id, survey, is_anonymous, answers, verbatims, people in session.execute(
        statement.group_by(Mention.theme_id, Response.survey_id)
    ):
        is_hidden = is_anonymous and answers < SMALLEST_GROUP
        found[theme_id][survey] = None if is_hidden else Cell(verbatims, people)
    return found


# Words


@dataclass
class _Said:
    """What the people of a group say, counted for each term."""

    people: int = 0
    speaking: Counter[str] = field(default_factory=Counter)
    verbatims: Counter[str] = field(default_factory=Counter)
    #: Terms that too few of an anonymous survey say to be shown; they are not counted.
    hidden: set[str] = field(default_factory=set)

    def add(self, survey: _Said) -> None:
        self.people += survey.people
        self.speaking += survey.speaking
        self.verbatims += survey.verbatims
        self.hidden |= survey.hidden

    def cell(self, term: str) -> Cell:
        return Cell(self.verbatims[term], self.speaking[term])

    def group(self, hidden: Container[str]) -> Group[str]:
        return Group(self.people, {term: n for term, n in self.speaking.items() if term not in hidden})


def _with_words(session: Session, compared: Compared) -> Compared:
    one, other = (_said(session, each.wanted) for each in (compared.one, compared.other))
    hidden = one.hidden | other.hidden
    found = comparison.compare(one.group(hidden), other.group(hidden), rate=FALSE_DISCOVERIES)
    named = [each for each in found if each.is_named]

    def lines(terms: Iterable[str]) -> list[WordLine]:
        return [WordLine(term, one.cell(term), other.cell(term)) for term in terms][:MOST_WORDS]

    return replace(
        compared,
        more_in_one=lines(each.key for each in named if each.z > 0),
        more_in_other=lines(each.key for each in named if each.z < 0),
        words=len(found),
    )


def _said(session: Session, wanted: Filter) -> _Said:
    columns: Any = select(Response.survey_id, Response.is_anonymous, PERSON, Response.id, VerbatimWords.terms)
    statement = search.matching(session, columns, wanted).join(
        VerbatimWords, and_(VerbatimWords.verbatim_id == Verbatim.id, VerbatimWords.audience.in_(SEEN_BY_ALL))
    )
    statement = statement.where(VerbatimWords.terms.is_not(None)).order_by(Response.survey_id, PERSON, Response.id)
    whole = _Said()
    for (_, is_anonymous), rows in groupby(session.execute(statement), key=lambda row: (row[0], row[1])):
        whole.add(_of_survey([tuple(row) for row in rows], is_anonymous=is_anonymous))
    return whole


def _of_survey(rows: Sequence[Any], *, is_anonymous: bool) -> _Said:
    said, answers = _Said(), Counter[str]()
    for _, of_person in groupby(rows, key=lambda row: row[2]):
        said.people += 1
        by_answer = {
            response_id: [term_lines.within(row[4]) for row in of_answer]
            for response_id, of_answer in groupby(of_person, key=lambda row: row[3])
        }
        verbatims = [terms for each in by_answer.values() for terms in each]
        said.speaking.update(frozenset[str]().union(*verbatims))
        for terms in verbatims:
            said.verbatims.update(terms)
        for each in by_answer.values():
            answers.update(frozenset[str]().union(*each))
    if is_anonymous:
        said.hidden = {term for term, n in answers.items() if n < SMALLEST_GROUP}
        for term in said.hidden:
            del said.speaking[term], said.verbatims[term]
    return said
