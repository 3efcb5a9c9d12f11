"""Answers that need nothing looked up and nobody told anything, taken before the framework begins with their request.

Nearly all answers come by a survey's open link, to a version that somebody has answered before, just as its page sends
them; what follows is a redirect. What the framework does for any page (a session, a language, a form, handlers before
and after) costs ten times as much as what is needed here. Whatever is not certain here goes the way of all requests,
which finds the same (`taking`): so nothing is explained to anybody here, and no rule is made.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote_to_bytes

from flask import Flask
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from voc.core import clock, failpoints, headers, i18n, throttle
from voc.core.db import db
from voc.responses import entrances, form, plain, robots, showing, taking
from voc.responses.arriving import Arrival
from voc.responses.entrances import Door

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_PAGES = "/s/"
_FORM = "application/x-www-form-urlencoded"
#: No number is made of a longer length of a body; Python refuses to, of thousands of digits.
_DIGITS = 9
#: What a browser says of its languages in more than this is nothing that many others say too.
_LONGEST_WISH = 300


class AtOnce:
    """What a server calls: takes such an answer, and gives everything else to the application."""

    def __init__(self, app: Flask) -> None:
        self._app, self._otherwise = app, app.wsgi_app
        self._headers = [
            ("Content-Type", "text/html; charset=utf-8"), ("Content-Length", "0"), *headers.of_pages(app)
        ]  # fmt: skip

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"].startswith(_PAGES):
            with self._app.app_context():
                onward = _take(environ)
            if onward:
                start_response("303 SEE OTHER", [("Location", onward), *self._headers])
                return ()
        return self._otherwise(environ, start_response)


def _take(environ: WSGIEnvironment) -> str | None:
    """Record an answer and say where it leads. None where it is not recorded here."""
    now, door = clock.now(), entrances.known().get(environ["PATH_INFO"][len(_PAGES) :])
    language = door and _language(door, environ)
    posted = _posted(environ) if language else None
    if not door or not language or posted is None:
        return None
    said, key = plain.read(door.version, posted), showing.page_key(door, posted)
    if said is None or key is None:
        return None
    arrival = Arrival(
        survey_id=door.version.survey_id,
        survey_name=door.survey.public_id,
        version_id=door.version.id,
        score_key=said.score_key,
        client_key=key,
        at=now,
        counted_as=throttle.network(environ.get("REMOTE_ADDR")),
        score=said.score,
        comments=said.comments,
        answers=said.answers,
        set_aside=robots.doubt(posted, entrances.secret(), now),
        language=language,
    )
    # There is no page of the framework's whose name this commit could have.
    failpoints.doing.set("responses.at_once")
    try:
        kept = taking.arrivals().do(db.session, arrival)
    except Exception as refusal:  # noqa: BLE001 -- raised again where the framework can tell it
        environ[taking.REFUSAL] = refusal
        return None
    query = {"lang": i18n.html_tag(language), "of": showing.band_token(kept.band)}
    return entrances.with_query(door.path("thanks"), query)


def _language(door: Door, environ: WSGIEnvironment) -> str | None:
    """The language that is read: the address's, or the browser's. None where the address says more than that."""
    query, wish = environ.get("QUERY_STRING", ""), environ.get("HTTP_ACCEPT_LANGUAGE", "")
    if len(query) + len(wish) > _LONGEST_WISH:
        return None
    return _best(query, wish, tuple(door.version.languages))


@lru_cache(maxsize=1024)
def _best(query: str, wish: str, offered: tuple[str, ...]) -> str | None:
    asked = parse_qsl(query, keep_blank_values=True)
    if any(name != "lang" for name, _value in asked):
        return None
    wanted = [*(value for _name, value in asked[:1]), *i18n.accepted(parse_accept_header(wish, LanguageAccept))]
    return i18n.best(wanted, offered, offered[0])


def _posted(environ: WSGIEnvironment) -> dict[str, str] | None:
    """The fields, where each came once. Whoever comes next still finds them where they were."""
    size, kind = environ.get("CONTENT_LENGTH", ""), environ.get("CONTENT_TYPE", "")
    is_a_form = kind.partition(";")[0].strip().lower() == _FORM
    if not is_a_form or not size.isdecimal() or len(size) > _DIGITS or int(size) > taking.MAX_BODY:
        return None
    body = environ["wsgi.input"].read(int(size))
    environ["wsgi.input"] = io.BytesIO(body)
    if len(body) < int(size):
        # Whoever sent it is gone, in the middle of a word perhaps.
        return None
    try:
        # Bytes that are no text would otherwise be handed on as if typed.
        unquote_to_bytes(body).decode()
        fields = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=form.MOST_FIELDS)
    except ValueError:
        return None
    posted = dict(fields)
    return posted if len(posted) == len(fields) else None
