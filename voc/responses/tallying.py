"""The answers to a survey counted, question by question, over all its versions.

The database groups what can be grouped, so Python sees each different answer once with how often it was given: a
hundred thousand responses cost it no more than a hundred. Words are not counted by what they say, only how many wrote
some.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, case, cast, func, null, select
from sqlalchemy.orm import Session, selectinload

from voc.analysis import scores
from voc.analysis.scores import Interval
from voc.responses import form
from voc.responses.answered import Answered
from voc.responses.answers import Reader
from voc.responses.listing import FEWEST, Filter
from voc.responses.models import Answer, Response
from voc.surveys.models import Question, SurveyVersion
from voc.surveys.question_types import Given, Keeps, QuestionType, Tally


@dataclass(frozen=True)
class Asked:
    """One question over all versions of a survey that asked it, in the words of the newest."""

    #: As each version has it, the newest first.
    questions: Sequence[Question]
    #: Whether somebody who comes now is asked it.
    is_asked: bool

    @property
    def key(self) -> str:
        """The same in every version."""
        return self.questions[0].key

    @property
    def newest(self) -> Question:
        """As it was last asked."""
        return self.questions[0]

    @cached_property
    def kind(self) -> QuestionType:
        """Its type, with everything that could be answered in any version."""
        return form.of(self.newest).reaching_back([question.settings for question in self.questions[1:]])

    def texts(self, reader: Reader) -> dict[str, str]:
        """Its words, the newest where a word was changed."""
        found: dict[str, str] = {}
        for question in reversed(self.questions):
            found |= {name: text for name, text in reader.texts(question, question.version).items() if text}
        return found

    def offers(self, tally: Tally, option: int | str) -> bool:
        """Whether that can still be answered, as the newest version stands."""
        newest = form.of(self.newest)
        if tally.row:
            row_stands = f"{self.key}.{tally.row}" in newest.columns(self.key)
            return row_stands and (not isinstance(option, int) or option <= newest.settings.get("points", option))
        return option in newest.options({})


@dataclass(frozen=True)
class Count:
    """How many people gave one answer."""

    label: str
    people: int
    #: Of those who answered the question, or the row of it; 0..1.
    share: float
    #: Where the share lies among all who might have answered, 0..1 (Wilson); None where nobody answered.
    interval: Interval | None
    #: The rows behind it.
    answered: Answered
    #: Whether it can still be answered.
    is_offered: bool


@dataclass(frozen=True)
class Counted:
    """A question, or a row of it, with its counts."""

    #: Empty, or the row.
    name: str
    people: int
    average: float | None
    counts: Sequence[Count]
    #: Fewer people than may be shown: nothing else here says anything.
    is_hidden: bool

    @property
    def has_points(self) -> bool:
        """Whether its answers are numbers on a scale, which need little room."""
        return all(count.label == str(count.answered.option) for count in self.counts)


@dataclass(frozen=True)
class Summary:
    """What became of one question."""

    key: str
    label: str
    #: In which the label is written.
    language: str
    kind: QuestionType
    is_asked: bool
    #: People who answered it.
    people: int
    #: Responses to versions that ask it.
    of: int
    #: Empty where answers are words; more than one where it has rows.
    parts: Sequence[Counted]
    #: Of a question whose answer is the score: that, with where it lies.
    score: float | None
    interval: Interval | None
    is_hidden: bool

    @property
    def is_comment(self) -> bool:
        """Whether its answers are what the engine reads."""
        return self.kind.keeps is Keeps.WORDS

    @property
    def answered(self) -> Answered:
        """The rows behind it: whoever answered."""
        return Answered(self.key)


@dataclass(frozen=True)
class Answers:
    """A survey's answers."""

    #: Those that the filter finds.
    responses: int
    #: Too few responses to show anything of them.
    is_hidden: bool
    #: Those asked now in their order, then those that were asked once.
    questions: Sequence[Summary]


def asked(session: Session, survey_ids: Collection[int]) -> dict[int, list[Asked]]:
    """Survey id -> every question that a version of it asked or asks: those of the live one first, in their order."""
    statement = (
        select(SurveyVersion)
        .where(SurveyVersion.survey_id.in_(survey_ids), SurveyVersion.published_at.is_not(None))
        .options(selectinload(SurveyVersion.questions))
        .order_by(SurveyVersion.number.desc())
    )
    live: dict[int, SurveyVersion] = {}
    by_key: dict[int, dict[str, list[Question]]] = {survey_id: defaultdict(list) for survey_id in survey_ids}
    for version in session.scalars(statement):
        live.setdefault(version.survey_id, version)
        for question in version.questions:
            by_key[version.survey_id][question.key].append(question)
    return {
        survey_id: [Asked(questions, questions[0].version is live[survey_id]) for questions in found.values()]
        for survey_id, found in by_key.items()
    }


