"""What every answer says to browsers, unless it says otherwise itself."""

from __future__ import annotations

import inspect
from itertools import chain

import pytest
from flask import Flask, Response

from voc.core import headers


def sent(app: Flask, **own: str) -> dict[str, str]:
    with app.test_request_context("/sign-in"):
        said = app.process_response(Response(headers=own))
    names = [name.lower() for name, _ in said.headers]
    assert len(names) == len(set(names))
    return dict(said.headers)


def test_every_answer_is_guarded(app: Flask) -> None:
    said = sent(app)
    assert said["Content-Security-Policy"] == headers.CONTENT_SECURITY_POLICY
    assert said["X-Frame-Options"] == "DENY"
    assert said["X-Content-Type-Options"] == "nosniff"
    assert said["Referrer-Policy"] == said["Cross-Origin-Opener-Policy"] == "same-origin"
    assert said["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in said


@pytest.mark.parametrize("name", [*headers.OURS, "X-Frame-Options", "Cache-Control"])
def test_what_an_answer_says_itself_stays(app: Flask, name: str) -> None:
    assert sent(app, **{name.lower(): "own"})[name.lower()] == "own"


def test_a_page_by_https_stays_with_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", True)
    assert sent(app)["Strict-Transport-Security"] == "max-age=31536000"
    assert sent(app, **{"Strict-Transport-Security": "max-age=1"})["Strict-Transport-Security"] == "max-age=1"


def test_nothing_that_the_application_calls_is_a_coroutine(app: Flask) -> None:
    before, after = app.before_request_funcs.values(), app.after_request_funcs.values()
    called = [*app.view_functions.values(), *chain.from_iterable(before), *chain.from_iterable(after)]
    assert len(called) > 100
    assert [each for each in called if inspect.iscoroutinefunction(each)] == []


def test_who_may_frame_a_page_is_said_by_its_own_policy(app: Flask) -> None:
    assert "X-Frame-Options" not in sent(app, **{"Content-Security-Policy": "frame-ancestors https://example.org"})
