"""What a body says, found by paths; nonsense has a name and never a traceback."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.intake import mapping
from voc.intake.refusals import TEXTS, Unclear

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
PATHS = {"id": "id", "score": "score", "comment": "comment", "date": "at", "email": "who.email", "name": "who.name"}

steps = st.text(st.characters(codec="utf-8", exclude_characters="."), min_size=1, max_size=8).filter(
    lambda step: step == step.strip() and not step.isdigit() and step.isprintable()
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=12,
)


def code_of(body: Any, **paths: str) -> str:
    with pytest.raises(Unclear) as caught:
        mapping.read(body, {**PATHS, **paths}, "nps", NOW)
    return caught.value.code


@given(st.lists(steps | st.integers(0, 3), min_size=1, max_size=5), st.text(max_size=20))
def test_what_is_put_at_a_path_is_found_there(path: list[str | int], value: str) -> None:
    body: Any = value
    for step in reversed(path):
        body = {step: body, "other": 1} if isinstance(step, str) else [0] * step + [body, 0]
    text = ".".join(map(str, path))
    assert mapping.find(body, text) == value
    assert mapping.is_path(text) or isinstance(path[0], str)


@pytest.mark.parametrize("path", ["a.b.c", "a.0", "list.2", "list.-1", "list.x", "list.99999999999", "text.0", "no"])
def test_where_nothing_stands_nothing_is_found(path: str) -> None:
    assert mapping.find({"a": {"b": 1}, "list": [1, 2], "text": "abc"}, path) is None


@pytest.mark.parametrize("path", ["", ".", "a..b", "a.", ".a", " a", "a" * 201])
def test_a_path_has_a_name_at_every_step(path: str) -> None:
    assert not mapping.is_path(path)


def test_a_delighted_webhook_is_read() -> None:
    body = {
        "event_type": "survey_response.created", "event_id": "e" * 64,
        "event_data": {
            "id": "47", "score": 3, "comment": None, "created_at": 1763280000, "updated_at": 1763280060,
            "person": {"id": "5", "email": "Ana@Example.com", "name": " Ana  Silva "}, "survey_type": "nps",
        },
    }  # fmt: skip
    paths = {
        "id": "event_data.id", "score": "event_data.score", "comment": "event_data.comment",
        "date": "event_data.created_at", "updated": "event_data.updated_at", "email": "event_data.person.email",
        "person": "event_data.person.id", "name": "event_data.person.name",
    }  # fmt: skip
    made = mapping.read(body, paths, "nps", NOW)
    assert (made.their_id, made.score, made.comment) == ("47", 3, None)
    assert made.answered_at == datetime(2025, 11, 16, 8, tzinfo=UTC)
    assert made.updated_at == datetime(2025, 11, 16, 8, 1, tzinfo=UTC)
    assert (made.person.email, made.person.key, made.person.name) == ("ana@example.com", "5", "Ana Silva")


def test_a_typeform_answer_is_found_by_its_place() -> None:
    body = {"form_response": {"token": "t1", "answers": [{"type": "number", "number": 9}, {"text": "很好"}]}}
    answers = "form_response.answers"
    paths = {"id": "form_response.token", "score": f"{answers}.0.number", "comment": f"{answers}.1.text"}
    made = mapping.read(body, paths, "nps", NOW)
    assert (made.their_id, made.score, made.comment, made.answered_at) == ("t1", 9, "很好", None)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b"null null", "not_json"),
        (b'{"score": NaN}', "not_json"),
        (b'{"score": -Infinity}', "not_json"),
        (b'{"score": ' + b"9" * 5_000 + b"}", "not_json"),
        (b'{"score": 1, "score": 9}', "duplicate_key"),
        (b'{"a": {"x": 1, "x": 1}}', "duplicate_key"),
        (b"[" * 10_000 + b"]" * 10_000, "too_deep"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "too_deep"),
        ("很好".encode("gb18030"), "not_utf8"),
        (b"\xff\xfe{\x00}\x00", "not_utf8"),
    ],
)
def test_what_is_no_json_has_its_reason(body: bytes, code: str) -> None:
    with pytest.raises(Unclear) as caught:
        mapping.parse(body)
    assert caught.value.code == code


def test_a_byte_order_mark_is_let_through() -> None:
    assert mapping.parse(b"\xef\xbb\xbf" + '{"评价": "好"}'.encode()) == {"评价": "好"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"id": None}, "no_id"),
        ({"id": "  "}, "no_id"),
        ({"id": 1.5}, "bad_id"),
        ({"id": True}, "bad_id"),
        ({"id": ["x"]}, "bad_id"),
        ({"id": "x" * 1_001}, "too_long"),
        ({"id": "a\x00b"}, "unreadable"),
        ({"score": 11}, "score_off_scale"),
        ({"score": -1}, "score_off_scale"),
        ({"score": 10**300}, "score_off_scale"),
        ({"score": 1e400}, "bad_score"),
        ({"score": 8.5}, "bad_score"),
        ({"score": True}, "bad_score"),
        ({"score": "nine"}, "bad_score"),
        ({"score": {"value": 9}}, "bad_score"),
        ({"score": None, "comment": " "}, "nothing_answered"),
        ({"comment": 5}, "bad_text"),
        ({"comment": ["a"]}, "bad_text"),
        ({"comment": "a\x00"}, "unreadable"),
        ({"comment": "\ud83d"}, "unreadable"),
        ({"comment": "x" * 20_001}, "too_long"),
        ({"who": {"email": "nobody"}}, "bad_email"),
        ({"who": {"email": 5}}, "bad_text"),
        ({"who": {"name": "x" * 201}}, "too_long"),
        ({"at": "2026-11-16"}, "no_zone"),
        ({"at": "soon"}, "bad_date"),
        ({"at": 99}, "implausible_date"),
    ],
)
def test_a_value_of_the_wrong_kind_has_its_reason(change: dict[str, Any], code: str) -> None:
    assert code_of({"id": "1", "score": 9, "comment": "Good.", **change}) == code
    assert code in TEXTS


def reason_of(act: Callable[[], object]) -> str | None:
    try:
        act()
    except Unclear as unclear:
        return unclear.code
    return None


@given(anything)
def test_any_json_is_either_an_answer_or_has_a_known_reason(value: Any) -> None:
    paths = {name: name for name in PATHS}
    for field in PATHS:
        body = {"id": "1", "score": 9, field: value}
        reason = reason_of(lambda body=body: mapping.read(body, paths, "nps", NOW))  # type: ignore[misc]
        assert reason is None or reason in TEXTS


@given(st.binary(max_size=60) | anything.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_json_or_have_a_known_reason(body: bytes) -> None:
    reason = reason_of(lambda: mapping.parse(body))
    assert reason is None or reason in TEXTS
