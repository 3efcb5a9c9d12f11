"""The page on which a customer answers: both links, both languages, early, late, twice and after the end."""

from __future__ import annotations

import gzip
import re
from datetime import datetime
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import (
    a_contact,
    a_survey,
    a_workspace,
    an_invitation,
    ask_also,
    link_of,
    published,
    the_team,
)
from tests.responses.visiting import everything, key_in, picked_in, send, text_of, the_response
from voc.core.group_commit import GroupCommit
from voc.invitations import mail as invitation_mail
from voc.responses import arriving, hosted
from voc.responses.models import Response
from voc.surveys import publishing, starters

pytestmark = pytest.mark.usefixtures("session", "hasty")

STATIC = Path(hosted.__file__).parents[1] / "static"


# Answering


def test_the_open_link_takes_an_answer_and_thanks(client: Client, session: Session) -> None:
    link = f"/s/{a_survey().public_id}"
    sent = send(client, link, score=9, comment="Quick.", key=key_in(client.get(link)))
    assert sent.status_code == 303
    assert "Thank you." in text_of(client.get(sent.location))
    response = the_response(session)
    assert (response.score, response.state, response.confirmed_by, response.channel) == (9, "final", "comment", "page")
    assert (response.language, response.contact_id) == ("en", None)


def test_the_personal_link_knows_who_answers(client: Client, session: Session) -> None:
    invitation = an_invitation()
    sent = send(client, link_of(invitation), score=9)
    assert "Change or add to your answer" in text_of(client.get(sent.location))
    response = the_response(session)
    assert (response.contact_id, response.confirmed_by, response.channel) == (invitation.contact_id, "button", "email")
    assert invitation.answered_at is not None


def test_sent_twice_is_one_response(client: Client, session: Session) -> None:
    link = f"/s/{a_survey().public_id}"
    key = key_in(client.get(link))
    for _ in range(3):
        assert send(client, link, key=key).status_code == 303
    assert the_response(session).revisions == []


def test_every_load_of_the_open_page_is_another_visitor(client: Client) -> None:
    link = f"/s/{a_survey().public_id}"
    assert key_in(client.get(link)) != key_in(client.get(link))


def test_going_back_finds_the_open_page_as_it_was(client: Client) -> None:
    """`no-store` would make the browser fetch it anew, with another key: a second answer."""
    assert client.get(f"/s/{a_survey().public_id}").headers["Cache-Control"] == "private, no-cache"
    assert client.get(link_of(an_invitation())).headers["Cache-Control"] == "no-store"


def test_a_link_from_the_mail_opens_with_its_score_picked(client: Client) -> None:
    page = client.get(link_of(an_invitation()) + "?score=7")
    assert picked_in(page) == ["7"]
    assert "You picked 7." in text_of(page)


@pytest.mark.parametrize("nonsense", ["11", "-1", "7.0", "٧", "", "seven", "%00", "1%27"])
def test_a_score_that_is_none_picks_nothing(client: Client, nonsense: str) -> None:
    page = client.get(link_of(an_invitation()) + f"?score={nonsense}")
    assert (page.status_code, picked_in(page)) == (200, [])


def test_late_after_an_answer_the_page_shows_it_and_lets_change_it(client: Client, session: Session) -> None:
    link = link_of(an_invitation())
    send(client, link, score=9, comment="Quick.")
    page = client.get(link)
    assert picked_in(page) == ["9"]
    assert "Quick.</textarea>" in page.text
    assert "This is what you answered." in text_of(page)
    send(client, link, score=4, comment="Slow since.")
    response = the_response(session)
    assert (response.score, [revision.score for revision in response.revisions]) == (4, [9])


def test_another_score_clicked_after_an_answer_waits_for_send(client: Client, session: Session) -> None:
    link = link_of(an_invitation())
    send(client, link, score=9)
    page = client.get(link + "?score=2")
    assert picked_in(page) == ["2"]
    assert "You answered 9 before. Press Send to make it 2." in text_of(page)
    assert the_response(session).score == 9


@pytest.mark.parametrize("path", ["/s/nothing-here", "/r/nothing-here", "/r/x", "/s/%00", "/r/%F0%9F%98%80", "/r/a/0x"])
def test_a_link_that_leads_nowhere_says_so_kindly(client: Client, path: str) -> None:
    a_survey()
    page = client.get(path)
    assert page.status_code == 404
    assert "This link leads nowhere" in text_of(page)


def test_a_forged_or_foreign_token_is_not_found(client: Client) -> None:
    link = link_of(an_invitation())
    assert client.get(link[:-1] + ("A" if link[-1] != "A" else "B")).status_code == 404
    assert client.get(link[:-16]).status_code == 404


def test_a_draft_has_no_page(client: Client) -> None:
    assert client.get(f"/s/{a_survey(is_live=False).public_id}").status_code == 404


