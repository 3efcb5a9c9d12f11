"""Learning from scores: what is learned, how it is judged, and that nothing worse is ever let loose."""

from __future__ import annotations

import io
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis import figures
from voc.analysis import engine, judging, learned, learning, sentiment
from voc.analysis.learned import Model, Unreadable
from voc.analysis.learning import Example, Lesson

#: Words that the general model finds neither good nor bad, and a company's customers do.
GOOD = ("the blue lounge", "gate seven", "line two", "with the app", "at the kiosk")
BAD = ("the red lounge", "gate nine", "line four", "on the phone", "at the counter")
PLAIN = ("We were there on Monday", "I came with my sister", "It was my third time", "They had three rooms")


def some(count: int, seed: int = 1, *, noise: float = 0.05) -> list[Example]:
    """Examples whose labels follow from where somebody was, which only this company can know."""
    rng = random.Random(seed)
    made = []
    for _ in range(count):
        is_good = rng.random() < 0.5
        said = f"{rng.choice(PLAIN)}, {rng.choice(GOOD if is_good else BAD)}, number {rng.randrange(10**6)}."
        told = is_good if rng.random() > noise else not is_good
        made.append(Example(said, "positive" if told else "negative", "en"))
    return made


def lesson(examples: list[Example], language: learned.Tongue = "en", seed: int = 0) -> Lesson:
    return learning.learn(language, learning.by_language(examples)[language], seed)


def read(text: str, model: Model | None) -> engine.Reading:
    models: dict[learned.Tongue, Model] = {"en": model} if model else {}
    return engine.read(text, language="en", models=models)


@given(st.text(max_size=80))
def test_without_examples_every_text_is_read_as_by_the_general_model(text: str) -> None:
    nothing: dict[learned.Tongue, Model] = {"en": Model("en"), "zh": Model("zh")}
    assert engine.read(text, models=nothing) == engine.read(text)


@given(st.lists(st.tuples(st.text(max_size=30), st.sampled_from(list(learning.CLASSES))), max_size=39))
def test_too_few_examples_teach_nothing(examples: list[tuple[str, sentiment.Label]]) -> None:
    seen = learning.by_language(Example(*each) for each in examples)
    for language, found in seen.items():
        made = learning.learn(language, found)
        assert (made.reason, made.model, made.may_read) == ("too_few", None, False)


def test_what_only_this_company_knows_is_learned_and_switched_on() -> None:
    made = lesson(some(300))
    assert made.may_read
    assert made.comparison
    assert made.comparison.learned.auc.low > made.comparison.general.auc.high
    assert [read("Gate seven.", model).label for model in (made.model, None)] == ["positive", "neutral"]
    assert read("It was the red lounge.", made.model).label == "negative"
    assert made.model
    words = dict(made.model.words())
    assert words["blue"] > 0 > words["red"]


def test_chinese_is_learned_from_and_in_both_scripts() -> None:
    rng = random.Random(3)
    places = {"positive": ("一号窗口", "东门", "小程序"), "negative": ("三号窗口", "西门", "电话")}
    examples = [
        Example(f"我在{rng.choice(where)}办的，编号{rng.randrange(10**5)}", label, "zh")  # type: ignore[arg-type]
        for label, where in places.items()
        for _ in range(100)
    ]
    made = lesson(examples, "zh")
    assert made.may_read
    assert made.model
    for text in ("在电话里办的", "在電話裡辦的"):
        assert engine.read(text, models={"zh": made.model}).sentiment < -0.3
    assert {"东门", "西门"} & dict(made.model.words()).keys()


def test_words_that_say_nothing_are_not_told_as_learned() -> None:
    rng = random.Random(5)
    # "It" and "and the" go with one side only, as "red" and "blue" do.
    said = {
        "en": {"positive": "the blue lounge and the seventh gate", "negative": "a red hall where it was noon"},
        "zh": {"positive": "我们在东门办的", "negative": "而且一直在西门"},
    }

    def told(language: learned.Tongue) -> set[str]:
        # Who wrote the same is one person, so nobody does.
        examples = [
            Example(f"{words}, {''.join(rng.choices('abcdefghij', k=9))}", label, language)  # type: ignore[arg-type]
            for label, words in said[language].items()
            for _ in range(100)
        ]
        return set(words_of(examples, language))

    english, chinese = told("en"), told("zh")
    assert {"blue", "red"} <= english
    assert not {"the", "it", "and", "was", "a", "and the", "it was"} & english
    assert {"东门", "西门"} & chinese
    assert not {"我们", "而且", "一直"} & chinese


