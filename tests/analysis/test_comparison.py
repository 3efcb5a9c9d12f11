"""Groups are told apart by what they say, and not where they say the same."""

from __future__ import annotations

import numpy as np
import pytest

from tests.analysis.figures import report
from voc.analysis import comparison, term_lines, terms
from voc.analysis.comparison import Group


def drawn(shares: dict[str, float], n: int, seed: int) -> Group[str]:
    draw = np.random.default_rng(seed)
    return Group(n, {key: int(draw.binomial(n, share)) for key, share in shares.items()})


def test_where_both_say_the_same_hardly_anything_is_named() -> None:
    shares = {f"word {number}": 0.3 / number for number in range(1, 101)}
    runs = [comparison.compare(drawn(shares, 300, seed), drawn(shares, 900, 1000 + seed)) for seed in range(400)]
    wrong = np.mean([any(each.is_named for each in run) for run in runs])
    report(f"100 words, groups alike: any named in {wrong:.3f} of 400 runs")
    assert wrong <= 0.06


def test_what_one_says_more_is_named_and_on_its_side() -> None:
    shares = {f"word {number}": 0.3 / number for number in range(1, 101)}
    more = {**shares, "late": 0.15, "kind": 0.05}
    less = {**shares, "late": 0.05, "kind": 0.15}
    runs = [comparison.compare(drawn(more, 400, seed), drawn(less, 400, 500 + seed)) for seed in range(100)]
    first = np.mean([{each.key for each in run[:2]} == {"late", "kind"} for run in runs])
    report(f"two of 102 words differ threefold: both first in {first:.2f} of 100 runs")
    assert first > 0.9
    for run in runs:
        found = {each.key: each for each in run}
        assert found["late"].z > 0 > found["kind"].z


@pytest.mark.parametrize(
    ("one", "other", "word"),
    [
        ("Delivered late again.", "The staff were kind.", "late"),
        ("物流太慢了，等了很久。", "服务员非常热情。", "物流"),
        ("物流太慢了。", "服務員非常熱情。", "服务员"),
    ],
)
def test_words_of_both_languages_are_compared(one: str, other: str, word: str) -> None:
    groups = [Group(60, dict.fromkeys(term_lines.within(terms.line(text)), 30)) for text in (one, other)]
    found = {each.key: each for each in comparison.compare(*groups)}
    assert found[word].is_named


def test_groups_the_other_way_round_differ_the_other_way() -> None:
    one, other = Group(50, {"a": 20, "b": 3}), Group(70, {"a": 10, "b": 9})
    there = {each.key: each.z for each in comparison.compare(one, other)}
    back = {each.key: each.z for each in comparison.compare(other, one)}
    assert there == pytest.approx({key: -z for key, z in back.items()})


def test_too_few_are_not_compared_and_everybody_has_odds() -> None:
    assert comparison.compare(Group(0, {}), Group(9, {"a": 9})) == []
    assert comparison.compare(Group(9, {"a": 2}), Group(9, {"a": 2})) == []
    [each] = comparison.compare(Group(9, {"a": 9}), Group(9, {}))
    assert each.z > 0
