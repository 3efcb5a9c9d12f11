"""What the two addresses say to whoever watches the server."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.client import Client
from voc.core import clock, health
from voc.core.jobs import Heartbeat

pytestmark = pytest.mark.usefixtures("session")


def test_alive_says_nothing_else(client: Client) -> None:
    answered = client.get("/healthz")
    assert (answered.status_code, answered.json) == (200, {"status": "ok"})


def test_ready_is_who_has_a_worker_and_room(client: Client, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def checks() -> tuple[int, set[str]]:
        answered = client.get("/readyz")
        assert answered.json
        return answered.status_code, {name for name, holds in answered.json.items() if not holds}

    assert checks() == (503, {"worker"})
    now = clock.now()
    worker = Heartbeat(worker="one", started_at=now, seen_at=now)
    session.add(worker)
    assert checks() == (200, set())
    worker.seen_at = now - health.WORKER_SILENCE - timedelta(seconds=1)
    assert checks() == (503, {"worker"})
    worker.seen_at = now
    monkeypatch.setattr(health, "LEAST_SPACE", 10**18)
    assert checks() == (503, {"disk"})


def test_without_its_folder_it_is_not_ready(client: Client, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = replace(app.config["VOC"], data=app.config["VOC"].data / "gone")
    monkeypatch.setitem(app.config, "VOC", settings)
    answered = client.get("/readyz")
    assert answered.status_code == 503
    assert answered.json
    assert not answered.json["disk"]
