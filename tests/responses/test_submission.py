"""One answer is one response, however often and in whatever order it comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tests.factories import a_contact, a_survey, a_workspace, an_invitation
from voc.followups import opening
from voc.insights import reading
from voc.insights.models import Reading
from voc.insights.verbatims import indexing
from voc.invitations.models import Invitation
from voc.responses import provisional, submission
from voc.responses.models import Response, Revision, SetAside, State, Verbatim
from voc.responses.submission import AlreadyAnswered, Recorded
from voc.responses.values import Closed, Unacceptable, Values
from voc.surveys import publishing
from voc.surveys.models import Survey
from voc.surveys.question_types import LONGEST_COMMENT


def values(survey: Survey, now: datetime, **more: Any) -> Values:
    assert survey.live
    words = more.pop("words", None)
    plain = Values(
        version=survey.live, client_key="page:one", channel="page", answered_at=now, received_at=now,
        score=3, confirmed_by="button", comments={"comment": words} if words else {},
    )  # fmt: skip
    return replace(plain, **more)


def count(session: Session, model: Any = Response) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def words_of(recorded: Recorded) -> list[str]:
    return [answer.verbatim.text for answer in recorded.response.answers if answer.verbatim]


def test_the_same_answer_twice_is_one(session: Session, now: datetime) -> None:
    survey = a_survey()
    outcomes = [submission.record(session, values(survey, now, words="Late.")).outcome for _ in range(3)]
    assert outcomes == ["new", "unchanged", "unchanged"]
    assert (count(session), count(session, Verbatim), count(session, Revision)) == (1, 1, 0)


def test_two_keys_are_two_answers(session: Session, now: datetime) -> None:
    survey = a_survey()
    submission.record(session, values(survey, now))
    submission.record(session, values(survey, now, client_key="page:two"))
    assert count(session) == 2


GIVEN = st.fixed_dictionaries(
    {
        "client_key": st.sampled_from(["file:1", "file:2", "file:3"]),
        "score": st.sampled_from([None, 2, 9]),
        "words": st.sampled_from([None, "Late.", "Fine now."]),
        "confirmed_by": st.sampled_from(["import", "button", None]),
    }
)


@given(batches=st.lists(st.lists(GIVEN, max_size=4), max_size=3))
@hypothesis.settings(max_examples=15, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])
def test_many_together_are_recorded_as_one_after_the_other(
    session: Session, now: datetime, batches: list[list[dict[str, Any]]]
) -> None:
    with session.begin_nested() as taken_back:
        apart, together = a_survey(), a_survey()
        one_by_one = [
            submission.record(session, values(apart, now, **each)).outcome for batch in batches for each in batch
        ]
        at_once = [
            recorded.outcome
            for batch in batches
            for recorded in submission.record_all(session, [values(together, now, **each) for each in batch])
        ]
        assert at_once == one_by_one
        assert stored(session, together) == stored(session, apart)
        taken_back.rollback()
    session.expunge_all()


def stored(session: Session, survey: Survey) -> list[Any]:
    """All that is kept of a survey's answers, less what numbers the rows."""
    found = []
    for response in session.scalars(select(Response).where(Response.survey_id == survey.id).order_by(Response.id)):
        said = [(each.question_key, each.number, each.verbatim and each.verbatim.text) for each in response.answers]
        earlier = select(Revision.score, Revision.comment).where(Revision.response_id == response.id)
        revisions = [tuple(row) for row in session.execute(earlier.order_by(Revision.id))]
        facts = response.client_key, response.score, response.band, response.state, response.confirmed_by
        found.append((*facts, sorted(said, key=str), revisions))
    return found


def test_of_many_of_which_one_cannot_be_taken_none_is(session: Session, now: datetime) -> None:
    survey = a_survey()
    with pytest.raises(Unacceptable):
        submission.record_all(session, [values(survey, now), values(survey, now, client_key="page:two", score=99)])
    assert count(session) == 0


def test_a_score_first_and_its_comment_later_are_one_response(session: Session, now: datetime) -> None:
    survey = a_survey()
    submission.record(session, values(survey, now))
    later = submission.record(session, values(survey, now, score=None, words="Late.", confirmed_by="comment"))
    assert later.outcome == "updated"
    assert (later.response.score, words_of(later), count(session)) == (3, ["Late."], 1)


