"""What masking promises of any text: hits in order, kept parts untouched, a cost in proportion."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.analysis import masking
from voc.analysis.masking import find, mask, placeholders


def test_nothing_in_is_nothing_out() -> None:
    assert mask("") == ""
    assert find("") == ()


a_piece = st.sampled_from(
    [
        *(
            "a@b.cn",
            "13800138000",
            "，",
            "订单号",
            "my name is ",
            "Ana",
            "王先生",
            "路88号",
            "+1 ",
            "4111 1111 1111 1111",
        ),
        *("１２３", "https://", "x.com/", "京A12345", "2024-11-05", "no. ", "我叫叶良辰", "叶良辰", *" @#-.07\n\x00😀"),
    ]
)
hostile = st.lists(st.one_of(a_piece, st.text(max_size=5)), max_size=20).map("".join)


@given(hostile, st.lists(st.text(max_size=8), max_size=3))
def test_hits_are_in_order_apart_and_inside_the_text(text: str, names: list[str]) -> None:
    at = 0
    for kind, start, end in find(text, names):
        assert kind != "keep"
        assert at <= start < end <= len(text)
        at = end


@given(hostile)
def test_the_kept_parts_are_untouched(text: str) -> None:
    labels = dict.fromkeys(masking.KINDS, "\ue000")
    rest = mask(text, labels=labels)
    kept, at = "", 0
    hits = find(text)
    for (_, start, end), placeholder in zip(hits, placeholders(text, hits, labels), strict=True):
        kept += text[at:start] + placeholder
        at = end
    assert rest == kept + text[at:]


@given(hostile)
def test_full_width_and_plain_digits_are_the_same_to_it(text: str) -> None:
    wide = text.translate({code: code + 0xFEE0 for code in range(ord("0"), ord("9") + 1)})
    assert find(wide) == find(text)


HOSTILE = [
    *"a1 @.-+(#/é１😀王路市号一\n\x00",
    *("a@", "a.", "1 ", "1-", "12 ", "0 0", "+1 ", "a@a.", "www.", "a.b/", "https://", "1:", "1/", "$1", "$1,", "00"),
    *(
        "order ",
        "order no. ",
        "order A1-",
        "my name is ",
        "A ",
        "Mr. ",
        "Aa ",
        "12 A ",
        "12 Aa St",
        "Regards\n",
        "0171 ",
    ),
    *(
        "13800138000",
        "4111 ",
        "GB29 ",
        "AB 12 ",
        "plate A",
        "po box ",
        "SF1",
        "1Z",
        "passport ",
        "passport 1",
        "call me ",
    ),
    *(
        "王先生",
        "路8号",
        "8号楼",
        "3幢",
        "订单",
        "订单号",
        "订单号1",
        "微信:",
        "微信id:",
        "身份证",
        "京A",
        "电话",
        "电话 ",
    ),
    *(
        "Unit 7, ",
        "3/F, ",
        "Aa 8, Bb ",
        "12 Oak Street, ",
        "Aa 8, 1",
        "Aa, Bb, ",
        "Flat 1 ",
        "A-1, Aa ",
        "AB 12 ",
        "my car A1",
        "ref no. is ",
        "id is my ",
    ),
    *(
        "van der Aa ",
        "A. B. ",
        "spoke to ann ",
        "thanks, ann",
        "- ann\n",
        "小王",
        "张三",
        "师关",
        "寄到路",
        "住在小区3",
        "儿子乐乐",
    ),
    *("a at b dot ", "(at)", "[at]", "a1王: ", "我叫王1a"),
]


def seconds(text: str) -> float:
    started = time.process_time()
    find(text, ["Ana Petrova", "王小明"])
    return time.process_time() - started


def of_length(n: int, piece: str) -> str:
    return (piece * (n // len(piece) + 1))[:n]


@pytest.mark.parametrize("piece", HOSTILE)
def test_what_is_repeated_costs_in_proportion(piece: str) -> None:
    """Four times the text takes four times as long; were it quadratic, sixteen times, and minutes for a megabyte."""
    assert any(_grows_evenly(piece) for _ in range(3))


def _grows_evenly(piece: str) -> bool:
    long = seconds(of_length(40_000, piece))
    return long < 0.05 or long < 9 * seconds(of_length(10_000, piece))
