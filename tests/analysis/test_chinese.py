"""Chinese by kind of sentence: what raises, what lowers, what leaves a text in the middle."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc_pyo3 import OpenCC

from voc.analysis import chinese, chinese_words, chunks
from voc.analysis.chinese import _CLAUSE_END
from voc.analysis.chinese_words import cut, weights
from voc.analysis.engine import read
from voc.analysis.scripts import HAN, simplified
from voc.analysis.themes import parse

KINDS = {
    "complaint": [
        "退货了，再也不会买",
        "汤洒了一半，菜也凉了",
        "面里吃出一根头发",
        "等了两个多小时才送到",
        "备注了不要香菜还是放了",
        "说好的赠品没有收到",
        "点的是牛肉面送来的是鸡肉面",
        "没有筷子叫我怎么吃",
        "忘了给吸管",
        "只给了一双筷子",
        "货不对板，智商税",
        "踩雷了，大家避雷",
        "客服态度恶劣",
        "充不进电，用了两天就坏了",
        "还不如楼下小店",
        "实在难吃",
        "房间隔音太差，一夜没睡好",
        "这么贵的东西怎么会坏",
        "没有人告诉我要排队",
        "也没人解释一句",
        "没有任何解释",
        "没说一声就改了时间",
        "叫了三次才有人来",
        "让我自己想办法",
        "登录不上，卡得要命",
    ],
    "praise": [
        "物超所值，已经回购",
        "绝绝子，yyds",
        "没有噪音，睡得很香",
        "挑不出毛病",
        "除了远一点，其他都很满意",
        "发货快，包装严实",
        "没有一个差评能难倒这家店，推荐",
        "不得不说真的很好用",
        "性价比很高",
        "医生很有耐心",
        "好吃不解释",
        "没等多久就轮到了",
        "第二天就送到了",
        "当天就处理好了",
        "一次就办好了",
        "没有任何不适",
    ],
    "neutral": [
        "味道一般",
        "凑合",
        "我周一去的",
        "一般般吧",
        "送的是周三的票",
        "买给我妈的",
        "还没用",
        "刚收到，没用过",
    ],
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in KINDS.items() for text in texts])
def test_each_kind_of_sentence_has_its_label(kind: str, text: str) -> None:
    assert read(text).label == {"complaint": "negative", "praise": "positive", "neutral": "neutral"}[kind]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("速度很快，味道不错", "速度很快，味道一般"),
        ("比上次好", "没有上次好"),
        ("不是不好吃", "不好吃"),
        ("味道不错，就是有点慢", "味道很差，就是不慢"),
        ("油不多", "油太多"),
        ("空间太大了，舒服", "误差太大了"),
        ("没有异响", "没有收据"),
        ("味道不好，但是服务很好", "服务很好，但是味道不好"),
        ("建议大家来", "建议改进服务"),
        ("第二天就到了", "第二天就坏了"),
        ("当天就到了", "早点到就好了"),
        ("没人打扰", "没人搭理"),
        ("我妈的手机很好", "妈的，这手机"),
    ],
)
def test_the_better_sentence_has_the_higher_sentiment(better: str, worse: str) -> None:
    assert read(better).sentiment > read(worse).sentiment


def test_saying_it_in_more_words_is_not_saying_it_louder() -> None:
    once, often = read("味道不错"), read("味道不错。" * 40)
    assert once.label == often.label
    assert abs(read("服务很好。" * 200).sentiment) <= 1


@given(st.sampled_from(sorted(weights())), st.sampled_from(["不", "并不", "一点都不", "没有那么"]))
def test_what_a_lexicon_word_says_is_never_stronger_denied(word: str, negation: str) -> None:
    plain, denied = read(f"这个{word}").sentiment, read(f"这个{negation}{word}").sentiment
    if plain > 0.2:
        assert denied < plain


@given(st.lists(st.sampled_from([text for texts in KINDS.values() for text in texts]), min_size=1, max_size=6))
def test_traditional_writing_reads_the_same(texts: list[str]) -> None:
    text = "。".join(texts)
    traditional = OpenCC("s2t").convert(text)
    if simplified(traditional) == text:
        one, other = read(text, language="zh"), read(traditional, language="zh")
        assert one.sentiment == other.sentiment
        assert [(m.start, m.end, m.label) for m in one.mentions] == [(m.start, m.end, m.label) for m in other.mentions]


@given(st.text("服务态度很差不好吃没有味道太多，。！ abc的和", max_size=60))
def test_cut_loses_and_adds_nothing(text: str) -> None:
    assert "".join(cut(text)) == text


def test_a_compound_of_the_dictionary_keeps_its_noun() -> None:
    (mention,) = read("安装服务满意", codebook=parse({"themes": []})).mentions
    assert (mention.term, mention.label) == ("安装服务", "positive")


@pytest.mark.parametrize(
    ("text", "found"),
    [("味道很好", True), ("趣味道具", False), ("量很大", True), ("质量很好", False), ("量大", True)],
)
def test_a_seed_is_found_where_words_begin_or_end(text: str, found: bool) -> None:  # noqa: FBT001
    book = parse({"themes": [{"name": "Here", "seeds": {"zh": ["味道", "量"]}}]})
    assert any(mention.theme == "Here" for mention in read(text, codebook=book).mentions) == found


@pytest.mark.parametrize(
    "unit", ["烤鸭，", "烤鸭的", "烤鸭和", "没有", "好", "点的给的", "备注", "说好的", "怎么吃", "比饭好"]
)
def test_a_hostile_text_takes_time_in_proportion(unit: str) -> None:
    read(unit * 100)
    begun = time.process_time()
    read(unit * (20_000 // len(unit)))
    # A second is fifty times what it takes; the square would take minutes.
    assert time.process_time() - begun < 10


@given(st.text(alphabet="好a.。,！\n… \u3000~3", max_size=12))
def test_clauses_end_where_the_plain_rule_says(text: str) -> None:
    plain = rf"[。！？!?；;，,、\n~～…]+|\.{{2,}}|(?<=[{HAN}])\.|(?<=[{HAN}])\s+(?=[{HAN}])"
    assert [m.span() for m in _CLAUSE_END.finditer(text)] == [m.span() for m in re.finditer(plain, text)]


def test_the_listed_letters_are_those_that_the_rules_give() -> None:
    """Else the list is older than a lexicon or a rule: make it anew with `voc.analysis.training.letters_zh`."""
    listed = chinese_words.common()
    assert len(listed) > 30_000
    assert {word: letters for word, letters in listed.items() if chinese_words.letters_of(word) != letters} == {}
    assert chinese_words.listed() <= listed.keys()


@pytest.mark.parametrize(
    "text",
    [
        "，很好！！味道~不错…，慢",
        "好。\n\n差；；贵、慢？！",
        "！",
        "，",
        "～贵！，～慢…！",
        "质量差",
        "贵" * 450 + "，慢",
    ],
)
def test_marks_end_the_same_clauses_wherever_words_are_cut(text: str) -> None:
    words = chinese._Words(text, 3, with_words=False)
    assert words.is_plain
    assert chinese._pieces(words) == chinese._pieces_of_any(words)


def test_whatever_turns_a_judgement_has_a_letter_that_says_it_may() -> None:
    assert {word for word in chinese_words.TURNING if chinese_words.letter(word) not in chunks.MAY_TURN} == set()


@given(st.text("都也根本完全压并啥什么没有了的好", max_size=8))
def test_a_negation_that_comes_last_is_looked_for_wherever_it_may_be(text: str) -> None:
    assert chinese._MAY_BE_NONE.search(text) or not chinese._NONE.search(text)


@given(st.text("离忘打用不开了没", max_size=6))
def test_what_cannot_be_done_is_found_as_the_plain_rule_says(text: str) -> None:
    plain = "(?<![离忘])[打用]不了?(?:了|开)"
    said = [m.span() for m in chinese._CANNOT.finditer(text)]
    assert said == [m.span() for m in re.finditer(plain, text)]
