"""Ten deaths at any time: no acknowledged answer is lost, and nothing happens twice.

Processes of a real `voc run` are killed at random moments while customers answer; STORM_SEED=NUMBER chooses others.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

import config
from tests.conftest import dispose
from tests.factories import a_contact, a_survey, a_user, saved
from tests.flow.company import OWNER, opened_of
from tests.running import Running, stop, wait_for
from tests.smtp_sink import SmtpSink
from voc import create_app
from voc.core import clock
from voc.core.db import db, open_session
from voc.core.jobs import JobRun
from voc.core.outbox import Message
from voc.followups.models import Case, CaseResponse
from voc.insights.models import Reading
from voc.invitations.models import Ask, Campaign, Invitation
from voc.notify import subscriptions
from voc.notify.models import Digest, Subscription
from voc.responses import robots
from voc.responses.arriving import MOST_ANSWERS
from voc.responses.models import Response, Verbatim

pytestmark = pytest.mark.processes


@dataclass
class Storm:
    """A real `voc run` whose processes are killed while customers answer."""

    environ: dict[str, str]
    folder: Path
    seed: int
    runs: list[Running] = field(default_factory=list)
    #: Client key -> score, for what was acknowledged.
    acknowledged: dict[str, int] = field(default_factory=dict)
    killed: Counter[str] = field(default_factory=Counter)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def run(self) -> Running:
        return self.runs[-1]

    def start(self) -> None:
        """Start `voc run` as an init system does: again until it stays, since what it replaces may still be ending."""
        for _ in range(60):
            folder = self.folder / f"run-{len(self.runs)}"
            folder.mkdir()
            self.runs.append(Running(self.environ, folder))
            wait_for(lambda: self.run.process.poll() is not None or self.run.get("/healthz") == 200)
            if self.run.process.poll() is None:
                return
            time.sleep(0.5)
        raise AssertionError(self.run.log.read_text())

    def blow(self, kills: int) -> None:
        """Kill at random moments, each time after another customer got through."""
        chance = random.Random(self.seed)
        for _ in range(kills):
            victim = chance.choice(("web", "web process", "worker", "supervisor"))
            before = len(self.acknowledged)
            wait_for(lambda: self._find(victim) and len(self.acknowledged) > before)  # noqa: B023  Called at once.
            time.sleep(chance.uniform(0, 1.2))
            pid = self._find(victim)
            if pid:
                os.kill(pid, signal.SIGKILL)
                self.killed[victim] += 1
            if victim == "supervisor":
                self.run.process.wait()
                self.start()

    def _find(self, victim: str) -> int | None:
        try:
            if victim == "supervisor":
                return self.run.process.pid
            children = self.run.children()
            if victim in children:
                return children[victim]
            below = self.run.family() - set(children.values())
            return min(below, default=None)
        except OSError:  # It has just gone.
            return None

    def answer(self, survey: str, seed: int) -> None:
        """One customer after another answers, each until it is acknowledged."""
        chance = random.Random(seed)
        page = None
        while page is None:
            page = self._page(f"/s/{survey}")
        opened = opened_of(page)
        # Nobody reads the question in less.
        time.sleep(2 * robots.SOONEST.total_seconds())
        for number in range(1, MOST_ANSWERS // 3):
            key, score = f"page-{seed}-{number}", chance.choice((0, 3, 6, 8, 10))
            words = f"Answer {number} of {seed}: it was late."
            form = urlencode({"key": key, "opened": opened, "score": score, "comment": words})
            while not self._is_acknowledged(f"/s/{survey}", form):
                time.sleep(0.05)
            self.acknowledged[f"page:{key}"] = score
            if self.over.wait(chance.uniform(0.2, 0.6)):
                return

    def _page(self, path: str) -> str | None:
        with contextlib.suppress(OSError), urlopen(self.environ["VOC_PUBLIC_URL"] + path, timeout=10) as page:
            return str(page.read().decode())
        time.sleep(0.2)
        return None

    def _is_acknowledged(self, path: str, form: str) -> bool:
        connection = http.client.HTTPConnection(urlsplit(self.environ["VOC_PUBLIC_URL"]).netloc, timeout=10)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request("POST", path, form, headers)
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        assert status in (303, 500, 503), status
        return status == 303


@pytest.fixture
def storm(fresh_environ: dict[str, str], smtp: SmtpSink, tmp_path: Path, backend: str) -> Iterator[Storm]:
    seed = int(os.environ.get("STORM_SEED", 20261116 + (backend == "postgresql")))
    storm = Storm(fresh_environ, tmp_path, seed)
    yield storm
    storm.over.set()
    for run in storm.runs:
        stop(run)


def test_ten_random_kills_lose_nothing_and_repeat_nothing(storm: Storm, smtp: SmtpSink) -> None:
    survey = crowd(storm.environ)
    print(f"seed {storm.seed}")  # noqa: T201
    storm.start()
    with ThreadPoolExecutor(3) as customers:
        answering = [customers.submit(storm.answer, survey, seed) for seed in (1, 2, 3)]
        try:
            storm.blow(10)
        finally:
            storm.over.set()
        for each in answering:
            each.result(60)
    print(f"killed {dict(storm.killed)}, {len(storm.acknowledged)} answers acknowledged")  # noqa: T201
    with open_session(storm.environ["VOC_DATABASE_URL"]) as session:
        end_leases(session)
        wait_for(lambda: not unfinished(session))
        check_storm(session, storm, smtp)


def crowd(environ: dict[str, str]) -> str:
    """A company with a digest due and a campaign under way; returns where its survey is open to all."""
    app = create_app(config.load(environ))
    with app.app_context():
        now = clock.now()
        owner = a_user(email=OWNER)
        survey = a_survey()
        for number in range(60):
            a_contact(email=f"contact-{number}@example.com")
        started = clock.now()
        saved(
            Campaign(
                workspace_id=survey.workspace_id, survey_id=survey.id, name="First", created_at=now, started_at=started
            )
        )
        subscriptions.subscribe(db.session(), survey.workspace_id, owner, now - timedelta(days=7))
        db.session.commit()
        public_id = survey.public_id
    dispose(app)
    return public_id


def end_leases(session: Session) -> None:
    """As if the time had passed after which a dead process is believed dead."""
    now = clock.now()
    session.execute(update(Message).where(Message.sent_at.is_(None)).values(next_attempt_at=now))
    session.execute(update(JobRun).where(JobRun.finished_at.is_(None)).values(lease_until=now))
    session.commit()


def unfinished(session: Session) -> list[str]:
    """What some job still has to do."""
    waiting = {
        "messages": select(Message.id).where(Message.sent_at.is_(None)),
        "responses": select(Response.id).where(Response.screened_at.is_(None)),
        "verbatims": select(Verbatim.id).where(Verbatim.read_at.is_(None)),
        "campaigns": select(Campaign.id).where(Campaign.finished_at.is_(None)),
        "digests": select(Subscription.id).where(Subscription.next_digest_at <= clock.now()),
        "jobs": select(JobRun.job).where(JobRun.finished_at.is_(None), JobRun.lease_until < clock.now()),
    }
    left = [name for name, statement in waiting.items() if session.execute(statement.limit(1)).first()]
    session.rollback()
    return left


def check_storm(session: Session, storm: Storm, smtp: SmtpSink) -> None:
    stored = {row.client_key: row.score for row in session.scalars(select(Response))}
    assert stored == storm.acknowledged
    assert session.scalars(select(Response.id).where(Response.state != "final")).all() == []
    readings = Counter(session.scalars(select(Reading.verbatim_id)))
    assert readings == dict.fromkeys(session.scalars(select(Verbatim.id)), 1)
    assert len(readings) == len(stored)

    detractors = set(session.scalars(select(Response.id).where(Response.band == "detractor")))
    assert Counter(session.scalars(select(CaseResponse.response_id))) == dict.fromkeys(detractors, 1)
    assert session.scalar(select(func.count()).select_from(Case)) == len(detractors)
    assert session.scalar(select(func.count()).select_from(Invitation)) == 60
    assert session.scalar(select(func.count()).select_from(Ask)) == 60
    assert session.scalar(select(func.count()).select_from(Digest)) == 1

    messages = session.scalars(select(Message)).all()
    kinds = Counter(message.kind for message in messages)
    assert kinds == {"invitation": 60, "case_assigned": len(detractors), "digest": 1}
    assert len({(message.kind, message.to_address) for message in messages}) == 62
    received = Counter(str(message["Message-ID"]).strip("<>").partition("@")[0] for message in smtp.messages)
    assert set(received) == {message.message_id for message in messages}
    # A message is repeated only by a death between the mail server's yes and our commit: one for each death at most.
    assert received.total() - len(received) <= storm.killed["worker"] + storm.killed["supervisor"]
