"""`voc demo` as somebody at a terminal meets it."""

from __future__ import annotations

from collections.abc import Callable

import click
import pytest
from click.testing import CliRunner, Result
from flask import Flask

from tests.demo import rows
from voc.core.db import db
from voc.demo import story
from voc.demo.commands import demo


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, fresh_environ: dict[str, str], fresh_app: Flask) -> Callable[..., Result]:
    """Runs `voc demo` with these arguments on a story of one week."""
    monkeypatch.setattr(story, "WEEKS", 1)
    for name, value in fresh_environ.items():
        monkeypatch.setenv(name, value)

    def call(*arguments: str, answer: str = "") -> Result:
        return CliRunner().invoke(demo, arguments, obj=lambda settings: fresh_app, input=answer)

    return call


def test_it_says_what_there_is_and_what_to_do_next(call: Callable[..., Result], fresh_app: Flask) -> None:
    first = call()
    assert first.exit_code == 0, first.output
    assert "62 accounts" in first.output
    assert "run `voc run`" in first.output
    second = call()
    assert second.exit_code == 0
    assert "The demo is there" in second.output
    assert "`voc demo --again`" in second.output
    again = call("--again", "--yes")
    assert "The demo is gone" in again.output
    assert "The demo is there after" in again.output
    refused = call("--wipe", answer="n\n")
    assert refused.exit_code == 1
    with fresh_app.app_context():
        assert rows.counts(db.session())["account"] == 62
    wiped = call("--wipe", answer="y\n")
    assert wiped.exit_code == 0, wiped.output
    with fresh_app.app_context():
        assert not any(rows.counts(db.session()).values())
    assert "There is no demo" in call("--wipe").output


def test_it_does_not_do_two_things_at_once(call: Callable[..., Result]) -> None:
    assert call("--again", "--wipe").exit_code == click.UsageError.exit_code
