"""The page as customers will see it, beside the texts it is made of: staff alone look, and nothing is stored."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from tests.client import Client
from tests.factories import a_survey, a_user, a_workspace, ask_also, the_workspace
from tests.responses.test_steps import carried_in
from tests.surveys.test_writing import posted
from voc.core.headers import CONTENT_SECURITY_POLICY
from voc.responses.models import Response
from voc.staff import branding
from voc.surveys import publishing, translations
from voc.surveys.branching import Condition
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


def test_it_is_the_respondents_page_and_stores_nothing(client: Client, session: Session, survey: Survey) -> None:
    page = look(client, survey)
    assert "How likely are you to recommend Acme" in page
    assert "Preview: nothing here is sent or stored." in page
    assert f'action="/surveys/{survey.id}/preview?lang=en"' in page
    assert "Your answer has arrived" in walk(client, survey, [("score", "9"), ("comment", "Quick."), ("onward", "1")])
    assert list(session.scalars(select(Response))) == []
    assert '<link rel="stylesheet" href="/static/css/respondent.css' in page
    assert "<script" not in page


def walk(client: Client, survey: Survey, fields: list[tuple[str, str]], **more: str) -> str:
    """What follows when this is sent from a step of the preview."""
    sent = MultiDict([*fields, *([] if "step" in dict(fields) else [("step", "0")]), *more.items()])
    page = client.post(f"/surveys/{survey.id}/preview?lang=en", data=sent)
    assert page.status_code == 200
    return unescape(page.text)


@pytest.fixture
def branching(session: Session, client: Client) -> Survey:
    """After a low score what was bought, of which photo, and after tea where; after a high one a line."""
    client.sign_in(a_user())
    survey = a_survey(is_live=False)
    ask_also(survey, "choices", Condition("score", tuple(range(7))))
    photo = ask_also(survey, "photo", Condition("score", tuple(range(7))))
    next(each for each in survey.versions[0].questions if each.key == photo).is_required = True
    ask_also(survey, "email", Condition("choices", ("a",)))
    ask_also(survey, "line", Condition("score", (9, 10)))
    return survey


def test_it_asks_in_the_steps_of_the_real_page(client: Client, branching: Survey) -> None:
    first = look(client, branching)
    assert ("What did you buy?" in first, "Which shelf?" in first) == (False, False)
    low = walk(client, branching, [("score", "2"), ("onward", "1")])
    assert ("What did you buy?" in low, "Which shelf?" in low, "Step 2 of 3 at most" in low) == (True, False, True)
    # What was answered goes along as on the real page.
    assert '<input type="hidden" name="score" value="2"' in low
    last = walk(
        client, branching, [("step", "1"), ("score", "2"), ("choices", "a"), ("photo-file", "a.jpg"), ("onward", "1")]
    )
    assert "Where can we reach you?" in last
    high = walk(client, branching, [("score", "10"), ("onward", "1")])
    assert ("What did you buy?" in high, "Which shelf?" in high) == (False, True)


def test_the_last_step_leads_to_the_thanks_of_the_score(client: Client, branching: Survey) -> None:
    texts = {"en-thanks_promoter": "How kind!"}
    written = posted(branching.versions[-1], lang="en", **texts)
    kind = walk(client, branching, [("score", "10"), ("step", "2"), ("onward", "1")], **written)
    assert "How kind!" in kind
    angry = [("score", "1"), ("step", "1"), ("choices", "b"), ("photo-file", "a.jpg"), ("onward", "1")]
    assert re.search(r"get back to you by Monday\s5:30\s", walk(client, branching, angry))
    assert "read every word" in walk(client, branching, [("score", "8"), ("onward", "1")])


def test_a_step_back_and_from_the_start(client: Client, branching: Survey) -> None:
    back = walk(client, branching, [("step", "1"), ("score", "2"), ("choices", "b"), ("back", "1")])
    assert 'value="2" checked' in back
    assert '<input type="hidden" name="choices" value="b"' in back
    assert "Start again" in back
    assert "What did you buy?</legend>" not in walk(client, branching, [("languages", "en,zh_Hans"), ("lang", "en")])


def test_what_is_lacking_is_asked_for_as_on_the_real_page(client: Client, branching: Survey) -> None:
    assert "Please pick a number" in walk(client, branching, [("onward", "1")])
    lacking = walk(client, branching, [("step", "1"), ("score", "2"), ("choices", "a"), ("onward", "1")])
    assert "Please choose a photo." in lacking
    # Not while the texts beside it are typed.
    typing = walk(client, branching, [("step", "1"), ("score", "2")])
    assert ("Please choose a photo." in typing, "What did you buy?" in typing) == (False, True)


def test_what_is_written_and_not_saved_goes_along_all_the_way(client: Client, branching: Survey) -> None:
    first = look(client, branching, saved=False, **{"en-thanks": "Bye!", "lang": "en", "link_is_for_all": "y"})
    along = [(name, value) for name, value in carried_in(first) if name != "step"]
    assert ("link_is_for_all", "y") in along
    second = walk(client, branching, [("score", "8"), ("onward", "1"), *along])
    assert "Bye!" in second


def test_every_question_at_once_to_read_and_not_to_answer(client: Client, branching: Survey) -> None:
    page = look(client, branching, show="everything")
    assert ("What did you buy?" in page, "Which shelf?" in page, "<main inert>" in page) == (True, True, True)
    assert "Start again" not in page
    # Nothing looks as if it went on from here.
    assert "Only to look at. To walk through it, choose “The questions”." in page
    assert 'name="onward"' not in page


def test_a_step_that_no_page_of_ours_sends(client: Client, branching: Survey) -> None:
    assert client.post(f"/surveys/{branching.id}/preview", data={"step": "x"}).status_code == 400


def test_every_language_of_the_survey(client: Client, survey: Survey) -> None:
    assert "您向朋友或同事推荐 Acme 的可能性有多大？" in look(client, survey, lang="zh_Hans")
    page = look(client, survey, lang="zh-Hant")
    assert 'lang="zh-Hant"' in page
    # The note is the colleague's, who reads English here.
    assert "Preview: nothing here is sent or stored." in page


def test_it_opens_in_the_language_of_the_colleague_who_looks(client: Client, survey: Survey) -> None:
    client.sign_in(a_user(language="zh_Hant"))
    assert 'lang="zh-Hant"' in look(client, survey)
    assert 'lang="en"' in look(client, survey, lang="en")
    texts = client.get(f"/surveys/{survey.id}/texts").text
    assert f'src="/surveys/{survey.id}/preview?lang=zh-Hant"' in texts
    assert '<option value="zh_Hant" selected>' in texts[texts.index('<select id="lang"') :]
    # A survey that lacks it opens in its first language.
    english_only = a_survey(is_live=False, languages=("en",))
    assert 'lang="en"' in look(client, english_only)


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


def test_an_empty_language_is_shown_in_the_default_one_and_says_so(
    client: Client, session: Session, survey: Survey
) -> None:
    texts = publishing.with_language(survey, translations.read(survey.versions[0]), "de")
    publishing.save_texts(session, survey.versions[0], texts, seen=0)
    page = look(client, survey, lang="de")
    assert 'lang="de"' in page
    assert "<h1>How are we doing? [not in this language yet]</h1>" in page
    # What need not be written is left out, as customers would find it.
    assert "Please be frank" not in page
    thanks = look(client, survey, lang="de", show="promoter")
    assert 'lang="de"' in thanks
    assert "read every word of it. [not in this language yet]" in thanks


def test_what_is_not_written_yet_stands_there_in_the_default_language(
    client: Client, session: Session, survey: Survey
) -> None:
    choice, matrix = ask_also(survey, "choice"), ask_also(survey, "matrix")
    draft = survey.versions[0]
    written = translations.read(draft)
    written["en"][f"{choice}-option-b"] = ""
    written["zh_Hans"] |= {f"{choice}-option-{key}": "" for key in ("a", "b")} | {f"{matrix}-row-a": ""}
    publishing.save_texts(session, draft, written, seen=draft.edition)
    before = translations.read(draft)
    english = look(client, survey, lang="en")
    assert ("By train [" in english, "<span>[no text yet]</span>" in english) == (False, True)
    chinese = look(client, survey, lang="zh_Hans")
    for expected in ("By train [not in this language yet]", "[no text yet]", "The staff [not in this language yet]"):
        assert expected in chinese
    assert "<span>a</span>" not in chinese
    assert "<span>b</span>" not in chinese
    # It is shown and not kept.
    session.expire_all()
    assert translations.read(draft) == before


def test_what_is_not_written_yet_does_not_turn_the_words_around_it(
    client: Client, session: Session, survey: Survey
) -> None:
    texts = publishing.with_language(survey, translations.read(survey.versions[0]), "ar")
    publishing.save_texts(session, survey.versions[0], texts, seen=0)
    page = look(client, survey, lang="ar")
    assert "<h1>\u2068How are we doing? [not in this language yet]\u2069</h1>" in page


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
