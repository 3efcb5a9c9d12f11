"""Many in one commit: each with its own result or its own error, and nobody done for who was refused."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import event, insert, select
from sqlalchemy.orm import Session

from voc.core.db import db
from voc.core.group_commit import Busy, GroupCommit, _Place
from voc.core.jobs import Heartbeat

pytestmark = pytest.mark.running_clock

Line = GroupCommit[str, str]
START = datetime(2026, 11, 16, 9, tzinfo=UTC)


class Refused(Exception):
    """Expected, and said before anything is written."""


def beat(session: Session, names: Sequence[str]) -> list[str | Exception]:
    """Keep each name; one that is called so is refused, another one breaks everything."""
    for name in names:
        if name.startswith("break"):
            raise ZeroDivisionError(name)
    kept: list[str | Exception] = []
    for name in names:
        if name.startswith("refuse"):
            kept.append(Refused(name))
            continue
        session.add(Heartbeat(worker=name, started_at=START, seen_at=START))
        kept.append(name.upper())
    session.flush()
    return kept


def kept(app: Flask) -> list[str]:
    with app.app_context():
        return sorted(db.session.scalars(select(Heartbeat.worker)))


def at_once(app: Flask, line: Line, names: Sequence[str]) -> dict[str, str | BaseException]:
    """What each of so many threads got."""
    together = threading.Barrier(len(names))

    def one(name: str) -> str | BaseException:
        with app.app_context():
            together.wait()
            try:
                return line.do(db.session, name)
            except Exception as error:  # noqa: BLE001  It is what the test looks at.
                return error

    with ThreadPoolExecutor(len(names)) as pool:
        return dict(zip(names, pool.map(one, names), strict=True))


@pytest.fixture
def held(fresh_app: Flask) -> Callable[[Line, Sequence[str]], dict[str, str | BaseException]]:
    """Runs names through a line whose first comer is held up until all the others have come."""

    def run(line: Line, names: Sequence[str]) -> dict[str, str | BaseException]:
        go, got = threading.Event(), dict[str, str | BaseException]()
        do_all = line._do_all

        def wait_first(session: Session, work: Sequence[str]) -> Sequence[str | Exception]:
            if list(work) == ["first"]:
                go.wait(30)
            return do_all(session, work)

        came: list[str] = []
        queue = line._queue

        def count(work: str) -> _Place[str, str]:
            try:
                return queue(work)
            finally:
                came.append(work)

        line._do_all, line._queue = wait_first, count  # type: ignore[method-assign]
        with ThreadPoolExecutor(1) as first:
            leading = first.submit(at_once, fresh_app, line, ["first"])
            until(lambda: line._is_led and not line._line)
            with ThreadPoolExecutor(1) as others:
                following = others.submit(at_once, fresh_app, line, names)
                until(lambda: len(came) == 1 + len(names))
                go.set()
                got |= following.result(60)
            got |= leading.result(60)
        return got

    return run


def until(condition: Callable[[], bool]) -> None:
    for _ in range(3000):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("It never happened.")


NAMES = [f"name-{n}" for n in range(10)]


def test_who_waits_goes_along_in_one_commit(
    fresh_app: Flask, held: Callable[[Line, Sequence[str]], dict[str, str | BaseException]]
) -> None:
    commits: list[int] = []
    event.listen(Session, "after_commit", counted := lambda _: commits.append(1))
    try:
        got = held(GroupCommit(beat), NAMES)
    finally:
        event.remove(Session, "after_commit", counted)
    assert got == {name: name.upper() for name in ["first", *NAMES]}
    assert kept(fresh_app) == sorted(["first", *NAMES])
    assert len(commits) == 2


def test_no_batch_is_larger_than_allowed(
    held: Callable[[Line, Sequence[str]], dict[str, str | BaseException]],
) -> None:
    sizes: list[int] = []

    def note(session: Session, names: Sequence[str]) -> list[str | Exception]:
        sizes.append(len(names))
        return beat(session, names)

    held(GroupCommit(note, most_at_once=4), NAMES)
    assert sizes == [1, 4, 4, 2]


def test_a_refusal_is_for_the_one_it_belongs_to(
    fresh_app: Flask, held: Callable[[Line, Sequence[str]], dict[str, str | BaseException]]
) -> None:
    got = held(GroupCommit(beat), [*NAMES, "refuse-me"])
    assert isinstance(got.pop("refuse-me"), Refused)
    assert all(got[name] == name.upper() for name in NAMES)
    assert kept(fresh_app) == sorted(["first", *NAMES])


def test_an_error_in_one_of_many_hits_only_that_one(
    fresh_app: Flask, held: Callable[[Line, Sequence[str]], dict[str, str | BaseException]]
) -> None:
    line: Line = GroupCommit(beat)
    got = held(line, [*NAMES, "break-it"])
    assert isinstance(got.pop("break-it"), ZeroDivisionError)
    assert all(got[name] == name.upper() for name in NAMES)
    assert kept(fresh_app) == sorted(["first", *NAMES])
    assert at_once(fresh_app, line, ["later"]) == {"later": "LATER"}


def test_who_meets_a_row_of_another_process_is_done_once_more(fresh_app: Flask) -> None:
    tries: list[int] = []

    def second(session: Session, names: Sequence[str]) -> list[str | Exception]:
        tries.append(len(names))
        if len(tries) == 1:
            row = {"worker": "same", "started_at": START, "seen_at": START}
            session.execute(insert(Heartbeat), [row, row])
        return beat(session, names)

    assert at_once(fresh_app, GroupCommit(second), ["one"]) == {"one": "ONE"}
    assert (tries, kept(fresh_app)) == ([1, 1], ["one"])


def test_a_full_line_refuses_at_once_and_loses_nobody(
    fresh_app: Flask, held: Callable[[Line, Sequence[str]], dict[str, str | BaseException]]
) -> None:
    got = held(GroupCommit(beat, most_waiting=6), NAMES)
    refused = [name for name in NAMES if isinstance(got[name], Busy)]
    assert len(refused) == 4
    assert kept(fresh_app) == sorted({"first", *NAMES} - set(refused))


def test_who_has_waited_long_enough_leaves_and_is_not_done(fresh_app: Flask) -> None:
    go = threading.Event()

    def slow(session: Session, names: Sequence[str]) -> list[str | Exception]:
        go.wait(30)
        return beat(session, names)

    line: Line = GroupCommit(slow, patience=0.2)
    with ThreadPoolExecutor(1) as first:
        leading = first.submit(at_once, fresh_app, line, ["first"])
        until(lambda: line._is_led and not line._line)
        assert isinstance(at_once(fresh_app, line, ["late"])["late"], Busy)
        go.set()
        assert leading.result(30) == {"first": "FIRST"}
    assert kept(fresh_app) == ["first"]
    assert not line._is_led


def test_where_no_transaction_can_begin_the_line_goes_on(fresh_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    line: Line = GroupCommit(beat)
    with monkeypatch.context() as patch, fresh_app.app_context():
        patch.setattr(Session, "connection", _no_connection)
        with pytest.raises(ZeroDivisionError):
            line.do(db.session, "name")
    assert at_once(fresh_app, line, ["later"]) == {"later": "LATER"}
    assert kept(fresh_app) == ["later"]


def _no_connection(*_: object, **__: object) -> None:
    raise ZeroDivisionError
