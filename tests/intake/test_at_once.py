"""What arrives at once from several sides is one response, and the newest of it stays."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from urllib.request import Request, urlopen

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import factories
from tests.intake.sending import body_of, signed
from voc.core.db import db
from voc.intake.models import Delivery
from voc.responses.models import Response

pytestmark = pytest.mark.running_clock

EIGHT = range(8)


@pytest.fixture
def source(fresh_app: Flask) -> tuple[str, str]:
    """Key and secret of a source that is really there."""
    with fresh_app.app_context():
        made = factories.a_source()
        db.session.commit()
        return made.key, made.secret


def post(served: str, source: tuple[str, str], body: bytes) -> int:
    key, secret = source
    headers = {"Content-Type": "application/json", **signed(secret, body)}
    with urlopen(Request(f"{served}/in/{key}", body, headers), timeout=60) as answered:
        return int(answered.status)


def test_the_same_body_eight_times_at_once_is_one_response(
    served: str, fresh_app: Flask, source: tuple[str, str]
) -> None:
    body = body_of(comment="Nobody called me back.")
    with ThreadPoolExecutor(len(EIGHT)) as pool:
        assert list(pool.map(lambda _: post(served, source, body), EIGHT)) == [202] * len(EIGHT)
    with fresh_app.app_context():
        assert db.session.scalar(select(func.count(Response.id))) == 1
        assert db.session.execute(select(Delivery.state, Delivery.times)).all() == [("mapped", len(EIGHT))]


def test_of_eight_versions_at_once_the_newest_stays(served: str, fresh_app: Flask, source: tuple[str, str]) -> None:
    bodies = [
        body_of(score=minute, comment=f"Version {minute}.", changed=f"2026-01-01T08:0{minute}:00Z") for minute in EIGHT
    ]
    orders = itertools.islice(itertools.permutations(bodies), 0, 40_320, 8_000)
    with ThreadPoolExecutor(len(EIGHT)) as pool:
        for order in orders:
            list(pool.map(lambda body: post(served, source, body), order))
    with fresh_app.app_context():
        [response] = db.session.scalars(select(Response))
        assert response.score == EIGHT[-1]
        assert [answer.verbatim.text for answer in response.answers if answer.verbatim] == [f"Version {EIGHT[-1]}."]


def test_two_sources_that_name_the_same_new_person_at_once_add_one_contact(served: str, fresh_app: Flask) -> None:
    with fresh_app.app_context():
        survey = factories.a_survey()
        sources = [factories.a_source(survey=survey) for _ in EIGHT]
        keys = [(source.key, source.secret) for source in sources]
        db.session.commit()
    body = body_of(person={"email": "ana@example.com", "name": "Ana"})
    with ThreadPoolExecutor(len(EIGHT)) as pool:
        assert list(pool.map(lambda source: post(served, source, body), keys)) == [202] * len(EIGHT)
    with fresh_app.app_context():
        responses = db.session.scalars(select(Response)).all()
        assert len(responses) == len(EIGHT)
        assert len({response.contact_id for response in responses}) == 1
        assert db.session.scalar(select(func.count(Delivery.id)).where(Delivery.state == "mapped")) == len(EIGHT)