def test_labels_that_have_nothing_to_do_with_the_words_switch_nothing_on() -> None:
    on = 0
    for seed in range(figures.runs(50)):
        rng = random.Random(seed)
        shuffled = [e._replace(label=rng.choice(("positive", "negative"))) for e in some(150, seed)]
        on += lesson(shuffled, seed=seed).may_read
    assert on <= (2 if figures.IS_WHOLE else 0)


def test_a_scale_the_wrong_way_round_is_told_and_not_learned() -> None:
    praise, complaint = "Wonderful, friendly and quick", "Terrible, rude and slow"
    turned = [Example(f"{praise} {k}", "negative", "en") for k in range(60)]
    turned += [Example(f"{complaint} {k}", "positive", "en") for k in range(60)]
    made = lesson(turned)
    assert (made.reason, made.may_read) == ("reversed", False)


def test_a_model_that_is_worse_on_held_out_examples_is_not_switched_on() -> None:
    rng = np.random.default_rng(5)
    kinds = rng.choice([-1, 1], 400)
    general = np.clip(0.4 * kinds + rng.normal(0, 0.4, 400), -1, 1)
    worse = np.clip(0.4 * kinds + rng.normal(0, 0.7, 400), -1, 1)
    assert not judging.compare(kinds, general, worse, 0).is_not_worse
    assert judging.compare(kinds, worse, general, 0).is_not_worse
    few = slice(0, 30)
    assert not judging.compare(kinds[few], general[few], worse[few], 0).is_not_worse


def test_neutral_is_learned_and_the_word_agrees_with_the_number() -> None:
    examples = some(200)
    examples += [Example(f"Where is gate number {k}, and when does it open?", "neutral", "en") for k in range(60)]
    made = lesson(examples)
    assert made.may_read
    assert made.model
    assert made.model.has_neutral
    assert read("Where is gate seven, and when does it open?", made.model).label == "neutral"
    seen = learning.by_language(some(100, 9))["en"]
    for each in seen:
        value = made.model.sentiment(each.general, each.plain, each.clauses)
        assert -1 <= value <= 1
        assert abs(value) <= 0.049 or abs(value) >= sentiment.NEUTRAL


@given(st.floats(-1, 1), st.floats(-50, 50), st.floats(-1e6, 1e6))
def test_a_sentiment_stays_in_its_range(general: float, lean: float, calm: float) -> None:
    for has_neutral in (True, False):
        model = Model("en", 1, {}, (1 + 0j, 0j, complex(lean, calm)), has_neutral)
        assert -1 <= model.sentiment(general, "", []) <= 1


def test_the_same_examples_give_the_same_bytes_and_come_back() -> None:
    one, two = (lesson(some(120)).model for _ in range(2))
    assert one
    assert two
    kept = one.to_bytes()
    assert kept == two.to_bytes()
    again = Model.from_bytes(kept)
    assert (again.language, again.examples, again.has_neutral, again.words()) == ("en", 120, False, one.words())
    for text in ("Gate seven.", "The red lounge.", "I came with my sister"):
        assert read(text, again).sentiment == pytest.approx(read(text, one).sentiment, abs=1e-4)


