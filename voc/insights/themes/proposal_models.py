"""ProposalRun, Proposal, ProposalVerbatim, ThemeSuggestion."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from voc.core.db import Base, partial_index
from voc.insights.models import Theme
from voc.surveys.models import Survey


class ProposalRun(Base):
    """Somebody asked for themes to be proposed; the worker's part of it, and what came of it."""

    __tablename__ = "proposal_run"
    __table_args__ = (
        Index("ix_proposal_run_workspace_id", "workspace_id", "id"),
        partial_index("one_run_at_a_time", "workspace_id", unique=True, where="finished_at IS NULL"),
        CheckConstraint("failure IN ('died', 'error')", name="failure_is_known"),
        CheckConstraint("failure IS NULL OR finished_at IS NOT NULL", name="failed_run_is_over"),
        CheckConstraint("first_on <= last_on", name="run_has_a_period"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    asked_at: Mapped[datetime]
    #: Of this survey alone; null: of all.
    survey_id: Mapped[int | None] = mapped_column(ForeignKey("survey.id", ondelete="SET NULL"))
    #: Answered within these days on the wall clock of `zone`; null: at any time.
    first_on: Mapped[date | None]
    last_on: Mapped[date | None]
    zone: Mapped[str]
    #: Whether starter themes that nobody has touched count as if they were not there.
    is_anew: Mapped[bool]
    #: Who works on it, until when that is believed, and how often somebody has begun.
    claimed_by: Mapped[str | None]
    claimed_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    #: died: whoever worked on it never came back; error: the program failed, and the log says where.
    failure: Mapped[str | None]
    #: Verbatims that there were, and those that were looked at. While it runs: those to be read, and those that are.
    verbatims: Mapped[int | None]
    looked_at: Mapped[int | None]
    #: Proposals that are new, and undecided ones that were found again.
    new: Mapped[int | None]
    again: Mapped[int | None]

    survey: Mapped[Survey | None] = relationship()

    @property
    def state(self) -> str:
        """waiting, running, done or failed."""
        if self.finished_at is not None:
            return "failed" if self.failure else "done"
        return "running" if self.started_at is not None else "waiting"


class Proposal(Base):
    """A theme that the customers' words propose, until somebody decides, and what was decided.

    A later run that finds it again leaves it its row, whatever was decided.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        Index("ix_proposal_workspace_id", "workspace_id", "state"),
        CheckConstraint("state IN ('open', 'accepted', 'merged', 'dismissed')", name="proposal_state_is_known"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided_proposal_has_its_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    #: The run that found it last.
    run_id: Mapped[int | None] = mapped_column(ForeignKey("proposal_run.id", ondelete="SET NULL"))
    found_at: Mapped[datetime]
    #: In the order of this number themes of one group stand together.
    position: Mapped[int]
    #: In the customers' words, and whether these are `en` or `zh`.
    name: Mapped[str]
    language: Mapped[str]
    #: The heading that it shares with others, if it has none in the codebook.
    heading: Mapped[str | None]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id", ondelete="SET NULL"))
    #: Its most telling words and phrases.
    terms: Mapped[list[Any]]
    #: Words that may give it away: [{"language", "seed", "verbatims", "share", "is_chosen"}], see `finding.Seed`.
    seeds: Mapped[list[Any]]
    state: Mapped[str] = mapped_column(default="open")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    #: The theme that it became, or that has its words now.
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id", ondelete="SET NULL"))

    theme: Mapped[Theme | None] = relationship(foreign_keys=[theme_id])

    def chosen_seeds(self) -> dict[str, list[str]]:
        """Language -> the words that are chosen unless somebody says otherwise."""
        return {
            language: [each["seed"] for each in self.seeds if each["language"] == language and each["is_chosen"]]
            for language in ("en", "zh")
        }


class ProposalVerbatim(Base):
    """A verbatim in which one of a proposal's chosen words stands."""

    __tablename__ = "proposal_verbatim"
    __table_args__ = (Index("ix_proposal_verbatim_verbatim_id", "verbatim_id"),)

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True)
    verbatim_id: Mapped[int] = mapped_column(ForeignKey("verbatim.id", ondelete="CASCADE"), primary_key=True)
    #: From 1 for the few that best stand for it; null for the others.
    rank: Mapped[int | None]


class ThemeSuggestion(Base):
    """A word that customers use near a theme's words, as the last run found."""

    __tablename__ = "theme_suggestion"
    __table_args__ = (UniqueConstraint("theme_id", "term", name="a_word_is_suggested_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id", ondelete="CASCADE"))
    term: Mapped[str]
    #: Cosine of its vector and the theme's words'.
    alike: Mapped[float]
    #: Verbatims that were looked at and say it.
    verbatims: Mapped[int]
    found_at: Mapped[datetime]
