"""The console's list of responses, as it stands on a phone's screen and on a desk's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.browser import DESKTOP, PHONE, looks_right, signed_in
from tests.client import Client
from tests.factories import a_response, a_user
from voc.core.db import db
from voc.responses import provisional
from voc.responses.models import SetAside

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"])]

#: Lists whose chosen words are wider than the room that is left for them beside the arrow.
CUT = """() => [...document.querySelectorAll(".filters select")].filter((select) => {
  const style = getComputedStyle(select), pen = document.createElement("canvas").getContext("2d");
  pen.font = style.font;
  const words = pen.measureText(select.selectedOptions[0].textContent).width;
  return words + 20 > select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
}).map((select) => select.selectedOptions[0].textContent)"""


@pytest.fixture
def owner(fresh_app: Flask) -> Iterator[Client]:
    """Signed in where ten have answered, and one was set aside for each reason."""
    with fresh_app.app_context():
        for score in range(10):
            a_response(score=score, verbatim="Nobody called me back, and the parcel was late again.")
        for reason in SetAside:
            response = a_response(score=5)
            provisional.set_aside_by_hand(db.session(), response)
            response.set_aside_reason = reason
        client = fresh_app.test_client()
        assert isinstance(client, Client)
        client.sign_in(a_user())
        db.session.commit()
        yield client


@pytest.mark.parametrize("query", ["", "?state=set_aside", "?state=never_confirmed&band=detractor&channel=email"])
def test_the_first_response_is_on_a_phones_first_screen(
    owner: Client, served: str, browser: Browser, query: str
) -> None:
    with signed_in(browser, owner, served, PHONE) as page:
        page.goto(f"/responses{query}")
        box = page.locator(".response, .empty").first.bounding_box()
        assert box
        assert box["y"] + 120 < PHONE["height"]
        looks_right(page)
        page.locator(".filter-fold summary").click()
        page.get_by_label("State", exact=True).select_option("bait")
        looks_right(page)


def test_no_word_of_the_filter_is_cut_on_a_desk(owner: Client, served: str, browser: Browser) -> None:
    with signed_in(browser, owner, served, DESKTOP) as page:
        for reason in SetAside:
            page.goto(f"/responses?state={reason}")
            assert page.locator(".filter-fold summary").inner_text() == "Filter: 1 set"
            assert page.get_by_label("State", exact=True).is_visible()
            assert page.evaluate(CUT) == []
