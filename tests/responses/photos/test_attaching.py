"""A photo on its way in: attached to the one response it belongs to, whatever else happens to the form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.client import Client
from tests.databases import planted
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
from tests.responses.photos.attached import (
    A_PHOTO,
    a_photo_survey,
    a_survey_with_a_photo,
    note,
    photo_of,
    photos,
    send,
    the_photo_survey,
    the_response,
)
from tests.responses.test_steps import answers_of, carried_in
from voc.core import clock
from voc.responses.jobs import forget_photos
from voc.responses.links import ways
from voc.responses.models import Response, Revision
from voc.responses.values import Unacceptable
from voc.surveys import publishing
from voc.surveys.branching import Condition
from voc.surveys.models import Survey

pytestmark = [pytest.mark.usefixtures("session", "hasty"), planted(a_survey_with_a_photo)]


@pytest.mark.parametrize("door", ["open", "personal", *(kind for kind in ways.CHANNELS if kind != "k")])
@pytest.mark.parametrize("field", ["photo-file", "photo-camera"])
def test_a_photo_is_part_of_the_answer_through_every_door(
    client: Client, session: Session, door: str, field: str
) -> None:
    survey = the_photo_survey()
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
    link = f"/s/{the_photo_survey().public_id}"
    assert send(client, link, client.get(link).text, ("score", "2")).status_code == 303
    # Sent as a form without files, as an old browser would.
    sent = {**dict(carried_in(client.get(link).text)), "score": "2"}
    assert client.post(link, data=sent).status_code == 303
    assert not photos(session)


#: The largest ones are made where they are sent, which is in one test process.
TAKEN_AWAY: dict[str, tuple[bytes | Callable[[], bytes], str]] = {
    "empty": (b"", "This file is empty."),
    "SVG": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "JPEG, PNG or WebP only"),
    "GIF": (b"GIF89a" + bytes(60), "JPEG, PNG or WebP only"),
    "HEIC": (b"\0\0\0\x18ftypheic" + bytes(60), "JPEG, PNG or WebP only"),
    "a page": (b"<html><script>alert(1)</script>", "JPEG, PNG or WebP only"),
    "cut off": (A_PHOTO[:-200], "damaged"),
    "too large": (lambda: A_PHOTO + bytes(10 * 1024 * 1024), "more than 10 MB"),
    "far too large": (lambda: A_PHOTO + bytes(19 * 1024 * 1024), "more than 10 MB"),
    "huge": (lambda: a_png(30_000, 30_000), "too many pixels"),
}


@pytest.mark.parametrize(("content", "words"), TAKEN_AWAY.values(), ids=TAKEN_AWAY)
def test_what_is_no_photo_is_said_and_nothing_of_the_answer_lost(
    client: Client, session: Session, content: bytes | Callable[[], bytes], words: str
) -> None:
    content = content() if callable(content) else content
    link = f"/s/{the_photo_survey().public_id}"
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
    link = f"/s/{the_photo_survey().public_id}"
    page = send(client, link, client.get(link).text, ("email", "nowhere"), photo=A_PHOTO)
    page = send(client, link, page.text, ("score", "2"), photo=b"GIF89a")
    assert "JPEG, PNG or WebP only" in note(page)
    assert send(client, link, page.text, ("score", "2")).status_code == 303
    assert photo_of(the_response(session)) == photos(session)[0].name


def test_more_than_any_photo_is_refused_in_words_about_photos(client: Client, session: Session) -> None:
    link = f"/s/{the_photo_survey().public_id}"
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
    asks = f"/s/{the_photo_survey().public_id}"
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
    answer = client.post(f"/s/{the_photo_survey().public_id}", **body)
    assert answer.status_code in expected
    assert "<html" in answer.text
    assert session.scalars(select(Response)).all() == []
    assert not photos(session)


STRANGE = [
    "../../../etc/passwd", "A" * 16, "<script>alert(1)</script>", "a" * 100_000, "\u202e" + "A" * 15, "A" * 15 + "\0",
]  # fmt: skip


@pytest.mark.parametrize("name", STRANGE)
def test_a_name_that_is_no_photo_of_ours_is_not_believed(client: Client, session: Session, name: str) -> None:
    link = f"/s/{the_photo_survey().public_id}"
    page = client.post(link, data={"score": "2", "photo": name, "key": "k" * 20})
    assert page.status_code == 422
    assert "<script>" not in page.text
    assert "choose it again" in note(page)
    assert session.scalars(select(Response)).all() == []


def test_nobody_gets_another_answers_photo(client: Client, session: Session) -> None:
    survey = the_photo_survey()
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
    link = f"/s/{the_photo_survey().public_id}"
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
    link = link_of(an_invitation(survey=the_photo_survey()))
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
    survey = the_photo_survey()
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
    link = link_of(an_invitation(survey=the_photo_survey()))
    send(client, link, client.get(link).text, ("score", "2"), photo=A_PHOTO)
    first, again = photos(session)[0].name, client.get(link).text
    assert send(client, link, again, ("score", "2"), ("photo-away", "1"), photo=A_PHOTO).status_code == 303
    [kept] = photos(session)
    assert kept.name == photo_of(the_response(session)) != first


def test_nobody_takes_another_ones_photo_away(client: Client, session: Session) -> None:
    link = f"/s/{the_photo_survey().public_id}"
    send(client, link, client.get(link).text, ("score", "2"), photo=A_PHOTO)
    [kept] = photos(session)
    for key in ("t" * 20, ""):
        client.post(link, data={"score": "2", "photo": kept.name, "photo-away": "1", "key": key})
    assert photos(session) == [kept]
    assert kept.name in {answers_of(each).get("photo") for each in session.scalars(select(Response))}


def test_a_photo_without_an_answer_is_forgotten_after_a_day(
    client: Client, session: Session, clock: time_machine.Traveller
) -> None:
    link = f"/s/{the_photo_survey().public_id}"
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
    link = f"/s/{the_photo_survey().public_id}"
    send(client, link, client.get(link).text, ("score", "2"), photo=A_PHOTO)
    session.delete(the_response(session))
    session.flush()
    assert not photos(session)


def test_an_ended_survey_takes_no_photo(client: Client, session: Session) -> None:
    survey = the_photo_survey()
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
    for survey, is_said in ((the_photo_survey(), True), (a_survey(title="Plain"), False)):
        page = client.get(f"/surveys/{survey.id}/links/{a_touchpoint(survey=survey).id}").text
        assert ("The question for a photo is left out here" in page) == is_said


def test_what_a_robot_sends_is_set_aside_together_with_its_photo(client: Client, session: Session) -> None:
    link = f"/s/{the_photo_survey().public_id}"
    page = client.get(link).text
    assert send(client, link, page, ("score", "2"), ("website", "x"), photo=A_PHOTO).status_code == 303
    assert the_response(session).state == "set_aside"
    assert photos(session)[0].response_id == the_response(session).id


def test_many_recorded_together_keep_their_photos(client: Client, session: Session) -> None:
    survey = the_photo_survey()
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
    survey = the_photo_survey()
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
