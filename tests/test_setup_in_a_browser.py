"""The first visit in a browser: what it knows of its reader is not asked for."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.browser import looks_right
from voc.core import clock
from voc.core.db import db
from voc.staff import claiming

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"])]


@pytest.mark.parametrize(
    "case",
    [("Asia/Shanghai", True, "Asia/Shanghai"), ("Asia/Shanghai", False, "UTC"), ("Etc/Unknown", True, "UTC")],
)
def test_the_zone_of_the_browser_is_offered(
    fresh_app: Flask, served: str, browser: Browser, case: tuple[str, bool, str]
) -> None:
    here, runs_scripts, offered = case
    with fresh_app.app_context():
        link = f"{served}/setup/{claiming.issue(db.session(), clock.now())}"
        db.session.commit()
    zone = None if here == "Etc/Unknown" else here
    context = browser.new_context(locale="en-GB", timezone_id=zone, java_script_enabled=runs_scripts)
    if zone is None:
        context.add_init_script("Intl.DateTimeFormat.prototype.resolvedOptions = () => ({ timeZone: 'Etc/Unknown' })")
    page = context.new_page()
    page.goto(link)
    zones = page.locator("[name=zone]")
    assert zones.input_value() == offered
    if runs_scripts:
        looks_right(page)
        # What somebody chose stays, also where something else was mistaken.
        zones.select_option("Europe/Paris")
        with page.expect_navigation():
            page.locator("main button").click()
        assert zones.input_value() == "Europe/Paris"
    context.close()
