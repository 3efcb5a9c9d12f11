"""Which clicks are believed, and when."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import an_invitation
from voc.invitations.models import Invitation
from voc.responses import provisional, submission
from voc.responses.jobs import settle_clicks
from voc.responses.models import Response, SetAside, Sighting, State
from voc.responses.provisional import Seen
from voc.responses.values import Values

MINUTE = timedelta(minutes=1)


def visit(
    session: Session,
    invitation: Invitation,
    at: datetime,
    score: int | None = 3,
    *,
    name: str = "first-visit",
    stays: int = 0,
    touched: bool = False,
) -> Response:
    """A browser opens a score's link and stays for some seconds."""
    response = provisional.sight(session, invitation, Seen(name, score, 0, was_touched=False), at, language="en")
    if stays or touched:
        seen = Seen(name, score, stays, was_touched=touched)
        response = provisional.sight(session, invitation, seen, at + timedelta(seconds=stays), language="en")
    return response


def press(session: Session, invitation: Invitation, at: datetime, score: int) -> Response:
    values = Values(
        version=invitation.version, client_key=provisional.key_of(invitation), channel="email", answered_at=at,
        received_at=at, score=score, invitation=invitation, confirmed_by="button",
    )  # fmt: skip
    return submission.record(session, values).response


def standing(response: Response) -> tuple[str, str | None, str | None]:
    return response.state, response.confirmed_by, response.set_aside_reason


PROVISIONAL = (State.PROVISIONAL, None, None)
BELIEVED = (State.FINAL, "dwell", None)


@pytest.mark.parametrize(
    ("stays", "touched", "believed"),
    [(0, False, False), (2, True, False), (3, True, True), (15, False, False), (29, False, False), (30, False, True)],
)
def test_a_click_is_believed_when_somebody_stayed(
    session: Session,
    now: datetime,
    stays: int,
    touched: bool,  # noqa: FBT001
    believed: bool,  # noqa: FBT001
) -> None:
    invitation = an_invitation()
    response = visit(session, invitation, now, stays=stays, touched=touched)
    provisional.settle(session, now + 16 * MINUTE)
    assert standing(response) == (BELIEVED if believed else PROVISIONAL)
    assert (invitation.answered_at is not None) == believed


def test_fifteen_minutes_must_have_been_quiet(session: Session, now: datetime) -> None:
    invitation = an_invitation()
    response = visit(session, invitation, now, stays=40)
    provisional.settle(session, now + 15 * MINUTE)
    assert standing(response) == PROVISIONAL
    provisional.settle(session, now + 15 * MINUTE + timedelta(seconds=40))
    assert standing(response) == BELIEVED


def test_a_believed_click_was_answered_when_it_was_clicked(session: Session, now: datetime) -> None:
    response = visit(session, an_invitation(), now, stays=40)
    provisional.settle(session, now + 20 * MINUTE)
    assert (response.answered_at, response.final_at) == (now, now + 20 * MINUTE)


def test_a_clock_that_races_is_not_believed(session: Session, now: datetime) -> None:
    """Scanners let a page's time run fast; our own clock says how long a visit can have lasted."""
    invitation = an_invitation()
    visit(session, invitation, now)
    fast = Seen("first-visit", 3, 3600, was_touched=False)
    response = provisional.sight(session, invitation, fast, now + timedelta(seconds=1), language="en")
    provisional.settle(session, now + 16 * MINUTE)
    assert standing(response) == PROVISIONAL
    assert session.scalars(select(Sighting.visible_seconds)).all() == [3]


def test_reports_of_one_visit_only_add_to_it(session: Session, now: datetime) -> None:
    invitation = an_invitation()
    visit(session, invitation, now, stays=10, touched=True)
    late = Seen("first-visit", 3, 4, was_touched=False)
    provisional.sight(session, invitation, late, now + MINUTE, language="en")
    [sighting] = session.scalars(select(Sighting))
    assert (sighting.visible_seconds, sighting.was_touched, sighting.at) == (10, True, now)


def test_what_a_hand_changed_on_the_page_is_what_is_believed(session: Session, now: datetime) -> None:
    invitation = an_invitation()
    visit(session, invitation, now, 3, stays=5, touched=True)
    response = visit(session, invitation, now + timedelta(seconds=6), 8, stays=9, touched=True)
    provisional.settle(session, now + 20 * MINUTE)
    assert (standing(response), response.score) == (BELIEVED, 8)


def test_a_report_that_was_overtaken_does_not_bring_the_old_score_back(session: Session, now: datetime) -> None:
    invitation = an_invitation()
    visit(session, invitation, now, 8, stays=9)
    late = Seen("first-visit", 3, 4, was_touched=True)
    response = provisional.sight(session, invitation, late, now + timedelta(seconds=10), language="en")
    assert (response.score, session.scalars(select(Sighting.score)).all()) == (8, [8])


def test_a_second_score_sets_aside_at_once(session: Session, now: datetime) -> None:
    invitation = an_invitation()
    visit(session, invitation, now, 3, stays=40)
    response = visit(session, invitation, now + MINUTE, 4, name="second-visit")
    assert standing(response) == (State.SET_ASIDE, None, SetAside.CONTRADICTED)
    provisional.settle(session, now + 60 * MINUTE)
    assert response.state == State.SET_ASIDE


