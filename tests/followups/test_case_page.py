"""The case page: everything needed to answer, for those who may."""

from __future__ import annotations

import re
import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import (
    a_case,
    a_contact,
    a_response,
    a_survey,
    a_team,
    a_touchpoint,
    a_user,
    a_workspace,
    an_account,
    ask_also,
    published,
)
from voc.core import clock
from voc.core.db import db
from voc.core.outbox import Message
from voc.followups import closing, opening
from voc.followups.models import Case, CaseEvent, CaseState, Outcome
from voc.insights import reading
from voc.insights.models import Mention, Reading, Theme
from voc.responses.models import Verbatim
from voc.staff.models import Role, User

ACTIONS = ("reply", "note", "call", "assign", "close", "reopen")


@pytest.fixture
def agent(session: Session) -> User:
    return a_user(role=Role.AGENT, name="Amir Agent", email="amir@example.org")


@pytest.fixture
def case(agent: User) -> Case:
    a_user()
    contact = a_contact(name="Johanna", account=an_account(name="Hafen GmbH", revenue=184000))
    return a_case(owner=agent, contact=contact, verbatim="Nobody called me back.", language="en")


@pytest.fixture
def traveller(request: pytest.FixtureRequest) -> time_machine.Traveller:
    # The module has `clock` of its own.
    found: time_machine.Traveller = request.getfixturevalue("clock")
    return found


def form_of(client: Client, case: Case, name: str) -> dict[str, str]:
    """The hidden fields of one form as the page gives them."""
    page = client.get(f"/cases/{case.id}").text
    form = page[page.index(f'id="{name}"') :].partition("</form>")[0]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))


def a_reading(session: Session, case: Case) -> Theme:
    verbatim = session.scalars(select(Verbatim)).one()
    theme = Theme(workspace_id=case.workspace_id, key="support", names={"en": "Support"})
    mention = Mention(theme=theme, term="called", start=7, end=13, sentiment=-0.8, label="negative")
    session.add(
        Reading(
            verbatim_id=verbatim.id, engine_version="1", is_current=True, language="en", sentiment=-0.8,
            label="negative", words=[], made_at=clock.now(), mentions=[mention],
        )
    )  # fmt: skip
    session.flush()
    return theme


def test_of_a_stranger_it_says_where_they_were_and_what_their_link_says(
    session: Session, client: Client, agent: User, now: datetime
) -> None:
    place = a_touchpoint(name="Berlin <door>")
    fields = {"store": "Berlin", "order": "A-1001 <b>"}
    case = opening.follow_up(session, a_response(score=1, channel="qr", touchpoint=place, fields=fields), now)
    assert case
    page = client.sign_in(agent).get(f"/cases/{case.id}").text
    assert "QR code" in page
    for shown in ("Berlin &lt;door&gt;", "<bdi>store</bdi>: <bdi>Berlin</bdi>", "<bdi>A-1001 &lt;b&gt;</bdi>"):
        assert shown in page


@pytest.mark.parametrize(("channel", "name"), [("widget", "Widget"), ("page", "Open link"), ("email", "E-mail")])
def test_it_says_by_which_way_an_answer_came(
    session: Session, client: Client, agent: User, channel: str, name: str
) -> None:
    case = opening.follow_up(session, a_response(score=1, channel=channel), clock.now())
    assert case
    assert f'<span class="soft">Channel: {name}</span>' in client.sign_in(agent).get(f"/cases/{case.id}").text


@pytest.mark.parametrize("role", [Role.AGENT, Role.ANALYST])
def test_whoever_left_an_address_can_be_written_to(session: Session, client: Client, role: Role, now: datetime) -> None:
    survey = a_survey(is_live=False)
    key = ask_also(survey, "email")
    response = a_response(score=1, survey=published(survey), answers={key: "ann@example.org"})
    a_user()
    case = opening.follow_up(session, response, now)
    assert case
    page = client.sign_in(a_user(role=role)).get(f"/cases/{case.id}").text
    assert "We do not know who wrote this" not in page
    assert ("Write to whoever answered" in page) == (role == Role.AGENT)
    assert ("They left the address ann@example.org with their answer." in page) == (role == Role.AGENT)


