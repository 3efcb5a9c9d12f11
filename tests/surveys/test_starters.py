"""A starter is good enough to publish as it is, in each of its languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product

import pytest
from opencc_pyo3 import OpenCC
from sqlalchemy.orm import Session

from tests.factories import the_workspace
from voc.analysis import scores
from voc.core import clock
from voc.core.i18n import LANGUAGES
from voc.surveys import branching, publishing, question_types, starters, translations
from voc.surveys.models import Question, Survey
from voc.surveys.question_types import Value
from voc.surveys.starter_texts.relationship import RELATIONSHIP
from voc.surveys.starter_texts.starter import Starter
from voc.surveys.starters import STARTERS

#: What nobody else can write, where a button leads; and without words of their own promoters read what all read.
UP_TO_EACH_COMPANY = {translations.LINK_LABEL, translations.LINK}
OPTIONAL = UP_TO_EACH_COMPANY | {"thanks_promoter"}
#: Columns that the words beside an end of the scale have in a mail at 360 px, at 13 px a letter and half of 280 px.
END = 22
#: More are answered by few.
MOST_ON_A_PATH = 5


def without_help(names: Iterable[str]) -> set[str]:
    """Most questions of a starter need no explanation."""
    return {name for name in names if not name.endswith("-help")}


def paths(questions: list[Question]) -> Iterator[list[Question]]:
    """Every path through these questions: for each way to answer, or not, those that others depend on."""
    deciding = {condition.question for question in questions for condition in branching.conditions(question)}
    ways = [
        [(question.key, value) for value in (None, *ANSWERS[question.kind](question))]
        for question in questions
        if question.key in deciding
    ]
    for way in product(*ways):
        yield branching.path(questions, {key: value for key, value in way if value is not None})


def chosen(question: Question) -> list[Value]:
    keys = question_types.of(question.kind, question.settings).options({})
    return [{"chosen": [key]} for key in keys]


#: Kind of a question that others depend on -> the answers that there are.
ANSWERS: Mapping[str, Callable[[Question], list[Value]]] = {
    "yes_no": lambda question: [1, 0],
    "choice": chosen,
    "choices": chosen,
}


def columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


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
    for mine in texts.values():
        empty = without_help(name for name, text in mine.items() if not text)
        assert UP_TO_EACH_COMPANY <= empty <= OPTIONAL
    # What is said in one language is said in all of them.
    assert len({frozenset(name for name, text in mine.items() if text) for mine in texts.values()}) == 1
    assert survey.is_anonymous is starter.is_anonymous
    assert survey.draft.comment_question
    assert survey.draft.comment_question.key == "comment"


@pytest.mark.parametrize("starter", STARTERS.values(), ids=STARTERS)
def test_no_path_is_long_and_each_begins_with_the_score(session: Session, starter: Starter) -> None:
    survey = made_from(session, starter)
    questions = survey.versions[0].questions
    branching.check(questions)
    assert questions[0] is survey.versions[0].score_question
    lengths = [len(path) for path in paths(questions)]
    assert min(lengths) >= 2
    assert max(lengths) <= MOST_ON_A_PATH
    # Whoever turns a page has one more to come at most.
    assert len(branching.steps(questions)) <= 2
    # No question is asked of nobody.
    assert {question.key for path in paths(questions) for question in path} == {each.key for each in questions}


#: Each is true of the starter and untrue as soon as somebody adds a question, requires one or takes a setting away.
CLAIMS = re.compile(
    r"\b(two|three|four|five)\b|\bquestions\b|minute|those you like|anonymous"
    r"|[两兩三四五][个個]|分钟|分鐘|挑您|匿名"
)
#: A click opens the page on which the answer is sent; the mail says so itself, beside the buttons.
CLICKS = re.compile(r"click|touch|点一个|點選|點一個|点选")


@pytest.mark.parametrize(("starter", "language"), EVERY)
def test_an_introduction_stays_true_whatever_is_made_of_the_survey(starter: Starter, language: str) -> None:
    texts = starter.texts[language]
    for name in ("intro", "mail_intro", "mail_subject", "title"):
        assert not CLAIMS.search(texts[name].lower()), texts[name]
        assert not CLICKS.search(texts[name].lower()), texts[name]


@pytest.mark.parametrize(("starter", "language"), EVERY)
def test_every_question_asks(starter: Starter, language: str) -> None:
    for each in starter.questions:
        assert re.search(r"[?？]", starter.texts[language][f"{each.key}-label"]), each.key


@pytest.mark.parametrize(("starter", "language"), EVERY)
def test_the_words_beside_the_buttons_of_a_mail_stay_in_one_line(starter: Starter, language: str) -> None:
    scale = scores.METRICS[starter.metric]
    texts = starter.texts[language]
    for point, end in ((scale.lowest, "low"), (scale.highest, "high")):
        assert columns(f"{point} = {texts[f'score-{end}']}") <= END


@pytest.mark.parametrize("starter", STARTERS.values(), ids=STARTERS)
def test_every_text_fits_its_place(starter: Starter, session: Session) -> None:
    survey = made_from(session, starter)
    places = {place.name: place for place in translations.places(survey.versions[0].questions)}
    for language in LANGUAGES:
        fits(starter, language, places)


def fits(starter: Starter, language: str, places: Mapping[str, translations.Place]) -> None:
    texts = starters.written_for(starter, language, "Acme")
    assert without_help(places) - OPTIONAL <= without_help(texts) <= without_help(places) - UP_TO_EACH_COMPANY
    assert set(texts) <= set(places)
    for name, text in texts.items():
        place = places[name]
        assert len(text) <= place.text.longest, name
        assert not translations.unknown_placeholders(text, place.text.placeholders, place.piped), name
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