def test_another_score_before_final_replaces(session: Session, now: datetime) -> None:
    survey = a_survey()
    submission.record(session, values(survey, now, confirmed_by=None))
    second = submission.record(session, values(survey, now, score=9, confirmed_by=None))
    assert (second.response.score, second.response.band, second.response.state) == (9, "promoter", State.PROVISIONAL)
    assert second.response.revisions == []


def test_another_answer_after_final_is_a_kept_revision_and_is_screened_and_read_again(
    session: Session, now: datetime
) -> None:
    survey = a_survey()
    first = submission.record(session, values(survey, now, words="Late.")).response
    first.screened_at = first.answers[1].verbatim.read_at = now  # type: ignore[union-attr]
    later = now + timedelta(days=1)
    changed = submission.record(session, values(survey, later, score=9, words="All good now."))
    assert (changed.response.score, words_of(changed)) == (9, ["All good now."])
    [revision] = session.scalars(select(Revision))
    assert (revision.score, revision.comment, revision.at) == (3, "Late.", later)
    assert changed.response.screened_at is None
    assert changed.response.answers[1].verbatim.read_at is None  # type: ignore[union-attr]
    assert changed.response.answered_at == now


def test_the_same_answer_after_final_is_not_screened_again(session: Session, now: datetime) -> None:
    survey = a_survey()
    submission.record(session, values(survey, now)).response.screened_at = now
    assert submission.record(session, values(survey, now)).response.screened_at == now


@pytest.mark.parametrize("confirmed_by", [None, "button"])
def test_nobodys_answer_becomes_the_contacts_who_is_named_later_and_never_anothers(
    session: Session, now: datetime, confirmed_by: str | None
) -> None:
    survey, ann, bea = a_survey(), a_contact(name="Ann"), a_contact(name="Bea")
    first = submission.record(session, values(survey, now, words="Late, Ann.", confirmed_by=confirmed_by)).response
    first.screened_at = first.answers[1].verbatim.indexed_at = now  # type: ignore[union-attr]
    named = submission.record(session, values(survey, now, contact=ann))
    assert (named.outcome, named.response.contact_id) == ("updated", ann.id)
    assert named.response.screened_at is None, "It may join a case."
    assert session.scalars(select(Verbatim.indexed_at)).all() == [None], "Her name is to be hidden in it."
    assert submission.record(session, values(survey, now, contact=ann)).outcome == "unchanged"
    submission.record(session, values(survey, now, contact=bea, score=9))
    submission.record(session, values(survey, now))
    session.expire_all()
    assert session.scalars(select(Response.contact_id)).all() == [ann.id]


def test_no_name_comes_to_an_anonymous_answer_nor_to_one_that_a_touch_may_not_change(
    session: Session, now: datetime
) -> None:
    secret, survey, ann = a_survey(is_anonymous=True, metric="csat"), a_survey(), a_contact()
    submission.record(session, values(secret, now))
    submission.record(session, values(survey, now))
    assert submission.record(session, values(secret, now, contact=ann)).outcome == "unchanged"
    assert submission.record(session, values(survey, now, contact=ann, confirmed_by=None)).outcome == "unchanged"
    session.expire_all()
    assert session.scalars(select(Response.contact_id)).all() == [None, None]


def test_a_click_never_touches_what_is_final(session: Session, now: datetime) -> None:
    survey = a_survey()
    submission.record(session, values(survey, now))
    click = submission.record(session, values(survey, now, score=9, confirmed_by=None))
    assert (click.outcome, click.response.score) == ("unchanged", 3)


def test_blank_words_keep_what_was_written(session: Session, now: datetime) -> None:
    survey = a_survey()
    submission.record(session, values(survey, now, words="Late."))
    again = submission.record(session, values(survey, now, words="   "))
    assert (again.outcome, words_of(again)) == ("unchanged", ["Late."])


def test_the_clock_of_a_promise_starts_with_the_person_and_not_with_a_scanner(session: Session, now: datetime) -> None:
    survey, evening = a_survey(), now + timedelta(hours=9)
    submission.record(session, values(survey, now, confirmed_by=None))
    assert submission.record(session, values(survey, evening)).response.answered_at == evening


