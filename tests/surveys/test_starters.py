"""A starter is good enough to publish as it is, in each of its languages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import product

import pytest
from opencc_pyo3 import OpenCC
from sqlalchemy.orm import Session

from tests.factories import the_workspace
from voc.core import clock
from voc.core.i18n import LANGUAGES
from voc.surveys import publishing, starters, translations
from voc.surveys.models import Survey
from voc.surveys.starter_texts.relationship import RELATIONSHIP
from voc.surveys.starter_texts.starter import Starter
from voc.surveys.starters import STARTERS

#: What nobody else can write: words for those who are glad already, and where a button leads.
UP_TO_EACH_COMPANY = {"thanks_promoter", translations.LINK_LABEL, translations.LINK}


def without_help(names: Iterable[str]) -> set[str]:
    """The questions of a starter need no explanation."""
    return {name for name in names if not name.endswith("-help")}


EVERY = list(product(STARTERS.values(), LANGUAGES))


def all_words(starter: Starter, language: str) -> str:
    return "\n".join(starters.written_for(starter, language, "北风").values())


def made_from(session: Session, starter: Starter) -> Survey:
    return publishing.create_from_starter(session, the_workspace().id, starter, clock.now(), company="Acme")


@pytest.mark.parametrize("starter", STARTERS.values(), ids=STARTERS)
def test_a_survey_from_a_starter_lacks_nothing(session: Session, starter: Starter) -> None:
    survey = made_from(session, starter)
    assert survey.draft
    assert translations.gaps(survey.draft) == []
    texts = translations.read(survey.draft)
    empty = {name for mine in texts.values() for name, text in mine.items() if not text}
    assert without_help(empty) == UP_TO_EACH_COMPANY
    assert survey.is_anonymous is starter.is_anonymous
    assert survey.draft.comment_question
    assert survey.draft.comment_question.key == "comment"


@pytest.mark.parametrize(("starter", "language"), EVERY)
def test_an_introduction_counts_its_questions_right(starter: Starter, language: str) -> None:
    """Where it says how many there are."""
    texts = starter.texts[language]
    numbers = {"two": 2, "three": 3, "four": 4, "five": 5, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5}
    said = re.search(
        r"(two|three|four|five)\b.*?questions|([两兩三四五])个?個?小?(?:问题|問題)", texts["intro"].lower()
    )
    assert said, texts["intro"]
    assert numbers[said[1] or said[2]] == len(starter.questions)


@pytest.mark.parametrize(("starter", "language"), EVERY)
def test_every_question_asks(starter: Starter, language: str) -> None:
    for key, _kind, _required in starter.questions:
        assert re.search(r"[?？]", starter.texts[language][f"{key}-label"]), key


@pytest.mark.parametrize(("starter", "language"), EVERY)
def test_every_text_fits_its_place(starter: Starter, language: str, session: Session) -> None:
    survey = made_from(session, starter)
    places = {place.name: place.text for place in translations.places(survey.versions[0].questions)}
    texts = starters.written_for(starter, language, "Acme")
    assert set(texts) == without_help(places) - UP_TO_EACH_COMPANY
    for name, text in texts.items():
        assert len(text) <= places[name].longest, name
        assert not translations.unknown_placeholders(text, places[name].placeholders), name
    # Whom nobody knows nobody can promise an answer.
    assert ("{promise}" in texts["thanks_detractor"]) is not starter.is_anonymous


@pytest.mark.parametrize("starter", STARTERS.values())
def test_each_chinese_is_written_in_its_own_characters(starter: Starter) -> None:
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
    assert starters.written_for(RELATIONSHIP, "zh_Hans", company)["score-label"] == question


@pytest.mark.parametrize(("starter", "language"), [pair for pair in EVERY if pair[1] != "en"])
def test_chinese_has_its_own_punctuation(starter: Starter, language: str) -> None:
    assert not re.search(r"[\u4e00-\u9fff][,.;:?!]", all_words(starter, language))
