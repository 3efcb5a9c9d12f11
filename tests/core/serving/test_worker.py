"""Clients that send or take slowly wait by themselves: on real sockets, with a worker that waits for two seconds."""

from __future__ import annotations

import contextlib
import hashlib
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import config
from tests.server import LOOPBACK, free_port

pytestmark = [pytest.mark.processes, pytest.mark.running_clock]

#: Twice as many as the server has threads would do; these are all its connections but a few.
MANY = 40


@dataclass
class Server:
    """gunicorn with one process of two threads, and its log."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def connect(self, *, small: bool = False) -> socket.socket:
        """A new connection; a small one keeps next to nothing that was not taken from it."""
        client = socket.socket()
        if small:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(30)
        try:
            client.connect((LOOPBACK, self.port))
        except OSError:
            client.close()
            raise
        return client

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """Status and body of one request on a connection of its own."""
        with self.connect() as client:
            client.sendall(request)
            return answer(client)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("echo") / "log.txt") as running:
        yield running


@contextlib.contextmanager
def serving(log: Path) -> Iterator[Server]:
    """A server of one's own."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "tests.core.serving.echo:app",
        "--config",
        "python:tests.core.serving.echo",
    ]
    with log.open("w") as output:
        process = subprocess.Popen(
            [*command, "--bind", f"{LOOPBACK}:{port}"], cwd=config.PROJECT_ROOT, stdout=output, stderr=output
        )
        running = Server(port, process, log)
        try:
            _wait_for(running)
            yield running
        finally:
            process.terminate()
            process.wait(30)


def _wait_for(running: Server) -> None:
    for _ in range(600):
        assert running.process.poll() is None, running.log.read_text()
        with contextlib.suppress(OSError):
            running.connect().close()
            return
        time.sleep(0.1)
    raise RuntimeError("The server did not start.")


def post(body: bytes, path: str = "/post", more: str = "") -> bytes:
    """A request with this body."""
    return f"POST {path} HTTP/1.1\r\nHost: voc\r\n{more}Content-Length: {len(body)}\r\n\r\n".encode() + body


def in_pieces(body: bytes, size: int, end: bytes = b"0\r\n\r\n") -> bytes:
    """A request with this body in pieces of so many bytes."""
    pieces = (body[at : at + size] for at in range(0, len(body), size))
    head = b"POST /pieces HTTP/1.1\r\nHost: voc\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + b"".join(b"%x\r\n%b\r\n" % (len(each), each) for each in pieces) + end


def answer(client: socket.socket) -> tuple[int, bytes]:
    """Status and body of the next answer."""
    got = b""
    while b"\r\n\r\n" not in got:
        chunk = client.recv(1)
        if not chunk:
            raise EOFError(got)
        got += chunk
    length = re.search(rb"\r\nContent-Length: (\d+)", got)
    lacks = int(length[1]) if length else 0
    body = b""
    while len(body) < lacks and (chunk := client.recv(lacks - len(body))):
        body += chunk
    return int(got.split()[1]), body


def echoed(path: str, body: bytes) -> tuple[int, bytes]:
    """What the application says of it."""
    return 200, f"{path} {len(body)} {hashlib.sha256(body).hexdigest()}".encode()


QUICK = b"GET /quick HTTP/1.1\r\nHost: voc\r\n\r\n"
HALVES = {
    "a head": b"GET /half HTTP/1.1\r\nHost: v",
    "a body": post(b"x" * 100)[:-1],
    "pieces": in_pieces(b"x" * 100, 10)[:-30],
    "a body that is too large": b"POST /half HTTP/1.1\r\nHost: voc\r\nContent-Length: 60000000\r\n\r\nabc",
    "a second request": QUICK + post(b"x" * 100)[:-1],
}


@pytest.mark.parametrize("half", HALVES.values(), ids=HALVES)
def test_half_requests_hold_no_thread_and_end_in_time(server: Server, half: bytes) -> None:
    clients = [server.connect() for _ in range(MANY)]
    began = time.monotonic()
    for client in clients:
        client.sendall(half)
    assert server.ask(QUICK) == echoed("/quick", b"")
    # Neither of the two threads waits for any of the forty.
    assert time.monotonic() - began < 2
    for client in clients:
        if half.startswith(QUICK):
            assert answer(client) == echoed("/quick", b"")
        assert answer(client)[0] == 408
        assert client.recv(1) == b""
        client.close()
    assert 2 <= time.monotonic() - began < 10


