"""Discovery: themes from the corpus alone, the same ones every time, in small and mixed corpora too."""

import random
from collections.abc import Sequence

import numpy as np
import pytest

from voc.analysis import (
    aspect_terms,
    corpus,
    engine,
    themes,
)
from voc.analysis.aspect_terms import FEATURES
from voc.analysis.discovery import Discovery, Text, discover, space, suggest

_SUBJECTS = {
    "parking": ["parking", "car park", "parking spaces", "ticket machine"],
    "waiting": ["queue", "waiting", "line at the desk", "long wait"],
    "food": ["soup", "menu", "dinner", "kitchen"],
    "wifi": ["wifi", "internet connection", "router", "network"],
}
_SAYINGS = [
    "The {0} and the {1} were terrible.",
    "I was not happy about the {0}, nor the {1}.",
    "Please do something about the {0}: the {1} ruined it.",
    "{0} again! And the {1} was worse than before.",
    "Nobody could help us with the {0} or the {1}.",
]
_CHINESE = {
    "parking": ["停车场", "停车位", "停车费", "车位"],
    "waiting": ["排队", "等候", "叫号", "等位"],
    "food": ["早餐", "菜品", "味道", "饭菜"],
}
_SAID = ["{0}太差了，{1}也不行。", "对{0}和{1}很不满意。", "{0}真的需要改进，{1}更糟。", "说说{0}吧，{1}让人生气。"]


def _english(count: int, seed: int = 1, subjects: Sequence[str] = tuple(_SUBJECTS)) -> list[tuple[str, Text]]:
    rng = random.Random(seed)
    rows = []
    for k in range(count):
        subject = subjects[k % len(subjects)]
        words = rng.sample(_SUBJECTS[subject], 2)
        rows.append((subject, Text(f"{rng.choice(_SAYINGS).format(*words)} {k // 7}", "en")))
    return rows


def _mandarin(count: int, seed: int = 1) -> list[tuple[str, Text]]:
    rng = random.Random(seed)
    subjects = list(_CHINESE)
    return [
        (subject := subjects[k % 3], Text(rng.choice(_SAID).format(*rng.sample(_CHINESE[subject], 2)), "zh"))
        for k in range(count)
    ]


def _purity(rows: Sequence[tuple[str, Text]], found: Discovery) -> float:
    groups: dict[str | None, list[str]] = {}
    for (subject, _), assignment in zip(rows, found.assignments, strict=True):
        groups.setdefault(assignment.main, []).append(subject)
    return sum(max(map(group.count, set(group))) for group in groups.values()) / len(rows)


@pytest.mark.parametrize("count", [50, 300])
def test_planted_subjects_are_found_in_small_surveys(count: int) -> None:
    rows = _english(count)
    found = discover([text for _, text in rows])
    assert _purity(rows, found) >= 0.9
    assert all(assignment.themes for assignment in found.assignments)
    assert 3 <= len({assignment.main for assignment in found.assignments}) <= 10


def test_a_theme_is_named_in_the_customers_words_and_shows_its_evidence() -> None:
    rows = _english(200)
    found = discover([text for _, text in rows])
    vocabulary = " ".join(text.text.lower() for _, text in rows)
    for proposal in found.proposals:
        name = proposal.theme.names["en"].lower()
        assert all(word in vocabulary for word in name.replace(",", " ").split())
        assert proposal.size == sum(proposal.theme.key in a.themes for a in found.assignments)
        assert proposal.sentiment is not None
        assert proposal.sentiment < 0
        assert proposal.top
        assert 1 <= len(proposal.examples) <= 3


def test_the_most_typical_texts_and_the_word_vectors_come_along() -> None:
    rows = _english(200)
    texts = [text for _, text in rows]
    found = discover(texts)
    for proposal in found.proposals:
        numbers = found.typical[proposal.theme.key]
        assert all(proposal.theme.key in found.assignments[number].themes for number in numbers)
    leaf = next(p.theme for p in found.proposals if p.theme.seeds)
    subjects = [rows[number][0] for number in found.typical[leaf.key]]
    assert subjects.count(subjects[0]) >= 0.9 * len(subjects)
    assert suggest(["parking", "spaces"], found.space, 5) == suggest(["parking", "spaces"], space(texts), 5)