def test_looking_writes_nothing(client: Client, session: Session) -> None:
    survey = a_survey()
    link = link_of(an_invitation(survey=survey))
    paths = [f"/s/{survey.public_id}", f"/s/{survey.public_id}/thanks", link, link + "/thanks", link + "/0x"]
    before = everything(session)
    for path in [*paths, *(f"{link}?score={score}" for score in range(11))]:
        for method in ("GET", "HEAD", "OPTIONS"):
            assert client.open(path, method=method).status_code in (200, 302)
    assert everything(session) == before


def test_no_cookie_is_set_and_no_third_party_asked(client: Client) -> None:
    link = f"/s/{a_survey().public_id}"
    page = client.get(link)
    sent = send(client, link, key=key_in(page))
    for answer in (page, sent, client.get(sent.location), client.get("/r/nothing-here")):
        assert "Set-Cookie" not in answer.headers
        assert "http" not in re.sub(r"<svg.*?</svg>", "", answer.text, flags=re.DOTALL)


# Languages


@pytest.mark.parametrize(
    ("accepts", "speaks"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-HK,en", "zh-Hant"),
        ("de,fr", "en"),
        ("", "en"),
    ],
)
def test_the_open_page_speaks_the_visitors_language(client: Client, accepts: str, speaks: str) -> None:
    page = client.get(f"/s/{a_survey().public_id}", headers={"Accept-Language": accepts})
    assert f'<html lang="{speaks}" dir="ltr">' in page.text


def test_what_may_be_left_out_says_so_with_the_room_that_its_language_leaves(client: Client) -> None:
    address = f"/s/{a_survey().public_id}"
    assert '? <span class="soft">(if you like)</span>' in client.get(f"{address}?lang=en").text
    assert '？<span class="soft">（选填）</span>' in client.get(f"{address}?lang=zh-Hans").text


def test_a_rating_that_may_be_left_out_says_so_too(client: Client) -> None:
    survey = a_survey(is_live=False)
    ask_also(survey, "rating")
    page = client.get(f"/s/{published(survey).public_id}?lang=en").text
    said = re.findall(r"<legend>(.*?)</legend>", page)
    assert ["(if you like)" in each for each in said] == [False, True]


def test_the_personal_page_speaks_the_invitations_language(client: Client) -> None:
    link = link_of(an_invitation(language="zh_Hant"))
    assert '<html lang="zh-Hant"' in client.get(link, headers={"Accept-Language": "en"}).text
    assert '<html lang="en"' in client.get(link + "?lang=en").text


def test_another_language_keeps_the_score_and_is_kept_to_the_end(client: Client, session: Session) -> None:
    link = link_of(an_invitation())
    page = client.get(link + "?score=2")
    [other] = re.findall(r'href="([^"]+)" lang="zh-Hans"', page.text)
    page = client.get(unescape(other))
    assert picked_in(page) == ["2"]
    [action] = re.findall(r'<form method="post" action="([^"]+)"', page.text)
    sent = client.post(unescape(action), data={"score": "2"})
    assert '<html lang="zh-Hans"' in client.get(sent.location).text
    assert the_response(session).language == "zh_Hans"


def test_a_language_that_the_survey_lacks_falls_to_its_first(client: Client) -> None:
    survey = a_survey(languages=("zh_Hans",))
    page = client.get(f"/s/{survey.public_id}?lang=ar", headers={"Accept-Language": "fr"})
    assert '<html lang="zh-Hans"' in page.text
    assert "languages" not in page.text


def test_arabic_runs_from_right_to_left(client: Client, session: Session) -> None:
    survey = a_survey(is_live=False)
    version = survey.versions[0]
    version.languages = ["ar"]
    version.texts = {"ar": version.texts["en"]}
    for question in version.questions:
        question.texts = {"ar": question.texts["en"]}
    publishing.publish(session, version, survey.created_at, seen=0)
    assert '<html lang="ar" dir="rtl">' in client.get(f"/s/{survey.public_id}").text


# What comes back when something is wrong


def test_no_score_is_asked_for_kindly_and_the_words_stay(client: Client, session: Session) -> None:
    link = f"/s/{a_survey().public_id}"
    key = key_in(client.get(link))
    page = send(client, link, score=None, comment="Nobody <b>called</b> me back.", key=key)
    assert page.status_code == 422
    assert "Please pick a number" in text_of(page)
    assert "<title>Please look again · " in page.text
    assert "Nobody &lt;b&gt;called&lt;/b&gt; me back.</textarea>" in page.text
    assert key_in(page) == key
    assert session.scalar(select(func.count(Response.id))) == 0
    assert send(client, link, comment="Nobody called me back.", key=key).status_code == 303


def test_too_many_words_come_back_whole(client: Client, session: Session) -> None:
    words = "很" * 20_001
    page = send(client, link_of(an_invitation()), comment=words)
    assert page.status_code == 422
    assert words in page.text
    assert picked_in(page) == ["3"]
    assert session.scalar(select(func.count(Response.id))) == 0


