"""A starter is good enough to publish as it is, in each of its languages."""

from __future__ import annotations

import re
from itertools import product

import pytest
from opencc_pyo3 import OpenCC
from sqlalchemy.orm import Session

from tests.factories import a_survey
from voc.core.i18n import LANGUAGES
from voc.surveys import starters, translations
from voc.surveys.starters import STARTERS

EVERY = list(product(STARTERS.values(), LANGUAGES))


def all_words(starter: starters.Starter, language: str) -> str:
    return "\n".join(starters.written_for(starter, language, "北风").values())


@pytest.mark.parametrize("metric", ["nps", "csat", "ces"])
def test_a_survey_from_a_starter_lacks_nothing(session: Session, metric: str) -> None:
    survey = a_survey(metric=metric, is_live=False)
    assert survey.draft
    assert translations.gaps(survey.draft) == []
    assert all(all(texts.values()) for texts in translations.read(survey.draft).values())


@pytest.mark.parametrize(("starter", "language"), EVERY)
def test_every_text_fits_its_place(starter: starters.Starter, language: str, session: Session) -> None:
    survey = a_survey(metric=starter.metric, is_live=False)
    places = {place.name: place.text for place in translations.places(survey.versions[0].questions)}
    texts = starters.written_for(starter, language, "Acme")
    assert set(texts) == set(places)
    for name, text in texts.items():
        assert len(text) <= places[name].longest, name
        assert not translations.unknown_placeholders(text, places[name].placeholders), name
    assert "{promise}" in texts["thanks_detractor"]


@pytest.mark.parametrize("starter", STARTERS.values())
def test_each_chinese_is_written_in_its_own_characters(starter: starters.Starter) -> None:
    simplified, traditional = all_words(starter, "zh_Hans"), all_words(starter, "zh_Hant").replace("北风", "")
    assert OpenCC("t2s").convert(simplified) == simplified
    # A word both scripts may write is no mistake, so only characters that Traditional does not have count.
    assert OpenCC("s2t").convert(traditional).replace("瞭解", "了解") == traditional


@pytest.mark.parametrize(
    ("company", "question"),
    [
        ("Acme", "您向朋友或同事推荐 Acme 的可能性有多大？"),
        ("北风", "您向朋友或同事推荐北风的可能性有多大？"),
        ("北风24", "您向朋友或同事推荐北风24 的可能性有多大？"),
    ],
)
def test_a_latin_name_is_set_off_from_chinese(company: str, question: str) -> None:
    assert starters.written_for(starters.RELATIONSHIP, "zh_Hans", company)["score-label"] == question


@pytest.mark.parametrize(("starter", "language"), [pair for pair in EVERY if pair[1] != "en"])
def test_chinese_has_its_own_punctuation(starter: starters.Starter, language: str) -> None:
    assert not re.search(r"[\u4e00-\u9fff][,.;:?!]", all_words(starter, language))
