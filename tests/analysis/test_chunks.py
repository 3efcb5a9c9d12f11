"""What Chinese judgements are about: the compiled grammar is NLTK's, and the mentions are those a reader would name."""

import nltk
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.analysis import chunks
from voc.analysis.engine import read
from voc.analysis.themes import Codebook

NOTHING = Codebook(())


def _by_nltk(letters: str) -> list[chunks.Chunk]:
    parser = nltk.RegexpParser(chunks.GRAMMAR)
    found, at = [], 0
    for part in parser.parse([(letter, letter) for letter in letters]):
        size = len(part) if isinstance(part, nltk.Tree) else 1
        if isinstance(part, nltk.Tree):
            found.append((at, at + size))
        at += size
    return found


@given(st.text("NVKAEDXULCPO", min_size=1, max_size=25))
def test_the_compiled_grammar_finds_what_nltk_finds(letters: str) -> None:
    assert chunks.found(letters) == _by_nltk(letters)


@given(st.text("NVKAEDXULCPO", max_size=40))
def test_what_is_judged_lies_inside_and_begins_and_ends_with_a_chunk(letters: str) -> None:
    found = chunks.found(letters)
    begins, ends = {start for start, _ in found}, {stop for _, stop in found}
    judged = chunks.judged(letters, found)
    assert all(start in begins and stop in ends for start, stop in judged)


@given(st.text("NVKAEDXULCPO", max_size=25))
def test_a_plainer_clause_has_the_same_shape(letters: str) -> None:
    plainer = chunks.plainer(letters)
    assert len(plainer) == len(letters)
    assert chunks.shape(plainer) == chunks.shape(letters)


@given(
    st.text("NVKAEDXULCPO", max_size=25),
    st.text(chunks.IDLE_FIRST, max_size=4),
    st.text(chunks.IDLE_LAST, max_size=4),
)
def test_words_that_say_nothing_change_nothing_at_either_end_of_a_clause(letters: str, first: str, last: str) -> None:
    bare, whole = chunks.shape(letters), chunks.shape(first + letters + last)
    before = len(first)
    moved = chunks.Shape(
        tuple((start + before, end + before) for start, end in bare.nouns),
        tuple((start + before, end + before) for start, end in bare.judged),
        bare.named and (bare.named[0] + before, bare.named[1] + before),
        tuple((i + before, may_turn) for i, may_turn in bare.judges),
        bare.describes,
        bare.denies,
    )
    assert whole == moved


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("服务态度很差", {"服务态度"}),
        ("停车很方便", {"停车"}),
        ("很好的服务", {"服务"}),
        ("我喜欢这个西瓜汁", {"西瓜汁"}),
        ("厨房的窗户太小", {"厨房的窗户"}),
        ("面条和牛肉都很好吃", {"面条", "牛肉"}),
        ("宽粉，豆皮，腊肠都很好吃", {"宽粉", "豆皮", "腊肠"}),
        ("点了烤鸭，味道不错", {"烤鸭"}),
        ("服务员很热情，味道也不错", {"服务员", "味道"}),
        ("屏幕对颜色的还原很到位", {"屏幕"}),
        ("手机比相机好用", {"手机"}),
        ("没有筷子", {"筷子"}),
        ("我们周一去的", set()),
    ],
)
def test_mentions_are_what_the_judgement_is_about(text: str, terms: set[str]) -> None:
    assert {mention.term for mention in read(text, codebook=NOTHING).mentions} == terms


def test_a_list_shares_the_judgement_at_its_end() -> None:
    mentions = read("豆皮，腊肠都很难吃", codebook=NOTHING).mentions
    assert {(m.term, m.label) for m in mentions} == {("豆皮", "negative"), ("腊肠", "negative")}


def test_a_noun_is_judged_by_the_clause_behind_it() -> None:
    (mention,) = read("点了烤鸭，非常好吃", codebook=NOTHING).mentions
    assert (mention.term, mention.label) == ("烤鸭", "positive")