def test_texts_are_spoken_of_as_readings_find_them() -> None:
    raw = {"themes": [{"name": "queue", "seeds": {"en": ["queue"], "zh": ["排队"]}}, {"name": "tea", "seeds": {}}]}
    texts = [Text("Two queues!"), Text("還要排隊"), Text("A cueue"), Text(""), Text("N/A")]
    found = corpus.spoken_of(texts, themes.parse(raw))
    assert found == [{"queue"}, {"queue"}, set(), set(), set()]


def test_keys_and_names_are_unique_and_parents_exist() -> None:
    found = discover([text for _, text in _english(300)])
    keys = [p.theme.key for p in found.proposals]
    assert len(keys) == len(set(keys))
    assert len({p.theme.names["en"].lower() for p in found.proposals}) == len(keys)
    assert {p.theme.parent for p in found.proposals} <= {*keys, None}
    seeds = [seed for p in found.proposals for group in p.theme.seeds.values() for seed in group]
    assert len(seeds) == len(set(seeds))


def test_the_order_of_the_texts_changes_nothing() -> None:
    texts = [text for _, text in _english(240)]
    found = discover(texts)
    order = random.Random(3).sample(range(240), 240)
    again = discover([texts[k] for k in order])
    assert again.proposals == found.proposals
    assert [again.assignments[at] for at, _ in enumerate(order)] == [found.assignments[k] for k in order]


def test_a_discovered_codebook_comes_back_from_json_as_it_was() -> None:
    found = discover([text for _, text in _english(200)])
    book = themes.parse(found.as_dict())
    assert book.marks == found.codebook.marks
    assert [(t.key, t.parent, t.seeds) for t in book.themes] == [
        (t.key, t.parent, t.seeds) for t in found.codebook.themes
    ]


def test_next_weeks_texts_keep_the_themes_and_their_keys() -> None:
    before = discover([text for _, text in _english(300, seed=1)])
    after = discover([text for _, text in _english(400, seed=2)], known=before.codebook)
    assert [p.theme.key for p in after.proposals] == [p.theme.key for p in before.proposals]
    assert not any(p.is_new for p in after.proposals)


def test_only_a_genuinely_new_subject_becomes_a_new_theme() -> None:
    earlier = _english(300, subjects=("parking", "waiting", "food"))
    before = discover([text for _, text in earlier])
    later = _english(400, seed=2)
    after = discover([text for _, text in later], known=before.codebook)
    assert [p.theme for p in after.proposals][: len(before.proposals)] == [
        # Only terms may join a theme that was there.
        p.theme if p.theme.terms == q.theme.terms else q.theme
        for p, q in zip(before.proposals, after.proposals, strict=False)
    ]
    new = {p.theme.key for p in after.proposals if p.is_new}
    assert new
    marked = [subject for (subject, _), a in zip(later, after.assignments, strict=True) if a.main in new]
    assert marked.count("wifi") >= 0.9 * len(marked)


def test_english_and_chinese_share_a_theme_where_the_starters_say_so() -> None:
    rows = _english(240, subjects=("parking", "waiting", "food")) + _mandarin(240)
    found = discover([text for _, text in rows])
    themes_of: dict[tuple[str, str | None], dict[str | None, int]] = {}
    for (subject, text), assignment in zip(rows, found.assignments, strict=True):
        counts = themes_of.setdefault((subject, text.language), {})
        counts[assignment.main] = counts.get(assignment.main, 0) + 1
    best = {pair: max(counts, key=lambda main: counts[main]) for pair, counts in themes_of.items()}
    shared = [subject for subject in _CHINESE if best[subject, "en"] == best[subject, "zh"]]
    assert len(shared) >= 2, best


def test_complaints_made_by_verbs_and_adjectives_are_themes_too() -> None:
    rude = [f"They were so rude and shouted at me, number {k}" for k in range(60)]
    late = [f"Arrived late again, delayed and cancelled {k}" for k in range(60)]
    found = discover([Text(text) for text in rude + late])
    mains = [assignment.main for assignment in found.assignments]
    assert not set(mains[:60]) & set(mains[60:])