def test_a_byte_now_and_then_does_not_prolong_it(server: Server) -> None:
    with server.connect() as client:
        client.sendall(post(b"x" * 1000)[:-1000])
        began = time.monotonic()
        client.settimeout(0.1)
        got = b""
        while not got and time.monotonic() < began + 20:
            client.send(b"x")
            with contextlib.suppress(TimeoutError):
                got = client.recv(100)
        assert got.startswith(b"HTTP/1.1 408 ")
        assert 2 <= time.monotonic() - began < 10


def test_who_keeps_the_pace_may_take_long(server: Server) -> None:
    """Two and a half times the time that a small body may take."""
    body = bytes(range(256)) * 40
    with server.connect() as client:
        client.sendall(post(body)[: -len(body)])
        for at in range(0, len(body), 512):
            client.sendall(body[at : at + 512])
            time.sleep(0.25)
        assert answer(client) == echoed("/post", body)


def test_connections_that_say_nothing_hold_nobody_up(server: Server) -> None:
    clients = [server.connect() for _ in range(MANY)]
    began = time.monotonic()
    assert server.ask(QUICK) == echoed("/quick", b"")
    assert time.monotonic() - began < 2
    for client in clients:
        assert client.recv(1) == b""
        client.close()


def test_who_does_not_hang_up_is_not_waited_for(server: Server) -> None:
    """The server listens on after it said that the connection ends; others are answered meanwhile."""
    clients = [server.connect() for _ in range(10)]
    began = time.monotonic()
    for client in clients:
        client.sendall(QUICK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    for client in clients:
        assert answer(client) == echoed("/quick", b"")
    assert server.ask(QUICK) == echoed("/quick", b"")
    assert time.monotonic() - began < 2
    for client in clients:
        client.close()


def test_who_takes_nothing_holds_no_thread(server: Server) -> None:
    clients = [server.connect(small=True) for _ in range(MANY)]
    for client in clients:
        client.sendall(b"GET /long/5 HTTP/1.1\r\nHost: voc\r\n\r\n" * 3)
    began = time.monotonic()
    assert server.ask(QUICK) == echoed("/quick", b"")
    assert time.monotonic() - began < 5
    for client in clients:
        client.close()


@pytest.mark.parametrize("megabytes", [1, 40])
def test_a_long_answer_arrives_whole_at_its_clients_pace(server: Server, megabytes: int) -> None:
    """Also one of which not all may wait for its client."""
    with server.connect(small=megabytes == 1) as client:
        client.sendall(f"GET /long/{megabytes} HTTP/1.1\r\nHost: voc\r\n\r\n".encode() + QUICK)
        time.sleep(0.5)
        assert answer(client) == (200, b"x" * megabytes * 2**20)
        assert answer(client) == echoed("/quick", b"")


def test_a_client_that_takes_steadily_is_not_too_slow_because_the_kernel_has_much_to_send(server: Server) -> None:
    """For longer than anybody is waited for, at a hundred times the slowest pace."""
    with server.connect() as client:
        client.sendall(b"GET /long/6 HTTP/1.1\r\nHost: voc\r\n\r\n")
        began, got = time.monotonic(), 0
        while time.monotonic() < began + 7:
            got += len(client.recv(10_000))
            time.sleep(0.1)
        while chunk := client.recv(2**20):
            got += len(chunk)
            if got > 6 * 2**20:
                break
    assert got > 6 * 2**20


def test_more_connections_than_there_are_places_leave_one_for_the_next(server: Server) -> None:
    clients = [server.connect() for _ in range(80)]
    for client in clients:
        with contextlib.suppress(OSError):  # Some have made room already.
            client.sendall(HALVES["a head"])
    began = time.monotonic()
    for _ in range(20):
        assert server.ask(QUICK) == echoed("/quick", b"")
    assert time.monotonic() - began < 2
    for client in clients:
        client.close()


def test_bodies_that_fill_the_disk_make_room(server: Server) -> None:
    half = post(b"x" * 5 * 2**20)[:-1]
    clients = [server.connect() for _ in range(12)]
    for client in clients:
        client.sendall(half)
    body = b"y" * 2**20
    assert server.ask(post(body)) == echoed("/post", body)
    statuses = [answer(client)[0] for client in clients]
    assert {*statuses} == {408, 503}
    assert statuses[0] == 503
    for client in clients:
        client.close()


def test_bodies_that_wait_for_a_thread_fill_no_disk_either(server: Server) -> None:
    """Forty-eight megabytes is what there is, ten for files of which the newest pieces are just being weighed."""
    [worker] = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()

    def on_disk() -> int:
        held = 0
        for file in Path(f"/proc/{worker}/fd").iterdir():
            with contextlib.suppress(OSError):
                held += file.stat().st_size if str(file.readlink()).endswith("(deleted)") else 0
        return held

    body, most = bytes(15 * 2**20), 0
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(server.connect()) for _ in range(8)]
        for client in clients:
            client.sendall(post(body)[:1000])
        time.sleep(0.5)
        for _ in range(8):
            stack.enter_context(server.connect()).sendall(b"GET /busy HTTP/1.1\r\nHost: voc\r\n\r\n")
        for client in clients:
            with contextlib.suppress(OSError):
                client.sendall(post(body)[1000:])
            most = max(most, on_disk())
    assert 10 * 2**20 < most < 58 * 2**20


