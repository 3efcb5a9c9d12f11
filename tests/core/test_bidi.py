"""Where what is filled in reads the other way, it is kept apart; and nothing in it reaches beyond that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from voc.core import bidi
from voc.core.our_words import Unwritten

ARABIC = "كيف كان ؟"
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize(
    ("value", "among", "way", "is_apart"),
    [
        ("Tea & Co.", ARABIC, None, True),
        ("Tea & Co.", "!", "rtl", True),
        ("2026-11-14", ARABIC, None, True),
        ("שלום", "Hello , welcome", None, True),
        ("שלום!", "您好，", "ltr", True),
        # Nothing is mixed: it stays as it is.
        ("Tea & Co.", "Hello , welcome", "ltr", False),
        ("茶与公司", "Hello , welcome", "ltr", False),
        ("شاي", ARABIC, "rtl", False),
        ("9", ARABIC, "rtl", False),
        ("", ARABIC, "rtl", False),
        ("!", ARABIC, "rtl", False),
    ],
)
def test_only_what_reads_the_other_way_is_kept_apart(
    value: str, among: str, way: str | None, *, is_apart: bool
) -> None:
    assert bidi.apart(value, among, way) == (f"\u2068{value}\u2069" if is_apart else value)


@given(st.text(st.sampled_from(TURNING + "aب 1.")), st.sampled_from([ARABIC, "Hello"]))
def test_nothing_inside_reaches_beyond_its_borders(value: str, among: str) -> None:
    kept = bidi.apart(value, among)
    if kept != value:
        assert (kept[0], kept[-1]) == ("\u2068", "\u2069")
        assert not set(kept[1:-1]) & set(TURNING)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("مثل 2026-11-16.", "مثل \u20682026-11-16\u2069."),
        ("من 2026-11-16 إلى 2026-11-20", "من \u20682026-11-16\u2069 إلى \u20682026-11-20\u2069"),
        ("اكتب \u20682026-11-16\u2069 أو A-1-2", "اكتب \u20682026-11-16\u2069 أو A-1-2"),
        ("such as 2026-11-16", "such as 2026-11-16"),
        ("من 0 إلى 10", "من 0 إلى 10"),
    ],
)
def test_a_day_among_letters_that_run_the_other_way_keeps_its_order(text: str, kept: str) -> None:
    assert bidi.days_apart(text) == kept


def test_alone_it_has_no_borders_and_is_escaped_as_it_was() -> None:
    assert bidi.without_borders("\u2068Tea\u2069 ؟") == "Tea ؟"
    escaped = bidi.without_borders(Markup("\u2068a &lt; b\u2069"))
    assert isinstance(escaped, Markup)
    assert escaped == "a &lt; b"


def test_languages_know_their_direction() -> None:
    assert [bidi.direction(each) for each in ("en", "zh_Hans", "ar", "he", "fa", "ur")] == ["ltr"] * 2 + ["rtl"] * 4


def test_a_name_stands_apart_in_our_english_words_too() -> None:
    said = Unwritten("%(company)s will know that the answer is from %(number)d of %(you)s.")
    values = {"company": "שלום (בעמ)", "number": 1, "you": "Acme"}
    assert said % values == "\u2068שלום (בעמ)\u2069 will know that the answer is from 1 of Acme."
