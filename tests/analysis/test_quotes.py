"""Quotes: the verbatims nearest to what all say, each saying something of its own, in both languages."""

from __future__ import annotations

import random

import pytest

from voc.analysis.quotes import LONGEST, choose

LATE = [
    "The delivery was two weeks late and nobody told us.",
    "Our delivery came late, and nobody told us why.",
    "Late delivery once more, two weeks this time.",
]
WET = ["The box arrived wet and the parts were rusty.", "A wet box, rusty parts inside, and it smelled."]
ODD = ["My grandmother's parrot sings opera on Sundays before breakfast.", "Quarterly vectors dislike umbrellas."]


def test_the_middle_of_what_all_say_is_chosen_and_not_what_nobody_else_says() -> None:
    texts = [*ODD, *LATE, *WET]
    chosen = [texts[k] for k in choose(texts, 2)]
    assert chosen[0] in LATE
    assert chosen[1] in WET
    assert not set(chosen) & set(ODD)


def test_near_duplicates_are_quoted_once() -> None:
    texts = ["The delivery was late!", "The delivery was late.", "the delivery was late", "The courier was rude to us."]
    assert len({k for k in choose(texts, 4) if k < 3}) == 1
    assert choose(["Same words here."] * 50, 3) == [0]


def test_of_what_says_the_same_the_readable_one_is_chosen() -> None:
    rambling = "The delivery was late, and " + "so we waited and phoned and waited again and again " * 12
    texts = ["Late.", rambling, "The delivery was late and we waited for hours."]
    assert len(rambling) > LONGEST
    assert choose(texts, 1) == [2]


def test_chinese_is_compared_by_its_characters() -> None:
    texts = [
        "快递太慢了，等了两个星期。",
        "快递很慢，等了两个星期才到。",
        "包装破了，东西也湿了。",
        "包装破了，里面全湿了。",
    ]
    chosen = choose(texts, 2)
    assert {k // 2 for k in chosen} == {0, 1}


def test_the_same_texts_give_the_same_quotes_in_any_order() -> None:
    texts = [f"{first} {second}" for first in LATE for second in (*WET, *ODD)]
    expected = {texts[k] for k in choose(texts, 3)}
    for seed in range(5):
        shuffled = random.Random(seed).sample(texts, len(texts))
        assert {shuffled[k] for k in choose(shuffled, 3)} == expected


@pytest.mark.parametrize("texts", [[], [""], ["...", "!!!", "123"], ["\ud800", "😀" * 9000]], ids=str)
def test_nothing_to_quote_is_no_quote(texts: list[str]) -> None:
    assert choose(texts, 3) == []


def test_fewer_than_asked_for_and_none_at_all() -> None:
    assert choose(LATE[:1], 3) == [0]
    assert choose(LATE, 0) == []
