"""A widget on a survey, and what its script sends."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.client import Client
from tests.factories import saved, the_survey
from voc.core import clock, tokens
from voc.responses.models import SigningSecret, Widget
from voc.responses.widget import identities
from voc.responses.widget.appearance import Appearance
from voc.responses.widget.identities import Claim
from voc.surveys.models import Survey

SITE = "https://shop.example.com"

#: Any: what is in an answer's JSON is looked at by the test.
Post = Callable[..., Any]


def a_widget(
    *, survey: Survey | None = None, is_on: bool = True, origins: tuple[str, ...] = (SITE,), **looks: Any
) -> Widget:
    """A card in the corner that one site may show."""
    survey = survey or the_survey()
    appearance = Appearance(**looks)
    return saved(
        Widget(
            workspace_id=survey.workspace_id, survey_id=survey.id, public_id=tokens.public_id(), is_on=is_on,
            kind=appearance.kind, settings=appearance.settings(), origins=list(origins),
        )
    )  # fmt: skip


def signed(session: Session, workspace_id: int, key: str, email: str = "", name: str = "") -> dict[str, str]:
    """What a page passes to `voc("identify", ...)`."""
    row = session.get(SigningSecret, workspace_id) or identities.renew_secret(session, workspace_id, clock.now())
    claim = Claim(key, email, name, "")
    return {"id": key, "email": email, "name": name, "signature": identities.sign(row.secret, claim)}


@pytest.fixture
def post(client: Client) -> Post:
    """Sends as the script does: JSON as plain text, with the site's name."""

    def send(widget: Widget, what: str, content: Any = None, *, origin: str | None = SITE, **more: Any) -> TestResponse:
        body = content if isinstance(content, bytes) else json.dumps({**(content or {}), **more})
        headers = {"Origin": origin} if origin else {}
        return client.post(
            f"/widget/{widget.public_id}/{what}", data=body, headers=headers, content_type="text/plain;charset=UTF-8"
        )

    return send
