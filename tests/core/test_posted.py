"""JSON where a form belongs is an empty form, and NUL is refused: PostgreSQL takes it for no text."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import a_case, a_source, a_user


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b"7", b'{"email": 7, "name": {"$gt": ""}}', b'{"email": ["a"], "name": null}', b"{"]
)
@pytest.mark.parametrize("page", ["/sign-in", "/account", "/people", "/surveys/new"])
def test_a_form_takes_no_json(client: Client, session: Session, page: str, body: bytes) -> None:
    if page != "/sign-in":
        client.sign_in(a_user())
    empty = client.post(page)
    answer = client.post(page, data=body, content_type="application/json")
    assert answer.status_code == empty.status_code
    assert answer.status_code < 500


@pytest.mark.parametrize(
    "address",
    ["/customers?q=a%00", "/customers/accounts?q=%00", "/verbatims?after=1%00", "/responses/aaaaaaaaaaa%00b"],
)
def test_an_address_with_nul_is_no_error_of_ours(client: Client, session: Session, address: str) -> None:
    client.sign_in(a_user())
    assert client.get(address).status_code in (200, 400, 404)
    # Whatever was refused has taken nothing else with it.
    assert client.get("/customers").status_code == 200


def test_no_form_takes_nul(client: Client, session: Session) -> None:
    entered = client.post("/sign-in", data={"email": "a\0@example.org", "password": "x"})
    assert entered.status_code == 422
    assert "This holds a character that cannot be stored." in entered.text
    client.sign_in(a_user())
    case, source = a_case(), a_source()
    for path, data in (
        (f"/cases/{case.id}/note", {"key": "\0", "text": "Called them."}),
        (f"/cases/{case.id}/note", {"key": "k", "text": "Called\0."}),
        ("/sources/new", {"name": "Shop\0"}),
        (f"/sources/{source.id}/mapping", {"comment": "data.\0"}),
    ):
        assert client.post(path, data=data).status_code in (400, 422), path
