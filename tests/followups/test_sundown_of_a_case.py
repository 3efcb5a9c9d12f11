"""By when a customer shall hear from us, and what stops that clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import a_case, a_contact, a_response, a_team, a_user
from voc.core import clock
from voc.core.db import db
from voc.core.outbox import Message
from voc.followups import closing, countdown, history, opening, reached
from voc.followups.models import Case, CaseState, Outcome
from voc.staff.models import Workspace


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture(autouse=True)
def somebody(session: Session) -> None:
    a_user()


@pytest.mark.parametrize(
    ("zone", "answered", "due"),
    [
        ("Europe/Berlin", "2026-11-20T13:59", "2026-11-20T16:30"),  # Friday 14:59 there: the same day, 17:30.
        ("Europe/Berlin", "2026-11-20T15:00", "2026-11-23T16:30"),  # Friday 16:00: Monday.
        ("Europe/Berlin", "2026-11-20T21:00", "2026-11-23T16:30"),  # Friday evening.
        ("Europe/Berlin", "2026-11-22T10:00", "2026-11-23T16:30"),  # Sunday.
        ("Asia/Shanghai", "2026-11-20T06:30", "2026-11-20T09:30"),  # Friday 14:30 there.
        ("Asia/Shanghai", "2026-11-20T13:59", "2026-11-23T09:30"),  # The same instant, already evening there.
        ("Europe/Berlin", "2026-10-23T15:00", "2026-10-26T16:30"),  # The clock goes back that weekend.
        ("Europe/Berlin", "2026-03-27T15:00", "2026-03-30T15:30"),  # The clock goes forward that weekend.
    ],
)
def test_due_is_sundown_after_the_customer_answered(session: Session, zone: str, answered: str, due: str) -> None:
    at = utc(answered)
    assert opening.due_at(a_team(zone=zone), at, None, at + timedelta(seconds=2)) == utc(due)


def test_a_promise_stands_even_when_it_is_past(session: Session, now: datetime) -> None:
    team = a_team()
    for promised_by in (now + timedelta(days=2), now - timedelta(hours=5)):
        assert opening.due_at(team, now - timedelta(days=1), promised_by, now) == promised_by


def test_an_answer_that_reached_us_late_is_due_from_now_on(session: Session, now: datetime) -> None:
    assert opening.due_at(a_team(), now - timedelta(days=90), None, now) == utc("2026-11-16T17:30")


def test_a_source_whose_clock_is_ahead_buys_no_time(session: Session, now: datetime) -> None:
    assert opening.due_at(a_team(), now + timedelta(days=900), None, now) == utc("2026-11-16T17:30")


def test_a_team_that_never_works_gets_a_day(session: Session, now: datetime) -> None:
    team = a_team()
    team.working_days = ""
    assert opening.due_at(team, now, None, now) == now + timedelta(days=1)


def test_the_case_keeps_what_the_page_promised(session: Session, now: datetime) -> None:
    response = a_response(score=1, contact=a_contact())
    response.promised_by = now + timedelta(hours=3)
    case = opening.follow_up(session, response, now)
    assert case is not None
    assert case.due_at == now + timedelta(hours=3)


def in_words(case: Case, at: datetime) -> tuple[str, str]:
    read = countdown.of(case, at, reached.of(db.session(), Case.id == case.id).get(case.id))
    return read.words, read.urgency


def test_the_countdown_is_cut_not_rounded(session: Session, now: datetime) -> None:
    case = a_case()
    case.due_at = now
    table = {
        timedelta(days=2, hours=3, minutes=59): ("2 days 3 h left", ""),
        timedelta(hours=2, minutes=1): ("2 h 1 min left", ""),
        timedelta(hours=1, minutes=59, seconds=59): ("1 h 59 min left", "warn"),
        timedelta(seconds=59): ("0 min left", "warn"),
        timedelta(seconds=-90): ("overdue by 1 min", "bad"),
        timedelta(days=-1): ("overdue by 1 day", "bad"),
    }
    for left, expected in table.items():
        assert in_words(case, now - left) == expected


def test_the_countdown_says_whose_clock_it_is(session: Session, now: datetime) -> None:
    case = a_case()
    case.team = a_team(zone="Asia/Shanghai")
    case.due_at = utc("2026-11-16T09:30")
    read = countdown.of(case, now, None)
    assert read.whose == "Shanghai time"
    assert read.due.startswith("by today, 5:30")


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
@pytest.mark.parametrize(("name", "is_of_team"), [("Berlin", True), ("Front desk", False)])
def test_a_team_called_after_its_clock_is_not_named_beside_it(
    session: Session, now: datetime, name: str, language: str, *, is_of_team: bool
) -> None:
    case = a_case()
    case.team = a_team(name=name, zone="Europe/Berlin")
    with force_locale(language):
        assert countdown.of(case, now, None).is_of_team == is_of_team


def test_the_first_contact_stops_the_clock_and_no_later_one_moves_it(session: Session, now: datetime) -> None:
    case, agent = a_case(), a_user()
    closing.log_call(session, case, agent, "Voicemail", was_reached=False, key="a", now=now)
    assert (case.state, case.contacted_at) == (CaseState.OPEN, None)
    closing.log_call(
        session, case, agent, "They want a new one.", was_reached=True, key="b", now=now + timedelta(hours=1)
    )
    closing.reply(session, case, agent, "It is on its way.", key="c", now=now + timedelta(hours=2))
    assert (case.state, case.contacted_at) == (CaseState.IN_CONTACT, now + timedelta(hours=1))
    assert in_words(case, now + timedelta(days=9)) == ("in time", "")


def test_a_late_contact_is_called_late(session: Session, now: datetime) -> None:
    case = a_case()
    closing.reply(session, case, a_user(), "Sorry.", key="a", now=case.due_at + timedelta(minutes=75))
    the_letter(session).sent_at = case.due_at + timedelta(minutes=76)
    assert in_words(case, clock.now()) == ("1 h 15 min late", "bad")


def test_what_lies_in_the_outbox_has_not_been_heard(session: Session, now: datetime) -> None:
    case, agent = a_case(), a_user()
    closing.reply(session, case, agent, "It is on its way.", key="a", now=now)
    letter = the_letter(session)
    assert in_words(case, now) == ("not sent yet", "")
    assert in_words(case, case.due_at + timedelta(minutes=1)) == ("not sent yet", "bad")
    letter.failed_at = now
    assert in_words(case, now) == ("could not be delivered", "bad")
    letter.failed_at, letter.sent_at = None, now + timedelta(minutes=1)
    assert in_words(case, now + timedelta(days=9)) == ("in time", "")


def test_a_letter_counts_from_when_it_was_written_only_if_it_left_soon(session: Session, now: datetime) -> None:
    case, agent = a_case(), a_user()
    closing.reply(session, case, agent, "It is on its way.", key="a", now=case.due_at - timedelta(minutes=1))
    the_letter(session).sent_at = case.due_at + timedelta(minutes=30)
    assert in_words(case, now) == ("in time", "")
    the_letter(session).sent_at = case.due_at + timedelta(hours=3)
    assert in_words(case, now) == ("3 h late", "bad")


def test_who_was_never_reached_is_not_recovered(session: Session, now: datetime) -> None:
    case, agent = a_case(), a_user()
    closing.reply(session, case, agent, "It is on its way.", key="a", now=now)
    letter = the_letter(session)
    seen = history.last_word(session, case)
    for failed_at, held_at, can_send in ((now, None, True), (None, now, True), (None, None, False)):
        letter.failed_at, letter.held_at = failed_at, held_at
        with pytest.raises(closing.NobodySpoke):
            closing.close(
                session, case, agent, Outcome.RECOVERED, root_cause=None, text="", seen=seen, now=now,
                can_send=can_send,
            )  # fmt: skip
    letter.failed_at = letter.held_at = None
    closing.close(session, case, agent, Outcome.RECOVERED, root_cause=None, text="", seen=seen, now=now)


def the_letter(session: Session) -> Message:
    return session.scalars(select(Message).where(Message.kind == "case_reply")).one()


def test_of_several_contacts_one_that_was_heard_is_enough(session: Session, now: datetime) -> None:
    case, agent = a_case(), a_user()
    closing.reply(session, case, agent, "It is on its way.", key="a", now=now)
    closing.log_call(session, case, agent, "Voicemail", was_reached=False, key="b", now=now)
    assert in_words(case, now) == ("not sent yet", "")
    closing.log_call(session, case, agent, "They know.", was_reached=True, key="c", now=now)
    assert in_words(case, now) == ("in time", "")


def test_what_was_heard_before_the_case_opened_again_does_not_count(session: Session, now: datetime) -> None:
    case, agent = a_case(), a_user()
    closing.log_call(session, case, agent, "They know.", was_reached=True, key="a", now=now)
    case.state, case.contacted_at = CaseState.OPEN, None  # As when the customer is unhappy once more.
    session.flush()
    closing.reply(session, case, agent, "We are sorry.", key="b", now=now + timedelta(hours=1))
    assert in_words(case, now) == ("not sent yet", "")


def test_a_demo_keeps_its_word_without_sending(session: Session, now: datetime) -> None:
    case = a_case()
    session.get_one(Workspace, case.workspace_id).sends_mail = False
    closing.reply(session, case, a_user(), "It is on its way.", key="a", now=now)
    assert in_words(case, now) == ("in time", "")
