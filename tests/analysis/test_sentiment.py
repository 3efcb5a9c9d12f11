"""Order on easy pairs, in English and in both Chinese scripts; what negation, degree, contrast and wishes do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.analysis.engine import read
from voc.analysis.scripts import simplified

BETTER_THEN_WORSE = [
    ("The food was great.", "The food was good."),
    ("The food was good.", "The food was not good."),
    ("Very friendly staff", "Friendly staff"),
    ("Friendly staff", "Rude staff"),
    ("Rude staff", "Extremely rude staff"),
    ("The room was dirty, but the staff were lovely.", "The staff were lovely, but the room was dirty."),
    ("No problems at all", "Problems"),
    ("I can't complain", "I have to complain"),
    ("It works", "It doesn't work"),
    ("The price is fine", "The price is too high"),
    ("Nobody was rude", "Everybody was rude"),
    ("It has never let me down", "It has let me down"),
    ("The signage is good", "Better signage needed"),
    ("It was helpful", "It would be helpful if somebody answered"),
    ("sooooo good", "good"),
    ("Nice 😍", "Nice 😡"),
    ("味道非常好", "味道好"),
    ("味道好", "味道不好"),
    ("态度很好", "态度很差"),
    ("有点慢", "太慢了"),
    ("没有问题", "有问题"),
    ("一点毛病都没有", "毛病很多"),
    ("不贵", "贵"),
    ("虽然远，但是值得", "虽然值得，但是太远"),
    ("送得很快", "要是送得快一点就好了"),
    ("价格低", "价格高"),
    ("分量大", "噪音大"),
    ("打得开", "打不开"),
    ("二十分钟就送到了，很好", "等了两个小时才送到"),
    ("服务很好", "服务一般"),
    ("衣服很nice", "衣服很bad"),
    ("這家店的服務很親切", "這家店的服務很冷淡"),
    ("東西沒有壞", "東西壞了"),
    ("真的很滿意", "不太滿意"),
]


@pytest.mark.parametrize(("better", "worse"), BETTER_THEN_WORSE)
def test_the_better_text_has_the_higher_sentiment(better: str, worse: str) -> None:
    assert read(better).sentiment > read(worse).sentiment


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Excellent service", "positive"),
        ("Terrible service", "negative"),
        ("I went there on Monday", "neutral"),
        ("It was kind of a Monday thing", "neutral"),
        ("服务很棒", "positive"),
        ("服务太烂了", "negative"),
        ("我周一去的", "neutral"),
        ("服務很棒", "positive"),
        ("服務太爛了", "negative"),
        ("👍", "positive"),
        ("C'était horrible 😡", "negative"),
    ],
)
def test_plain_texts_have_their_plain_label(text: str, label: str) -> None:
    assert read(text).label == label


PRAISE = st.sampled_from(["good", "great", "friendly", "clean", "helpful", "reliable", "comfortable", "excellent"])
NOUNS = st.sampled_from(["The staff were", "The room was", "The food is", "Your app is", "Everything was"])
NOT = st.sampled_from(["not", "never", "hardly", "not very", "not really"])


@given(NOUNS, NOT, PRAISE)
def test_negation_never_raises_a_praise(noun: str, negation: str, praise: str) -> None:
    assert read(f"{noun} {negation} {praise}.").sentiment < read(f"{noun} {praise}.").sentiment


@given(
    st.sampled_from(["服务", "房间", "味道", "手机", "态度"]),
    st.sampled_from(["不", "不太", "一点都不", "并不", "不是很"]),
    st.sampled_from(["好", "满意", "干净", "热情", "舒服", "漂亮", "方便"]),
)
def test_negation_never_raises_a_chinese_praise(noun: str, negation: str, praise: str) -> None:
    assert read(f"{noun}{negation}{praise}").sentiment < read(f"{noun}{praise}").sentiment


@given(NOUNS, PRAISE, st.sampled_from(["very", "really", "extremely"]))
def test_more_degree_makes_a_praising_word_heavier(noun: str, praise: str, degree: str) -> None:
    assert read(f"{noun} {degree} {praise}.").words[-1].weight > read(f"{noun} {praise}.").words[-1].weight


TRADITIONAL = [
    "服務人員很親切，環境也很乾淨。",
    "等了兩個小時還沒看到醫生，非常失望。",
    "東西壞了，退貨還要自己付運費。",
    "價格有點貴，不過品質很好，值得購買。",
    "發貨很快，包裝嚴實，沒有破損。",
]


@pytest.mark.parametrize("text", TRADITIONAL)
def test_traditional_text_reads_like_its_simplified_twin(text: str) -> None:
    one, other = read(text), read(simplified(text))
    assert (one.language, other.language) == ("zh-Hant", "zh-Hans")
    assert one.sentiment == other.sentiment
    assert [(m.theme, m.start, m.end) for m in one.mentions] == [(m.theme, m.start, m.end) for m in other.mentions]
    assert all(text[m.start : m.end] == m.term for m in one.mentions)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Delivery took nine days and nobody told me.", "negative"),
        ("Nobody told me.", "negative"),
        ("We were not informed.", "negative"),
        ("Delivery took nine days.", "negative"),
        ("Delivery took nine business days.", "negative"),
        ("No one told us about the delay.", "negative"),
        ("They did not tell me.", "negative"),
        ("They told me nothing.", "negative"),
        ("Delivery took just three days!", "neutral"),
        ("We stayed nine days.", "neutral"),
        ("The cruise took seven days.", "neutral"),
        ("The trip takes three days.", "neutral"),
        ("I took two days off.", "neutral"),
        ("I can't tell the difference from the original.", "neutral"),
        ("Can't wait to tell my friends.", "positive"),
        ("I don't need to be told twice, great shop.", "positive"),
        ("Nobody tells you what to do.", "negative"),
        ("No one explains what happens next.", "negative"),
        ("Nobody picks up the phone.", "negative"),
        ("I never heard back.", "negative"),
        ("I was left in the rain.", "negative"),
    ],
)
def test_who_waits_for_days_or_is_told_nothing_complains(text: str, label: str) -> None:
    assert read(text).label == label


@pytest.mark.parametrize(
    ("spared", "owed"),
    [
        ("I did not have to wait.", "I should not have to wait."),
        ("We didn't wait long.", "We wouldn't wait again."),
        ("I never had to queue.", "I had to queue."),
        ("They put me at ease.", "Put more staff at the desk."),
        ("Put me at ease.", "Put the prices down."),
    ],
)
def test_who_need_not_wait_is_pleased_and_who_should_not_have_to_is_not(spared: str, owed: str) -> None:
    assert read(spared).sentiment > 0 > read(owed).sentiment
