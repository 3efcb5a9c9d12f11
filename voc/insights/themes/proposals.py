"""Themes that the customers' words propose: asking for them, what speaks for each, and what people decide.

The worker finds them (`discovering`); nothing here loads the engine. Nothing becomes part of the codebook unless a
person says so, and what was decided stays decided: a later run does not propose it again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voc.core import clock
from voc.insights.models import Correction, Mention, Reading, Theme, live_themes
from voc.insights.themes import codebook
from voc.insights.themes import seeds as words
from voc.insights.themes.codebook import NameTaken
from voc.insights.themes.proposal_models import Proposal, ProposalRun, ProposalVerbatim
from voc.insights.themes.seeds import Seeds
from voc.insights.verbatims.search import SMALLEST_GROUP
from voc.responses.models import Response, State, Verbatim
from voc.staff import audit
from voc.staff.models import AuditEvent

#: Proposals on one page; a run makes some thirty at most.
MOST = 100
#: A theme that so many of a proposal's verbatims speak of already is named beside it.
ALIKE = 0.3


class AlreadyAsked(Exception):
    """Themes of this workspace are being proposed already."""


class Decided(Exception):
    """Somebody has decided on this proposal meanwhile."""


@dataclass(frozen=True)
class Scope:
    """Where to look: a survey or all, and the days on the wall clock of `zone` or all."""

    zone: str
    survey_id: int | None = None
    first_on: date | None = None
    last_on: date | None = None
    #: Whether starter themes that nobody has touched count as if they were not there.
    is_anew: bool = False


def ask(session: Session, workspace_id: int, scope: Scope, now: datetime, *, by: int | None) -> ProposalRun:
    """Have themes proposed by the worker. Raises `AlreadyAsked`: one run at a time."""
    run = ProposalRun(
        workspace_id=workspace_id,
        asked_by_id=by,
        asked_at=now,
        survey_id=scope.survey_id,
        first_on=scope.first_on,
        last_on=scope.last_on,
        zone=scope.zone,
        is_anew=scope.is_anew,
    )
    try:
        with session.begin_nested():
            session.add(run)
            session.flush()
    except IntegrityError as error:
        raise AlreadyAsked from error
    return run


def last_run(session: Session, workspace_id: int) -> ProposalRun | None:
    """The run that was asked for last."""
    mine = select(ProposalRun).where(ProposalRun.workspace_id == workspace_id)
    return session.scalars(mine.order_by(ProposalRun.id.desc()).limit(1)).first()


def of_state(session: Session, workspace_id: int, state: str) -> Sequence[Proposal]:
    """The proposals of a state: open ones in the order of their run, decided ones the newest first."""
    mine = select(Proposal).where(Proposal.workspace_id == workspace_id, Proposal.state == state)
    newest = (Proposal.run_id.desc(), Proposal.position, Proposal.id)
    order = newest if state == "open" else (Proposal.decided_at.desc(), Proposal.id.desc())
    return session.scalars(mine.order_by(*order).limit(MOST)).all()


@dataclass(frozen=True)
class Tally:
    """What became of a run's proposals, and how many of earlier runs wait too."""

    waiting: int = 0
    accepted: int = 0
    merged: int = 0
    dismissed: int = 0
    waiting_before: int = 0

    @property
    def found(self) -> int:
        """The proposals that this run found last."""
        return self.waiting + self.accepted + self.merged + self.dismissed


def tally(session: Session, run: ProposalRun) -> Tally:
    """How the proposals stand after a run, as the list shows them. One statement."""
    mine = Proposal.run_id == run.id

    def number(state: str) -> ColumnElement[int]:
        return func.count(Proposal.id).filter(mine, Proposal.state == state)

    states = [number(state) for state in ("open", "accepted", "merged", "dismissed")]
    others = func.count(Proposal.id).filter(or_(~mine, Proposal.run_id.is_(None)), Proposal.state == "open")
    counted = select(*states, others).where(Proposal.workspace_id == run.workspace_id)
    return Tally(*map(int, session.execute(counted).one()))


def count_open(session: Session, workspace_id: int) -> int:
    """How many wait for a decision."""
    mine = select(func.count(Proposal.id)).where(Proposal.workspace_id == workspace_id, Proposal.state == "open")
    return session.scalars(mine).one()


def untouched(session: Session, workspace_id: int) -> set[int]:
    """The live starter themes with which nobody has done anything: no edit, no owner, no correction."""
    events = select(AuditEvent.subject).where(
        AuditEvent.workspace_id == workspace_id, AuditEvent.subject.startswith("theme:")
    )
    touched = {int(subject.partition(":")[2]) for subject in session.scalars(events.distinct())}
    corrected = select(Correction.theme_id).join(Theme).where(Theme.workspace_id == workspace_id)
    touched |= set(session.scalars(corrected.distinct()))
    themes = live_themes(session, workspace_id)
    touched |= {theme.parent_id for theme in themes if theme.parent_id is not None}
    return {theme.id for theme in themes if theme.id not in touched and theme.owner_id is None}


