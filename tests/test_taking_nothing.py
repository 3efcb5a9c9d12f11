"""The database takes nothing for a while, its disk full or its connection lost: what was typed is still there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import Connection, event, func, select
from sqlalchemy.exc import OperationalError

from tests.client import Client
from tests.factories import a_case, a_contact, a_source, a_survey, a_user, an_invitation, link_of
from tests.intake.sending import body_of, signed
from tests.photographs import a_photo
from tests.responses.photos.attached import a_photo_survey, note, send
from tests.responses.visiting import opened
from voc.core.db import db
from voc.responses.models import Response

#: More than the room that is left in the pages that SQLite has.
WORDS = "The parcel came late. " * 800


@contextmanager
def taking_nothing(app: Flask, *, tables: tuple[str, ...] = ()) -> Iterator[None]:
    """SQLite may not grow; PostgreSQL hangs up on whoever inserts. Some tables may be closed on their own instead."""
    with app.app_context():
        engine = db.engine

    def full(connection: Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    def lost(connection: Connection, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("INSERT"):
            backend = connection.connection.driver_connection.info.backend_pid  # type: ignore[union-attr]
            with engine.connect() as other:
                other.exec_driver_sql(f"SELECT pg_terminate_backend({backend})")

    def refused(_connection: Connection, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("INSERT") and statement.split()[2] in tables:
            raise OperationalError(statement, {}, Exception("database or disk is full"))

    name, listener = (
        ("before_cursor_execute", refused)
        if tables
        else ("begin", full)
        if engine.dialect.name == "sqlite"
        else ("before_cursor_execute", lost)
    )
    event.listen(engine, name, listener)
    try:
        yield
    finally:
        event.remove(engine, name, listener)
        engine.dispose()


def an_open_link() -> str:
    return f"/s/{a_survey().public_id}"


def a_personal_link() -> str:
    return link_of(an_invitation(contact=a_contact()))


def a_link_of_an_anonymous_survey() -> str:
    return link_of(an_invitation(survey=a_survey(is_anonymous=True)))


@pytest.mark.parametrize("made", [an_open_link, a_personal_link, a_link_of_an_anonymous_survey])
def test_the_words_stay_on_the_page_and_count_once_when_there_is_room(
    fresh_app: Flask, fresh_client: Client, hasty: None, made: Callable[[], str]
) -> None:
    with fresh_app.app_context():
        link = made()
        db.session.commit()
    fields = {**opened(fresh_client, link), "key": "the-key-of-the-page", "score": "2", "comment": WORDS}
    with taking_nothing(fresh_app):
        for _ in range(2):
            refused = fresh_client.post(link, data=fields)
            assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
            assert "We could not store your answer just now." in refused.text
            assert WORDS.strip() in refused.text
    assert answers(fresh_app) == 0
    assert fresh_client.post(link, data=fields).status_code == 303
    assert answers(fresh_app) == 1


def test_words_that_must_be_mended_stay_as_well(fresh_app: Flask, fresh_client: Client, hasty: None) -> None:
    with fresh_app.app_context():
        link = an_open_link()
        db.session.commit()
    without_a_score = {**opened(fresh_client, link), "key": "the-key-of-the-page", "comment": WORDS}
    with taking_nothing(fresh_app, tables=("throttle",)):
        refused = fresh_client.post(link, data=without_a_score)
    assert refused.status_code == 503
    assert WORDS.strip() in refused.text
    assert fresh_client.post(link, data=without_a_score).status_code == 422


def test_a_photo_that_could_not_be_stored_is_asked_for_again_and_the_words_stay(
    fresh_app: Flask, fresh_client: Client, hasty: None
) -> None:
    with fresh_app.app_context():
        link = link_of(an_invitation(survey=a_photo_survey(), contact=a_contact()))
        db.session.commit()
    html = fresh_client.get(link).text
    words = ("score", "2"), ("comment", "It came broken.")
    with taking_nothing(fresh_app, tables=("photo",)):
        refused = send(fresh_client, link, html, *words, photo=a_photo(width=60, height=80))
        assert note(refused) == (
            "We could not store your photo just now. Please choose it again and send it in a few minutes."
        )
        assert "It came broken.</textarea>" in refused.text
    assert answers(fresh_app) == 0
    assert send(fresh_client, link, html, *words, photo=a_photo(width=60, height=80)).status_code == 303
    assert answers(fresh_app) == 1


def test_where_the_database_is_gone_a_photo_has_to_be_chosen_again(
    fresh_app: Flask, fresh_client: Client, hasty: None
) -> None:
    with fresh_app.app_context():
        link = link_of(an_invitation(survey=a_photo_survey(), contact=a_contact()))
        db.session.commit()
        engine = db.engine
    html = fresh_client.get(link).text

    def gone(*_args: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("connection refused"))

    event.listen(engine, "before_cursor_execute", gone)
    try:
        refused = send(fresh_client, link, html, ("score", "2"), photo=a_photo(width=60, height=80))
    finally:
        event.remove(engine, "before_cursor_execute", gone)
    assert refused.status_code == 503
    assert "choose your photo again, then press Send" in refused.text


@pytest.mark.parametrize("path", ["/cases", "/s/abcdefghijk", "/responses"])
def test_where_the_database_is_gone_a_colleague_is_told_so(fresh_app: Flask, fresh_client: Client, path: str) -> None:
    with fresh_app.app_context():
        user = a_user()
        db.session.commit()
        fresh_client.sign_in(user)
        engine = db.engine

    def gone(*_args: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("connection refused"))

    event.listen(engine, "before_cursor_execute", gone)
    try:
        gone_page = fresh_client.get(path)
        assert gone_page.status_code == 503
        # Nobody sent anything that could have been lost.
        assert "Your answer may not have arrived" not in gone_page.text
    finally:
        event.remove(engine, "before_cursor_execute", gone)
    assert fresh_client.get(path).status_code in (200, 404)


def test_a_mistake_of_ours_is_not_taken_for_a_database_that_is_gone(fresh_app: Flask, fresh_client: Client) -> None:
    with fresh_app.app_context():
        user = a_user()
        db.session.commit()
        fresh_client.sign_in(user)
        engine = db.engine

    def mistaken(_c: object, _cursor: object, statement: str, given: object, *_more: object) -> tuple[str, object]:
        return statement.replace("FROM case_file", "FROM case_folder"), given

    event.listen(engine, "before_cursor_execute", mistaken, retval=True)
    try:
        assert fresh_client.get("/cases").status_code == 500
    finally:
        event.remove(engine, "before_cursor_execute", mistaken)
    assert fresh_client.get("/cases").status_code == 200


def test_another_system_is_told_to_come_back(fresh_app: Flask, fresh_client: Client) -> None:
    with fresh_app.app_context():
        source = a_source()
        db.session.commit()
        key, body = source.key, body_of(comment=WORDS)
        headers = signed(source.secret, body)
    with taking_nothing(fresh_app):
        assert fresh_client.post(f"/in/{key}", data=body, headers=headers).status_code == 503
    assert fresh_client.post(f"/in/{key}", data=body, headers=headers).status_code == 202
    assert answers(fresh_app) == 1


def test_a_colleague_is_told_that_nothing_was_kept(fresh_app: Flask, fresh_client: Client) -> None:
    fresh_app.config["WTF_CSRF_ENABLED"] = False
    with fresh_app.app_context():
        user = a_user()
        address = f"/cases/{a_case().id}/note"
        db.session.commit()
        fresh_client.sign_in(user)
    with taking_nothing(fresh_app):
        refused = fresh_client.post(address, data={"text": WORDS, "key": "the-key-of-the-form"})
        assert refused.status_code == 503
        assert "Nothing you sent was kept." in refused.text
    assert fresh_client.post(address, data={"text": WORDS, "key": "the-key-of-the-form"}).status_code == 302


def answers(app: Flask) -> int:
    with app.app_context():
        return db.session.scalars(select(func.count(Response.id))).one()
