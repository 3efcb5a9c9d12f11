"""Response, Revision, Answer, Verbatim, Photo, Sighting, Widget, SigningSecret."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, Integer, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from voc.core import numbering
from voc.core.db import Base, partial_index
from voc.customers.models import Contact
from voc.invitations.models import Invitation
from voc.surveys.models import Survey, SurveyVersion, Touchpoint


class State(StrEnum):
    """How far a response is believed. Only final ones enter a metric or open a case."""

    PROVISIONAL = "provisional"
    FINAL = "final"
    SET_ASIDE = "set_aside"


class SetAside(StrEnum):
    """Why a response does not count."""

    #: Two or more different scores were opened: no person means both.
    CONTRADICTED = "contradicted"
    #: The link that no person can see was opened.
    TRAP = "trap"
    #: A week went by and nobody pressed Send, wrote a word or stayed with the page.
    NEVER_CONFIRMED = "never_confirmed"
    #: A colleague decided so.
    STAFF = "staff"
    #: The field that no person can see was filled in.
    BAIT = "bait"
    #: It was sent sooner than anybody could have read the question.
    TOO_FAST = "too_fast"
    #: It was sent without opening the page.
    UNOPENED = "unopened"


@numbering.mixed
class Response(Base):
    """One filled-in survey: however often it was sent, retried or revised, one row."""

    __tablename__ = "response"
    __table_args__ = (
        UniqueConstraint("survey_id", "client_key", name="one_response_per_client_key"),
        UniqueConstraint("invitation_id", name="one_response_per_invitation"),
        CheckConstraint("state IN ('provisional', 'final', 'set_aside')", name="response_state_is_known"),
        CheckConstraint("metric IN ('nps', 'csat', 'ces')", name="response_metric_is_known"),
        CheckConstraint(
            "score IS NULL OR (metric = 'nps' AND score BETWEEN 0 AND 10)"
            " OR (metric = 'csat' AND score BETWEEN 1 AND 5) OR (metric = 'ces' AND score BETWEEN 1 AND 7)",
            name="score_in_range",
        ),
        CheckConstraint("(score IS NULL) = (band IS NULL)", name="band_belongs_to_a_score"),
        CheckConstraint("band IS NULL OR band IN ('detractor', 'passive', 'promoter')", name="band_is_known"),
        CheckConstraint(
            "NOT is_anonymous OR (contact_id IS NULL AND invitation_id IS NULL)", name="anonymous_has_no_contact"
        ),
        CheckConstraint("(state = 'final') = (final_at IS NOT NULL)", name="final_has_its_time"),
        CheckConstraint("state <> 'set_aside' OR set_aside_reason IS NOT NULL", name="set_aside_has_a_reason"),
        partial_index("ix_response_unscreened", "id", where="screened_at IS NULL AND state = 'final'"),
        partial_index("ix_response_provisional", "touched_at", where="state = 'provisional'"),
        Index("ix_response_survey_id_answered_at", "survey_id", "answered_at"),
        Index("ix_response_workspace_id_answered_at", "workspace_id", "answered_at"),
        Index("ix_response_contact_id", "contact_id"),
        partial_index("ix_response_touchpoint_id", "touchpoint_id", "answered_at", where="touchpoint_id IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Random, for links and for anonymous order.
    public_id: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    version_id: Mapped[int] = mapped_column(ForeignKey("survey_version.id", ondelete="CASCADE"), index=True)
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id", ondelete="SET NULL"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id", ondelete="SET NULL"))
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    #: What tells one submission from another: made by the page, or from the source's own id.
    client_key: Mapped[str]
    metric: Mapped[str]
    score: Mapped[int | None]
    band: Mapped[str | None]
    #: email, page, widget, link, qr, kiosk, iframe, webhook, file.
    channel: Mapped[str]
    #: Where it was answered; null where that is no place of ours.
    touchpoint_id: Mapped[int | None] = mapped_column(ForeignKey("touchpoint.id", ondelete="SET NULL"))
    #: What the place and its link say of the answer, key -> text; the first sending decides. Of an anonymous one only
    #: what the place says, because an order's number leads to a person.
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    language: Mapped[str | None]
    state: Mapped[str]
    #: comment, button, dwell, import, webhook, staff; null while provisional.
    confirmed_by: Mapped[str | None]
    set_aside_reason: Mapped[str | None]
    #: When the customer answered, by their own clock's instant; for imports, what the file says.
    answered_at: Mapped[datetime]
    #: When it last changed here.
    touched_at: Mapped[datetime]
    final_at: Mapped[datetime | None]
    #: Set by `provisional` when it has weighed the sightings of a provisional one; cleared by a new sighting.
    weighed_at: Mapped[datetime | None]
    #: By when a person was promised to answer, as the thank-you page said it.
    promised_by: Mapped[datetime | None]
    #: False for history brought in by a file: it opens no case and mails nobody.
    wants_followup: Mapped[bool] = mapped_column(default=True)
    #: It went by questions that depend on answers, and stopped before the last one.
    is_partial: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: Which of its states this is, as the script of a widget counts them: an earlier one that comes late changes
    #: nothing. Null where nobody counts.
    turn: Mapped[int | None]
    #: Set by `followups` when it has decided about a case; cleared here when the score or the words change.
    screened_at: Mapped[datetime | None]

    survey: Mapped[Survey] = relationship()
    version: Mapped[SurveyVersion] = relationship()
    invitation: Mapped[Invitation | None] = relationship()
    contact: Mapped[Contact | None] = relationship()
    touchpoint: Mapped[Touchpoint | None] = relationship()
    answers: Mapped[list[Answer]] = relationship(
        back_populates="response", order_by="Answer.id", cascade="all, delete-orphan"
    )
    revisions: Mapped[list[Revision]] = relationship(order_by="Revision.id", cascade="all, delete-orphan")


@numbering.mixed
class Revision(Base):
    """What a final response said before it was changed."""

    __tablename__ = "revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    score: Mapped[int | None]
    comment: Mapped[str | None]
    #: Question key -> what else was answered.
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")


@numbering.mixed
class Answer(Base):
    """One question of a response: a number, a value, or words."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("response_id", "question_key", name="one_answer_per_question"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"))
    question_key: Mapped[str]
    number: Mapped[int | None]
    #: What is neither a number nor words that the engine reads: chosen options, ratings of rows, a line, a day.
    value: Mapped[Any] = mapped_column(JSON(none_as_null=True), default=None, nullable=True)
    #: False where an earlier answer was changed since, to one that leads past this question. It is kept and shown, and
    #: counts nowhere. The score, and what somebody wrote in their own words, stay what they said.
    is_asked: Mapped[bool] = mapped_column(default=True, server_default=true())

    response: Mapped[Response] = relationship(back_populates="answers")
    verbatim: Mapped[Verbatim | None] = relationship(back_populates="answer", cascade="all, delete-orphan")


