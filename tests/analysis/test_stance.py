"""Questions, mock praise, scare quotes and spoilt praise: what a sentence makes of the words that judge in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.analysis.engine import read


@pytest.mark.parametrize(
    "text",
    [
        "Great, another delay. Thanks for nothing.",
        "Thanks for losing my bag",
        "So much for the \"friendly\" staff",
        "They removed the best feature",
        "It keeps buffering",
    ],
)  # fmt: skip
def test_mock_praise_and_spoilt_praise_are_no_praise(text: str) -> None:
    assert read(text, language="en").sentiment < 0


@pytest.mark.parametrize(
    "text", ["Thanks for fixing the broken link", "Great, it works", "It keeps getting better", "No ads, no problems"]
)
def test_earnest_thanks_stay_praise(text: str) -> None:
    assert read(text, language="en").label == "positive"


@given(
    st.sampled_from(["delayed", "broken", "late", "dirty", "slow"]),
    st.sampled_from(["the flight", "the lift", "my parcel", "the room"]),
)
def test_a_question_is_milder_than_the_statement(trouble: str, thing: str) -> None:
    (asked,) = read(f"Is {thing} {trouble}?", language="en").words
    (said,) = read(f"Well, {thing} is {trouble}.", language="en").words
    assert said.weight < asked.weight < 0
