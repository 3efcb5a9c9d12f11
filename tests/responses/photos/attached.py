"""A survey that asks for a photo, and a form that brings one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from html import unescape
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.factories import (
    a_survey,
    ask_also,
    published,
)
from tests.photographs import a_photo, parts
from tests.responses.test_steps import answers_of, carried_in
from voc.core.db import db
from voc.responses.models import Photo, Response
from voc.surveys.models import Survey

A_PHOTO = a_photo(orientation=6)


NO_FILE = ("photo-camera", "", b"")


def a_photo_survey(*, is_required: bool = False, **more: Any) -> Survey:
    survey = a_survey(is_live=False, **more)
    ask_also(survey, "photo")
    ask_also(survey, "email")
    assert survey.draft
    next(each for each in survey.draft.questions if each.key == "photo").is_required = is_required
    return published(survey)


def a_survey_with_a_photo(_session: Session, _now: datetime) -> None:
    """What tests of photos begin on."""
    a_photo_survey()


def the_photo_survey() -> Survey:
    """The one that was planted."""
    first = db.session.scalars(select(Survey).order_by(Survey.id)).first()
    assert first
    return first


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
