"""A photo on its way in: attached to the one response it belongs to, whatever else happens to the form."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from io import BytesIO
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.client import Client
from tests.factories import (
    a_response,
    a_survey,
    a_touchpoint,
    a_user,
    an_invitation,
    ask_also,
    link_of,
    published,
    recorded,
    values,
)
from tests.photographs import SECRETS, UPRIGHT, a_photo, parts, seen
from tests.pictures import a_png
from tests.responses.test_steps import answers_of, carried_in
from voc.core import clock, redrawing
from voc.responses.jobs import forget_photos
from voc.responses.links import ways
from voc.responses.models import Photo, Response, Revision
from voc.responses.photos import keeping, receiving
from voc.responses.values import Unacceptable
from voc.surveys import publishing
from voc.surveys.branching import Condition
from voc.surveys.models import Survey

pytestmark = pytest.mark.usefixtures("session", "hasty")

A_PHOTO = a_photo(orientation=6)
NO_FILE = ("photo-camera", "", b"")


def a_photo_survey(*, is_required: bool = False, **more: Any) -> Survey:
    survey = a_survey(is_live=False, **more)
    ask_also(survey, "photo")
    ask_also(survey, "email")
    assert survey.draft
    next(each for each in survey.draft.questions if each.key == "photo").is_required = is_required
    return published(survey)


def send(
    client: FlaskClient,
    link: str,
    html: str,
    *fields: tuple[str, str | bytes],
    photo: bytes | None = None,
    name: str = "x.jpg",
    field: str = "photo-file",
) -> TestResponse:
    """Send the page's form with these fields filled in."""
    files = [NO_FILE, *([] if photo is None else [(field, name, photo)])]
    return client.post(link, **parts([*carried_in(html), *fields], files))


def note(page: TestResponse) -> str:
    found = re.search(r'<p class="mistake" id="photo-mistake">([^<]*)</p>', page.text)
    return unescape(found[1]) if found else ""


def photos(session: Session) -> Sequence[Photo]:
    return session.scalars(select(Photo).execution_options(populate_existing=True)).all()


def the_response(session: Session) -> Response:
    return session.scalars(select(Response)).one()


def photo_of(response: Response) -> object:
    return answers_of(response)["photo"]


@pytest.mark.parametrize("door", ["open", "personal", *(kind for kind in ways.CHANNELS if kind != "k")])
@pytest.mark.parametrize("field", ["photo-file", "photo-camera"])
def test_a_photo_is_part_of_the_answer_through_every_door(
    client: Client, session: Session, door: str, field: str
) -> None:
    survey = a_photo_survey()
    links = {"open": f"/s/{survey.public_id}"}
    if door == "personal":
        links[door] = link_of(an_invitation(survey=survey))
    elif door != "open":
        links[door] = f"/{door}/{a_touchpoint(survey=survey, origins=['https://shop.example']).public_id}"
    page = client.get(links[door])
    assert 'enctype="multipart/form-data"' in page.text
    assert 'accept="image/jpeg,image/png,image/webp"' in page.text
    assert send(client, links[door], page.text, ("score", "2"), photo=A_PHOTO, field=field).status_code == 303
    [kept] = photos(session)
    assert (kept.response_id, kept.waiting_since) == (the_response(session).id, None)
    assert photo_of(the_response(session)) == kept.name
    assert seen(kept.content) == ((90, 120), UPRIGHT)
    assert not any(secret in view for secret in SECRETS for view in (kept.content, kept.small))


def test_a_mistake_elsewhere_loses_no_photo(client: Client, session: Session) -> None:
    survey = a_photo_survey(is_required=True)
    link = f"/s/{survey.public_id}"
    page = send(client, link, client.get(link).text, ("score", "2"), ("email", "nowhere"), photo=A_PHOTO)
    assert page.status_code == 422
    assert "Your photo is attached." in page.text
    assert 'src="data:image/jpeg;base64,' in page.text
    assert note(page) == ""
    [waiting] = photos(session)
    assert (waiting.response_id, waiting.waiting_since) == (None, clock.now())
    done = send(client, link, page.text, ("score", "2"), ("email", "ann@example.org"))
    assert done.status_code == 303
    assert photo_of(the_response(session)) == waiting.name
    [kept] = photos(session)
    assert (kept.id, kept.response_id) == (waiting.id, the_response(session).id)


