"""Two languages side by side, all of them or what is missing; nothing that is out of sight is lost."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import a_survey, a_user
from tests.surveys.test_writing import posted
from voc.surveys import beside, publishing, translations
from voc.surveys.models import Survey


@pytest.fixture
def survey(session: Session, client: Client) -> Survey:
    """English, both Chinese, and German, in which nothing is written yet."""
    client.sign_in(a_user())
    survey = a_survey(is_live=False)
    texts = publishing.with_language(survey, translations.read(survey.versions[0]), "de")
    publishing.save_texts(session, survey.versions[0], texts, seen=0)
    return survey


def in_sight(page: str) -> set[str]:
    """The languages whose fields are not hidden."""
    return set(re.findall(r'<div class="cell" data-language="(\w+)"(?: data-lacks)?>', page))


def texts_in_sight(page: str) -> int:
    return page.count('<fieldset class="text">')


def test_the_default_language_stands_beside_the_one_that_lacks_something(client: Client, survey: Survey) -> None:
    page = client.get(f"/surveys/{survey.id}/texts").text
    assert in_sight(page) == {"en", "de"}
    # What is hidden is still sent.
    assert 'name="zh_Hant-title"' in page


@pytest.mark.parametrize(
    ("wanted", "seen"),
    [("zh_Hant", {"en", "zh_Hant"}), ("all", {"en", "zh_Hans", "zh_Hant", "de"}), ("xx", {"en", "de"})],
)
def test_another_one_can_be_chosen(client: Client, survey: Survey, wanted: str, seen: set[str]) -> None:
    assert in_sight(client.get(f"/surveys/{survey.id}/texts?beside={wanted}").text) == seen


def test_two_languages_need_no_choice(client: Client, session: Session) -> None:
    client.sign_in(a_user())
    survey = a_survey(is_live=False, languages=("en", "zh_Hans"))
    page = client.get(f"/surveys/{survey.id}/texts").text
    assert in_sight(page) == {"en", "zh_Hans"}
    assert 'name="beside"' not in page


def test_only_what_is_missing(client: Client, session: Session, survey: Survey) -> None:
    everything = client.get(f"/surveys/{survey.id}/texts?beside=all").text
    texts = translations.read(survey.versions[0])
    texts["de"] = {**texts["en"], "thanks": "", "intro": ""}
    publishing.save_texts(session, survey.versions[0], texts, seen=1)
    page = client.get(f"/surveys/{survey.id}/texts?beside=de&only_missing=y").text
    # Thanks must be written; the beginning is written in English alone.
    assert texts_in_sight(page) == 2 < texts_in_sight(everything)
    assert texts_in_sight(client.get(f"/surveys/{survey.id}/texts?beside=zh_Hant&only_missing=y").text) == 0


def test_what_is_missing_has_one_count_and_what_is_optional_another(
    client: Client, session: Session, survey: Survey
) -> None:
    texts = translations.read(survey.versions[0])
    texts["de"] = {**texts["en"], "thanks": "", "intro": ""}
    publishing.save_texts(session, survey.versions[0], texts, seen=1)
    page = client.get(f"/surveys/{survey.id}/texts").text
    assert "One text missing" in page
    assert "German (One missing)" in page
    assert page.count("One optional text is not in this language") == 1


def test_where_nothing_is_missing_the_page_says_so(client: Client, session: Session) -> None:
    client.sign_in(a_user())
    survey = a_survey(is_live=False)
    page = client.get(f"/surveys/{survey.id}/texts?only_missing=y").text
    assert '<p class="flash nothing-missing">' in page
    assert '<p class="flash nothing-missing" hidden>' in client.get(f"/surveys/{survey.id}/texts").text


def test_an_address_for_all_languages_is_not_missed(session: Session, survey: Survey) -> None:
    texts = translations.read(survey.versions[0])
    for code in texts:
        texts[code]["thanks_link_label"] = "Go"
    texts["en"]["thanks_link"] = "https://example.com"
    lacks = beside.lacks(texts, survey.versions[0].questions)
    assert all("thanks_link" not in mine for mine in lacks.values())


def test_switching_saves_nothing_and_loses_nothing(client: Client, survey: Survey) -> None:
    typed = posted(survey.versions[0], **{"en-title": "Still typing", "beside": "zh_Hans"})
    page = client.post(f"/surveys/{survey.id}/texts/chosen", data=typed)
    assert page.status_code == 200
    assert in_sight(page.text) == {"en", "zh_Hans"}
    assert "Still typing" in page.text
    assert translations.read(survey.versions[0])["en"]["title"] != "Still typing"


def test_saving_keeps_what_is_in_sight(client: Client, survey: Survey) -> None:
    saved = client.post(
        f"/surveys/{survey.id}/texts", data=posted(survey.versions[0], beside="zh_Hant", only_missing="y")
    )
    assert saved.headers["Location"] == f"/surveys/{survey.id}/texts?beside=zh_Hant&only_missing=y"


def test_a_new_language_is_the_one_in_sight(client: Client, survey: Survey) -> None:
    added = client.post(
        f"/surveys/{survey.id}/texts", data=posted(survey.versions[0], beside="zh_Hant", new_language="ja", add="1")
    )
    assert "beside=ja" in added.headers["Location"]
