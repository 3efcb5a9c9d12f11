"""Whatever respondents do with photos, in whatever order: each is its answer's or waits, and none is lost or left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import hypothesis
import pytest
import time_machine
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from tests.client import Client
from tests.databases import planted
from tests.factories import an_invitation, link_of
from tests.photographs import a_photo, parts
from tests.responses.photos.attached import NO_FILE, a_survey_with_a_photo
from tests.responses.test_steps import answers_of, carried_in
from voc.core import clock as our_clock
from voc.responses import provisional
from voc.responses.jobs import forget_photos
from voc.responses.models import Answer, Photo, Response
from voc.responses.photos import keeping
from voc.surveys.models import Survey

pytestmark = pytest.mark.usefixtures("session", "hasty")

A_PHOTO = a_photo()
Fields = list[tuple[str, str]]
WHO = st.integers(0, 2)
DEEDS = [
    "chooses a photo, and is wrong elsewhere", "sends", "sends with another photo", "takes it away",
    "takes it away, and is wrong elsewhere", "sends the last again", "leaves, and opens the page anew",
]  # fmt: skip


@dataclass
class Visitor:
    """Somebody with a page in front of them."""

    link: str
    #: None until they have opened it.
    fields: Fields | None = None
    #: What they sent last, with or without a file.
    last: tuple[Fields, bool] | None = None
    #: Whether they have an answer, and the photo that it should have.
    has_answered: bool = False
    photo: str | None = None


class Photos(RuleBasedStateMachine):
    """Two people at an open page, one with a link of their own, a colleague, the clock and its job."""

    client: Client
    session: Session
    traveller: time_machine.Traveller
    numbers = iter(range(1, 1_000_000))

    @initialize()
    def begin(self) -> None:
        # Each course of things is taken back at its end, and begins on the same survey.
        connection = self.session.connection()
        self.session.close()
        self._before = connection.begin_nested()
        survey = self.session.scalars(select(Survey)).one()
        self.survey_id = survey.id
        # Each course of things from a network of its own, or it would be slowed down.
        self.network = {"REMOTE_ADDR": f"10.9.{next(self.numbers) % 250}.1"}
        links = [f"/s/{survey.public_id}"] * 2 + [link_of(an_invitation(survey=survey))]
        self.visitors = [Visitor(link) for link in links]
        #: The name of each photo that should wait -> since when.
        self.waiting: dict[str, datetime] = {}

    def teardown(self) -> None:
        self.session.rollback()
        self.session.close()
        self._before.rollback()

    def _opened(self, link: str) -> Fields:
        return carried_in(self.client.get(link, environ_base=self.network).text)

    # The visitors

    # One rule for all that they do, so that every course of things has some of everything.
    @rule(who=WHO, deed=st.sampled_from(DEEDS))
    def somebody(self, who: int, deed: str) -> None:
        visitor = self.visitors[who]
        if deed == "chooses a photo, and is wrong elsewhere":
            self._send(who, [("email", "nowhere")], with_file=True)
        elif deed == "sends":
            self._send(who, [("score", "2")])
        elif deed == "sends with another photo":
            self._send(who, [("score", "2")], with_file=True)
        elif deed == "takes it away":
            self._send(who, [("score", "2"), ("photo-away", "1")])
        elif deed == "takes it away, and is wrong elsewhere":
            self._send(who, [("email", "nowhere"), ("photo-away", "1")])
        elif deed == "sends the last again":
            if visitor.last is not None:
                self._post(who, *visitor.last)
        elif visitor.link.startswith("/r/"):
            visitor.fields = self._opened(visitor.link)
        else:
            # By an open link nobody knows them again.
            self._others.append(visitor)
            self.visitors[who] = Visitor(visitor.link, self._opened(visitor.link))

    def _send(self, who: int, more: Fields, *, with_file: bool = False) -> None:
        visitor = self.visitors[who]
        if visitor.fields is None:
            visitor.fields = self._opened(visitor.link)
        self._post(who, [*visitor.fields, *more], with_file)

    def _post(self, who: int, fields: Fields, with_file: bool) -> None:  # noqa: FBT001  As it was kept.
        visitor, before = self.visitors[who], self._names()
        visitor.last = fields, with_file
        files = [("photo-file", "x.jpg", A_PHOTO)] if with_file else [NO_FILE]
        answer = self.client.post(visitor.link, environ_base=self.network, **parts(fields, files))
        given: dict[str, Any] = dict(fields)
        named = given.get("photo")
        is_there = named is None or named in before
        if with_file:
            [named] = self._names() - before - ({named} if named else set())
            self.waiting[named], is_there = our_clock.now(), True
        elif "photo-away" in given and named in before:
            self._take_away(visitor, named)
            named = None
        is_taken = is_there and given.get("email") != "nowhere"
        assert answer.status_code == (303 if is_taken else 422), answer.text
        if not is_taken:
            visitor.fields = carried_in(answer.text)
            carried: dict[str, Any] = dict(visitor.fields)
            assert carried.get("photo") == (named if is_there else None)
            return
        visitor.has_answered = True
        if named is not None:
            self.waiting.pop(named, None)
            visitor.photo = named

    def _take_away(self, visitor: Visitor, name: str) -> None:
        self.waiting.pop(name, None)
        visitor.photo = None if visitor.photo == name else visitor.photo

    # A colleague, the clock and its job

    @rule(who=WHO, is_for_good=st.booleans())
    def an_answer_is_withdrawn(self, who: int, *, is_for_good: bool) -> None:
        visitor = self.visitors[who]
        self.session.expire_all()
        response = next((each for each in self._responses() if self._is_of(each, visitor)), None)
        if response is None:
            return
        if is_for_good:
            self.session.delete(response)
            visitor.has_answered, visitor.photo = False, None
        else:
            provisional.set_aside_by_hand(self.session, response)
        self.session.commit()

    @rule(hours=st.sampled_from([1, 13, 25]))
    def time_passes_and_the_job_runs(self, hours: int) -> None:
        self.traveller.shift(timedelta(hours=hours))
        self.session.expire_all()
        for _ in range(2):
            forget_photos.function(self.session, our_clock.now())
            self.session.commit()
        since = our_clock.now() - keeping.WAITS
        self.waiting = {name: at for name, at in self.waiting.items() if at >= since}

    # What holds at every moment

    @invariant()
    def everything_holds(self) -> None:
        if hasattr(self, "survey_id"):
            # Looked at once for all of them.
            photos, responses = self._photos(), self._responses()
            self._every_photo_waits_or_is_its_answers(photos, responses)
            self._nobody_has_two_answers(responses)

    def _every_photo_waits_or_is_its_answers(self, photos: list[Photo], responses: list[Response]) -> None:
        assert {each.name: each.waiting_since for each in photos if each.response_id is None} == self.waiting
        attached = {each.response_id: each.name for each in photos if each.response_id is not None}
        assert len(attached) == len(photos) - len(self.waiting)
        named = {each.id: name for each in responses if (name := answers_of(each).get("photo"))}
        assert attached == named
        everybody = [*self.visitors, *self._others]
        assert sorted(attached.values()) == sorted(each.photo for each in everybody if each.photo)

    def _nobody_has_two_answers(self, responses: list[Response]) -> None:
        everybody = [*self.visitors, *self._others]
        assert len(responses) == sum(each.has_answered for each in everybody)

    def __init__(self) -> None:
        super().__init__()
        #: Those who went: what they sent stays.
        self._others: list[Visitor] = []

    def _photos(self) -> list[Photo]:
        # As requests and jobs have made them, whatever the session remembers.
        theirs = select(Photo).where(Photo.survey_id == self.survey_id)
        return list(self.session.scalars(theirs.execution_options(populate_existing=True)))

    def _names(self) -> set[str]:
        return {each.name for each in self._photos()}

    def _responses(self) -> list[Response]:
        said = selectinload(Response.answers).selectinload(Answer.verbatim)
        theirs = select(Response).where(Response.survey_id == self.survey_id).options(said)
        return list(self.session.scalars(theirs.execution_options(populate_existing=True)))

    @staticmethod
    def _is_of(response: Response, visitor: Visitor) -> bool:
        if response.invitation_id is not None:
            return visitor.link.startswith("/r/")
        photo = answers_of(response).get("photo")
        return visitor.has_answered and visitor.photo is not None and photo == visitor.photo


@planted(a_survey_with_a_photo)
def test_no_photo_is_lost_or_left_whatever_happens(
    client: Client, session: Session, clock: time_machine.Traveller, backend: str
) -> None:
    machine = type("PhotosHere", (Photos,), {"client": client, "session": session, "traveller": clock})
    few = settings(
        phases=[hypothesis.Phase.generate],
        # Courses of things are the same on both databases; the second is to agree.
        max_examples=40 if backend == "sqlite" else 15,
        stateful_step_count=18,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=few)
