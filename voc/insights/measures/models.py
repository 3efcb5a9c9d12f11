"""Measure, MeasureSurvey."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from voc.core.db import Base
from voc.surveys.models import Survey


class Measure(Base):
    """A named metric over one or more surveys that ask it: what a company means by "our NPS"."""

    __tablename__ = "measure"
    __table_args__ = (
        UniqueConstraint("workspace_id", "name", name="measure_names_differ"),
        # What its surveys refer to, so that none of another workspace or metric can be in it.
        UniqueConstraint("id", "workspace_id", "metric", name="measure_has_one_metric"),
        CheckConstraint("metric IN ('nps', 'csat', 'ces')", name="measure_metric_is_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    name: Mapped[str]
    metric: Mapped[str]
    #: What it is for, in the author's words. What exactly is counted is said by `wording.definition`.
    definition: Mapped[str]
    created_at: Mapped[datetime]

    members: Mapped[list[MeasureSurvey]] = relationship(
        back_populates="measure", cascade="all, delete-orphan", order_by="MeasureSurvey.survey_id"
    )

    @property
    def survey_ids(self) -> tuple[int, ...]:
        """The surveys it spans."""
        return tuple(member.survey_id for member in self.members)


class MeasureSurvey(Base):
    """A survey in a measure. Both foreign keys carry workspace and metric: they cannot differ."""

    __tablename__ = "measure_survey"
    __table_args__ = (
        ForeignKeyConstraint(
            ["measure_id", "workspace_id", "metric"],
            ["measure.id", "measure.workspace_id", "measure.metric"],
            name="fk_measure_survey_measure_id",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["survey_id", "workspace_id", "metric"],
            ["survey.id", "survey.workspace_id", "survey.metric"],
            name="fk_measure_survey_survey_id",
            ondelete="CASCADE",
        ),
        Index("ix_measure_survey_survey_id", "survey_id"),
    )

    measure_id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int]
    metric: Mapped[str]

    measure: Mapped[Measure] = relationship(back_populates="members")
    survey: Mapped[Survey] = relationship(viewonly=True)
