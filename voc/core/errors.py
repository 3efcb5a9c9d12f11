"""Error pages: what happened in plain words, what to do next, and the id to quote."""

from __future__ import annotations

import logging
from urllib.parse import quote

from flask import Flask, current_app, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from gunicorn.http.errors import ParseException
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import BadRequest, HTTPException, ServiceUnavailable

from voc.core import bidi
from voc.core.db import db, is_wrong_sql

log = logging.getLogger(__name__)


def _advice(code: int) -> tuple[str, str]:
    advice = {
        400: (_("This request makes no sense to us"), _("Go back, reload the page and try again.")),
        403: (_("Your role does not open this"), _("Ask an owner of this workspace for the right role.")),
        404: (_("There is nothing here"), _("The address may be mistyped, or what it named is gone.")),
        405: (_("This address does not take that"), _("Go back and use the button on the page.")),
        413: (_("That is too large"), _("Send a smaller file or a shorter text.")),
        429: (_("That was too often"), _("Wait a few minutes, then try again.")),
        503: (_("The server is busy right now"), _("Nothing you sent was kept. Try again in a moment.")),
    }
    return advice.get(
        code, (_("Something went wrong on our side"), _("Try again; if it stays, tell the administrator."))
    )


def _to_a_stranger(headline: str, advice: str) -> str:
    """Somebody has mistyped an address, a customer most likely: a page as theirs are, in which nothing is ours."""
    language = str(get_locale())
    return render_template(
        "nothing.html",
        headline=headline,
        text=advice,
        language=language,
        direction=bidi.direction(language),
        languages=[],
    )


def _nowhere(headline: str, advice: str) -> ResponseReturnValue:
    """An address that names nothing: led on where all that is wrong with it is a slash."""
    if address := _without_slash():
        return redirect(address, 308)
    return (_to_a_stranger(headline, advice) if "user" not in g else _shown(404, headline, advice)), 404


def _shown(code: int, headline: str, advice: str) -> str:
    return render_template("error.html", code=code, headline=headline, advice=advice, request_id=g.get("request_id"))


def _without_slash() -> str:
    """Where the page is whose address somebody wrote with a slash behind it; empty where there is none.

    Pages that have one get it from Werkzeug, which leads nobody the other way.
    """
    # One slash in front: "//elsewhere" would be another server's address.
    path = "/" + request.path.strip("/")
    if request.method not in ("GET", "HEAD") or not request.path.endswith("/") or path == request.path:
        return ""
    pages = current_app.create_url_adapter(request)
    if request.url_rule or pages is None or not pages.test(path, "GET"):
        return ""
    # As it was written, where browsers write it in ASCII; other bytes need not be text.
    query = quote(request.query_string, safe="%&=+;/?:@!$'()*,~")
    return quote(path) + (f"?{query}" if query else "")


def init_app(app: Flask) -> None:
    """Render every HTTP error as a page of ours."""

    @app.errorhandler(HTTPException)
    def show(error: HTTPException) -> ResponseReturnValue:
        code = error.code or 500
        if code < 400:
            return error
        headline, advice = _advice(code)
        if isinstance(error, CSRFError):
            headline, advice = _("This page was open for too long"), _("Go back, reload the page and try again.")
        if code == 404:
            return _nowhere(headline, advice)
        return _shown(code, headline, advice), code

    @app.errorhandler(ParseException)
    def refuse(_error: ParseException) -> ResponseReturnValue:
        """A body in pieces whose sizes make no sense: the server sees that only while we read it."""
        return show(BadRequest())

    @app.errorhandler(OperationalError)
    def put_off(error: OperationalError) -> HTTPException | ResponseReturnValue:
        """The disk is full, the lock was not to be had, the connection is lost: it may pass, and nothing was kept."""
        if is_wrong_sql(error):
            raise error
        log.error("database_refused", exc_info=error)
        db.session.rollback()
        return app.handle_http_exception(ServiceUnavailable())

    @app.errorhandler(DataError)
    def refuse_nul(error: DataError) -> ResponseReturnValue:
        """NUL in an address, or where a program sends it: PostgreSQL takes it for no text."""
        db.session.rollback()
        if "NUL" not in str(error.orig):
            raise error
        return show(BadRequest())