def test_without_one_it_is_sent_only_where_none_is_required(client: Client, session: Session) -> None:
    link = f"/s/{a_photo_survey(is_required=True).public_id}"
    page = send(client, link, client.get(link).text, ("score", "2"))
    assert (page.status_code, note(page)) == (422, "Please choose a photo.")
    link = f"/s/{a_photo_survey().public_id}"
    assert send(client, link, client.get(link).text, ("score", "2")).status_code == 303
    # Sent as a form without files, as an old browser would.
    sent = {**dict(carried_in(client.get(link).text)), "score": "2"}
    assert client.post(link, data=sent).status_code == 303
    assert not photos(session)


TAKEN_AWAY: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "This file is empty."),
    "SVG": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "JPEG, PNG or WebP only"),
    "GIF": (b"GIF89a" + bytes(60), "JPEG, PNG or WebP only"),
    "HEIC": (b"\0\0\0\x18ftypheic" + bytes(60), "JPEG, PNG or WebP only"),
    "a page": (b"<html><script>alert(1)</script>", "JPEG, PNG or WebP only"),
    "cut off": (A_PHOTO[:-200], "damaged"),
    "too large": (A_PHOTO + bytes(10 * 1024 * 1024), "more than 10 MB"),
    "far too large": (A_PHOTO + bytes(19 * 1024 * 1024), "more than 10 MB"),
    "huge": (a_png(30_000, 30_000), "too many pixels"),
}


@pytest.mark.parametrize(("content", "words"), TAKEN_AWAY.values(), ids=TAKEN_AWAY)
def test_what_is_no_photo_is_said_and_nothing_of_the_answer_lost(
    client: Client, session: Session, content: bytes, words: str
) -> None:
    link = f"/s/{a_photo_survey().public_id}"
    page = send(client, link, client.get(link).text, ("score", "2"), ("email", "ann@example.org"), photo=content)
    assert page.status_code == 422
    assert words in note(page)
    assert 'value="ann@example.org"' in page.text
    assert 'value="2" checked' in page.text
    assert not photos(session)
    assert session.scalars(select(Response)).all() == []
    # And then without it.
    assert send(client, link, page.text, ("score", "2")).status_code == 303


def test_a_bad_second_photo_leaves_the_first(client: Client, session: Session) -> None:
    link = f"/s/{a_photo_survey().public_id}"
    page = send(client, link, client.get(link).text, ("email", "nowhere"), photo=A_PHOTO)
    page = send(client, link, page.text, ("score", "2"), photo=b"GIF89a")
    assert "JPEG, PNG or WebP only" in note(page)
    assert send(client, link, page.text, ("score", "2")).status_code == 303
    assert photo_of(the_response(session)) == photos(session)[0].name


def test_more_than_any_photo_is_refused_in_words_about_photos(client: Client, session: Session) -> None:
    link = f"/s/{a_photo_survey().public_id}"
    page = send(client, link, "", ("score", "2"), photo=bytes(22 * 1024 * 1024))
    assert page.status_code == 413
    assert "choose a smaller photo" in page.text
    assert not photos(session)


@pytest.mark.parametrize("door", ["open", "personal"])
def test_only_a_survey_that_asks_for_photos_takes_a_body_of_that_size(client: Client, door: str) -> None:
    survey = a_survey()
    link = link_of(an_invitation(survey=survey)) if door == "personal" else f"/s/{survey.public_id}"
    assert send(client, link, "", ("score", "2"), photo=bytes(400 * 1024)).status_code == 413
    # Nor does one that asks take as much text.
    asks = f"/s/{a_photo_survey().public_id}"
    assert send(client, asks, "", ("score", "2"), ("comment", "x" * 400 * 1024)).status_code == 413


