"""Words and phrases that may belong to a theme. They are shown; nobody but a person puts them among the seeds."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Integer, and_, case, cast, func, select
from sqlalchemy.orm import Session, aliased

from voc.analysis import masking
from voc.insights.models import Mention, Reading, Theme
from voc.insights.themes import seeds as words
from voc.insights.themes.proposal_models import ThemeSuggestion
from voc.responses.models import Response, State, Verbatim

#: A word that fewer people use is an accident, and might tell who they are.
FEWEST = 5
MOST = 12
#: The likelihood ratio above which a word is not beside the theme by chance: p < .001 (chi square, 1 degree).
SURE = 10.83


@dataclass(frozen=True)
class Suggestion:
    """A term without a theme that stands more often beside the theme than elsewhere."""

    term: str
    #: Verbatims in which it stands beside the theme, and all in which it stands.
    beside: int
    everywhere: int


def of(session: Session, theme: Theme) -> list[Suggestion]:
    """The most telling first; none where nothing stands out. Two statements."""
    total, speaking = _sizes(session, theme)
    known = {seed.casefold() for group in words.of(theme.seeds).values() for seed in group}
    found = []
    for term, everywhere, beside in _terms(session, theme):
        ratio = _likelihood_ratio(beside, everywhere, speaking, total)
        is_letter = len(term) < 2 and term.isascii()
        if ratio > SURE and not is_letter and term.casefold() not in known and not masking.find(term):
            found.append((ratio, Suggestion(term, beside, everywhere)))
    return [suggestion for _, suggestion in sorted(found, key=lambda pair: (-pair[0], pair[1].term))[:MOST]]


def near(session: Session, theme: Theme) -> list[ThemeSuggestion]:
    """Words that customers use as they use the theme's, as the worker last found; none that is a seed by now."""
    known = {seed.casefold() for group in words.of(theme.seeds).values() for seed in group}
    mine = select(ThemeSuggestion).where(ThemeSuggestion.theme_id == theme.id)
    rows = session.scalars(mine.order_by(ThemeSuggestion.alike.desc(), ThemeSuggestion.term))
    return [each for each in rows if each.term.casefold() not in known]


def _here(theme: Theme) -> ColumnElement[bool]:
    return and_(Reading.is_current, Response.workspace_id == theme.workspace_id, Response.state == State.FINAL)


def _speaks(theme: Theme) -> ColumnElement[bool]:
    beside = aliased(Mention)
    return select(beside.id).where(beside.reading_id == Reading.id, beside.theme_id == theme.id).exists()


def _sizes(session: Session, theme: Theme) -> tuple[int, int]:
    counts = select(
        func.count(Reading.id), func.coalesce(func.sum(cast(case((_speaks(theme), 1), else_=0), Integer)), 0)
    )
    counts = counts.join(Verbatim, Verbatim.id == Reading.verbatim_id).join(Verbatim.response)
    total, speaking = session.execute(counts.where(_here(theme))).one()
    return int(total), int(speaking)


def _terms(session: Session, theme: Theme) -> list[tuple[str, int, int]]:
    term, verbatims = func.lower(Mention.term), func.count(Reading.verbatim_id.distinct())
    beside = func.count(case((_speaks(theme), Reading.verbatim_id)).distinct())
    rows = select(term, verbatims, beside).join(Reading, Reading.id == Mention.reading_id)
    rows = rows.join(Verbatim, Verbatim.id == Reading.verbatim_id).join(Verbatim.response)
    rows = rows.where(_here(theme), Mention.theme_id.is_(None), func.length(Mention.term) <= words.LONGEST)
    grouped = rows.group_by(term).having(beside >= FEWEST).order_by(beside.desc(), term).limit(300)
    return [(str(name), int(everywhere), int(near)) for name, everywhere, near in session.execute(grouped)]


def _likelihood_ratio(beside: int, everywhere: int, speaking: int, total: int) -> float:
    """Dunning's G squared for a term and a theme that stand together more often than by chance; 0 when less often.

    "Accurate Methods for the Statistics of Surprise and Coincidence", Computational Linguistics 19(1), 1993.
    """
    expected = everywhere * speaking / total if total else 0.0
    if beside <= expected:
        return 0.0
    cells = (
        (beside, everywhere, speaking),
        (everywhere - beside, everywhere, total - speaking),
        (speaking - beside, total - everywhere, speaking),
        (total - everywhere - speaking + beside, total - everywhere, total - speaking),
    )
    return 2 * sum(seen * math.log(seen * total / (row * column)) for seen, row, column in cells if seen > 0)