def test_the_same_score_opened_again_is_no_contradiction(session: Session, now: datetime) -> None:
    invitation = an_invitation()
    visit(session, invitation, now)
    visit(session, invitation, now + 5 * MINUTE, name="second-visit", stays=40)
    response = visit(session, invitation, now + 8 * MINUTE, name="third-visit")
    provisional.settle(session, now + 30 * MINUTE)
    assert standing(response) == BELIEVED


@pytest.mark.parametrize("trap_comes", ["first", "last"])
def test_the_trap_sets_aside_at_once(session: Session, now: datetime, trap_comes: str) -> None:
    invitation = an_invitation()
    order: list[int | None] = [None, 3] if trap_comes == "first" else [3, None]
    visit(session, invitation, now, order[0], name="visit-one", stays=40)
    response = visit(session, invitation, now + MINUTE, order[1], name="visit-two", stays=40)
    assert standing(response) == (State.SET_ASIDE, None, SetAside.TRAP)
    assert response.score == 3


def test_a_late_contradiction_sets_aside_what_was_believed(session: Session, now: datetime) -> None:
    invitation = an_invitation()
    visit(session, invitation, now, stays=40)
    provisional.settle(session, now + 20 * MINUTE)
    response = visit(session, invitation, now + 60 * MINUTE, 9, name="late-visit")
    assert standing(response) == (State.SET_ASIDE, "dwell", SetAside.CONTRADICTED)
    assert (response.final_at, invitation.answered_at) == (None, None)


def test_a_person_who_presses_send_is_believed_whatever_came_before_and_after(session: Session, now: datetime) -> None:
    invitation = an_invitation()
    for score in range(11):
        visit(session, invitation, now, score, name=f"visit-{score}")
    response = press(session, invitation, now + MINUTE, 7)
    visit(session, invitation, now + 2 * MINUTE, None, name="late-trap")
    visit(session, invitation, now + 3 * MINUTE, 1, name="late-visit")
    provisional.settle(session, now + timedelta(days=9))
    assert (standing(response), response.score) == ((State.FINAL, "button", None), 7)
    assert invitation.answered_at == now + MINUTE


def test_pressing_send_makes_a_believed_click_the_persons_own(session: Session, now: datetime) -> None:
    invitation = an_invitation()
    visit(session, invitation, now, stays=40)
    provisional.settle(session, now + 20 * MINUTE)
    press(session, invitation, now + 30 * MINUTE, 3)
    response = visit(session, invitation, now + 40 * MINUTE, 9, name="late-visit")
    assert standing(response) == (State.FINAL, "button", None)


def test_after_seven_days_without_a_person_it_is_set_aside(session: Session, now: datetime) -> None:
    response = visit(session, an_invitation(), now, stays=10)
    provisional.settle(session, now + timedelta(days=7, seconds=9))
    assert response.state == State.PROVISIONAL
    provisional.settle(session, now + timedelta(days=7, seconds=10))
    assert standing(response) == (State.SET_ASIDE, None, SetAside.NEVER_CONFIRMED)


def test_a_later_visit_is_weighed_anew(session: Session, now: datetime) -> None:
    invitation = an_invitation()
    visit(session, invitation, now)
    provisional.settle(session, now + 20 * MINUTE)
    response = visit(session, invitation, now + 60 * MINUTE, name="second-visit", stays=4, touched=True)
    provisional.settle(session, now + 80 * MINUTE)
    assert standing(response) == BELIEVED


def test_restoring_a_click_counts_it_and_tells_the_invitation(session: Session, now: datetime) -> None:
    invitation = an_invitation()
    visit(session, invitation, now, 3)
    response = visit(session, invitation, now, 4, name="second-visit")
    provisional.restore(session, response, now + MINUTE)
    assert (standing(response), response.score) == ((State.FINAL, "staff", None), 4)
    assert invitation.answered_at is not None
    visit(session, invitation, now + 2 * MINUTE, 5, name="third-visit")
    assert standing(response) == (State.FINAL, "staff", None)


def test_visits_are_kept_up_to_a_hundred(session: Session, now: datetime) -> None:
    invitation = an_invitation()
    for n in range(provisional.MOST_VISITS + 5):
        visit(session, invitation, now, name=f"visit-{n}")
    assert session.scalar(select(func.count()).select_from(Sighting)) == provisional.MOST_VISITS


def test_the_job_settles_once_and_then_finds_nothing(session: Session, now: datetime, statements: list[str]) -> None:
    for _ in range(3):
        visit(session, an_invitation(), now, stays=40)
        visit(session, an_invitation(), now)
    settle_clicks.function(session, now + 20 * MINUTE)
    states = select(Response.state, func.count()).group_by(Response.state).order_by(Response.state)
    assert session.execute(states).all() == [("final", 3), ("provisional", 3)]
    statements.clear()
    settle_clicks.function(session, now + 21 * MINUTE)
    assert len(statements) == 2