def test_the_longest_words_arrive(client: Client, session: Session) -> None:
    words = "😀\n" * 10_000
    assert send(client, link_of(an_invitation()), comment="x" + words.strip()).status_code == 303
    assert [a.verbatim.text for a in the_response(session).answers if a.verbatim] == ["x" + words.strip()]


def test_line_breaks_of_a_browser_are_line_breaks(client: Client, session: Session) -> None:
    send(client, link_of(an_invitation()), comment="One.\r\nTwo.")
    assert [a.verbatim.text for a in the_response(session).answers if a.verbatim] == ["One.\nTwo."]


def test_a_page_without_its_key_asks_once_more_and_gives_one(client: Client) -> None:
    link = f"/s/{a_survey().public_id}"
    page = send(client, link, comment="Late.")
    assert page.status_code == 422
    assert "Late.</textarea>" in page.text
    assert send(client, link, comment="Late.", key=key_in(page)).status_code == 303


def test_too_many_from_one_network_are_asked_to_wait_and_keep_their_words(
    client: Client, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arriving, "MOST_ANSWERS", 3)
    link = f"/s/{a_survey().public_id}"
    for n in range(arriving.MOST_ANSWERS):
        assert send(client, link, key=f"page-number-{n}").status_code == 303
    page = send(client, link, comment="Late.", key="one-page-too-many")
    assert page.status_code == 429
    assert "Late.</textarea>" in page.text
    assert session.scalar(select(func.count(Response.id))) == arriving.MOST_ANSWERS


def test_neither_unclear_forms_nor_strangers_use_up_the_answers_of_others(
    client: Client, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arriving, "MOST_ANSWERS", 3)
    link, personal = f"/s/{a_survey().public_id}", link_of(an_invitation(contact=a_contact()))
    unclear = [client.post(link, data={"key": f"page-number-{n}"}).status_code for n in range(4)]
    assert unclear == [422, 422, 422, 429]
    answers = [send(client, link, key=f"page-number-{n}").status_code for n in range(4)]
    assert answers == [303, 303, 303, 429]
    assert send(client, personal).status_code == 303
    assert session.scalar(select(func.count(Response.id)).where(Response.invitation_id.is_not(None))) == 1


def test_where_too_many_wait_the_words_stay_and_the_next_try_counts(
    app: Flask, client: Client, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = f"/s/{a_survey().public_id}"
    for n in range(2):  # Looked up, and remembered.
        with monkeypatch.context() as patch:
            patch.setitem(app.extensions, "arrivals", GroupCommit(arriving.record_all, most_waiting=0))
            page = send(client, link, comment="Late.", key=f"page-number-{n}")
        assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
        assert "Late.</textarea>" in page.text
        assert key_in(page) == f"page-number-{n}"
        assert session.scalar(select(func.count(Response.id))) == n
        assert send(client, link, comment="Late.", key=f"page-number-{n}").status_code == 303


def test_a_version_published_between_two_answers_is_the_one_that_is_answered(
    client: Client, session: Session, now: datetime
) -> None:
    survey = a_survey()
    link = f"/s/{survey.public_id}"
    send(client, link, key="page-number-1")
    first = the_response(session).version_id
    draft = publishing.new_draft(session, survey)
    publishing.publish(session, draft, now, seen=draft.edition)
    assert send(client, link, key="page-number-2").status_code == 303
    assert set(session.scalars(select(Response.version_id))) == {first, draft.id}


def test_a_chinese_company_is_not_broken_in_two_on_the_page_and_in_the_mail(
    client: Client, session: Session, now: datetime
) -> None:
    workspace = a_workspace()
    survey = publishing.create_from_starter(
        session, workspace.id, starters.STARTERS["relationship-nps"], now,
        company="海港茶", title="", languages=("zh_Hans",), team_id=the_team(workspace).id, is_anonymous=False,
    )  # fmt: skip
    page = client.get(f"/s/{published(survey).public_id}").text
    assert '<span class="whole">海港茶</span>' in page.partition("<legend>")[2].partition("</legend>")[0]
    letter = invitation_mail.render(
        survey.versions[0], "zh_Hans", workspace, site="https://a", answer="https://a/r/x", unsubscribe="https://a/u/x"
    )
    assert re.search(r'<span class="whole" style="white-space: nowrap;?">海港茶</span>', letter.html)


# Weight


def test_the_whole_page_is_under_fifteen_kilobytes(client: Client) -> None:
    survey = a_survey(workspace=a_workspace(name="A company with quite a long name, GmbH & Co. KG"))
    page = client.get(link_of(an_invitation(survey=survey, language="zh_Hans")) + "?score=3")
    names = re.findall(r'(?:href|src)="/static/([^"?]+)', page.text)
    assert sorted(names) == ["css/respondent.css", "css/tokens.css", "js/respondent.js"]
    sizes = {name: len(gzip.compress((STATIC / name).read_bytes())) for name in names}
    sizes["html"] = len(gzip.compress(page.data))
    assert sum(sizes.values()) < 15_000, sizes
    # Room to grow, and a warning before it is used up.
    assert sum(sizes.values()) < 8_000, sizes
