"""A sender that is killed, and several that run at once: nobody is asked twice, nobody is forgotten."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import factories, postgres
from tests.flow.mortal import Died, Mortal
from voc import worker
from voc.core.db import db
from voc.core.jobs import run_due
from voc.core.outbox import Message
from voc.customers.models import Contact
from voc.invitations import preferences, progress, sending
from voc.invitations.jobs import JOBS, send_invitations
from voc.invitations.mail import Stationery
from voc.invitations.models import Ask, Campaign, Invitation

pytestmark = pytest.mark.processes

PEOPLE = sending.BATCH * 4 + 7
OTHER_JOBS = sorted({each.name for each in worker.JOBS} - {send_invitations.name})

#: One tick of a worker that runs nothing but this job.
TICK = """
import config
from voc import create_app
from voc.core import clock
from voc.core.db import db
from voc.core.jobs import run_due
from voc.invitations.jobs import JOBS

with create_app(config.load()).app_context():
    run_due(db.session(), JOBS, clock.now(), "test")
"""


def a_running_campaign(app: Flask, *, campaigns: int = 1) -> None:
    with app.app_context():
        workspace, at = factories.the_workspace(), datetime.now(UTC)
        db.session.add_all(
            Contact(
                workspace_id=workspace.id,
                email=f"p{n}@example.org",
                name="Cleo Customer",
                language=("en", "zh_Hans", None)[n % 3],
                created_at=at,
            )
            for n in range(PEOPLE)
        )
        for _ in range(campaigns):
            factories.a_campaign(started_at=at)
        db.session.commit()


def check_everybody_once(app: Flask, *, campaigns: int = 1) -> None:
    """Each person is asked by one campaign, and not asked by the others; each asked one has one message."""
    with app.app_context():
        session = db.session()
        outcomes = Counter(
            (row.contact_id, row.outcome) for row in session.execute(select(Ask.contact_id, Ask.outcome))
        )
        assert len({contact for contact, _ in outcomes}) == PEOPLE
        assert {n for (_, outcome), n in outcomes.items() if outcome == "asked"} == {1}
        assert outcomes.total() == PEOPLE * campaigns
        addresses = Counter(session.scalars(select(Message.to_address).where(Message.kind == "invitation")))
        assert set(addresses) == {f"p{n}@example.org" for n in range(PEOPLE)}
        assert set(addresses.values()) == {1}
        assert session.scalar(select(func.count(Invitation.id))) == PEOPLE
        for campaign in session.scalars(select(Campaign)):
            assert campaign.finished_at
            assert progress.of_campaign(session, campaign).chosen == PEOPLE


def tick(app: Flask) -> None:
    with app.app_context():
        run_due(db.session(), JOBS, datetime.now(UTC), "here")


@pytest.mark.parametrize("boundary", ["before#1", "before#3", "after#1", "after#2", "before#5", "before#6"])
def test_a_sender_killed_at_a_commit_leaves_nothing_half_done(
    fresh_app: Flask, fresh_environ: dict[str, str], mortal: Mortal, boundary: str
) -> None:
    a_running_campaign(fresh_app)
    mortal.begin({**fresh_environ, "VOC_FAILPOINT": f"invitations.send_invitations:{boundary}"})
    with pytest.raises(Died) as death:
        mortal.ask(datetime.now(UTC), "tick", idle=OTHER_JOBS)
    assert death.value.args == (signal.SIGKILL,)
    tick(fresh_app)
    check_everybody_once(fresh_app)


def test_a_sender_killed_at_any_moment_leaves_nothing_half_done(
    fresh_app: Flask, fresh_environ: dict[str, str]
) -> None:
    a_running_campaign(fresh_app)
    environ = {**fresh_environ, "PGAPPNAME": "sender"}
    with subprocess.Popen([sys.executable, "-c", TICK], env=environ) as sender:
        while sender.poll() is None and not asked(fresh_app):
            time.sleep(0.005)  # Or it would be this process that has the machine while that one starts.
        sender.kill()
    postgres.wait_until_gone(environ["VOC_DATABASE_URL"], environ["PGAPPNAME"])
    tick(fresh_app)
    check_everybody_once(fresh_app)


def asked(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count(Ask.id))) or 0


def test_two_workers_share_two_campaigns_and_one_fatigue_budget(fresh_app: Flask) -> None:
    a_running_campaign(fresh_app, campaigns=2)
    failures: list[str] = []
    ready = threading.Barrier(3)

    def work() -> None:
        ready.wait()
        with fresh_app.app_context():
            while asked(fresh_app) < PEOPLE * 2:
                run_due(db.session(), JOBS, datetime.now(UTC), threading.current_thread().name)

    def watched() -> None:
        try:
            work()
        except Exception as error:
            failures.append(repr(error))
            raise

    threads = [threading.Thread(target=watched) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not failures
    tick(fresh_app)
    check_everybody_once(fresh_app, campaigns=2)


def test_somebody_who_opts_out_while_it_is_being_sent_gets_no_mail(fresh_app: Flask) -> None:
    a_running_campaign(fresh_app)

    def leave() -> None:
        with fresh_app.app_context():
            # Somebody who has been asked already, and whose mail still waits.
            invitation = db.session.scalars(select(Invitation).order_by(Invitation.id)).first()
            assert invitation
            preferences.opt_out(db.session(), invitation.contact, datetime.now(UTC), by="page")
            db.session.commit()

    with fresh_app.app_context():
        session = db.session()
        paper = Stationery(fresh_app.config["VOC"])
        sending.send_next(session, paper, datetime.now(UTC))
        session.commit()
        sending.send_next(session, paper, datetime.now(UTC))
        leaver = threading.Thread(target=leave)
        leaver.start()
        session.commit()
        leaver.join(timeout=60)
        send_invitations.function(session, datetime.now(UTC))
        suppressed = session.scalars(select(Message).where(Message.is_suppressed)).all()
        assert len(suppressed) == 1
