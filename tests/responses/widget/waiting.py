"""What tests of answers that wait have in common: no line, a server that refuses, who is signed in, what is kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Route
from sqlalchemy import select

from tests.responses.widget.conftest import Stage, signed
from voc.core import clock
from voc.core.db import db
from voc.responses.models import Response, Widget
from voc.surveys import publishing

LATER = "There is no connection just now"


def widget_of(stage: Stage) -> Widget:
    return db.session.scalars(select(Widget).where(Widget.public_id == stage.public_id)).one()


def person(stage: Stage, key: str) -> str:
    """What the page passes on when this person is signed in."""
    with stage.app.app_context():
        who = signed(db.session(), widget_of(stage).workspace_id, key, f"{key}@example.com")
        db.session.commit()
    return f"voc('identify', {json.dumps(who)})"


def identified(page: Page, who: str) -> None:
    with page.expect_response("**/hello"):
        page.evaluate(who)


def cut(route: Route) -> None:
    route.abort()


def refuse(status: int, **more: Any) -> Callable[[Route], None]:
    """Answers as a server would that takes nothing."""

    def handle(route: Route) -> None:
        headers = {"Access-Control-Allow-Origin": "*", "Content-Type": "application/json"}
        route.fulfill(status=status, headers=headers, body=json.dumps({"error": "No.", **more}))

    return handle


def kept(page: Page) -> list[Any]:
    every = "Object.entries(localStorage).map(([name, value]) => name.startsWith('voc:') ? JSON.parse(value) : [])"
    found: list[Any] = page.evaluate(f"{every}.flat()")
    return found


def close(stage: Stage) -> None:
    with stage.app.app_context():
        publishing.close(db.session(), widget_of(stage).survey, clock.now())
        db.session.commit()


def given(stage: Stage) -> list[tuple[str, int | None, str | None]]:
    """State and score of each answer, and whose it is."""
    with stage.app.app_context():
        rows = db.session.scalars(select(Response).order_by(Response.id)).all()
        return [(row.state, row.score, row.contact.key if row.contact else None) for row in rows]


def ends_up(stage: Stage, page: Page, expected: list[tuple[str, int | None, str | None]]) -> None:
    for _ in range(100):
        if given(stage) == expected:
            return
        page.wait_for_timeout(100)
    assert given(stage) == expected
