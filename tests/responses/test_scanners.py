"""One click from the mail in a real browser, and those in front of it who only look like people."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import func, select

from tests.browser import DESKTOP
from tests.responses.conftest import Found
from voc.core import clock
from voc.core.db import db
from voc.responses import listing, provisional
from voc.responses.models import Response, Sighting

pytestmark = [pytest.mark.browser]

ELEVEN = range(11)


def settle(app: Flask, after: timedelta = timedelta(minutes=20)) -> None:
    with app.app_context():
        provisional.settle(db.session(), clock.now() + after)


def test_one_click_from_the_mail_and_staying_is_an_answer(
    page: Page, make: Callable[..., str], fresh_app: Flask, responses: Found
) -> None:
    with page.expect_response("**/seen*"):
        page.goto(make() + "?score=3")
    with page.expect_response("**/seen*"):
        page.mouse.move(40, 40)
        page.mouse.move(80, 90)
    assert responses() == [("provisional", 3, None)]
    settle(fresh_app)
    assert responses() == [("final", 3, "dwell")]


def test_a_score_changed_by_hand_is_what_counts(
    page: Page, make: Callable[..., str], fresh_app: Flask, responses: Found
) -> None:
    with page.expect_response("**/seen*"):
        page.goto(make() + "?score=3")
    page.wait_for_timeout(3100)
    with page.expect_response(lambda reply: "touched=1&score=5" in (reply.request.post_data or "")):
        page.get_by_role("radio", name="5", exact=True).click()
    settle(fresh_app)
    assert responses() == [("final", 5, "dwell")]


def test_a_page_sends_few_reports(page: Page, make: Callable[..., str]) -> None:
    reports: list[str] = []
    page.on("request", lambda request: reports.append(request.url) if "/seen" in request.url else None)
    page.clock.install()
    page.goto(make() + "?score=3")
    for second in range(90):
        page.clock.run_for(1000)
        page.mouse.move(second, 40)
    page.goto("about:blank")
    assert 3 <= len(reports) <= 4


def fetch_all(address: str) -> None:
    """What a scanner without a browser does, within seconds."""
    for path in [*(f"?score={score}" for score in ELEVEN), "", "/0x", "/thanks"]:
        for method in ("HEAD", "GET"):
            with urllib.request.urlopen(urllib.request.Request(address + path, method=method)) as reply:
                assert reply.status == 200


def load_and_leave(page: Page, address: str) -> None:
    with page.expect_response("**/seen*"):
        page.goto(address + "?score=10")
    page.goto("about:blank")


def stay(page: Page, address: str, seconds: int, app: Flask) -> None:
    """Stay in front of nobody until the last report has come. The page's clock and ours are both moved on."""
    page.clock.install()
    with page.expect_response("**/seen*"):
        page.goto(address + "?score=9")
    with time_machine.travel(clock.now() + timedelta(seconds=seconds), tick=True):
        page.clock.run_for(seconds * 1000)
        page.goto("about:blank")
        for _ in range(100):
            if longest_stay(app) >= seconds:
                return
            page.wait_for_timeout(100)
    pytest.fail(f"No report of {seconds} seconds came.")


def longest_stay(app: Flask) -> int:
    """In seconds, of the pages opened with a score of 9."""
    with app.app_context():
        return db.session.scalar(select(func.max(Sighting.visible_seconds)).where(Sighting.score == 9)) or 0


def visit_all(page: Page, address: str) -> None:
    for score in ELEVEN:
        with page.expect_response("**/seen*"):
            page.goto(f"{address}?score={score}")


def test_scanners_leave_no_answer_and_all_are_listed(
    browser: Browser, make: Callable[..., str], fresh_app: Flask, responses: Found
) -> None:
    fetch_all(make())
    assert responses() == []
    for act in (load_and_leave, lambda page, address: stay(page, address, 15, fresh_app), visit_all):
        context = browser.new_context(viewport=DESKTOP)
        act(context.new_page(), make())
        context.close()
    for after in (timedelta(minutes=20), timedelta(hours=6)):
        settle(fresh_app, after)
        assert responses() == [("provisional", 10, None), ("provisional", 9, None), ("set_aside", 10, "contradicted")]
    settle(fresh_app, timedelta(days=8))
    with fresh_app.app_context():
        workspace_id = db.session.scalars(select(Response.workspace_id)).first()
        assert workspace_id
        counts = listing.count(db.session(), listing.Filter(workspace_id, "UTC"))
        assert (counts.in_all, counts.by_state["set_aside"], counts.by_reason["never_confirmed"]) == (3, 3, 2)
    # Had it stayed long enough to be believed, that it is not would prove nothing.
    assert 15 <= longest_stay(fresh_app) < 30


def test_staying_half_a_minute_with_one_score_is_believed(
    page: Page, make: Callable[..., str], fresh_app: Flask, responses: Found
) -> None:
    """The counterpart: what keeps scanners out does not keep out the person who only reads and closes the page."""
    stay(page, make(), 31, fresh_app)
    # A last report that is just being stored holds its row, and the job passes over it until the next minute.
    for _ in range(50):
        settle(fresh_app)
        if responses() == [("final", 9, "dwell")]:
            return
        page.wait_for_timeout(100)
    pytest.fail(f"Not believed: {responses()}")


def test_who_follows_the_invisible_link_is_not_believed(
    page: Page, make: Callable[..., str], fresh_app: Flask, responses: Found
) -> None:
    address = make()
    stay(page, address, 31, fresh_app)
    settle(fresh_app)
    with page.expect_response("**/seen*"):
        page.goto(address + "/0x")
    assert responses() == [("set_aside", 9, "trap")]


def test_a_person_behind_a_scanner_is_believed_once_they_press_send(
    browser: Browser, page: Page, make: Callable[..., str], fresh_app: Flask, responses: Found
) -> None:
    address = make()
    context = browser.new_context()
    visit_all(context.new_page(), address)
    context.close()
    page.goto(address + "?score=2")
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/thanks*")
    assert "get back to you by" in page.inner_text("main")
    settle(fresh_app)
    assert responses() == [("final", 2, "button")]
