"""The steps of the schema: they lead to the models, there and back, alike on both databases."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Engine, Inspector, func, inspect, select, table, text

from config import PROJECT_ROOT, Settings
from tests.conftest import dispose
from tests.databases import Databases
from tests.factories import a_case, a_response, a_touchpoint, a_user, an_account, an_invitation, saved, the_survey
from tests.running import VOC
from voc import create_app
from voc.core import clock, outbox, schema, throttle
from voc.core.db import Base, db, make_engine
from voc.core.outbox import Letter
from voc.insights import reading
from voc.insights.evaluation import sampling
from voc.insights.models import EmergingSubject, EmergingVerbatim, EmergingWeek
from voc.insights.themes import codebook, corrections
from voc.insights.verbatims import indexing
from voc.intake.models import Source
from voc.notify import subscriptions
from voc.responses.models import Verbatim, Widget
from voc.responses.widget import identities
from voc.staff.models import Workspace
from voc.worker import JOBS

assert JOBS, "Loads the models of every package."

STEPS = [script.revision for script in ScriptDirectory(str(PROJECT_ROOT / "migrations")).walk_revisions()]

on_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def engine(fresh_database_url: str) -> Iterator[Engine]:
    engine = make_engine(fresh_database_url)
    yield engine
    engine.dispose()


def differences(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, Base.metadata)
    return [each for each in found if each != ("remove_table", "alembic_version") and not is_derived(each)]


def is_derived(difference: Any) -> bool:
    """Whether this is the index over the verbatims' words: each database has its own, and no model knows it."""
    verb, what, *_ = difference if isinstance(difference, tuple) else ("", None)
    return verb in ("remove_table", "remove_index") and is_search(what.name)


def is_search(name: str | None) -> bool:
    """Whether a table or an index of this name is part of the index over the verbatims' words."""
    return (name or "").startswith("verbatim_search") or name == "ix_verbatim_words_tokens"


def test_the_last_step_is_what_the_models_say(engine: Engine) -> None:
    assert differences(engine) == []
    # Alembic does not look at conditions and at the rows that an index is about.
    found = inspect(engine)
    for name, model in Base.metadata.tables.items():
        written = {str(each.name) for each in model.constraints if isinstance(each, CheckConstraint)}
        assert {each["name"] for each in found.get_check_constraints(name)} == written, name
        where = f"{engine.dialect.name}_where"
        partial = {each.name for each in model.indexes if each.dialect_kwargs.get(where) is not None}
        indexes = found.get_indexes(name)
        assert {each["name"] for each in indexes if each.get("dialect_options", {}).get(where) is not None} == partial


def test_every_step_goes_down_and_up_with_rows_inside(fresh_settings: Settings, engine: Engine) -> None:
    fill(fresh_settings)
    before = counts(engine)
    assert sum(before.values()) > 40
    for step in [*STEPS[1:], "base"]:
        schema.downgrade(fresh_settings.database_url, step)
        left = counts(engine)
        assert left == {name: before[name] for name in left}, f"Going down to {step} lost rows of other tables."
    assert counts(engine) == {}
    for step in reversed(STEPS):
        schema.upgrade(fresh_settings.database_url, step)
    assert differences(engine) == []
    assert set(counts(engine)) == set(before)


def counts(engine: Engine) -> dict[str, int]:
    """Table -> number of rows."""
    with engine.connect() as connection:
        names = [n for n in inspect(connection).get_table_names() if n != "alembic_version" and not is_search(n)]
        return {name: connection.scalar(select(func.count()).select_from(table(name))) or 0 for name in names}


