"""Texts side by side: saved, languages added and removed, two people at once, hostile words."""

from __future__ import annotations

import html
import re
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import a_survey, a_user
from voc.surveys import publishing, translations
from voc.surveys.models import Survey, SurveyVersion

HOSTILE = "</textarea><script>alert(1)</script>'\"&{"


@pytest.fixture
def survey(session: Session, client: Client) -> Survey:
    client.sign_in(a_user())
    return a_survey(is_live=False)


def posted(version: SurveyVersion, **changes: str) -> dict[str, str]:
    """What the browser sends when somebody opened the page, changed this and pressed Save."""
    texts = translations.read(version)
    fields = {f"{language}-{name}": text for language, mine in texts.items() for name, text in mine.items()}
    frame = {"edition": str(version.edition), "languages": ",".join(texts), "default": version.default_language}
    return fields | frame | changes


def title_of_live(survey: Survey) -> tuple[int, str]:
    """Number and English headline of what customers see."""
    live = survey.live
    assert live is not None
    return live.number, live.texts["en"]["title"]


def save(client: Client, survey: Survey, **changes: str) -> int:
    return client.post(f"/surveys/{survey.id}/texts", data=posted(survey.versions[-1], **changes)).status_code


def test_what_may_be_left_empty_says_so_with_the_room_that_the_language_leaves(client: Client, survey: Survey) -> None:
    assert 'Sender’s name <span class="soft">(optional)</span>' in client.get(f"/surveys/{survey.id}/texts").text
    client.sign_in(a_user(language="zh_Hans"))
    assert '发件人名称<span class="soft">（选填）</span>' in client.get(f"/surveys/{survey.id}/texts").text


def test_what_somebody_writes_is_saved(client: Client, survey: Survey) -> None:
    assert save(client, survey, **{"en-score-label": "Would you come back?"}) == 302
    assert survey.versions[0].score_question.texts["en"]["label"] == "Would you come back?"
    assert survey.versions[0].edition == 1


def test_an_unfinished_draft_can_be_saved(client: Client, survey: Survey) -> None:
    assert save(client, survey, **{"en-thanks": ""}) == 302
    assert ">Missing<" in client.get(f"/surveys/{survey.id}/texts").text


def test_line_breaks_stay_where_they_belong(client: Client, survey: Survey) -> None:
    save(client, survey, **{"en-mail_intro": "One\r\n\r\nTwo\0", "en-mail_subject": "A\r\nBcc: eve@example.org"})
    texts = survey.versions[0].texts["en"]
    assert (texts["mail_intro"], texts["mail_subject"]) == ("One\n\nTwo", "A Bcc: eve@example.org")


@pytest.mark.parametrize(
    ("name", "text", "wrong"),
    [
        ("en-score-label", "x" * 301, "300"),
        ("zh_Hans-mail_subject", "长" * 121, "120"),
        ("en-title", "Hello {name}", "{name}"),
        ("en-thanks", "We answer {promise}.", "{promise}"),
        ("en-thanks_link", "javascript:alert(1)", "https://example.com"),
        ("en-thanks_link", "example.com/friends", "https://example.com"),
        ("en-thanks_detractor", "We answer {promis}.", "Here you can use {promise}, "),
    ],
)
def test_what_no_customer_should_read_is_refused(
    client: Client, survey: Survey, name: str, text: str, wrong: str
) -> None:
    page = client.post(f"/surveys/{survey.id}/texts", data=posted(survey.versions[0], **{name: text}))
    assert page.status_code == 422
    [message] = re.findall(rf'<p class="wrong" id="{name}-wrong">(.*?)</p>', page.text)
    assert wrong in message
    assert text in page.text
    assert survey.versions[0].edition == 0


def test_hostile_text_is_shown_as_text(client: Client, survey: Survey) -> None:
    assert save(client, survey, **{"en-title": HOSTILE, "en-thanks": HOSTILE}) == 302
    survey.title = HOSTILE
    for path in ("", f"/{survey.id}", f"/{survey.id}/texts", f"/{survey.id}/settings"):
        page = client.get(f"/surveys{path}", follow_redirects=True)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert HOSTILE in html.unescape(page.text)


def test_who_sees_the_button_is_saved_and_kept(client: Client, survey: Survey, session: Session, now: datetime) -> None:
    button = {"en-thanks_link": "https://example.com/review", "en-thanks_link_label": "Write a review"}
    words = {"zh_Hans-thanks_link_label": "写评价", "zh_Hant-thanks_link_label": "寫評論"}
    assert save(client, survey, **button, **words, link_is_for_all="y") == 302
    assert survey.versions[0].link_is_for_all
    page = client.get(f"/surveys/{survey.id}/texts").text
    assert re.search(r'<input[^>]* checked[^>]* name="link_is_for_all"', page)
    publishing.publish(session, survey.versions[0], now, seen=1)
    assert publishing.new_draft(session, survey).link_is_for_all
    assert save(client, survey) == 302
    assert not survey.versions[-1].link_is_for_all


def test_a_language_is_added_together_with_what_was_written(client: Client, survey: Survey) -> None:
    assert save(client, survey, **{"en-title": "Kept", "new_language": "pt", "add": "1"}) == 302
    version = survey.versions[0]
    assert (version.languages, version.texts["en"]["title"]) == (["en", "zh_Hans", "zh_Hant", "pt"], "Kept")
    page = client.get(f"/surveys/{survey.id}/texts").text
    assert 'lang="pt"' in page
    assert "7 texts missing" in page