def count(session: Session, survey_id: int, wanted: Filter, reader: Reader, *, hides_few: bool) -> Answers:
    """The answers of those responses of a survey that the filter finds, counted; some statements, however many.

    `hides_few`: nothing is said of fewer people than `listing.FEWEST`.
    """
    version = Response.version_id
    by_version: dict[int, int] = dict(session.execute(_of(wanted, version).group_by(version)).all())
    total = sum(by_version.values())
    if not total or (hides_few and total < FEWEST):
        return Answers(total, bool(total), ())
    questions = asked(session, [survey_id])[survey_id]
    people, given = _given(session, wanted, questions)
    summaries = [
        _summary(
            each, reader, given.get(each.key, ()), people.get(each.key, 0),
            sum(by_version.get(question.version_id, 0) for question in each.questions), hides_few=hides_few,
        )
        for each in questions
        if each.is_asked or people.get(each.key)
    ]  # fmt: skip
    return Answers(total, False, summaries)


def _of(wanted: Filter, *columns: Any) -> Select[Any]:
    return select(*columns, func.count()).select_from(Response).where(*wanted.where(), *wanted.narrow())


def _given(
    session: Session, wanted: Filter, questions: Sequence[Asked]
) -> tuple[Mapping[str, int], Mapping[str, list[Given]]]:
    """Question key -> how many answered it, and each different answer with how many gave it where it can be counted.

    One pass over the answers: a hundred thousand responses have a million of them.
    """
    key, number = Answer.question_key, Answer.number
    parts = {each.key: each.kind.counted for each in questions if _is_counted_by_value(each.kind)}
    text = _counted_part(parts)
    people: Counter[str] = Counter()
    found: dict[str, list[Given]] = defaultdict(list)
    groups = _of(wanted, key, number, text).join(Answer).where(Answer.is_asked).group_by(key, number, text)
    for name, point, written, times in session.execute(groups):
        people[name] += times
        if point is not None:
            found[name].append((point, times))
        elif written is not None:
            value, part = json.loads(written), parts[name]
            found[name].append(({part: value} if part else value, times))
    return people, found


def _is_counted_by_value(kind: QuestionType) -> bool:
    return kind.keeps is Keeps.VALUE and kind.can_be_counted


def _counted_part(parts: Mapping[str, str]) -> ColumnElement[Any]:
    """What of an answer's value is counted, as text; null for words, and for what was typed beside an option.

    Everybody types something else, so those would be as many groups as there are people.
    """
    keys: dict[str, list[str]] = defaultdict(list)
    for key, part in parts.items():
        keys[part].append(key)
    whens = [
        (Answer.question_key.in_(named), cast(Answer.value[part] if part else Answer.value, Text))
        for part, named in sorted(keys.items())
    ]
    # PostgreSQL groups by no bare NULL.
    return case(*whens, else_=None) if whens else cast(null(), Text)


def _summary(each: Asked, reader: Reader, given: Sequence[Given], people: int, of: int, *, hides_few: bool) -> Summary:
    kind, texts = each.kind, each.texts(reader)
    hidden = hides_few and 0 < people < FEWEST
    parts = [] if hidden else [_counted(each, part, hides_few=hides_few) for part in kind.tallies(given, texts)]
    result = scores.tally(kind.scale.name, _by_point(given)) if kind.scale and not hidden else None
    return Summary(
        key=each.key,
        label=texts.get("label") or each.key,
        language=reader.language_of(each.newest.version),
        kind=kind,
        is_asked=each.is_asked,
        people=people,
        of=of,
        parts=parts,
        score=result.score if result else None,
        interval=result.interval() if result else None,
        is_hidden=hidden,
    )


def _by_point(given: Sequence[Given]) -> dict[int, int]:
    return {value: people for value, people in given if isinstance(value, int)}


def _counted(each: Asked, part: Tally, *, hides_few: bool) -> Counted:
    if hides_few and 0 < part.people < FEWEST:
        return Counted(part.name, part.people, None, (), is_hidden=True)
    counts = [
        Count(
            label=bar.label or str(bar.option),
            people=bar.count,
            share=bar.count / part.people if part.people else 0.0,
            interval=_share_lies(bar.count, part.people),
            answered=Answered(each.key, bar.option, part.row),
            is_offered=each.offers(part, bar.option),
        )
        for bar in part.bars
    ]
    # What nobody can answer any more, and nobody did, is no news.
    shown = [count for count in counts if count.is_offered or count.people]
    return Counted(part.name, part.people, part.average, shown, is_hidden=False)


def _share_lies(people: int, of: int) -> Interval | None:
    """Wilson's interval of a share, 0..1."""
    found = scores.Csat(people, 0, of - people).interval()
    return Interval(found.low / 100, found.high / 100) if found else None
