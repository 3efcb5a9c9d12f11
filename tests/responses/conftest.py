"""A survey's pages on a real server, and what became of the answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from tests.factories import a_survey, an_invitation, link_of
from voc.core.db import db
from voc.responses.models import Response

Found = Callable[[], list[tuple[str, int | None, str | None]]]


@pytest.fixture
def make(fresh_app: Flask, served: str) -> Callable[..., str]:
    """Makes a survey's open page or a person's own one, and gives its address."""

    def address(*, metric: str = "nps", is_open: bool = False, is_anonymous: bool = False, language: str = "en") -> str:
        with fresh_app.test_request_context():
            survey = a_survey(metric=metric, is_anonymous=is_anonymous)
            path = f"/s/{survey.public_id}" if is_open else link_of(an_invitation(survey=survey, language=language))
            db.session.commit()
        return served + path

    return address


@pytest.fixture
def responses(fresh_app: Flask) -> Callable[[], list[tuple[str, int | None, str | None]]]:
    """State, score and how it was confirmed or why not, of every response in order."""

    def found() -> list[tuple[str, int | None, str | None]]:
        with fresh_app.app_context():
            rows = db.session.scalars(select(Response).order_by(Response.id))
            return [(row.state, row.score, row.set_aside_reason or row.confirmed_by) for row in rows]

    return found
