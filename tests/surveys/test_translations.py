"""Texts in many languages: what is missing, what may stand in braces, what the thank-you page says."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.factories import a_survey
from voc.core import i18n
from voc.surveys import publishing, translations
from voc.surveys.models import SurveyVersion
from voc.surveys.translations import Link


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
    thanks = translations.thanks(version, "zh_Hans", band="detractor", promise="周一 17:30 前")
    assert thanks.endswith("您的意见已转给专人处理，周一 17:30 前会有同事与您联系。")


def test_nobody_reads_a_promise_that_nobody_made(session: Session) -> None:
    version = a_survey().versions[0]
    plain = translations.thanks(version, "en", band=None, promise=None)
    assert translations.thanks(version, "en", band="detractor", promise=None) == plain
    assert "promise" not in plain


def a_draft_with(session: Session, **thanks: dict[str, str]) -> SurveyVersion:
    """A draft with these texts of the thanks in each language."""
    version = a_survey(is_live=False, languages=("en", "zh_Hans")).versions[0]
    texts = translations.read(version)
    for language, more in thanks.items():
        texts[language].update(more)
    publishing.save_texts(session, version, texts, seen=version.edition)
    return version


def test_promoters_may_be_thanked_in_words_of_their_own(session: Session) -> None:
    version = a_draft_with(session, en={"thanks_promoter": "How kind!"})
    assert translations.thanks(version, "en", band="promoter", promise=None) == "How kind!"
    usual = translations.thanks(version, "en", band=None, promise=None)
    assert translations.thanks(version, "en", band="passive", promise=None) == usual != "How kind!"
    assert translations.thanks(version, "zh_Hans", band="promoter", promise=None).startswith("感谢")


FRIENDS = "https://example.com/friends"


def test_a_button_for_promoters_is_theirs_alone(session: Session) -> None:
    version = a_draft_with(
        session,
        en={"thanks_link_label": "Tell a friend", "thanks_link": FRIENDS},
        zh_Hans={"thanks_link_label": "推荐给朋友"},
    )
    assert translations.thanks_link(version, "en", band="promoter") == Link("Tell a friend", FRIENDS)
    # One address may do for every language.
    assert translations.thanks_link(version, "zh_Hans", band="promoter") == Link("推荐给朋友", FRIENDS)
    for band in ("passive", "detractor", None):
        assert translations.thanks_link(version, "en", band=band) is None


def test_a_button_for_everybody_hides_from_nobody(session: Session) -> None:
    version = a_draft_with(session, en={"thanks_link_label": "Write a review", "thanks_link": FRIENDS})
    version.link_is_for_all = True
    for band in ("promoter", "passive", "detractor", None):
        assert translations.thanks_link(version, "en", band=band) == Link("Write a review", FRIENDS)


def test_an_address_that_is_none_leads_nowhere(session: Session) -> None:
    version = a_draft_with(session, en={"thanks_link_label": "Tell a friend", "thanks_link": "javascript:alert(1)"})
    assert translations.thanks_link(version, "en", band="promoter") is None


def test_half_a_button_is_a_gap(session: Session) -> None:
    version = a_draft_with(session, en={"thanks_link_label": "Tell a friend"})
    assert [(gap.language, gap.place.name) for gap in translations.gaps(version)] == [("en", "thanks_link")]
    version = a_draft_with(session, en={"thanks_link_label": "Tell a friend", "thanks_link": FRIENDS})
    assert [(gap.language, gap.place.name) for gap in translations.gaps(version)] == [("zh_Hans", "thanks_link_label")]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "//example.com", "example.com", "https://", "ftp://example.com", "https://a b.example",
        "https://x@example.com", "data:text/html,hi", "https://example.com/\\n", "https://[::1", "https://a:99999999",
        "https://example.com/\u202etxt",
    ],
)  # fmt: skip
def test_what_is_no_address_on_the_web(address: str) -> None:
    assert not translations.is_web_address(address)


@pytest.mark.parametrize("address", ["http://shop.example", "https://例え.jp/評価?x=1#top", "https://[::1]:8080/a"])
def test_what_is_one(address: str) -> None:
    assert translations.is_web_address(address)


def test_a_visitor_of_an_unknown_language_is_thanked_in_the_default_one(session: Session) -> None:
    version = a_survey(languages=("zh_Hant", "en")).versions[0]
    assert translations.thanks(version, "fr", band=None, promise=None).startswith("謝謝")


def test_languages_have_the_names_their_readers_use() -> None:
    assert i18n.language_name("zh_Hans", "zh_Hans") == "中文（简体）"
    assert i18n.language_name("de", "zh_Hans") == "德语"
    assert (translations.own_name("de"), translations.own_name("zh_Hant")) == ("Deutsch", "繁體中文")
    offered = dict(translations.choices("en", without=["en", "zh_Hans"]))
    assert offered["pt"] == "Portuguese"
    assert "zh_Hant" in offered
    assert not {"zh", "en", "zh_Hans", "root"} & set(offered)


@pytest.mark.parametrize(
    ("reader", "first", "last"),
    [("en", "Abkhazian", "سرائیکی"), ("zh_Hans", "阿布哈西亚语", "العامية"), ("zh_Hant", "下索布文", "سرائیکی")],
)
def test_languages_to_add_stand_as_their_readers_look_them_up(reader: str, first: str, last: str) -> None:
    offered = translations.choices(reader, without=[])
    names = [name for _code, name in offered]
    # Without any name there would be the tag, of which nobody knows what it means.
    assert all(code != name for code, name in offered)
    assert "mhn" not in dict(offered)
    assert (names[0], names[-1]) == (first, last)


def test_chinese_readers_find_languages_by_sound_or_strokes() -> None:
    wanted = ("de", "fr", "en", "ru", "da", "th")
    by_sound = [code for code, _name in translations.choices("zh_Hans", without=[]) if code in wanted]
    assert by_sound == ["da", "de", "ru", "fr", "th", "en"]  # dān, dé, é, fǎ, tài, yīng
    by_strokes = [code for code, _name in translations.choices("zh_Hant", without=[]) if code in wanted]
    assert by_strokes == ["da", "fr", "ru", "en", "th", "de"]  # 4, 8, 9, 9, 10 and 15 strokes
    assert i18n.language_name("bew", "zh_Hans") == "Betawi"
