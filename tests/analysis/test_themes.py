"""Codebooks: read from JSON, refused with the place of the fault, and found in texts."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.analysis import chinese, english, themes
from voc.analysis.engine import read
from voc.analysis.themes import Malformed


def test_the_starter_has_names_and_seeds_in_both_languages() -> None:
    book = themes.starter()
    assert {"delivery", "price", "quality", "staff_attitude", "billing", "returns"} <= {t.key for t in book.themes}
    for theme in book.themes:
        assert set(theme.names) == {"en", "zh_Hans", "zh_Hant"}
        assert theme.seeds["en"]
        assert theme.seeds["zh"]


def test_no_seed_of_the_starter_belongs_to_two_themes() -> None:
    seeds = [seed for theme in themes.starter().themes for group in theme.seeds.values() for seed in group]
    assert len(seeds) == len(set(seeds))


def test_without_a_key_the_name_is_the_key() -> None:
    book = themes.parse({"themes": [{"name": "Queue", "parent": "Service", "seeds": {"zh": ["排队"]}}]})
    assert (book.themes[0].key, book.themes[0].parent) == ("Queue", "Service")


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        ([], "themes"),
        ({"themes": {}}, "themes"),
        ({"themes": ["x"]}, "theme 1 is not an object"),
        ({"themes": [{"seeds": {}}]}, "theme 1 has no name"),
        ({"themes": [{"name": "A", "seeds": ["x"]}]}, "theme 1 (A)"),
        ({"themes": [{"name": "A", "seeds": {"en": "x"}}]}, "theme 1 (A)"),
        ({"themes": [{"name": "A", "seeds": {"en": [1]}}]}, "theme 1 (A)"),
    ],
)
def test_a_malformed_codebook_is_refused_with_the_place(raw: object, fault: str) -> None:
    with pytest.raises(Malformed) as error:
        themes.parse(raw)
    assert fault in str(error.value)


def test_a_file_that_is_no_json_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "book.json"
    path.write_bytes(b"\xff{")
    with pytest.raises(Malformed):
        themes.load(path)


def _found(text: str, **seeds: list[str]) -> list[str]:
    book = themes.parse({"themes": [{"name": key, "seeds": {"en": group}} for key, group in seeds.items()]})
    return [text[hit.start : hit.end] for hit in book.hits(text, english.clauses(text))]


def test_plurals_and_capitals_are_the_same_seed() -> None:
    assert _found("Deliveries and BOXES", a=["delivery"], b=["box"]) == ["Deliveries", "BOXES"]


def test_the_longest_seed_wins() -> None:
    assert _found("The waiting times were long", a=["waiting"], b=["waiting time"]) == ["waiting times"]


@pytest.mark.parametrize(
    ("seeds", "found"),
    [
        (("快", "慢"), ["慢"]),
        (("物流", "送货"), ["物流"]),
        (("物流", "物流慢", "流"), ["物流慢"]),
        (("Wi-Fi", "包装"), []),
    ],
)
def test_seeds_of_any_length_are_found(seeds: tuple[str, ...], found: list[str]) -> None:
    text = "物流慢"
    book = themes.parse({"themes": [{"name": "x", "seeds": {"zh": list(seeds)}}]})
    hits = book.hits(text, chinese.clauses(text))
    assert [text[hit.start : hit.end] for hit in hits] == found


def test_a_seed_of_two_themes_is_a_hit_of_both() -> None:
    assert _found("the menu", a=["menu"], b=["menu"]) == ["menu", "menu"]


def test_a_single_han_character_is_found_only_where_a_word_begins() -> None:
    book = themes.parse({"themes": [{"name": "Portion", "seeds": {"zh": ["量"]}}]})
    assert [m.theme for m in read("量很大", codebook=book).mentions if m.theme] == ["Portion"]
    assert not [m for m in read("质量很好", codebook=book).mentions if m.theme]


def test_traditional_seeds_are_found_in_simplified_text() -> None:
    book = themes.parse({"themes": [{"name": "Service", "seeds": {"zh": ["服務態度"]}}]})
    assert [m.theme for m in read("服务态度很好", codebook=book).mentions] == ["Service"]


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("每次都要等很久。", "waiting_time"),
        ("等太久了", "waiting_time"),
        ("排隊要等好久，才輪到我們。", "waiting_time"),
        ("茶很好喝", "food"),
    ],
)
def test_the_starter_knows_what_is_waited_for_long_and_what_is_drunk(text: str, theme: str) -> None:
    assert theme in [mention.theme for mention in read(text).mentions]


def test_inflections_of_a_verb_are_the_same_seed() -> None:
    assert _found("They cancelled it, charging twice", a=["cancel"], b=["charge"]) == ["cancelled", "charging"]
    assert _found("The building needs a new ceiling", a=["build"], b=["ceil"]) == []


@pytest.mark.parametrize("name", themes.STARTERS)
def test_each_trade_has_a_starter_in_both_languages(name: str) -> None:
    book = themes.starter(name)
    assert len(book.themes) >= 15
    keys = {theme.key for theme in book.themes}
    assert len(keys) == len(book.themes)
    for theme in book.themes:
        assert set(theme.names) == {"en", "zh_Hans", "zh_Hant"}
        assert theme.seeds["en"]
        assert theme.seeds["zh"]
        assert theme.parent in {*keys, None} - {theme.key}
    seeds = [seed for theme in book.themes for group in theme.seeds.values() for seed in group]
    assert len(seeds) == len(set(seeds))


def test_an_unknown_trade_has_no_starter() -> None:
    with pytest.raises(KeyError):
        themes.starter("../codebook")


def test_terms_are_refused_where_they_are_no_lists() -> None:
    with pytest.raises(Malformed, match="terms are lists"):
        themes.parse({"themes": [], "terms": {"en": "soup"}})


@given(
    st.lists(st.text("量味道服务（.a", min_size=1, max_size=4), min_size=1, max_size=6),
    st.text("量味道服务（.a，", max_size=20),
)
def test_at_each_place_the_longest_seed_is_tried_and_what_it_covers_is_passed_over(seeds: list[str], text: str) -> None:
    book = themes.parse({"themes": [{"name": seed, "seeds": {"zh": [seed]}} for seed in dict.fromkeys(seeds)]})
    # A seed without a Han character is an English one.
    chosen = [seed for seed in dict.fromkeys(seeds) if seed.strip("（.a")]
    said = chinese.clauses(text)
    borders = {(k, at) for k, clause in enumerate(said) for at in clause.borders}
    expected, free = [], 0
    for start in range(len(text)):
        here = [seed for seed in chosen if text.startswith(seed, start)]
        if start < free or not here:
            continue
        seed = max(here, key=len)
        free = start + len(seed)
        for k, clause in enumerate(said):
            if clause.start <= start and free <= clause.end:
                begins, ends = (k, start) in borders, (k, free) in borders
                expected += [(seed, start, free, k)] * (begins or (ends and len(seed) > 1))
    assert [hit for hit in book.hits(text, said) if text[hit.start : hit.end].strip("（.a")] == expected
