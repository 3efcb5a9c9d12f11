"""Two groups side by side: true differences named, numbers that open their verbatims, and nobody singled out."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from sqlalchemy.orm import Session

from tests.client import Client
from tests.databases import planted
from tests.factories import (
    a_contact,
    a_response,
    a_survey,
    a_user,
    a_workspace,
    an_account,
    contacts,
    recorded,
    responses,
    the_survey,
    the_workspace,
    values,
)
from voc.insights import reading
from voc.insights.comparing import groups
from voc.insights.verbatims import indexing
from voc.insights.verbatims import views as verbatims_views
from voc.insights.verbatims.search import Filter
from voc.responses.values import Values


def read(session: Session, now: datetime) -> None:
    session.commit()
    while reading.read_waiting(session, now) or indexing.index_waiting(session, now):
        pass


def answered(session: Session, now: datetime) -> None:
    """Thirty detractors who wait for parcels, thirty promoters who praise the staff; both speak of the price."""
    said: list[Values] = []
    people = iter(contacts(60))
    for number in range(30):
        at = now - timedelta(days=number % 20)
        late = ("The parcels were late.", "快递太慢了。", "The price is fine.")[number % 3]
        said.append(values(score=2, verbatim=late, contact=next(people), answered_at=at))
        kind = ("The staff were friendly.", "店员很热情。", "The price is fine.")[number % 3]
        said.append(values(score=10, verbatim=kind, contact=next(people), answered_at=at, channel="email"))
    recorded(said)
    read(session, now)


def get(client: Client, address: str = "/compare", **arguments: str) -> str:
    response = client.get(address, query_string=arguments or None)
    assert response.status_code == 200, response.text
    return response.text


BANDS = {"a-band": "detractor", "b-band": "promoter"}


@planted(answered)
def test_themes_and_words_that_differ_are_named(session: Session) -> None:
    workspace_id = the_workspace().id
    found = groups.compare(session, Filter(workspace_id, band="detractor"), Filter(workspace_id, band="promoter"))
    named = {each.theme.key: each.difference for each in found.themes if each.is_named}
    assert named["delivery"] == pytest.approx(200 / 3)
    assert named["staff_attitude"] < 0
    assert "price" not in named
    for each in found.themes:
        assert each.interval.low <= each.difference <= each.interval.high
    assert found.more_in_one is not None
    assert found.more_in_other is not None
    assert {"parcel", "快递"} <= {each.term for each in found.more_in_one}
    assert {"friendly", "店员"} <= {each.term for each in found.more_in_other}
    assert "price" not in {each.term for each in [*found.more_in_one, *found.more_in_other]}
    assert (found.one.whole, found.in_both) == (groups.Cell(30, 30), 0)


PAIRS: list[dict[str, str]] = [
    BANDS,
    {"a-channel": "page", "b-channel": "email"},
    {"a-theme": "delivery", "b-theme": "staff_attitude"},
    {"a-from": "2026-11-10", "a-to": "2026-11-16", "b-to": "2026-11-09", "zone": "Asia/Shanghai"},
    {"a-label": "negative", "b-label": "positive"},
    {"a-lowest": "9", "b-highest": "6"},
]


@planted(answered)
def test_every_number_opens_its_verbatims(client: Client, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    # A list says how many there are, however few of them stand on its first page.
    monkeypatch.setattr(verbatims_views, "PAGE", 1)
    client.sign_in(a_user())
    counted: dict[str, str] = {}
    for arguments in PAIRS:
        told = re.findall(r'<a href="(/verbatims\?[^"]+)">([\d,]+)(?:<span| verbatim)', get(client, **arguments))
        assert len(told) >= 4, arguments
        for address, number in set(told):
            # Several pairs lead to the same list.
            counted[address] = counted.get(address) or count_of(get(client, unescape(address)))
            assert counted[address] == number, (arguments, address)


def count_of(page: str) -> str:
    """How many verbatims a list says there are."""
    found = re.search(r'<p class="count">([\d,]+) ', page)
    assert found
    return found[1]


@planted(answered)
def test_segments_and_accounts_are_compared_by_those_who_may(client: Client, session: Session, now: datetime) -> None:
    gold, silver = an_account(name="Gold Ltd", segment="Gold"), an_account(name="Silver Ltd", segment="Silver")
    said: list[Values] = []
    for number in range(20):
        at = now - timedelta(hours=number)
        said.append(values(verbatim="The parcels were late.", contact=a_contact(account=gold), answered_at=now))
        said.append(values(verbatim="Kind staff.", contact=a_contact(account=silver), answered_at=at))
    recorded(said)
    read(session, now)
    client.sign_in(a_user(role="analyst"))
    assert "More in the first" in get(client, **{"a-segment": "Gold", "b-segment": "Silver"})
    accounts = {"a-account": "Gold Ltd", "b-account": "Silver Ltd"}
    assert "More in the first" in get(client, **accounts)
    assert 'name="a-account"' in get(client)
    client.sign_in(a_user(role="reader"))
    assert client.get("/compare", query_string=accounts).status_code == 422
    assert 'name="a-account"' not in get(client)


@planted(answered)
def test_a_person_counts_once_in_shares_and_each_verbatim_in_its_link(session: Session, now: datetime) -> None:
    nagging = a_contact()
    recorded(values(score=1, verbatim="Late parcels.", contact=nagging, answered_at=now) for _ in range(10))
    read(session, now)
    workspace_id = the_workspace().id
    found = groups.compare(session, Filter(workspace_id, band="detractor"), Filter(workspace_id, band="promoter"))
    delivery = next(each for each in found.themes if each.theme.key == "delivery")
    assert delivery.one == groups.Cell(verbatims=30, people=21)
    assert found.more_in_one is not None
    assert next(each for each in found.more_in_one if each.term == "parcel").one == groups.Cell(20, 11)


def test_where_nothing_differs_nothing_is_named(session: Session, now: datetime) -> None:
    for channel in ("page", "email"):
        for text in ("The parcels were late.", "The staff were friendly."):
            responses(20, verbatim=text, channel=channel, answered_at=now)
    read(session, now)
    workspace_id = the_workspace().id
    found = groups.compare(session, Filter(workspace_id, channel="page"), Filter(workspace_id, channel="email"))
    assert [each for each in found.themes if each.is_named] == []
    assert (found.more_in_one, found.more_in_other) == ([], [])


@planted(answered)
def test_small_groups_of_an_anonymous_survey_are_in_no_number(client: Client, session: Session, now: datetime) -> None:
    secret = a_survey(is_anonymous=True, title="Staff survey")
    for text in ["The basement is haunted."] * 4 + ["The lift is slow."] * 6:
        a_response(survey=secret, score=2, verbatim=text, answered_at=now)
    read(session, now)
    found = groups.compare(
        session, Filter(secret.workspace_id, survey_id=secret.id), Filter(secret.workspace_id, band="promoter")
    )
    assert found.more_in_one is not None
    terms = {each.term for each in found.more_in_one}
    assert "slow" in terms or "lift" in terms
    assert not {"basement", "haunt", "haunted"} & terms
    client.sign_in(a_user())
    a_response(survey=secret, score=10, verbatim="Lovely.", answered_at=now)
    read(session, now)
    page = get(client, **{"a-survey": secret.key, "a-band": "promoter", "b-survey": the_survey().key})
    assert "Fewer than five answers of an anonymous survey" in page
    assert "One of the groups is empty" in page


def test_a_small_group_of_an_anonymous_survey_is_not_taken_as_nobody(session: Session, now: datetime) -> None:
    secret, known = a_survey(is_anonymous=True, title="Staff survey"), a_survey(title="Customers")
    for survey, number, text in (
        (secret, 4, "The parcel was late."), (secret, 8, "The staff were friendly."),
        (known, 40, "The parcel was late."), (known, 80, "The staff were friendly."),
    ):  # fmt: skip
        responses(number, survey=survey, verbatim=text, answered_at=now)
    read(session, now)
    one, other = (Filter(each.workspace_id, survey_id=each.id) for each in (secret, known))
    found = groups.compare(session, one, other)
    # A third of both speak of it. What four anonymous people say is not shown; 0 of 12 against 40 of 120 would differ.
    assert "delivery" not in {each.theme.key for each in found.themes}
    assert "staff_attitude" in {each.theme.key for each in found.themes}
    assert found.more_in_other is not None
    assert not {"parcel", "late"} & {each.term for each in found.more_in_other}


@planted(answered)
def test_what_is_in_both_groups_is_said(client: Client, session: Session) -> None:
    page = get(client.sign_in(a_user()), **{"a-band": "detractor"})
    assert "30 verbatims are in both groups" in page


@planted(answered)
def test_very_large_groups_are_compared_by_themes_alone(
    client: Client, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups, "MOST_VERBATIMS", 29)
    page = get(client.sign_in(a_user()), **BANDS)
    assert "too large to compare word by word" in page
    assert "More in the first" in page


def test_the_empty_page_offers_what_to_begin_with(client: Client, session: Session) -> None:
    the_survey()
    page = get(client.sign_in(a_user()))
    assert "association, not cause" in page
    [address] = re.findall(r'<a href="(/compare\?[^"]*a-band=detractor[^"]*)"', page)
    assert "One of the groups is empty" in get(client, unescape(address))


@pytest.mark.parametrize(
    "arguments",
    [
        {"a-survey": "nothing"},
        {"b-from": "yesterday"},
        {"a-band": "detractor", "zone": "Mars/Olympus"},
        {"a-lowest": "x"},
        {"a-band": "detractor", "b-band": "detractor"},
        {"a-account": "Nobody Ltd"},
    ],
)
def test_groups_that_make_no_sense_are_refused_in_words(
    client: Client, session: Session, arguments: dict[str, str]
) -> None:
    the_survey()
    answer = client.sign_in(a_user()).get("/compare", query_string=arguments)
    assert answer.status_code == 422
    assert 'class="wrong"' in answer.text


def test_words_and_orders_do_not_make_a_group(client: Client, session: Session) -> None:
    the_survey()
    page = get(client.sign_in(a_user()), **{"a-q": "late", "a-sort": "oldest", "b-term": "late"})
    assert "Choose two groups" in page


def test_another_workspaces_survey_is_not_there(client: Client, session: Session) -> None:
    the_survey()
    secret = a_survey(workspace=a_workspace(), title="Secret survey")
    answer = client.sign_in(a_user()).get("/compare", query_string={"a-survey": secret.key})
    assert answer.status_code == 422
    assert "Secret survey" not in answer.text


def test_every_role_may_compare_and_the_signed_out_sign_in(client: Client, session: Session) -> None:
    answer = client.get("/compare")
    assert (answer.status_code, answer.location.partition("?")[0]) == (302, "/sign-in")
    for role in ("owner", "analyst", "agent", "reader"):
        assert client.sign_in(a_user(role=role)).get("/compare").status_code == 200
    assert client.post("/compare").status_code == 405


def test_the_page_takes_as_many_statements_for_many_answers_as_for_few(
    client: Client, session: Session, now: datetime, statements: list[str]
) -> None:
    def number() -> int:
        get(client, **BANDS)
        statements.clear()
        get(client, **BANDS)
        return len(statements)

    def answer(times: int) -> None:
        responses(times, score=2, verbatim="The parcels were late.", answered_at=now)
        responses(times, score=10, verbatim="The staff were friendly.", answered_at=now)
        read(session, now)

    client.sign_in(a_user())
    answer(6)
    few = number()
    answer(30)
    assert number() == few
