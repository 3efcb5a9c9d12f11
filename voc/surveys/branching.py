"""Which questions are asked, given what was answered before: conditions, paths, and the steps that follow from them.

A condition looks back only, so no path can come round to where it was: `check` refuses what would. Questions that
depend on an answer of the same page would have to appear out of nothing, so a new step begins before them; where no
question depends on another, there is one step.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voc.surveys import question_types
from voc.surveys.models import Question
from voc.surveys.question_types import Value


class Circular(Exception):
    """A question would depend on itself, or on one that comes later. Carries the keys of both."""


class Dangling(Exception):
    """A question depends on one that is not there, or on an answer that it does not have. Carries the keys of both."""


@dataclass(frozen=True)
class Condition:
    """What an earlier question must have been answered with."""

    question: str
    #: Any of these will do, as `QuestionType.picked` names them; empty: any answer at all.
    answers: tuple[int | str, ...] = ()

    def holds(self, question: Question, value: Value | None) -> bool:
        """Whether this answer to the question meets it."""
        if value is None:
            return False
        picked = question_types.of(question.kind, question.settings).picked(value)
        return not self.answers or any(each in self.answers for each in picked)


def conditions(question: Question) -> list[Condition]:
    """All of these must hold for the question to be asked; none: it always is."""
    return [Condition(each["question"], tuple(each["answers"])) for each in question.shown_if]


def kept(wanted: Sequence[Condition]) -> list[dict[str, Any]]:
    """What `Question.shown_if` holds for these."""
    return [{"question": each.question, "answers": list(each.answers)} for each in wanted]


def check(questions: Sequence[Question]) -> None:
    """Raises `Circular` or `Dangling` where a condition of these questions, in their order, cannot be met."""
    all_keys = {question.key for question in questions}
    before: dict[str, Question] = {}
    for question in questions:
        for condition in conditions(question):
            earlier = before.get(condition.question)
            if earlier is None:
                wrong = Circular if condition.question in all_keys else Dangling
                raise wrong(question.key, condition.question)
            known = question_types.of(earlier.kind, earlier.settings).options({})
            if not set(condition.answers) <= set(known):
                raise Dangling(question.key, condition.question)
        before[question.key] = question


def path(questions: Sequence[Question], answers: Mapping[str, Value]) -> list[Question]:
    """Those of the questions that are asked, given these answers by key, in their order.

    An answer to a question that is itself not asked counts for nothing.
    """
    asked: dict[str, Question] = {}
    for question in questions:
        if all(
            condition.question in asked and condition.holds(asked[condition.question], answers.get(condition.question))
            for condition in conditions(question)
        ):
            asked[question.key] = question
    return list(asked.values())


def possible(
    questions: Sequence[Question], answers: Mapping[str, Value], still_open: Collection[str]
) -> list[Question]:
    """Those of the questions that may be asked, given these answers, in their order.

    `still_open` are the keys of questions that may yet be answered with anything, whatever `answers` says of them.
    """
    known = {question.key: question for question in questions}
    needs: dict[str, list[Condition]] = {}
    for question in questions:
        behind = conditions(question)
        if all(each.question in needs for each in behind):
            # Whoever is asked it was asked what it depends on.
            needed = [*behind, *(further for each in behind for further in needs[each.question])]
            decided = [each for each in needed if each.question not in still_open]
            if all(each.holds(known[each.question], answers.get(each.question)) for each in decided) and all(
                _can_all_hold(known[key], [each for each in needed if each.question == key])
                for key in {each.question for each in needed} & set(still_open)
            ):
                needs[question.key] = needed
    return [question for question in questions if question.key in needs]


def _can_all_hold(question: Question, wanted: Sequence[Condition]) -> bool:
    """Whether one answer to the question could meet all of these."""
    some = [set(each.answers) for each in wanted if each.answers]
    return question_types.of(question.kind, question.settings).is_many or not some or bool(set.intersection(*some))


def steps(questions: Sequence[Question]) -> list[list[Question]]:
    """The questions in their order, in groups that can stand on one page; at least one group, which may be empty."""
    groups: list[list[Question]] = [[]]
    for question in questions:
        here: Collection[str] = {each.key for each in groups[-1]}
        if any(condition.question in here for condition in conditions(question)):
            groups.append([])
        groups[-1].append(question)
    return groups
