"""A photo of a survey in steps: there after going forth and back, and in a newer version."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import (
    a_survey,
    ask_also,
    published,
)
from tests.responses.photos.attached import A_PHOTO, a_photo_survey, photos, send, the_response
from tests.responses.test_steps import answers_of, carried_in
from voc.surveys import publishing
from voc.surveys.branching import Condition
from voc.surveys.models import Survey

pytestmark = pytest.mark.usefixtures("session", "hasty")


def in_steps(**more: Any) -> tuple[Survey, str]:
    survey = a_survey(is_live=False, **more)
    ask_also(survey, "photo", Condition("score", tuple(range(7))))
    ask_also(survey, "yes_no", Condition("score", tuple(range(7))))
    ask_also(survey, "email", Condition("yes_no", (1,)))
    published(survey)
    return survey, f"/s/{survey.public_id}"


def test_a_photo_survives_going_forth_and_back(client: Client, session: Session) -> None:
    _survey, link = in_steps()
    page = client.get(link)
    assert "multipart" not in page.text
    page = client.post(link, data=dict([*carried_in(page.text), ("score", "2")]))
    assert "multipart" in page.text
    page = send(client, link, page.text, ("yes_no", "1"), photo=A_PHOTO)
    assert "Where can we reach you?" in page.text
    assert "multipart" not in page.text
    [kept] = photos(session)
    assert ("photo", kept.name) in carried_in(page.text)
    # Attached by now, though more may follow.
    assert (kept.response_id, the_response(session).is_partial) == (the_response(session).id, True)
    page = client.post(link, data=dict([*carried_in(page.text), ("email", "nowhere"), ("back", "1")]))
    assert "Your photo is attached." in page.text
    assert 'src="data:image/jpeg;base64,' in page.text
    page = send(client, link, page.text, ("yes_no", "1"))
    done = client.post(link, data=dict([*carried_in(page.text), ("email", "ann@example.org")]))
    assert done.status_code == 303
    assert answers_of(the_response(session)) == {
        "score": 2, "photo": kept.name, "yes_no": 1, "email": "ann@example.org",
    }  # fmt: skip
    assert len(photos(session)) == 1


def test_a_photo_chosen_before_going_back_is_still_there(client: Client, session: Session) -> None:
    _survey, link = in_steps()
    page = client.post(link, data=dict([*carried_in(client.get(link).text), ("score", "2")]))
    page = send(client, link, page.text, ("back", "1"), photo=A_PHOTO)
    assert 'value="2" checked' in page.text
    page = client.post(link, data=dict([*carried_in(page.text), ("score", "3")]))
    assert "Your photo is attached." in page.text
    assert ("photo", photos(session)[0].name) in carried_in(page.text)


def test_a_newer_version_finds_the_photo_that_was_sent_to_the_older(client: Client, session: Session) -> None:
    survey = a_photo_survey()
    link = f"/s/{survey.public_id}"
    page = send(client, link, client.get(link).text, ("score", "2"), ("email", "nowhere"), photo=A_PHOTO)
    publishing.new_draft(session, survey)
    published(survey)
    assert send(client, link, page.text, ("score", "2")).status_code == 303
    assert survey.live
    assert the_response(session).version_id == survey.live.id
    assert len(photos(session)) == 1
