"""Whatever happens in whatever order: one response, the last confirmed answer wins, no word is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.databases import planted
from tests.factories import a_survey, an_invitation
from voc.responses import provisional, submission
from voc.responses.models import Response, Revision, SetAside, Sighting, State
from voc.responses.provisional import Seen
from voc.responses.values import Closed, Values
from voc.surveys import publishing
from voc.surveys.models import Survey

SCORES = st.integers(0, 10)
WORDS = st.sampled_from(["Late.", "太慢了", "Nobody called me back.", "好"])


class OneInvitation(RuleBasedStateMachine):
    """A person, a scanner, a colleague and the clock, all at one invitation."""

    session: Session
    now: datetime

    def __init__(self) -> None:
        super().__init__()
        # Each course of things is taken back at its end: what hundreds leave behind slows down whoever comes after,
        # on PostgreSQL above all, which looks through every version of a row that one transaction made.
        connection = self.session.connection()
        self.session.close()
        self._before = connection.begin_nested()

    def teardown(self) -> None:
        self.session.rollback()
        self.session.close()
        self._before.rollback()

    @initialize()
    def begin(self) -> None:
        self.survey = self.session.scalars(select(Survey)).one()
        self.invitation = an_invitation(survey=self.survey)
        #: As it stood when everything was last looked at.
        self.response: Response | None = None
        #: What the person last said by hand, and everything they ever said.
        self.score: int | None = None
        self.words: str | None = None
        self.said: set[str] = set()
        self.scores_pressed: list[int] = []
        self.sent: Values | None = None
        self.is_out = False
        self.visits = 0

    # The person

    @rule(score=SCORES, words=st.none() | WORDS)
    def press_send(self, score: int, words: str | None) -> None:
        values = Values(
            version=self.invitation.version, client_key=provisional.key_of(self.invitation), channel="email",
            answered_at=self.now, received_at=self.now, score=score, invitation=self.invitation,
            comments={"comment": words} if words else {}, confirmed_by="comment" if words else "button",
        )  # fmt: skip
        if not self._send(values):
            return
        self.sent, self.score, self.words = values, score, words or self.words
        self.scores_pressed.append(score)
        self.said |= {words} if words else set()

    @precondition(lambda self: self.sent is not None)
    @rule()
    def send_the_same_again(self) -> None:
        assert self.sent is not None
        before = self._picture()
        if self._send(replace(self.sent, answered_at=self.now, received_at=self.now)):
            assert self._picture() == before

    def _send(self, values: Values) -> bool:
        try:
            submission.record(self.session, values)
        except Closed:
            assert self.survey.closed_at
            return False
        return True

    # The scanner, or a person who only clicks

    @rule(score=SCORES | st.none(), stays=st.sampled_from([0, 5, 40]), touched=st.booleans())
    def open_a_link(self, score: int | None, stays: int, *, touched: bool) -> None:
        self.visits += 1
        for seconds in (0, stays):
            seen = Seen(f"visit-{self.visits}", score, seconds, was_touched=touched)
            try:
                provisional.sight(self.session, self.invitation, seen, self.now, language="en")
            except Closed:
                assert self.survey.closed_at
                self.visits -= 1
                return
            self._wait(timedelta(seconds=stays))

    # The clock, and the house

    @rule(minutes=st.sampled_from([1, 20, 8 * 24 * 60]))
    def time_passes(self, minutes: int) -> None:
        self._wait(timedelta(minutes=minutes))
        provisional.settle(self.session, self.now)

    def _wait(self, duration: timedelta) -> None:
        self.now += duration

    @precondition(lambda self: self.response is not None)
    @rule()
    def a_colleague_sets_it_aside(self) -> None:
        assert self.response
        provisional.set_aside_by_hand(self.session, self.response)
        self.is_out = True

    @precondition(lambda self: self.is_out)
    @rule()
    def a_colleague_restores_it(self) -> None:
        assert self.response
        try:
            provisional.restore(self.session, self.response, self.now)
        except provisional.NothingToRestore:
            assert self.response.score is None
        else:
            self.is_out = False
            # From here on it counts as it stands.
            self.score = self.response.score if self.score is None else self.score

    @precondition(lambda self: self.sent is not None and self.survey.closed_at is None)
    @rule()
    def the_survey_closes(self) -> None:
        self._wait(timedelta(seconds=1))
        publishing.close(self.session, self.survey, self.now)

    # What holds at every moment

    @invariant()
    def everything_holds(self) -> None:
        if not hasattr(self, "survey"):
            return
        # Looked at once for all of them, and for what may be done next.
        self.response = self._there_is_at_most_one_response()
        revisions = self._revisions()
        self._the_last_confirmed_answer_wins()
        self._nothing_that_was_said_is_lost({revision.comment for revision in revisions})
        self._every_score_that_was_replaced_is_kept({revision.score for revision in revisions})
        self._a_machine_alone_is_never_final()
        self._the_invitation_is_answered_while_the_answer_counts()
        self._what_is_aside_says_why()

    def _there_is_at_most_one_response(self) -> Response | None:
        of_mine = select(Response).where(Response.survey_id == self.survey.id)
        return self.session.scalars(of_mine).one_or_none()

    def _the_last_confirmed_answer_wins(self) -> None:
        if self.score is None:
            return
        assert self.response is not None
        assert self.response.score == self.score
        assert self._words(self.response) == self.words
        assert self.response.state == (State.SET_ASIDE if self.is_out else State.FINAL)

    def _nothing_that_was_said_is_lost(self, kept: set[str | None]) -> None:
        assert self.said <= kept | ({self._words(self.response)} if self.response else set())

    def _every_score_that_was_replaced_is_kept(self, kept: set[int | None]) -> None:
        assert set(self.scores_pressed) <= kept | {self.score}

    def _a_machine_alone_is_never_final(self) -> None:
        response = self.response
        if response is None or response.state != State.FINAL or response.confirmed_by != "dwell":
            return
        seen = self.session.scalars(select(Sighting).where(Sighting.response_id == response.id)).all()
        assert {sighting.score for sighting in seen} == {response.score}
        assert any(s.visible_seconds >= 30 or (s.was_touched and s.visible_seconds >= 3) for s in seen)

    def _the_invitation_is_answered_while_the_answer_counts(self) -> None:
        is_final = self.response is not None and self.response.state == State.FINAL
        assert (self.invitation.answered_at is not None) == is_final

    def _what_is_aside_says_why(self) -> None:
        if self.response is not None:
            is_aside = self.response.state == State.SET_ASIDE
            assert is_aside == (self.response.set_aside_reason in set(SetAside))

    def _revisions(self) -> list[Revision]:
        mine = Revision.response_id == (self.response.id if self.response else 0)
        return list(self.session.scalars(select(Revision).where(mine)))

    @staticmethod
    def _words(response: Response) -> str | None:
        return next((answer.verbatim.text for answer in response.answers if answer.verbatim), None)

    def _picture(self) -> object:
        response = self._there_is_at_most_one_response()
        assert response
        return response.state, response.score, self._words(response), response.final_at, len(self._revisions())


def a_survey_by_mail(_session: Session, _now: datetime) -> None:
    a_survey()


@planted(a_survey_by_mail)
def test_one_invitation_is_one_response_whatever_happens(session: Session, now: datetime, backend: str) -> None:
    class ThisOne(OneInvitation):
        pass

    ThisOne.session, ThisOne.now = session, now
    examples = settings(
        # Courses of things are the same on both databases; the second is to agree.
        max_examples=40 if backend == "sqlite" else 15,
        stateful_step_count=14,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(ThisOne, settings=examples)