def test_a_final_answer_tells_the_invitation_and_a_click_does_not(session: Session, now: datetime) -> None:
    invitation = an_invitation()
    through = {"invitation": invitation, "client_key": provisional.key_of(invitation)}
    survey = invitation.version.survey
    submission.record(session, values(survey, now, confirmed_by=None, **through))
    assert invitation.answered_at is None
    submission.record(session, values(survey, now, **through))
    assert invitation.answered_at == now


def test_one_invitation_has_one_response_whatever_the_key(session: Session, now: datetime) -> None:
    invitation = an_invitation()
    for key in ("page:one", "page:two"):
        submission.record(session, values(invitation.version.survey, now, invitation=invitation, client_key=key))
    assert count(session) == 1
    assert session.scalar(select(Response.contact_id)) == invitation.contact_id


def test_after_close_nothing_is_stored(session: Session, now: datetime) -> None:
    survey = a_survey()
    submission.record(session, values(survey, now - timedelta(hours=1)))
    publishing.close(session, survey, now)
    with pytest.raises(Closed):
        submission.record(session, values(survey, now, score=9))
    with pytest.raises(Closed):
        submission.record(session, values(survey, now, client_key="page:two"))
    assert session.scalars(select(Response.score)).all() == [3]


def test_what_was_answered_before_the_close_may_arrive_after_it(session: Session, now: datetime) -> None:
    survey = a_survey()
    publishing.close(session, survey, now)
    submission.record(session, values(survey, now - timedelta(days=1), received_at=now, confirmed_by="import"))
    assert count(session) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"score": 11},
        {"score": -1},
        {"score": 8.5},
        {"score": True},
        {"score": 10**30},
        {"client_key": ""},
        {"client_key": "k" * 201},
        {"client_key": "page:\0"},
        {"client_key": "page:\ud800"},
        {"words": "a" * (LONGEST_COMMENT + 1)},
        {"words": "NUL \0"},
        {"words": "half a pair \udfff"},
        {"comments": {"score": "words where a number is asked"}},
        {"comments": {"nobody asked": "this"}},
    ],
)
def test_what_cannot_be_an_answer_is_refused_and_leaves_nothing(
    session: Session, now: datetime, wrong: dict[str, Any]
) -> None:
    survey = a_survey()
    with pytest.raises(Unacceptable):
        submission.record(session, values(survey, now, **wrong))
    assert count(session) == 0


@pytest.mark.parametrize(("metric", "lowest", "highest"), [("nps", 0, 10), ("csat", 1, 5), ("ces", 1, 7)])
def test_each_metric_takes_its_own_scale(
    session: Session, now: datetime, metric: str, lowest: int, highest: int
) -> None:
    survey = a_survey(metric=metric)
    for score in (lowest, highest):
        submission.record(session, values(survey, now, score=score, client_key=f"page:{score}"))
    for score in (lowest - 1, highest + 1):
        with pytest.raises(Unacceptable):
            submission.record(session, values(survey, now, score=score, client_key=f"page:{score}"))
    assert count(session) == 2


# What colleagues set aside


def test_what_a_colleague_set_aside_takes_changes_and_stays_aside(session: Session, now: datetime) -> None:
    survey = a_survey()
    response = submission.record(session, values(survey, now, words="Test test")).response
    provisional.set_aside_by_hand(session, response)
    again = submission.record(session, values(survey, now, words="Really late.", confirmed_by="comment"))
    assert (again.response.state, again.response.set_aside_reason) == (State.SET_ASIDE, SetAside.STAFF)
    assert words_of(again) == ["Really late."]
    assert [revision.comment for revision in session.scalars(select(Revision))] == ["Test test"]
    provisional.restore(session, response, now)
    assert (response.state, response.confirmed_by, response.set_aside_reason) == (State.FINAL, "staff", None)


def test_a_redelivery_does_not_undo_a_colleagues_decision(session: Session, now: datetime) -> None:
    survey = a_survey()
    sent = values(survey, now, confirmed_by="webhook", client_key="source:7")
    provisional.set_aside_by_hand(session, submission.record(session, sent).response)
    again = submission.record(session, sent)
    assert (again.outcome, again.response.state) == ("unchanged", State.SET_ASIDE)


