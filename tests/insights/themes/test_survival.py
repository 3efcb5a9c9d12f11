"""What people decided about themes and readings outlives a new engine, a restart and a move to another database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

import config
from tests.conftest import dispose
from tests.databases import Databases
from tests.factories import a_contact, a_response, a_user, recorded, the_survey, values
from voc import create_app
from voc.analysis import engine
from voc.core import copying
from voc.core.db import Base, db
from voc.insights import reading
from voc.insights.models import Correction, Mention, Reading, Theme
from voc.insights.themes import codebook, corrections
from voc.insights.verbatims import indexing, search
from voc.insights.verbatims.search import Filter
from voc.responses.models import Verbatim

CORRECTIONS = 200
TEXTS = (
    "The courier was late, number {n}.", "The waiter was kind, number {n}.", "A fair price, number {n}.",
    "包裹第{n}天才到。", "价格太贵，第{n}次了。",
)  # fmt: skip


@pytest.mark.postgres
@pytest.mark.running_clock
def test_decisions_survive_a_new_engine_a_restart_and_a_move(
    fresh_app: Flask,
    fresh_settings: config.Settings,
    backend: str,
    databases: Databases,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with fresh_app.app_context():
        decide(db.session())
        decided = state(db.session())
    assert len(decided["corrections"]) >= CORRECTIONS
    dispose(fresh_app)

    monkeypatch.setattr(engine, "ENGINE_VERSION", f"{engine.ENGINE_VERSION}-next")
    restarted = create_app(fresh_settings)
    with restarted.app_context():
        read_by_a_new_engine(db.session())
        assert state(db.session()) == decided
    dispose(restarted)

    elsewhere = databases.new("sqlite" if backend == "postgresql" else "postgresql")
    counts = copying.copy(fresh_settings.database_url, elsewhere, Base.metadata)
    assert counts["correction"] == len(decided["corrections"])
    moved = create_app(config.load({"VOC_DATA": str(fresh_settings.data), "VOC_DATABASE_URL": elsewhere}))
    with moved.app_context():
        assert state(db.session()) == decided
        monkeypatch.setattr(engine, "ENGINE_VERSION", f"{engine.ENGINE_VERSION}-next")
        read_by_a_new_engine(db.session())
        assert state(db.session()) == decided
        # New rows get ids of their own there.
        codebook.add(db.session(), the_survey().workspace_id, names={"en": "After the move"}, seeds={})
        a_response(verbatim="After the move.")
        db.session.commit()
    dispose(moved)
    databases.drop(elsewhere)


def decide(session: Session) -> None:
    """Themes renamed, moved, merged, split, muted, retired; and two hundred verbatims corrected."""
    contact = a_contact()
    recorded(values(verbatim=TEXTS[n % len(TEXTS)].format(n=n), contact=contact) for n in range(CORRECTIONS + 20))
    by, workspace_id = a_user(), the_survey().workspace_id
    session.commit()
    read_everything(session)
    themes = {theme.key: theme for theme in session.scalars(select(Theme))}
    codebook.rename(session, themes["delivery"], {"en": "Last mile", "zh_Hans": "最后一公里"}, by=by.id)
    codebook.merge(session, themes["price"], themes["quality"], by=by.id)
    new = codebook.split(
        session, themes["delivery"], names={"en": "Couriers"}, seeds={"en": ["courier"], "zh": ["骑手"]}, by=by.id
    )
    codebook.move(session, new, themes["delivery"].id, by=by.id)
    codebook.mute(session, themes["staff_attitude"], by=by.id)
    codebook.add(session, workspace_id, names={"zh_Hans": "包裹"}, seeds={"zh": ["包裹"]}, description="…", by=by.id)
    session.commit()
    read_everything(session)
    verbatims = session.scalars(select(Verbatim).order_by(Verbatim.id).limit(CORRECTIONS)).all()
    for n, verbatim in enumerate(verbatims):
        if n % 3 == 0:
            corrections.reject(session, verbatim, new, by=by.id)
        elif n % 3 == 1:
            corrections.approve(session, verbatim, themes["quality"], corrections.Place(0, 4), by=by.id)
        else:
            corrections.approve(session, verbatim, themes["staff_attitude"], by=by.id)
            corrections.judge(session, verbatim, themes["staff_attitude"], "positive", by=by.id)
    session.commit()


def read_everything(session: Session) -> None:
    now = datetime.now(UTC)
    while reading.read_waiting(session, now) or reading.reread_edited(session, now):
        pass
    while indexing.index_waiting(session, now):
        pass


def read_by_a_new_engine(session: Session) -> None:
    now = datetime.now(UTC)
    assert reading.reread_outdated(session, now) > CORRECTIONS
    while reading.reread_outdated(session, now):
        pass


def state(session: Session) -> dict[str, Any]:
    """Everything that people decided, and what the current readings say."""
    themes = [
        (t.id, t.key, t.names, t.seeds, t.description, t.parent_id, t.merged_into_id, t.muted_at, t.retired_at)
        for t in session.scalars(select(Theme).order_by(Theme.id))
    ]
    given = [
        (c.verbatim_id, c.theme_id, c.kind, c.start, c.end, c.label, c.user_id, c.made_at)
        for c in session.scalars(select(Correction).order_by(Correction.id))
    ]
    columns = (Reading.verbatim_id, Mention.theme_id, Mention.term, Mention.start, Mention.end, Mention.label)
    mentions = select(*columns).join(Mention, Mention.reading_id == Reading.id).where(Reading.is_current)
    found = sorted(tuple(row) for row in session.execute(mentions.where(Mention.theme_id.is_not(None))))
    # The index of words is the database's own; on SQLite a copy has to make it anew.
    said = {
        words: search.count(session, Filter(the_survey().workspace_id, words=words)) for words in ("courier", "包裹")
    }
    assert all(said.values())
    session.rollback()
    return {"themes": themes, "corrections": given, "mentions": found, "said": said}
