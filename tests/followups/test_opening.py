"""Which answers open a case, and that each opens one."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import (
    a_case,
    a_contact,
    a_response,
    a_survey,
    a_team,
    a_user,
    an_invitation,
    ask_also,
    published,
    the_survey,
    values,
)
from voc.core.db import db, open_session
from voc.core.outbox import Message
from voc.customers.models import Contact
from voc.followups import closing, opening, routing, timeline
from voc.followups.inbox import Viewer
from voc.followups.jobs import open_cases
from voc.followups.models import Case, CaseEvent, CaseResponse, CaseState
from voc.responses import provisional, submission
from voc.responses.models import Response
from voc.responses.values import Values
from voc.staff.models import Workspace


@pytest.fixture(autouse=True)
def somebody(request: pytest.FixtureRequest) -> None:
    if "session" in request.fixturenames:
        request.getfixturevalue("session")
        a_user()


def run(session: Session, now: datetime) -> Sequence[Case]:
    session.flush()
    open_cases.function(session, now)
    session.expire_all()
    return session.scalars(select(Case).order_by(Case.id)).all()


def kinds(session: Session, case: Case) -> list[str]:
    return list(session.scalars(select(CaseEvent.kind).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)))


def again(
    session: Session,
    response: Response,
    score: int,
    now: datetime,
    verbatim: str = "",
    *,
    contact: Contact | None = None,
) -> None:
    """The customer changes a final answer, through the same door."""
    version = response.version
    question = version.comment_question
    values = Values(
        version=version, client_key=response.client_key, channel=response.channel, answered_at=response.answered_at,
        received_at=now, score=score, confirmed_by="button", contact=contact,
        comments={question.key: verbatim} if question and verbatim else {},
    )  # fmt: skip
    submission.record(session, values)


def test_a_detractor_opens_one_case_even_when_run_twice(session: Session, now: datetime) -> None:
    response = a_response(score=3, verbatim="Nobody called me back.", contact=a_contact())
    run(session, now)
    [case] = run(session, now + timedelta(seconds=2))
    assert case.state == CaseState.OPEN
    assert case.contact_id == response.contact_id
    assert [link.response_id for link in case.responses] == [response.id]
    assert kinds(session, case) == ["opened"]
    assert response.screened_at == now


@pytest.mark.parametrize("score", [7, 9])
def test_passives_and_promoters_open_none(session: Session, now: datetime, score: int) -> None:
    response = a_response(score=score, contact=a_contact())
    assert run(session, now) == []
    assert response.screened_at == now


@pytest.mark.parametrize(("metric", "score", "opened"), [("csat", 2, 1), ("csat", 3, 0), ("ces", 3, 1), ("ces", 4, 0)])
def test_the_band_decides_whatever_the_metric(
    session: Session, now: datetime, metric: str, score: int, opened: int
) -> None:
    a_response(survey=a_survey(metric=metric), score=score, contact=a_contact())
    assert len(run(session, now)) == opened


def test_an_anonymous_detractor_opens_none(session: Session, now: datetime) -> None:
    response = a_response(survey=a_survey(is_anonymous=True), score=0)
    assert run(session, now) == []
    # By the day only: to the second it would tell when it came.
    assert response.screened_at == response.touched_at != now


def test_a_provisional_answer_opens_none_until_it_is_final(session: Session, now: datetime) -> None:
    response = a_response(score=1, contact=a_contact(), confirmed_by=None)
    assert run(session, now) == []
    assert response.screened_at is None
    again(session, response, 1, now)
    assert len(run(session, now)) == 1


def test_history_opens_none(session: Session, now: datetime) -> None:
    responses = [a_response(score=0, contact=a_contact(), wants_followup=False) for _ in range(3)]
    assert run(session, now) == []
    assert {response.screened_at for response in responses} == {now}


def test_history_does_not_join_a_case_either(session: Session, now: datetime) -> None:
    case = a_case()
    a_response(score=0, contact=case.contact, wants_followup=False, answered_at=now - timedelta(days=400))
    run(session, now)
    assert kinds(session, case) == ["opened"]


def test_an_unhappy_stranger_opens_a_case_each(session: Session, now: datetime) -> None:
    a_response(score=2, verbatim="Rude", channel="webhook", confirmed_by="webhook")
    a_response(score=2, verbatim="Late", channel="webhook", confirmed_by="webhook")
    assert [case.contact_id for case in run(session, now)] == [None, None]


def test_a_later_answer_of_the_same_person_joins(session: Session, now: datetime) -> None:
    contact = a_contact()
    a_response(score=3, contact=contact)
    [case] = run(session, now)
    later = a_response(survey=a_survey(metric="csat"), score=5, contact=contact)
    assert run(session, now + timedelta(hours=1)) == [case]
    assert kinds(session, case) == ["opened", "joined"]
    assert [link.response_id for link in case.responses][-1] == later.id


def test_after_a_case_is_closed_the_next_unhappy_answer_opens_another(session: Session, now: datetime) -> None:
    closed = a_closed_case(session, now)
    a_response(survey=a_survey(metric="csat"), score=1, contact=closed.contact)
    assert len(run(session, now)) == 2


def test_a_changed_answer_leaves_a_note_and_opens_nothing(session: Session, now: datetime) -> None:
    response = a_response(score=3, contact=a_contact())
    run(session, now)
    again(session, response, 1, now + timedelta(minutes=5), "And it broke again.")
    [case] = run(session, now + timedelta(minutes=5))
    assert kinds(session, case) == ["opened", "revised"]
    detail = session.scalars(select(CaseEvent.detail).order_by(CaseEvent.id.desc())).first()
    assert detail is not None
    assert (detail["earlier_score"], detail["score"]) == (3, 1)


def go_on(session: Session, response: Response, now: datetime, **answers: str) -> None:
    """The customer answers what follows on the next page, and what stood on the first one comes along."""
    version = response.version
    first, *_ = [each.verbatim.text for each in response.answers if each.verbatim]
    question = version.comment_question
    assert question
    values = Values(
        version=version, client_key=response.client_key, channel="page", answered_at=now, received_at=now,
        score=response.score, confirmed_by="button", comments={question.key: first, **answers},
    )  # fmt: skip
    submission.record(session, values)


@pytest.mark.parametrize("is_answered", [False, True])
def test_who_answers_the_next_questions_has_changed_nothing(
    client: Client, session: Session, now: datetime, *, is_answered: bool
) -> None:
    survey = a_survey(is_live=False)
    more = ask_also(survey, "comment")
    response = submission.record(
        session, replace(values(survey=published(survey), verbatim="It broke."), is_partial=True)
    ).response
    [case] = run(session, now + opening.QUIET)
    if is_answered:
        case.state, case.contacted_at = CaseState.IN_CONTACT, now
    go_on(session, response, now, **{more: "The hinge."})
    run(session, now + opening.QUIET)
    assert not response.is_partial
    assert response.revisions == []
    assert kinds(session, case) == ["opened", "revised" if is_answered else "wrote"]
    page = client.sign_in(a_user()).get(f"/cases/{case.id}").text
    assert "The customer went on answering and wrote something" in page
    assert "The customer changed the words" not in page
    # Whoever changes what stood there has changed it.
    go_on(session, response, now, **{more: "The handle."})
    run(session, now)
    assert kinds(session, case)[-1] == "revised"
    assert len(response.revisions) == 1


def test_who_adds_to_an_answer_that_a_click_began_has_changed_nothing(
    client: Client, session: Session, now: datetime
) -> None:
    survey = a_survey(is_live=False)
    more = ask_also(survey, "comment")
    invitation = an_invitation(survey=published(survey))
    seen = provisional.Seen("visit-number-1", 1, 2, was_touched=True)
    response = provisional.sight(session, invitation, seen, now, language="en")
    question = response.version.comment_question
    assert question
    first = Values(
        version=response.version, client_key=response.client_key, channel="email", answered_at=now, received_at=now,
        score=1, comments={question.key: "It broke."}, is_partial=True, invitation=invitation, confirmed_by="button",
    )  # fmt: skip
    submission.record(session, first)
    [case] = run(session, now + opening.QUIET)
    go_on(session, response, now + timedelta(minutes=11), **{more: "The hinge."})
    run(session, now + timedelta(minutes=11))
    assert response.revisions == []
    assert kinds(session, case) == ["opened", "wrote"]
    client.sign_in(a_user())
    assert "Answered again" not in client.get("/cases/?whose=all").text
    assert "The customer changed" not in client.get(f"/cases/{case.id}").text
    assert "What it said before" not in client.get(f"/responses/{response.public_id}").text


def begun(now: datetime, score: int = 1) -> tuple[Response, str]:
    """An answer whose next step asks for words, and the key of that question."""
    survey = a_survey(is_live=False)
    more = ask_also(survey, "comment")
    first = replace(values(survey=published(survey), score=score), is_partial=True, answered_at=now, received_at=now)
    return submission.record(db.session(), first).response, more


def first_of(response: Response) -> str:
    question = response.version.comment_question
    assert question
    return question.key


def further(
    session: Session, response: Response, now: datetime, *, words: dict[str, str], is_partial: bool = False
) -> None:
    submission.record(
        session,
        Values(
            version=response.version, client_key=response.client_key, channel="page", answered_at=now, received_at=now,
            score=response.score, confirmed_by="button", comments=words, is_partial=is_partial,
        ),
    )  # fmt: skip


def mails(session: Session) -> list[Message]:
    return list(session.scalars(select(Message).order_by(Message.id)))


def test_the_owner_hears_of_words_that_are_written_at_the_next_step(session: Session, now: datetime) -> None:
    response, more = begun(now)
    assert run(session, now + timedelta(minutes=2)) == []
    further(session, response, now + timedelta(minutes=3), words={more: "The hinge broke."})
    [case] = run(session, now + timedelta(minutes=3))
    [mail] = mails(session)
    assert "> The hinge broke." in mail.body_text
    assert (kinds(session, case), case.due_at) == (["opened"], opening.due_at(case.team, now, None, now))


def test_who_stops_on_the_way_is_waited_for_ten_minutes(session: Session, now: datetime) -> None:
    response, _more = begun(now)
    further(session, response, now + timedelta(minutes=5), is_partial=True, words={first_of(response): "Late."})
    assert run(session, now + timedelta(minutes=14)) == []
    [case] = run(session, now + timedelta(minutes=15))
    assert case.due_at == opening.due_at(case.team, now, None, now)


def test_nobody_waits_for_longer_than_half_an_hour(session: Session, now: datetime) -> None:
    response, more = begun(now)
    for minute in range(8, 32, 8):
        words = {more: f"Word {minute}."}
        further(session, response, now + timedelta(minutes=minute), is_partial=True, words=words)
    assert run(session, now + timedelta(minutes=29)) == []
    assert len(run(session, now + timedelta(minutes=30))) == 1


def test_nobody_waits_where_sundown_is_near(session: Session, now: datetime) -> None:
    response, _more = begun(now)
    team = routing.team_for(session, response.survey)
    team.cutoff_at = team.closes_at = (now + timedelta(minutes=40)).time()
    [case] = run(session, now + timedelta(seconds=2))
    assert case.due_at == now + timedelta(minutes=40)


def test_words_that_come_after_the_mail_are_mailed_once(client: Client, session: Session, now: datetime) -> None:
    response, more = begun(now)
    [case] = run(session, now + opening.QUIET)
    [told] = mails(session)
    assert "They wrote no words." in told.body_text
    later = now + timedelta(minutes=20)
    further(session, response, later, is_partial=True, words={more: "The hinge broke. Mail ann@example.org"})
    run(session, later + opening.QUIET)
    further(session, response, later, words={more: "It broke.", first_of(response): "Help."})
    run(session, later + opening.QUIET)
    _told, words = mails(session)
    assert (words.kind, words.to_address) == ("case_words", told.to_address)
    assert "> The hinge broke. Mail [e-mail address]" in words.body_text
    assert kinds(session, case)[:2] == ["opened", "wrote"]
    page = client.sign_in(a_user()).get(f"/cases/{case.id}").text
    assert "The customer went on answering and wrote something" in page


def test_an_owner_who_was_told_the_words_gets_no_further_mail(session: Session, now: datetime) -> None:
    response, more = begun(now)
    [case] = run(session, now + opening.QUIET)
    closing.assign(session, case, a_user(role="agent"), case.owner, now + opening.QUIET)
    later = now + timedelta(minutes=20)
    further(session, response, later, is_partial=True, words={more: "The hinge broke."})
    closing.assign(session, case, a_user(role="agent"), case.owner, later)
    run(session, later + opening.QUIET)
    assert [mail.kind for mail in mails(session)] == ["case_assigned"] * 3
    assert kinds(session, case)[-1] == "wrote"


def test_the_timeline_says_what_an_answer_said_then(client: Client, session: Session, now: datetime) -> None:
    response = a_response(score=5, contact=a_contact(), verbatim="Slow.")
    [case] = run(session, now)
    again(session, response, 1, now + timedelta(minutes=5), "And it broke again.")
    run(session, now + timedelta(minutes=5))
    page = client.sign_in(a_user()).get(f"/cases/{case.id}").text
    entries = re.findall(r'<li class="(\w+)">(.*?)</li>', page.partition('<ol class="timeline">')[2], re.DOTALL)
    assert [kind for kind, _entry in entries] == ["changed", "opened", "answered"]
    changed, _opened, answered = (entry for _kind, entry in entries)
    assert '<span class="mini-score detractor">1</span>' in changed
    assert "The customer changed the answer from 5 to 1" in changed
    assert '<span class="mini-score detractor">5</span>' in answered
    assert "Slow." in answered


def test_a_case_opens_behind_its_answer_though_the_screening_began_before(session: Session, now: datetime) -> None:
    response = a_response(score=2, contact=a_contact(), answered_at=now)
    [case] = run(session, now - timedelta(seconds=1))
    entries = timeline.of_case(session, Viewer(case.workspace_id, 0, frozenset(), sees_all=True), case)
    assert [entry.kind for entry in entries] == ["opened", "answered"]
    assert case.opened_at == response.touched_at


def test_a_happier_answer_does_not_close_the_case(session: Session, now: datetime) -> None:
    response = a_response(score=3, contact=a_contact())
    run(session, now)
    again(session, response, 10, now)
    [case] = run(session, now)
    assert case.state == CaseState.OPEN
    assert kinds(session, case) == ["opened", "revised"]


def test_a_closed_case_reopens_when_its_answer_turns_bad_again(session: Session, now: datetime) -> None:
    case = a_closed_case(session, now)
    later = now + timedelta(days=3)
    again(session, case.responses[0].response, 0, later, "You did it again.")
    [same] = run(session, later)
    assert same is case
    assert (case.state, case.contacted_at, case.outcome) == (CaseState.OPEN, None, None)
    assert case.due_at > later
    assert kinds(session, case) == ["opened", "revised", "reopened"]


def test_a_closed_case_stays_closed_when_its_answer_turns_good(session: Session, now: datetime) -> None:
    case = a_closed_case(session, now)
    again(session, case.responses[0].response, 9, now)
    run(session, now)
    assert case.state == CaseState.CLOSED
    assert kinds(session, case) == ["opened", "revised"]


def test_a_bad_change_of_an_old_case_goes_to_the_case_that_is_worked_on(session: Session, now: datetime) -> None:
    old = a_closed_case(session, now)
    response = old.responses[0].response
    running = a_case(contact=old.contact, survey=a_survey(metric="csat"), score=1)
    again(session, response, 0, now)
    run(session, now)
    assert old.state == CaseState.CLOSED
    assert kinds(session, running) == ["opened", "joined"]
    assert session.scalar(select(CaseResponse.case_id).where(CaseResponse.response_id == response.id)) == running.id


def test_a_workspace_without_people_does_not_hold_up_the_others(session: Session, now: datetime) -> None:
    empty = Workspace(name="Empty", slug="empty", zone="UTC", language="en", created_at=now)
    session.add(empty)
    session.flush()
    a_team(workspace=empty)
    waiting = a_response(survey=a_survey(workspace=empty), score=0)
    a_response(score=0, contact=a_contact())
    assert len(run(session, now)) == 1
    assert waiting.screened_at is None


def test_two_workers_open_one_case_for_each_person(fresh_app: Flask, fresh_database_url: str, now: datetime) -> None:
    with fresh_app.app_context():
        a_user()
        a_user()
        surveys = [the_survey(), a_survey(metric="csat"), a_survey(metric="ces")]
        for _ in range(8):
            contact = a_contact()
            for survey in surveys:
                a_response(survey=survey, score=1, contact=contact)
        db.session.commit()
    together(fresh_app, fresh_database_url, now, workers=2)
    with fresh_app.app_context():
        assert db.session.scalar(select(func.count(Case.id))) == 8
        assert db.session.scalar(select(func.count(CaseResponse.id))) == 24
        opened = select(CaseEvent.case_id, func.count()).where(CaseEvent.kind == "opened").group_by(CaseEvent.case_id)
        assert {n for _, n in db.session.execute(opened)} == {1}
        owners = select(Case.owner_id, func.count()).group_by(Case.owner_id)
        assert sorted(n for _, n in db.session.execute(owners)) == [4, 4]


def together(app: Flask, url: str, now: datetime, *, workers: int) -> None:
    """Run the job in several threads at once, each with a connection of its own."""
    start, errors = threading.Barrier(workers), list[BaseException]()

    def work() -> None:
        try:
            with app.app_context(), open_session(url) as session:
                start.wait()
                open_cases.function(session, now)
            session.get_bind().dispose()  # type: ignore[union-attr]
        except BaseException as error:  # noqa: BLE001  It must reach the test.
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors, errors


def a_closed_case(session: Session, now: datetime) -> Case:
    case = a_case()
    case.state, case.contacted_at, case.closed_at, case.outcome = CaseState.CLOSED, now, now, "recovered"
    session.flush()
    return case


def test_it_passes_a_history_over_in_batches(session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "BATCH", 2)
    for _ in range(5):
        a_response(score=0, wants_followup=False)
    session.flush()
    assert [opening.pass_over(session, now) for _ in range(4)] == [2, 2, 1, 0]


def test_the_case_of_an_unknown_person_is_theirs_once_they_are_known(session: Session, now: datetime) -> None:
    ann = a_contact(name="Ann")
    response = a_response(score=2)
    run(session, now)
    again(session, response, 2, now + timedelta(minutes=1), contact=ann)
    [case] = run(session, now + timedelta(minutes=2))
    assert (case.contact_id, kinds(session, case)) == (ann.id, ["opened"])
    again(session, response, 1, now + timedelta(minutes=3), contact=ann)
    a_response(score=0, contact=ann)
    [case] = run(session, now + timedelta(minutes=4))
    assert kinds(session, case) == ["opened", "revised", "joined"], "Nobody has two cases at once."


def test_a_closed_case_stays_closed_when_no_more_than_its_name_is_new(session: Session, now: datetime) -> None:
    response = a_response(score=2)
    run(session, now)
    again(session, response, 1, now + timedelta(minutes=1))
    [case] = run(session, now + timedelta(minutes=2))
    case.state, case.contacted_at, case.closed_at, case.outcome = CaseState.CLOSED, now, now, "recovered"
    ann = a_contact(name="Ann")
    again(session, response, 1, now + timedelta(minutes=3), contact=ann)
    [case] = run(session, now + timedelta(minutes=4))
    assert (case.contact_id, case.state, kinds(session, case)) == (ann.id, CaseState.CLOSED, ["opened", "revised"])
    again(session, response, 0, now + timedelta(minutes=5), contact=ann)
    [case] = run(session, now + timedelta(minutes=6))
    assert kinds(session, case) == ["opened", "revised", "revised", "reopened"]


def test_a_name_that_a_case_cannot_take_is_no_news(session: Session, now: datetime) -> None:
    ann = a_contact(name="Ann")
    a_response(score=0, contact=ann)
    response = a_response(score=2)
    _hers, unknown = run(session, now)
    unknown.state, unknown.contacted_at, unknown.closed_at, unknown.outcome = CaseState.CLOSED, now, now, "recovered"
    again(session, response, 2, now + timedelta(minutes=1), contact=ann)
    hers, unknown = run(session, now + timedelta(minutes=2))
    assert (unknown.contact_id, kinds(session, unknown), unknown.state) == (None, ["opened"], CaseState.CLOSED)
    assert kinds(session, hers) == ["opened"]
    # What they say later is news, in the case where somebody is working.
    again(session, response, 1, now + timedelta(minutes=3), contact=ann)
    hers, unknown = run(session, now + timedelta(minutes=4))
    assert kinds(session, unknown) == ["opened", "revised"]
    assert kinds(session, hers) == ["opened", "joined"]


def test_a_person_with_a_running_case_does_not_get_a_second_one_by_being_known(session: Session, now: datetime) -> None:
    ann = a_contact(name="Ann")
    a_response(score=0, contact=ann)
    response = a_response(score=2)
    run(session, now)
    again(session, response, 2, now + timedelta(minutes=1), contact=ann)
    hers, unknown = run(session, now + timedelta(minutes=2))
    assert (hers.contact_id, unknown.contact_id) == (ann.id, None)
    promoter = a_response(score=9)
    run(session, now + timedelta(minutes=3))
    again(session, promoter, 9, now + timedelta(minutes=4), contact=ann)
    run(session, now + timedelta(minutes=5))
    assert kinds(session, hers) == ["opened", "joined"]