def test_what_says_nothing_cannot_be_restored(session: Session, now: datetime) -> None:
    response = submission.record(session, values(a_survey(), now, score=None, confirmed_by=None)).response
    provisional.set_aside_by_hand(session, response)
    with pytest.raises(provisional.NothingToRestore):
        provisional.restore(session, response, now)


# Anonymous


def an_anonymous_invitation() -> Invitation:
    return an_invitation(survey=a_survey(is_anonymous=True))


def test_an_anonymous_answer_has_no_link_to_anybody(session: Session, now: datetime) -> None:
    survey = a_survey(is_anonymous=True)
    through = {"invitation": an_invitation(survey=survey), "contact": a_contact()}
    response = submission.record(session, values(survey, now, words="Unfair.", **through)).response
    assert (response.contact_id, response.invitation_id) == (None, None)


def test_an_anonymous_answer_keeps_only_its_day_on_the_workspaces_wall_clock(session: Session) -> None:
    survey = a_survey(is_anonymous=True, workspace=a_workspace(zone="Asia/Shanghai"))
    first, second = datetime.fromisoformat("2026-11-16T16:30Z"), datetime.fromisoformat("2026-11-17T15:59Z")
    response = submission.record(session, values(survey, first)).response
    submission.record(session, values(survey, second, score=9))
    noon = datetime.fromisoformat("2026-11-17T12:00+08:00")
    [revision] = session.scalars(select(Revision))
    assert {response.answered_at, response.touched_at, response.final_at, revision.at} == {noon}


def test_anonymous_rows_are_not_numbered_in_the_order_of_arrival(session: Session, now: datetime) -> None:
    survey = a_survey(is_anonymous=True)
    made = [
        submission.record(session, values(survey, now, words="Unfair.", client_key=f"page:{n}")).response
        for n in range(12)
    ]
    for n in range(12):
        submission.record(session, values(survey, now, score=9, client_key=f"page:{n}"))
    for numbers in (
        [response.id for response in made],
        [response.revisions[0].id for response in made],
        [response.answers[0].id for response in made],
        session.scalars(select(Verbatim.id).join(Response).order_by(Response.client_key)).all(),
    ):
        steps = {b - a for a, b in pairwise(numbers)}
        assert len(steps) == 11
        assert min(numbers) >= 2**30


def test_what_we_do_with_an_anonymous_answer_does_not_say_when_it_came(session: Session, now: datetime) -> None:
    anonymous, named = a_survey(is_anonymous=True), a_survey()
    told = [
        submission.record(
            session, values(survey, now, score=9, words="It was quick.", client_key=f"page:{survey.id}")
        ).response
        for survey in (anonymous, named)
    ]
    session.commit()
    for job in (opening.pass_over, opening.screen, reading.read_waiting, indexing.index_waiting):
        job(session, now)
        session.commit()
    for response, noted in zip(told, (told[0].touched_at, now), strict=True):
        [verbatim] = session.scalars(select(Verbatim).where(Verbatim.response_id == response.id))
        session.refresh(response)
        [read] = session.scalars(select(Reading).where(Reading.verbatim_id == verbatim.id))
        assert {response.screened_at, verbatim.read_at, verbatim.indexed_at, read.made_at} == {noted}
    assert told[0].touched_at != now
    # Read anew on another day it says so: that has nothing to do with the answer.
    later = now + timedelta(days=9)
    session.execute(update(Verbatim).values(read_at=None))
    session.commit()
    reading.read_waiting(session, later)
    assert set(session.scalars(select(Reading.made_at).where(Reading.is_current))) == {later}


def test_an_anonymous_invitation_counts_once_and_does_not_say_when(session: Session, now: datetime) -> None:
    invitation = an_anonymous_invitation()
    survey, at = invitation.version.survey, now + timedelta(hours=5)
    submission.record(session, values(survey, at, invitation=invitation))
    assert invitation.answered_at == invitation.invited_at
    assert submission.record(session, values(survey, at, invitation=invitation)).outcome == "unchanged"
    with pytest.raises(AlreadyAnswered):
        submission.record(session, values(survey, at, invitation=invitation, client_key="page:two"))
    assert count(session) == 1