@numbering.mixed
class Verbatim(Base):
    """One free-text answer in the respondent's words; never edited by us."""

    __tablename__ = "verbatim"
    __table_args__ = (
        partial_index("ix_verbatim_unread", "id", where="read_at IS NULL"),
        partial_index("ix_verbatim_unindexed", "id", where="indexed_at IS NULL"),
        Index("ix_verbatim_response_id", "response_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"), unique=True)
    #: The same as the answer's, so that results need one join less.
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"))
    text: Mapped[str]
    #: Set by `insights` when it has read it; cleared here when the words change.
    read_at: Mapped[datetime | None]
    #: Set by `insights` when it can be found by its words; cleared here when they change.
    indexed_at: Mapped[datetime | None]

    answer: Mapped[Answer] = relationship(back_populates="verbatim")
    response: Mapped[Response] = relationship()


class Photo(Base):
    """A photo that came with a response, drawn anew (`core.redrawing`); one that waits belongs to none yet."""

    __tablename__ = "photo"
    __table_args__ = (
        UniqueConstraint("name", name="photo_names_differ"),
        # Of one that has its response no time is kept: it would say when an anonymous answer was given.
        CheckConstraint("(response_id IS NULL) = (waiting_since IS NOT NULL)", name="photo_waits_or_has_its_response"),
        Index("ix_photo_response_id", "response_id"),
        Index("ix_photo_survey_id", "survey_id"),
        Index("ix_photo_workspace_id", "workspace_id"),
        partial_index("ix_photo_waiting", "waiting_since", where="waiting_since IS NOT NULL"),
    )

    #: Random, so that no order says which came first.
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)
    #: Random; what the answer holds, and the end of its address in the console.
    name: Mapped[str]
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    response_id: Mapped[int | None] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"))
    #: When it came, while it waits for its answer; null from then on.
    waiting_since: Mapped[datetime | None]
    #: JPEG.
    content: Mapped[bytes] = mapped_column(deferred=True)
    #: The same as a list shows it.
    small: Mapped[bytes] = mapped_column(deferred=True)


@numbering.mixed
class Sighting(Base):
    """What a page or a widget told us of a visit, by POST: the evidence by which a click is believed or not."""

    __tablename__ = "sighting"
    __table_args__ = (
        UniqueConstraint("invitation_id", "visit", name="one_sighting_per_visit"),
        Index("ix_sighting_response_id", "response_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Null for a widget's: nobody was written to.
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id", ondelete="CASCADE"))
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"))
    #: Random per page load; a widget's is the key of its answer.
    visit: Mapped[str]
    #: Which score was picked in this visit, by its link or by hand; null for the trap, which no person can see.
    score: Mapped[int | None]
    at: Mapped[datetime]
    #: For how long the page was in front, as last reported.
    visible_seconds: Mapped[int] = mapped_column(default=0)
    #: Whether a hand was there: pointer, touch, key or scroll.
    was_touched: Mapped[bool] = mapped_column(default=False)


class Widget(Base):
    """How a survey shows itself on other people's pages."""

    __tablename__ = "widget"
    __table_args__ = (
        UniqueConstraint("survey_id", name="one_widget_per_survey"),
        CheckConstraint("kind IN ('popover', 'slide_in', 'inline', 'button')", name="widget_kind_is_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"), index=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    #: Stands in the snippet: random.
    public_id: Mapped[str] = mapped_column(unique=True)
    #: Switched off, the snippet stays on the page and shows nothing.
    is_on: Mapped[bool]
    #: popover, slide_in, inline, button.
    kind: Mapped[str]
    #: The rest of how it looks and when it shows, as `appearance.Appearance` has it.
    settings: Mapped[dict[str, Any]]
    #: Sites that may show it, as browsers name them: `https://shop.example.com`.
    origins: Mapped[list[Any]]

    survey: Mapped[Survey] = relationship()


class SigningSecret(Base):
    """With what a workspace's own sites sign who is signed in there, so that a visitor cannot claim to be another."""

    __tablename__ = "signing_secret"

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"), primary_key=True)
    secret: Mapped[str]
    made_at: Mapped[datetime]
