"""What another system's scores are on ours: turned round where it must be, never stretched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.analysis import scores
from voc.intake import scales
from voc.intake.refusals import Unclear
from voc.intake.scales import Misfit, Scale


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (3, 3),
        (3.0, 3),
        ("3", 3),
        (" 3.0 ", 3),
        ("3,0", 3),
        ("+3", 3),
        ("-2", -2),
        (None, None),
        ("", None),
        ("  ", None),
    ],
)
def test_a_whole_number_is_read_however_it_is_written(value: object, number: int | None) -> None:
    assert scales.whole(value) == number


@pytest.mark.parametrize(
    "value", [3.5, "3.5", True, False, "three", "3 stars", float("nan"), float("inf"), [3], {"score": 3}, "9" * 5_000]
)
def test_anything_else_is_no_score(value: object) -> None:
    with pytest.raises(Unclear) as caught:
        scales.whole(value)
    assert caught.value.code == "bad_score"


@given(st.sampled_from(sorted(scores.METRICS)), st.integers(-20, 20), st.booleans())
def test_a_scale_with_as_many_steps_keeps_order_and_ends(metric: str, start: int, falls: bool) -> None:  # noqa: FBT001
    own = Scale.of(metric)
    other = Scale(start + own.best - own.worst, start) if falls else Scale(start, start + own.best - own.worst)
    parsed = Scale.parse(f"{other.worst}..{other.best}", metric)
    assert parsed == other
    assert (parsed.on(metric, other.worst), parsed.on(metric, other.best)) == (own.worst, own.best)
    steps = range(
        other.worst, other.best + (1 if other.best > other.worst else -1), 1 if other.best > other.worst else -1
    )
    assert [parsed.on(metric, step) for step in steps] == list(range(own.worst, own.best + 1))


def test_very_good_to_very_poor_becomes_five_to_one() -> None:
    scale = Scale.parse("5..1", "csat")
    assert [scale.on("csat", score) for score in (1, 2, 3, 4, 5)] == [5, 4, 3, 2, 1]


@pytest.mark.parametrize(("text", "metric"), [("1..10", "nps"), ("1..5", "nps"), ("0..10", "csat"), ("5..5", "csat")])
def test_another_number_of_steps_is_refused(text: str, metric: str) -> None:
    with pytest.raises(Misfit, match="steps"):
        Scale.parse(text, metric)


@pytest.mark.parametrize("text", ["", "5", "5-1", "a..b", "1...5", "1.0..5.0"])
def test_a_scale_is_written_worst_to_best(text: str) -> None:
    with pytest.raises(Misfit, match="worst"):
        Scale.parse(text, "csat")


@pytest.mark.parametrize("score", [0, 6, -1, 10**100])
def test_a_score_beyond_the_scale_is_refused(score: int) -> None:
    with pytest.raises(Unclear) as caught:
        Scale(5, 1).on("csat", score)
    assert caught.value.code == "score_off_scale"
