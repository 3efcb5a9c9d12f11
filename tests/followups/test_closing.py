"""What people do with a case, once each."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import a_case, a_contact, a_response, a_survey, a_user, ask_also, published
from voc.core.outbox import Message
from voc.customers.models import Contact
from voc.followups import closing, history, opening
from voc.followups.models import Case, CaseEvent, CaseState, Outcome
from voc.insights.models import Theme
from voc.responses.models import Response
from voc.staff.models import User


@pytest.fixture
def agent(session: Session) -> User:
    return a_user(name="Amir Agent")


@pytest.fixture
def case(agent: User) -> Case:
    return a_case(owner=agent)


def events(session: Session, case: Case) -> list[str]:
    return list(session.scalars(select(CaseEvent.kind).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)))


def close(session: Session, case: Case, outcome: Outcome, now: datetime, text: str = "") -> None:
    seen = history.last_word(session, case)
    closing.close(session, case, case.owner, outcome, root_cause=None, text=text, seen=seen, now=now)


def test_the_same_reply_twice_is_one_mail(session: Session, case: Case, agent: User, now: datetime) -> None:
    for _ in range(2):
        closing.reply(session, case, agent, "I am sorry.", key="form-1", now=now)
    closing.reply(session, case, agent, "I am sorry.", key="form-2", now=now)
    assert session.scalar(select(func.count(Message.id)).where(Message.kind == "case_reply")) == 2
    assert events(session, case) == ["opened", "mail", "mail"]


def test_the_same_note_or_call_twice_is_one(session: Session, case: Case, agent: User, now: datetime) -> None:
    for _ in range(2):
        closing.note(session, case, agent, "Ask Ana.", key="form-1", now=now)
        closing.log_call(session, case, agent, "", was_reached=False, key="form-2", now=now)
    assert events(session, case) == ["opened", "note", "call"]


def test_nobody_writes_to_whom_we_have_no_address_of(session: Session, agent: User, now: datetime) -> None:
    stranger = opening.follow_up(session, a_response(score=1), now)
    assert stranger is not None
    with pytest.raises(closing.NoAddress):
        closing.reply(session, stranger, agent, "Hello?", key="a", now=now)
    assert stranger.contacted_at is None


def who_left(address: str, *, contact: Contact | None = None, is_anonymous: bool = False) -> Response:
    """A detractor of a survey that also asks where somebody can be reached."""
    survey = a_survey(is_live=False, is_anonymous=is_anonymous)
    key = ask_also(survey, "email")
    return a_response(survey=published(survey), score=1, contact=contact, answers={key: address} if address else {})


def test_a_stranger_who_left_an_address_is_written_to_there(session: Session, agent: User, now: datetime) -> None:
    case = opening.follow_up(session, who_left("ann@example.org"), now)
    assert case
    # Not the contact with that address: anybody can write it.
    assert case.contact is None
    closing.reply(session, case, agent, "I am sorry.", key="a", now=now)
    message = session.scalars(select(Message).where(Message.kind == "case_reply")).one()
    assert (message.to_address, message.to_name, message.reply_to) == ("ann@example.org", "", agent.email)
    assert case.contacted_at == now


@pytest.mark.parametrize(("known", "written_to"), [("ana@example.com", "ana@example.com"), (None, "ann@example.org")])
def test_an_address_that_we_know_comes_before_one_that_was_left(
    session: Session, agent: User, now: datetime, known: str | None, written_to: str
) -> None:
    contact = a_contact(name="Ana")
    contact.email, contact.key = known, "c-1"
    case = opening.follow_up(session, who_left("ann@example.org", contact=contact), now)
    assert case
    closing.reply(session, case, agent, "I am sorry.", key="a", now=now)
    message = session.scalars(select(Message).where(Message.kind == "case_reply")).one()
    assert (message.to_address, message.to_name) == (written_to, "Ana")


def test_who_answered_anonymously_is_not_written_to(session: Session, agent: User, now: datetime) -> None:
    case = opening.follow_up(session, who_left("ann@example.org", is_anonymous=True), now)
    if case:
        with pytest.raises(closing.NoAddress):
            closing.reply(session, case, agent, "Hello?", key="a", now=now)


def test_who_hands_a_case_over_tells_the_new_owner(session: Session, case: Case, agent: User, now: datetime) -> None:
    colleague = a_user(email="next@example.org")
    closing.assign(session, case, colleague, agent, now)
    closing.assign(session, case, colleague, agent, now)
    assert case.owner is colleague
    assert len(session.scalars(select(Message).where(Message.to_address == "next@example.org")).all()) == 1
    assert events(session, case) == ["opened", "assigned"]


def test_who_takes_a_case_is_not_told(session: Session, case: Case, now: datetime) -> None:
    colleague = a_user(email="next@example.org")
    closing.assign(session, case, colleague, colleague, now)
    assert session.scalar(select(Message).where(Message.to_address == "next@example.org")) is None


def test_a_case_given_back_and_forth_is_told_each_time(
    session: Session, case: Case, agent: User, now: datetime
) -> None:
    colleague = a_user(email="next@example.org")
    for to, by in ((colleague, agent), (agent, colleague), (colleague, agent)):
        closing.assign(session, case, to, by, now)
    assert len(session.scalars(select(Message).where(Message.to_address == "next@example.org")).all()) == 2


def test_a_case_is_closed_with_its_outcome_and_cause(session: Session, case: Case, agent: User, now: datetime) -> None:
    theme = Theme(workspace_id=case.workspace_id, key="delivery", names={"en": "Delivery"})
    session.add(theme)
    closing.reply(session, case, agent, "A new one is on its way.", key="a", now=now)
    closing.close(
        session, case, agent, Outcome.RECOVERED, root_cause=theme, text="Sent a new one.",
        seen=history.last_word(session, case), now=now + timedelta(hours=1),
    )  # fmt: skip
    assert (case.state, case.outcome, case.root_cause) == (CaseState.CLOSED, "recovered", theme)
    assert case.closed_at == now + timedelta(hours=1)
    with pytest.raises(closing.IsClosed):
        close(session, case, Outcome.DUPLICATE, now)
    with pytest.raises(closing.IsClosed):
        closing.assign(session, case, a_user(), agent, now)


@pytest.mark.parametrize("outcome", [Outcome.RECOVERED, Outcome.NOT_RECOVERED])
def test_nobody_is_recovered_without_a_contact(
    session: Session, case: Case, agent: User, now: datetime, outcome: Outcome
) -> None:
    closing.log_call(session, case, agent, "", was_reached=False, key="a", now=now)
    with pytest.raises(closing.NobodySpoke):
        close(session, case, outcome, now, "They will be fine.")
    assert case.state == CaseState.OPEN


def test_who_closes_without_a_contact_says_why(session: Session, case: Case, agent: User, now: datetime) -> None:
    with pytest.raises(closing.NoReason):
        close(session, case, Outcome.NOT_OUR_FAULT, now)
    close(session, case, Outcome.NOT_OUR_FAULT, now, "They meant another company.")
    assert case.outcome == Outcome.NOT_OUR_FAULT


def test_an_answer_that_nobody_has_seen_is_not_closed_away(
    session: Session, case: Case, agent: User, now: datetime
) -> None:
    closing.reply(session, case, agent, "Better now?", key="a", now=now)
    seen = history.last_word(session, case)
    later = a_response(survey=a_survey(metric="csat"), score=1, contact=case.contact)
    opening.follow_up(session, later, now)
    with pytest.raises(closing.AnsweredAgain):
        closing.close(session, case, agent, Outcome.RECOVERED, root_cause=None, text="", seen=seen, now=now)
    assert case.state == CaseState.IN_CONTACT


@pytest.mark.parametrize("contacted", [True, False])
def test_a_closing_can_be_taken_back(
    session: Session, case: Case, agent: User, now: datetime, *, contacted: bool
) -> None:
    due = case.due_at
    if contacted:
        closing.reply(session, case, agent, "Done.", key="a", now=now)
    close(session, case, Outcome.DUPLICATE, now, "Same as the other one.")
    closing.reopen(session, case, agent, "It was another matter.", now)
    assert case.state == (CaseState.IN_CONTACT if contacted else CaseState.OPEN)
    assert (case.due_at, case.outcome, case.closed_at) == (due, None, None)


def test_a_person_has_one_case_at_a_time(session: Session, agent: User, now: datetime) -> None:
    contact = a_contact()
    old = a_case(contact=contact)
    close(session, old, Outcome.COULD_NOT_REACH, now, "Tried three times.")
    a_case(contact=contact, survey=a_survey(metric="csat"), score=1)
    with pytest.raises(closing.HasNewerCase):
        closing.reopen(session, old, agent, "They called.", now)
    assert old.state == CaseState.CLOSED