def test_a_chinese_bracket_stands_close_to_the_owners_name(client: Client, agent: User, case: Case) -> None:
    assert "<dd>Amir Agent (you)" in client.sign_in(agent).get(f"/cases/{case.id}").text
    agent.language = "zh_Hans"
    assert "<dd>Amir Agent（你）" in client.get(f"/cases/{case.id}").text


def test_it_shows_the_words_then_what_is_known(session: Session, client: Client, case: Case, agent: User) -> None:
    theme = a_reading(session, case)
    page = client.sign_in(agent).get(f"/cases/{case.id}").text
    for words in ("Johanna", "Hafen GmbH", "Nobody called me back.", "Negative", "Support", "$184,000", "Amir Agent"):
        assert words in page
    # One theme alone is the likely cause, so it is chosen already.
    assert f'<option selected value="{theme.id}">Support</option>' in page


@pytest.mark.parametrize(
    ("own", "answered_in", "said"),
    [
        ("en", "en", "They read English. Answers go to"),
        ("ar", "en", "Their language is Arabic. Our own lines around your message are in English. Answers go to"),
        (None, "en", "We do not know their language. Our own lines around your message are in English. Answers go to"),
        (None, "de", "We do not know their language."),
        ("zh-CN", "ar", "They read Chinese (Simplified). Answers go to"),
    ],
)
def test_it_says_what_the_customer_reads_and_what_our_own_lines_are_in(
    session: Session, client: Client, own: str | None, answered_in: str, said: str
) -> None:
    agent = a_user()
    case = a_case(owner=agent, contact=a_contact(language=own), verbatim="الخدمة سيئة", language=answered_in)
    session.commit()
    reading.read_waiting(session, clock.now())
    page = client.sign_in(agent).get(f"/cases/{case.id}").text
    assert said in page
    assert "Not read: a language the product does not read" in page
    assert ">Neutral<" not in page


def test_the_promise_to_the_customer_is_shown(session: Session, client: Client, case: Case, agent: User) -> None:
    case.responses[0].response.promised_by = case.due_at
    assert "We promised this customer an answer by today" in client.sign_in(agent).get(f"/cases/{case.id}").text


@pytest.mark.parametrize(("hours", "said"), [(-1, ", and kept that."), (1, "; it came later.")])
def test_it_says_whether_the_promise_was_kept(
    session: Session, client: Client, case: Case, hours: int, said: str
) -> None:
    case.responses[0].response.promised_by = case.due_at
    at = case.due_at + timedelta(hours=hours)
    closing.log_call(session, case, case.owner, "They know.", was_reached=True, key="a", now=at)
    page = " ".join(client.sign_in(case.owner).get(f"/cases/{case.id}").text.split())
    assert re.search(r'<p class="soft">We promised this customer an answer by [^<]*\([^()]+\)' + re.escape(said), page)


def test_right_after_a_reply_the_case_says_that_it_is_being_sent(
    session: Session, client: Client, case: Case, monkeypatch: pytest.MonkeyPatch, traveller: time_machine.Traveller
) -> None:
    now, agent = clock.now(), case.owner
    case.responses[0].response.promised_by = case.due_at
    client.sign_in(agent)
    closing.reply(session, case, agent, "Hello", key="a", now=now)
    letter = session.scalars(select(Message).where(Message.kind == "case_reply")).one()
    calm, alarmed = "Reply is being sent", ("Reply waits in the outbox", ">Open<", " left<", 'class="promise"')

    def words() -> tuple[bool, list[bool]]:
        page = client.get(f"/cases/{case.id}").text
        return calm in page, [word in page for word in alarmed]

    assert words() == (False, [True] * 4)  # There is no mail server.
    monkeypatch.setitem(client.application.extensions, "voc_transport", lambda _message: "taken")
    assert words() == (True, [False] * 4)
    assert calm in client.get("/cases").text
    letter.attempts = 1  # It is being tried.
    assert words() == (True, [False] * 4)
    letter.attempts = 2
    assert words() == (False, [True] * 4)
    letter.attempts = 0
    traveller.shift(timedelta(minutes=6))  # Nobody tries: the worker stands.
    assert words() == (False, [True] * 4)
    letter.sent_at = now + timedelta(minutes=6)
    assert words() == (False, [False] * 4)
    assert ", and kept that." in client.get(f"/cases/{case.id}").text


