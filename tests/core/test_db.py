"""What every connection to the database promises."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, event, select, text

from config import Settings
from tests.factories import a_user, a_workspace
from voc.core import clock, schema
from voc.core.db import db, give_way, open_session
from voc.core.jobs import JobRun
from voc.staff.models import Workspace
from voc.worker import Worker

FULL = 2

on_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def durability() -> Iterator[dict[str, set[int]]]:
    """Who is committing -> the values of `PRAGMA synchronous` right before."""
    seen: dict[str, set[int]] = {}

    def look(connection: Connection) -> None:
        raw = connection.connection.dbapi_connection
        assert raw
        cursor = raw.cursor()
        cursor.execute("PRAGMA synchronous")
        row = cursor.fetchone()
        assert row
        seen.setdefault(threading.current_thread().name, set()).add(int(row[0]))

    event.listen(Engine, "commit", look)
    yield seen
    event.remove(Engine, "commit", look)


@on_sqlite
def test_every_connection_that_commits_waits_for_the_disk(
    fresh_app: Flask, fresh_settings: Settings, durability: dict[str, set[int]]
) -> None:
    with fresh_app.app_context():
        user = a_user()
        email = user.email
        db.session.commit()
    assert durability.pop("MainThread") == {FULL}

    fresh_app.config["WTF_CSRF_ENABLED"] = False
    wrong = {"email": email, "password": "not this one at all"}
    assert fresh_app.test_client().post("/sign-in", data=wrong).status_code == 422
    assert durability.pop("MainThread") == {FULL}, "A page."

    worker = Worker(fresh_app)
    for work in (worker.beat, worker.tick):
        thread = threading.Thread(target=work, name="worker")
        thread.start()
        thread.join()
        assert durability.pop("worker") == {FULL}, "The worker."

    with open_session(fresh_settings.database_url) as session:
        session.add(Workspace(name="B", slug="b", zone="UTC", language="en", created_at=clock.now()))
        session.commit()
    assert durability.pop("MainThread") == {FULL}, "The command line."

    schema.upgrade(fresh_settings.database_url)
    assert durability.pop("MainThread") == {FULL}, "A migration."


@on_sqlite
def test_sqlite_keeps_its_journal_and_its_references(fresh_settings: Settings) -> None:
    with open_session(fresh_settings.database_url) as session:
        pragmas = {name: session.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "foreign_keys")}
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1}


@on_sqlite
def test_who_only_looks_does_not_hold_up_who_writes(fresh_app: Flask, fresh_settings: Settings) -> None:
    with fresh_app.test_request_context("/", method="GET"):
        db.session.execute(select(Workspace)).all()
        with open_session(fresh_settings.database_url) as session:
            session.add(Workspace(name="B", slug="b", zone="UTC", language="en", created_at=clock.now()))
            session.commit()
        db.session.rollback()


@on_sqlite
@pytest.mark.running_clock
def test_long_work_lets_others_write_between_its_batches(fresh_settings: Settings) -> None:
    """Without a pause the other one finds the lock free only by chance."""
    beat = text("UPDATE workspace SET name = name")
    is_over = threading.Event()

    def work() -> None:
        with open_session(fresh_settings.database_url) as session:
            for _ in range(8):
                session.execute(beat)
                time.sleep(0.3)
                session.commit()
                give_way(session)
        is_over.set()

    thread = threading.Thread(target=work)
    thread.start()
    written = 0
    with open_session(fresh_settings.database_url) as session:
        while not is_over.is_set():
            session.execute(beat)
            session.commit()
            written += 1
            time.sleep(0.2)
    thread.join()
    assert written >= 6


def test_an_instant_comes_back_as_it_was(fresh_app: Flask) -> None:
    berlin = datetime.fromisoformat("2026-10-25T02:30:00+01:00")
    with fresh_app.app_context():
        workspace = a_workspace()
        workspace.created_at = berlin
        db.session.commit()
        db.session.expire_all()
        found = db.session.scalars(select(Workspace.created_at)).one()
        assert found == berlin
        assert found.utcoffset() is not None
        with pytest.raises(Exception, match="time zone"):
            db.session.execute(select(JobRun).where(JobRun.slot < berlin.replace(tzinfo=None)))
        db.session.rollback()
