"""Theme, CodebookEdition, Correction, Reading, Mention, VerbatimWords, EmergingWeek, EmergingSubject, Sample, Label."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index, Table, UniqueConstraint, and_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from voc.core import numbering
from voc.core.db import Base, partial_index
from voc.responses.models import Verbatim
from voc.staff.models import User


class Theme(Base):
    """A curated subject. It keeps its identity whatever it is called."""

    __tablename__ = "theme"
    __table_args__ = (
        UniqueConstraint("workspace_id", "key", name="theme_keys_differ"),
        CheckConstraint("parent_id <> id", name="theme_is_not_its_own_parent"),
        CheckConstraint("merged_into_id <> id", name="theme_is_not_merged_into_itself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    #: The codebook's name of it, for example `delivery`.
    key: Mapped[str]
    #: Language -> name.
    names: Mapped[dict[str, Any]]
    #: The executive who answers for it.
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    #: Language (`en`, `zh`) -> the words and phrases that give it away; null until the starter's are copied.
    seeds: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    description: Mapped[str] = mapped_column(default="")
    #: What to do about it, in the words of those who answer for it.
    playbook: Mapped[str] = mapped_column(default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id", ondelete="SET NULL"))
    #: The theme that has its mentions since. Its own seeds and corrections stay, so that a merger can be taken back.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id", ondelete="SET NULL"))
    #: Still looked for, but not counted.
    muted_at: Mapped[datetime | None]
    #: Not looked for any more.
    retired_at: Mapped[datetime | None]
    #: What corrections taught: see `analysis.corrections.Lesson`; null while there are too few.
    lesson: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    #: Set with a correction; cleared by the job that learns from it.
    corrected_at: Mapped[datetime | None]

    owner: Mapped[User | None] = relationship()

    def name_in(self, language: str) -> str:
        """Its name in a language, else in English, else in any, else its key."""
        others = (name for name in self.names.values() if name)
        return str(self.names.get(language) or self.names.get("en") or next(others, self.key))

    @property
    def is_live(self) -> bool:
        """Whether it is a theme of its own that is looked for. The neighbour of `IS_LIVE`."""
        return self.retired_at is None and self.merged_into_id is None

    @property
    def is_counted(self) -> bool:
        """Whether its mentions are shown in counts. The neighbour of `IS_COUNTED`."""
        return self.is_live and self.muted_at is None


#: `Theme.is_live` and `Theme.is_counted` as SQL.
IS_LIVE = and_(Theme.retired_at.is_(None), Theme.merged_into_id.is_(None))
IS_COUNTED = and_(IS_LIVE, Theme.muted_at.is_(None))


def live_themes(session: Session, workspace_id: int) -> list[Theme]:
    """The themes that are looked for, in the order in which they were made."""
    return list(session.scalars(select(Theme).where(Theme.workspace_id == workspace_id, IS_LIVE).order_by(Theme.id)))


def survivor(theme_id: int, into: Mapping[int, int | None]) -> int:
    """The theme that has the mentions of this one: itself, unless `into` says what it was merged into."""
    seen = {theme_id}
    while (following := into.get(theme_id)) is not None and following not in seen:
        seen.add(following)
        theme_id = following
    return theme_id


class CodebookEdition(Base):
    """Which edition of a workspace's codebook its verbatims are read by, and how far they have been read again."""

    __tablename__ = "codebook_edition"

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"), primary_key=True)
    #: Counts up with every change after which the same text may be read differently.
    number: Mapped[int]
    edited_at: Mapped[datetime]
    #: Verbatims up to this id have been read by this edition; null when all have.
    reread_after: Mapped[int | None]


