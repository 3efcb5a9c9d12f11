"""What tests begin on is written once for those side by side, and what they write themselves is taken back."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.databases import Ground, Plant
from tests.factories import a_workspace
from voc.core.db import db
from voc.staff.models import Workspace


def test_plants_are_written_once_and_what_stands_on_them_is_taken_back(fresh_app: Flask) -> None:
    written = Counter[str]()

    def acme(session: Session, now: datetime) -> None:
        written["acme"] += 1
        a_workspace(name=f"Acme at {now:%H:%M}")

    def rival(session: Session, now: datetime) -> None:
        written["rival"] += 1
        a_workspace(name="Rival")

    ground = Ground(fresh_app)

    def begins_on(*plants: Plant) -> list[str]:
        """What a test on these plants finds there before it renames it, adds to it and commits."""
        with ground.under_a_test(plants, NOW), fresh_app.app_context():
            there = list(db.session.scalars(select(Workspace).order_by(Workspace.name)))
            names = [each.name for each in there]
            for each in there:
                each.name = "Renamed"
            a_workspace(name="Passing")
            db.session.commit()
            return names

    for _ in range(3):
        assert begins_on(acme) == ["Acme at 09:00"]
    for _ in range(2):
        assert begins_on(acme, rival) == ["Acme at 09:00", "Rival"]
    assert written == {"acme": 1, "rival": 1}
    assert begins_on(rival) == ["Rival"]
    assert begins_on() == []
    assert written == {"acme": 1, "rival": 2}
    with fresh_app.app_context():
        assert db.session.scalars(select(Workspace)).all() == []
