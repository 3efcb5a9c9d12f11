"""JSON where a form belongs is an empty form."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import a_user


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b"7", b'{"email": 7, "name": {"$gt": ""}}', b'{"email": ["a"], "name": null}', b"{"]
)
@pytest.mark.parametrize("page", ["/sign-in", "/account", "/people", "/surveys/new"])
def test_a_form_takes_no_json(client: Client, session: Session, page: str, body: bytes) -> None:
    if page != "/sign-in":
        client.sign_in(a_user())
    empty = client.post(page)
    answer = client.post(page, data=body, content_type="application/json")
    assert answer.status_code == empty.status_code
    assert answer.status_code < 500
