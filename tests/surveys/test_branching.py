"""Which questions are asked: conditions look back only, and every path has an end."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.surveys import branching, question_types
from voc.surveys.branching import Circular, Condition, Dangling
from voc.surveys.models import Question

COLOURS = {"options": ["red", "blue"], "has_other": True}


def a_question(key: str, kind: str = "rating", *behind: Condition, **settings: Any) -> Question:
    return Question(key=key, kind=kind, settings=settings, shown_if=branching.kept(behind), texts={})


SCORE = a_question("score", "nps")
WHY = a_question("why", "comment", Condition("score", tuple(range(7))))
COLOUR = a_question("colour", "choices", **COLOURS)
MAUVE = a_question("mauve", "line", Condition("colour", ("other",)), Condition("score"))
DEEP = a_question("deep", "yes_no", Condition("why"))
ALL = [SCORE, WHY, COLOUR, MAUVE, DEEP]


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({}, ["score", "colour"]),
        ({"score": 9}, ["score", "colour"]),
        ({"score": 0}, ["score", "why", "colour"]),
        ({"score": 6, "why": "Late."}, ["score", "why", "colour", "deep"]),
        # Words to a question that is not asked any more lead nowhere.
        ({"score": 7, "why": "Late."}, ["score", "colour"]),
        ({"score": 7, "colour": {"chosen": ["red", "other"], "other": "mauve"}}, ["score", "colour", "mauve"]),
        ({"colour": {"chosen": ["other"]}}, ["score", "colour"]),
    ],
)
def test_the_path_follows_the_answers(answers: dict[str, Any], asked: list[str]) -> None:
    assert [question.key for question in branching.path(ALL, answers)] == asked


def test_a_step_ends_before_what_depends_on_it() -> None:
    groups = [[question.key for question in step] for step in branching.steps(ALL)]
    assert groups == [["score"], ["why", "colour"], ["mauve", "deep"]]
    assert branching.steps([SCORE, COLOUR]) == [[SCORE, COLOUR]]
    assert branching.steps([]) == [[]]


@pytest.mark.parametrize(
    ("questions", "error"),
    [
        ([a_question("it", "rating", Condition("it", (1,)))], Circular),
        ([WHY, SCORE], Circular),
        ([WHY], Dangling),
        ([SCORE, a_question("it", "rating", Condition("score", (11,)))], Dangling),
        ([COLOUR, a_question("it", "rating", Condition("colour", ("green",)))], Dangling),
        # Two that wait for one another.
        ([a_question("a", "rating", Condition("b")), a_question("b", "rating", Condition("a"))], Circular),
    ],
)
def test_what_leads_nowhere_is_refused(questions: list[Question], error: type[Exception]) -> None:
    with pytest.raises(error):
        branching.check(questions)


KINDS: dict[str, tuple[dict[str, Any], list[Any]]] = {
    "rating": ({"points": 3}, [1, 2, 3]),
    "yes_no": ({}, [0, 1]),
    "choices": (COLOURS, [{"chosen": ["red"]}, {"chosen": ["blue", "other"]}]),
    "comment": ({}, ["Late."]),
    "matrix": ({"rows": ["a"], "points": 3}, [{"a": 1}]),
}


@st.composite
def surveys(draw: st.DrawFn, most: int = 7) -> list[Question]:
    """Any survey that can be written: each question may depend on any earlier ones."""
    questions: list[Question] = []
    for number in range(draw(st.integers(1, most))):
        kind = draw(st.sampled_from(sorted(KINDS)))
        behind = []
        for earlier in draw(st.lists(st.sampled_from(questions), max_size=2, unique_by=id)) if questions else []:
            known = list(question_types.of(earlier.kind, earlier.settings).options({}))
            some = draw(st.lists(st.sampled_from(known), unique=True, max_size=3)) if known else []
            behind.append(Condition(earlier.key, tuple(some)))
        questions.append(a_question(f"q{number}", kind, *behind, **KINDS[kind][0]))
    return questions


@given(st.data())
def test_every_survey_that_can_be_written_ends_whatever_is_answered(data: st.DataObject) -> None:
    questions = data.draw(surveys())
    branching.check(questions)
    answers = {
        question.key: data.draw(st.sampled_from(KINDS[question.kind][1]))
        for question in questions
        if data.draw(st.booleans())
    }
    asked = branching.path(questions, answers)
    assert asked == [question for question in questions if question in asked]
    for question in questions:
        conditions = branching.conditions(question)
        met = [
            each.holds(next(q for q in questions if q.key == each.question), answers.get(each.question))
            and any(q.key == each.question for q in asked)
            for each in conditions
        ]
        assert (question in asked) is all(met)
    groups = branching.steps(questions)
    assert [question for group in groups for question in group] == questions
    for group in groups:
        keys = {question.key for question in group}
        assert not any(each.question in keys for question in group for each in branching.conditions(question))


@pytest.mark.parametrize(
    ("answers", "still_open", "asked"),
    [
        ({}, {"score", "why", "colour", "deep"}, ["score", "why", "colour", "mauve", "deep"]),
        ({"score": 9}, {"why", "colour", "mauve", "deep"}, ["score", "colour", "mauve"]),
        ({"score": 9, "colour": {"chosen": ["red"]}}, {"mauve", "deep"}, ["score", "colour"]),
        # What stands in a field that can still be changed decides nothing.
        ({"score": 9, "colour": {"chosen": ["red"]}}, {"colour", "mauve"}, ["score", "colour", "mauve"]),
        ({"score": 3}, {"deep"}, ["score", "why", "colour"]),
    ],
)
def test_what_may_still_be_asked_follows_from_what_is_decided(
    answers: dict[str, Any], still_open: set[str], asked: list[str]
) -> None:
    assert [question.key for question in branching.possible(ALL, answers, still_open)] == asked


def test_conditions_that_no_answer_meets_together_lead_nowhere() -> None:
    low, high = a_question("low", "line", Condition("score", (0, 1))), Condition("score", (9,))
    both = a_question("both", "line", Condition("low"), high)
    colours = [Condition("colour", ("red",)), Condition("colour", ("blue",))]
    questions = [SCORE, COLOUR, low, both, a_question("purple", "line", *colours)]
    everything = {question.key for question in questions}
    found = [question.key for question in branching.possible(questions, {}, everything)]
    assert found == ["score", "colour", "low", "purple"]


CHOSEN = [{"chosen": [*some]} for n in (1, 2, 3) for some in itertools.combinations(["red", "blue", "other"], n)]


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_what_may_still_be_asked_is_what_some_answers_lead_to(data: st.DataObject) -> None:
    questions = data.draw(surveys(most=4))
    every = {each.key: [None, *(CHOSEN if each.kind == "choices" else KINDS[each.kind][1])] for each in questions}
    keys = [question.key for question in questions]
    still_open = data.draw(st.sets(st.sampled_from(keys)))
    decided = {key: data.draw(st.sampled_from(every[key])) for key in keys if key not in still_open}
    reached: set[str] = set()
    for some in itertools.product(*(every[key] for key in sorted(still_open))):
        answers = {**decided, **dict(zip(sorted(still_open), some, strict=True))}
        given_ = {key: value for key, value in answers.items() if value is not None}
        reached |= {question.key for question in branching.path(questions, given_)}
    shown = {key: value for key, value in decided.items() if value is not None}
    assert {question.key for question in branching.possible(questions, shown, still_open)} == reached
