"""The tools of the tests do what the tests believe of them."""

from __future__ import annotations

import smtplib
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests import network, postgres
from tests.client import Client
from tests.factories import a_team, a_user, a_workspace, the_workspace
from tests.smtp_sink import SmtpSink
from voc.core import clock as house_clock
from voc.core.db import db
from voc.staff.models import User, Workspace


def a_mail(to: str = "ana@example.org") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "voc@example.org", to, "你好"
    message.set_content("Plain 谢谢\n")
    message.add_alternative("<p>Rich</p>", subtype="html")
    return message


def test_time_stands_still(now: datetime) -> None:
    time.sleep(0.01)
    assert house_clock.now() == now == datetime(2026, 11, 16, 9, tzinfo=UTC)


def test_time_moves_when_told(now: datetime, clock: time_machine.Traveller) -> None:
    clock.shift(timedelta(hours=3))
    assert house_clock.now() == now + timedelta(hours=3)


@pytest.mark.running_clock
def test_time_runs_when_asked() -> None:
    before = house_clock.now()
    time.sleep(0.01)
    assert house_clock.now() > before


def test_a_commit_is_taken_back_after_the_test_first_half(session: Session) -> None:
    a_workspace(slug="left-behind")
    session.commit()
    session.rollback()
    assert session.query(Workspace).filter_by(slug="left-behind").count() == 1


def test_a_commit_is_taken_back_after_the_test_second_half(session: Session) -> None:
    assert session.query(Workspace).filter_by(slug="left-behind").count() == 0


def test_a_rollback_takes_back_what_came_after_the_last_commit(session: Session) -> None:
    a_workspace(slug="kept")
    session.commit()
    a_workspace(slug="dropped")
    session.rollback()
    assert session.scalars(session.query(Workspace.slug).statement).all() == ["kept"]


def test_tests_run_on_the_database_they_name(session: Session, backend: str) -> None:
    assert session.get_bind().dialect.name == backend


def test_a_person_belongs_to_the_workspace_and_to_a_team_of_it(session: Session) -> None:
    user = a_user()
    assert [m.workspace for m in user.memberships] == [the_workspace()]
    assert user.memberships[0].workspace.teams[0].members[0].user is user
    assert a_team().workspace_id == the_workspace().id


def test_a_fresh_database_really_commits(fresh_app: Flask) -> None:
    with fresh_app.app_context():
        a_workspace()
        db.session.commit()
    with fresh_app.app_context():
        assert db.session.query(Workspace).count() == 1


def test_a_request_sees_the_tests_rows_and_the_test_sees_the_requests(
    app: Flask, client: Client, session: Session
) -> None:
    user = a_user()

    def rename() -> str:
        other = db.session.get_one(User, user.id)
        assert db.session() is not session
        other.name = "Renamed"
        db.session.commit()
        return "done"

    rename.is_public = True  # type: ignore[attr-defined]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(app.view_functions, "health.healthz", rename)
        client.get("/healthz")
    assert user.name == "Renamed"


def test_statements_are_counted(session: Session, statements: list[str]) -> None:
    statements.clear()
    session.execute(text("SELECT 1"))
    session.execute(text("SELECT 2"))
    assert statements == ["SELECT 1", "SELECT 2"]


def test_mail_is_kept_as_its_reader_sees_it(smtp: SmtpSink) -> None:
    with smtplib.SMTP("127.0.0.1", smtp.port) as server:
        server.send_message(a_mail())
    [message] = smtp.messages
    assert (message["Subject"], message.text, message.html) == ("你好", "Plain 谢谢\n", "<p>Rich</p>\n")
    assert (message.envelope_from, message.envelope_to) == ("voc@example.org", ["ana@example.org"])


@pytest.mark.parametrize("moment", ["RCPT", "DATA"])
def test_a_mail_server_can_refuse(smtp: SmtpSink, moment: str) -> None:
    with smtplib.SMTP("127.0.0.1", smtp.port) as server:
        with smtp.rejecting(451, at=moment), pytest.raises((smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)):
            server.send_message(a_mail())
        server.send_message(a_mail())
    assert len(smtp.messages) == 1


def test_a_mail_server_can_refuse_one_address(smtp: SmtpSink) -> None:
    with smtplib.SMTP("127.0.0.1", smtp.port) as server, smtp.rejecting(550, address="gone@example.org"):
        server.send_message(a_mail("here@example.org"))
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            server.send_message(a_mail("gone@example.org"))
    assert [message["To"] for message in smtp.messages] == ["here@example.org"]


def test_nobody_leaves_the_machine(watch: network.Watch) -> None:
    with socket.socket() as away, pytest.raises(network.LeftTheMachine):
        away.connect(("192.0.2.1", 80))
    with pytest.raises(network.LeftTheMachine):
        socket.create_connection(("example.org", 80))
    with pytest.raises(network.LeftTheMachine):
        smtplib.SMTP("127.0.0.1", 25)
    assert len(watch.attempts) == 3
    watch.attempts.clear()


def test_the_loopback_is_at_home() -> None:
    assert all(map(network.is_local, ("127.0.0.1", "127.9.9.9", "::1", "localhost")))
    assert not any(map(network.is_local, ("10.0.0.1", "example.org", "localhost.example.org", "::ffff:8.8.8.8")))


@pytest.mark.postgres
@pytest.mark.processes
@pytest.mark.parametrize("end", ["pass", "os.kill(os.getpid(), 9)", "os.kill(run._process.pid, 9); time.sleep(0.2)"])
def test_postgresql_ends_with_the_run_that_started_it(end: str, tmp_path: Path) -> None:
    script = f"""
import os, time
from tests import postgres
with postgres.Guardian() as run:
    print(run.folder, flush=True)
    postgres.wait_until_ready(run.folder)
    print((run.folder / "data" / "postmaster.pid").read_text().split()[0], flush=True)
    {end}
"""
    root = Path(postgres.__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=False)
    folder, server = done.stdout.split()
    give_up = time.monotonic() + 20
    while (Path(folder).exists() or Path(f"/proc/{server}").exists()) and time.monotonic() < give_up:
        time.sleep(0.05)
    assert not Path(folder).exists()
    assert not Path(f"/proc/{server}").exists()


@pytest.mark.browser
def test_a_browser_opens_what_we_serve(served: str, page: Page) -> None:
    response = page.goto(f"{served}/healthz")
    assert response is not None
    assert response.json() == {"status": "ok"}
