"""The same answer ten times at once is one response: from threads, from processes, through the page."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import a_survey, an_invitation, link_of
from tests.responses.one_answer import answer
from voc.core import clock
from voc.core.db import db, make_engine
from voc.invitations.models import Invitation
from voc.responses import provisional
from voc.responses.models import Answer, Response, Revision, Sighting, Verbatim
from voc.responses.provisional import Seen
from voc.surveys.models import Survey

ROOT = Path(__file__).parents[2]
TEN = range(10)


@pytest.fixture
def asked(fresh_app: Flask) -> tuple[int, int]:
    """A live survey and an invitation to it, really committed: their ids."""
    with fresh_app.app_context():
        invitation = an_invitation(survey=a_survey())
        db.session.commit()
        return invitation.version_id, invitation.id


def rows(url: str) -> tuple[int, ...]:
    engine = make_engine(url)
    with Session(engine) as session:
        found = tuple(
            session.scalar(select(func.count()).select_from(model)) or 0
            for model in (Response, Answer, Verbatim, Revision)
        )
    engine.dispose()
    return found


@pytest.mark.running_clock
@pytest.mark.parametrize("is_invited", [True, False])
def test_ten_threads_make_one_response(
    fresh_database_url: str,
    asked: tuple[int, int],
    is_invited: bool,  # noqa: FBT001
) -> None:
    version_id, invitation_id = asked
    together = threading.Barrier(len(TEN))

    def one(_: int) -> str:
        return answer(fresh_database_url, version_id, invitation_id if is_invited else None, together.wait)

    with ThreadPoolExecutor(len(TEN)) as pool:
        outcomes = Counter(pool.map(one, TEN))
    assert outcomes == {"new": 1, "unchanged": 9}
    assert rows(fresh_database_url) == (1, 2, 1, 0)


@pytest.mark.processes
@pytest.mark.parametrize("is_invited", [True, False])
def test_ten_processes_make_one_response(
    fresh_database_url: str,
    asked: tuple[int, int],
    is_invited: bool,  # noqa: FBT001
) -> None:
    version_id, invitation_id = asked
    arguments = [fresh_database_url, str(version_id), str(invitation_id if is_invited else 0), str(len(TEN))]
    started = subprocess.run(
        [sys.executable, "-m", "tests.responses.one_answer", *arguments],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert Counter(started.stdout.split()) == {"new": 1, "unchanged": 9}, started.stderr
    assert rows(fresh_database_url) == (1, 2, 1, 0)


# Through the page


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def post(address: str, fields: dict[str, str]) -> int:
    try:
        with build_opener(_Stay).open(Request(address, urlencode(fields).encode()), timeout=60) as reply:
            return int(reply.status)
    except HTTPError as error:
        with error:
            return error.code


@pytest.mark.running_clock
@pytest.mark.parametrize("door", ["personal", "open"])
def test_the_page_sent_ten_times_at_once_is_one_response(
    fresh_app: Flask, fresh_database_url: str, asked: tuple[int, int], served: str, door: str
) -> None:
    with fresh_app.test_request_context():
        invitation = db.session.get_one(Invitation, asked[1])
        survey = db.session.get_one(Survey, invitation.version.survey_id)
        address = served + (link_of(invitation) if door == "personal" else f"/s/{survey.public_id}")
    fields = {"key": "the-key-of-the-page", "score": "2", "comment": "Nobody called me back."}
    with ThreadPoolExecutor(len(TEN)) as pool:
        statuses = Counter(pool.map(lambda _: post(address, fields), TEN))
    assert statuses == {303: 10}
    assert rows(fresh_database_url) == (1, 2, 1, 0)


@pytest.mark.running_clock
def test_an_anonymous_invitation_answered_on_ten_pages_at_once_counts_once(
    fresh_app: Flask, fresh_database_url: str, served: str
) -> None:
    with fresh_app.test_request_context():
        address = served + link_of(an_invitation(survey=a_survey(is_anonymous=True)))
        db.session.commit()
    with ThreadPoolExecutor(len(TEN)) as pool:
        statuses = Counter(pool.map(lambda n: post(address, {"key": f"page-number-{n}", "score": "2"}), TEN))
    assert statuses == {303: 1, 409: 9}
    assert rows(fresh_database_url)[0] == 1


@pytest.mark.running_clock
def test_eleven_sightings_at_once_leave_one_response_set_aside(
    fresh_app: Flask, fresh_database_url: str, asked: tuple[int, int]
) -> None:
    together = threading.Barrier(11)

    def see(score: int) -> None:
        with fresh_app.app_context():
            invitation = db.session.get_one(Invitation, asked[1])
            seen = Seen(f"visit-{score}", score, 0, was_touched=False)
            db.session.rollback()
            together.wait()
            provisional.sight(db.session(), invitation, seen, clock.now(), language="en")
            db.session.commit()

    with ThreadPoolExecutor(11) as pool:
        list(pool.map(see, range(11)))
    engine = make_engine(fresh_database_url)
    with Session(engine) as session:
        assert session.scalars(select(Response.set_aside_reason)).all() == ["contradicted"]
        assert set(session.scalars(select(Sighting.score))) == set(range(11))
    engine.dispose()


@pytest.mark.running_clock
def test_two_workers_settle_every_click_once(fresh_app: Flask) -> None:
    start = clock.now()
    with fresh_app.app_context():
        survey = a_survey()
        for n in range(12):
            invitation = an_invitation(survey=survey)
            for seconds in (0, 40):
                seen = Seen(f"visit-{n:04}", 3, seconds, was_touched=False)
                at = start + timedelta(seconds=seconds)
                provisional.sight(db.session(), invitation, seen, at, language="en")
        db.session.commit()
    together = threading.Barrier(2)

    def settle(_: int) -> None:
        with fresh_app.app_context():
            together.wait()
            provisional.settle(db.session(), start + timedelta(minutes=20))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(settle, range(2)))
    with fresh_app.app_context():
        believed = db.session.scalars(select(Response.confirmed_by)).all()
        answered = db.session.scalars(select(Invitation.answered_at)).all()
        assert (believed, None in answered) == (["dwell"] * 12, False)
