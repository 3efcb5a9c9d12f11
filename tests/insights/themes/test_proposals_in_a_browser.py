"""Proposed themes decided by keyboard alone, the page that waits for the worker, and what assistive programs meet."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser import barriers
from tests.client import Client
from tests.factories import a_user, the_workspace
from tests.insights.themes.proposed import customers_write, propose
from voc.core.db import db
from voc.insights.evaluation import sampling
from voc.insights.learning.learned_models import LearnedModel
from voc.insights.themes import discovering
from voc.insights.themes.proposal_models import Proposal

# How a page looks and works does not depend on the database: one will do.
pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"])]


@pytest.fixture
def signed_in(fresh_app: Flask, served: str, page: Page) -> str:
    """The server's address, an analyst's session, and customers who wrote."""
    with fresh_app.app_context():
        analyst = a_user(role="analyst")
        customers_write(datetime.now(UTC))
        db.session.commit()
        client = fresh_app.test_client()
        assert isinstance(client, Client)
        cookie = client.sign_in(analyst).get_cookie("voc")
    assert cookie is not None
    page.context.add_cookies([{"name": "voc", "value": cookie.value, "url": served}])
    return served


def proposed(app: Flask) -> list[Proposal]:
    with app.app_context():
        return propose(db.session(), datetime.now(UTC))


def states(app: Flask) -> dict[str, str]:
    with app.app_context():
        return {each.name: each.state for each in db.session.query(Proposal)}


def a_learned_model(workspace_id: int, language: str) -> LearnedModel:
    """A version with figures and words, as the learner keeps one."""
    figure = {name: {"value": 0.8, "low": 0.7, "high": 0.9} for name in ("auc", "macro_f1", "accuracy")}
    figures = {"held_out": 60, "general": figure, "learned": figure, "difference": figure}
    return LearnedModel(
        workspace_id=workspace_id, language=language, made_at=datetime.now(UTC), engine_version="2", examples=60,
        reason="better", is_current=True, figures=figures, words=[["有点", 0.6], ["排队", -1.2]], weights=b"-",
    )  # fmt: skip


def test_accepting_dismissing_and_changing_without_a_mouse(fresh_app: Flask, signed_in: str, page: Page) -> None:
    found = proposed(fresh_app)
    assert len(found) >= 3
    page.goto(f"{signed_in}/themes/proposals")
    rows = page.locator("[data-proposal]")
    expect(rows).to_have_count(len(found))
    # Nothing is decided before a reader has gone to it.
    page.keyboard.press("a")
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("a")
    expect(page.get_by_text("is a theme now")).to_be_visible()
    expect(rows).to_have_count(len(found) - 1)
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("d")
    expect(page.get_by_text("will not be proposed again")).to_be_visible()
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("e")
    name = rows.nth(0).get_by_label("Name")
    expect(name).to_be_focused()
    name.fill("Called by hand")
    name.press("Enter")
    expect(page.get_by_text("“Called by hand” is a theme now")).to_be_visible()
    assert [states(fresh_app)[each.name] for each in found[:3]] == ["accepted", "dismissed", "accepted"]


def test_the_page_shows_what_was_found_when_the_worker_is_done(fresh_app: Flask, signed_in: str, page: Page) -> None:
    page.goto(f"{signed_in}/themes")
    page.get_by_role("button", name="Propose themes").click()
    expect(page.get_by_text("Waiting", exact=True)).to_be_visible()
    with fresh_app.app_context():
        assert discovering.discover_asked(db.session(), datetime.now(UTC)) == 1
    expect(page.get_by_text("Done", exact=True)).to_be_visible()
    expect(page.locator("[data-proposal]").first).to_be_visible()


def test_the_pages_are_accessible(fresh_app: Flask, signed_in: str, page: Page) -> None:
    found = proposed(fresh_app)
    with fresh_app.app_context():
        db.session.add_all(a_learned_model(the_workspace().id, language) for language in ("en", "zh"))
        sample = sampling.draw(db.session(), the_workspace().id, None, datetime.now(UTC), size=10, seed=1)
        db.session.commit()
    pages = ("/themes", "/themes/proposals", f"/themes/proposals/{found[0].id}", "/themes/proposals/all")
    for path in (*pages, "/accuracy", "/evaluation", f"/evaluation/{sample.id}", f"/evaluation/{sample.id}/label"):
        page.goto(signed_in + path)
        for details in page.locator("details:not([open]) > summary").all():
            if details.is_visible():
                details.click()
        assert (path, barriers(page)) == (path, [])
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