BOMBS: dict[str, tuple[dict[str, Any], set[int]]] = {
    "ten thousand fields": (parts([(f"f{n}", "1") for n in range(10_000)]), {400, 413}),
    "ten thousand files": (parts([], [(f"f{n}", "x.jpg", b"\xff\xd8\xff") for n in range(10_000)]), {413}),
    "ten thousand empty files": (parts([], [("photo-file", "", b"")] * 10_000), {413}),
    "five hundred and fifty fields": (parts([(f"f{n}", "1") for n in range(550)]), {400}),
    "no text": (parts([("score", "2"), ("comment", b"a\xff\xfeb")]), {400}),
    "half a surrogate pair": (parts([("score", "2"), ("comment", b"a\xed\xa0\x80b")]), {400}),
    "NUL": (parts([("score", "2"), ("comment", b"a\0b")]), {422}),
    "an override of direction": (parts([("score", "2"), ("comment", "pay\u202egnihton")]), {422}),
    "no end": ({"data": b"--limit\r\nbroken", "content_type": "multipart/form-data; boundary=limit"}, {400}),
    "no limit": ({"data": parts([("score", "2")])["data"], "content_type": "multipart/form-data"}, {400}),
    "no name": (
        {"data": b"--limit\r\nContent-Disposition: form-data\r\n\r\n2\r\n--limit--\r\n",
         "content_type": "multipart/form-data; boundary=limit"},
        {400},
    ),
    "no disposition": (
        {"data": b"--limit\r\nX-Y: z\r\n\r\n2\r\n--limit--\r\n", "content_type": "multipart/form-data; boundary=limit"},
        {400},
    ),
    "a head without an end": (
        {"data": b"--limit\r\nContent-Disposition: " + b"x" * 2_000_000,
         "content_type": "multipart/form-data; boundary=limit"},
        {400, 413},
    ),
    "nothing": ({"data": b"", "content_type": "multipart/form-data; boundary=limit"}, {422}),
}  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), BOMBS.values(), ids=BOMBS)
def test_a_form_that_means_harm_is_refused_and_leaves_nothing(
    client: Client, session: Session, body: dict[str, Any], expected: set[int]
) -> None:
    answer = client.post(f"/s/{a_photo_survey().public_id}", **body)
    assert answer.status_code in expected
    assert "<html" in answer.text
    assert session.scalars(select(Response)).all() == []
    assert not photos(session)


STRANGE = [
    "../../../etc/passwd", "A" * 16, "<script>alert(1)</script>", "a" * 100_000, "\u202e" + "A" * 15, "A" * 15 + "\0",
]  # fmt: skip


@pytest.mark.parametrize("name", STRANGE)
def test_a_name_that_is_no_photo_of_ours_is_not_believed(client: Client, session: Session, name: str) -> None:
    link = f"/s/{a_photo_survey().public_id}"
    page = client.post(link, data={"score": "2", "photo": name, "key": "k" * 20})
    assert page.status_code == 422
    assert "<script>" not in page.text
    assert "choose it again" in note(page)
    assert session.scalars(select(Response)).all() == []


def test_nobody_gets_another_answers_photo(client: Client, session: Session) -> None:
    survey = a_photo_survey()
    link = f"/s/{survey.public_id}"
    assert send(client, link, client.get(link).text, ("score", "2"), photo=A_PHOTO).status_code == 303
    [kept] = photos(session)
    thief = client.post(link, data={"score": "9", "photo": kept.name, "key": "t" * 20, "email": "nowhere"})
    # Nor do they see it.
    assert (thief.status_code, "data:image" in thief.text) == (422, False)
    thief = client.post(link, data={"score": "9", "photo": kept.name, "key": "t" * 20})
    assert thief.status_code == 422
    assert photo_of(the_response(session)) == kept.name
    # Nor one that waits for an answer to another survey.
    other = f"/s/{a_photo_survey().public_id}"
    send(client, other, client.get(other).text, ("email", "nowhere"), photo=A_PHOTO)
    waiting = next(each for each in photos(session) if each.waiting_since)
    page = client.post(link, data={"score": "9", "photo": waiting.name, "key": "t" * 20})
    assert "choose it again" in note(page)
    with pytest.raises(Unacceptable):
        a_response(survey=survey, answers={"photo": waiting.name})
    with pytest.raises(Unacceptable):
        a_response(survey=survey, answers={"photo": kept.name})
    assert len(session.scalars(select(Response)).all()) == 1


