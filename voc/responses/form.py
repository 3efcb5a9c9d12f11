"""What a respondent sent: its shape, what is wrong with it, and what they had typed. Nothing about who or when.

Whatever is wrong, the page comes back as it was: nobody types a complaint twice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from werkzeug.datastructures import MultiDict
from wtforms import RadioField, StringField
from wtforms.form import BaseForm

from voc.core.our_words import to_respondent
from voc.responses import contents, piping
from voc.responses.models import Response
from voc.responses.provisional import Seen
from voc.surveys import branching, placeholders, question_types
from voc.surveys.models import Question, SurveyVersion
from voc.surveys.question_types import Keeps, QuestionType, Value

#: Characters that are no text, or turn the text around them: NUL, what could not be decoded, overrides of direction.
#: They come from broken programs and from people who mean harm; a person cannot see them, so we take them out for them.
UNREADABLE = re.compile("[\0\ufffd\u202d\u202e\ud800-\udfff]")
_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)
#: Far more than a survey has fields.
MOST_FIELDS = 500
#: A page that has been open for longer says nothing more by it.
MOST_SECONDS = 24 * 3600


class Malformed(Exception):
    """No page of ours sends this."""


@dataclass(frozen=True)
class Asked:
    """One question as the page shows it."""

    key: str
    type: QuestionType
    texts: Mapping[str, str]
    #: Field name -> what is picked or typed in it.
    data: Mapping[str, Any]
    is_required: bool
    #: What to do about it, or empty.
    mistake: str

    @property
    def value(self) -> Any:
        """What is picked or typed in its first field."""
        return self.data.get(self.key)

    @property
    def is_helped(self) -> bool:
        """Whether it is easier to answer with the page's script: a photo, or an answer in words of one's own."""
        return self.type.takes_file or f"{self.key}-other" in self.data


class Form:
    """The questions of a version in one language, with what a respondent picked and typed.

    Where questions depend on answers they come in steps (`branching.steps`). A page shows one step and carries along
    what was answered in those before it, so what is sent is always everything so far.
    """

    def __init__(
        self,
        version: SurveyVersion,
        language: str,
        person: Mapping[str, str] | None = None,
        *,
        asks_for_files: bool = True,
    ) -> None:
        """`person` is what the texts may say of whoever reads them (`piping.of_person`).

        Without `asks_for_files` the questions for files are left out, with those that depend on them.
        """
        self._version = version
        self._questions = [each for each in version.questions if asks_for_files or not of(each).takes_file]
        self._language = language
        self._person = person or {}
        self._mistakes: dict[str, str] = {}
        self._fields = BaseForm(_fields(version, language))
        self._steps = branching.steps(self._questions)
        #: Which step is shown.
        self.step = 0
        #: Which one follows from the answers; None where this is the last.
        self.next_step: int | None = None

    def fill(self, answers: Mapping[str, Value | None]) -> Form:
        """Show these answers, by the key of their question, at the first step."""
        shown: dict[str, Any] = {}
        for question in self._questions:
            answer = answers.get(question.key)
            if answer is not None:
                shown |= of(question).data(question.key, answer)
        self._fields.process(None, data=shown)
        self._look_ahead()
        return self

    def go_on(self) -> Form:
        """Turn to the step that follows, if one does."""
        self._mistakes = {}
        if self.next_step is not None:
            self.step = self.next_step
            self._look_ahead()
        return self

    def resume(self) -> Form:
        """Turn to the step where somebody stopped."""
        while self.next_step is not None and self._is_answered(self.step):
            self.go_on()
        return self

    def go_back(self) -> Form:
        """Turn to the step before, with everything as it was typed."""
        self._mistakes = {}
        asked = {question.key for question in self._path(self.step)}
        before = [n for n in range(self.step) if any(question.key in asked for question in self._steps[n])]
        self.step = before[-1] if before else 0
        self._look_ahead()
        return self

    def as_typed(self) -> Form:
        """Stay at this step with everything as it was sent, whatever is wrong with it."""
        self._mistakes = {}
        return self

    def take(
        self, posted: MultiDict[str, str], wrong: Mapping[str, str] | None = None, *, at_once: bool = False
    ) -> Form:
        """Take what was sent, up to the step that it comes from; `at_once`: all steps, as a script sends them.

        `wrong` says by question what to do about a file that came along and cannot be taken. Raises `Malformed` where
        no page of ours sends such a thing.
        """
        _check_size(posted)
        # Browsers send line breaks as two characters, whatever was typed.
        clean = MultiDict([(key, value.replace("\r\n", "\n")) for key, value in posted.items(multi=True)])
        self._fields.process(clean)
        self._fields.validate()
        self.step = len(self._steps) - 1 if at_once else self._step_in(posted)
        asked = self._path(self.step)
        for question in asked:
            self._check(question)
            if wrong and question.key in wrong:
                self._mistakes[question.key] = wrong[question.key]
        if not self._mistakes and self.score is None and not self.comments and not self.answers:
            first = self._version.score_question if self._version.score_question in asked else asked[0]
            self._mistakes[first.key] = to_respondent("Please pick a number, or write a few words.")
        self._look_ahead()
        return self

    def _step_in(self, posted: MultiDict[str, str]) -> int:
        step = posted.get("step", "0")
        if not (step.isascii() and step.isdigit() and len(step) < 4):
            raise Malformed("no such step")
        # A page that was open when a version with fewer steps was published: what stands on it is not lost.
        return min(int(step), len(self._steps) - 1)

    def _path(self, step: int) -> list[Question]:
        """The questions asked up to a step, given the answers so far."""
        upto = [question for group in self._steps[: step + 1] for question in group]
        if len(self._steps) == 1:
            return upto
        return branching.path(upto, self._all_answers())

    def _all_answers(self) -> dict[str, Value]:
        found = {each.key: of(each).value(each.key, self._fields) for each in self._questions}
        return {key: value for key, value in found.items() if value is not None}

    def _look_ahead(self) -> None:
        later = range(self.step + 1, len(self._steps))
        asked = {question.key for question in self._path(len(self._steps) - 1)} if later else set()
        ahead = (n for n in later if any(question.key in asked for question in self._steps[n]))
        self.next_step = next(ahead, None)

    def _is_answered(self, step: int) -> bool:
        answers = self._all_answers()
        return any(question.key in answers for question in self._steps[step])

    def _check(self, question: Question) -> None:
        cleaned = False
        for name in self._names(question):
            field = self._fields[name]
            if isinstance(field.data, str) and UNREADABLE.search(field.data):
                field.data, cleaned = UNREADABLE.sub("", field.data), True
        wrong = of(question).mistake(question.key, self._fields)
        if cleaned:
            self._mistakes[question.key] = to_respondent(
                "Your text held characters that cannot be shown. They are taken out: please look it over and send it."
            )
        elif wrong:
            self._mistakes[question.key] = wrong

    def _names(self, question: Question) -> list[str]:
        return _names(self._version, self._language, question)

    @property
    def is_valid(self) -> bool:
        """Whether what was taken can be recorded."""
        return not self._mistakes

    @property
    def score(self) -> int | None:
        """The score that was picked."""
        question = self._version.score_question
        value = self._fields[question.key].data if question in self._path(self.step) else None
        return value if isinstance(value, int) else None

    @property
    def comments(self) -> dict[str, str]:
        """Question key -> words, of the questions that were answered in the customer's own words."""
        return {key: str(value) for key, value in self._answered(Keeps.WORDS).items()}

    @property
    def answers(self) -> dict[str, Value]:
        """Question key -> what else was answered."""
        return self._answered(Keeps.NUMBER, Keeps.VALUE)

    def _answered(self, *keeps: Keeps) -> dict[str, Value]:
        found = {}
        for question in self._path(self.step):
            kind = of(question)
            if kind.keeps in keeps and not kind.scale:
                value = kind.value(question.key, self._fields)
                if value is not None:
                    found[question.key] = value
        return found

    @property
    def questions(self) -> list[Asked]:
        """The questions of this step in their order."""
        # A mistake in an earlier step is shown here, where it can be mended.
        asked = self._path(self.step)
        here = [each for each in asked if each in self._steps[self.step] or each.key in self._mistakes]
        return [self._asked(question) for question in here]

    @property
    def everything(self) -> list[Asked]:
        """All questions of the version, whatever leads to them."""
        return [self._asked(question) for question in self._questions]

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Name and value of every field answered in other steps, for the page to send along.

        Also in those that follow: whoever goes back finds on the way forth what they had typed. It counts where the
        answers still lead there, once that step is sent.
        """
        shown = {each.key for each in self.questions}
        return [
            (name, str(each))
            for question in self._questions
            if question.key not in shown
            for name in self._names(question)
            if (data := self._fields[name].data) not in (None, "")
            for each in (data if isinstance(data, list) else [data])
        ]

    @property
    def typed(self) -> list[tuple[str, str]]:
        """Label and words of every field that was filled in by typing, at any step."""
        return [
            (self._texts(question)["label"], text)
            for question in self._questions
            if not of(question).takes_file
            for name in self._names(question)
            if isinstance(self._fields[name], StringField) and not isinstance(self._fields[name], RadioField)
            if (text := UNREADABLE.sub("", self._fields[name].data or "").strip())
        ]

    @property
    def has_steps(self) -> bool:
        """Whether the questions come in more than one step."""
        return len(self._steps) > 1

    @property
    def most_steps(self) -> int:
        """How many steps it may be, whatever is answered to what is shown; what was answered before is known."""
        later = self._steps[self.step + 1 :]
        if not later:
            return self.step + 1
        still_open = {each.key for each in self.questions} | {each.key for group in later for each in group}
        possible = {each.key for each in branching.possible(self._questions, self._all_answers(), still_open)}
        ahead = [n for n, group in enumerate(later, self.step + 2) if any(each.key in possible for each in group)]
        return ahead[-1] if ahead else self.step + 1

    @property
    def is_sure_of_steps(self) -> bool:
        """Whether it will be as many steps as `most_steps` says, whatever is answered from here on."""
        if not self.may_go_on:
            return True
        shown = {each.key for each in self.questions}
        before = {question.key for group in self._steps[: self.step] for question in group} - shown
        # What is still to be answered meets no condition yet: whatever is asked without it is asked for sure.
        sure = branching.path(
            self._questions, {key: answer for key, answer in self._all_answers().items() if key in before}
        )
        last = {question.key for question in self._steps[self.most_steps - 1]}
        return any(question.key in last for question in sure)

    @property
    def asks_for_words(self) -> bool:
        """Whether this step has a place for the customer's own words."""
        return any(asked.type.keeps == Keeps.WORDS for asked in self.questions)

    @property
    def may_go_on(self) -> bool:
        """Whether another step may follow this one."""
        return self.most_steps > self.step + 1

    def _asked(self, question: Question) -> Asked:
        return Asked(
            key=question.key,
            type=of(question),
            texts=self._texts(question),
            data={name: self._fields[name].data for name in self._names(question)},
            is_required=question.is_required,
            mistake=self._mistakes.get(question.key, ""),
        )

    def _texts(self, question: Question) -> Mapping[str, str]:
        texts = _texts(self._version, question, self._language)
        if not any("|" in text for text in texts.values()):
            return texts
        known = self.known
        return {key: placeholders.fill(text, known, self._language) for key, text in texts.items()}

    @property
    def known(self) -> Mapping[str, str]:
        """What the texts may say of the person and of what was answered before."""
        # What was answered on a path that was left says nothing any more.
        answered = piping.of_answers(self._path(self.step), self._all_answers(), self._language)
        return {**self._person, **answered}


