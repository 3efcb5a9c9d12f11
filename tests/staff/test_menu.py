"""The console's menu: on every page it says under which entry the page stands."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import a_response, a_survey, a_user

MENU = re.compile(r'<nav aria-label="Main">.*?</nav>', re.DOTALL)


def entries_marked_on(client: Client, address: str) -> list[str]:
    page = client.get(address)
    assert page.status_code == 200, address
    [menu] = MENU.findall(page.text)
    return re.findall(r'aria-current="page">([^<]+)</a>', menu)


@pytest.mark.usefixtures("session")
def test_a_page_of_another_package_below_an_entry_is_marked_too(client: Client) -> None:
    client.sign_in(a_user())
    survey = a_survey(is_live=False)
    for page in ("", "words/ar", "new", f"{survey.id}", f"{survey.id}/texts", f"{survey.id}/questions/",
                 f"{survey.id}/links", f"{survey.id}/widget", f"{survey.id}/answers"):  # fmt: skip
        assert entries_marked_on(client, f"/surveys/{page}") == ["Surveys"], page


def test_pages_of_one_package_stand_under_entries_of_their_own(client: Client, session: Session) -> None:
    client.sign_in(a_user())
    response = a_response()
    session.flush()
    pages = {
        "/cases": "Inbox", "/scores": "Scores", "/themes/new": "Themes", "/themes/proposals": "Themes",
        "/responses": "Responses", f"/responses/{response.public_id}": "Responses", "/outbox": "Outbox",
        "/customers/accounts": "Customers", "/campaigns/new": "Campaigns",
    }  # fmt: skip
    assert {page: entries_marked_on(client, page) for page in pages} == {page: [name] for page, name in pages.items()}


@pytest.mark.usefixtures("session")
def test_a_page_without_an_entry_marks_none(client: Client) -> None:
    client.sign_in(a_user())
    assert entries_marked_on(client, "/account") == []


@pytest.mark.usefixtures("session")
def test_an_error_leads_back_whoever_is_signed_in(client: Client) -> None:
    assert "Back to the start" not in client.get("/nowhere").text, "A respondent has nothing to go back to."
    client.sign_in(a_user(role="reader"))
    for address, code in (("/digest/sent/9", 404), ("/outbox", 403)):
        page = client.get(address)
        assert page.status_code == code
        assert '<a href="/">Back to the start</a>' in page.text


@pytest.mark.parametrize(
    ("accepts", "speaks", "said"),
    [("zh-CN,zh;q=0.9", "zh-Hans", "这里什么也没有"), ("ar,fr;q=0.5", "en", "There is nothing here")],
)
def test_an_address_that_names_nothing_shows_a_stranger_nothing_of_ours(
    client: Client, accepts: str, speaks: str, said: str
) -> None:
    page = client.get("/nowhere", headers={"Accept-Language": accepts})
    assert page.status_code == 404
    assert f'<html lang="{speaks}"' in page.text
    assert f"<h1>{said}</h1>" in page.text
    assert "voc" not in re.sub(r"<(link|script)[^>]*>", "", page.text)
    assert "console.js" not in page.text


@pytest.mark.usefixtures("session")
def test_who_works_here_is_told_so_in_their_language_with_the_way_back(client: Client) -> None:
    client.sign_in(a_user(language="zh_Hant"))
    page = client.get("/nowhere", headers={"Accept-Language": "en"})
    assert page.status_code == 404
    assert '<html lang="zh-Hant"' in page.text
    assert 'href="/"' in page.text


@pytest.mark.usefixtures("session")
def test_the_workspaces_of_whoever_is_signed_in_come_with_their_places_there(
    client: Client, statements: list[str]
) -> None:
    """Every page asks for them: one statement less is one less for all."""
    client.sign_in(a_user())
    statements.clear()
    assert client.get("/account").status_code == 200
    assert [each for each in statements if "FROM workspace" in each] == []
