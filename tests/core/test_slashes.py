"""An address with a slash too many leads to its page."""

from __future__ import annotations

import pytest

from tests.client import Client
from tests.factories import a_user

pytestmark = pytest.mark.usefixtures("session")


@pytest.mark.parametrize(
    ("typed", "page"),
    [
        ("/customers/", "/customers"),
        ("/customers/accounts/?q=%E7%8E%8B&after=1", "/customers/accounts?q=%E7%8E%8B&after=1"),
        ("/responses//", "/responses"),
        ("/surveys", "http://localhost/surveys/"),
    ],
)
def test_it_leads_to_the_page_without_it(client: Client, typed: str, page: str) -> None:
    client.sign_in(a_user())
    led = client.get(typed)
    assert (led.status_code, led.headers["Location"]) == (308, page)
    assert client.get(page).status_code == 200


@pytest.mark.parametrize(("typed", "status"), [("//customers/", 308), ("//example.com/", 404)])
def test_two_slashes_in_front_never_lead_to_another_server(client: Client, typed: str, status: int) -> None:
    client.sign_in(a_user())
    led = client.get("/", environ_overrides={"PATH_INFO": typed})
    assert (led.status_code, led.headers.get("Location", "/customers")) == (status, "/customers")


def test_what_follows_need_not_be_text(client: Client) -> None:
    client.sign_in(a_user())
    led = client.get("/", environ_overrides={"PATH_INFO": "/customers/", "QUERY_STRING": "q=\xff%E7&after=1"})
    assert led.headers["Location"] == "/customers?q=%FF%E7&after=1"


def test_a_stranger_is_led_to_the_page_and_there_to_the_door(client: Client) -> None:
    assert client.get("/customers/").headers["Location"] == "/customers"


@pytest.mark.parametrize("typed", ["/nothing/", "/nothing", "/\\example.com/", "/customers/nothing/"])
def test_what_is_no_page_without_it_stays_nothing(client: Client, typed: str) -> None:
    client.sign_in(a_user())
    assert client.get(typed).status_code == 404


def test_what_is_sent_is_not_led_on(client: Client) -> None:
    client.sign_in(a_user())
    assert client.post("/sign-out/").status_code == 404
