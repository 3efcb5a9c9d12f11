"""Photos are part of the database: a copy of it has them."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tests.responses.photos.attached import A_PHOTO, a_photo_survey, send
from voc.core import copying
from voc.core.db import Base, db, make_engine

pytestmark = pytest.mark.usefixtures("hasty")


def test_a_copy_of_the_database_has_it(fresh_app: Flask, tmp_path: Path) -> None:
    target = f"sqlite:///{tmp_path / 'copy.db'}"
    with fresh_app.test_request_context():
        link = f"/s/{a_photo_survey().public_id}"
        db.session.commit()
    visitor = fresh_app.test_client()
    for _ in range(copying.FEW + 1):
        sent = send(visitor, link, visitor.get(link).text, ("score", "2"), photo=A_PHOTO)
        assert sent.status_code == 303, sent.text
    source = fresh_app.config["VOC"].database_url
    copied = copying.copy(source, target, Base.metadata)
    assert copied["photo"] == copying.FEW + 1
    rows = [everything_of(url) for url in (source, target)]
    assert rows[0] == rows[1]


def everything_of(url: str) -> list[tuple[object, ...]]:
    engine = make_engine(url)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(select(Base.metadata.tables["photo"]).order_by("id"))]
    engine.dispose()
    return found