@dataclass(frozen=True)
class _Made:
    """What depends on a version and a language alone."""

    fields: Mapping[str, Any]
    #: Question key -> names of its fields.
    names: Mapping[str, list[str]]


#: The fields of versions that stay in memory, by language: a published version is history, so they are made once.
_MADE: WeakKeyDictionary[SurveyVersion, dict[str, _Made]] = WeakKeyDictionary()


def _fields(version: SurveyVersion, language: str) -> Mapping[str, Any]:
    return _made(version, language).fields


def _names(version: SurveyVersion, language: str, question: Question) -> list[str]:
    return _made(version, language).names[question.key]


def _made(version: SurveyVersion, language: str) -> _Made:
    if not version.published_at:
        return _make(version, language)
    made = _MADE.setdefault(version, {})
    if language not in made:
        made[language] = _make(version, language)
    return made[language]


def _make(version: SurveyVersion, language: str) -> _Made:
    by_question = {
        question.key: of(question).fields(
            question.key, _texts(version, question, language), is_required=question.is_required
        )
        for question in version.questions
    }
    return _Made(
        {name: field for fields in by_question.values() for name, field in fields.items()},
        {key: list(fields) for key, fields in by_question.items()},
    )


def of(question: Question) -> QuestionType:
    """The type of a question, with its settings."""
    return question_types.of(question.kind, question.settings)


