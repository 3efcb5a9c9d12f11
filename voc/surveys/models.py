"""Survey, SurveyVersion, Question, Touchpoint, OurWords."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, SQLColumnExpression, UniqueConstraint
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from voc.analysis import scores
from voc.core import i18n
from voc.core.db import Base


class Survey(Base):
    """One thing we ask about, over all its versions."""

    __tablename__ = "survey"
    __table_args__ = (
        UniqueConstraint("workspace_id", "key", name="survey_keys_differ"),
        CheckConstraint("metric IN ('nps', 'csat', 'ces')", name="survey_metric_is_known"),
        # What a measure's surveys refer to, so that each is of the measure's workspace and metric.
        Index("survey_has_one_metric", "id", "workspace_id", "metric", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    #: Short name for the command line, for example `relationship-nps`.
    key: Mapped[str]
    #: Stands in the hosted page's address: random.
    public_id: Mapped[str] = mapped_column(unique=True)
    #: What somebody called it, or its starter in the language of whoever made it. Lists are in this order.
    written_title: Mapped[str] = mapped_column("title")
    #: Language -> what the starter that named it is called there; empty: somebody wrote the title.
    titles: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    metric: Mapped[str]
    #: No link from an answer to a person exists, anywhere.
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    #: Name of the starter it was made from: a language added later gets its texts from there.
    starter: Mapped[str | None]
    #: Which team follows up.
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    #: After this nothing is stored, and a kind page says so.
    closed_at: Mapped[datetime | None]
    #: Keys of what its open link may carry, as in a touchpoint's.
    link_fields: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    #: Since when it is out of the list. What is archived is closed, also a draft.
    archived_at: Mapped[datetime | None]

    versions: Mapped[list[SurveyVersion]] = relationship(back_populates="survey", order_by="SurveyVersion.number")

    @hybrid_property
    def title(self) -> str:
        """What the console calls it: in its reader's language where a starter named it."""
        return self.title_in(i18n.reader()) if self.titles else self.written_title

    @title.inplace.setter
    def _call_it(self, title: str) -> None:
        self.written_title, self.titles = title, {}

    @title.inplace.expression
    @classmethod
    def _as_written(cls) -> SQLColumnExpression[str]:
        return cls.written_title

    def title_in(self, language: str) -> str:
        """What it is called before somebody who reads this language."""
        return str(self.titles.get(language, self.written_title))

    @property
    def live(self) -> SurveyVersion | None:
        """The newest published version: what a visitor answers now."""
        return next((v for v in reversed(self.versions) if v.published_at), None)

    @property
    def draft(self) -> SurveyVersion | None:
        """The version being written, if there is one."""
        return next((v for v in self.versions if not v.published_at), None)

    @property
    def state(self) -> str:
        """`draft`, `live`, `closed` or `archived`."""
        if self.archived_at:
            return "archived"
        if self.closed_at:
            return "closed"
        return "live" if self.live else "draft"


class SurveyVersion(Base):
    """What exactly was asked. Once published it is history: triggers in the database refuse to change it."""

    __tablename__ = "survey_version"
    __table_args__ = (UniqueConstraint("survey_id", "number", name="version_numbers_differ"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    number: Mapped[int]
    #: Languages it is written in, the default one first.
    languages: Mapped[list[Any]]
    #: Language -> {"title", "thanks", "mail_subject", ...}, as `translations` lists them.
    texts: Mapped[dict[str, Any]]
    #: Whether everybody sees the button under the thanks, or promoters alone.
    link_is_for_all: Mapped[bool] = mapped_column(default=False)
    #: Counts the savings of a draft: who saves over an older one is told, instead of losing a colleague's words.
    edition: Mapped[int] = mapped_column(default=0)
    published_at: Mapped[datetime | None]

    survey: Mapped[Survey] = relationship(back_populates="versions")
    questions: Mapped[list[Question]] = relationship(
        back_populates="version", order_by="Question.position", cascade="all, delete-orphan"
    )

    @property
    def default_language(self) -> str:
        """The language shown to whom none of the others suits."""
        return str(self.languages[0])

    @property
    def score_question(self) -> Question:
        """The question whose answer is the response's score; every version has exactly one."""
        return next(q for q in self.questions if q.kind in scores.METRICS)

    @property
    def comment_question(self) -> Question | None:
        """The question whose answer explains the score: the one called `comment`, or the first answered in words."""
        in_words = [question for question in self.questions if question.kind == "comment"]
        return next((question for question in in_words if question.key == "comment"), next(iter(in_words), None))


class Question(Base):
    """One question of a version. Its key stays the same across versions, so answers can be compared."""

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("version_id", "key", name="question_keys_differ"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("survey_version.id", ondelete="CASCADE"))
    key: Mapped[str]
    position: Mapped[int]
    #: Name of a class in `question_types/`: nps, csat, ces, rating, choice, comment and so on.
    kind: Mapped[str]
    is_required: Mapped[bool] = mapped_column(default=False)
    #: Language -> {"label", "help", and whatever else the kind wants}.
    texts: Mapped[dict[str, Any]]
    #: What the kind needs to know: its options, its rows, how its points look.
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    #: When it is asked, as `branching` reads it; empty: always.
    shown_if: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")

    version: Mapped[SurveyVersion] = relationship(back_populates="questions")


class Touchpoint(Base):
    """A place where a survey is answered: a store, a counter, a table, a receipt. Its code hangs or stands there."""

    __tablename__ = "touchpoint"
    __table_args__ = (UniqueConstraint("survey_id", "name", name="touchpoint_names_differ"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"), index=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    #: Stands in its addresses and in print: random, and short enough to be typed.
    public_id: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    #: Switched off, what hangs there says that no answers are taken any more.
    is_on: Mapped[bool] = mapped_column(default=True)
    #: What every answer from here says of itself, key -> text: {"store": "Berlin", "counter": "3"}.
    fields: Mapped[dict[str, Any]]
    #: Keys of what its link may carry besides: ["order"] for `?order=123`.
    link_fields: Mapped[list[Any]]
    #: Sites that may show it in a frame, as browsers name them: `https://shop.example.com`.
    origins: Mapped[list[Any]]
    created_at: Mapped[datetime]

    survey: Mapped[Survey] = relationship()


class OurWords(Base):
    """A sentence of ours, beside the survey's own texts, in a language that the product does not speak."""

    __tablename__ = "our_words"
    __table_args__ = (UniqueConstraint("workspace_id", "language", "sentence", name="a_sentence_is_written_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    language: Mapped[str]
    #: In English, as `core.our_words.key` names it.
    sentence: Mapped[str]
    #: Its parts stand in braces.
    text: Mapped[str]
