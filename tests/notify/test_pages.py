"""The digest in the console, and the command that writes it to a file: looking changes nothing."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from playwright.sync_api import Browser, ViewportSize
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.browser import DESKTOP, PHONE, becomes, looks_right, signed_in
from tests.client import Client
from tests.factories import a_response, a_user, a_workspace, responses, the_workspace
from voc.cli import voc
from voc.core import clock, weeks
from voc.core.db import Base, db
from voc.notify import sending, subscriptions
from voc.notify.models import Digest, Subscription
from voc.staff.models import User

FRIDAY = datetime(2026, 11, 13, 12, tzinfo=UTC)
MONDAY = datetime(2026, 11, 16, 8, tzinfo=UTC)


@pytest.fixture
def digest(session: Session) -> Digest:
    """The digest that was sent to Ana on Monday."""
    ana = a_user(email="ana@example.org", name="Ana", role="reader")
    responses(6, score=9, answered_at=FRIDAY)
    subscriptions.subscribe(session, the_workspace().id, ana, FRIDAY)
    session.commit()
    sending.send_due(session, MONDAY)
    session.commit()
    return session.scalars(select(Digest)).one()


def rows(session: Session) -> dict[str, int]:
    """How many rows each table has."""
    return {table.name: len(session.execute(select(table)).all()) for table in Base.metadata.sorted_tables}


def test_the_page_shows_the_mail_in_a_frame_of_its_own(client: Client, session: Session) -> None:
    a_response(score=9, answered_at=FRIDAY)
    client.sign_in(a_user(role="reader"))
    page = client.get("/digest")
    assert page.status_code == 200
    assert "Digest of 2026-W46" in page.text
    [address] = re.findall(r'<iframe [^>]*src="([^"]+)"', page.text)
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    letter = client.get(address)
    assert "Only one person answered: too few for a verdict." in letter.text
    assert "sandbox" in letter.headers["Content-Security-Policy"]
    assert "script-src" not in letter.headers["Content-Security-Policy"]
    assert letter.headers["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.browser
@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=str)
def test_the_frame_is_as_high_as_its_letter(
    fresh_app: Flask, served: str, browser: Browser, size: ViewportSize
) -> None:
    with fresh_app.app_context():
        user = a_user()
        responses(40, score=3, answered_at=clock.now() - timedelta(days=7), verbatim="Nobody called me back.")
        db.session.commit()
        client = fresh_app.test_client()
        assert isinstance(client, Client)
        client.sign_in(user)
    heights = []
    with signed_in(browser, client, served, size) as page:
        frame, letter = page.locator("iframe.letter"), page.frame_locator("iframe.letter").locator("html")
        for weeks_ago in (1, 20):
            week = weeks.previous(weeks.week_of(clock.now(), "UTC"), weeks_ago)
            page.goto(f"/digest?week={week}")
            letter.locator("body").wait_for()
            becomes(page, "document.querySelector('iframe').style.height !== ''", wanted=True)
            heights.append(frame.evaluate("frame => frame.clientHeight"))
            looks_right(page)
            assert abs(letter.evaluate("page => page.scrollHeight") - heights[-1]) <= 1
        page.set_viewport_size({"width": size["width"] * 2, "height": 800})
        assert abs(letter.evaluate("page => page.scrollHeight") - frame.evaluate("frame => frame.clientHeight")) <= 1
    assert heights[0] > heights[1] > 100


def test_looking_changes_nothing(client: Client, session: Session, digest: Digest) -> None:
    client.sign_in(a_user())
    before = rows(session)
    for address in ("/digest", "/digest/letter?week=2026-W45", f"/digest/sent/{digest.id}/letter"):
        assert client.get(address).status_code == 200
        assert client.head(address).status_code == 200
    assert rows(session) == before


def test_another_week_can_be_chosen_and_a_week_to_come_cannot(client: Client, session: Session) -> None:
    client.sign_in(a_user())
    assert "Digest of 2026-W40" in client.get("/digest?week=2026-W40").text
    assert "still runs" in client.get("/digest/letter?week=2026-W47").text
    for nonsense in ("2026-W48", "2026-W99", "last", "2026-W4"):
        assert client.get(f"/digest?week={nonsense}").status_code == 404
        assert client.get(f"/digest/letter?week={nonsense}").status_code == 404


def test_weeks_are_listed_since_somebody_answered(client: Client, session: Session) -> None:
    client.sign_in(a_user())
    page = client.get("/digest").text
    assert "No answer has come yet" in page
    assert 'class="button" href="/surveys/"' in page
    assert not re.findall("<option value=.2026-W|<iframe", page)
    a_response(score=9, answered_at=FRIDAY - timedelta(weeks=2), confirmed_by=None)
    assert "No answer has come yet" in client.get("/digest").text
    a_response(score=9, answered_at=FRIDAY - timedelta(weeks=1))
    page = client.get("/digest").text
    assert re.findall(r'option value="(\S+)"', page)[:3] == ["2026-W47", "2026-W46", "2026-W45"]
    assert "2026-W44" not in page
    assert "2026-W44" in client.get("/digest?week=2026-W44").text


def test_who_has_begun_this_week_is_shown_this_week(client: Client, session: Session) -> None:
    client.sign_in(a_user())
    a_response(score=9, answered_at=clock.now())
    page = client.get("/digest").text
    assert "Digest of 2026-W47" in page
    assert "2026-W46" not in page


def test_what_was_sent_stays_as_it_was(client: Client, session: Session, digest: Digest) -> None:
    responses(10, score=0, answered_at=FRIDAY)
    client.sign_in(a_user())
    assert "2026-W46 to Ana" in client.get("/digest").text
    assert "as Ana got it" in client.get(f"/digest/sent/{digest.id}").text
    assert "Of 6 people who answered, 6 would" in client.get(f"/digest/sent/{digest.id}/letter").text
    assert "Of 16 people who answered, 6 would" in client.get("/digest/letter?week=2026-W46").text


def test_one_subscribes_changes_the_hour_and_ends_it(client: Client, session: Session, now: datetime) -> None:
    user = a_user(zone="Asia/Shanghai", role="reader")
    client.sign_in(user)
    assert "You do not get it." in client.get("/digest").text
    assert client.post("/digest/subscription", data={"weekday": 1, "hour": 8}).status_code == 302
    subscription = session.scalars(select(Subscription)).one()
    assert subscription.next_digest_at == datetime(2026, 11, 23, 0, tzinfo=UTC)
    assert "Send me no more" in client.get("/digest").text
    client.post("/digest/subscription", data={"weekday": 5, "hour": 17})
    assert subscription.next_digest_at == datetime(2026, 11, 20, 9, tzinfo=UTC)
    client.post("/digest/subscription/end")
    assert subscription.next_digest_at is None
    assert "You do not get it." in client.get("/digest").text


@pytest.mark.parametrize("data", [{"weekday": 0, "hour": 8}, {"weekday": 1, "hour": 24}, {"weekday": "x", "hour": 1}])
def test_a_time_that_is_none_is_refused(client: Client, session: Session, data: dict[str, object]) -> None:
    assert client.sign_in(a_user()).post("/digest/subscription", data=data).status_code == 422
    assert session.scalars(select(Subscription)).all() == []


def test_every_role_may_read_another_workspace_finds_nothing_and_the_signed_out_sign_in(
    client: Client, session: Session, digest: Digest
) -> None:
    addresses = ("/digest", "/digest/letter", f"/digest/sent/{digest.id}", f"/digest/sent/{digest.id}/letter")
    for address in addresses:
        answer = client.get(address)
        assert (answer.status_code, answer.location.partition("?")[0]) == (302, "/sign-in")
    for role in ("owner", "analyst", "agent", "reader"):
        client.sign_in(a_user(role=role))
        assert [client.get(address).status_code for address in addresses] == [200] * 4
    client.sign_in(a_user(workspace=a_workspace()))
    assert [client.get(address).status_code for address in addresses] == [200, 200, 404, 404]
    assert "2026-W46 to Ana" not in client.get("/digest").text


def test_actions_are_posts(client: Client, session: Session) -> None:
    client.sign_in(a_user())
    assert client.get("/digest/subscription").status_code == 405
    assert client.get("/digest/subscription/end").status_code == 405


def test_the_page_takes_as_many_statements_for_many_digests_as_for_few(
    client: Client, session: Session, digest: Digest, statements: list[str]
) -> None:
    def count() -> int:
        client.get("/digest")
        statements.clear()
        assert client.get("/digest").status_code == 200
        return len(statements)

    client.sign_in(a_user())
    few = count()
    for week in range(1, 10):
        session.commit()
        sending.send_due(session, MONDAY + timedelta(weeks=week))
        session.commit()
    assert count() == few


# The command


@pytest.fixture
def company(fresh_app: Flask) -> User:
    with fresh_app.app_context():
        wei = a_user(email="wei@example.org", name="Wei", language="zh_Hans", zone="Asia/Shanghai")
        responses(6, score=9, answered_at=FRIDAY)
        db.session.commit()
    return wei


def run(environ: dict[str, str], *arguments: str) -> Result:
    return CliRunner().invoke(voc, ["digest", *arguments], env={**environ, "VOC_REQUIRE_BROWSER": None})


@pytest.mark.usefixtures("company")
def test_the_command_writes_the_file_and_nothing_else(
    fresh_app: Flask, fresh_environ: dict[str, str], tmp_path: Path
) -> None:
    with fresh_app.app_context():
        before = rows(db.session())
        db.session.rollback()
    files = {path for path in tmp_path.rglob("*") if not path.name.startswith("voc.db")}
    path = tmp_path / "digest.html"
    result = run(fresh_environ, "--week", "2026-W46", "--language", "zh", "--zone", "Asia/Shanghai", "--to", str(path))
    assert result.exit_code == 0, result.output
    html = path.read_text(encoding="utf-8")
    assert '<html lang="zh-Hans"' in html
    assert "北京时间" in html
    assert "cid:" not in html
    assert {each for each in tmp_path.rglob("*") if not each.name.startswith("voc.db")} - files == {path}
    with fresh_app.app_context():
        assert rows(db.session()) == before


@pytest.mark.usefixtures("company")
def test_the_command_writes_what_a_reader_gets(fresh_environ: dict[str, str], tmp_path: Path) -> None:
    by_reader, by_language = tmp_path / "reader.html", tmp_path / "language.html"
    week = ("--week", "2026-W46")
    assert run(fresh_environ, *week, "--reader", "wei@example.org", "--to", str(by_reader)).exit_code == 0
    language = ("--language", "zh", "--zone", "Asia/Shanghai")
    assert run(fresh_environ, *week, *language, "--to", str(by_language)).exit_code == 0
    assert by_reader.read_text() == by_language.read_text()


@pytest.mark.usefixtures("company")
@pytest.mark.parametrize(
    "arguments",
    [
        ("--week", "2026-W46"),
        ("--week", "2026-W46", "--language", "en"),
        ("--week", "2026-W46", "--language", "en", "--zone", "Mars/Olympus"),
        ("--week", "2026-W46", "--language", "fr", "--zone", "UTC"),
        ("--week", "2026-W46", "--reader", "wei@example.org", "--zone", "UTC"),
        ("--week", "2026-W46", "--reader", "nobody@example.org"),
        ("--week", "2026-W46", "--reader", "wei@example.org", "--workspace", "none"),
        ("--week", "2026-W60", "--reader", "wei@example.org"),
        ("--week", "2027-W01", "--reader", "wei@example.org"),
    ],
)
def test_a_wrong_use_says_what_is_wrong(
    fresh_environ: dict[str, str], tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    path = tmp_path / "digest.html"
    result = run(fresh_environ, *arguments, "--to", str(path))
    assert result.exit_code == 2
    assert not path.exists()
