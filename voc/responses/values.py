"""One answer as it arrives at a door, and whether it can be an answer to its survey at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from voc.analysis import scores
from voc.core.db import is_text
from voc.customers.models import Contact
from voc.invitations.models import Invitation
from voc.responses.models import SetAside
from voc.surveys import question_types
from voc.surveys.models import SurveyVersion
from voc.surveys.question_types import Keeps, Value


class Closed(Exception):
    """This survey takes no more answers."""


class Unacceptable(Exception):
    """The values cannot be an answer to this survey; the text says why."""


@dataclass(frozen=True)
class Values:
    """One answer as it arrived, whatever door it came through."""

    version: SurveyVersion
    client_key: str
    #: email, page, widget, link, qr, kiosk, iframe, webhook or file.
    channel: str
    answered_at: datetime
    received_at: datetime
    score: int | None = None
    #: Question key -> the respondent's words. A question that is absent or blank keeps what it had.
    comments: Mapping[str, str] = field(default_factory=dict)
    #: Question key -> what else was answered, as its type checks it. A question that is absent keeps what it had.
    answers: Mapping[str, Value] = field(default_factory=dict)
    #: More questions follow from these answers. A response that was complete once stays so.
    is_partial: bool = False
    language: str | None = None
    invitation: Invitation | None = None
    contact: Contact | None = None
    #: What makes it final: comment, button, dwell, import, webhook or staff. None leaves it provisional.
    confirmed_by: str | None = None
    wants_followup: bool = True
    #: Why it is recorded and does not count (`robots`). It changes only what does not count either.
    set_aside: SetAside | None = None
    #: Which state of an answer this is, for a door that sends several of one (`Response.turn`).
    turn: int | None = None
    #: Where it was answered, and what the place and its link say of it. Kept with the first sending only.
    touchpoint_id: int | None = None
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def whose(self) -> Contact | None:
        """Who answered, as far as this sending knows."""
        return self.contact or (self.invitation.contact if self.invitation else None)


def check(values: Values) -> None:
    """Whether `record` takes the values, as far as they alone can say. Raises `Closed` or `Unacceptable`."""
    survey = values.version.survey
    if survey.closed_at and values.answered_at >= survey.closed_at:
        raise Closed(survey.key)
    if not 1 <= len(values.client_key) <= 200 or not is_text(values.client_key):
        raise Unacceptable("A client key is text of 1 to 200 characters.")
    if not all(map(is_text, (*values.fields, *values.fields.values()))):
        raise Unacceptable("A field holds characters that are no text.")
    _check_score(values)
    for answers, keeps in ((values.comments, (Keeps.WORDS,)), (values.answers, (Keeps.NUMBER, Keeps.VALUE))):
        for key, answer in answers.items():
            _check_answer(values.version, key, answer, keeps)


def _check_answer(version: SurveyVersion, key: str, answer: Value, keeps: Sequence[Keeps]) -> None:
    question = next((each for each in version.questions if each.key == key), None)
    kind = question_types.of(question.kind, question.settings) if question else None
    # A score has its own place, so that no answer carries two.
    if kind is None or kind.scale or kind.keeps not in keeps:
        raise Unacceptable(f"This survey does not ask for {' or '.join(keeps)} under {key!r}.")
    try:
        kind.check(answer)
    except ValueError as error:
        raise Unacceptable(f"{key}: {error}") from error


def _check_score(values: Values) -> None:
    scale = scores.METRICS[values.version.survey.metric]
    # A mapping may hand over 8.5 or True, which compare like numbers and are no answers.
    is_whole = type(values.score) is int
    if values.score is not None and not (is_whole and scale.lowest <= values.score <= scale.highest):
        raise Unacceptable(f"A score of this survey is a whole number from {scale.lowest} to {scale.highest}.")