def is_edited(session: Session, workspace_id: int) -> bool:
    """Whether anybody has made this codebook their own: some live theme is not the starter's, or not as it was."""
    return len(untouched(session, workspace_id)) < len(live_themes(session, workspace_id))


# What speaks for a proposal


@dataclass
class Evidence:
    """Verbatims that say a proposal's words, as `search.count` counts them with the same filter, and how they sound."""

    verbatims: int = 0
    sentiment_sum: float = 0.0
    read: int = 0
    #: Surveys that are so small and anonymous that nothing of them is shown.
    hidden_surveys: set[int] = field(default_factory=set)

    @property
    def sentiment(self) -> float | None:
        """Mean of their sentiments, -1..1; None while none has been read."""
        return self.sentiment_sum / self.read if self.read else None


def evidence(session: Session, proposal_ids: Iterable[int]) -> dict[int, Evidence]:
    """Proposal id -> what speaks for it. One statement."""
    columns = select(
        ProposalVerbatim.proposal_id,
        Response.survey_id,
        func.max(case((Response.is_anonymous, 1), else_=0)),
        func.count(Verbatim.id),
        func.count(Response.id.distinct()),
        func.sum(Reading.sentiment),
        func.count(Reading.id),
    )
    statement = columns.join(Verbatim, Verbatim.id == ProposalVerbatim.verbatim_id).join(Verbatim.response)
    statement = statement.outerjoin(Reading, (Reading.verbatim_id == Verbatim.id) & Reading.is_current)
    statement = statement.where(ProposalVerbatim.proposal_id.in_(proposal_ids), Response.state == State.FINAL)
    found: dict[int, Evidence] = defaultdict(Evidence)
    rows: Any = session.execute(statement.group_by(ProposalVerbatim.proposal_id, Response.survey_id))
    for proposal_id, survey_id, is_anonymous, verbatims, answers, sentiment, read in rows:
        mine = found[proposal_id]
        if is_anonymous and answers < SMALLEST_GROUP:
            mine.hidden_surveys.add(survey_id)
            continue
        mine.verbatims += verbatims
        mine.sentiment_sum += sentiment or 0.0
        mine.read += read
    return found


def verbatims_of(proposal: Proposal) -> Select[int]:
    """The ids of its verbatims, as a filter takes them."""
    return select(ProposalVerbatim.verbatim_id).where(ProposalVerbatim.proposal_id == proposal.id)


def quoted(session: Session, proposal_ids: Iterable[int]) -> dict[int, list[int]]:
    """Proposal id -> ids of the few verbatims that best stand for it, in order. One statement."""
    columns = (ProposalVerbatim.proposal_id, ProposalVerbatim.verbatim_id)
    rows = select(*columns).where(ProposalVerbatim.proposal_id.in_(proposal_ids), ProposalVerbatim.rank.is_not(None))
    found: dict[int, list[int]] = defaultdict(list)
    for proposal_id, verbatim_id in session.execute(rows.order_by(ProposalVerbatim.proposal_id, ProposalVerbatim.rank)):
        found[proposal_id].append(verbatim_id)
    return found


def quoted_among(proposal_ids: Iterable[int]) -> Select[int]:
    """The ids of all of these, as a filter takes them."""
    of = ProposalVerbatim.proposal_id.in_(proposal_ids), ProposalVerbatim.rank.is_not(None)
    return select(ProposalVerbatim.verbatim_id).where(*of)


def alike(session: Session, found: Mapping[int, Evidence]) -> dict[int, tuple[int, int]]:
    """Proposal id -> the live theme that most of its verbatims speak of, and how many; only where many do."""
    number = func.count(ProposalVerbatim.verbatim_id.distinct())
    rows = select(ProposalVerbatim.proposal_id, Mention.theme_id, number)
    rows = rows.join(Reading, (Reading.verbatim_id == ProposalVerbatim.verbatim_id) & Reading.is_current)
    rows = rows.join(Mention, Mention.reading_id == Reading.id)
    rows = rows.where(ProposalVerbatim.proposal_id.in_(found), Mention.theme_id.is_not(None))
    counts: dict[int, Counter[int]] = defaultdict(Counter)
    for proposal_id, theme_id, speaking in session.execute(
        rows.group_by(ProposalVerbatim.proposal_id, Mention.theme_id)
    ):
        counts[proposal_id][theme_id or 0] = speaking
    best = {
        proposal_id: min(each.items(), key=lambda pair: (-pair[1], pair[0])) for proposal_id, each in counts.items()
    }
    return {proposal_id: pair for proposal_id, pair in best.items() if pair[1] >= ALIKE * found[proposal_id].verbatims}


# Decisions


