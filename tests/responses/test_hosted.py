"""The page on which a customer answers: both links, both languages, early, late, twice and after the end."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.client import Client
from tests.factories import (
    a_contact,
    a_survey,
    a_team,
    a_workspace,
    an_invitation,
    ask_also,
    link_of,
    published,
    the_workspace,
)
from voc.core import weeks
from voc.core.db import Base
from voc.core.group_commit import GroupCommit
from voc.responses import arriving, hosted, provisional, wording
from voc.responses.models import Response, State
from voc.staff import branding
from voc.surveys import publishing, translations

pytestmark = pytest.mark.usefixtures("session", "hasty")

STATIC = Path(hosted.__file__).parents[1] / "static"


def text_of(page: TestResponse) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page.get_data(as_text=True)).split()))


def key_in(page: TestResponse) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page.text)
    assert found, "the page carries no key"
    return found[1]


def picked_in(page: TestResponse) -> list[str]:
    return re.findall(r'value="(\d+)" checked', page.text)


def everything(session: Session) -> dict[str, int]:
    """How many rows each table has."""
    return {
        name: session.scalar(select(func.count()).select_from(table)) or 0
        for name, table in Base.metadata.tables.items()
    }


def opened(client: Client, link: str) -> dict[str, str]:
    """What says that the page was opened."""
    found = re.search(r'name="opened" value="([^"]+)"', client.get(link).text)
    return {"opened": found[1]} if found else {}


def send(client: Client, link: str, *, score: int | None = 3, comment: str = "", **more: str) -> TestResponse:
    more = {**opened(client, link), **more}
    fields = {"comment": comment, **({} if score is None else {"score": str(score)}), **more}
    return client.post(link, data=fields)


def the_response(session: Session) -> Response:
    return session.scalars(select(Response)).one()


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


def test_after_the_close_a_kind_page_and_nothing_stored(client: Client, session: Session, now: datetime) -> None:
    survey = a_survey()
    links = [link_of(an_invitation(survey=survey)), f"/s/{survey.public_id}"]
    publishing.close(session, survey, now)
    before = everything(session)
    for link in links:
        for answer in (client.get(link), send(client, link, key="page-key-of-ours")):
            assert answer.status_code == 410
            assert "This survey has ended" in text_of(answer)
    seen = client.post(links[0] + "/seen", data={"visit": "visit-one", "score": "3", "visible": "0"})
    assert seen.status_code == 410
    assert everything(session) == before


def test_after_the_close_it_is_still_the_companys_page_in_every_language(
    client: Client, session: Session, now: datetime
) -> None:
    survey = a_survey()
    publishing.close(session, survey, now)
    branding.paint(the_workspace(), "#aa0000")
    for link in (link_of(an_invitation(survey=survey)), f"/s/{survey.public_id}"):
        page = client.get(link)
        assert '<p class="company">Acme</p>' in page.text
        assert "/brand/aa0000.css" in page.text
        other = re.search(r'<a href="([^"]+)" lang="zh-Hans"', page.text)
        assert other
        assert "问卷已结束" in client.get(unescape(other[1])).text
        # Also the page on which an answer came too late.
        assert 'lang="zh-Hans"' in send(client, link, key="page-key-of-ours").text


@pytest.mark.parametrize(
    ("said", "rows"),
    [
        ("Slow.", None),
        ("等了三天，没有回复。", None),
        ("等了三天，没有人打电话，也没有人回复。", 2),
        ("Slow.\n\nVery slow.", 3),
    ],
)
def test_what_came_too_late_is_whole_in_sight(
    client: Client, session: Session, now: datetime, said: str, rows: int | None
) -> None:
    survey = a_survey()
    publishing.close(session, survey, now)
    late = send(client, f"/s/{survey.public_id}", comment=said, key="page-key-of-ours").text
    found = re.search(r'<textarea id="typed-1" rows="(\d+)"', late)
    assert (int(found[1]) if found else None) == rows
    assert (f'<input id="typed-1" value="{said}"' in late) == (rows is None)


def test_what_came_too_late_is_shown_to_copy_and_stored_nowhere(
    client: Client, session: Session, now: datetime
) -> None:
    survey = a_survey(is_live=False)
    ask_also(survey, "choice")
    ask_also(survey, "email")
    published(survey)
    link, hostile = f"/s/{survey.public_id}", "Slow.\nVery slow.</textarea><script>"
    publishing.close(session, survey, now)
    fields = {"choice": "other", "choice-other": "By boat", "email": "ann@example.org", "key": "page-key-of-ours"}
    before = everything(session)
    # Also where a score was lacking: nobody is asked to mend what can no longer be taken.
    late = send(client, link, score=None, comment=hostile, **fields)
    assert late.status_code == 410
    [words] = re.findall(r"<textarea[^>]* readonly>\n(.*?)</textarea>", late.text, re.DOTALL)
    assert unescape(words) == hostile
    assert re.findall(r'value="([^"]+)" dir="auto" autocomplete="off" readonly', late.text) == [
        "By boat",
        "ann@example.org",
    ]
    assert "We are sorry that we can no longer take it." in text_of(late)
    assert late.headers["Cache-Control"] == "no-store"
    # In another language the same page would stand there without them.
    assert "<nav" not in late.text
    assert everything(session) == before
    assert "What you wrote" not in send(client, link, key="page-key-of-ours").text
    assert "What you wrote" not in client.get(link).text
    # Under the company's name stands nothing that another site has a browser send.
    theirs = {"key": "page-key-of-theirs", "comment": "Buy elsewhere."}
    for site, is_shown in (("cross-site", False), ("same-site", False), ("same-origin", True)):
        page = client.post(link, data=theirs, headers={"Sec-Fetch-Site": site}).text
        assert ("Buy elsewhere." in page) is is_shown, site


@pytest.mark.parametrize("link_to", ["everybody", "one person"])
def test_what_came_before_it_was_too_late_is_said_to_be_kept(
    client: Client, session: Session, now: datetime, link_to: str
) -> None:
    survey = a_survey()
    personal = link_of(an_invitation(survey=survey, contact=a_contact()))
    link = personal if link_to == "one person" else f"/s/{survey.public_id}"
    assert send(client, link, comment="Slow.", key="page-key-of-ours").status_code == 303
    publishing.close(session, survey, now)
    late = send(client, link, comment="Slow, and dear.", key="page-key-of-ours")
    assert late.status_code == 410
    said = text_of(late)
    assert "What you had answered before is kept; what you added or changed since then was not stored." in said
    assert "Copy it from here if you want to keep it." in said
    assert "stored nowhere" not in said
    assert "Slow, and dear." in late.text


def test_who_used_an_anonymous_invitation_before_gets_their_words_back(client: Client, session: Session) -> None:
    survey = a_survey(is_anonymous=True)
    link = link_of(an_invitation(survey=survey))
    key = key_in(client.get(link))
    send(client, link, key=key)
    again = send(client, link, comment="And slow.", key="another-key-of-ours")
    assert again.status_code == 409
    assert 'value="And slow." dir="auto"' in again.text


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


# Promises


FRIDAY = datetime(2026, 11, 20, 8, tzinfo=UTC)


def test_an_unhappy_customer_is_told_until_when_a_person_answers(client: Client, session: Session) -> None:
    team = a_team(zone="Asia/Shanghai")
    invitation = an_invitation(survey=a_survey(team=team))
    with time_machine.travel(FRIDAY, tick=False):  # 16:00 in Shanghai: too late for Friday.
        thanks = text_of(client.get(send(client, link_of(invitation), score=2).location))
    assert "get back to you by Monday, November 23, 2026, 5:30 PM (Shanghai time)." in thanks
    assert the_response(session).promised_by == datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/Berlin", "Berlin time"),
        ("Asia/Shanghai", "Shanghai time"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires time"),
        ("UTC", "UTC"),
        ("Etc/UTC", "UTC"),
        # A table's sign is the other way round than anybody's.
        ("Etc/GMT+5", "GMT-05:00"),
    ],
)
def test_a_promise_says_whose_clock_it_is_as_people_do(app: Flask, zone: str, words: str) -> None:
    with app.test_request_context():
        assert wording.clock_of(zone, weeks.local(FRIDAY, zone), "en") == words


@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant"])
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Asia/Chongqing", "PRC"])
def test_chinas_clock_is_beijings_in_chinese(app: Flask, zone: str, language: str) -> None:
    with app.test_request_context():
        assert "北京" in wording.clock_of(zone, weeks.local(FRIDAY, zone), language)
        assert "柏林" in wording.clock_of("Europe/Berlin", weeks.local(FRIDAY, "Europe/Berlin"), language)


@pytest.mark.parametrize(
    ("score", "words"),
    [
        (7, "Your answer has arrived, and a person on our team will read every word of it."),
        (8, "Your answer has arrived, and a person on our team will read every word of it."),
        (9, "That makes our day."),
        (10, "That makes our day."),
    ],
)
def test_the_others_are_thanked_without_a_promise(client: Client, session: Session, score: int, words: str) -> None:
    thanks = text_of(client.get(send(client, link_of(an_invitation()), score=score).location))
    assert words in thanks
    assert the_response(session).promised_by is None


def test_nobody_is_promised_what_cannot_be_kept(client: Client, session: Session) -> None:
    unknown = f"/s/{a_survey().public_id}"
    anonymous = link_of(an_invitation(survey=a_survey(is_anonymous=True)))
    unreachable = a_contact(email="x@example.org")
    unreachable.email, unreachable.key = None, "K-1"
    for link in (unknown, anonymous, link_of(an_invitation(contact=unreachable))):
        thanks = text_of(client.get(send(client, link, score=2, key="page-key-of-ours").location))
        assert "get back to you" not in thanks
    assert set(session.scalars(select(Response.promised_by))) == {None}


def test_a_promise_stands_when_the_customer_adds_words(client: Client, session: Session) -> None:
    link = link_of(an_invitation())
    send(client, link, score=2)
    first = the_response(session).promised_by
    with time_machine.travel(first - timedelta(minutes=1), tick=False):  # type: ignore[operator]
        send(client, link, score=1, comment="Still nobody.")
    assert the_response(session).promised_by == first


def test_who_is_unhappy_weeks_later_gets_a_new_promise(client: Client, session: Session) -> None:
    link = link_of(an_invitation())
    send(client, link, score=2)
    with time_machine.travel(FRIDAY + timedelta(days=14), tick=False):
        thanks = text_of(client.get(send(client, link, score=1).location))
    assert "by Friday, December 4, 2026" in thanks


def test_promoters_are_shown_where_to_recommend_us(client: Client, session: Session, now: datetime) -> None:
    survey = a_survey(is_live=False)
    draft = survey.versions[0]
    texts = translations.read(draft)
    texts["en"] |= {"thanks_promoter": "How kind!", "thanks_link_label": "Tell <a> friend"}
    texts["en"]["thanks_link"] = "https://example.com/friends?a=1&b=2"
    publishing.save_texts(session, draft, {"en": texts["en"]}, seen=0)
    publishing.publish(session, draft, now, seen=1)
    links = [link_of(an_invitation(survey=survey)), f"/s/{survey.public_id}"]
    for number, link in enumerate(links):
        page = client.get(send(client, link, score=10, key=f"page-key-of-{number}").location)
        assert "How kind!" in text_of(page)
        assert (
            'href="https://example.com/friends?a=1&amp;b=2" rel="noopener noreferrer">Tell &lt;a&gt; friend<'
            in page.text
        )
    page = client.get(send(client, links[1], score=2, key="another-page-key").location)
    assert "How kind!" not in text_of(page)
    assert "example.com" not in page.text


def test_the_address_of_the_thanks_tells_others_nothing(client: Client) -> None:
    link = f"/s/{a_survey().public_id}"
    addresses = [send(client, link, score=2, key=f"page-number-{n}").location for n in range(2)]
    assert addresses[0] != addresses[1]
    assert not re.search(r"detractor|score|=2", addresses[0])


# What the page's script says


def seen(client: Client, link: str, **more: str) -> int:
    fields = {"visit": "visit-number-one", "score": "3", "visible": "0", "touched": "0", **more}
    return client.post(link + "/seen", data=fields).status_code


def test_a_sighting_is_provisional_and_counts_for_nothing(client: Client, session: Session) -> None:
    invitation = an_invitation()
    assert seen(client, link_of(invitation)) == 204
    response = the_response(session)
    assert (response.state, response.score, invitation.answered_at) == (State.PROVISIONAL, 3, None)


def test_the_trap_says_so(client: Client, session: Session) -> None:
    link = link_of(an_invitation())
    page = client.get(link + "/0x")
    assert (page.status_code, "data-trap" in page.text, picked_in(page)) == (200, True, [])
    assert seen(client, link, score="", trap="1") == 204
    assert the_response(session).set_aside_reason == "trap"


@pytest.mark.parametrize(
    "wrong",
    [
        {"visit": ""},
        {"visit": "short"},
        {"visit": "x" * 65},
        {"visit": "with space"},
        {"score": "11"},
        {"score": ""},
        {"visible": "-1"},
        {"visible": "9" * 9},
        {"visible": "½"},
        {"visible": ""},
    ],
)
def test_a_sighting_that_no_page_of_ours_sends_is_refused(
    client: Client, session: Session, wrong: dict[str, str]
) -> None:
    assert seen(client, link_of(an_invitation()), **wrong) == 400
    assert everything(session)["sighting"] == everything(session)["response"] == 0


def test_sightings_of_one_invitation_have_an_end(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosted, "MOST_SIGHTINGS", 3)
    link = link_of(an_invitation())
    statuses = [seen(client, link, visible=str(n)) for n in range(hosted.MOST_SIGHTINGS + 1)]
    assert statuses[-2:] == [204, 429]


def test_an_anonymous_survey_keeps_no_sighting(client: Client, session: Session) -> None:
    link = link_of(an_invitation(survey=a_survey(is_anonymous=True)))
    assert "data-seen" not in client.get(link + "?score=3").text
    assert seen(client, link) == 204
    assert everything(session)["sighting"] == everything(session)["response"] == 0


def test_after_an_anonymous_invitation_was_used_the_page_says_so(client: Client, session: Session) -> None:
    link = link_of(an_invitation(survey=a_survey(is_anonymous=True)))
    key = key_in(client.get(link))
    assert send(client, link, key=key).status_code == 303
    assert send(client, link, key=key).status_code == 303
    for answer in (client.get(link), send(client, link, key="another-page-key")):
        assert answer.status_code == 409
        assert "You have already answered" in text_of(answer)


def test_what_a_colleague_set_aside_still_thanks_the_customer(client: Client, session: Session) -> None:
    link = link_of(an_invitation())
    send(client, link)
    provisional.set_aside_by_hand(session, the_response(session))
    thanks = client.get(send(client, link, score=2).location)
    assert (thanks.status_code, the_response(session).state) == (200, "set_aside")
    assert "Your answer has arrived" in text_of(thanks)


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
