"""Texts in many languages: what is missing, what may stand in braces, what the thank-you page says."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.factories import a_survey
from voc.surveys import publishing, translations


def test_what_is_written_is_read_back(session: Session) -> None:
    draft = a_survey(is_live=False).versions[0]
    texts = translations.read(draft)
    texts["en"]["score-low"] = "  Never  "
    publishing.save_texts(session, draft, texts, seen=draft.edition)
    session.expire_all()
    texts["en"]["score-low"] = "Never"
    assert translations.read(draft) == texts
    assert draft.score_question.texts["en"]["low"] == "Never"


def test_an_empty_language_lacks_what_is_required(session: Session) -> None:
    survey = a_survey(is_live=False)
    draft = survey.versions[0]
    texts = publishing.with_language(survey, translations.read(draft), "de")
    publishing.save_texts(session, draft, texts, seen=draft.edition)
    gaps = translations.gaps(draft)
    assert {gap.language for gap in gaps} == {"de"}
    assert [gap.place.name for gap in gaps] == [
        "mail_subject", "title", "score-label", "score-low", "score-high", "comment-label", "thanks",
    ]  # fmt: skip


def test_a_language_of_the_starter_comes_with_its_words(session: Session) -> None:
    survey = a_survey(is_live=False, languages=("en",))
    texts = publishing.with_language(survey, translations.read(survey.versions[0]), "zh_Hant")
    assert texts["zh_Hant"]["score-label"] == "您向朋友或同事推薦 Acme 的可能性有多高？"


def test_the_last_language_stays(session: Session) -> None:
    with pytest.raises(publishing.OnlyLanguage):
        publishing.without_language({"en": {}}, "en")


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("We answer {promise}.", []),
        ("We answer {promis}, {promise} or {name}.", ["{promis}", "{name}"]),
        ("{}", ["{}"]),
        ("a } lone { brace", []),
    ],
)
def test_braces_name_what_is_filled_in(text: str, unknown: list[str]) -> None:
    assert translations.unknown_placeholders(text, frozenset({"promise"})) == unknown


def test_the_unhappy_are_promised_an_answer_where_one_can_be_given(session: Session) -> None:
    version = a_survey().versions[0]
    thanks = translations.thanks(version, "zh_Hans", is_detractor=True, promise="周一 17:30 前")
    assert thanks.endswith("您的意见已转给专人处理，周一 17:30 前会有同事与您联系。")


def test_nobody_reads_a_promise_that_nobody_made(session: Session) -> None:
    version = a_survey().versions[0]
    plain = translations.thanks(version, "en", is_detractor=False, promise=None)
    assert translations.thanks(version, "en", is_detractor=True, promise=None) == plain
    assert "promise" not in plain


def test_a_visitor_of_an_unknown_language_is_thanked_in_the_default_one(session: Session) -> None:
    version = a_survey(languages=("zh_Hant", "en")).versions[0]
    assert translations.thanks(version, "fr", is_detractor=False, promise=None).startswith("謝謝")


def test_languages_have_the_names_their_readers_use() -> None:
    assert translations.language_name("de", "zh_Hans") == "德语"
    assert (translations.own_name("de"), translations.own_name("zh_Hant")) == ("Deutsch", "繁體中文")
    offered = dict(translations.choices("en", without=["en", "zh_Hans"]))
    assert offered["pt"] == "Portuguese"
    assert "zh_Hant" in offered
    assert not {"zh", "en", "zh_Hans", "root"} & set(offered)