@dataclass(frozen=True)
class Wanted:
    """How a proposal becomes a theme."""

    names: Mapping[str, str]
    seeds: Seeds
    parent_id: int | None = None
    #: A heading to stand below, made where there is none of this name.
    heading: str | None = None


def accept(session: Session, proposal: Proposal, wanted: Wanted, *, by: int) -> Theme:
    """Make a theme of it. Raises `Decided` and what `codebook.add` raises."""
    _decide(session, proposal, "accepted", by)
    parent_id = wanted.parent_id
    if wanted.heading:
        parent_id = _heading(session, proposal.workspace_id, wanted.heading, by=by).id
    theme = codebook.add(
        session, proposal.workspace_id, names=wanted.names, seeds=wanted.seeds, parent_id=parent_id, by=by
    )
    proposal.theme_id = theme.id
    session.flush()
    return theme


def merge(session: Session, proposal: Proposal, into: Theme, seeds: Seeds, *, by: int) -> None:
    """Give its words to a theme that is there. Raises `Decided` and what `codebook.reseed` raises."""
    _decide(session, proposal, "merged", by)
    mine = words.of(into.seeds)
    both = {language: [*group, *seeds.get(language, ())] for language, group in mine.items()}
    codebook.reseed(session, into, both, by=by)
    proposal.theme_id = into.id
    session.flush()


def dismiss(session: Session, proposal: Proposal, *, by: int) -> None:
    """Say that it is no theme; no later run proposes it again. Raises `Decided`."""
    _decide(session, proposal, "dismissed", by)


def take_back(session: Session, proposal: Proposal, *, by: int) -> None:
    """Let a dismissed one wait for a decision again. Raises `Decided` when it is not dismissed."""
    _move(session, proposal, "dismissed", state="open", decided_at=None, decided_by_id=None)
    _note(session, proposal, "taken_back", by)


@dataclass(frozen=True)
class Accepted:
    """What became of all proposals: new themes, those whose name is taken, and starter themes that were retired."""

    themes: int
    name_taken: list[Proposal]
    retired: int


def accept_all(
    session: Session, workspace_id: int, wanted: Iterable[Proposal], *, by: int, headings: bool, retires: bool
) -> Accepted:
    """Make a theme of each as it was proposed, and retire the starter's that nobody has touched where that is wanted.

    Whatever was decided meanwhile is left as it is. One whose name another theme has waits on.
    """
    retired = 0
    if retires:
        old = untouched(session, workspace_id)
        for theme in [each for each in live_themes(session, workspace_id) if each.id in old]:
            codebook.retire(session, theme, by=by)
            retired += 1
    made, taken = 0, list[Proposal]()
    for proposal in wanted:
        try:
            with session.begin_nested():
                accept(session, proposal, as_proposed(proposal, headings=headings), by=by)
            made += 1
        except NameTaken:
            session.refresh(proposal)
            taken.append(proposal)
        except Decided:
            continue
    return Accepted(made, taken, retired)


def as_proposed(proposal: Proposal, *, headings: bool = True) -> Wanted:
    """The theme that it becomes when nobody changes anything."""
    return Wanted(
        names={language_of(proposal.name): proposal.name},
        seeds=proposal.chosen_seeds(),
        parent_id=proposal.parent_id if headings else None,
        heading=proposal.heading if headings and proposal.parent_id is None else None,
    )


def language_of(name: str) -> str:
    """The language of the product that a name is in, by its characters.

    >>> language_of("排队、等位"), language_of("On hold")
    ('zh_Hans', 'en')
    """
    return "zh_Hans" if any("\u3400" <= char <= "\u9fff" for char in name) else "en"


def _heading(session: Session, workspace_id: int, name: str, *, by: int) -> Theme:
    """The live theme of this name, made without words of its own where there is none."""
    for theme in live_themes(session, workspace_id):
        if any(str(each).casefold() == name.casefold() for each in theme.names.values()):
            return theme
    return codebook.add(session, workspace_id, names={language_of(name): name}, seeds={}, by=by)


def _decide(session: Session, proposal: Proposal, state: str, by: int) -> None:
    _move(session, proposal, "open", state=state, decided_at=clock.now(), decided_by_id=by)
    _note(session, proposal, state, by)


def _move(session: Session, proposal: Proposal, before: str, **values: Any) -> None:
    # Of two people who decide at once the second one's statement finds nothing.
    mine = update(Proposal).where(Proposal.id == proposal.id, Proposal.state == before)
    changed = mine.values(**values).returning(Proposal.id)
    if session.scalar(changed, execution_options={"synchronize_session": False}) is None:
        raise Decided
    session.refresh(proposal)


def _note(session: Session, proposal: Proposal, what: str, by: int) -> None:
    about = {"workspace_id": proposal.workspace_id, "user_id": by}
    audit.record(session, f"proposal.{what}", f"proposal:{proposal.id}", clock.now(), **about, name=proposal.name)
