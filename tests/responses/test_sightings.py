"""What the script of a hosted page tells about who looks at it, and what that counts for."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import (
    a_survey,
    an_invitation,
    link_of,
)
from tests.responses.visiting import everything, key_in, picked_in, send, text_of, the_response
from voc.responses import hosted, provisional
from voc.responses.models import State

pytestmark = pytest.mark.usefixtures("session", "hasty")


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
