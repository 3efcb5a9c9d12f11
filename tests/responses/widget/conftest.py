"""A widget on a survey, what its script sends, and other people's pages on which it stands."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.client import Client
from tests.factories import a_survey, saved, the_survey
from voc.core import clock, tokens
from voc.core.db import db
from voc.invitations.models import Ask
from voc.responses import robots
from voc.responses.models import Response, SigningSecret, Widget
from voc.responses.widget import builds, identities
from voc.responses.widget.appearance import Appearance
from voc.responses.widget.identities import Claim
from voc.surveys import publishing, translations
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
        # Ten seconds ago the page was opened.
        opened = robots.ticket(client.application.config["VOC"].secret_key, clock.now() - timedelta(seconds=10))
        body = content if isinstance(content, bytes) else json.dumps({"opened": opened, **(content or {}), **more})
        headers = {"Origin": origin} if origin else {}
        return client.post(
            f"/widget/{widget.public_id}/{what}", data=body, headers=headers, content_type="text/plain;charset=UTF-8"
        )

    return send


# Pages of somebody else, in a real browser

PLAIN = "body { margin: 2rem; font: 1rem/1.5 serif } main { max-width: 40rem }"


@dataclass
class Site:
    """Somebody else's website: another origin, with pages and headers of its own."""

    address: str
    pages: dict[str, tuple[dict[str, str], str]]

    def put(self, path: str, html: str, **headers: str) -> str:
        self.pages[path] = ({name.replace("_", "-"): value for name, value in headers.items()}, html)
        return self.address + path


@pytest.fixture
def site() -> Iterator[Site]:
    pages: dict[str, tuple[dict[str, str], str]] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers, html = pages.get(self.path.partition("?")[0], pages.get("*", ({}, "")))
            self.send_response(200)
            kind = (
                "text/css"
                if self.path.endswith(".css")
                else "text/javascript"
                if self.path.endswith(".js")
                else "text/html"
            )
            for name, value in {"Content-Type": f"{kind}; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Site(f"http://127.0.0.1:{server.server_port}", pages)
    server.shutdown()
    server.server_close()


@dataclass
class Stage:
    """A widget of a survey, the page it stands on, and what has become of its answers."""

    app: Flask
    served: str
    site: Site

    def snippet(
        self,
        *,
        metric: str = "nps",
        is_anonymous: bool = False,
        survey: Callable[[], Survey] | None = None,
        attributes: str = "",
        friends: str = "",
        **looks: Any,
    ) -> str:
        """`survey` makes what is asked; `friends` is where a button for promoters leads."""
        with self.app.test_request_context(method="POST"):
            asked = survey() if survey else a_survey(metric=metric, is_anonymous=is_anonymous, is_live=not friends)
            if draft := asked.draft:
                button = {"thanks_link": friends, "thanks_link_label": "Tell a friend"}
                texts = {"en": {**translations.read(draft)["en"], **button}}
                publishing.save_texts(db.session(), draft, texts, seen=0)
                publishing.publish(db.session(), draft, clock.now(), seen=1)
            widget = a_widget(survey=asked, origins=(self.site.address,), **{"after": 0, **looks})
            db.session.commit()
            self.public_id = widget.public_id
        build = builds.newest()
        return (
            f'<script async src="{self.served}/widget/{build.name}.js" integrity="{build.integrity}" '
            f'crossorigin="anonymous" data-voc="{self.public_id}" data-shadow="open" {attributes}></script>'
        )

    def page(
        self, snippet: str, *, css: str = PLAIN, body: str = "", lang: str = "en", path: str = "/", **headers: str
    ) -> str:
        self.site.put("/page.css", css)
        script = '<script src="/page.js"></script>' if "/page.js" in self.site.pages else ""
        html = (
            f'<!doctype html><html lang="{lang}"><head><meta charset=utf-8>'
            '<meta name=viewport content="width=device-width">'
            f'<title>Shop</title><link rel=icon href="data:,"><link rel=stylesheet href="/page.css">'
            f"{script}</head><body><main><h1>Shop</h1><p>Words.</p>"
            f"<button>Buy</button> <label>Search <input></label>{body}</main>{snippet}</body></html>"
        )
        return self.site.put(path, html, **headers)

    def answers(self) -> list[tuple[str, int | None, str | None, str, str | None, str]]:
        with self.app.app_context():
            rows = db.session.scalars(select(Response).order_by(Response.id)).all()
            return [
                (r.state, r.score, r.confirmed_by, r.channel, r.language,
                 " ".join(a.verbatim.text for a in r.answers if a.verbatim))
                for r in rows
            ]  # fmt: skip

    def asked(self) -> int:
        with self.app.app_context():
            return len(db.session.scalars(select(Ask).where(Ask.outcome == "asked")).all())


@pytest.fixture
def stage(fresh_app: Flask, served: str, site: Site) -> Stage:
    return Stage(fresh_app, served, site)


@contextlib.contextmanager
def quiet(page: Page) -> Iterator[Page]:
    """Whatever the browser's console calls an error or a warning fails the test."""
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    yield page
    assert not wrong, f"The browser complained: {wrong}"


@pytest.fixture
def visit(context: BrowserContext) -> Iterator[Page]:
    with quiet(context.new_page()) as page:
        yield page


# A visitor who answers


def answer(page: Page, score: int, words: str = "") -> None:
    page.get_by_role("radio", name=str(score), exact=True).check()
    if words:
        page.get_by_role("textbox", name="comment").or_(page.locator("textarea")).last.fill(words)
    page.get_by_role("button", name="Send").click()


def arrived(stage: Stage, page: Page, expected: list[tuple[Any, ...]]) -> None:
    for _ in range(50):
        if stage.answers() == expected:
            return
        page.wait_for_timeout(100)
    assert stage.answers() == expected
