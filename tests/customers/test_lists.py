"""Contacts and accounts in the console: lists, search, pages, and what one may change by hand."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from tests import factories
from tests.client import Client
from voc.customers import finding
from voc.customers.models import Contact


@pytest.fixture
def owner(session: Session, client: Client) -> Client:
    return client.sign_in(factories.a_user(name="Olga Owner", email="olga@example.org"))


def test_an_empty_list_says_what_to_do_next(owner: Client) -> None:
    assert "No customers yet" in owner.get("/customers").text
    assert "No accounts yet" in owner.get("/customers/accounts").text


def test_contacts_are_found_by_any_words_of_theirs(owner: Client) -> None:
    acme = factories.an_account(name="Acme 100%")
    factories.a_contact(name="Ana Lima", email="ana@example.org", account=acme)
    factories.a_contact(name="王伟", email="wei@example.cn")
    assert "wei@example.cn" not in owner.get("/customers?q=lima+acme").text
    assert "ana@example.org" in owner.get("/customers?q=LIMA+acme").text
    assert "wei@example.cn" in owner.get("/customers?q=王").text
    assert "ana@example.org" in owner.get("/customers?q=100%25").text
    assert "Nobody found" in owner.get("/customers?q=1_0").text


def test_a_language_has_a_name_in_the_list_as_on_the_page(owner: Client) -> None:
    contact = factories.a_contact(language="ar")
    factories.a_contact(language="zh_Hans")
    for address in ("/customers", f"/customers/contacts/{contact.id}"):
        assert re.search(r"<(td|dd)>Arabic</", owner.get(address).text), address
    assert "<td>Chinese (Simplified)</td>" in owner.get("/customers").text


def test_a_long_list_is_read_page_by_page(session: Session, owner: Client) -> None:
    workspace = factories.the_workspace()
    made = [factories.a_contact(email=f"c{n}@example.org") for n in range(finding.PAGE * 2 + 1)]
    seen: list[int] = []
    before = None
    while True:
        page = finding.contacts(session, workspace.id, before=before)
        seen += [contact.id for contact in page.rows]
        if page.before is None:
            break
        before = page.before
    assert seen == [contact.id for contact in reversed(made)]
    assert "Older" in owner.get("/customers").text


def test_the_lists_cost_the_same_with_two_rows_and_with_twenty(owner: Client, statements: list[str]) -> None:
    def costs() -> list[int]:
        found = []
        for address in ("/customers", "/customers/accounts"):
            statements.clear()
            owner.get(address)
            found.append(len(statements))
        return found

    def more(n: int) -> None:
        for _ in range(n):
            factories.a_contact(account=factories.an_account())

    more(2)
    with_two = costs()
    more(18)
    assert costs() == with_two


def test_a_contact_shows_what_we_know(owner: Client) -> None:
    contact = factories.a_contact(name="<b>Ana</b>", language="zh_Hant", account=factories.an_account(name="Acme"))
    contact.attributes = {"city": "Lisbon & more"}
    page = owner.get(f"/customers/contacts/{contact.id}").text
    assert "&lt;b&gt;Ana&lt;/b&gt;" in page
    assert "<b>Ana" not in page
    assert "Chinese (Traditional)" in page
    assert "Lisbon &amp; more" in page


def test_a_contacts_language_is_named_where_we_do_not_speak_it(owner: Client) -> None:
    contact = factories.a_contact(language="ar")
    assert "<dd>Arabic</dd>" in owner.get(f"/customers/contacts/{contact.id}").text


def test_a_person_without_a_name_or_address_is_called_by_their_id(session: Session, owner: Client) -> None:
    workspace = factories.the_workspace()
    session.add(Contact(workspace_id=workspace.id, key="K-17", name="", created_at=workspace.created_at, attributes={}))
    assert "K-17" in owner.get("/customers").text


def test_an_account_is_changed_by_hand(session: Session, owner: Client) -> None:
    account = factories.an_account(name="Acme", revenue=5)
    olga = factories.a_user(name="Otto")
    form = {
        "name": "Acme Ltd", "segment": "Gold", "revenue": "1234.50", "renews_on": "2027-01-31", "owner_id": str(olga.id)
    }  # fmt: skip
    assert owner.post(f"/customers/accounts/{account.id}", data=form).status_code == 302
    session.refresh(account)
    assert (account.name, account.segment, account.owner_id) == ("Acme Ltd", "Gold", olga.id)
    assert (account.revenue, account.renews_on) == (Decimal("1234.50"), date(2027, 1, 31))
    blank = {"name": "Acme Ltd", "segment": "", "revenue": "", "renews_on": "", "owner_id": "0"}
    owner.post(f"/customers/accounts/{account.id}", data=blank)
    session.refresh(account)
    assert (account.segment, account.revenue, account.renews_on, account.owner_id) == (None, None, None, None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"revenue": "-1"},
        {"revenue": "NaN"},
        {"revenue": "1e20"},
        {"renews_on": "soon"},
        {"owner_id": "x"},
    ],
)
def test_a_wrong_fact_is_said_and_not_kept(session: Session, owner: Client, wrong: dict[str, str]) -> None:
    account = factories.an_account(name="Acme", revenue=5)
    form = {"name": "Changed", "owner_id": "0", **wrong}
    assert owner.post(f"/customers/accounts/{account.id}", data=form).status_code == 422
    session.refresh(account)
    assert account.name == "Acme"


def test_somebody_of_another_workspace_cannot_be_the_owner(session: Session, owner: Client) -> None:
    account = factories.an_account()
    stranger = factories.a_user(workspace=factories.a_workspace(name="Other"))
    form = {"name": "Acme", "owner_id": str(stranger.id)}
    assert owner.post(f"/customers/accounts/{account.id}", data=form).status_code == 422


def test_customers_of_another_workspace_are_not_there(owner: Client) -> None:
    other = factories.a_workspace(name="Other")
    account = factories.an_account(workspace=other, name="Secret Ltd")
    contact = factories.a_contact(workspace=other, email="secret@example.org", account=account)
    assert owner.get(f"/customers/contacts/{contact.id}").status_code == 404
    assert owner.get(f"/customers/accounts/{account.id}").status_code == 404
    assert owner.post(f"/customers/accounts/{account.id}", data={"name": "Mine"}).status_code == 404
    assert "secret@example.org" not in owner.get("/customers").text
    assert "Secret Ltd" not in owner.get("/customers/accounts").text
