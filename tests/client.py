"""A browser without a browser: Flask's test client, seeing and leaving the database as a real request would."""

from __future__ import annotations

import contextvars
from typing import Any

from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from voc.core.db import db
from voc.staff.models import User
from voc.staff.sessions import SignedIn


class Client(FlaskClient):
    """Requests run outside the test's own application context, which would lend them its `g` and its session."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context():
            db.session.flush()  # What the test has made so far is there for the request.
        response = contextvars.Context().run(super().open, *args, **kwargs)
        if has_app_context():
            db.session.expire_all()  # What the request changed is there for the test.
        return response

    def sign_in(self, user: User) -> Client:
        """Be this person from here on, without the detour over the password."""
        with self.session_transaction() as cookie:
            cookie.clear()
            cookie["_user_id"] = SignedIn(user).get_id()
            cookie["_fresh"] = True
            cookie.permanent = True
        return self
