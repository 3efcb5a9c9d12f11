"""What a hosted page says when it is too late, and what becomes of words that were typed by then."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape

import pytest
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import (
    a_contact,
    a_survey,
    an_invitation,
    ask_also,
    link_of,
    published,
    the_workspace,
)
from tests.responses.visiting import everything, key_in, send, text_of
from voc.staff import branding
from voc.surveys import publishing

pytestmark = pytest.mark.usefixtures("session", "hasty")


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
