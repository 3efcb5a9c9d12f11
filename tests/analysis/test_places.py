"""What a text says of places that somebody points at, in English and Chinese."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.analysis.engine import BadTarget, read


def _said(text: str, *terms: str) -> list[str]:
    places = [(text.index(term), text.index(term) + len(term)) for term in terms]
    return [target.label for target in read(text, targets=places).targets]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The keyboard is lovely but the screen is awful.", {"keyboard": "positive", "screen": "negative"}),
        ("We had a beer at the bar, and the barman was rude.", {"bar": "neutral", "barman": "negative"}),
        ("The soup, the bread and the wine were good.", {"soup": "positive", "wine": "positive"}),
        ("The battery is not good.", {"battery": "negative"}),
        ("Great staff, awful coffee.", {"staff": "positive", "coffee": "negative"}),
        ("I asked the waiter for a glass of water.", {"glass": "neutral", "water": "neutral"}),
        ("味道不错，就是配送太慢了。", {"味道": "positive", "配送": "negative"}),
        ("服務很親切，但是房間很髒。", {"服務": "positive", "房間": "negative"}),
    ],
)  # fmt: skip
def test_each_target_has_the_sentiment_of_what_is_said_of_it(text: str, said: dict[str, str]) -> None:
    assert dict(zip(said, _said(text, *said), strict=True)) == said


def test_targets_are_places_of_the_text_as_given() -> None:
    text = "<p>The caf&eacute;&nbsp;was wonderful &amp; the ser\u200bvice was horrible.</p>"
    cafe, service = text.index("caf"), text.index("ser")
    places = [(service, service + 8), (cafe, cafe + 11)]
    found = read(text, targets=places).targets
    assert [(target.start, target.end) for target in found] == places
    assert [target.label for target in found] == ["negative", "positive"]


def test_asking_about_places_changes_nothing_else() -> None:
    text = "Great food, but the waiter was rude."
    asked, plain = read(text, targets=[(6, 10)]), read(text)
    assert (asked.sentiment, asked.mentions, asked.words) == (plain.sentiment, plain.mentions, plain.words)
    assert plain.targets == ()


@pytest.mark.parametrize("text", ["n/a", "...", "無", "😡"])
def test_targets_of_a_text_without_words_come_back_too(text: str) -> None:
    assert len(read(text, targets=[(0, len(text)), (0, 1)]).targets) == 2


@pytest.mark.parametrize("place", [(0, 0), (3, 2), (-1, 2), (0, 6), (5, 6)])
def test_a_target_outside_the_text_is_refused(place: tuple[int, int]) -> None:
    with pytest.raises(BadTarget, match="target 2 "):
        read("Great", targets=[(0, 5), place])


@given(st.text(st.characters(codec=None), min_size=1, max_size=60), st.data(), st.sampled_from([None, "en", "zh"]))
def test_any_place_of_any_text_has_a_sentiment(text: str, data: st.DataObject, hint: str | None) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    (target,) = read(text, language=hint, targets=[(start, end)]).targets
    assert -1 <= target.sentiment <= 1
    assert (target.label == "neutral") == (abs(target.sentiment) < 0.05)


@given(
    st.sampled_from(["screen", "staff", "coffee", "app", "seat"]),
    st.sampled_from(["good", "great", "clean", "friendly", "excellent"]),
    st.sampled_from(["not", "never", "hardly", "not very"]),
)
def test_negation_never_raises_what_is_said_of_a_place(noun: str, praise: str, negation: str) -> None:
    plain, denied = f"The {noun} was {praise}.", f"The {noun} was {negation} {praise}."
    place = [(4, 4 + len(noun))]
    assert read(denied, targets=place).targets[0].sentiment < read(plain, targets=place).targets[0].sentiment


def test_thousands_of_targets_in_a_long_text_take_time_in_proportion() -> None:
    text = "The waiter was rude and the soup was cold. " * 400
    places = [(k * 43 + 4, k * 43 + 10) for k in range(400)]
    assert {target.label for target in read(text, targets=places).targets} == {"negative"}
