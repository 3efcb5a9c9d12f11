"""Who sees a photo in the console, how it is sent there, and what stands for it where nobody may see it."""

from __future__ import annotations

import csv
import io
import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import a_user, a_workspace, an_invitation, link_of
from tests.photographs import UPRIGHT, seen
from tests.responses.photos.attached import A_PHOTO, a_photo_survey, send
from voc.core import clock
from voc.followups import opening
from voc.responses.models import Photo, Response
from voc.staff.models import Role
from voc.surveys.models import Survey

pytestmark = pytest.mark.usefixtures("session", "hasty")


@pytest.fixture
def survey(session: Session) -> Survey:
    return a_photo_survey()


@pytest.fixture
def photo(client: Client, session: Session, survey: Survey) -> Photo:
    """One that came with an answer."""
    return attached(client, session, survey)


def attached(client: Client, session: Session, survey: Survey) -> Photo:
    link = f"/s/{survey.public_id}"
    assert send(client, link, client.get(link).text, ("score", "2"), photo=A_PHOTO).status_code == 303
    return session.scalars(select(Photo).where(Photo.response_id.is_not(None)).order_by(Photo.id)).all()[0]


@pytest.mark.parametrize("view", ["", "/small"])
@pytest.mark.parametrize("role", [Role.OWNER, Role.ANALYST, Role.AGENT])
def test_colleagues_who_may_read_answers_as_written_see_it(client: Client, photo: Photo, view: str, role: Role) -> None:
    answer = client.sign_in(a_user(role=role)).get(f"/photos/{photo.name}{view}")
    assert answer.status_code == 200
    assert seen(answer.data) == ((90, 120), UPRIGHT)
    headers = answer.headers
    assert headers["Content-Type"] == "image/jpeg"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"] == 'inline; filename="photo.jpg"'
    assert headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("view", ["", "/small"])
def test_nobody_else_sees_it(client: Client, photo: Photo, view: str) -> None:
    address = f"/photos/{photo.name}{view}"
    client.delete_cookie("voc")
    assert "/sign-in" in client.get(address).location
    client.sign_in(a_user(role=Role.READER))
    assert client.get(address).status_code == 403
    client.sign_in(a_user(workspace=a_workspace()))
    assert client.get(address).status_code == 404
    client.sign_in(a_user())
    assert client.post(address).status_code in (400, 405)
    for name in ("A" * 16, "%00", "..%2F..%2Fetc%2Fpasswd", "%ED%A0%80", "x" * 5000):
        assert client.get(f"/photos/{name}{view}").status_code == 404


def test_one_that_waits_for_its_answer_is_nobodys_to_see(client: Client, session: Session, survey: Survey) -> None:
    link = f"/s/{survey.public_id}"
    send(client, link, client.get(link).text, ("email", "nowhere"), photo=A_PHOTO)
    waiting = session.scalars(select(Photo)).one()
    assert client.sign_in(a_user()).get(f"/photos/{waiting.name}").status_code == 404


def test_lists_show_it_small_and_open_it_large(client: Client, photo: Photo) -> None:
    page = client.sign_in(a_user()).get("/responses").text
    shown = re.search(r'<dd class="photo"><a href="([^"]+)"><img src="([^"]+)" alt="([^"]+)"', page)
    assert shown
    assert shown.groups() == (
        f"/photos/{photo.name}",
        f"/photos/{photo.name}/small",
        "Photo that was attached to “Can you show us?”; opens large",
    )


def test_who_may_not_see_personal_data_reads_that_there_is_one(
    client: Client, session: Session, survey: Survey
) -> None:
    names = [attached(client, session, survey).name for _ in range(5)]
    page = client.sign_in(a_user(role=Role.READER)).get("/responses").text
    assert page.count("[photo]") == 5
    assert "/photos/" not in page
    assert not any(name in page for name in names)


def exported(client: Client, survey: Survey) -> list[dict[str, str]]:
    answer = client.post("/responses/export", data={"format": "csv", "survey": survey.id}, buffered=True)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def test_a_file_has_its_address(client: Client, session: Session, survey: Survey) -> None:
    attached(client, session, survey)
    for _ in range(4):
        attached(client, session, survey)
    names = set(session.scalars(select(Photo.name)))
    rows = exported(client.sign_in(a_user()), survey)
    public_url = client.application.config["VOC"].public_url
    assert {row["photo"] for row in rows} == {f"{public_url}/photos/{name}" for name in names}
    address = rows[0]["photo"].removeprefix(public_url)
    assert client.get(address).status_code == 200
    masked = exported(client.sign_in(a_user(role=Role.READER)), survey)
    assert {row["photo"] for row in masked} == {"[photo]"}


def test_lists_do_not_load_what_they_only_name(
    client: Client, session: Session, survey: Survey, statements: list[str]
) -> None:
    def taken_by(more: int) -> int:
        for _ in range(more):
            attached(client, session, survey)
        client.sign_in(a_user(email=f"reader-of-{more}@example.org"))
        client.get("/responses")
        statements.clear()
        assert client.get("/responses").text.count('<dd class="photo">') >= more
        return len(statements)

    assert taken_by(2) == taken_by(6)
    assert not any("photo.content" in each or "photo.small" in each for each in statements)


def test_the_answers_page_says_how_many_attached_one(client: Client, session: Session, survey: Survey) -> None:
    attached(client, session, survey)
    page = client.sign_in(a_user()).get(f"/surveys/{survey.id}/answers").text
    assert re.search(r"1</a> of 1 response answers it.*?Read them one by one", page, re.DOTALL)


def test_the_case_of_an_unhappy_customer_shows_it(client: Client, session: Session, survey: Survey) -> None:
    agent, link = a_user(), link_of(an_invitation(survey=survey))
    send(client, link, client.get(link).text, ("score", "2"), photo=A_PHOTO)
    case = opening.follow_up(session, session.scalars(select(Response)).one(), clock.now())
    assert case
    photo = session.scalars(select(Photo)).one()
    assert f"/photos/{photo.name}/small" in client.sign_in(agent).get(f"/cases/{case.id}").text
