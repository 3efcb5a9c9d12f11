"""The console's list of responses: who may see what, counts that add up, setting aside and restoring."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.client import Client
from tests.factories import (
    a_contact,
    a_response,
    a_survey,
    a_user,
    a_workspace,
    an_invitation,
    recorded,
    responses,
    values,
)
from voc.responses import listing, provisional, submission
from voc.responses.listing import Filter
from voc.responses.models import Response, SetAside, State
from voc.responses.provisional import Seen
from voc.staff.models import AuditEvent, Role


@pytest.fixture
def owner(client: Client, session: Session) -> Client:
    return client.sign_in(a_user())


def text_of(page: TestResponse) -> str:
    assert page.status_code == 200
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page.get_data(as_text=True)).split()))


def clicked(session: Session, now: datetime, *scores: int | None) -> Response:
    """Somebody, or something, opened these links of one mail."""
    invitation = an_invitation()
    visits = [Seen(f"visit-number-{n}", score, 0, was_touched=False) for n, score in enumerate(scores)]
    return [provisional.sight(session, invitation, seen, now, language="en") for seen in visits][-1]


def some_of_each(session: Session, now: datetime) -> None:
    for score in (0, 6, 7, 9, 10, None):
        a_response(score=score, verbatim="Words." if score is None else "")
    clicked(session, now, 4)
    clicked(session, now, 1, 9)
    clicked(session, now, 2, None)
    provisional.set_aside_by_hand(session, a_response(score=5))


# Who may


def test_the_signed_out_are_asked_to_sign_in(client: Client, session: Session) -> None:
    assert "/sign-in" in client.get("/responses").location


def test_a_reader_sees_the_list_masked_and_decides_nothing(client: Client, session: Session) -> None:
    client.sign_in(a_user(role=Role.READER))
    contact = a_contact(name="Ana Petrova")
    responses = [a_response(contact=contact, verbatim="Ana here, call 555-123-4567.") for _ in range(5)]
    page = text_of(client.get("/responses"))
    assert "555-123-4567" not in page
    assert "Ana" not in page
    assert "[phone number]" in page
    for action in ("restore", "set-aside"):
        assert client.post(f"/responses/{responses[0].id}/{action}").status_code == 403


def test_who_may_read_verbatims_reads_them_as_written(owner: Client) -> None:
    a_response(contact=a_contact(name="Ana Petrova"), verbatim="Call 555-123-4567.")
    page = text_of(owner.get("/responses"))
    assert "Call 555-123-4567." in page
    assert "Ana Petrova" in page


def test_another_workspaces_response_is_not_found(owner: Client) -> None:
    a_response()
    elsewhere = a_response(survey=a_survey(workspace=a_workspace()), verbatim="Elsewhere.")
    assert "Elsewhere." not in text_of(owner.get("/responses"))
    for action in ("restore", "set-aside"):
        assert owner.post(f"/responses/{elsewhere.id}/{action}").status_code == 404


def test_an_action_takes_no_get(owner: Client) -> None:
    response = a_response()
    for action in ("restore", "set-aside"):
        assert owner.get(f"/responses/{response.id}/{action}").status_code == 405


def test_fewer_than_five_are_not_listed_to_who_may_not_read_them(client: Client, session: Session) -> None:
    client.sign_in(a_user(role=Role.READER))
    for _ in range(4):
        a_response(verbatim="Recognizable.")
    page = text_of(client.get("/responses"))
    assert "Too few to show" in page
    assert "Recognizable." not in page


def test_fewer_than_five_of_an_anonymous_survey_are_listed_to_nobody(owner: Client) -> None:
    survey = a_survey(is_anonymous=True)
    for _ in range(4):
        a_response(survey=survey, verbatim="Recognizable.")
    address = f"/responses?survey={survey.id}"
    assert "Recognizable." not in text_of(owner.get(address))
    a_response(survey=survey, verbatim="The fifth.")
    assert "Recognizable." in text_of(owner.get(address))


def test_nor_are_they_beside_those_of_other_surveys(owner: Client) -> None:
    survey = a_survey(is_anonymous=True)
    responses(4, survey=survey, verbatim="Recognizable.")
    others = a_survey()
    responses(6, survey=others, verbatim="Somebody known.")
    page = text_of(owner.get("/responses"))
    assert "Somebody known." in page
    assert "Recognizable." not in page
    assert "10 in all" in page
    assert "4 answers to anonymous surveys are counted and not listed" in page
    a_response(survey=survey, verbatim="The fifth.")
    page = text_of(owner.get("/responses"))
    assert "Recognizable." in page
    assert "not listed" not in page


def test_of_fewer_than_five_nothing_is_told_but_how_few_they_are(owner: Client) -> None:
    survey = a_survey(is_anonymous=True)
    responses(4, survey=survey, score=1)
    for narrowed in ("", "&band=detractor", "&state=final", "&band=promoter"):
        page = text_of(owner.get(f"/responses?survey={survey.id}{narrowed}"))
        assert "in all" not in page, narrowed
    a_response(survey=survey, score=10)
    assert "4 Detractors" in text_of(owner.get(f"/responses?survey={survey.id}"))


def test_what_is_set_aside_makes_nobody_less_alone(owner: Client, session: Session) -> None:
    survey, others = a_survey(is_anonymous=True), a_survey()
    responses(4, survey=survey, score=1, verbatim="Recognizable.")
    responses(6, survey=others, verbatim="Somebody known.")
    for response in responses(5, survey=survey, score=9, verbatim="Robots wrote this."):
        provisional.set_aside_by_hand(session, response)
    session.commit()
    for narrowed in ("", "state=final", f"survey={survey.id}", f"survey={survey.id}&state=final"):
        page = text_of(owner.get(f"/responses?{narrowed}"))
        assert "Recognizable." not in page, narrowed
        assert "4 Detractors" not in page, narrowed
    assert "9 answers to anonymous surveys are counted and not listed" in text_of(owner.get("/responses"))
    # One of these may be a person whose answer a colleague set aside.
    assert "Robots wrote this." not in text_of(owner.get(f"/responses?survey={survey.id}&state=set_aside"))
    a_response(survey=survey, score=1, verbatim="The fifth.")
    assert "Robots wrote this." in text_of(owner.get(f"/responses?survey={survey.id}&state=set_aside"))
    page = text_of(owner.get(f"/responses?survey={survey.id}"))
    assert "Recognizable." in page
    assert "5 Detractors" in page


def test_an_anonymous_response_shows_its_day_and_no_time(owner: Client) -> None:
    responses(5, survey=a_survey(is_anonymous=True))
    page = text_of(owner.get("/responses"))
    assert "Nov 16, 2026 · anonymous" in page
    assert ":00" not in page


# Counts


def test_without_responses_it_says_what_to_do(owner: Client) -> None:
    assert "No responses yet" in text_of(owner.get("/responses"))


def test_counts_add_up_and_open_their_very_rows(session: Session, now: datetime) -> None:
    some_of_each(session, now)
    workspace_id = session.scalars(select(Response.workspace_id)).first()
    assert workspace_id
    everything = Filter(workspace_id, "UTC")
    counts = listing.count(session, everything)
    assert (counts.in_all, counts.listed) == (10, 10)
    assert counts.by_state == {"final": 6, "provisional": 1, "set_aside": 3}
    assert counts.by_reason == dict.fromkeys(SetAside, 0) | {"contradicted": 1, "trap": 1, "staff": 1}
    # Bands are what metrics are made of, so they hold final ones alone; the others stand beside.
    assert counts.by_band == {"detractor": 2, "passive": 1, "promoter": 2, "none": 1}
    assert counts.uncounted == {"provisional": 1, "set_aside": 3}
    for state in ("", *listing.STATES):
        for band in ("", "detractor", "passive", "promoter", "none"):
            wanted = Filter(workspace_id, "UTC", state=state, band=band)
            counts = listing.count(session, wanted)
            rows = listing.page(session, wanted).responses
            assert len(rows) == counts.listed
            assert sum(counts.by_state.values()) == counts.in_all
            assert sum(counts.by_reason.values()) == counts.by_state["set_aside"]
            banded = listing.count(session, replace(wanted, state=state or State.FINAL))
            assert banded.by_band == counts.by_band
            assert banded.by_band[band] == banded.listed if band else sum(banded.by_band.values()) == banded.listed
            everywhere = listing.count(session, replace(wanted, band=""))
            assert sum(counts.by_band.values()) + sum(counts.uncounted.values()) == everywhere.listed


def test_the_page_shows_the_counts_and_why_something_is_set_aside(
    owner: Client, session: Session, now: datetime
) -> None:
    some_of_each(session, now)
    page = text_of(owner.get("/responses"))
    assert "Final ones by band: 2 Detractors 1 Passives 2 Promoters 1 Without a score" in page
    assert "Counted in no band: 1 Provisional 3 Set aside" in page
    for piece in (
        "10 in all", "6 Final", "1 Provisional", "3 Set aside", "1 several scores were opened",
        "1 an invisible link was opened", "2 visits from the mail", "the invisible link, in front for 0 seconds",
    ):  # fmt: skip
        assert piece in page


@pytest.mark.parametrize(
    ("query", "fold"),
    [
        ("", "> <summary>Filter</summary>"),
        ("?band=promoter&since=2026-01-01", " open data-folds-on-phone> <summary>Filter: 2 set</summary>"),
        ("?band=nonsense", "> <summary>Filter</summary>"),
    ],
)
def test_the_filter_is_folded_until_it_narrows_and_says_how_much(owner: Client, query: str, fold: str) -> None:
    a_response(score=9)
    page = " ".join(owner.get(f"/responses{query}").text.split())
    assert f'<details class="filter-fold"{fold}' in page


def test_an_answer_in_a_widget_has_no_visits_from_a_mail(owner: Client, session: Session, now: datetime) -> None:
    response = a_response(score=4, channel="widget", confirmed_by=None)
    provisional.stay(session, response, "visit-number-1", 2, now)
    for address in ("/responses?state=provisional", f"/responses/{response.public_id}"):
        page = text_of(owner.get(address))
        assert "from the mail" not in page
        assert "Touched in the widget, not sent off" in page
        assert "score 4, in front for 2 seconds, a hand was there" in page


def test_every_count_on_the_page_opens_as_many_rows(owner: Client, session: Session, now: datetime) -> None:
    some_of_each(session, now)
    for query in ("", "?band=detractor", "?state=set_aside", "?state=set_aside&band=detractor"):
        page = owner.get(f"/responses{query}").text
        found = re.findall(r'<li><a href="([^"]+)"[^>]*><b>(\d+)</b>', page)
        assert len(found) > 8
        for address, number in found:
            assert owner.get(unescape(address)).text.count('class="card response"') == int(number), address


@pytest.mark.parametrize(("language", "said"), [("zh_Hans", "Chinese (Simplified)"), ("de", "German"), (None, "")])
def test_a_response_says_its_channel_and_its_language(
    owner: Client, session: Session, language: str | None, said: str
) -> None:
    a_response(language=language, channel="email")
    page = text_of(owner.get("/responses"))
    assert re.search(rf"E-mail( · {re.escape(said)})? Final" if said else "E-mail Final", page)
    assert said in page


def test_days_are_the_readers(session: Session) -> None:
    response = a_response(answered_at=datetime(2026, 11, 15, 17, tzinfo=UTC))
    day = datetime(2026, 11, 16, tzinfo=UTC).date()
    for zone, listed in (("Asia/Shanghai", 1), ("UTC", 0)):
        wanted = Filter(response.workspace_id, zone, since=day, until=day)
        assert listing.count(session, wanted).in_all == len(listing.page(session, wanted).responses) == listed


@pytest.mark.parametrize(
    "query",
    ["survey=x", "survey=999999999999", "state=x", "band=x", "since=yesterday", "until=9999-12-31", "survey=&state="],
)
def test_a_filter_that_makes_no_sense_breaks_nothing(owner: Client, query: str) -> None:
    assert owner.get(f"/responses?{query}").status_code == 200


@pytest.mark.parametrize("place", ["x", "2026-11-16~1", "2026-11-16T00:00:00+00:00~x", "2026-11-16T00:00:00+00:00~-1"])
def test_a_place_in_the_list_that_makes_no_sense_is_refused(owner: Client, place: str) -> None:
    assert owner.get("/responses", query_string={"after": place}).status_code == 400


# Pages


def test_pages_hold_every_row_once_in_both_directions(session: Session, now: datetime) -> None:
    made = [a_response(answered_at=now - timedelta(minutes=n // 3)) for n in range(23)]
    wanted = Filter(made[0].workspace_id, "UTC")
    order = [r.id for r in sorted(made, key=lambda r: (r.answered_at, r.id), reverse=True)]
    pages = [listing.page(session, wanted, size=5)]
    while pages[-1].earlier:
        pages.append(listing.page(session, wanted, size=5, after=pages[-1].earlier))
    assert [r.id for page in pages for r in page.responses] == order
    back = [pages[-1]]
    while back[-1].later:
        back.append(listing.page(session, wanted, size=5, before=back[-1].later))
    assert [r.id for page in reversed(back) for r in page.responses] == order


def test_the_page_leads_to_the_older_ones_and_back(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    recorded(values(verbatim=f"Number {n}.", score=9) for n in range(listing.PAGE + 1))
    page = owner.get("/responses?band=promoter")
    [older] = re.findall(r'href="([^"]+)">Older', page.text)
    second = owner.get(unescape(older))
    assert "Number 0." in second.text
    [newer] = re.findall(r'href="([^"]+)">Newer', second.text)
    assert "Number 50." in owner.get(unescape(newer)).text


def test_the_number_of_queries_does_not_grow(
    owner: Client, session: Session, now: datetime, statements: list[str]
) -> None:
    def queries() -> int:
        statements.clear()
        owner.get("/responses")
        return len(statements)

    for _ in range(2):
        a_response(contact=a_contact(), verbatim="Late.")
        clicked(session, now, 3, 4)
    few = queries()
    for _ in range(18):
        a_response(contact=a_contact(), survey=a_survey(), verbatim="Late.")
        clicked(session, now, 3, 4)
    assert queries() == few <= 10


# Deciding


def test_a_click_set_aside_is_restored_and_set_aside_again(owner: Client, session: Session, now: datetime) -> None:
    response = clicked(session, now, 3, 4)
    address = owner.post(f"/responses/{response.id}/restore?state=set_aside").location
    assert address == "/responses?state=set_aside"
    assert "The response counts again." in text_of(owner.get(address))
    assert (response.state, response.confirmed_by) == (State.FINAL, "staff")
    owner.post(f"/responses/{response.id}/set-aside")
    assert (response.state, response.set_aside_reason) == (State.SET_ASIDE, "staff")
    actions = session.scalars(select(AuditEvent.action).where(AuditEvent.subject == f"response:{response.id}"))
    assert list(actions) == ["response.restored", "response.set_aside"]


def test_what_says_nothing_is_not_restored(owner: Client, session: Session, now: datetime) -> None:
    response = clicked(session, now, None)
    page = owner.post(f"/responses/{response.id}/restore", follow_redirects=True)
    assert "There is nothing to restore" in text_of(page)
    assert response.state == State.SET_ASIDE


def test_who_went_on_pressed_no_other_button(client: Client, session: Session) -> None:
    submission.record(session, replace(values(score=2), is_partial=True))
    page = client.sign_in(a_user()).get("/responses").text
    assert "Stopped half-way" in page
    assert "pressed Next" in page
    assert "pressed Send" not in page