def test_the_same_form_sent_twice_is_one_answer_with_one_photo(client: Client, session: Session) -> None:
    link = f"/s/{a_photo_survey().public_id}"
    opened = client.get(link).text
    page = send(client, link, opened, ("score", "2"), ("email", "nowhere"), photo=A_PHOTO)
    for _ in range(2):
        assert send(client, link, page.text, ("score", "2")).status_code == 303
    assert len(photos(session)) == 1
    # With the file in it, as after going back to the first page: the later one takes the place of the earlier.
    before = photos(session)[0].name
    assert send(client, link, opened, ("score", "2"), photo=A_PHOTO).status_code == 303
    [kept] = photos(session)
    assert kept.name == photo_of(the_response(session)) != before


def test_another_photo_takes_the_place_of_the_first_and_that_is_gone(client: Client, session: Session) -> None:
    link = link_of(an_invitation(survey=a_photo_survey()))
    send(client, link, client.get(link).text, ("score", "2"), photo=A_PHOTO)
    first = photos(session)[0].name
    again = client.get(link).text
    assert "Your photo is attached." in again
    assert 'src="data:image/jpeg;base64,' in again
    assert send(client, link, again, ("score", "3")).status_code == 303
    assert photo_of(the_response(session)) == first
    assert send(client, link, again, ("score", "3"), photo=a_photo("PNG")).status_code == 303
    [kept] = photos(session)
    assert kept.name == photo_of(the_response(session)) != first
    assert session.scalars(select(Revision)).all()


def test_who_attached_a_photo_can_take_it_away(client: Client, session: Session) -> None:
    survey = a_photo_survey()
    # Before the answer is there, and after.
    link = f"/s/{survey.public_id}"
    page = send(client, link, client.get(link).text, ("email", "nowhere"), photo=A_PHOTO)
    assert "Take this photo away" in page.text
    page = send(client, link, page.text, ("email", "nowhere"), ("photo-away", "1"))
    assert "Your photo is attached." not in page.text
    assert not photos(session)
    link = link_of(an_invitation(survey=survey))
    send(client, link, client.get(link).text, ("score", "2"), photo=A_PHOTO)
    again = client.get(link).text
    assert send(client, link, again, ("score", "2"), ("photo-away", "1")).status_code == 303
    assert not photos(session)
    assert answers_of(the_response(session)) == {"score": 2}
    assert "Your photo is attached." not in client.get(link).text


def test_a_photo_is_taken_away_from_beside_answers_of_any_kind(client: Client, session: Session) -> None:
    survey = a_survey(is_live=False)
    for kind in ("photo", "choices", "matrix"):
        ask_also(survey, kind)
    link = link_of(an_invitation(survey=published(survey)))
    chosen = ("score", "2"), ("choices", "a"), ("matrix-a", "1")
    send(client, link, client.get(link).text, *chosen, photo=A_PHOTO)
    assert send(client, link, client.get(link).text, *chosen, ("photo-away", "1")).status_code == 303
    assert not photos(session)
    assert answers_of(the_response(session)) == {"score": 2, "choices": {"chosen": ["a"]}, "matrix": {"a": 1}}


def test_another_photo_says_more_than_the_box_that_takes_the_first_away(client: Client, session: Session) -> None:
    link = link_of(an_invitation(survey=a_photo_survey()))
    send(client, link, client.get(link).text, ("score", "2"), photo=A_PHOTO)
    first, again = photos(session)[0].name, client.get(link).text
    assert send(client, link, again, ("score", "2"), ("photo-away", "1"), photo=A_PHOTO).status_code == 303
    [kept] = photos(session)
    assert kept.name == photo_of(the_response(session)) != first


