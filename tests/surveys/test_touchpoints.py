"""What a field may be called and say, and what a link may bring."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from tests.factories import a_touchpoint, the_survey
from voc.surveys import touchpoints
from voc.surveys.touchpoints import Wanted


@pytest.mark.parametrize("key", ["store", "a", "order_2", "a" * 30, "name", "kind"])
def test_names_of_fields(key: str) -> None:
    assert touchpoints.is_key(key)


@pytest.mark.parametrize("key", ["", "A", "1a", "_a", "a" * 31, "a-b", "a b", "ä", "a\n", "lang", "score", "key", "of"])
def test_no_names_of_fields(key: str) -> None:
    assert not touchpoints.is_key(key)


@pytest.mark.parametrize("text", ["Berlin", "上海", "3", "x" * 100, "\u05d0\u200f!", "👩‍🔧", "<b>", "a  b"])
def test_what_a_field_says(text: str) -> None:
    assert touchpoints.is_value(text)


@pytest.mark.parametrize("text", ["", "x" * 101, "a\nb", "\0", "a\u202eb", "\u2066a", "\ud800", "\x85", "\u2028"])
def test_what_no_field_says(text: str) -> None:
    assert not touchpoints.is_value(text)


@given(st.dictionaries(st.text(max_size=12), st.text(max_size=120), max_size=30), st.lists(st.text(max_size=12)))
def test_a_link_brings_nothing_but_what_was_allowed(query: dict[str, str], allowed: list[str]) -> None:
    brought = touchpoints.carried(allowed, query)
    assert set(brought) <= set(allowed) & set(query)
    assert len(brought) <= touchpoints.MOST_FIELDS
    assert all(touchpoints.is_value(text) and text in query[key] for key, text in brought.items())


def test_names_of_places_are_short_and_differ(session: Session, now: datetime) -> None:
    made = {a_touchpoint().public_id for _ in range(20)}
    assert len(made) == 20
    assert all(len(name) == 10 and not set(name) & set("01oil") for name in made)


def test_a_place_whose_name_is_taken_leaves_the_session_usable(session: Session, now: datetime) -> None:
    a_touchpoint(name="Door")
    with pytest.raises(touchpoints.NameTaken):
        touchpoints.add(session, the_survey(), Wanted("Door"), now)
    other = a_touchpoint(name="Counter")
    with pytest.raises(touchpoints.NameTaken):
        touchpoints.change(session, other, Wanted("Door", {"store": "Paris"}))
    session.refresh(other)
    assert (other.name, other.fields) == ("Counter", {"store": "Berlin"})


def test_there_is_an_end_to_places(session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(touchpoints, "MOST_TOUCHPOINTS", 1)
    a_touchpoint()
    with pytest.raises(touchpoints.TooMany):
        touchpoints.add(session, the_survey(), Wanted("One more"), now)
