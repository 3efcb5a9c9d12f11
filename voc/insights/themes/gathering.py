"""What a run looks at: the verbatims, and what is known already, as plain values.

Nothing here is a row of the database any more: rows that are looked at again later would begin a transaction, and hold
SQLite's write lock while the engine works.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voc.analysis.discovery import Text
from voc.analysis.themes import Codebook
from voc.analysis.themes import Theme as Subject
from voc.core import weeks
from voc.core.db import only_reading
from voc.core.i18n import html_tag
from voc.insights.models import Theme
from voc.insights.themes import codebook, proposals
from voc.insights.themes import seeds as words
from voc.insights.themes.proposal_models import Proposal, ProposalRun
from voc.insights.themes.seeds import Seeds
from voc.responses.models import Response, State, Verbatim

#: Of more verbatims than this a part is looked at, chosen by their numbers and not by chance. So many of 150 characters
#: take 15 s of one core and 260 MB.
MOST = 6_000
_BATCH = 500


@dataclass(frozen=True)
class Run:
    """What was asked for, and by what name it was claimed."""

    id: int
    workspace_id: int
    survey_id: int | None
    first_on: date | None
    last_on: date | None
    zone: str
    is_anew: bool
    claimed_by: str | None


@dataclass(frozen=True)
class Gathered:
    """The verbatims that a run looks at, and how many there were to choose from."""

    ids: list[int]
    texts: list[Text]
    total: int


@dataclass(frozen=True)
class KnownTheme:
    """A theme of the codebook, with the words that people gave it."""

    id: int
    name: str
    seeds: Seeds
    is_live: bool
    is_counted: bool


@dataclass(frozen=True)
class KnownProposal:
    """A proposal of an earlier run, whatever was decided on it; `seeds` are all that were offered."""

    id: int
    name: str
    heading: str | None
    parent_id: int | None
    terms: tuple[str, ...]
    seeds: Sequence[Mapping[str, Any]]
    chosen: Mapping[str, Sequence[str]]
    is_open: bool


@dataclass(frozen=True)
class Known:
    """What is not to be proposed as something new, by the keys that discovery gives back."""

    themes: Mapping[str, KnownTheme]
    proposals: Mapping[str, KnownProposal]
    #: Of themes and proposals.
    book: Codebook
    #: All themes that are looked for, whether known here or not.
    live: Sequence[KnownTheme]


def taken(run: ProposalRun) -> Run:
    """A run that was just claimed."""
    asked = (run.survey_id, run.first_on, run.last_on, run.zone, run.is_anew)
    return Run(run.id, run.workspace_id, *asked, run.claimed_by)


def verbatims(session: Session, run: Run) -> Gathered:
    """The verbatims of the survey and the days asked for. Of too many those with the smallest checksums of their ids:
    next week's are nearly the same ones, and none is preferred."""
    ids = select(Verbatim.id).join(Verbatim.response)
    ids = ids.where(Response.workspace_id == run.workspace_id, Response.state == State.FINAL)
    if run.survey_id is not None:
        ids = ids.where(Response.survey_id == run.survey_id)
    if run.first_on is not None:
        ids = ids.where(Response.answered_at >= weeks.midnight(run.first_on, run.zone))
    if run.last_on is not None:
        ids = ids.where(Response.answered_at < weeks.midnight(run.last_on + timedelta(days=1), run.zone))
    with only_reading(session):
        everything = list(session.scalars(ids.order_by(Verbatim.id)))
        chosen = sorted(sorted(everything, key=lambda each: (zlib.crc32(str(each).encode()), each))[:MOST])
        rows = [row for batch in batches(chosen) for row in _texts(session, batch)]
    return Gathered([each for each, _ in rows], [text for _, text in rows], len(everything))


def _texts(session: Session, ids: Sequence[int]) -> list[tuple[int, Text]]:
    columns = select(Verbatim.id, Verbatim.text, Response.language).join(Verbatim.response)
    rows = session.execute(columns.where(Verbatim.id.in_(ids)).order_by(Verbatim.id))
    return [(each, Text(text, html_tag(language or "") or None)) for each, text, language in rows]


def batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """The ids in parts that a statement takes."""
    return (ids[at : at + _BATCH] for at in range(0, len(ids), _BATCH))


def known(session: Session, run: Run) -> Known:
    """The codebook's themes and all proposals of this workspace, but for those that are to be looked for anew."""
    with only_reading(session):
        everything = [theme for theme in codebook.themes_of(session, run.workspace_id) if theme.retired_at is None]
        untouched = proposals.untouched(session, run.workspace_id) if run.is_anew else set[int]()
        themes = [_theme(theme) for theme in everything]
        ids = {theme.id for theme in themes if theme.is_live}
        mine = select(Proposal).where(Proposal.workspace_id == run.workspace_id).order_by(Proposal.id)
        # Those that became part of the codebook are known by it, unless they were taken out of it again.
        told = [_proposal(each) for each in session.scalars(mine) if each.theme_id not in ids]
    by_key = {f"theme:{theme.id}": theme for theme in themes if theme.id not in untouched}
    proposed = {f"proposal:{each.id}": each for each in told}
    subjects = [_subject(key, theme.name, theme.seeds) for key, theme in by_key.items()]
    subjects += [_subject(key, each.name, each.chosen) for key, each in proposed.items()]
    return Known(by_key, proposed, Codebook(tuple(subjects)), [theme for theme in themes if theme.is_live])


def _theme(theme: Theme) -> KnownTheme:
    return KnownTheme(theme.id, theme.name_in("en"), words.of(theme.seeds), theme.is_live, theme.is_counted)


def _proposal(each: Proposal) -> KnownProposal:
    seeds, chosen = tuple(dict(seed) for seed in each.seeds), each.chosen_seeds()
    terms = tuple(map(str, each.terms))
    return KnownProposal(each.id, each.name, each.heading, each.parent_id, terms, seeds, chosen, each.state == "open")


def _subject(key: str, name: str, seeds: Mapping[str, Sequence[str]]) -> Subject:
    return Subject(key, {"en": name}, {language: tuple(group) for language, group in seeds.items() if group})
