"""What a source sends becomes one response, in whatever order and however often it comes."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests import factories
from tests.intake.sending import body_of
from voc.core import clock as our_clock
from voc.customers.models import Contact
from voc.intake import jobs, receiving
from voc.intake.models import BLANK, Delivery, Source
from voc.responses.models import Response, Revision
from voc.surveys import publishing

COMMENT = "Nobody called me back."


def receive(session: Session, source: Source, body: bytes = b"", **data: Any) -> Delivery:
    delivery = receiving.receive(session, source, body or body_of(**data), our_clock.now())
    session.commit()
    return delivery


def the_response(session: Session) -> Response:
    return session.scalars(select(Response)).one()


def words(response: Response) -> list[str]:
    return [answer.verbatim.text for answer in response.answers if answer.verbatim]


def test_a_signed_answer_becomes_a_final_response_of_its_person(session: Session, now: datetime) -> None:
    source = factories.a_source()
    delivery = receive(
        session, source, comment=COMMENT, at="2026-11-16T09:30:00+01:00",
        person={"email": "Ana@Example.com", "name": "Ana Silva"},
    )  # fmt: skip
    response = the_response(session)
    assert (delivery.state, delivery.reason, delivery.response_id) == ("mapped", None, response.id)
    assert (response.state, response.confirmed_by, response.channel) == ("final", "webhook", "webhook")
    assert (response.score, response.band, words(response)) == (3, "detractor", [COMMENT])
    assert response.answered_at == datetime(2026, 11, 16, 8, 30, tzinfo=UTC)
    assert response.client_key == f"webhook:{source.id}:a-1"
    assert response.wants_followup
    assert response.contact
    assert (response.contact.email, response.contact.name) == ("ana@example.com", "Ana Silva")


def test_without_a_time_it_was_answered_when_it_arrived(session: Session, now: datetime) -> None:
    receive(session, factories.a_source())
    assert the_response(session).answered_at == now


def test_the_same_body_again_changes_nothing(session: Session) -> None:
    source = factories.a_source()
    deliveries = [receive(session, source, comment=COMMENT) for _ in range(3)]
    assert [delivery.times for delivery in deliveries] == [3, 3, 3]
    assert session.scalar(select(func.count(Delivery.id))) == 1
    assert session.scalar(select(func.count(Revision.id))) == 0
    assert words(the_response(session)) == [COMMENT]


def test_the_same_content_in_another_body_changes_nothing(session: Session) -> None:
    source = factories.a_source()
    receive(session, source, comment=COMMENT)
    receive(session, source, comment=COMMENT, sent_at=2)
    assert session.scalar(select(func.count(Delivery.id))) == 2
    assert session.scalar(select(func.count(Revision.id))) == 0
    assert words(the_response(session)) == [COMMENT]


def test_a_score_and_its_later_comment_are_one_response(session: Session) -> None:
    source = factories.a_source()
    receive(session, source, comment=None)
    receive(session, source, comment=COMMENT)
    response = the_response(session)
    assert (response.score, words(response)) == (3, [COMMENT])


def test_two_sources_with_the_same_id_are_two_responses(session: Session) -> None:
    survey = factories.a_survey()
    for _ in range(2):
        receive(session, factories.a_source(survey=survey))
    assert session.scalar(select(func.count(Response.id))) == 2


def test_an_older_delivery_does_not_replace_a_newer_one(session: Session) -> None:
    source = factories.a_source()
    receive(session, source, score=9, comment="Now it is fine.", changed="2026-11-16T08:00:00Z")
    receive(session, source, score=2, comment="Broken.", changed="2026-11-16T07:00:00Z")
    response = the_response(session)
    assert (response.score, words(response)) == (9, ["Now it is fine."])
    receive(session, source, score=8, comment="Now it is fine.", changed="2026-11-16T08:30:00Z")
    assert the_response(session).score == 8


def test_an_older_delivery_still_adds_what_nobody_has_said(session: Session) -> None:
    source = factories.a_source()
    receive(session, source, score=None, comment=COMMENT, changed="2026-11-16T08:00:00Z")
    receive(session, source, score=2, comment="", changed="2026-11-16T07:00:00Z")
    response = the_response(session)
    assert (response.score, words(response)) == (2, [COMMENT])


def test_what_waited_in_quarantine_does_not_replace_what_came_later(
    session: Session, clock: time_machine.Traveller
) -> None:
    source = factories.a_source()
    receive(session, source, score=2, at="this morning")
    clock.shift(60)
    receive(session, source, score=9)
    source.mapping = {**source.mapping, "date": "data.elsewhere"}
    assert receiving.try_again(session, source, our_clock.now()) == {"mapped": 1}
    assert the_response(session).score == 9


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"not json", "not_json"),
        (b"[" * 10_000, "too_deep"),
        (b'{"data": {"id": "1", "id": "2"}}', "duplicate_key:id"),
        (b'{"data": {"score": 9}}', "no_id:data.id"),
        (b'{"data": {"id": 7, "score": 1e999}}', "bad_score:inf"),
        (b'{"data": {"id": 7, "score": 99}}', "score_off_scale:99"),
        (b'{"data": {"id": 7, "comment": "\\u0000"}}', "unreadable"),
        (b"[]", "no_id:data.id"),
        (b"null", "no_id:data.id"),
        (b'{"data": {"id": 7, "score": 9, "comment": {"$ne": 1}}}', "bad_text:dict"),
    ],
)
def test_what_does_not_map_waits_with_its_reason(session: Session, body: bytes, reason: str) -> None:
    delivery = receive(session, factories.a_source(), body)
    assert (delivery.state, delivery.reason, delivery.body) == ("quarantined", reason, body)
    assert session.scalar(select(func.count(Response.id))) == 0


def test_a_mended_mapping_takes_everything_from_quarantine(session: Session) -> None:
    source = factories.a_source(mapping={"score": "data.rating"})
    for number in range(receiving.BATCH + 3):
        receive(session, source, id=number)
    receive(session, source, id="broken", score="three")
    assert receiving.try_again(session, source, our_clock.now()) == {"quarantined": receiving.BATCH + 4}
    source.mapping = {**source.mapping, "score": "data.score"}
    commits: list[int] = []
    states = receiving.try_again(session, source, our_clock.now(), after_batch=lambda: commits.append(1))
    assert states == {"mapped": receiving.BATCH + 3, "quarantined": 1}
    assert len(commits) == 2
    assert session.scalar(select(func.count(Response.id))) == receiving.BATCH + 3


def test_a_body_that_waits_and_comes_again_is_tried_again(session: Session) -> None:
    source = factories.a_source(mapping={"score": "data.rating"})
    assert receive(session, source).state == "quarantined"
    source.mapping = {**source.mapping, "score": "data.score"}
    assert receive(session, source).state == "mapped"


def test_an_answer_to_a_closed_survey_waits_until_it_is_open_again(session: Session, now: datetime) -> None:
    source = factories.a_source()
    publishing.close(session, source.survey, now)
    assert receive(session, source).reason == "closed"
    assert session.scalar(select(func.count(Contact.id))) == 0
    publishing.reopen(session, source.survey, now)
    assert receiving.try_again(session, source, now) == {"mapped": 1}


def test_a_draft_takes_no_answers_yet(session: Session, now: datetime) -> None:
    source = factories.a_source(survey=factories.a_survey(is_live=False))
    assert receive(session, source).reason == "not_published"
    publishing.publish(session, source.survey.versions[0], now, seen=0)
    assert receiving.try_again(session, source, now) == {"mapped": 1}


def test_an_anonymous_survey_takes_nothing_that_says_who(session: Session) -> None:
    source = factories.a_source(survey=factories.a_survey(is_anonymous=True))
    assert receive(session, source, person={"email": "ana@example.com"}).reason == "anonymous"
    assert session.scalar(select(func.count(Contact.id))) == 0


def test_a_known_person_is_found_and_what_is_known_of_them_stays(session: Session) -> None:
    known = factories.a_contact(email="ana@example.com", name="Ana S.")
    stranger = factories.a_contact(workspace=factories.a_workspace(), email="ana@example.com")
    source = factories.a_source(survey=factories.a_survey(), mapping={"person": "data.person.id"})
    receive(session, source, person={"email": "ana@example.com", "name": "Someone", "id": "c-7"})
    response = the_response(session)
    assert response.contact_id == known.id != stranger.id
    assert (known.name, known.key) == ("Ana S.", "c-7")
    receive(session, source, id="a-2", person={"id": "c-7"})
    assert session.scalar(select(func.count(Response.id)).where(Response.contact_id == known.id)) == 2


def test_where_key_and_address_belong_to_two_the_key_decides(session: Session) -> None:
    by_address = factories.a_contact(email="ana@example.com")
    by_key = factories.a_contact(email="ben@example.com")
    by_key.key = "c-7"
    source = factories.a_source(survey=factories.a_survey(), mapping={"person": "data.person.id"})
    receive(session, source, person={"email": "ana@example.com", "id": "c-7"})
    assert the_response(session).contact_id == by_key.id
    assert (by_address.key, by_key.email) == (None, "ben@example.com")


def test_a_very_long_id_is_an_id_all_the_same(session: Session) -> None:
    source = factories.a_source()
    receive(session, source, id="x" * 1_000)
    receive(session, source, id="x" * 1_000, comment=COMMENT)
    receive(session, source, id="x" * 999 + "y")
    assert session.scalar(select(func.count(Response.id))) == 2


def test_a_mistake_of_ours_loses_no_words(session: Session, caplog: pytest.LogCaptureFixture) -> None:
    """A mapping that somebody broke by hand in the database is such a mistake."""
    source = factories.a_source()
    source.mapping = {"id": 5}
    delivery = receive(session, source, comment=COMMENT)
    assert (delivery.state, delivery.reason) == ("quarantined", "unexpected")
    assert COMMENT not in caplog.text


def forget(session: Session, now: datetime) -> None:
    for _ in range(2):
        jobs.forget_old_bodies.function(session, now)
        session.commit()
    session.expire_all()


def test_bodies_are_blanked_ninety_days_after_they_mapped(session: Session, now: datetime) -> None:
    source = factories.a_source()
    old, waiting, young = (receive(session, source, id=number) for number in range(3))
    old.received_at = waiting.received_at = now - timedelta(days=90, seconds=1)
    young.received_at = now - timedelta(days=90)
    waiting.state, waiting.reason = "quarantined", "no_id"
    session.flush()
    forget(session, now)
    assert old.body == BLANK
    assert (waiting.body, young.body) == (body_of(id=1), body_of(id=2))
    assert session.scalar(select(func.count(Response.id))) == 3


def test_a_body_goes_with_its_answer_and_its_row_says_nothing_of_anybody(session: Session, now: datetime) -> None:
    person = {"email": "ana@example.org", "name": "Ana"}
    delivery = receive(session, factories.a_source(), comment=COMMENT, person=person)
    session.delete(the_response(session))
    session.commit()
    forget(session, now)
    kept = {column.name: getattr(delivery, column.name) for column in Delivery.__table__.columns}
    assert kept.pop("body_digest") == hashlib.sha256(body_of(comment=COMMENT, person=person)).hexdigest()
    assert kept == {
        "id": delivery.id, "source_id": delivery.source_id, "received_at": now, "as_of": now, "body": BLANK,
        "times": 1, "state": "mapped", "reason": None, "response_id": None,
    }  # fmt: skip


def test_a_body_that_comes_again_after_years_changes_nothing(session: Session, clock: time_machine.Traveller) -> None:
    source = factories.a_source()
    bodies = [body_of(score=2, comment="Broken."), body_of(score=9, comment="Now it is fine.")]
    for body in bodies:
        receive(session, source, body)
        clock.shift(60)
    clock.shift(timedelta(days=1_000))
    forget(session, our_clock.now())
    for body in bodies:
        delivery = receive(session, source, body)
        assert (delivery.times, delivery.state, delivery.body) == (2, "mapped", BLANK)
    response = the_response(session)
    assert (response.score, words(response)) == (9, ["Now it is fine."])
    assert session.scalar(select(func.count(Revision.id))) == 1


def test_an_older_state_does_not_replace_a_newer_one_whose_body_is_gone(
    session: Session, clock: time_machine.Traveller
) -> None:
    source = factories.a_source()
    receive(session, source, score=9, comment="Now it is fine.", changed="2026-11-16T08:00:00Z")
    clock.shift(timedelta(days=100))
    forget(session, our_clock.now())
    receive(session, source, score=2, comment="Broken.", changed="2026-11-16T07:00:00Z")
    assert (the_response(session).score, words(the_response(session))) == (9, ["Now it is fine."])


def test_a_deleted_answer_does_not_come_back_with_its_body(session: Session, clock: time_machine.Traveller) -> None:
    source, body = factories.a_source(), body_of(comment=COMMENT)
    receive(session, source, body)
    session.delete(the_response(session))
    session.commit()
    clock.shift(timedelta(days=100))
    forget(session, our_clock.now())
    assert receive(session, source, body).body == BLANK
    assert session.scalar(select(func.count(Response.id))) == 0