def test_a_reply_goes_out_once_however_often_the_form_is_sent(
    session: Session, client: Client, case: Case, agent: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(client.application.extensions, "voc_transport", lambda _message: "taken")
    client.sign_in(agent)
    sent = {**form_of(client, case, "reply"), "text": "Hello Johanna,\n\nI will call you at four."}
    for _ in range(2):
        assert client.post(f"/cases/{case.id}/reply", data=sent).status_code == 302
    [mail] = session.scalars(select(Message).where(Message.kind == "case_reply"))
    assert mail.reply_to == "amir@example.org"
    assert session.get_one(Case, case.id).state == CaseState.IN_CONTACT
    page = client.get(f"/cases/{case.id}").text
    assert "Amir Agent wrote to the customer" in page
    assert "On its way" in page
    assert "Your message is on its way. Answers come to you." in page


@pytest.mark.parametrize(
    ("sends_mail", "told", "tag"),
    [
        (
            True,
            "Your message is kept in the outbox: this server has no mail server yet, so nobody has got it.",
            "Kept in the outbox: this server has no mail server yet",
        ),
        (False, "Your message is kept. This is a demo: nothing is sent.", "Demo: not sent"),
    ],
)
def test_a_reply_that_cannot_leave_is_not_on_its_way(
    session: Session, client: Client, case: Case, *, sends_mail: bool, told: str, tag: str
) -> None:
    assert client.application.extensions["voc_transport"] is None, "No test has a mail server."
    case.team.workspace.sends_mail = sends_mail
    client.sign_in(case.owner)
    client.post(f"/cases/{case.id}/reply", data={**form_of(client, case, "reply"), "text": "I will call you."})
    page = client.get(f"/cases/{case.id}").text
    assert told in page
    assert f">{tag}<" in page
    assert "n its way" not in page


def test_the_greeting_alone_is_no_reply(session: Session, client: Client, case: Case, agent: User) -> None:
    client.sign_in(agent)
    sent = {**form_of(client, case, "reply"), "text": "Hello Johanna,\r\n\r\n"}
    answer = client.post(f"/cases/{case.id}/reply", data=sent)
    assert (answer.status_code, "Write something first." in answer.text) == (422, True)
    assert session.scalar(select(Message).where(Message.kind == "case_reply")) is None


def test_a_stranger_cannot_be_written_to(session: Session, client: Client, agent: User) -> None:
    stranger = opening.follow_up(session, a_response(score=1, verbatim="Rude."), clock.now())
    assert stranger is not None
    client.sign_in(agent)
    assert "We do not know who wrote this" in client.get(f"/cases/{stranger.id}").text
    assert client.post(f"/cases/{stranger.id}/reply", data={"key": "k", "text": "Hi"}).status_code == 409


def test_a_call_is_offered_where_one_can_come_about(session: Session, client: Client, agent: User) -> None:
    client.sign_in(agent)

    def page_of(**more: Any) -> str:
        case = opening.follow_up(session, a_response(score=1, **more), clock.now())
        assert case
        return client.get(f"/cases/{case.id}").text

    stranger = page_of(verbatim="Rude. Three times!")
    assert "Record a call" not in stranger
    assert "<dd>Reply</dd>" not in stranger
    assert "there is a number to call" in page_of(verbatim="Call me on +49 171 5550199.")
    for page in (page_of(verbatim="Call me on +49 171 5550199."), page_of(contact=a_contact(name="Ana"))):
        assert page.count("Record a call") == 2  # The form, and its key.


def test_notes_calls_and_closing_by_their_forms(session: Session, client: Client, case: Case, agent: User) -> None:
    client.sign_in(agent)
    for name, typed in (("note", {"text": "Ask Ana."}), ("call", {"reached": "no", "text": "Voicemail"})):
        answer = client.post(f"/cases/{case.id}/{name}", data={**form_of(client, case, name), **typed})
        assert answer.status_code == 302
    page = client.get(f"/cases/{case.id}").text
    assert "Amir Agent called, no answer" in page
    assert "Tried once, no answer" in page
    closing_form = {**form_of(client, case, "close"), "root_cause": "0"}
    refused = client.post(f"/cases/{case.id}/close", data={**closing_form, "outcome": "recovered"})
    assert (refused.status_code, "Nobody has contacted the customer yet" in refused.text) == (422, True)
    answer = client.post(
        f"/cases/{case.id}/close", data={**closing_form, "outcome": "could_not_reach", "text": "Three tries."}
    )
    assert answer.headers["Location"] == "/cases"
    reopened = client.post(f"/cases/{case.id}/reopen", data={"text": "They called back."})
    assert reopened.status_code == 302
    kinds = select(CaseEvent.kind).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)
    assert session.scalars(kinds).all() == ["opened", "note", "call", "closed", "reopened"]