class Correction(Base):
    """What a person said of a reading. It outlives every reading, and is applied to each."""

    __tablename__ = "correction"
    __table_args__ = (
        UniqueConstraint("verbatim_id", "theme_id", "kind", "start", "end", name="one_correction_of_a_kind_per_place"),
        CheckConstraint("kind IN ('yes', 'no', 'sentiment')", name="correction_is_known"),
        CheckConstraint("(kind = 'sentiment') = (label IS NOT NULL)", name="sentiment_correction_has_a_label"),
        CheckConstraint("label IN ('positive', 'neutral', 'negative')", name="corrected_label_is_known"),
        CheckConstraint('0 <= start AND start <= "end"', name="correction_has_a_place"),
        Index("ix_correction_theme_id", "theme_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    verbatim_id: Mapped[int] = mapped_column(ForeignKey("verbatim.id", ondelete="CASCADE"))
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id", ondelete="CASCADE"))
    #: yes: it speaks of the theme; no: it does not; sentiment: what it says of the theme is `label`.
    kind: Mapped[str]
    #: The place that it is about, in code points; 0 to 0 is the verbatim as a whole.
    start: Mapped[int] = mapped_column(default=0)
    end: Mapped[int] = mapped_column(default=0)
    label: Mapped[str | None]
    #: Digest of the words that it was said of: it does not hold for others that the customer wrote instead.
    said_of: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    made_at: Mapped[datetime]

    verbatim: Mapped[Verbatim] = relationship()
    theme: Mapped[Theme] = relationship()


@numbering.mixed
class Reading(Base):
    """What one engine version made of one verbatim."""

    __tablename__ = "reading"
    __table_args__ = (
        UniqueConstraint("verbatim_id", "engine_version", name="one_reading_per_engine_version"),
        partial_index("ix_reading_current", "verbatim_id", unique=True, where="is_current"),
        # A new engine finds what an earlier one read without looking at everything.
        partial_index("ix_reading_current_engine_version", "engine_version", where="is_current"),
        CheckConstraint("sentiment BETWEEN -1 AND 1", name="sentiment_in_range"),
        CheckConstraint("label IN ('positive', 'neutral', 'negative')", name="label_is_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    verbatim_id: Mapped[int] = mapped_column(ForeignKey("verbatim.id", ondelete="CASCADE"))
    engine_version: Mapped[str]
    is_current: Mapped[bool]
    language: Mapped[str]
    sentiment: Mapped[float]
    label: Mapped[str]
    #: The words that decided: [{"text", "start", "end", "weight"}].
    words: Mapped[list[Any]]
    made_at: Mapped[datetime]

    verbatim: Mapped[Verbatim] = relationship()
    mentions: Mapped[list[Mention]] = relationship(order_by="Mention.start", cascade="all, delete-orphan")

    def made_sense_of(self, text: str) -> bool:
        """Whether these words could be read: not those of a language that the engine does not know, where no face
        speaks for them. Of a text without letters there is nothing to read.
        """
        is_known = self.language != "und" or self.label != "neutral" or bool(self.words)
        return is_known or not any(map(str.isalpha, text))


@numbering.mixed
class Mention(Base):
    """One place where a verbatim speaks of something; of a theme, if it belongs to one."""

    __tablename__ = "mention"
    __table_args__ = (Index("ix_mention_reading_id", "reading_id"), Index("ix_mention_theme_id", "theme_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    reading_id: Mapped[int] = mapped_column(ForeignKey("reading.id", ondelete="CASCADE"))
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id", ondelete="SET NULL"))
    term: Mapped[str]
    #: Offsets in code points of the verbatim as given.
    start: Mapped[int]
    end: Mapped[int]
    sentiment: Mapped[float]
    label: Mapped[str]

    theme: Mapped[Theme | None] = relationship()


@numbering.mixed
class VerbatimWords(Base):
    """What a verbatim can be found by. The database keeps an index of its own over it (see the migration)."""

    __tablename__ = "verbatim_words"
    __table_args__ = (
        UniqueConstraint("verbatim_id", "audience", name="one_index_per_audience"),
        CheckConstraint("audience IN ('all', 'raw', 'masked')", name="audience_is_known"),
        Index("ix_verbatim_words_version", "version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    verbatim_id: Mapped[int] = mapped_column(ForeignKey("verbatim.id", ondelete="CASCADE"))
    #: Who finds it by these: everybody, or where it holds personal data those who may see it, and the others.
    audience: Mapped[str]
    #: As `search_words.Spelled` has them.
    words: Mapped[str]
    pairs: Mapped[str]
    #: What weeks and groups are compared by, a line of `analysis.terms`, without personal data; null for an audience
    #: that sees personal data where others do not, and until it is made.
    terms: Mapped[str | None] = mapped_column(deferred=True)
    #: `indexing.VERSION` of the words that it was made from.
    version: Mapped[int]


#: The audiences whose rows a person finds verbatims by. Of each verbatim one row is for all.
SEEN_BY_ALL = ("all", "masked")
SEEN_WITH_RAW = ("all", "raw")


class EmergingWeek(Base):
    """A week of a workspace that was looked through for what emerged in it."""

    __tablename__ = "emerging_week"
    __table_args__ = (
        UniqueConstraint("workspace_id", "week", name="a_week_is_looked_at_once"),
        CheckConstraint("people >= 0 AND people_before >= 0", name="nobody_is_no_person"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    #: ISO week on the wall clock of the workspace, for example `2026-W46`, and that clock.
    week: Mapped[str]
    zone: Mapped[str]
    looked_at: Mapped[datetime]
    #: Verbatims of the week and of the weeks before when it was looked at: it is looked at again when there are others.
    verbatims: Mapped[int]
    #: People who wrote in the week, and in the weeks before that it is compared with.
    people: Mapped[int]
    people_before: Mapped[int]
    weeks_before: Mapped[int]
    #: Whether that was enough to say anything.
    is_enough: Mapped[bool]

    subjects: Mapped[list[EmergingSubject]] = relationship(back_populates="week", cascade="all, delete-orphan")


#: Before the number of a theme that stands among words; no word begins with it.
THEME = "#"
#: Between words, and between Chinese ones.
_AND_SO_ON = (", ", "、")


class EmergingSubject(Base):
    """What more people of a week spoke of than the weeks before let expect. Once flagged, it stays."""

    __tablename__ = "emerging_subject"
    __table_args__ = (
        UniqueConstraint("week_id", "key", name="one_subject_per_week_and_key"),
        CheckConstraint("speaking > 0 AND expected >= 0", name="a_subject_has_speakers"),
        CheckConstraint("p_value BETWEEN 0 AND 1", name="chance_in_range"),
        Index("ix_emerging_subject_workspace_id", "workspace_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    week_id: Mapped[int] = mapped_column(ForeignKey("emerging_week.id", ondelete="CASCADE"))
    #: Its least likely term, or `#` and the number of a theme.
    key: Mapped[str]
    #: Everything of it, the least likely first: [{"key", "written", "speaking", "expected", "p_value"}].
    terms: Mapped[list[Any]]
    #: Of the first of them: people who spoke of it, how many of as many would have before, and the chance of so many.
    speaking: Mapped[int]
    expected: Mapped[float]
    p_value: Mapped[float]
    #: The theme that emerged, or that most of the people speak of.
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id", ondelete="SET NULL"), index=True)
    #: Somebody said that it is nothing.
    dismissed_at: Mapped[datetime | None]
    dismissed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))

    week: Mapped[EmergingWeek] = relationship(back_populates="subjects")
    theme: Mapped[Theme | None] = relationship()

    @property
    def words(self) -> list[str]:
        """Its words as customers write them, the least likely first; none where only a theme rose."""
        return list(dict.fromkeys(str(term["written"]) for term in self.terms if term["written"]))

    def name_in(self, language: str) -> str:
        """Its first words, else its theme's name."""
        if words := self.words[:3]:
            return _AND_SO_ON[language.startswith("zh")].join(words)
        return self.theme.name_in(language) if self.theme else self.key


class EmergingVerbatim(Base):
    """A verbatim in which an emerging subject is spoken of."""

    __tablename__ = "emerging_verbatim"
    __table_args__ = (Index("ix_emerging_verbatim_verbatim_id", "verbatim_id"),)

    subject_id: Mapped[int] = mapped_column(ForeignKey("emerging_subject.id", ondelete="CASCADE"), primary_key=True)
    verbatim_id: Mapped[int] = mapped_column(ForeignKey("verbatim.id", ondelete="CASCADE"), primary_key=True)
    #: From 0: those that say most of it, and shortest, first.
    position: Mapped[int]


class Sample(Base):
    """Verbatims drawn at random, which people label to see how good the readings are."""

    __tablename__ = "sample"
    __table_args__ = (
        Index("ix_sample_workspace_id", "workspace_id"),
        partial_index("ix_sample_unmeasured", "id", where="measured_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    #: Drawn from this survey alone; null: from all.
    survey_id: Mapped[int | None] = mapped_column(ForeignKey("survey.id", ondelete="SET NULL"))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    made_at: Mapped[datetime]
    #: The same seed on the same verbatims draws the same sample.
    seed: Mapped[int]
    #: As many of each language, so that a rare one can be measured too.
    is_by_language: Mapped[bool]
    #: Counts the labels given and taken back, so that figures of earlier ones are not kept for those of now.
    edition: Mapped[int] = mapped_column(default=0)
    #: Set by the job that works the figures out; cleared when a label changes.
    measured_at: Mapped[datetime | None]
    #: As `measuring.Figures` has them; null until somebody has labelled.
    figures: Mapped[dict[str, Any] | None]

    items: Mapped[list[SampleItem]] = relationship(order_by="SampleItem.position", cascade="all, delete-orphan")


class SampleItem(Base):
    """One verbatim of a sample."""

    __tablename__ = "sample_item"
    __table_args__ = (
        UniqueConstraint("sample_id", "position", name="one_item_per_position"),
        UniqueConstraint("sample_id", "verbatim_id", name="a_verbatim_once_per_sample"),
        Index("ix_sample_item_verbatim_id", "verbatim_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sample_id: Mapped[int] = mapped_column(ForeignKey("sample.id", ondelete="CASCADE"))
    #: From 1, in the order in which it is labelled.
    position: Mapped[int]
    verbatim_id: Mapped[int] = mapped_column(ForeignKey("verbatim.id", ondelete="CASCADE"))

    verbatim: Mapped[Verbatim] = relationship()


label_theme = Table(
    "label_theme",
    Base.metadata,
    Column("label_id", ForeignKey("label.id", ondelete="CASCADE"), primary_key=True),
    Column("theme_id", ForeignKey("theme.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Label(Base):
    """What a person says of one verbatim of a sample, without knowing what the engine made of it."""

    __tablename__ = "label"
    __table_args__ = (
        UniqueConstraint("item_id", "user_id", name="one_label_per_person"),
        CheckConstraint(
            "sentiment IN ('positive', 'neutral', 'negative', 'unclear')", name="labelled_sentiment_is_known"
        ),
        Index("ix_label_user_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("sample_item.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    #: positive, neutral, negative; unclear: a person cannot tell, and no figure counts it.
    sentiment: Mapped[str]
    made_at: Mapped[datetime]

    user: Mapped[User] = relationship()
    themes: Mapped[list[Theme]] = relationship(secondary=label_theme, passive_deletes=True)
