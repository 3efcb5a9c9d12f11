"""Repair keeps the way back; tokens are cut as in the treebank."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.analysis import languages
from voc.analysis.scripts import simplified
from voc.analysis.silence import is_empty
from voc.analysis.text import Repaired, is_plain_chinese, repair, tokens


@pytest.mark.parametrize(
    ("given_text", "repaired"),
    [
        ("caf&eacute; &amp; bar", "café & bar"),
        ("itâ€™s fine", "it's fine"),
        ("cafÃ©", "café"),
        ("great ðŸ˜€", "great 😀"),
        ("ä½\xa0å¥½", "你好"),
        ("one<br/>two", "one\ntwo"),
        ("love <3 it", "love <3 it"),
        ("Ａ３ 版", "A3 版"),
        ("zero\u200bwidth", "zerowidth"),
        ("cafe\u0301", "café"),
        ("服 务 很 差", "服务很差"),
        ("統(tǒng)一來(来)", "統一來"),
        ("好(good)", "好(good)"),
        ("质量，很好！", "质量，很好！"),
    ],
)
def test_what_machines_broke_is_repaired(given_text: str, repaired: str) -> None:
    assert repair(given_text).text == repaired


def test_chinese_read_in_the_wrong_encoding_comes_back() -> None:
    right = "你好，世界很好吗"
    assert repair(right.encode().decode("gbk")).text == right


def test_a_plain_text_is_left_alone() -> None:
    assert repair("Nothing wrong here, 质量很好。").starts is None


@pytest.mark.parametrize("text", ["质量很好。", "3分，太慢了！", "一般般…\n还行~", "好 用"])
def test_nothing_is_to_be_done_about_plain_chinese(text: str) -> None:
    assert is_plain_chinese(text)
    assert repair(text) == Repaired(text)
    assert simplified(text) == text
    assert languages.detect(text) == "zh-Hans"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "...",
        "42",
        "服務很好",
        "WiFi 很好",
        "服 务 很 差",
        "浣犲ソ",
        "很好&nbsp;",
        "統(tǒng)一",
        "好😀",
        "とても良い",
        "龍",
    ],
)
def test_all_other_texts_are_not_plain_chinese(text: str) -> None:
    assert not is_plain_chinese(text)


@given(st.text("服务好 ，。3\n", min_size=1, max_size=14))
def test_spaces_are_plain_only_where_nothing_is_spaced_out(text: str) -> None:
    if is_plain_chinese(text):
        assert repair(text) == Repaired(text)
        assert languages.detect(text) == "zh-Hans"


def test_every_character_of_plain_chinese_stays_as_it_is_beside_every_mark() -> None:
    every = [char for char in map(chr, range(0x3400, 0x10000)) if is_plain_chinese(char)]
    assert len(every) > 15_000
    for mark in "，。！？；：、…～~!?;:,.%09\n":
        text = mark.join(every)
        assert is_plain_chinese(text)
        assert repair(text) == Repaired(text)
        assert simplified(text) == text
        assert languages.detect(text) == "zh-Hans"


def test_a_place_in_the_repaired_text_leads_back_to_the_original() -> None:
    text = "<b>caf&eacute;</b> was clean"
    repaired = repair(text)
    at = repaired.text.index("café")
    start, end = repaired.span(at, at + 4)
    assert text[start:end] == "caf&eacute;"


def test_each_character_of_spaced_out_han_keeps_its_place() -> None:
    text = "服 务 很 差"
    assert [repair(text).span(k, k + 1) for k in range(4)] == [(0, 1), (2, 3), (4, 5), (6, 7)]


@given(st.text(st.characters(codec=None), max_size=60))
def test_spans_are_in_order_and_inside_the_original(text: str) -> None:
    repaired = repair(text)
    if repaired.starts is not None and repaired.ends is not None:
        assert len(repaired.text) == len(repaired.starts) == len(repaired.ends)
        assert list(repaired.starts) == sorted(repaired.starts)
        assert list(repaired.ends) == sorted(repaired.ends)
        assert all(0 <= a < b <= len(text) for a, b in zip(repaired.starts, repaired.ends, strict=True))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I can't complain :)", ["I", "ca", "n't", "complain", ":)"]),
        ("We cannot, won't!!", ["We", "can", "not", ",", "wo", "n't", "!!"]),
        ("Dr. Lee's at 10.30am", ["Dr.", "Lee", "'s", "at", "10.30am"]),
        ("see https://example.org/a?b=1 now", ["see", "https://example.org/a?b=1", "now"]),
        ("well-made 手机壳 <3", ["well", "-", "made", "手机壳", "<3"]),
        ("good 👍", ["good", "👍"]),
    ],
)
def test_tokens_are_cut_as_in_the_treebank(text: str, words: list[str]) -> None:
    assert [token.text for token in tokens(text)] == words


@given(st.text(max_size=80))
def test_tokens_are_slices_in_order(text: str) -> None:
    at = 0
    for token in tokens(text):
        assert token.start >= at
        assert text[token.start : token.end] == token.text
        at = token.end


@pytest.mark.parametrize(
    "text", ["", "  ", "...", "N/A", "n/a.", "Did not answer", "None", "Nothing!", "无", "未填写", "。。。"]
)
def test_placeholders_say_nothing(text: str) -> None:
    assert is_empty(text)


@pytest.mark.parametrize("text", ["No wifi", "Nothing worked", "没有热水", "Not answered my calls", "差"])
def test_short_complaints_say_something(text: str) -> None:
    assert not is_empty(text)
