"""A question type decides everything about its kind."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form

from voc.analysis import scores
from voc.responses import submission
from voc.surveys import question_types

LABELS = {"label": "How was it?", "low": "bad", "high": "good"}


def answered(kind: str, given: str | None, *, is_required: bool = True) -> Any:
    """The form of one question after somebody answered it."""
    field = question_types.of(kind).field(LABELS, is_required=is_required)
    form_class = type("OneQuestion", (Form,), {"answer": field})
    form = form_class(MultiDict({} if given is None else {"answer": given}))
    form.validate()
    return form


@pytest.mark.parametrize("metric", scores.METRICS)
def test_every_metric_is_a_question_with_its_own_scale(metric: str) -> None:
    kind = question_types.of(metric)
    assert (kind.points[0], kind.points[-1]) == (scores.METRICS[metric].lowest, scores.METRICS[metric].highest)
    assert {text.key for text in kind.texts} == {"label", "low", "high"}


@pytest.mark.parametrize(("kind", "given"), [("nps", "0"), ("nps", "10"), ("csat", "1"), ("csat", "5"), ("ces", "7")])
def test_a_point_of_the_scale_is_an_answer(kind: str, given: str) -> None:
    form = answered(kind, given)
    assert (form.errors, form.answer.data) == ({}, int(given))


@pytest.mark.parametrize(
    ("kind", "given"), [("nps", "11"), ("nps", "-1"), ("csat", "0"), ("ces", "8"), ("nps", "nine"), ("nps", "8.5")]
)
def test_nothing_else_is(kind: str, given: str) -> None:
    assert "answer" in answered(kind, given).errors


@pytest.mark.parametrize("kind", question_types.TYPES)
def test_an_answer_may_be_left_out_only_where_it_is_not_required(kind: str) -> None:
    assert answered(kind, None).errors
    assert not answered(kind, None, is_required=False).errors


def test_a_long_comment_is_refused_and_not_cut() -> None:
    assert not answered("comment", "好" * question_types.LONGEST_COMMENT).errors
    assert answered("comment", "好" * (question_types.LONGEST_COMMENT + 1)).errors
    assert question_types.LONGEST_COMMENT == submission.MAX_WORDS


def test_a_kind_that_nobody_wrote_is_an_error() -> None:
    with pytest.raises(KeyError):
        question_types.of("stars")
