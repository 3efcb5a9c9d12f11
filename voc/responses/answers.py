"""What a response answers beside its score and its comments, in words, as somebody may read it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from voc.core import i18n
from voc.customers.models import Contact
from voc.responses import form, masks
from voc.responses.answered import Answered
from voc.responses.models import Response, Revision
from voc.surveys import placeholders
from voc.surveys.models import Question, SurveyVersion
from voc.surveys.question_types import Keeps, QuestionType, Value

#: What must be loaded with a response so that its answers can be said without a further statement.
WITH_QUESTIONS = joinedload(Response.version).selectinload(SurveyVersion.questions)


@dataclass(frozen=True)
class Reader:
    """Who reads: in which language, and whether as it was written."""

    language: str
    sees_raw: bool

    def texts(self, question: Question, version: SurveyVersion) -> Mapping[str, str]:
        """The question's own words in the language of the survey that the reader reads, else in its first one."""
        language = self.language_of(version)
        texts: dict[str, str] = question.texts.get(language) or question.texts.get(version.default_language) or {}
        # One question for everybody: without what it said to each.
        return {key: placeholders.fill(text, {}) for key, text in texts.items()}

    def language_of(self, version: SurveyVersion) -> str:
        """Which of a survey's languages this person reads."""
        return i18n.best([self.language], version.languages, version.default_language)

    def sees(self, kind: QuestionType, value: Value, contact: Contact | None) -> Value:
        """An answer as this person may see it."""
        if self.sees_raw or not kind.is_personal:
            return value
        return kind.masked(value, lambda text: masks.masked(text, contact), masks.placeholders())


@dataclass(frozen=True)
class Said:
    """One question and its answer."""

    label: str
    words: Sequence[str]
    #: In which the label is written.
    language: str
    #: Names of photos.
    photos: Sequence[str] = ()
    #: Whether it counts (`Answer.is_asked`).
    is_asked: bool = True
    #: The question's; empty for comments that stand together.
    key: str = ""


@dataclass(frozen=True)
class Earlier:
    """What a response said until it was changed."""

    at: datetime
    score: int | None
    said: Sequence[Said]


def by_response(responses: Iterable[Response], reader: Reader) -> dict[int, list[Said]]:
    """Response id -> its answers in the order of the questions. The responses come `WITH_QUESTIONS`."""
    return {response.id: said(response, reader) for response in responses}


def said(response: Response, reader: Reader) -> list[Said]:
    """The answers of one response in the order of its questions; without score and comments, which stand above."""
    stands_above = {question.key for question in form.questions_of(response) if _stands_above(form.of(question))}
    return [each for each in whole(response, reader) if each.key not in stands_above]


def whole(response: Response, reader: Reader) -> list[Said]:
    """All answers of one response in the order of its questions."""
    counted = form.counted(response)
    return _in_order(response, form.said(response), reader, counted.keys())


def earlier(response: Response, reader: Reader) -> list[Earlier]:
    """What it said before each change, the newest first. It comes with its revisions."""
    return [
        Earlier(each.at, each.score, [*_comment(each.comment, response, reader), *_others(each, response, reader)])
        for each in reversed(response.revisions)
    ]


def _comment(text: str | None, response: Response, reader: Reader) -> list[Said]:
    # A revision keeps all comments as one text.
    seen = masks.shown(text, response.contact, sees_raw=reader.sees_raw) if text else ""
    return [Said(_("Comment"), [seen], reader.language)] if seen else []


def _others(revision: Revision, response: Response, reader: Reader) -> list[Said]:
    return _in_order(response, revision.answers, reader, revision.answers.keys())


def _in_order(
    response: Response, given: Mapping[str, Value | None], reader: Reader, counted: Collection[str]
) -> list[Said]:
    answered = [
        (question, form.of(question), value)
        for question in form.questions_of(response)
        if (value := given.get(question.key)) is not None
    ]
    return [
        _said(question, kind, reader.sees(kind, value, response.contact), reader, is_asked=question.key in counted)
        for question, kind, value in answered
    ]


def _stands_above(kind: QuestionType) -> bool:
    return bool(kind.scale) or kind.keeps is Keeps.WORDS


def _said(question: Question, kind: QuestionType, value: Value, reader: Reader, *, is_asked: bool) -> Said:
    version = question.version
    texts = reader.texts(question, version)
    label, words = texts.get("label") or question.key, kind.words(value, texts)
    return Said(label, words, reader.language_of(version), kind.photos(value), is_asked, question.key)


def narrowed(session: Session, survey_id: int | None, answered: Answered | None, reader: Reader) -> str:
    """How a list says which answer it is narrowed to; empty where it is not."""
    if answered is None or survey_id is None:
        return ""
    version = SurveyVersion.number.desc()
    asked = select(Question).join(SurveyVersion).options(joinedload(Question.version)).order_by(version)
    questions = session.scalars(
        asked.where(SurveyVersion.survey_id == survey_id, Question.key == answered.question)
    ).all()
    if not questions:
        return str(answered)
    # An option that is no longer offered has its words where it was.
    labels = [_label(question, answered, reader) for question in questions]
    return next((label for label in labels if label), str(answered))


def _label(question: Question, answered: Answered, reader: Reader) -> str:
    texts = reader.texts(question, question.version)
    asked = texts.get("label") or question.key
    if answered.option is None:
        return str(_("“%(question)s” was answered", question=asked))
    options = form.of(question).options(texts)
    row = texts.get(f"row-{answered.row}", "")
    if (answered.row and not row) or (options and answered.option not in options):
        return ""
    said = options.get(answered.option) or str(answered.option)
    if row:
        return str(_("“%(question)s”, %(row)s: %(answer)s", question=asked, row=row, answer=said))
    return str(_("“%(question)s”: %(answer)s", question=asked, answer=said))
