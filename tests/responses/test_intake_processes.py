"""Answers to a real web server of two processes: once each, and none lost that was acknowledged, however it ends."""

from __future__ import annotations

import contextlib
import functools
import socket
import statistics
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.benchmarks import load
from tests.benchmarks.intake import REQUESTS, Server, serving
from tests.databases import Databases

pytestmark = pytest.mark.processes


@pytest.fixture
def server(fresh_database_url: str, tmp_path: Path) -> Iterator[Server]:
    with serving(tmp_path / "data", fresh_database_url) as running:
        yield running


@pytest.fixture(scope="module")
def servers(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Server]]:
    """A server on a backend that all tests share which leave it standing."""
    with contextlib.ExitStack() as all_of_them:

        @functools.cache
        def server(backend: str) -> Server:
            url = databases.new(backend)
            all_of_them.callback(databases.drop, url)
            return all_of_them.enter_context(serving(tmp_path_factory.mktemp(backend) / "data", url))

        yield server


@pytest.fixture
def standing_server(servers: Callable[[str], Server], backend: str) -> Server:
    return servers(backend)


def test_the_same_answer_on_forty_connections_to_two_processes_is_one(standing_server: Server) -> None:
    server, before = standing_server, standing_server.stored()
    found = load.run(server.port, [server.answer(1_000_000)] * 40, connections=40, seconds=60)
    assert list(found.statuses.values()) == [303] * 40
    assert server.stored() == before + 1


def test_a_kill_in_the_middle_loses_nothing_acknowledged(server: Server) -> None:
    found, keys = server.answers(then=server.kill)
    assert 0 < len(found.statuses) < REQUESTS
    assert server.missing(keys) == 0


def test_told_to_stop_it_finishes_what_waits(server: Server) -> None:
    found, keys = server.answers(then=server.process.terminate)
    assert server.process.wait(30) == 0
    assert 0 < len(found.statuses) < REQUESTS
    # Whatever was stored was also acknowledged: nobody was cut off while waiting for the commit.
    assert (server.missing(keys), server.stored()) == (0, len(keys))


def test_who_sends_too_much_is_told_so(standing_server: Server) -> None:
    """A browser sends everything before it reads: a connection that ends meanwhile is all that it would show."""
    server = standing_server
    page = f"/s/{server.survey}"
    for path, megabytes, statuses in (
        (page, 3, [413, 413]),
        (page, 60, [413, 413]),
        # Without the form's token it makes no sense either.
        ("/sign-in", 60, [413, 400]),
        ("/s/nobody", 60, [404, 404]),
    ):
        assert _answers_to(server, path, megabytes) == statuses, path


#: Connections that send their answers byte by byte, three for each thread of the server.
SLOW = 200


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_two_hundred_who_send_byte_by_byte_keep_nobody_waiting(standing_server: Server) -> None:
    server, before = standing_server, standing_server.stored()
    request = server.answer(999_999).encode()
    whole = request.index(b"\r\n\r\n") + 4
    began = time.monotonic()
    slow = [socket.create_connection(("127.0.0.1", server.port), timeout=60) for _ in range(SLOW)]
    waited, answered = [], 0
    with contextlib.ExitStack() as all_of_them:
        for connection in slow:
            all_of_them.enter_context(connection)
            connection.sendall(request[:whole])
        for at in range(whole, whole + 5):
            for connection in slow:
                connection.sendall(request[at : at + 1])
            found, keys = server.answers(10)
            answered += len(keys)
            waited += [*found.waited, *server.nothing(10).waited]
        assert answered == server.stored() - before == 50
        # Milliseconds, of a machine that has other work too: without slow senders these are some tens.
        assert statistics.median(waited) < 1000
        assert max(waited) < 5000
        for connection in slow:
            assert connection.recv(12) == b"HTTP/1.1 408"
    assert time.monotonic() - began >= 15
    # No half of an answer was kept, and all threads are there for the next ones.
    assert server.stored() == before + 50
    assert len(server.answers(100)[1]) == 100


def _answers_to(server: Server, path: str, megabytes: int) -> list[int]:
    """What is answered to so many, sent whole and in pieces."""
    whole, found = bytes(megabytes * 2**20), []
    for body in (whole, iter([whole[:1000], whole[1000:]])):
        with contextlib.closing(HTTPConnection("127.0.0.1", server.port, timeout=60)) as connection:
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            assert b"<html" in answer.read()
            found.append(answer.status)
    return found
