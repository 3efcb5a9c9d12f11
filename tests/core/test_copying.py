"""`voc db copy`: everything arrives as it was, or nothing does and somebody is told why."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import JSON, func, select, text
from sqlalchemy.orm import Session

from config import Settings
from tests.databases import Databases
from tests.factories import a_case, a_contact, a_response, a_survey, a_user, an_account, the_workspace
from tests.pictures import PNG
from tests.running import VOC
from voc import cli
from voc.core import clock, copying, numbering, our_words, schema
from voc.core.copying import Refused
from voc.core.db import Base, db, make_engine
from voc.insights.models import Theme
from voc.insights.themes import codebook
from voc.responses.models import Response
from voc.staff import branding
from voc.staff.models import User
from voc.surveys.models import OurWords

pytestmark = pytest.mark.postgres


@pytest.fixture
def elsewhere(backend: str, databases: Databases) -> Iterator[str]:
    """An empty database of the other kind."""
    url = databases.new("sqlite" if backend == "postgresql" else "postgresql")
    yield url
    databases.drop(url)


@pytest.fixture
def url(fresh_app: Flask, fresh_settings: Settings) -> str:
    """A database with rows of many tables."""
    with fresh_app.app_context():
        a_case(verbatim="Die Lieferung kam zu spät 😀, 快递太慢。", owner=a_user(language="zh_Hans"))
        a_contact(account=an_account(revenue=1234))
        session, workspace_id = db.session(), the_workspace().id
        # The one that stands below comes first: it refers to a row that is not there yet.
        below = codebook.add(session, workspace_id, names={"en": "Below"}, seeds={"en": ["a"], "zh": ["乙"]})
        above = codebook.add(session, workspace_id, names={"en": "Above"}, seeds={})
        codebook.move(session, below, above.id)
        codebook.mute(session, above)
        branding.put_up(session, the_workspace(), PNG)
        sent = our_words.key("Send", "an answer")
        session.add(OurWords(workspace_id=workspace_id, language="ar", sentence=sent, text="إرسال"))
        session.commit()
    return fresh_settings.database_url


def everything(url: str) -> dict[str, list[Any]]:
    """Table -> its rows."""
    engine = make_engine(url)
    with engine.connect() as connection:
        found = {}
        for table in Base.metadata.sorted_tables:
            rows = connection.execute(select(table).order_by(*table.primary_key.columns))
            found[table.name] = [dict(row._mapping) for row in rows]
    engine.dispose()
    return found


def test_everything_arrives_and_is_the_same_back_again(
    url: str, elsewhere: str, databases: Databases, backend: str
) -> None:
    seen: list[int] = []

    def begin(total: int) -> copying.Advance:
        seen.append(-total)
        return seen.append

    counts = copying.copy(url, elsewhere, Base.metadata, begin)
    before = everything(url)
    assert everything(elsewhere) == before
    assert counts == {name: len(rows) for name, rows in before.items()}
    assert sum(seen) == 0
    assert any(isinstance(value, datetime) and value.tzinfo for row in before["response"] for value in row.values())
    back = databases.new(backend)
    copying.copy(elsewhere, back, Base.metadata)
    assert everything(back) == before
    databases.drop(back)


def test_nothing_stays_nothing_where_there_might_be_json(url: str, elsewhere: str) -> None:
    engine = make_engine(url)
    with engine.begin() as connection:
        assert isinstance(Theme.__table__.c.lesson.type, JSON)
        assert connection.scalar(text("SELECT count(*) FROM theme WHERE lesson IS NULL")) == 2
    copying.copy(url, elsewhere, Base.metadata)
    target = make_engine(elsewhere)
    with target.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM theme WHERE lesson IS NULL")) == 2
    target.dispose()
    engine.dispose()


def test_new_rows_get_the_ids_after_those_that_came(url: str, elsewhere: str) -> None:
    copying.copy(url, elsewhere, Base.metadata)
    engine = make_engine(elsewhere)
    with engine.begin() as connection:
        last = connection.scalar(text("SELECT max(id) FROM user_account"))
        values = {"email": "new@example.org", "name": "New", "language": "en", "zone": "UTC", "session_key": "k"}
        made = connection.execute(User.__table__.insert().values(**values, created_at=clock.now()))  # type: ignore[attr-defined]
        assert made.inserted_primary_key == (last + 1,)
    engine.dispose()


def test_rows_go_on_in_order_beside_those_that_are_in_none(url: str, elsewhere: str, fresh_app: Flask) -> None:
    with fresh_app.app_context():
        anonymous = a_response(survey=a_survey(is_anonymous=True)).id
        named = a_response(survey=a_survey()).id
        db.session.commit()
    assert anonymous in numbering.AT_RANDOM
    assert named not in numbering.AT_RANDOM
    copying.copy(url, elsewhere, Base.metadata)
    engine = make_engine(elsewhere)
    with Session(engine) as session:
        made = a_response_in(session, like=named)
        assert made not in numbering.AT_RANDOM
        assert made == session.scalar(select(func.max(Response.id)).where(Response.id.not_in([anonymous])))
    engine.dispose()


def a_response_in(session: Session, like: int) -> int:
    """Another response like that one, for its number."""
    kept = session.get_one(Response, like)
    values = {column.key: getattr(kept, column.key) for column in Response.__table__.columns if column.key != "id"}
    made = Response(**values | {"public_id": "another", "client_key": "another"})
    session.add(made)
    session.flush()
    return made.id


def test_a_database_with_rows_is_refused_and_left_alone(url: str, elsewhere: str) -> None:
    copying.copy(url, elsewhere, Base.metadata)
    before = everything(elsewhere)
    with pytest.raises(Refused, match="not empty: there are rows in"):
        copying.copy(url, elsewhere, Base.metadata)
    with pytest.raises(Refused, match="same database"):
        copying.copy(url, url, Base.metadata)
    assert everything(elsewhere) == before


def test_another_version_is_refused(url: str, elsewhere: str) -> None:
    schema.downgrade(elsewhere, "0012")
    with pytest.raises(Refused, match="The target is at step 0012, this version needs"):
        copying.copy(url, elsewhere, Base.metadata)
    with pytest.raises(Refused, match="The database is at step 0012, this version needs"):
        copying.copy(elsewhere, url, Base.metadata)


def test_a_database_without_tables_gets_them(url: str, elsewhere: str) -> None:
    schema.downgrade(elsewhere, "base")
    engine = make_engine(elsewhere)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    engine.dispose()
    copying.copy(url, elsewhere, Base.metadata)
    assert everything(elsewhere) == everything(url)


# Only SQLite keeps a text that PostgreSQL cannot.
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_what_cannot_be_kept_there_takes_all_of_it_back(url: str, elsewhere: str, fresh_app: Flask) -> None:
    with fresh_app.app_context():
        response = a_response(verbatim="Fine.")
        response.answers[-1].verbatim.text = "Secret \0 words"  # type: ignore[union-attr]
        db.session.commit()
    with pytest.raises(
        Refused, match=r"A row of verbatim cannot be kept there \(\w+\)\. Nothing was copied\."
    ) as error:
        copying.copy(url, elsewhere, Base.metadata)
    assert "Secret" not in str(error.value)
    assert not any(everything(elsewhere).values())


def test_a_row_less_than_there_were_takes_all_of_it_back(
    url: str, elsewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordinary = copying._send
    monkeypatch.setattr(copying, "_send", lambda target, statement, rows, table: ordinary(
        target, statement, rows[1:] if table.name == "verbatim" and len(rows) > 1 else rows, table
    ) if rows else None)  # fmt: skip
    monkeypatch.setattr(copying, "_rows", _counting_one_more(copying._rows))
    with pytest.raises(Refused, match="rows of verbatim, 1 arrived"):
        copying.copy(url, elsewhere, Base.metadata)
    assert not any(everything(elsewhere).values())


def _counting_one_more(ordinary: Any) -> Any:
    asked: list[str] = []

    def rows(connection: Any, table: Any) -> int:
        asked.append(table.name)
        # First the target is asked whether it is empty, then the source for its number.
        return int(ordinary(connection, table)) + (table.name == "verbatim" and asked.count("verbatim") == 2)

    return rows


@pytest.mark.processes
def test_the_command_says_what_came_and_what_to_do(url: str, elsewhere: str, fresh_environ: dict[str, str]) -> None:
    done = subprocess.run(
        [*VOC, "db", "copy", "--to", elsewhere], env=fresh_environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "rows of" in done.stdout
    assert "Set VOC_DATABASE_URL" in done.stdout
    again = CliRunner().invoke(cli.voc, ["db", "copy", "--to", elsewhere], env=fresh_environ)
    assert again.exit_code == 1
    assert "not empty" in again.stderr
    assert "Traceback" not in again.stderr
