"""What the demo's customers say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from voc.analysis import scores
from voc.demo import texts, words
from voc.demo.elsewhere import REASONS
from voc.demo.words import Place, Said
from voc.surveys.starter_texts.leaving import LEAVING
from voc.surveys.starter_texts.support import SUPPORT


def said_in(language: str) -> Iterator[tuple[Place, Said]]:
    for place, lines in words.verbatims(language).items():
        for each in lines:
            yield place, each


def test_there_are_enough_of_them_and_no_two_are_the_same() -> None:
    english = [each.words for _, each in said_in("en")]
    chinese = [each.words for language in ("zh_Hans", "zh_Hant") for _, each in said_in(language)]
    assert len(set(english)) == len(english) >= 160
    assert len(set(chinese)) == len(chinese) >= 160


@pytest.mark.parametrize("language", words.FILES)
def test_every_score_exists_and_fits_its_mood(language: str) -> None:
    for (survey, _, mood), each in said_in(language):
        band = scores.band(survey, each.score)
        if mood in ("good", "easy", "fast", "improved"):
            assert band == "promoter", each.words
        elif mood == "mixed":
            assert band == "passive", each.words
        else:
            assert band != "promoter", each.words


@pytest.mark.parametrize("language", words.FILES)
def test_they_are_written_in_their_language(language: str) -> None:
    for _, each in said_in(language):
        assert bool(re.search("[\u3400-\u9fff]", each.words)) == (language != "en"), each.words


def test_words_from_counters_boxes_and_leavers_are_in_their_language_and_said_once() -> None:
    everything = words.elsewhere()
    said = [each.words for *_, each in everything]
    assert len(set(said)) == len(said) >= 90
    assert {language for _, language, _, _ in everything} == set(words.FILES)
    for _survey, language, _section, each in everything:
        assert bool(re.search("[\u3400-\u9fff]", each.words)) == (language != "en"), each.words
        assert 1 <= each.score <= 5
    for language in words.FILES:
        assert words.left(language)


def test_who_leaves_says_why_among_the_reasons_of_the_survey() -> None:
    offered = next(each for each in LEAVING.questions if each.key == "reason").settings["options"]
    assert set(REASONS) <= {*offered, "other"}
    assert {section for survey, _, section, _ in words.elsewhere() if survey == "leaving"} <= set(REASONS)


def test_they_differ_in_length() -> None:
    lengths = [len(each.words) for _, each in said_in("en")]
    assert min(lengths) < 15
    assert max(lengths) > 150


def test_colleagues_have_words_for_every_kind_of_case() -> None:
    kinds = Counter((kind, language) for kind, _, language in words.casework())
    for language in ("en", "zh_Hans"):
        for kind in ("note", "call", "recovered", "lost"):
            assert kinds[kind, language] == 4
        for kind in ("missed", "theirs", "nocontact"):
            assert kinds[kind, language] == 1
    assert {kinds["reply", language] for language in words.FILES} == {5}


@pytest.mark.parametrize("language", words.FILES)
def test_who_stands_at_a_counter_is_not_asked_about_a_request(language: str) -> None:
    usual = SUPPORT.texts[language]
    told = {**usual, **texts.AT_A_COUNTER[language]}
    assert told.keys() == usual.keys()
    for of_requests in ("request", "problem", "help you received", "客服", "问题", "問題", "帮助", "協助"):
        assert not [text for text in told.values() if of_requests in text]
