"""Which final response deserves a case, and which case a further answer belongs to.

A response is taken by its mark `screened_at`; whoever changes its score or words clears the mark, and it is looked at
again. So one answer is in one case at most, however often it is sent, retried or revised.

Who is still on the way through the steps of a survey is given a moment: the words that follow belong into the mail by
which a colleague hears of the case. That moment never takes from the time until sundown what is needed to answer.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, literal, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voc.core import jobs
from voc.followups import history, mail, routing
from voc.followups.models import Case, CaseEvent, CaseResponse, CaseState, EventKind
from voc.responses.models import Response, State
from voc.responses.noting import noted_at
from voc.staff import hours
from voc.staff.models import Membership, Role, Team
from voc.surveys.models import Survey

log = logging.getLogger(__name__)

#: So many responses from which nothing follows are passed over in one commit.
BATCH = 1000
#: Who has steps before them and was quiet for so long will hardly go on.
QUIET = timedelta(minutes=10)
#: However slowly somebody goes on, nobody waits for longer than this after what they answered first.
LONGEST_WAIT = timedelta(minutes=30)
#: Where less than this is left until sundown, nobody waits.
HURRY = timedelta(hours=1)


def deserves_case(response: Response) -> bool:
    """Whether somebody must answer this person: a detractor who was not promised anonymity and is not history.

    A detractor of whom we know no name opens a case too: a person has to look at the words and may find the customer.
    """
    return response.wants_followup and not response.is_anonymous and response.band == "detractor"


def due_at(team: Team, said_at: datetime, promised_by: datetime | None, now: datetime) -> datetime:
    """Until when the customer shall hear from us.

    What the customer was promised stands, even if it is past already. Without a promise it is sundown after the
    customer spoke; where even that is past, because the answer reached us late, it is sundown after now.
    """
    if promised_by:
        return promised_by
    try:
        # A source whose clock is ahead must not buy us time.
        due = hours.sundown(team.hours, min(said_at, now))
        return due if due > now else hours.sundown(team.hours, now)
    except (hours.NoWorkingDay, hours.UnknownCountry):
        log.warning("team_never_works", extra={"team": team.id})
        return now + timedelta(days=1)


def pass_over(session: Session, now: datetime) -> int:
    """Mark a batch of responses from which nothing can follow, so that an imported history drains fast."""
    batch = select(Response.id).where(_is_unscreened(), _leads_nowhere()).limit(BATCH).with_for_update(skip_locked=True)
    statement = update(Response).where(Response.id.in_(batch)).values(screened_at=noted_at(now)).returning(Response.id)
    return len(session.scalars(statement.execution_options(synchronize_session=False)).all())


def screen(session: Session, now: datetime) -> int:
    """Take one response after another and do what follows from it; returns how many."""
    due = and_(_is_unscreened(), _somebody_could_answer(), ~_is_on_the_way(now) | _cannot_wait(session, now))
    # The mark on the response and its case land together, or neither does.
    return jobs.work_through(
        session, Response, due, {"screened_at": now}, lambda response: follow_up(session, response, now)
    )


def follow_up(session: Session, response: Response, now: datetime) -> Case | None:
    """The case that this final response opens, joins or changes, if any. Nothing follows before it was there."""
    # Who screens may have begun before the answer came in.
    now = max(now, response.touched_at)
    link = session.scalar(select(CaseResponse).where(CaseResponse.response_id == response.id))
    if link:
        return _revise(session, link, response, now)
    if response.is_anonymous or not response.wants_followup:
        return None
    if running := _running_case(session, response):
        return _join(session, running, response, now)
    return _open(session, response, now) if deserves_case(response) else None


def _is_unscreened() -> ColumnElement[bool]:
    # Written out, not bound: a planner that does not know the value cannot use the partial index.
    return and_(Response.screened_at.is_(None), Response.state == literal(State.FINAL.value, literal_execute=True))


def _leads_nowhere() -> ColumnElement[bool]:
    is_in_a_case = select(CaseResponse.id).where(CaseResponse.response_id == Response.id).exists()
    is_content = or_(Response.band.is_(None), Response.band != "detractor")
    return and_(
        or_(~Response.wants_followup, Response.is_anonymous, and_(is_content, Response.contact_id.is_(None))),
        ~is_in_a_case,
    )


def _somebody_could_answer() -> ColumnElement[bool]:
    # A workspace that is just being made has neither yet; its responses wait instead of stopping everybody else's.
    has_owner = select(Membership.id).where(
        Membership.workspace_id == Response.workspace_id, Membership.role == Role.OWNER
    )
    has_team = select(Team.id).where(Team.workspace_id == Response.workspace_id)
    return and_(has_owner.exists(), has_team.exists())


def _is_on_the_way(now: datetime) -> ColumnElement[bool]:
    """Whether steps are still to come, and somebody took the last one a moment ago."""
    return and_(
        Response.is_partial,
        Response.touched_at > now - QUIET,
        Response.answered_at > now - LONGEST_WAIT,
        or_(Response.promised_by.is_(None), Response.promised_by > now + HURRY),
    )


def _cannot_wait(session: Session, now: datetime) -> ColumnElement[bool]:
    """Whether it answers a survey whose team may have too little time left for what was answered a moment ago."""
    waiting = and_(_is_unscreened(), _somebody_could_answer(), _is_on_the_way(now))
    # An answer that comes while we look is of a survey that is looked at next time.
    found = select(Survey).where(Survey.id.in_(select(Response.survey_id).where(waiting)))
    hurried = [survey.id for survey in session.scalars(found) if _is_late(routing.team_for(session, survey), now)]
    return Response.survey_id.in_(hurried)


def _is_late(team: Team, now: datetime) -> bool:
    try:
        # Of all that may be waited for the earliest is due first.
        return hours.sundown(team.hours, now - LONGEST_WAIT) < now + HURRY
    except (hours.NoWorkingDay, hours.UnknownCountry):
        return False


def _running_case(session: Session, response: Response) -> Case | None:
    """The case of the same person that is not closed, locked so that nobody closes it while an answer joins."""
    if response.contact_id is None:
        return None
    statement = (
        select(Case)
        .where(
            Case.workspace_id == response.workspace_id,
            Case.contact_id == response.contact_id,
            Case.state != CaseState.CLOSED,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return session.scalars(statement).first()


def _open(session: Session, response: Response, now: datetime) -> Case:
    try:
        with session.begin_nested():
            case = _new(session, response, now)
    except IntegrityError:
        # Another worker has just opened one for an other answer of this person; the turn it took is given back too.
        running = _running_case(session, response)
        if running is None:
            raise
        return _join(session, running, response, now)
    session.add(CaseResponse(case_id=case.id, response_id=response.id))
    event = history.record(session, case, EventKind.OPENED, now, **_said(response))
    mail.tell_owner(session, case, event, now)
    log.info("case_opened", extra={"case": case.id, "response": response.id})
    return case


def _new(session: Session, response: Response, now: datetime) -> Case:
    contact = response.contact
    account = contact.account if contact else None
    team = routing.team_for(session, response.survey)
    case = Case(
        workspace_id=response.workspace_id,
        contact_id=response.contact_id,
        account_id=account.id if account else None,
        team_id=team.id,
        owner=routing.owner_for(session, team, account, now),
        state=CaseState.OPEN,
        opened_at=now,
        due_at=due_at(team, response.answered_at, response.promised_by, now),
    )
    session.add(case)
    session.flush()
    return case


def _join(session: Session, case: Case, response: Response, now: datetime) -> Case:
    session.add(CaseResponse(case_id=case.id, response_id=response.id))
    history.record(session, case, EventKind.JOINED, now, **_said(response))
    return case


def _said(response: Response) -> dict[str, Any]:
    """What an event by which the customer said something keeps of it."""
    return {
        "response": response.id,
        "score": response.score,
        "revisions": len(response.revisions),
        "verbatims": _verbatims(response),
    }


def _verbatims(response: Response) -> int:
    return sum(answer.verbatim is not None for answer in response.answers)


def _told(session: Session, case: Case, response: Response, what: str) -> int | None:
    """How many `revisions` or `verbatims` it had when the case last heard of it; None where that was not kept."""
    of_answer = CaseEvent.detail["response"].as_integer() == response.id
    details = select(CaseEvent.detail).where(CaseEvent.case_id == case.id, of_answer)
    told = (detail.get(what) for detail in session.scalars(details.order_by(CaseEvent.id.desc())))
    return next((number for number in told if number is not None), None)


def _revise(session: Session, link: CaseResponse, response: Response, now: datetime) -> Case:
    case = session.get_one(Case, link.case_id, with_for_update=True, populate_existing=True)
    was_nameless = case.contact_id is None and response.contact_id is not None
    _name(session, case, response)
    if was_nameless and response.touched_at <= history.heard_at(session, case, response.id):
        # Whose it is was all that is new, whether the case could take the name or not.
        return case
    is_more = _told(session, case, response, "revisions") == len(response.revisions)
    told = _told(session, case, response, "verbatims")
    has_written = told is not None and _verbatims(response) > told
    if is_more and case.state == CaseState.OPEN:
        # Nobody has answered yet: whoever will, sees all of it.
        if has_written:
            history.record(session, case, EventKind.WROTE, now, **_said(response))
            mail.tell_words(session, case, response, now)
        return case
    earlier = response.revisions[-1].score if response.revisions and not is_more else None
    history.record(
        session, case, EventKind.REVISED, now,
        earlier_score=earlier, is_more=is_more, has_written=has_written, **_said(response),
    )  # fmt: skip
    if has_written and case.state != CaseState.CLOSED:
        mail.tell_words(session, case, response, now)
    if case.state != CaseState.CLOSED or response.band != "detractor":
        return case
    running = _running_case(session, response)
    if running is None:
        return _reopen(session, case, response, now)
    # The same person has a newer case that is being worked on: there somebody will see these words.
    link.case_id = running.id
    history.record(session, running, EventKind.JOINED, now, **_said(response))
    return running


def _name(session: Session, case: Case, response: Response) -> None:
    """Make the case of an unknown person this one's from now on, where the answer is by now.

    Where the person has another case that is running, this one stays without a name: nobody has two.
    """
    if case.contact_id is not None or response.contact is None or _running_case(session, response):
        return
    try:
        with session.begin_nested():
            case.contact, case.account = response.contact, case.account or response.contact.account
    except IntegrityError:
        # Another worker has just opened one for this person.
        return


def _reopen(session: Session, case: Case, response: Response, now: datetime) -> Case:
    """The customer is unhappy again: the clock starts anew, with whoever had the case if that person still can."""
    said_at = response.touched_at
    promised_by = response.promised_by if response.promised_by and response.promised_by > said_at else None
    case.state, case.closed_at, case.outcome, case.contacted_at = CaseState.OPEN, None, None, None
    case.due_at = due_at(case.team, said_at, promised_by, now)
    if case.owner not in routing.candidates(session, case.workspace_id):
        case.owner = routing.owner_for(session, case.team, case.account, now)
    event = history.record(session, case, EventKind.REOPENED, now, response=response.id)
    mail.tell_owner(session, case, event, now)
    return case