def test_nobody_takes_another_ones_photo_away(client: Client, session: Session) -> None:
    link = f"/s/{a_photo_survey().public_id}"
    send(client, link, client.get(link).text, ("score", "2"), photo=A_PHOTO)
    [kept] = photos(session)
    for key in ("t" * 20, ""):
        client.post(link, data={"score": "2", "photo": kept.name, "photo-away": "1", "key": key})
    assert photos(session) == [kept]
    assert kept.name in {answers_of(each).get("photo") for each in session.scalars(select(Response))}


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


def test_a_photo_without_an_answer_is_forgotten_after_a_day(
    client: Client, session: Session, clock: time_machine.Traveller
) -> None:
    link = f"/s/{a_photo_survey().public_id}"
    page = send(client, link, client.get(link).text, ("score", "2"), ("email", "nowhere"), photo=A_PHOTO)
    answered = f"/s/{a_photo_survey().public_id}"
    send(client, answered, client.get(answered).text, ("score", "2"), photo=A_PHOTO)
    forget(session)
    assert len(photos(session)) == 2
    clock.shift(timedelta(hours=24, seconds=1))
    forget(session)
    forget(session)
    [kept] = photos(session)
    assert kept.response_id == the_response(session).id
    # Whoever left the page open is told what to do, and keeps the rest.
    page = send(client, link, page.text, ("score", "2"))
    assert page.status_code == 422
    assert "choose it again" in note(page)
    assert send(client, link, page.text, ("score", "2"), photo=A_PHOTO).status_code == 303


def forget(session: Session) -> None:
    forget_photos.function(session, clock.now())
    session.commit()


def test_an_anonymous_answer_and_its_photo_say_nothing_of_when(client: Client, session: Session) -> None:
    survey = a_photo_survey(is_anonymous=True)
    link = f"/s/{survey.public_id}"
    for _ in range(8):
        assert send(client, link, client.get(link).text, ("score", "2"), photo=A_PHOTO).status_code == 303
    kept = photos(session)
    assert [each.waiting_since for each in kept] == [None] * 8
    assert len({each.id for each in kept}) == 8
    assert min(each.id for each in kept) > 10**6


def test_photos_go_with_their_response(client: Client, session: Session) -> None:
    link = f"/s/{a_photo_survey().public_id}"
    send(client, link, client.get(link).text, ("score", "2"), photo=A_PHOTO)
    session.delete(the_response(session))
    session.flush()
    assert not photos(session)


def test_too_many_photos_from_one_network_are_slowed_down(
    client: Client, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "MOST_PHOTOS", 2)
    link = f"/s/{a_photo_survey().public_id}"
    pages = [send(client, link, "", ("email", "nowhere"), photo=A_PHOTO) for _ in range(3)]
    assert ["wait a few minutes" in note(page) for page in pages] == [False, False, True]
    assert len(photos(session)) == 2


def test_a_server_with_too_many_photos_at_once_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redrawing, "PATIENCE", 0.01)
    link = f"/s/{a_photo_survey().public_id}"
    with redrawing._turn:
        page = send(client, link, client.get(link).text, ("score", "2"), photo=A_PHOTO)
    assert (page.status_code, "in a moment" in note(page)) == (422, True)


def test_an_ended_survey_takes_no_photo(client: Client, session: Session) -> None:
    survey = a_photo_survey()
    link = f"/s/{survey.public_id}"
    opened = client.get(link).text
    session.execute(update(Survey).where(Survey.id == survey.id).values(closed_at=clock.now()))
    late = send(client, link, opened, ("score", "2"), ("email", "ann@example.org"), photo=A_PHOTO)
    assert late.status_code == 410
    assert not photos(session)
    # The words can be copied, as of any page.
    assert 'value="ann@example.org" dir="auto"' in late.text


