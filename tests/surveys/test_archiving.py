"""Put away and taken out again: no answer is lost, none is taken, and the key stays taken."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import a_response, a_survey, a_user, an_invitation, link_of
from voc.responses.models import Response
from voc.staff.models import AuditEvent
from voc.surveys import archiving, publishing
from voc.surveys.models import Survey


def titles(page: str, *these: str) -> list[str]:
    return [title for title in these if f">{title}</a>" in page]


def test_it_leaves_the_list_and_stands_in_the_archive(client: Client, session: Session) -> None:
    over, used = a_survey(title="Over"), a_survey(title="Used")
    client.sign_in(a_user())
    page = client.post(f"/surveys/{over.id}/archive", follow_redirects=True).text
    assert titles(page, "Over", "Used") == ["Used"]
    assert "Archive (1)" in page
    assert titles(client.get("/surveys/?show=archive").text, "Over", "Used") == ["Over"]
    assert (over.state, used.state) == ("archived", "live")


def test_without_an_archive_nobody_is_shown_one(client: Client, session: Session) -> None:
    a_survey()
    client.sign_in(a_user())
    assert "Archive (" not in client.get("/surveys/").text
    assert "The archive is empty" in client.get("/surveys/?show=archive").text


def test_answers_stay_and_no_more_are_taken(client: Client, session: Session, now: datetime) -> None:
    survey = a_survey()
    a_response(survey=survey, score=9)
    links = [f"/s/{survey.public_id}", link_of(an_invitation(survey=survey))]
    archiving.archive(session, survey, now)
    for link in links:
        for answer in (client.get(link), client.post(link, data={"score": "3", "key": "page-key-of-ours"})):
            assert answer.status_code == 410
            assert "This survey has ended" in answer.text
    assert session.scalar(select(func.count()).select_from(Response)) == 1
    client.sign_in(a_user())
    assert "<strong>1</strong> response" in client.get("/surveys/?show=archive").text


def test_taken_out_it_is_closed_until_somebody_reopens_it(client: Client, session: Session) -> None:
    survey = a_survey()
    client.sign_in(a_user())
    client.post(f"/surveys/{survey.id}/archive")
    assert "Take it out first" in client.post(f"/surveys/{survey.id}/reopen", follow_redirects=True).text
    assert survey.state == "archived"
    client.post(f"/surveys/{survey.id}/take-out")
    assert survey.state == "closed"
    client.post(f"/surveys/{survey.id}/reopen")
    assert survey.state == "live"


def test_a_draft_comes_out_as_a_draft(client: Client, session: Session) -> None:
    survey = a_survey(is_live=False)
    client.sign_in(a_user())
    client.post(f"/surveys/{survey.id}/archive")
    page = client.post(f"/surveys/{survey.id}/publish", data={"edition": "0"}, follow_redirects=True).text
    assert "Take it out first" in page
    assert survey.live is None
    client.post(f"/surveys/{survey.id}/take-out")
    assert (survey.state, survey.closed_at) == ("draft", None)


def test_a_survey_that_was_closed_before_keeps_the_day(session: Session, now: datetime) -> None:
    survey = a_survey()
    publishing.close(session, survey, now)
    archiving.archive(session, survey, now.replace(year=2027))
    assert survey.closed_at == now


def test_its_key_stays_taken(session: Session, now: datetime) -> None:
    survey = a_survey(title="Returns")
    archiving.archive(session, survey, now)
    assert a_survey(title="Returns").key == "returns-2"


@pytest.mark.parametrize("times", [1, 2])
def test_who_did_it_is_kept_once(client: Client, session: Session, times: int) -> None:
    survey = a_survey(is_live=False)
    user = a_user()
    client.sign_in(user)
    for action in ["archive"] * times + ["take-out"] * times:
        client.post(f"/surveys/{survey.id}/{action}")
    events = session.scalars(select(AuditEvent).where(AuditEvent.action.startswith("survey.")).order_by(AuditEvent.id))
    assert [(event.action, event.user_id) for event in events] == [
        ("survey.archived", user.id), ("survey.unarchived", user.id),
    ]  # fmt: skip


def test_nobody_is_asked_what_is_put_away(client: Client, session: Session, now: datetime) -> None:
    survey = a_survey(title="Put away")
    client.sign_in(a_user())
    assert "Put away" in client.get("/campaigns/new").text
    archiving.archive(session, session.get_one(Survey, survey.id), now)
    assert "Put away" not in client.get("/campaigns/new").text