def fill(settings: Settings) -> None:
    """Rows of every package."""
    app = create_app(settings)
    with app.app_context():
        session, now = db.session(), clock.now()
        owner, account = a_user(), an_account(revenue=1000)
        survey = the_survey()
        a_case(verbatim="The delivery was late. 快递太慢了。", owner=owner)
        a_response(score=10, verbatim="Lovely.", touchpoint=a_touchpoint(), channel="qr")
        an_invitation()
        subscriptions.subscribe(session, account.workspace_id, owner, now)
        saved(
            Source(
                workspace_id=survey.workspace_id, survey_id=survey.id, key="key", name="Shop", secret="whsec_",
                mapping={"id": "id"}, created_at=now,
            )
        )  # fmt: skip
        saved(
            Widget(
                workspace_id=survey.workspace_id, survey_id=survey.id, public_id="widget", is_on=True, kind="button",
                settings={}, origins=[],
            )
        )  # fmt: skip
        identities.renew_secret(session, survey.workspace_id, now)
        workspace = session.get_one(Workspace, account.workspace_id)
        letter = Letter("Subject", "Text", "<p>Text", parts=[("one", "image/png", b"")])
        outbox.queue(
            session, workspace, letter, kind="test", reason_key="test:1", to=("a@example.org", "A"), language="en",
            now=now,
        )  # fmt: skip
        throttle.allows(session, "test", "me", now, tries=1, within=timedelta(minutes=1))
        session.commit()
        reading.read_waiting(session, now)
        indexing.index_waiting(session, now)
        theme = codebook.add(session, survey.workspace_id, names={"en": "Parcels"}, seeds={"en": ["parcel"]})
        corrections.approve(session, session.scalars(select(Verbatim).limit(1)).one(), theme, by=owner.id)
        sampling.draw(session, account.workspace_id, owner.id, now, size=1, seed=1)
        week = EmergingWeek(
            workspace_id=account.workspace_id, week="2026-W46", zone="UTC", looked_at=now, verbatims=2, people=2,
            people_before=0, weeks_before=0, is_enough=True,
        )  # fmt: skip
        subject = EmergingSubject(
            workspace_id=account.workspace_id, week=week, key="late", terms=[], speaking=1, expected=0.0, p_value=0.0,
            theme_id=theme.id,
        )  # fmt: skip
        verbatim_id = session.scalars(select(Verbatim.id).limit(1)).one()
        saved(EmergingVerbatim(subject_id=saved(subject).id, verbatim_id=verbatim_id, position=0))
        session.commit()
    dispose(app)


@pytest.mark.postgres
def test_both_databases_call_everything_by_the_same_name(databases: Databases) -> None:
    named = []
    for backend in ("sqlite", "postgresql"):
        url = databases.new(backend)
        engine = make_engine(url)
        named.append(names(inspect(engine)))
        engine.dispose()
        databases.drop(url)
    assert named[0] == named[1]


def names(found: Inspector) -> dict[str, set[str | None]]:
    """Table -> names of its constraints and indexes."""
    return {
        name: {
            found.get_pk_constraint(name)["name"],
            *(each["name"] for each in found.get_unique_constraints(name)),
            *(each["name"] for each in found.get_check_constraints(name)),
            *(each["name"] for each in found.get_foreign_keys(name)),
            # PostgreSQL keeps an index of the same name behind each unique constraint.
            *(each["name"] for each in found.get_indexes(name) if not is_search(each["name"])),
        }
        for name in found.get_table_names()
        if name != "alembic_version" and not is_search(name)
    }


@on_sqlite
def test_a_newer_schema_is_refused_in_a_sentence(engine: Engine, fresh_environ: dict[str, str]) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for command in (["run"], ["db", "upgrade"], ["db", "downgrade", "0001", "--yes"]):
        done = subprocess.run([*VOC, *command], env=fresh_environ, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert "step 9999, which this version of voc does not know" in done.stderr
        assert "Traceback" not in done.stderr


@on_sqlite
def test_a_step_that_would_break_a_reference_is_taken_back(fresh_settings: Settings, engine: Engine) -> None:
    fill(fresh_settings)
    with engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw
        raw.cursor().execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            connection.execute(text("DELETE FROM verbatim"))
    engine.dispose()
    with pytest.raises(schema.BrokenReference):
        schema.downgrade(fresh_settings.database_url, STEPS[1])
    assert schema.current(engine) == STEPS[0]
