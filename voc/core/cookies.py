"""The session's cookie, at little cost for whoever has none: nearly everybody who answers a survey."""

from __future__ import annotations

from functools import lru_cache

from flask import Flask, Response
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer


class Sessions(SecureCookieSessionInterface):
    """The framework's own, with what signs made once for a key instead of anew for each request."""

    def __init__(self) -> None:
        self._signing = lru_cache(maxsize=1)(self._make)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        return self._signing(app, app.secret_key)

    def _make(self, app: Flask, _key: str | bytes | None) -> URLSafeTimedSerializer | None:
        return super().get_signing_serializer(app)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if session or session.accessed or session.modified:
            super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    app.session_interface = Sessions()