@pytest.mark.parametrize(
    "texts",
    [
        [],
        [Text("")],
        [Text("n/a"), Text("无"), Text("...")],
        [Text("Good")],
        [Text("The queue")] * 2,
        [Text("same words here")] * 500,
        [Text(str(k)) for k in range(100)],
        [Text("@" * 5000), Text("的" * 100_000), Text("word " * 100_000), Text("\ud800 \x00 broken")],
        [Text("a" * 3_000_000)],
        [Text("Ποιότητα υπηρεσίας"), Text("サービスが悪い")],
    ],
    ids=str,
)
def test_nothing_and_hostile_texts_give_a_clear_result(texts: list[Text]) -> None:
    found = discover(texts)
    assert len(found.assignments) == len(texts)
    keys = {proposal.theme.key for proposal in found.proposals}
    assert all(set(assignment.themes) <= keys for assignment in found.assignments)
    assert themes.parse(found.as_dict()).themes == found.codebook.themes


def test_nothing_new_leaves_the_known_themes_as_they_are() -> None:
    book = themes.starter("bank")
    found = discover([], known=book)
    assert [p.theme for p in found.proposals] == list(book.themes)
    assert {p.size for p in found.proposals} == {0}


def test_whom_people_address_is_no_theme() -> None:
    rng = random.Random(5)
    texts = [
        f"@{rng.choice(['acmeair', 'bluejet'])} {rng.choice(['my bag is lost', 'flight delayed again'])} {k}"
        for k in range(200)
    ]
    found = discover([Text(text) for text in texts])
    assert not any("acmeair" in p.top or "bluejet" in p.top for p in found.proposals)


def test_examples_are_masked() -> None:
    found = discover([Text(f"Call me back about the queue: jane.doe{k}@example.org") for k in range(20)])
    assert found.proposals
    assert not any("example.org" in example for p in found.proposals for example in p.examples)


def test_suggestions_are_near_the_seeds_and_never_among_them() -> None:
    learned = space([text for _, text in _english(300)])
    near = suggest(["parking", "spaces"], learned, 5)
    assert {"car", "park", "ticket", "machine"} & set(near)
    assert not {"parking", "spaces"} & set(near)
    assert suggest(["unheard"], learned) == ()


def test_terms_are_the_judged_nouns_and_reading_marks_exactly_these() -> None:
    rng = random.Random(4)
    foods = ["soup", "fried rice", "green curry", "noodles", "iced tea", "service", "waiter", "dessert"]
    rows = [f"The {rng.choice(foods)} was {rng.choice(['great', 'awful', 'cold', 'lovely'])}." for _ in range(300)]
    rows += [f"We came for my birthday with a friend in {k}." for k in range(60)]
    book = themes.parse(discover([Text(row) for row in rows]).as_dict())
    assert {"soup", "service", "waiter", "noodles"} <= set(book.marks)
    assert not {"birthday", "friend"} & set(book.marks)
    text = "My friend says the waiter was rude, yet the soup was great."
    assert [mention.term for mention in engine.read(text, codebook=book).mentions] == ["waiter", "soup"]


def test_a_run_is_described_by_as_many_numbers_as_the_model_has_weights() -> None:
    names, numbers = aspect_terms.described({"soup": aspect_terms.Use(3), "hot soup": aspect_terms.Use(1)})
    assert names == ["hot soup", "soup"]
    assert numbers.shape == (2, len(FEATURES))
    assert np.isfinite(numbers).all()


def test_in_a_discovered_codebook_seeds_that_are_no_nouns_are_mentions_only_where_nothing_is_named() -> None:
    raw = {"themes": [{"name": "speed", "seeds": {"zh": ["很慢", "送餐"]}}], "discovered": True}
    book = themes.parse(raw)
    assert [m.term for m in engine.read("味道不错，送餐也快", codebook=book).mentions] == ["味道", "送餐"]
    assert "很慢" not in [m.term for m in engine.read("配送员很慢", codebook=book).mentions]
    assert [m.term for m in engine.read("真的很慢", codebook=book).mentions] == ["很慢"]
