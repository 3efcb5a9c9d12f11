"""The front door: what a reading holds, and that its places are places in the text as given."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.analysis import engine
from voc.analysis.chinese_words import _segmenter, cut
from voc.analysis.engine import ENGINE_VERSION, Reading, read
from voc.analysis.scripts import simplified
from voc.analysis.themes import Codebook, Theme

# Pieces that take every road through repair and both languages, glued in any order.
PIECES = st.sampled_from(
    [
        *(
            "Great food",
            " but ",
            "rude staff",
            "not ",
            "delivery",
            "cannot",
            "don’t",
            "!!",
            ":-)",
            "https://a.b/c",
            " ",
            "\n",
        ),
        *(
            "，",
            "服务很差",
            "味道不錯",
            "没有",
            "快递",
            "质量",
            "的",
            "手机screen",
            "服 务 很 差",
            "統(tǒng)一",
            "浣犲ソ锛屼笘",
        ),
        *("&amp;", "caf&eacute;", "<br>", "â€™", "ＡＢＣ", "１２", "\u200b", "e\u0301", "ﬁne", "😡", "👍🏽", "\ud800"),
    ]
)


def _assert_places_hold(text: str, reading: Reading) -> None:
    places = [(mention.term, mention.start, mention.end) for mention in reading.mentions]
    places += [(word.text, word.start, word.end) for word in reading.words]
    for written, start, end in places:
        assert 0 <= start < end <= len(text)
        assert text[start:end] == written
    assert -1 <= reading.sentiment <= 1
    assert all(-1 <= mention.sentiment <= 1 for mention in reading.mentions)


@given(st.text(st.characters(codec=None), max_size=120))
@settings(max_examples=300)
def test_places_hold_on_any_text(text: str) -> None:
    _assert_places_hold(text, read(text))


@given(st.lists(PIECES, max_size=14).map("".join), st.sampled_from([None, "en", "zh", "zh-Hant"]))
@settings(max_examples=500)
def test_places_hold_on_mixed_and_broken_text(text: str, hint: str | None) -> None:
    reading = read(text, language=hint)
    _assert_places_hold(text, reading)
    assert read(text, language=hint) == reading


def test_each_mention_has_the_sentiment_of_its_own_clause() -> None:
    reading = read("Great food, but the waiter was rude.")
    said = {mention.term: (mention.theme, mention.label) for mention in reading.mentions}
    assert said["food"] == ("food", "positive")
    assert said["waiter"] == ("staff_attitude", "negative")


def test_each_chinese_mention_has_the_sentiment_of_its_own_clause() -> None:
    reading = read("味道不错，就是配送太慢了，服务员态度很差。")
    said = {(mention.term, mention.theme, mention.label) for mention in reading.mentions}
    assert ("味道", "food", "positive") in said
    assert ("配送", "delivery", "negative") in said
    assert ("服务员态度", "staff_attitude", "negative") in said


def test_a_noun_that_no_theme_knows_is_a_mention_without_theme() -> None:
    (mention,) = read("The zipper is awful.").mentions
    assert (mention.theme, mention.term, mention.label) == (None, "zipper", "negative")


def test_a_judgement_may_follow_its_noun_after_a_comma() -> None:
    mentions = read("服务员，真的很热情").mentions
    assert next(m for m in mentions if m.term == "服务员").label == "positive"


def test_the_deciding_words_are_named() -> None:
    words = read("The staff were not friendly, the room was filthy.").words
    assert [word.text for word in words] == ["friendly", "filthy"]
    assert all(word.weight < 0 for word in words)


def test_english_inside_chinese_and_chinese_inside_english_are_both_read() -> None:
    assert read("手机很好，but the battery life is terrible").words[-1].text == "terrible"
    assert "难吃" in [word.text for word in read("I ordered the special of the day and it was 难吃").words]


@pytest.mark.parametrize("text", ["", " \n", "...", "Did not answer", "n/a", "无", "没有", "？？？", "\u200b"])
def test_a_text_that_says_nothing_is_neutral(text: str) -> None:
    reading = read(text)
    assert (reading.sentiment, reading.label, reading.mentions, reading.words) == (0.0, "neutral", (), ())


def test_a_codebook_of_ones_own_replaces_the_starter() -> None:
    book = Codebook((Theme("Parking", {"en": "Parking"}, {"en": ("car park",), "zh": ("停车",)}),))
    found = [m.theme for m in read("The car parks are tiny and awful", codebook=book).mentions]
    assert found[0] == "Parking"
    assert [m.theme for m in read("停車很方便", codebook=book).mentions] == ["Parking"]
    assert all(m.theme is None for m in read("Great food", codebook=Codebook(())).mentions)


def test_a_very_long_text_takes_time_in_proportion() -> None:
    reading = read("The waiter was rude and the soup was cold. " * 2000)
    assert reading.label == "negative"
    assert len(reading.mentions) >= 4000


def test_importing_the_engine_loads_no_model() -> None:
    script = (
        "import sys, voc.analysis.engine, voc.analysis.tagging as t; assert not t.load.cache_info().currsize;"
        "assert not {'nltk', 'numpy', 'fasttext'} & set(sys.modules), 'heavy'"
    )
    # In a process of its own, past the web half of the package, which imports what it likes.
    bare = "import sys, types, pathlib; p = types.ModuleType('voc'); p.__path__ = ['voc']; sys.modules['voc'] = p; "
    subprocess.run([sys.executable, "-c", bare + script], check=True)


def test_loading_chinese_loads_what_guesses_at_unknown_words_too() -> None:
    # The first word that the dictionary lacks waits for tables; loading must make one wait.
    sample = simplified(" ".join(engine._SAMPLES["zh-Hans"]))
    guessed = [word for word in cut(sample) if len(word) > 1 and not word.isascii() and not _segmenter().has_word(word)]
    assert guessed


def test_the_version_is_a_string() -> None:
    assert isinstance(ENGINE_VERSION, str)
    assert ENGINE_VERSION


@pytest.mark.parametrize(
    "unit", ["a.", "ab ", "but food rude ", "字 ", "菜好", "Ã", "@a", "小时一", "<a ", "(ā字", "😡", "\ud800"]
)
def test_a_hostile_text_does_not_cost_the_square_of_its_length(unit: str) -> None:
    # At the square of its length each of these would take minutes.
    read(unit * (40_000 // len(unit)))