def test_bytes_that_are_no_model_are_refused() -> None:
    model = lesson(some(60)).model
    assert model
    kept = model.to_bytes()
    pickled = io.BytesIO()
    np.savez(pickled, about=np.array([{"format": 1}], dtype=object))
    for wrong in (b"", b"PK", kept[: len(kept) // 2], kept[:200] + b"x" * 20 + kept[220:], pickled.getvalue()):
        with pytest.raises(Unreadable):
            Model.from_bytes(wrong)


def test_a_text_is_never_judged_by_its_twin() -> None:
    seen = learning.by_language([Example(text, "positive", "en") for text in ("It  works", "it works", "IT WORKS ")])
    assert len({each.fold for each in seen["en"]}) == 1


def many_by_each(people: int = 30, each: int = 5, *, seed: int = 1) -> list[Example]:
    """Comments that say nothing, each with a word that only its author uses; whoever is glad is so by chance."""
    rng = random.Random(seed)
    labels: list[sentiment.Label] = ["positive", "negative"] * (people // 2)
    rng.shuffle(labels)
    made = [
        Example(
            f"We came on day {rng.randrange(10**6)}, code {'abcdefghij'[k // 10]}{'klmnopqrst'[k % 10]}x.",
            label,
            "en",
            k,
        )
        for k, label in enumerate(labels)
        for _ in range(each)
    ]
    rng.shuffle(made)
    return made


def test_knowing_people_again_is_not_learning() -> None:
    made = lesson(many_by_each())
    assert made.comparison
    assert made.comparison.learned.auc.low < 0.5
    assert not made.may_read
    # Where nobody knows who wrote, the same examples look like something learned.
    assert lesson([each._replace(group=None) for each in many_by_each()]).may_read


def test_nobody_is_judged_by_what_else_they_wrote_nor_by_its_twins() -> None:
    told = [
        ("a", "Slow at the gate"),
        ("a", "Lost my bag"),
        ("b", "lost  my BAG"),
        ("b", "No seats"),
        (None, "no seats"),
    ]
    others = [Example(f"Door {k} was open", "positive", "en", k) for k in range(20)]
    chained = [Example(text, "negative", "en", group) for group, text in told]
    seen = learning.by_language([*chained, *others])["en"]
    assert len({each.circle for each in seen[:5]}) == 1
    assert len({each.fold for each in seen}) == learning.FOLDS
    turned = learning.by_language([*reversed(others), *reversed(chained)])["en"]
    assert {each.words: each.fold for each in turned} == {each.words: each.fold for each in seen}


def test_words_that_everybody_uses_do_not_chain_all_people_to_one_another() -> None:
    examples = [each._replace(group=k // 4) for k, each in enumerate(some(400))]
    examples += [Example("All good", "positive", "en", k) for k in range(100)]
    seen = learning.by_language(examples)["en"]
    sizes = np.bincount([each.fold for each in seen], minlength=learning.FOLDS)
    assert max(sizes) < len(seen) / 2
    for author in range(100):
        assert len({each.fold for each in seen if each.author == ("group", author)}) == 1
    assert learning.learn("en", seen).may_read


def test_one_person_alone_teaches_nothing() -> None:
    assert lesson([each._replace(group="one") for each in some(100)]).reason == "too_few"


def test_what_one_person_wrote_is_no_independent_evidence() -> None:
    rng = np.random.default_rng(2)
    kinds = np.repeat(rng.choice([-1, 1], 40), 10)
    general = np.clip(0.2 * kinds + rng.normal(0, 0.4, 400), -1, 1)
    better = np.clip(general + 0.2 * kinds + np.repeat(rng.normal(0, 0.4, 40), 10), -1, 1)
    people = np.repeat(np.arange(40), 10)
    alone, together = (judging.compare(kinds, general, better, 0, groups=each) for each in (None, people))
    assert alone == judging.compare(kinds, general, better, 0, groups=np.arange(400))
    assert together.overall.value == alone.overall.value
    wide = together.overall.high - together.overall.low
    assert wide > 1.5 * (alone.overall.high - alone.overall.low)


def words_of(examples: list[Example], language: learned.Tongue = "en") -> dict[str, float]:
    model = learning.fit(language, learning.by_language(examples)[language])
    return dict(model.words())


def auc_by_pairs(values: judging.Vector, kinds: judging.Classes, parts: judging.Classes) -> float:
    """By its definition: every praise against every complaint of its part."""
    order = [
        np.sign(values[good] - values[bad]) / 2 + 0.5
        for good in np.flatnonzero(kinds == 1)
        for bad in np.flatnonzero(kinds == -1)
        if parts[good] == parts[bad]
    ]
    return float(np.mean(order)) if order else float("nan")


@given(
    st.lists(
        st.tuples(st.sampled_from((-1, 0, 1)), st.sampled_from((-1, -0.5, -0.02, 0, 0.02, 0.5, 1)), st.integers(0, 1)),
        min_size=1,
        max_size=12,
    ),
    st.data(),
)
def test_figures_of_a_draw_are_those_of_its_examples(
    examples: list[tuple[int, float, int]], data: st.DataObject
) -> None:
    kinds, sentiments, parts = (np.array(each) for each in zip(*examples, strict=True))
    counts = st.lists(st.integers(0, 3), min_size=len(kinds), max_size=len(kinds)).filter(any)
    draws = np.array(data.draw(st.lists(counts, min_size=1, max_size=3)))
    side = judging._Side.of(sentiments.astype(float), kinds, parts)
    for times, found in zip(draws, side.figures(draws.astype(float)), strict=True):
        drawn = np.repeat(np.arange(len(kinds)), times)
        names = judging.called(sentiments[drawn])
        by_hand = (
            auc_by_pairs(sentiments[drawn], kinds[drawn], parts[drawn]),
            judging.macro_f1(names, kinds[drawn]),
            np.mean(names == kinds[drawn]),
        )
        assert found == pytest.approx(by_hand, nan_ok=True)


def test_draws_in_batches_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(2)
    kinds, groups = rng.choice((-1, 0, 1), 51), rng.permutation(51) // 3
    general, better = (np.clip(kinds * share + rng.normal(0, 0.4, 51), -1, 1) for share in (0.1, 0.5))
    at_once = judging.compare(kinds, general, better, 0, groups=groups)
    monkeypatch.setattr(judging, "MOST_AT_ONCE", 170)
    assert at_once == judging.compare(kinds, general, better, 0, groups=groups)


def test_words_learned_name_nobody() -> None:
    # A woman who signs her complaints, and forwards those of others; a man whom many name.
    signed = [
        Example(f"The lift stood still on day {k}. Regards, Hannelore Gruber", "negative", "en", k % 7)
        for k in range(14)
    ]
    quiet = [Example(f"The lift stood still on day {k}", "negative", "en", 20 + k) for k in range(30)]
    thanked = [Example(f"Mr Rosenblatt helped me on day {k}", "positive", "en", 60 + k) for k in range(40)]
    shown = words_of([*signed, *quiet, *thanked])
    assert {"helped", "regards"} <= shown.keys()
    assert not {"hannelore", "gruber", "rosenblatt"} & {part for word in shown for part in word.split()}


def test_words_learned_are_those_of_five_people() -> None:
    rare = [Example(f"The sauna was shut, and I saw {k}", "negative", "en", k % 4) for k in range(12)]
    assert not any("sauna" in word for word in words_of([*some(100), *rare]))
    five = [each._replace(group=k % 5) for k, each in enumerate(rare)]
    assert "sauna" in words_of([*some(100), *five])


def test_words_learned_in_chinese_name_nobody() -> None:
    plain = [
        Example(f"我在{'东门' if k % 2 else '西门'}办的，编号{k}", "positive" if k % 2 else "negative", "zh")
        for k in range(80)
    ]
    named = [Example(f"第{k}天，我叫王小明，电梯坏了", "negative", "zh", k) for k in range(10)]
    shown = words_of([*plain, *named], "zh")
    assert "电梯" in shown
    assert not {"王小明", "小明"} & shown.keys()


@pytest.mark.parametrize(
    ("worst", "best", "expected"),
    [
        (1, 5, "--0++"),
        (5, 1, "++0--"),
        (0, 10, "----000++++"),
        (1, 7, "---0+++"),
        (1, 10, "----00++++"),
    ],
)
def test_a_score_means_a_class_by_its_place_on_the_scale(worst: int, best: int, expected: str) -> None:
    signs = {"negative": "-", "neutral": "0", "positive": "+"}
    low = min(worst, best)
    said = "".join(signs[learning.label_of(low + k, worst, best)] for k in range(len(expected)))
    assert said == expected
    for outside in (low - 1, low + len(expected)):
        with pytest.raises(ValueError, match="off the scale"):
            learning.label_of(outside, worst, best)


def test_mentions_are_read_as_before() -> None:
    made = lesson(some(200)).model
    text = "Great food at gate nine, but the waiter was rude."
    assert read(text, made).mentions == read(text, None).mentions