@pytest.mark.parametrize("language", ["xx", "zh", "<b>", ""])
def test_a_language_nobody_speaks_is_not_added(client: Client, survey: Survey, language: str) -> None:
    save(client, survey, new_language=language, add="1")
    assert survey.versions[0].languages == ["en", "zh_Hans", "zh_Hant"]


def test_a_language_is_removed(client: Client, survey: Survey) -> None:
    save(client, survey, remove="zh_Hant")
    assert survey.versions[0].languages == ["en", "zh_Hans"]
    assert "zh_Hant" not in survey.versions[0].score_question.texts


def test_the_last_language_cannot_be_removed(client: Client, survey: Survey) -> None:
    save(client, survey, remove="zh_Hant")
    save(client, survey, remove="zh_Hans")
    assert save(client, survey, remove="en") == 422
    assert survey.versions[0].languages == ["en"]


def test_another_language_can_be_the_default(client: Client, survey: Survey) -> None:
    save(client, survey, default="zh_Hant")
    assert survey.versions[0].languages == ["zh_Hant", "en", "zh_Hans"]


def test_two_who_write_at_once_see_each_others_words(client: Client, survey: Survey) -> None:
    mine = posted(survey.versions[0], **{"en-title": "Mine"})
    assert save(client, survey, **{"en-title": "Theirs", "new_language": "fr", "add": "1"}) == 302
    page = client.post(f"/surveys/{survey.id}/texts", data=mine)
    assert page.status_code == 409
    assert survey.versions[0].texts["en"]["title"] == "Theirs"
    assert ">Mine</textarea>" in page.text.replace(">\r\n", ">").replace(">\n", ">")
    assert '<span lang="en" dir="auto">Theirs</span>' in page.text
    # What the page now sends is mine where we differ, and keeps the language they added.
    shown = re.search(r'name="edition"[^>]*value="(\d+)"', page.text)
    assert shown
    assert 'id="fr-title"' in page.text
    again = mine | {"edition": shown[1], "languages": "en,zh_Hans,zh_Hant,fr"}
    assert client.post(f"/surveys/{survey.id}/texts", data=again).status_code == 302
    assert survey.versions[0].texts["en"]["title"] == "Mine"
    assert "fr" in survey.versions[0].languages


def test_what_was_published_meanwhile_is_not_written_into(client: Client, survey: Survey, session: Session) -> None:
    mine = posted(survey.versions[0], **{"en-title": "Mine"})
    client.post(f"/surveys/{survey.id}/publish", data={"edition": "0"})
    page = client.post(f"/surveys/{survey.id}/texts", data=mine, follow_redirects=True)
    assert "Not saved: somebody published this draft" in page.text
    assert survey.versions[0].texts["en"]["title"] == "How are we doing?"


def test_a_live_survey_is_written_anew(client: Client, survey: Survey, session: Session) -> None:
    client.post(f"/surveys/{survey.id}/publish", data={"edition": "0"})
    assert client.get(f"/surveys/{survey.id}/texts").status_code == 302
    assert client.post(f"/surveys/{survey.id}/draft").headers["Location"] == f"/surveys/{survey.id}/texts"
    assert save(client, survey, **{"en-title": "Second"}) == 302
    assert title_of_live(survey) == (1, "How are we doing?")
    client.post(f"/surveys/{survey.id}/publish", data={"edition": "1"})
    assert title_of_live(survey) == (2, "Second")


def test_publishing_what_a_colleague_just_changed_is_refused(client: Client, survey: Survey) -> None:
    save(client, survey, **{"en-title": "Theirs"})
    page = client.post(f"/surveys/{survey.id}/publish", data={"edition": "0"}, follow_redirects=True)
    assert "Somebody changed the draft" in page.text
    assert survey.state == "draft"


def test_publishing_twice_says_so(client: Client, survey: Survey) -> None:
    for words in ("Published.", "It is published already."):
        page = client.post(f"/surveys/{survey.id}/publish", data={"edition": "0"}, follow_redirects=True)
        assert words in page.text


def test_a_draft_is_thrown_away(client: Client, survey: Survey, session: Session) -> None:
    publishing.publish(session, survey.versions[0], survey.created_at, seen=0)
    client.post(f"/surveys/{survey.id}/draft")
    client.post(f"/surveys/{survey.id}/discard")
    assert [version.number for version in survey.versions] == [1]


@pytest.mark.parametrize(
    ("address", "advice"),
    [
        ("example.com/friends", "Write a whole address"),
        ("https://example.com/a friend", "An address cannot hold a space."),
        ("https://example.com/<friend>", "An address cannot hold “<”."),
        ("https://example.com/?from={name}", "Nothing is filled in within an address."),
        ("https://me:secret@example.com/", "Leave out what stands before the @"),
    ],
)
def test_an_address_that_cannot_be_one_is_refused_for_its_own_reason(
    client: Client, survey: Survey, address: str, advice: str
) -> None:
    texts = {"en-thanks_link_label": "Tell a friend", "en-thanks_link": address}
    refused = client.post(f"/surveys/{survey.id}/texts", data=posted(survey.versions[-1], **texts))
    assert refused.status_code == 422
    page = html.unescape(refused.text)
    assert advice in page
    assert (advice == "Write a whole address") == ("Write a whole address" in page)