def test_a_kiosk_asks_for_no_photo_and_takes_none(client: Client, session: Session) -> None:
    survey = a_survey(is_live=False)
    ask_also(survey, "photo")
    ask_also(survey, "line", Condition("photo"))
    assert survey.draft
    next(each for each in survey.draft.questions if each.key == "photo").is_required = True
    link = f"/k/{a_touchpoint(survey=published(survey)).public_id}"
    page = client.get(link).text
    assert 'type="file"' not in page
    assert "multipart" not in page
    # Where it is required, it holds nobody up; and with it goes what depends on it.
    sent = client.post(link, data={**dict(carried_in(page)), "score": "9", "photo": "preview-of-photo"})
    assert sent.status_code == 303
    assert answers_of(the_response(session)) == {"score": 9}
    assert send(client, link, client.get(link).text, ("score", "2"), photo=A_PHOTO).status_code != 200
    assert not photos(session)


def test_the_console_says_that_a_kiosk_asks_for_no_photo(client: Client) -> None:
    client.sign_in(a_user())
    for survey, is_said in ((a_photo_survey(), True), (a_survey(title="Plain"), False)):
        page = client.get(f"/surveys/{survey.id}/links/{a_touchpoint(survey=survey).id}").text
        assert ("The question for a photo is left out here" in page) == is_said


def test_what_a_robot_sends_is_set_aside_together_with_its_photo(client: Client, session: Session) -> None:
    link = f"/s/{a_photo_survey().public_id}"
    page = client.get(link).text
    assert send(client, link, page, ("score", "2"), ("website", "x"), photo=A_PHOTO).status_code == 303
    assert the_response(session).state == "set_aside"
    assert photos(session)[0].response_id == the_response(session).id


def test_many_recorded_together_keep_their_photos(client: Client, session: Session) -> None:
    survey = a_photo_survey()
    link = f"/s/{survey.public_id}"
    send(client, link, client.get(link).text, ("email", "nowhere"), photo=A_PHOTO)
    [waiting] = photos(session)
    response, _other = recorded([values(survey=survey, answers={"photo": waiting.name}), values(survey=survey)])
    assert photos(session)[0].response_id == response.id


def without_photo_question(session: Session, survey: Survey) -> None:
    """Publish the next version, which asks for none."""
    draft = publishing.new_draft(session, survey)
    draft.questions.remove(next(each for each in draft.questions if each.key == "photo"))
    session.flush()
    published(survey)


@pytest.mark.parametrize("is_known", [True, False], ids=["after another answer", "first"])
@pytest.mark.parametrize("door", ["open", "touchpoint"])
def test_a_photo_of_a_page_that_asks_for_none_by_now_is_taken_as_it_was_asked(
    client: Client, session: Session, door: str, *, is_known: bool
) -> None:
    survey = a_photo_survey()
    link = f"/s/{survey.public_id}" if door == "open" else f"/l/{a_touchpoint(survey=survey).public_id}"
    page = client.get(link).text
    without_photo_question(session, survey)
    session.expire_all()
    if is_known:
        assert client.post(link, data=dict([*carried_in(client.get(link).text), ("score", "9")])).status_code == 303
    large = A_PHOTO + bytes(400 * 1024)
    # What is wrong is said on the page that was shown.
    again = send(client, link, page, ("score", "2"), ("email", "nowhere"), photo=large)
    assert (again.status_code, "Your photo is attached." in again.text) == (422, True)
    for _ in range(2):
        assert send(client, link, again.text, ("score", "2")).status_code == 303
    [kept] = photos(session)
    [response] = session.scalars(select(Response).where(Response.score == 2))
    assert (photo_of(response), kept.response_id) == (kept.name, response.id)
    assert response.version.number == 1
    # Whoever opens the page now is asked what is asked now.
    assert "multipart" not in client.get(link).text
    assert client.post(link, data=dict([*carried_in(client.get(link).text), ("score", "5")])).status_code == 303
    [newest] = session.scalars(select(Response).where(Response.score == 5))
    assert newest.version.number == 2