def _texts(version: SurveyVersion, question: Question, language: str) -> Mapping[str, str]:
    texts: dict[str, str] = question.texts.get(language) or question.texts[version.default_language]
    return texts


def _check_size(posted: MultiDict[str, str]) -> None:
    fields = sum(1 for _each in posted.items(multi=True))
    if fields > MOST_FIELDS:
        raise Malformed(f"{fields} fields")


def questions_of(response: Response) -> list[Question]:
    """The questions of its version; behind them those that a later one asked, where it was answered in two of them.

    A version can be published while somebody is between two steps. That is rare enough to be looked up where it was so.
    """
    questions = list(response.version.questions)
    others = {answer.question_key for answer in response.answers} - {question.key for question in questions}
    for version in reversed(response.survey.versions) if others else ():
        questions += [question for question in version.questions if question.key in others]
        others -= {question.key for question in version.questions}
    return questions


def said(response: Response) -> dict[str, Value | None]:
    """Question key -> what a response answers, also to what it is no longer asked."""
    return {answer.question_key: contents.said(answer) for answer in response.answers}


def counted(response: Response) -> dict[str, Value]:
    """Question key -> what a response answers to the questions that it is asked."""
    given = {answer.question_key: contents.said(answer) for answer in response.answers if answer.is_asked}
    return {key: value for key, value in given.items() if value is not None}


def names(version: SurveyVersion) -> list[str]:
    """The names of all fields in which the questions of a version are answered."""
    return [name for question in version.questions for name in _names(version, version.default_language, question)]


def score_in(text: str | None, version: SurveyVersion) -> int | None:
    """The score that a link asks to pick; None where it names none of this scale."""
    points = question_types.of(version.survey.metric).points
    return next((point for point in points if text == str(point)), None)


def client_key(posted: Mapping[str, str]) -> str | None:
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