def test_closing_shows_an_answer_that_came_meanwhile(session: Session, client: Client, case: Case, agent: User) -> None:
    client.sign_in(agent)
    closing.reply(session, case, agent, "Better?", key="a", now=clock.now())
    sent = {**form_of(client, case, "close"), "outcome": "recovered", "root_cause": "0", "text": "All fine."}
    later = a_response(survey=a_survey(metric="csat"), score=1, verbatim="Not at all!", contact=case.contact)
    opening.follow_up(session, later, clock.now())
    answer = client.post(f"/cases/{case.id}/close", data=sent)
    assert answer.status_code == 409
    assert "Not at all!" in answer.text
    assert "All fine." in answer.text
    assert session.get_one(Case, case.id).state == CaseState.IN_CONTACT


def test_a_case_handed_to_another_team_leaves_the_agents_sight(
    session: Session, client: Client, case: Case, agent: User
) -> None:
    elsewhere = a_team()
    colleague = a_user(role=Role.AGENT, team=elsewhere)
    case.team = elsewhere
    session.flush()
    client.sign_in(agent)
    answer = client.post(f"/cases/{case.id}/assign", data={"owner": str(colleague.id)})
    assert answer.headers["Location"] == "/cases"
    assert client.get(f"/cases/{case.id}").status_code == 404
    assert client.sign_in(colleague).get(f"/cases/{case.id}").status_code == 200


def test_a_case_goes_only_to_who_can_work_on_it(session: Session, client: Client, case: Case, agent: User) -> None:
    reader = a_user(role=Role.READER)
    client.sign_in(agent)
    assert client.post(f"/cases/{case.id}/assign", data={"owner": str(reader.id)}).status_code == 422
    assert session.get_one(Case, case.id).owner_id == agent.id


def test_what_you_may_not_know_of_is_not_there(session: Session, client: Client, case: Case) -> None:
    other = a_workspace()
    for stranger in (a_user(role=Role.AGENT, team=a_team()), a_user(workspace=other)):
        client.sign_in(stranger)
        assert client.get(f"/cases/{case.id}").status_code == 404
        for action in ACTIONS:
            assert client.post(f"/cases/{case.id}/{action}", data={"text": "x", "key": "k"}).status_code == 404
        assert client.get(f"/cases/people/{case.contact_id}").status_code == 404


