"""Pages of links, on screens and on paper, in a real browser: large enough, whole, and without barriers."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests import camera
from tests.browser import barriers, follow, in_both_dresses, looks_right
from tests.factories import PASSWORD, a_survey, a_touchpoint, a_user, the_survey
from tests.responses.links.conftest import Make
from voc.core import clock
from voc.core.db import db
from voc.surveys import publishing

pytestmark = [pytest.mark.browser]

#: In how many lines the text of an element stands.
LINES = "it => { const r = document.createRange(); r.selectNodeContents(it); return r.getClientRects().length; }"


@pytest.fixture
def backend() -> str:
    """One will do: how a page looks and works does not depend on the database."""
    return "sqlite"


@pytest.mark.parametrize("kind", ["k", "i"])
def test_the_name_of_a_language_stays_in_one_line(page: Page, place: Make, kind: str) -> None:
    for width in (280, 320, 360):
        page.set_viewport_size({"width": width, "height": 740})
        page.goto(place(kind))
        names = page.locator(".languages a")
        assert names.count() == 3
        for name in names.all():
            assert name.evaluate(LINES) == 1
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("kind", ["k", "i"])
def test_every_target_is_large_enough(browser: Browser, place: Make, kind: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 740})
    page = context.new_page()
    page.goto(place(kind))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for target in page.locator(".scale label, form button, .languages a").all():
        box = target.bounding_box()
        assert box
        assert box["width"] >= 44
        assert box["height"] >= (56 if kind == "k" else 44)
    context.close()


def look(page: Page) -> None:
    for _ in in_both_dresses(page):
        assert barriers(page) == []


def test_axe_finds_no_barrier_where_customers_are(page: Page, place: Make, fresh_app: Flask) -> None:
    for kind in "lki":
        page.goto(place(kind))
        look(page)
        page.locator("form").evaluate("form => form.noValidate = true")
        follow(page.locator("form button"))
        look(page)
        page.get_by_role("radio", name="2", exact=True).check(force=True)
        follow(page.locator("form button"))
        look(page)
    kiosk = place("k")
    page.goto(kiosk)
    for which in ("idle", "unsent"):
        page.evaluate(f"document.querySelector('dialog[aria-labelledby={which}-head]').showModal()")
        look(page)
    with fresh_app.app_context():
        publishing.close(db.session(), the_survey(), clock.now())
        db.session.commit()
    page.goto(kiosk)
    look(page)


def test_axe_finds_no_barrier_in_the_console(page: Page, served: str, fresh_app: Flask) -> None:
    with fresh_app.test_request_context(method="POST"):
        user, survey = a_user(), a_survey()
        touchpoint = a_touchpoint(survey=survey, link_fields=["order"], origins=["https://shop.example.com"])
        db.session.commit()
        email, address, name = user.email, f"{served}/surveys/{survey.id}/links", touchpoint.id
    page.goto(f"{served}/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in"))
    for path in (address, f"{address}/{name}", f"{address}/{name}/poster", f"{address}/{name}/cards"):
        page.goto(path)
        for _ in in_both_dresses(page):
            looks_right(page)
    page.goto(address)
    page.get_by_label("Name of the touchpoint").fill("Door")
    page.get_by_label("Hidden fields").fill("store")
    follow(page.get_by_role("button", name="Make it"))
    look(page)
    page.get_by_label("Hidden fields").fill("store = Berlin")
    follow(page.get_by_role("button", name="Make it"))
    assert page.get_by_role("heading", name="Door On").is_visible()


@pytest.mark.parametrize("title", ["Short", "How satisfied are you with " + "everything that we " * 5, "W" * 120])
@pytest.mark.parametrize("sheet", ["poster", "cards"])
def test_a_sheet_is_one_page_and_nothing_on_it_is_cut_off(
    page: Page, served: str, fresh_app: Flask, sheet: str, title: str
) -> None:
    with fresh_app.test_request_context(method="POST"):
        user, survey = a_user(), a_survey(is_live=False, languages=("en", "zh_Hans", "zh_Hant"))
        version = survey.versions[0]
        version.texts = {code: {**version.texts[code], "title": title} for code in version.languages}
        touchpoint = a_touchpoint(survey=survey)
        db.session.commit()
        email, address = user.email, f"{served}/surveys/{touchpoint.survey_id}/links/{touchpoint.id}/{sheet}"
        public = f"{served}/q/{touchpoint.public_id}"
    page.goto(f"{served}/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in"))
    page.goto(address)
    page.emulate_media(media="print")
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1
    over = "pieces => pieces.map(each => [each.scrollWidth - each.clientWidth, each.scrollHeight - each.clientHeight])"
    times = {"poster": 1, "cards": 4}[sheet]
    assert page.locator("article").evaluate_all(over) == [[0, 0]] * times
    assert camera.read(page.screenshot(full_page=True)) == [public] * times
