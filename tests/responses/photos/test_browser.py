"""From a phone's camera to a colleague's screen, in a real browser and without script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, FilePayload, Page, ViewportSize, expect
from sqlalchemy import select

from tests.browser import DESKTOP, PHONE, barriers, barriers_by_day_and_night, follow, watched_page
from tests.factories import PASSWORD, a_user, an_invitation, link_of
from tests.photographs import SECRETS, a_photo
from tests.responses.photos.attached import a_photo_survey
from voc.core.db import db
from voc.responses.models import Photo

pytestmark = pytest.mark.browser

#: What a picture on the page shows at its top left, its top right and its foot, as the browser draws it.
DRAWN = """image => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  const drawing = canvas.getContext("2d");
  drawing.drawImage(image, 0, 0);
  const name = (x, y) => {
    const point = drawing.getImageData(x * canvas.width, y * canvas.height, 1, 1).data.slice(0, 3);
    return ["red", "green", "blue"][point.indexOf(Math.max(...point))];
  };
  return [canvas.width < canvas.height, name(0.15, 0.15), name(0.9, 0.15), name(0.5, 0.9)];
}"""
UPRIGHT = [True, "green", "red", "blue"]


@pytest.fixture
def backend() -> str:
    """One will do: how a page looks and works does not depend on the database."""
    return "sqlite"


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A phone on which scripts are switched off."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


def taken(orientation: int = 6) -> FilePayload:
    photo = a_photo(orientation=orientation, width=1500, height=2000)
    assert all(secret in photo for secret in SECRETS[:2])
    return {"name": "IMG_0042.JPG", "mimeType": "image/jpeg", "buffer": photo}


def the_link(fresh_app: Flask, served: str, **more: Any) -> str:
    with fresh_app.test_request_context(method="POST"):
        a_user(email="agent@example.org")
        link = link_of(an_invitation(survey=a_photo_survey(**more)))
        db.session.commit()
    return served + link


def test_a_photo_taken_with_the_phone_on_its_side_stands_upright_on_a_colleagues_screen(
    fresh_app: Flask, served: str, phone: Page, page: Page
) -> None:
    phone.goto(the_link(fresh_app, served, is_required=True))
    phone.get_by_role("radio", name="2", exact=True).check(force=True)
    expect(phone.get_by_label("Choose a photo")).to_be_visible()
    phone.get_by_label("Take a photo").set_input_files(taken())
    # Something else is wrong first, as only the server sees.
    phone.get_by_label("Where can we reach you?").fill("ann@example")
    follow(phone.get_by_role("button", name="Send"))
    expect(phone.get_by_text("Your photo is attached.")).to_be_visible()
    expect(phone.get_by_role("img", name="Your photo")).to_have_js_property("naturalHeight", 320)
    phone.get_by_label("Where can we reach you?").fill("ann@example.org")
    follow(phone.get_by_role("button", name="Send"))
    expect(phone.get_by_role("heading", name="Your answer has arrived")).to_be_visible()

    page.goto(f"{served}/sign-in")
    page.get_by_label("E-mail").fill("agent@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in"))
    page.goto(f"{served}/responses")
    small = page.get_by_role("img", name="Photo that was attached")
    small.scroll_into_view_if_needed()
    expect(small).to_have_js_property("naturalWidth", 240)
    assert small.evaluate(DRAWN) == UPRIGHT
    assert barriers(page) == []
    opened = follow(page.get_by_role("link", name="Photo that was attached"))
    assert opened.headers["content-type"] == "image/jpeg"
    assert not any(secret in opened.body() for secret in SECRETS)
    assert page.locator("img").evaluate("image => [image.naturalWidth, image.naturalHeight]") == [1500, 2000]


def test_the_chosen_photo_is_seen_and_can_be_taken_off(browser: Browser, fresh_app: Flask, served: str) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    with watched_page(context) as page:
        page.goto(the_link(fresh_app, served))
        small = page.locator(".chosen canvas")
        expect(small).to_be_hidden()
        page.get_by_label("Choose a photo").set_input_files(taken())
        expect(small).to_be_visible()
        # Upright as it will be, though it was taken with the phone on its side.
        assert small.evaluate("canvas => canvas.width < canvas.height")
        expect(page.get_by_text("IMG_0042.JPG 0.")).to_be_visible()
        assert barriers(page) == []
        # The one that is chosen last is the one.
        page.get_by_label("Take a photo").set_input_files({**taken(), "name": "second.jpg"})
        expect(page.get_by_text("second.jpg 0.")).to_be_visible()
        assert page.get_by_label("Choose a photo").evaluate("field => field.files.length") == 0
        page.get_by_role("button", name="Take this photo away").click()
        expect(small).to_be_hidden()
        assert page.get_by_label("Take a photo").evaluate("field => field.files.length") == 0
        # What no browser can draw is named all the same; the server says what is wrong with it.
        page.get_by_label("Choose a photo").set_input_files(
            {"name": "broken.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
        )
        expect(page.get_by_text("broken.jpg 0.")).to_be_visible()
        expect(small).to_be_hidden()
        page.get_by_role("button", name="Take this photo away").click()
        page.get_by_role("radio", name="2", exact=True).check(force=True)
        follow(page.get_by_role("button", name="Send"))
        expect(page.get_by_role("heading", name="Your answer has arrived")).to_be_visible()
    with fresh_app.app_context():
        assert db.session.scalars(select(Photo)).all() == []
    context.close()


def test_a_name_from_right_to_left_stands_beside_its_photo(browser: Browser, fresh_app: Flask, served: str) -> None:
    context = browser.new_context(viewport=DESKTOP)
    with watched_page(context) as page:
        page.goto(the_link(fresh_app, served))
        page.get_by_label("Choose a photo").set_input_files({**taken(), "name": "صورة المتجر.jpg"})
        name = page.locator(".chosen p")
        expect(name).to_contain_text("صورة")
        begins = name.evaluate(
            """name => {
              const range = document.createRange();
              range.selectNodeContents(name);
              const lines = {}, start = name.getBoundingClientRect().left;
              for (const { left, bottom } of range.getClientRects()) {
                lines[Math.round(bottom / 12)] = Math.min(lines[Math.round(bottom / 12)] ?? Infinity, left - start);
              }
              return Object.values(lines);
            }"""
        )
        assert len(begins) >= 2, begins
        assert max(begins) < 2, begins
    context.close()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_no_barrier_and_everything_fits(
    browser: Browser, fresh_app: Flask, served: str, size: ViewportSize
) -> None:
    is_phone = size is PHONE
    context = browser.new_context(viewport=size, has_touch=is_phone, is_mobile=is_phone)
    with watched_page(context) as page:

        def look() -> None:
            assert barriers_by_day_and_night(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
            for field in page.locator(".photo label:visible").all():
                box = field.bounding_box()
                assert box
                assert min(box["width"], box["height"]) >= 44

        page.goto(the_link(fresh_app, served, is_required=True))
        # A mouse has no camera in its hand: one way to a file is enough there.
        assert page.get_by_label("Take a photo").is_visible() == is_phone
        look()
        page.get_by_role("radio", name="2", exact=True).check(force=True)
        page.get_by_label("Choose a photo").set_input_files(
            {"name": "holiday.gif", "mimeType": "image/gif", "buffer": b"GIF89a"}
        )
        follow(page.get_by_role("button", name="Send"))
        expect(page.get_by_text("We can take photos as JPEG, PNG or WebP only.")).to_be_visible()
        look()
        page.get_by_label("Choose a photo").set_input_files(taken(orientation=1))
        page.get_by_label("Where can we reach you?").fill("ann@example")
        follow(page.get_by_role("button", name="Send"))
        expect(page.get_by_role("img", name="Your photo")).to_be_visible()
        look()
    context.close()
