"""By which link or place an answer comes without an invitation, and what that says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from voc.core.db import is_text
from voc.surveys import touchpoints
from voc.surveys.models import Survey, SurveyVersion, Touchpoint

#: The first part of a touchpoint's address -> the channel of an answer that comes by it. Short, because it is printed.
CHANNELS = {"l": "link", "q": "qr", "k": "kiosk", "i": "iframe"}
KINDS = {channel: kind for kind, channel in CHANNELS.items()}
#: What the address of a frame may say of the page around it: light, dark, or as its visitor's system has it.
THEMES = ("light", "dark", "auto")


@dataclass(frozen=True)
class Way:
    """What is known of an answer before anything is asked."""

    channel: str = "page"
    touchpoint_id: int | None = None
    #: What is kept with the answer, key -> text.
    fields: Mapping[str, str] = field(default_factory=dict)
    #: That part of it which the link brought: the page's own addresses carry it on.
    carried: Mapping[str, str] = field(default_factory=dict)
    #: How the page around a frame looks, as its address says; empty where it says nothing.
    theme: str = ""

    @property
    def is_shared(self) -> bool:
        """Whether the next visitor sits before the same screen."""
        return self.channel == "kiosk"

    @property
    def query(self) -> Mapping[str, str]:
        """What every address of its pages brings along."""
        return {**self.carried, **({"theme": self.theme} if self.theme else {})}


def find(session: Session, name: str) -> Touchpoint | None:
    """The touchpoint of an address with all that its page shows; as it stands in print, so capitals are fine."""
    if not name.isascii() or not is_text(name):
        return None
    survey = joinedload(Touchpoint.survey).selectinload(Survey.versions).selectinload(SurveyVersion.questions)
    return session.scalar(select(Touchpoint).where(Touchpoint.public_id == name.lower()).options(survey))


def of(touchpoint: Touchpoint, kind: str, query: bytes) -> Way:
    """What an answer from this place brings along. A link cannot say that it comes from another place."""
    carried = _carried(touchpoint.survey, touchpoint.link_fields, query)
    carried = {key: text for key, text in carried.items() if key not in touchpoint.fields}
    theme = _read(query).get("theme", "") if kind == KINDS["iframe"] else ""
    fields = {**carried, **touchpoint.fields}
    return Way(CHANNELS[kind], touchpoint.id, fields, carried, theme if theme in THEMES else "")


def open_link(survey: Survey, query: bytes) -> Way:
    """What an answer by the survey's own open link brings along."""
    carried = _carried(survey, survey.link_fields, query)
    return Way("page", None, carried, carried)


def _carried(survey: Survey, allowed: list[str], query: bytes) -> Mapping[str, str]:
    # An order's number leads to a person, and anonymous means that no such link exists.
    return {} if survey.is_anonymous or not allowed else touchpoints.carried(allowed, _read(query))


def _read(query: bytes) -> Mapping[str, str]:
    """The query of an address, each name once. The framework would hand on bytes that are no text as if typed so."""
    pairs = parse_qsl(query.decode("ascii", "replace"), errors="replace")
    return dict(reversed(pairs))
