"""Error pages: what happened in plain words, what to do next, and the id to quote."""

from __future__ import annotations

import contextlib

from flask import Flask, Response, g, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import BadRequest, HTTPException

#: Of a body that is refused we read no more than this, so that nobody can keep us at it for ever.
MOST_READ_ON = 128 * 1024 * 1024
_CHUNK = 64 * 1024


def _advice(code: int) -> tuple[str, str]:
    advice = {
        400: (_("This request makes no sense to us"), _("Go back, reload the page and try again.")),
        403: (_("You may see this, but not do it"), _("Ask an owner of this workspace for the right role.")),
        404: (_("There is nothing here"), _("The address may be mistyped, or what it named is gone.")),
        405: (_("This address does not take that"), _("Go back and use the button on the page.")),
        413: (_("That is too large"), _("Send a smaller file or a shorter text.")),
        429: (_("That was too often"), _("Wait a few minutes, then try again.")),
        503: (_("The server is busy right now"), _("Nothing you sent was kept. Try again in a moment.")),
    }
    return advice.get(
        code, (_("Something went wrong on our side"), _("Try again; if it stays, tell the administrator."))
    )


def init_app(app: Flask) -> None:
    """Render every HTTP error as a page of ours."""

    @app.errorhandler(HTTPException)
    def show(error: HTTPException) -> tuple[str, int] | HTTPException:
        code = error.code or 500
        if code < 400:
            return error
        headline, advice = _advice(code)
        if isinstance(error, CSRFError):
            headline, advice = _("This page was open for too long"), _("Go back, reload the page and try again.")
        return render_template(
            "error.html", code=code, headline=headline, advice=advice, request_id=g.get("request_id")
        ), code

    @app.errorhandler(ParseException)
    def refuse(_error: ParseException) -> tuple[str, int] | HTTPException:
        """A body in pieces whose sizes make no sense: the server sees that only while we read it."""
        return show(BadRequest())

    app.after_request(_read_on)


def _read_on(response: Response) -> Response:
    """Read what is still being sent, whatever the answer is.

    A browser reads our answer when it has sent everything. If the connection ended meanwhile, as it does with what
    nobody has read, it would show that alone, and not the page that says what to do.
    """
    # Only a server that tells where the body ends: others would wait for what never comes.
    if request.method in ("POST", "PUT", "PATCH") and request.environ.get("wsgi.input_terminated"):
        left, stream = MOST_READ_ON, request.environ["wsgi.input"]
        # Whoever sends pieces that make no sense, or goes away, waits for no answer: the server ends the connection.
        with contextlib.suppress(ParseException, OSError):
            while left > 0 and (chunk := stream.read(min(left, _CHUNK))):
                left -= len(chunk)
    return response
