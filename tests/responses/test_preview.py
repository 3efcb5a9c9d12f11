"""The page as customers will see it, beside the texts it is made of: staff alone look, and nothing is stored."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import a_survey, a_user, a_workspace, the_workspace
from tests.surveys.test_writing import posted
from voc.core.headers import CONTENT_SECURITY_POLICY
from voc.staff import branding
from voc.surveys import publishing, translations
from voc.surveys.models import Survey


@pytest.fixture
def survey(session: Session, client: Client) -> Survey:
    client.sign_in(a_user())
    return a_survey(is_live=False)


def look(client: Client, survey: Survey, *, saved: bool = True, **values: str) -> str:
    """The preview of what is saved, or of what stands in the form."""
    path = f"/surveys/{survey.id}/preview"
    if saved:
        page = client.get(path, query_string=values)
    else:
        page = client.post(path, data=posted(survey.versions[-1], **values))
    assert page.status_code == 200
    return unescape(page.text)


def test_it_is_the_respondents_page_and_cannot_be_answered(client: Client, survey: Survey) -> None:
    page = look(client, survey)
    assert "How likely are you to recommend Acme" in page
    assert "Preview: nothing here is sent or stored." in page
    assert "<main inert>" in page
    assert '<link rel="stylesheet" href="/static/css/respondent.css' in page
    assert "<script" not in page


def test_every_language_of_the_survey(client: Client, survey: Survey) -> None:
    assert "您向朋友或同事推荐 Acme 的可能性有多大？" in look(client, survey, lang="zh_Hans")
    page = look(client, survey, lang="zh-Hant")
    assert 'lang="zh-Hant"' in page
    # The note is the colleague's, who reads English here.
    assert "Preview: nothing here is sent or stored." in page


def test_what_is_typed_is_shown_and_not_kept(client: Client, session: Session, survey: Survey) -> None:
    before = translations.read(survey.versions[0])
    page = look(client, survey, saved=False, **{"en-title": "Not saved yet", "lang": "en"})
    assert "<h1>Not saved yet</h1>" in page
    session.expire_all()
    assert translations.read(survey.versions[0]) == before
    assert survey.versions[0].edition == 0
    assert "Not saved yet" not in look(client, survey)


def test_what_is_typed_is_text(client: Client, survey: Survey) -> None:
    hostile = "</h1><script>alert(1)</script>"
    page = client.post(f"/surveys/{survey.id}/preview", data=posted(survey.versions[0], **{"en-title": hostile})).text
    assert "<script>alert" not in page


def test_the_thanks_of_each_band(client: Client, survey: Survey) -> None:
    button = {"en-thanks_promoter": "How kind!", "en-thanks_link": "https://example.com", "en-thanks_link_label": "Go"}
    shown = {
        band: look(client, survey, saved=False, show=band, lang="en", **button)
        for band in ("promoter", "passive", "detractor")
    }
    assert "How kind!" in shown["promoter"]
    assert 'href="https://example.com"' in shown["promoter"]
    assert "read every word" in shown["passive"]
    assert "https://example.com" not in shown["passive"]
    assert re.search(r"get back to you by Monday\s5:30\s", shown["detractor"])
    everybody = look(client, survey, saved=False, show="detractor", lang="en", link_is_for_all="y", **button)
    assert 'href="https://example.com"' in everybody


def test_an_empty_language_is_shown_as_empty_as_it_is(client: Client, session: Session, survey: Survey) -> None:
    texts = publishing.with_language(survey, translations.read(survey.versions[0]), "de")
    publishing.save_texts(session, survey.versions[0], texts, seen=0)
    assert 'lang="de"' in look(client, survey, lang="de")
    assert 'lang="de"' in look(client, survey, lang="de", show="promoter")


def test_a_live_survey_shows_what_is_live_or_what_is_being_written(client: Client, session: Session) -> None:
    client.sign_in(a_user())
    survey = a_survey()
    assert "How likely" in look(client, survey)
    draft = publishing.new_draft(session, survey)
    texts = translations.read(draft)
    texts["en"]["title"] = "The next version"
    publishing.save_texts(session, draft, texts, seen=0)
    assert "The next version" in look(client, survey)


def test_it_looks_like_the_company(client: Client, survey: Survey) -> None:
    branding.paint(the_workspace(), "#aa0000")
    assert "/brand/aa0000.css" in look(client, survey)


def test_only_our_own_pages_may_frame_it(client: Client, survey: Survey) -> None:
    page = client.get(f"/surveys/{survey.id}/preview")
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"
    policy = page.headers["Content-Security-Policy"]
    assert policy == CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    assert client.get(f"/surveys/{survey.id}/texts").headers["X-Frame-Options"] == "DENY"


def test_nobody_looks_into_another_workspace(client: Client, survey: Survey) -> None:
    theirs = a_survey(workspace=a_workspace(), is_live=False)
    assert client.get(f"/surveys/{theirs.id}/preview").status_code == 404
    assert client.post(f"/surveys/{theirs.id}/preview", data={"languages": "en"}).status_code == 404


@pytest.mark.parametrize("languages", [{}, {"languages": ""}, {"languages": "xx"}, {"languages": "en,en,en"}])
def test_a_form_that_is_none_of_ours_breaks_nothing(client: Client, survey: Survey, languages: dict[str, str]) -> None:
    page = client.post(f"/surveys/{survey.id}/preview", data={**languages, "lang": "\0", "show": "<x>"})
    assert page.status_code == 200
