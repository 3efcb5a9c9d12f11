"""Verbatims are read once, by one worker, as they are; one that cannot be read stops nobody."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import a_contact, a_response, a_survey, a_workspace, recorded, the_workspace, values
from voc.analysis import engine
from voc.core.db import db
from voc.insights import reading
from voc.insights.models import Mention, Reading, Theme
from voc.insights.themes import taxonomy
from voc.responses import submission
from voc.responses.models import Response, Verbatim
from voc.responses.values import Values


def readings(session: Session) -> list[Reading]:
    session.commit()  # The worker's session holds no transaction when a job begins.
    found = session.scalars(select(Reading).order_by(Reading.id).execution_options(populate_existing=True)).all()
    session.commit()
    return list(found)


def themes(session: Session) -> dict[str, Theme]:
    workspace_id = the_workspace().id
    session.commit()
    taxonomy.load(session, workspace_id)
    return {theme.key: theme for theme in session.scalars(select(Theme))}


def say_again(session: Session, response: Response, words: str, at: datetime) -> None:
    version = response.version
    question = version.comment_question
    assert question
    values = Values(
        version=version,
        client_key=response.client_key,
        channel="page",
        answered_at=at,
        received_at=at,
        comments={question.key: words},
        confirmed_by="comment",
    )
    submission.record(session, values)
    session.commit()


def test_what_a_customer_wrote_is_read_in_english_and_in_chinese(session: Session, now: datetime) -> None:
    a_response(score=2, verbatim="The delivery was terribly late.", language="en")
    a_response(score=1, verbatim="快递太慢了，客服态度很差。", language="zh_Hans")
    a_response(score=1, verbatim="外送太慢了，服務態度很差。", language="zh_Hant")
    session.commit()
    assert reading.read_waiting(session, now) == 3
    made = readings(session)
    assert [(each.language, each.label, each.is_current) for each in made] == [
        ("en", "negative", True),
        ("zh-Hans", "negative", True),
        ("zh-Hant", "negative", True),
    ]
    assert all(each.words and each.made_at == now for each in made)
    texts = [session.get_one(Verbatim, each.verbatim_id).text for each in made]
    for each, text in zip(made, texts, strict=True):
        assert each.mentions
        assert all(text[mention.start : mention.end] == mention.term for mention in each.mentions)
        assert all(text[word["start"] : word["end"]] == word["text"] for word in each.words)
    assert {m.theme.key for m in made[0].mentions if m.theme} == {"delivery"}


def test_reading_twice_makes_one_reading(session: Session, now: datetime) -> None:
    a_response(verbatim="Slow and rude.")
    session.commit()
    assert [reading.read_waiting(session, now), reading.read_waiting(session, now)] == [1, 0]
    assert len(readings(session)) == 1


def test_only_final_answers_are_read(session: Session, now: datetime) -> None:
    a_response(verbatim="I only looked.", confirmed_by=None)
    session.commit()
    assert reading.read_waiting(session, now) == 0
    response = session.scalars(select(Response)).one()
    response.state, response.final_at = "final", now
    session.commit()
    assert reading.read_waiting(session, now) == 1


def test_changed_words_get_a_new_reading_in_place_of_the_old(session: Session, now: datetime) -> None:
    response = a_response(verbatim="Everything was great, thank you.")
    session.commit()
    reading.read_waiting(session, now)
    say_again(session, response, "It broke after a day, terrible.", now)
    assert reading.read_waiting(session, now + timedelta(minutes=1)) == 1
    [made] = readings(session)
    assert (made.label, made.is_current, made.made_at) == ("negative", True, now + timedelta(minutes=1))
    assert session.scalar(select(func.count()).select_from(Mention).where(Mention.reading_id != made.id)) == 0


def test_a_new_engine_reads_again_and_keeps_what_the_old_one_said(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_response(verbatim="Slow delivery.")
    session.commit()
    reading.read_waiting(session, now)
    assert [reading.reread_outdated(session, now), reading.read_waiting(session, now)] == [0, 0]
    monkeypatch.setattr(engine, "ENGINE_VERSION", f"{engine.ENGINE_VERSION}-next")
    assert [reading.reread_outdated(session, now), reading.reread_outdated(session, now)] == [1, 0]
    old, new = readings(session)
    assert (old.is_current, new.is_current) == (False, True)
    assert new.engine_version.endswith("-next")
    assert reading.read_waiting(session, now) == 0


def test_a_text_that_breaks_the_engine_stops_nobody_and_is_not_logged(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    a_response(verbatim="POISON, call 555-123-4567")
    a_response(verbatim="Great service.")
    session.commit()
    ordinary = engine.read

    def read(text: str, **options: object) -> engine.Reading:
        if "POISON" in text:
            raise ValueError(text)
        return ordinary(text, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "read", read)
    with caplog.at_level(logging.ERROR):
        assert reading.read_waiting(session, now) == 2
    assert [(each.language, each.label) for each in readings(session)] == [("und", "neutral"), ("en", "positive")]
    [record] = [record for record in caplog.records if record.message == "reading_failed"]
    assert "POISON" not in str(vars(record))


def test_a_backlog_drains_in_batches_oldest_first(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH", 2)
    for number in range(5):
        a_response(verbatim=f"Comment number {number} was fine.")
    session.commit()
    assert reading.read_waiting(session, now) == 5
    assert [each.verbatim_id for each in readings(session)] == sorted(session.scalars(select(Verbatim.id)))


def test_a_long_backlog_lets_other_jobs_have_their_turn(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH", 2)
    monkeypatch.setattr(reading, "LONGEST", timedelta(0))
    for _ in range(5):
        a_response(verbatim="Fine.")
    session.commit()
    assert [reading.read_waiting(session, now) for _ in range(4)] == [2, 2, 1, 0]


def test_words_that_change_while_the_engine_reads_are_read_again(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    response = a_response(verbatim="Great.")
    session.commit()
    ordinary = engine.read
    said: list[str] = []

    def read(text: str, **options: object) -> engine.Reading:
        if not said:
            said.append(text)
            say_again(session, response, "Awful.", now)
        return ordinary(text, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "read", read)
    assert reading.read_waiting(session, now) == 0
    assert reading.read_waiting(session, now) == 1
    assert [each.label for each in readings(session)] == ["negative"]


def test_each_workspace_has_its_own_themes_made_once(session: Session, now: datetime) -> None:
    other = a_workspace()
    a_response(verbatim="Slow delivery.")
    a_response(survey=a_survey(workspace=other), verbatim="Slow delivery.")
    session.commit()
    reading.read_waiting(session, now)
    taxonomy.begin(session, other.id)
    per_workspace = session.execute(select(Theme.workspace_id, func.count()).group_by(Theme.workspace_id)).all()
    assert {workspace_id for workspace_id, _ in per_workspace} == {the_workspace().id, other.id}
    assert len({count for _, count in per_workspace}) == 1
    of_mentions = session.execute(select(Mention.theme_id, Theme.workspace_id).join(Theme)).all()
    assert {workspace_id for _, workspace_id in of_mentions} == {the_workspace().id, other.id}


def test_themes_have_names_in_english_and_both_chinese_scripts(session: Session) -> None:
    for theme in themes(session).values():
        assert set(theme.names) >= {"en", "zh_Hans", "zh_Hant"}


def test_a_theme_that_somebody_deleted_is_not_looked_for(session: Session, now: datetime) -> None:
    session.delete(themes(session)["delivery"])
    a_response(verbatim="The delivery was late.")
    session.commit()
    reading.read_waiting(session, now)
    assert "delivery" not in set(session.scalars(select(Theme.key).join(Mention, Mention.theme_id == Theme.id)))


@pytest.mark.processes
def test_two_workers_at_once_never_write_two_readings(fresh_app: Flask) -> None:
    with fresh_app.app_context():
        contact = a_contact()
        recorded(
            values(verbatim=f"Delivery {number} was late and the staff rude.", contact=contact) for number in range(40)
        )
        db.session.commit()
    together = threading.Barrier(2)
    errors: list[Exception] = []

    def work() -> None:
        with fresh_app.app_context():
            together.wait()
            try:
                while reading.read_waiting(db.session(), datetime.now().astimezone()):
                    pass
            except Exception as error:  # noqa: BLE001  It is reported below, in the test's own thread.
                errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    with fresh_app.app_context():
        while reading.read_waiting(db.session(), datetime.now().astimezone()):
            pass
        assert db.session.scalar(select(func.count()).select_from(Reading)) == 40
        assert db.session.scalar(select(func.count()).where(Reading.is_current)) == 40