def test_bodies_come_through_as_they_were_sent(server: Server) -> None:
    for body in (b"", b"x", b"abc" * 100, bytes(range(256)) * 20_000):
        assert server.ask(post(body)) == echoed("/post", body)
        for size in (1 + len(body) // 50, 100_000):
            assert server.ask(in_pieces(body, size)) == echoed("/pieces", body)
            assert server.ask(in_pieces(body, size, b"0;last=1\r\nX-Sum: 3\r\n\r\n")) == echoed("/pieces", body)


def test_many_requests_on_one_connection_are_answered_in_order(server: Server) -> None:
    requests = [post(b"x" * n, f"/n{n}") + in_pieces(b"y" * n, 7) + post(b"z" * n, "/unread") for n in range(30)]
    with server.connect() as client:
        client.sendall(b"".join(requests))
        for n in range(30):
            assert answer(client) == echoed(f"/n{n}", b"x" * n)
            assert answer(client) == echoed("/pieces", b"y" * n)
            assert answer(client) == echoed("/unread", b"")


def test_who_asks_whether_to_go_on_is_told_once(server: Server) -> None:
    body = b"abc"
    with server.connect() as client:
        client.sendall(post(body, more="Expect: 100-continue\r\n")[:-3])
        assert answer(client) == (100, b"")
        client.sendall(body)
        assert answer(client) == echoed("/post", body)
        client.sendall(post(body, more="Expect: 100-continue\r\n"))
        assert answer(client) == echoed("/post", body)


REFUSED = {
    "two lengths": (b"POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabc", 400),
    "the same length twice": (b"POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400),
    "two lengths in one": (b"POST / HTTP/1.1\r\nContent-Length: 3, 3\r\n\r\nabc", 400),
    "a length and pieces": (
        b"POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "a signed length": (b"POST / HTTP/1.1\r\nContent-Length: +3\r\n\r\nabc", 400),
    "a negative length": (b"POST / HTTP/1.1\r\nContent-Length: -3\r\n\r\nabc", 400),
    "a length in other digits": (b"POST / HTTP/1.1\r\nContent-Length: \xb2\r\n\r\nabc", 400),
    "a length longer than numbers get": (b"POST / HTTP/1.1\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\nabc", 400),
    "a length after a blank": (b"POST / HTTP/1.1\r\nContent-Length : 3\r\n\r\nabc", 400),
    "a folded length": (b"POST / HTTP/1.1\r\nHost: voc\r\nContent-Length:\r\n 3\r\n\r\nabc", 400),
    "pieces of another kind": (b"POST / HTTP/1.1\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501),
    "pieces twice": (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", 400),
    "pieces in HTTP/1.0": (b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "lines of half an end": (b"GET / HTTP/1.1\nHost: voc\n\n", 400),
    "a line of half an end": (b"GET / HTTP/1.1\r\nHost: voc\nX: y\r\n", 400),
    "an endless request line": (b"GET /" + b"a" * 70_000, 414),
    "an endless head": (b"GET / HTTP/1.1\r\n" + b"X-A: b\r\n" * 9000, 431),
    "two hundred headers": (b"GET / HTTP/1.1\r\n" + b"X-A: b\r\n" * 200 + b"\r\n", 431),
    "TLS": (bytes.fromhex("16030100f4010000f00303") + bytes(60) + b"\r\n\r\n", 400),
    "another protocol": (b"GET / HTTP/2.0\r\n\r\n", 400),
    "an impossible expectation": (b"GET / HTTP/1.1\r\nExpect: 200-ok\r\n\r\n", 417),
    "an impossible expectation of a body": (b"POST / HTTP/1.1\r\nExpect: 200-ok\r\nContent-Length: 3\r\n\r\n", 417),
    "two hosts": (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
    # What follows is announced and does not come.
    "two hosts, and a body to come": (b"POST / HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 9\r\n\r\nabc", 400),
    "two hosts, and pieces to come": (
        b"POST / HTTP/1.1\r\nHost: a\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", 400),
    "two hosts, and leave to go on": (
        b"POST / HTTP/1.1\r\nHost: a\r\nHost: b\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n", 400),
    "a length and pieces to come": (
        b"POST / HTTP/1.1\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
    "pieces in HTTP/1.0 to come": (b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
    "a header without a name, and a body to come": (b"POST / HTTP/1.1\r\n: voc\r\nContent-Length: 9\r\n\r\n", 400),
    "a line that is none, and a body to come": (b"POST  /\r\nContent-Length: 9\r\n\r\n", 400),
    "two hundred headers, and a body to come": (
        b"POST / HTTP/1.1\r\n" + b"X-A: b\r\n" * 200 + b"Content-Length: 9\r\n\r\n", 431),
}  # fmt: skip


@pytest.mark.parametrize(("request_", "status"), REFUSED.values(), ids=REFUSED)
def test_what_makes_no_sense_is_refused_at_once_and_nothing_follows(
    server: Server, request_: bytes, status: int
) -> None:
    began = time.monotonic()
    with server.connect() as client:
        client.sendall(request_)
        assert answer(client)[0] == status
        assert client.recv(1) == b""
    assert time.monotonic() - began < 2


def test_a_second_request_that_makes_no_sense_is_refused_at_once_too(server: Server) -> None:
    began = time.monotonic()
    with server.connect() as client:
        client.sendall(QUICK + REFUSED["two hosts, and a body to come"][0])
        assert answer(client) == echoed("/quick", b"")
        assert answer(client)[0] == 400
        assert client.recv(1) == b""
    assert time.monotonic() - began < 2


def test_a_head_that_comes_byte_by_byte_is_refused_with_its_last(server: Server) -> None:
    head, _sep, _body = REFUSED["two hosts, and a body to come"][0].partition(b"abc")
    with server.connect() as client:
        client.settimeout(0.05)
        for at in range(len(head) - 1):
            client.sendall(head[at : at + 1])
        with pytest.raises(TimeoutError):
            client.recv(1)
        client.settimeout(30)
        began = time.monotonic()
        client.sendall(head[-1:])
        assert answer(client)[0] == 400
        assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    "pieces",
    [b"zz\r\nabc\r\n0\r\n\r\n", b"3\nabc\r\n0\r\n\r\n", b"3\r\nabcd\r\n0\r\n\r\n", b"3\r\nabc\n0\r\n\r\n",
     b"-3\r\nabc\r\n0\r\n\r\n", b"0x3\r\nabc\r\n0\r\n\r\n", b"3;\rx\r\nabc\r\n0\r\n\r\n", b"1\r\nx\r\n" * 30_000],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/post", "/unread"])
def test_behind_pieces_that_make_no_sense_nothing_is_taken_for_a_request(
    server: Server, pieces: bytes, path: str
) -> None:
    head = f"POST {path} HTTP/1.1\r\nHost: voc\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    with server.connect() as client:
        client.sendall(head + pieces + QUICK)
        got = b""
        with contextlib.suppress(ConnectionResetError):
            while chunk := client.recv(2**16):
                got += chunk
    assert b"/quick" not in got
    assert got.count(b"HTTP/1.1 ") <= 1


def test_the_log_names_neither_who_asked_nor_what_for(server: Server) -> None:
    server.ask(b"GET /r/secret-token\xff HTTP/1.1\r\n\r\n")
    server.ask(b"GET /r/secret-token HTTP/1.1\r\nbad header\r\n\r\n")
    log = server.log.read_text()
    assert "request_refused reason=InvalidRequestLine" in log
    assert "secret-token" not in log
    assert LOOPBACK not in log.replace(f"http://{LOOPBACK}:{server.port}", "")


def test_told_to_stop_it_finishes_what_comes_in_and_waits_for_no_silent_one(tmp_path: Path) -> None:
    with serving(tmp_path / "log.txt") as server:
        body = b"x" * 1000
        with server.connect() as busy, server.connect() as slow, server.connect() as silent, server.connect() as kept:
            kept.sendall(QUICK)
            assert answer(kept) == echoed("/quick", b"")
            busy.sendall(b"GET /busy HTTP/1.1\r\nHost: voc\r\n\r\n")
            slow.sendall(post(body)[:-500])
            time.sleep(0.3)
            server.process.terminate()
            time.sleep(0.3)
            slow.sendall(body[500:])
            assert answer(slow) == echoed("/post", body)
            assert answer(busy) == echoed("/busy", b"")
            assert silent.recv(1) == b""
        assert server.process.wait(30) == 0
