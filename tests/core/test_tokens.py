"""Links that prove something."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from voc.core import tokens
from voc.core.tokens import OneTimeToken

HOUR = timedelta(hours=1)


def test_a_token_works_once_and_is_not_stored(session: Session, now: datetime) -> None:
    token = tokens.issue(session, "reset", "7", now, HOUR)
    assert token not in str([row.digest for row in session.scalars(select(OneTimeToken))])
    assert tokens.peek(session, "reset", token, now) == "7"
    assert tokens.redeem(session, "reset", token, now) == "7"
    assert tokens.redeem(session, "reset", token, now) is None
    assert tokens.peek(session, "reset", token, now) is None


def test_a_token_is_for_one_purpose_and_has_an_age(session: Session, now: datetime) -> None:
    token = tokens.issue(session, "reset", "7", now, HOUR)
    assert tokens.redeem(session, "join", token, now) is None
    assert tokens.redeem(session, "reset", token, now + HOUR) is None


def test_a_new_token_ends_the_earlier_one(session: Session, now: datetime) -> None:
    first, second = (tokens.issue(session, "reset", "7", now, HOUR) for _ in range(2))
    assert tokens.peek(session, "reset", first, now) is None
    assert tokens.peek(session, "reset", second, now) == "7"


@given(st.text(max_size=60))
def test_nothing_but_our_own_signature_is_accepted(token: str) -> None:
    assert tokens.unsigned("secret" * 6, "invitation", token) is None


def test_a_signed_name_is_for_one_purpose() -> None:
    token = tokens.signed("secret", "invitation", "abc")
    assert tokens.unsigned("secret", "invitation", token) == "abc"
    assert tokens.unsigned("secret", "preferences", token) is None
    assert tokens.unsigned("other", "invitation", token) is None
    assert tokens.unsigned("secret", "invitation", "b" + token[1:]) is None


@pytest.mark.parametrize("length", [0, 1, 15, 16])
def test_a_short_token_is_no_token(length: int) -> None:
    assert tokens.unsigned("secret", "invitation", "x" * length) is None
