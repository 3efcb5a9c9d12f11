"""What a respondent sent: its shape, what is wrong with it, and what they had typed. Nothing about who or when.

Whatever is wrong, the page comes back as it was: nobody types a complaint twice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms.form import BaseForm

from voc.analysis import scores
from voc.responses.models import Response
from voc.responses.provisional import Seen
from voc.responses.submission import MAX_WORDS
from voc.surveys import question_types
from voc.surveys.models import Question, SurveyVersion

#: Characters that are no text, or turn the text around them: NUL, what could not be decoded, overrides of direction.
#: They come from broken programs and from people who mean harm; a person cannot see them, so we take them out for them.
_UNREADABLE = re.compile("[\0\ufffd\u202d\u202e\ud800-\udfff]")
_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)
#: Far more than a survey has questions.
MOST_FIELDS = 50
#: A page that has been open for longer says nothing more by it.
MOST_SECONDS = 24 * 3600


class Malformed(Exception):
    """No page of ours sends this."""


@dataclass(frozen=True)
class Asked:
    """One question as the page shows it."""

    key: str
    #: Name of the macro that draws it.
    widget: str
    texts: Mapping[str, str]
    #: The answers one can click, lowest first.
    points: tuple[int, ...]
    #: What is picked or typed.
    value: int | str | None
    is_required: bool
    #: What to do about it, or empty.
    mistake: str


class Form:
    """The questions of a version in one language, with what a respondent picked and typed."""

    def __init__(self, version: SurveyVersion, language: str) -> None:
        self._version = version
        self._language = language
        self._mistakes: dict[str, str] = {}
        self._fields = BaseForm(_fields(version, language))

    def fill(self, data: Mapping[str, int | str | None]) -> Form:
        """Show these answers; what is on no scale is left out."""
        self._fields.process(None, data={key: value for key, value in data.items() if value is not None})
        return self

    def take(self, posted: MultiDict[str, str]) -> Form:
        """Take what was sent. Raises `Malformed` where no page of ours sends such a thing."""
        _check_size(posted)
        # Browsers send line breaks as two characters, whatever was typed.
        clean = MultiDict([(key, value.replace("\r\n", "\n")) for key, value in posted.items()])
        self._fields.process(clean)
        self._fields.validate()
        for question in self._version.questions:
            self._check(question)
        if not self._mistakes and self.score is None and not self.comments:
            self._mistakes[self._version.score_question.key] = _("Please pick a number, or write a few words.")
        return self

    def _check(self, question: Question) -> None:
        field = self._fields[question.key]
        if question.kind in scores.METRICS:
            if field.errors:
                self._mistakes[question.key] = _("Please pick a number; one touch is enough.")
            return
        words = field.data or ""
        field.data = _UNREADABLE.sub("", words)
        if field.data != words:
            self._mistakes[question.key] = _(
                "Your text held characters that cannot be shown. They are taken out: please look it over and send it."
            )
        elif len(words) > MAX_WORDS:
            self._mistakes[question.key] = _(
                "That is longer than we can take. Please shorten it to %(most)s characters.", most=MAX_WORDS
            )
        elif field.errors:
            self._mistakes[question.key] = _("Please write a few words here.")

    @property
    def is_valid(self) -> bool:
        """Whether what was taken can be recorded."""
        return not self._mistakes

    @property
    def score(self) -> int | None:
        """The score that was picked."""
        value = self._fields[self._version.score_question.key].data
        return value if isinstance(value, int) else None

    @property
    def comments(self) -> dict[str, str]:
        """Question key -> words, of the questions that were answered in words."""
        words = {q.key: self._fields[q.key].data or "" for q in self._version.questions if q.kind == "comment"}
        return {key: text for key, text in words.items() if text.strip()}

    @property
    def questions(self) -> list[Asked]:
        """The questions in their order."""
        return [self._asked(question) for question in self._version.questions]

    def _asked(self, question: Question) -> Asked:
        kind = question_types.of(question.kind)
        return Asked(
            key=question.key,
            widget=kind.widget,
            texts=self._texts(question),
            points=kind.points,
            value=self._fields[question.key].data,
            is_required=question.is_required,
            mistake=self._mistakes.get(question.key, ""),
        )

    def _texts(self, question: Question) -> Mapping[str, str]:
        return _texts(self._version, question, self._language)


#: The fields of versions that stay in memory, by language: a published version is history, so they are made once.
_MADE: WeakKeyDictionary[SurveyVersion, dict[str, Mapping[str, Any]]] = WeakKeyDictionary()


def _fields(version: SurveyVersion, language: str) -> Mapping[str, Any]:
    if not version.published_at:
        return _make_fields(version, language)
    made = _MADE.setdefault(version, {})
    if language not in made:
        made[language] = _make_fields(version, language)
    return made[language]


def _make_fields(version: SurveyVersion, language: str) -> Mapping[str, Any]:
    return {
        question.key: question_types.of(question.kind).field(
            _texts(version, question, language), is_required=question.is_required
        )
        for question in version.questions
    }


def _texts(version: SurveyVersion, question: Question, language: str) -> Mapping[str, str]:
    texts: dict[str, str] = question.texts.get(language) or question.texts[version.default_language]
    return texts


def _check_size(posted: MultiDict[str, str]) -> None:
    fields = sum(1 for _each in posted.items(multi=True))
    if fields > MOST_FIELDS:
        raise Malformed(f"{fields} fields")


def said(response: Response) -> dict[str, int | str | None]:
    """What a response answers to each question."""
    return {
        answer.question_key: answer.verbatim.text if answer.verbatim else answer.number for answer in response.answers
    }


def score_in(text: str | None, version: SurveyVersion) -> int | None:
    """The score that a link asks to pick; None where it names none of this scale."""
    points = question_types.of(version.survey.metric).points
    return next((point for point in points if text == str(point)), None)


def client_key(posted: MultiDict[str, str]) -> str | None:
    """The key that the page carried; None where there is none of our kind."""
    key = posted.get("key", "")
    return key if _KEY.fullmatch(key) else None


def seen(posted: MultiDict[str, str], version: SurveyVersion) -> Seen:
    """What the page's script reports about a visit. Raises `Malformed`."""
    _check_size(posted)
    visit, visible = posted.get("visit", ""), posted.get("visible", "")
    is_trap, score = posted.get("trap") == "1", score_in(posted.get("score"), version)
    is_number = visible.isascii() and visible.isdigit() and len(visible) < 8
    if not _KEY.fullmatch(visit) or not is_number or (score is None and not is_trap):
        raise Malformed("no sighting")
    return Seen(
        visit=visit,
        score=None if is_trap else score,
        visible_seconds=min(int(visible), MOST_SECONDS),
        was_touched=posted.get("touched") == "1",
    )