def test_a_survey_that_never_asked_for_photos_takes_no_version_on_trust(client: Client, session: Session) -> None:
    survey = a_survey()
    link = f"/s/{survey.public_id}"
    publishing.new_draft(session, survey)
    published(survey)
    sent = [*carried_in(client.get(link).text), ("score", "2"), ("version", "1")]
    assert client.post(link, **parts(sent)).status_code == 303
    assert the_response(session).version.number == 2


def test_waiting_photos_are_bounded_in_all(client: Client, session: Session, room: Callable[..., None]) -> None:
    room(waiting_photos=2)
    links = [f"/s/{a_photo_survey().public_id}" for _ in range(2)]
    # Those that have their answer do not count.
    for _ in range(3):
        assert send(client, links[0], client.get(links[0]).text, ("score", "2"), photo=A_PHOTO).status_code == 303
    pages = [send(client, links[n % 2], "", ("score", "2"), ("email", "nowhere"), photo=A_PHOTO) for n in range(3)]
    assert ["no room for photos" in note(page) for page in pages] == [False, False, True]
    assert len(photos(session)) == 5
    # Without it the answer is taken, and with its own photo whoever had one waiting.
    assert send(client, links[0], pages[2].text, ("score", "2")).status_code == 303
    assert send(client, links[0], pages[0].text, ("score", "2")).status_code == 303
    assert send(client, links[0], client.get(links[0]).text, ("score", "2"), photo=A_PHOTO).status_code == 303
    assert [each.response_id is None for each in photos(session)].count(True) == 1


def test_bytes_of_waiting_photos_are_bounded_in_all(
    client: Client, session: Session, now: datetime, room: Callable[..., None]
) -> None:
    room(waiting_photos_mb=1)
    survey = a_photo_survey()
    waiting = keeping.Room(photos=10, bytes=2**20)
    half = redrawing.Redrawn(1, 1, content=bytes(2**19), small=b"")
    keeping.keep(session, survey, half, now, waiting)
    keeping.keep(session, survey, replace(half, content=bytes(2**19 - 8)), now, waiting)
    with pytest.raises(keeping.Full):
        keeping.keep(session, survey, replace(half, content=bytes(9)), now, waiting)
    session.commit()
    link = f"/s/{survey.public_id}"
    page = send(client, link, client.get(link).text, ("score", "2"), photo=A_PHOTO)
    assert (page.status_code, "no room for photos" in note(page)) == (422, True)
    assert len(photos(session)) == 2


@pytest.mark.parametrize("tight", [{"waiting_photos": 4}, {"waiting_photos_mb": 1}])
def test_no_network_takes_all_the_room(
    client: Client, session: Session, room: Callable[..., None], monkeypatch: pytest.MonkeyPatch, tight: dict[str, int]
) -> None:
    room(**tight)
    monkeypatch.setattr(keeping, "MOST_AT_ONCE", 1)
    monkeypatch.setattr(keeping, "TYPICAL", 2**18)
    noise = BytesIO()
    Image.frombytes("RGB", (512, 512), random.Random(1).randbytes(512 * 512 * 3)).save(noise, "JPEG", quality=85)
    link = f"/s/{a_photo_survey().public_id}"

    def is_refused(address: str) -> bool:
        fields, files = [("score", "2"), ("email", "nowhere")], [("photo-file", "x.jpg", noise.getvalue())]
        page = client.post(link, **parts(fields, files), environ_overrides={"REMOTE_ADDR": address})
        return "no room for photos" in note(page)

    assert [is_refused("198.51.100.7") for _ in range(5)] == [False, False, False, True, True]
    assert not is_refused("198.51.100.8")
    assert is_refused("198.51.100.7")


@pytest.fixture
def room(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sets how much may wait."""

    def set_to(**settings: int) -> None:
        monkeypatch.setitem(app.config, "VOC", replace(app.config["VOC"], **settings))

    return set_to
