"""A question type decides everything about its kind: an answer goes through its field, its check, its row and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms.form import BaseForm

from voc.analysis import scores
from voc.surveys import question_types
from voc.surveys.question_types import Bar, Given, Tally, Value
from voc.surveys.question_types.words import ShortText

OTHER = {"options": ["red", "blue"], "has_other": True}
LABELS = {
    "label": "How was it?", "low": "bad", "high": "good", "yes": "Yes", "no": "No", "option-red": "Red",
    "option-blue": "Blue", "option-other": "Another", "row-a": "Speed", "row-b": "Price", "row-c": "Tone",
}  # fmt: skip

#: Kind, settings, what a page posts, the answer.
ANSWERS: list[tuple[str, dict[str, Any], list[tuple[str, str]], Value]] = [
    ("nps", {}, [("answer", "0")], 0),
    ("nps", {}, [("answer", "10")], 10),
    ("csat", {"look": "faces"}, [("answer", "1")], 1),
    ("ces", {}, [("answer", "7")], 7),
    ("rating", {"points": 3}, [("answer", "3")], 3),
    ("choice", OTHER, [("answer", "blue")], {"chosen": ["blue"]}),
    ("choice", OTHER, [("answer", "other"), ("answer-other", " mauve ")], {"chosen": ["other"], "other": "mauve"}),
    ("choice", OTHER, [("answer", "other")], {"chosen": ["other"]}),
    # Typed, but marked nothing; typed, then decided for another one.
    ("choice", OTHER, [("answer-other", "mauve")], {"chosen": ["other"], "other": "mauve"}),
    ("choice", OTHER, [("answer", "red"), ("answer-other", "mauve")], {"chosen": ["red"]}),
    ("choices", OTHER, [("answer", "blue"), ("answer", "red")], {"chosen": ["red", "blue"]}),
    ("choices", OTHER, [("answer", "red"), ("answer-other", "緑")], {"chosen": ["red", "other"], "other": "緑"}),
    ("yes_no", {}, [("answer", "1")], 1),
    ("yes_no", {}, [("answer", "0")], 0),
    ("comment", {}, [("answer", "Two\nlines")], "Two\nlines"),
    ("line", {}, [("answer", "A-17")], "A-17"),
    ("email", {}, [("answer", " ann@example.org ")], "ann@example.org"),
    ("date", {}, [("answer", "2024-02-29")], "2024-02-29"),
    ("matrix", {}, [("answer-a", "1"), ("answer-b", "5"), ("answer-c", "3")], {"a": 1, "b": 5, "c": 3}),
    ("photo", {}, [("answer", "Ab-_56789012345x")], "Ab-_56789012345x"),
]

#: Kind, settings, what a page may post that is no answer.
WRONG: list[tuple[str, dict[str, Any], list[tuple[str, str]]]] = [
    ("nps", {}, [("answer", "11")]),
    ("nps", {}, [("answer", "-1")]),
    ("nps", {}, [("answer", "nine")]),
    ("nps", {}, [("answer", "8.5")]),
    ("csat", {}, [("answer", "0")]),
    ("ces", {}, [("answer", "8")]),
    ("rating", {"points": 3}, [("answer", "4")]),
    ("choice", OTHER, [("answer", "green")]),
    ("choices", OTHER, [("answer", "red"), ("answer", "green")]),
    ("choice", OTHER, [("answer-other", "a" * 301)]),
    ("choice", {}, [("answer", "other")]),
    ("yes_no", {}, [("answer", "2")]),
    ("yes_no", {}, [("answer", "yes")]),
    ("comment", {}, [("answer", "好" * (question_types.LONGEST_COMMENT + 1))]),
    ("line", {}, [("answer", "a" * 301)]),
    ("email", {}, [("answer", "ann at example")]),
    ("email", {}, [("answer", "a" * 250 + "@example.org")]),
    ("date", {}, [("answer", "29.02.2024")]),
    ("date", {}, [("answer", "2023-02-29")]),
    ("date", {}, [("answer", "20240229")]),
    ("matrix", {}, [("answer-a", "6"), ("answer-b", "1"), ("answer-c", "1")]),
    ("matrix", {}, [("answer-a", "1")]),
    ("photo", {}, [("answer", "../../etc/passwd")]),
    ("photo", {}, [("answer", "a" * 17)]),
]


def form_of(kind: str, settings: dict[str, Any], posted: Sequence[tuple[str, str]], *, is_required: bool) -> BaseForm:
    """The form of one question after somebody answered it."""
    form = BaseForm(question_types.of(kind, settings).fields("answer", LABELS, is_required=is_required))
    form.process(MultiDict(posted))
    form.validate()
    return form


def test_every_kind_has_an_answer_and_a_wrong_one_here() -> None:
    assert {kind for kind, *_ in ANSWERS} == {kind for kind, *_ in WRONG} == set(question_types.TYPES)


@pytest.mark.parametrize(("kind", "settings", "posted", "answer"), ANSWERS)
def test_what_a_page_posts_becomes_the_answer(
    kind: str, settings: dict[str, Any], posted: list[tuple[str, str]], answer: Value
) -> None:
    asked, form = question_types.of(kind, settings), form_of(kind, settings, posted, is_required=True)
    assert (asked.mistake("answer", form), asked.value("answer", form)) == ("", answer)
    asked.check(answer)


@pytest.mark.parametrize(("kind", "settings", "posted", "answer"), ANSWERS)
def test_an_answer_is_shown_as_it_was_given(
    kind: str, settings: dict[str, Any], posted: list[tuple[str, str]], answer: Value
) -> None:
    asked = question_types.of(kind, settings)
    form = BaseForm(asked.fields("answer", LABELS, is_required=True))
    form.process(None, data=asked.data("answer", answer))
    assert asked.value("answer", form) == answer


@pytest.mark.parametrize(("kind", "settings", "posted", "answer"), [each for each in ANSWERS if each[0] != "photo"])
def test_what_a_script_sends_is_what_a_page_would_post(
    kind: str, settings: dict[str, Any], posted: list[tuple[str, str]], answer: Value
) -> None:
    asked = question_types.of(kind, settings)
    # Yes and no are options to a script, which draws no third kind of buttons.
    sent = {"chosen": [str(answer)]} if kind == "yes_no" else answer
    form = form_of(kind, settings, asked.sent("answer", sent), is_required=True)
    assert (asked.mistake("answer", form), asked.value("answer", form)) == ("", answer)


@pytest.mark.parametrize(("kind", "settings", "posted"), WRONG)
def test_nothing_else_is_an_answer(kind: str, settings: dict[str, Any], posted: list[tuple[str, str]]) -> None:
    assert question_types.of(kind, settings).mistake("answer", form_of(kind, settings, posted, is_required=True))


@pytest.mark.parametrize("kind", question_types.TYPES)
def test_an_answer_may_be_left_out_only_where_it_is_not_required(kind: str) -> None:
    asked = question_types.of(kind)
    assert asked.mistake("answer", form_of(kind, {}, [], is_required=True))
    form = form_of(kind, {}, [], is_required=False)
    assert (asked.mistake("answer", form), asked.value("answer", form)) == ("", None)


@pytest.mark.parametrize("kind", ["comment", "line", "email", "date"])
@pytest.mark.parametrize("blank", [" ", "\n", "\u3000"])
def test_blanks_are_no_answer(kind: str, blank: str) -> None:
    asked = question_types.of(kind)
    assert asked.mistake("answer", form_of(kind, {}, [("answer", blank)], is_required=True)) == asked.need
    form = form_of(kind, {}, [("answer", blank)], is_required=False)
    assert (asked.mistake("answer", form), asked.value("answer", form)) == ("", None)


@pytest.mark.parametrize("kind", question_types.TYPES)
@pytest.mark.parametrize("settings", [{}, OTHER, {"options": ["1", "red"]}])
@pytest.mark.parametrize("is_required", [True, False])
def test_what_is_plain_is_what_a_form_finds(kind: str, settings: dict[str, Any], is_required: bool) -> None:  # noqa: FBT001
    asked = question_types.of(kind, settings)
    sent = [each[2] for each in ANSWERS] + [each[2] for each in WRONG]
    posted = {text for fields in sent for _name, text in fields}
    for text in posted | {"", " ", "\n", " 1", "01", "+1", "1_0", "\u0661", "1.0", "true", "other", " red", "a b"}:
        try:
            found = asked.plain(text, is_required=is_required)
        except question_types.Unclear:
            continue
        form = form_of(kind, settings, [("answer", text)], is_required=is_required)
        assert (asked.mistake("answer", form), asked.value("answer", form)) == ("", found), text


def test_a_kind_that_is_stricter_than_the_one_above_it_finds_nothing_plain_by_itself() -> None:
    class Plate(ShortText):
        def check(self, value: object) -> None:
            if not str(value).isdigit():
                raise ValueError("digits answer this question")

    assert question_types.of("line").plain("B 4", is_required=True) == "B 4"
    with pytest.raises(question_types.Unclear):
        Plate().plain("B 4", is_required=True)


@pytest.mark.parametrize(("kind", "settings", "posted", "answer"), ANSWERS)
def test_answers_of_most_kinds_are_plain(
    kind: str, settings: dict[str, Any], posted: list[tuple[str, str]], answer: Value
) -> None:
    asked = question_types.of(kind, {**settings, "has_other": False})
    if kind in ("choices", "email", "date", "matrix", "photo") or len(posted) > 1 or "other" in str(posted):
        return
    assert asked.plain(posted[0][1], is_required=True) == answer


@pytest.mark.parametrize("kind", question_types.TYPES)
@pytest.mark.parametrize(
    "value",
    [None, True, 99, -1, 1.5, "", "\0", "\ud800", [], ["red"], {}, {"chosen": []}, {"chosen": ["red", "red"]},
     {"chosen": "red"}, {"chosen": [["red"]]}, {"other": "mauve"}, {"chosen": ["red"], "other": "mauve"},
     {"chosen": ["red"], "more": 1}, {"a": True}, {"a": "1"}, {"a": 9}, {"z": 1}, "\u0000" * 30_000],
)  # fmt: skip
def test_no_door_may_store_anything_else(kind: str, value: Any) -> None:
    asked = question_types.of(kind, OTHER if kind in ("choice", "choices") else {})
    if kind in ("comment", "line") and value == "":
        return
    with pytest.raises(ValueError, match=r"\w"):
        asked.check(value)


@pytest.mark.parametrize("metric", scores.METRICS)
def test_every_metric_is_a_question_with_its_own_scale(metric: str) -> None:
    kind = question_types.of(metric)
    assert (kind.points[0], kind.points[-1]) == (scores.METRICS[metric].lowest, scores.METRICS[metric].highest)
    assert {text.key for text in kind.texts if text.is_required} == {"label", "low", "high"}


def test_answers_are_counted_with_those_that_nobody_gave() -> None:
    rating = question_types.of("rating", {"points": 3})
    bars = (Bar("1", 1, 1), Bar("2", 0, 2), Bar("3", 2, 3))
    assert rating.tallies([(3, 2), (1, 1)], LABELS) == [Tally("", bars, 3, 7 / 3)]
    choices = question_types.of("choices", OTHER)
    given: list[Given] = [({"chosen": ["red", "other"], "other": "mauve"}, 1), ({"chosen": ["red"]}, 4)]
    bars = (Bar("Red", 5, "red"), Bar("Blue", 0, "blue"), Bar("Another", 1, "other"))
    assert choices.tallies(given, LABELS) == [Tally("", bars, 5)]
    assert question_types.of("matrix", {"points": 2}).tallies([({"a": 2, "b": 1}, 1), ({"a": 1}, 2)], LABELS) == [
        Tally("Speed", (Bar("1", 2, 1), Bar("2", 1, 2)), 3, 4 / 3, "a"),
        Tally("Price", (Bar("1", 1, 1), Bar("2", 0, 2)), 1, 1.0, "b"),
        Tally("Tone", (Bar("1", 0, 1), Bar("2", 0, 2)), 0, None, "c"),
    ]
    assert question_types.of("yes_no").tallies([(1, 3), (0, 1)], LABELS) == [
        Tally("", (Bar("Yes", 3, 1), Bar("No", 1, 0)), 4)
    ]
    assert question_types.of("comment").tallies([("words", 1)], LABELS) == []


@pytest.mark.parametrize(("kind", "settings", "posted", "answer"), ANSWERS)
def test_an_export_fills_the_columns_that_it_names(
    kind: str, settings: dict[str, Any], posted: list[tuple[str, str]], answer: Value
) -> None:
    asked = question_types.of(kind, settings)
    cells = asked.cells("answer", answer, LABELS)
    assert cells
    assert set(cells) <= set(asked.columns("answer"))
    assert any(str(cell) for cell in cells.values())


def test_an_export_says_what_was_chosen_in_words() -> None:
    cells = question_types.of("choices", OTHER).cells("colour", {"chosen": ["red", "other"], "other": "mauve"}, LABELS)
    assert cells == {"colour": "Red; Another", "colour.other": "mauve"}
    assert question_types.of("matrix").cells("it", {"a": 1, "c": 5}, LABELS) == {"it.a": 1, "it.c": 5}


def test_a_kind_that_nobody_wrote_is_an_error() -> None:
    with pytest.raises(KeyError):
        question_types.of("stars")


#: Kind, settings, an answer, what somebody reads, and what of it somebody reads who may not know who people are.
SPOKEN: list[tuple[str, dict[str, Any], Value, list[str], list[str]]] = [
    ("nps", {}, 9, ["9 of 10"], ["9 of 10"]),
    ("rating", {"points": 3}, 2, ["2 of 3"], ["2 of 3"]),
    ("choice", OTHER, {"chosen": ["blue"]}, ["Blue"], ["Blue"]),
    ("choices", OTHER, {"chosen": ["red", "other"], "other": "Ann"}, ["Red", "Another: Ann"], ["Red", "Another: ***"]),
    ("choices", OTHER, {"chosen": ["gone"]}, ["gone"], ["gone"]),
    ("yes_no", {}, 0, ["No"], ["No"]),
    ("line", {}, "Ann", ["Ann"], ["***"]),
    ("email", {}, "用户@例子.公司", ["用户@例子.公司"], ["[address]"]),
    ("date", {}, "2024-02-29", ["Feb 29, 2024"], ["Feb 29, 2024"]),
    ("matrix", {}, {"a": 1, "c": 3}, ["Speed: 1 of 5", "Tone: 3 of 5"], ["Speed: 1 of 5", "Tone: 3 of 5"]),
    # It is shown, not said.
    ("photo", {}, "Ab-_56789012345x", [], ["[picture]"]),
]


@pytest.mark.parametrize(("kind", "settings", "answer", "spoken", "hidden"), SPOKEN)
def test_an_answer_in_words_and_what_is_hidden_of_it(
    app: Flask, *, kind: str, settings: dict[str, Any], answer: Value, spoken: list[str], hidden: list[str]
) -> None:
    asked = question_types.of(kind, settings)
    with app.test_request_context():
        assert asked.words(answer, LABELS) == spoken
        masked = asked.masked(answer, lambda _text: "***", {"email": "address", "photo": "picture"})
        assert asked.words(masked, LABELS) == hidden
    # What may say who somebody is declares it.
    assert asked.is_personal or masked == answer


def test_what_earlier_versions_offered_is_still_counted() -> None:
    choices = question_types.of("choices", {"options": ["red"]}).reaching_back([OTHER, {"options": ["green"]}])
    assert list(choices.options({})) == ["red", "blue", "green", "other"]
    assert question_types.of("rating", {"points": 3}).reaching_back([{"points": 5}]).points == (1, 2, 3, 4, 5)
    matrix = question_types.of("matrix", {"rows": ["b"], "points": 5}).reaching_back([{"rows": ["a"], "points": 7}])
    assert matrix.columns("it") == ["it.b", "it.a"]
    assert len(matrix.tallies([({"a": 7}, 1)], {})[1].bars) == 7
    assert question_types.of("nps").reaching_back([{}]).points == tuple(range(11))
