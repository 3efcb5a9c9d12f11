"""Jobs: one run a slot however many workers, a dead worker's slot is taken over, an error stops nobody else."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from voc.core import jobs
from voc.core.db import open_session
from voc.core.jobs import Job, JobRun
from voc.core.outbox import Message


def counting(every: timedelta = timedelta(minutes=1), *, once_per_slot: bool = True) -> tuple[Job, list[datetime]]:
    runs: list[datetime] = []

    def count(session: Session, now: datetime) -> None:
        runs.append(now)

    return jobs.job(every=every, once_per_slot=once_per_slot)(count), runs


def test_a_slot_is_run_once_whoever_asks(session: Session, now: datetime) -> None:
    job, runs = counting()
    for worker in ("a", "b", "a"):
        jobs.run_due(session, [job], now, worker)
    assert runs == [now]
    jobs.run_due(session, [job], now + timedelta(minutes=1), "b")
    assert len(runs) == 2


def test_a_job_that_claims_rows_runs_in_every_worker(session: Session, now: datetime) -> None:
    job, runs = counting(once_per_slot=False)
    jobs.run_due(session, [job], now, "a")
    jobs.run_due(session, [job], now, "b")
    assert len(runs) == 2


def test_an_error_is_kept_and_the_next_job_runs(
    session: Session, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    @jobs.job(every=timedelta(minutes=1))
    def breaks(session: Session, now: datetime) -> None:
        raise ValueError("no")

    job, runs = counting()
    assert jobs.run_due(session, [breaks, job], now, "a") == [breaks.name, job.name]
    assert runs == [now]
    assert session.scalars(select(JobRun.error).where(JobRun.job == breaks.name)).one() == "ValueError: no"
    assert "job_failed" in caplog.text


def test_a_dead_workers_slot_is_taken_over_after_its_lease(session: Session, now: datetime) -> None:
    job, runs = counting()
    session.add(
        JobRun(job=job.name, slot=job.slot_of(now), owner="dead", lease_until=now + jobs.LEASE, finished_at=None)
    )
    session.commit()
    jobs.run_due(session, [job], now, "b")
    assert runs == []
    jobs.run_due(session, [job], now + jobs.LEASE + timedelta(seconds=1), "b")
    assert len(runs) == 1


@pytest.mark.running_clock
def test_many_workers_share_the_slots(fresh_database_url: str) -> None:
    job, runs = counting(timedelta(seconds=1))
    start = datetime.fromisoformat("2026-11-16T09:00:00+00:00")

    def worker(name: str) -> None:
        with open_session(fresh_database_url) as session:
            for second in range(25):
                jobs.run_due(session, [job], start + timedelta(seconds=second), name)

    threads = [threading.Thread(target=worker, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # A slower worker may come to a slot when a later one is already taken; it never runs one twice.
    assert len(runs) == len(set(runs)) <= 25
    assert max(runs) == start + timedelta(seconds=24)


@pytest.mark.running_clock
def test_two_connections_never_claim_the_same_row(fresh_database_url: str) -> None:
    now = datetime.fromisoformat("2026-11-16T09:00:00+00:00")
    taken: list[int] = []
    with open_session(fresh_database_url) as session:
        forty_messages(session, now, 40)

    def worker() -> None:
        with open_session(fresh_database_url) as session:
            due = Message.sent_at.is_(None)
            while row := jobs.claim(session, Message, due, {"sent_at": now}):
                taken.append(row.id)
                session.commit()

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(set(taken))
    assert len(taken) == 40


def forty_messages(session: Session, now: datetime, count: int) -> None:
    from voc.staff.models import Workspace

    workspace = Workspace(name="A", slug="a", zone="UTC", language="en", created_at=now)
    session.add(workspace)
    session.flush()
    for number in range(count):
        session.add(
            Message(
                workspace_id=workspace.id, kind="k", reason_key=f"k:{number}", to_address="a@example.org", to_name="",
                from_name="", reply_to=None, language="en", subject="s", body_text="t", body_html="h", headers={},
                message_id=str(number), created_at=now, next_attempt_at=now,
            )
        )  # fmt: skip
    session.commit()


def test_a_row_that_breaks_stops_nobody_behind_it(
    session: Session, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    forty_messages(session, now, 3)

    def act(message: Message) -> None:
        if message.reason_key == "k:0":
            raise ValueError("This one is cursed.")

    due = Message.sent_at.is_(None)
    assert jobs.work_through(session, Message, due, {"sent_at": now}, act) == 2
    assert session.scalars(select(Message.reason_key).where(Message.sent_at.is_(None))).all() == ["k:0"]
    assert jobs.work_through(session, Message, due, {"sent_at": now}, lambda message: None) == 1
    assert "row_failed" in caplog.text
