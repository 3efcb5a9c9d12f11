"""What was sent to a version, read without a form, where it is as a page sends it and nothing in it can be a mistake.

A form also knows what to say about what is wrong, and to lead from one step to the next; that makes it many times as
dear. What is read here is what `form.Form` would find. Wherever that is not certain, nothing is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from voc.responses import form
from voc.surveys import branching
from voc.surveys.models import SurveyVersion
from voc.surveys.question_types import Keeps, QuestionType, Unclear, Value


@dataclass(frozen=True)
class Said:
    """What somebody answered; never nothing at all."""

    #: The question that the score answers.
    score_key: str
    score: int | None
    #: Question key -> the respondent's words, none blank.
    comments: Mapping[str, str]
    #: Question key -> what else was answered.
    answers: Mapping[str, Value]


class _Reader:
    """Knows the questions of one version."""

    def __init__(self, version: SurveyVersion) -> None:
        self._has_steps = len(branching.steps(version.questions)) > 1
        self._score_key = version.score_question.key
        self._questions: list[tuple[str, QuestionType, bool]] = [
            (question.key, form.of(question), question.is_required) for question in version.questions
        ]

    def read(self, posted: Mapping[str, str]) -> Said | None:
        # The buttons of steps send these, and what a page with more steps carried along.
        if self._has_steps or "back" in posted or posted.get("step", "0") != "0":
            return None
        score: int | None = None
        comments: dict[str, str] = {}
        answers: dict[str, Value] = {}
        for key, kind, is_required in self._questions:
            # Browsers send line breaks as two characters, whatever was typed.
            text = posted.get(key, "").replace("\r\n", "\n")
            if form.UNREADABLE.search(text):
                return None
            try:
                value = kind.plain(text, is_required=is_required)
            except Unclear:
                return None
            if value is None:
                continue
            if kind.keeps is Keeps.WORDS:
                comments[key] = str(value)
            elif not kind.scale:
                answers[key] = value
            elif key == self._score_key and isinstance(value, int):
                score = value
        return Said(self._score_key, score, comments, answers) if score is not None or comments or answers else None


#: Of versions that stay in memory: a published one is history, so it is looked through once.
_READERS: WeakKeyDictionary[SurveyVersion, _Reader] = WeakKeyDictionary()


def read(version: SurveyVersion, posted: Mapping[str, str]) -> Said | None:
    """What these fields, of which each came once, say to a published version; None where a form must look."""
    reader = _READERS.get(version) or _READERS.setdefault(version, _Reader(version))
    return reader.read(posted)