def test_readers_may_not_and_analysts_only_look(session: Session, client: Client, case: Case) -> None:
    reader, analyst = a_user(role=Role.READER), a_user(role=Role.ANALYST)
    client.sign_in(reader)
    assert client.get(f"/cases/{case.id}").status_code == 403
    client.sign_in(analyst)
    assert client.get(f"/cases/{case.id}").status_code == 200
    assert "<textarea" not in client.get(f"/cases/{case.id}").text
    for action in ACTIONS:
        assert client.post(f"/cases/{case.id}/{action}", data={"text": "x", "key": "k"}).status_code == 403


def test_actions_are_posts_by_people_who_are_signed_in(
    session: Session, client: Client, case: Case, agent: User
) -> None:
    for action in ACTIONS:
        assert "/sign-in" in client.post(f"/cases/{case.id}/{action}").headers["Location"]
    client.sign_in(agent)
    for action in ACTIONS:
        assert client.get(f"/cases/{case.id}/{action}").status_code == 405


def test_a_person_s_page_tells_everything_between_us(session: Session, client: Client, case: Case, agent: User) -> None:
    a_response(survey=a_survey(metric="csat"), score=5, verbatim="Better.", contact=case.contact,
               answered_at=clock.now() - timedelta(days=30))  # fmt: skip
    closing.note(session, case, agent, "Ask Ana.", key="a", now=clock.now())
    page = client.sign_in(agent).get(f"/cases/people/{case.contact_id}").text
    order = ["Amir Agent noted", "A case was opened", "Nobody called me back.", "Better."]
    places = [page.index(words) for words in order]
    assert places == sorted(places)


def test_notes_of_a_case_one_may_not_see_are_not_on_the_timeline(
    session: Session, client: Client, case: Case, agent: User
) -> None:
    closing.note(session, case, agent, "Only for us.", key="a", now=clock.now())
    closing.close(session, case, agent, Outcome.DUPLICATE, root_cause=None, text="x", seen=10**6, now=clock.now())
    elsewhere = a_team()
    stranger = a_user(role=Role.AGENT, team=elsewhere)
    theirs = a_case(survey=a_survey(metric="csat", team=elsewhere), score=1, contact=case.contact, owner=stranger)
    page = client.sign_in(stranger).get(f"/cases/{theirs.id}").text
    assert "Nobody called me back." in page  # What the customer said is everybody's who answers them.
    assert "Only for us." not in page


def test_the_number_of_statements_does_not_grow_with_the_history(
    session: Session, client: Client, case: Case, agent: User, statements: list[str]
) -> None:
    client.sign_in(agent)
    counts = []
    for round_ in range(2):
        for number in range(2 + 18 * round_):
            later = a_response(survey=a_survey(metric="csat"), score=1, verbatim="Again.", contact=case.contact)
            opening.follow_up(session, later, clock.now())
            closing.reply(session, case, agent, "Sorry.", key=f"{round_}-{number}", now=clock.now())
        session.flush()
        session.expire_all()
        statements.clear()
        assert client.get(f"/cases/{case.id}").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 32, statements


def test_two_clicks_at_once_are_one_mail(fresh_app: Flask) -> None:
    with fresh_app.app_context():
        agent = a_user()
        case = a_case(owner=agent)
        db.session.commit()
        number = case.id
    fresh_app.config["WTF_CSRF_ENABLED"] = False
    start, codes = threading.Barrier(4), list[int]()

    def click() -> None:
        client = fresh_app.test_client()
        assert isinstance(client, Client)
        client.sign_in(agent)
        start.wait()
        codes.append(client.post(f"/cases/{number}/reply", data={"key": "form-1", "text": "Sorry."}).status_code)

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [302] * 4
    with fresh_app.app_context():
        assert len(db.session.scalars(select(Message).where(Message.kind == "case_reply")).all()) == 1
        kinds = db.session.scalars(select(CaseEvent.kind).order_by(CaseEvent.id)).all()
        assert kinds == ["opened", "mail"]
