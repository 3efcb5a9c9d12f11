"""A theme's model: it waits for enough corrections, and is used only where it is surely better."""

from __future__ import annotations

import json
import random

import pytest

from voc.analysis import corrections
from voc.analysis.corrections import Example, Lesson

FILLER = "the a it was we had very so and then they our food room staff nice good long time again never order".split()


def example(rng: random.Random, *, is_theme: bool, is_hit: bool, tells: bool = True) -> Example:
    words = set(rng.sample(FILLER, 8))
    if tells:
        words.add(rng.choice(("courier", "parcel", "快递") if is_theme else ("speech", "baby", "宝宝")))
    return Example(frozenset(words), is_hit=is_hit, is_theme=is_theme)


def judged(number: int, *, tells: bool = True) -> list[Example]:
    rng = random.Random(number)
    return [example(rng, is_theme=k % 2 == 0, is_hit=True, tells=tells) for k in range(2 * number)]


@pytest.mark.parametrize("number", [0, 1, corrections.FEWEST - 1])
def test_few_corrections_teach_nothing(number: int) -> None:
    assert corrections.train(judged(number)) is None


def test_it_takes_the_theme_away_where_the_words_say_so() -> None:
    lesson = corrections.train(judged(40))
    assert lesson is not None
    assert lesson.with_hit.is_better
    assert lesson.with_hit.model_wrong < lesson.with_hit.seeds_wrong / 2
    assert lesson.speaks_of_it(frozenset({"the", "parcel", "was"}), is_hit=True)
    assert not lesson.speaks_of_it(frozenset({"the", "speech", "was"}), is_hit=True)
    assert lesson.weights["parcel"] > 0 > lesson.weights["speech"]
    # Nothing was learned of texts without a hit, so there the seeds alone decide.
    assert not lesson.speaks_of_it(frozenset({"parcel", "courier"}), is_hit=False)


def test_without_a_pattern_it_is_not_used() -> None:
    for seed in range(5):
        rng = random.Random(seed)
        examples = [example(rng, is_theme=rng.random() < 0.5, is_hit=True, tells=False) for _ in range(80)]
        lesson = corrections.train(examples)
        assert lesson is None or not lesson.is_used


def test_it_adds_the_theme_only_with_words_that_others_do_not_use() -> None:
    rng = random.Random(5)
    added = [Example(frozenset({*rng.sample(FILLER, 6), "doorstep"}), is_hit=False, is_theme=True) for _ in range(30)]
    others = [frozenset(rng.sample(FILLER, 8)) for _ in range(300)]
    lesson = corrections.train(added, others)
    assert lesson is not None
    assert lesson.without_hit.is_better
    assert lesson.speaks_of_it(frozenset({"the", "doorstep", "was"}), is_hit=False)
    assert not any(lesson.speaks_of_it(other, is_hit=False) for other in others)
    assert corrections.train(added) is None


def test_the_same_corrections_give_the_same_model_and_it_is_json() -> None:
    first, second = corrections.train(judged(30)), corrections.train(judged(30))
    assert first is not None
    assert first == second
    assert corrections.parse(json.loads(json.dumps(first.as_json()))) == first


@pytest.mark.parametrize("stored", [None, {}, {"bias": 1}, {"bias": "x", "weights": {}}, {"weights": [1]}])
def test_what_another_version_wrote_is_no_lesson(stored: dict[str, object] | None) -> None:
    assert corrections.parse(stored) is None


def test_the_prior_is_what_an_untaught_model_says() -> None:
    nothing = corrections.Score(0, 0, 0, is_better=True)
    lesson = Lesson(0.0, {}, 0, nothing, nothing)
    assert lesson.speaks_of_it(frozenset({"word"}), is_hit=True)
    assert not lesson.speaks_of_it(frozenset({"word"}), is_hit=False)


def test_words_are_those_of_both_languages_and_scripts() -> None:
    assert corrections.words("Late again! 快遞太慢") == corrections.words("快递太慢 again, LATE...")
    assert {"late", "again", "快递"} <= corrections.words("Late again! 快遞太慢")
    assert corrections.words(" !?… 😀") == frozenset()
