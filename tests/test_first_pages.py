"""What a workspace shows before anybody has answered: what to do next, to whoever may do it."""

from __future__ import annotations

import pytest

from tests.client import Client
from tests.factories import a_user

pytestmark = pytest.mark.usefixtures("session")

BUTTON = '<a class="button" href="/surveys/">To the surveys</a>'


@pytest.mark.parametrize("path", ["/scores", "/drivers", "/responses", "/verbatims", "/digest"])
def test_a_page_without_answers_leads_to_the_surveys(client: Client, path: str) -> None:
    assert BUTTON in client.sign_in(a_user(role="analyst")).get(path).text


@pytest.mark.parametrize("path", ["/scores", "/drivers", "/verbatims", "/digest"])
def test_and_leads_nobody_where_they_may_not_go(client: Client, path: str) -> None:
    response = client.sign_in(a_user(role="reader")).get(path)
    assert response.status_code == 200
    assert BUTTON not in response.text
