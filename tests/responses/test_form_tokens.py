"""Whose forms need a token against forged requests, as in production."""

from __future__ import annotations

from flask import Flask

from tests.factories import an_invitation, link_of
from voc.core.db import db


def test_a_respondents_form_needs_no_token_and_a_colleagues_does(fresh_app: Flask) -> None:
    """Respondents have no cookie whose power a forged form could borrow."""
    with fresh_app.test_request_context():
        link = link_of(an_invitation())
        db.session.commit()
    client = fresh_app.test_client()
    assert client.post(link, data={"score": "3"}).status_code == 303
    assert client.post(link + "/seen", data={"visit": "visit-one", "score": "3", "visible": "0"}).status_code == 204
    assert client.post("/responses/1/restore").status_code in (302, 400)
