"""What customers wrote is in no log, whatever went wrong."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from voc.core import logs

WORDS = "Nobody called me back."


@pytest.fixture
def restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def fail(verbatim: str) -> None:
    len(verbatim[0:].missing)  # type: ignore[attr-defined]


@pytest.mark.usefixtures("restored")
@pytest.mark.parametrize("log_format", ["text", "json"])
def test_a_traceback_shows_where_but_not_what(log_format: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(log_format, "INFO")
    try:
        fail(WORDS)
    except AttributeError:
        logging.getLogger("voc.test").exception("job_failed", extra={"job": "test"})
    shown = capsys.readouterr().err
    assert "job_failed" in shown
    assert "in fail" in shown
    assert WORDS not in shown


def test_the_error_of_a_statement_does_not_quote_what_it_was_given(session: Session) -> None:
    with pytest.raises(SQLAlchemyError) as raised, session.begin_nested():
        session.execute(text("SELECT missing FROM workspace WHERE name = :words"), {"words": WORDS})
    assert "missing" in str(raised.value)
    assert WORDS not in str(raised.value)
