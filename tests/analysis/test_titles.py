"""Names of discovered themes: noun phrases as customers write them, none of which another theme has."""

from __future__ import annotations

from itertools import product

import pytest
from nltk import RegexpParser, Tree

from voc.analysis import corpus, noun_phrases, titles
from voc.analysis.corpus import Text
from voc.analysis.discovery import discover
from voc.analysis.titles import Titles

CREW = [
    "The ambulance crew was kind.",
    "An ambulance crew came.",
    "I thank the ambulance crew.",
    "A calm ambulance crew.",
]
FOOD = ["The soup was cold.", "My soup came cold again.", "The soup had no salt.", "Great soup."]
HEARD = ["She listened to me.", "They listened to me today.", "At last somebody listened to me!", "He listened to me."]


def name(texts: list[str], group: range, *words: str, rank: float = 1.0) -> str:
    """The first name of a group whose telling words are these, so telling."""
    made = corpus.analysed([Text(text) for text in texts])
    numbers = [made.words.index(word) for word in words]
    return Titles(made, texts).of(group, [(number, rank) for number in numbers]).names[0]


def test_a_name_is_what_customers_call_it() -> None:
    texts = [*CREW, *FOOD, *HEARD]
    assert name(texts, range(4), "ambul", "crew") == "ambulance crew"
    assert name(texts, range(4, 8), "soup", "cold") == "soup"
    assert name(texts, range(8, 12), "listen", rank=9.0) == "listened to me"


def test_a_name_says_no_judgement_and_nothing_vague() -> None:
    praised = [*["Great service.", "A great service indeed."] * 3, *FOOD]
    assert name(praised, range(6), "servic") == "service"
    late = [*["A long time on hold.", "On hold for a long time."] * 3, *FOOD]
    assert "time" not in name(late, range(6), "hold")


def test_a_name_is_written_as_most_write_it() -> None:
    texts = [*["I like the GP surgery.", "Our GP surgery is near."] * 3, "Gp Surgery", *FOOD]
    assert name(texts, range(7), "surgeri", "gp") == "GP surgery"
    drivers = [*["The drivers came late.", "Two drivers got lost."] * 3, "My driver was kind.", *FOOD]
    assert name(drivers, range(7), "driver") == "drivers"


def test_chinese_names_are_noun_runs_too() -> None:
    texts = [*["服务态度很好", "服务态度不错", "客服的服务态度差"] * 2, *["米饭太硬了", "米饭有点凉"] * 3]
    assert name(texts, range(6), "服务态度") == "服务态度"
    assert name(texts, range(6, 12), "米饭") == "米饭"


def test_no_two_themes_have_one_name_and_headings_hold_the_names_below() -> None:
    found = discover([Text(text) for text in [*CREW, *FOOD, *HEARD, "The parking cost too much.", "No parking."] * 8])
    names = [proposal.theme.names["en"] for proposal in found.proposals]
    assert len({name.casefold() for name in names}) == len(names)
    assert {"Ambulance crew", "Soup", "Listened to me"} <= set(names)


@pytest.mark.parametrize("length", [1, 2, 3, 4, 5])
def test_runs_are_those_of_nltk(length: int) -> None:
    parser = RegexpParser(noun_phrases.GRAMMAR)
    for letters in map("".join, product("AGNso.", repeat=length)):
        tree = parser.parse([(letter, letter) for letter in letters])
        runs, at = [], 0
        for part in tree:
            size = len(part) if isinstance(part, Tree) else 1
            if isinstance(part, Tree):
                runs.append((at, at + size))
            at += size
        assert [match.span() for match in noun_phrases.RUN.finditer(letters)] == runs, letters


def test_hostile_texts_cost_in_proportion() -> None:
    letters = "N" * 20_000
    assert len(noun_phrases.found(letters)) <= noun_phrases.LONGEST * len(letters)
    assert titles.wordings(["a " * 50_000], ["a"]) == []
