"""A load generator of its own process: requests over connections that stay open, one at a time on each.

    python -m tests.benchmarks.load < PLAN > FOUND

A plan is `{"host", "port", "connections", "seconds", "requests"}` in JSON, a request being all of its text. Found are
the seconds it took and, by the number of each request that was answered, its status and how long the answer took.
Raw sockets and one selector, because what this spends the server beside it does not get.
"""

from __future__ import annotations

import contextlib
import json
import re
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


@dataclass
class Found:
    """What came of a load."""

    seconds: float
    #: Number of the request -> status, for those that were answered.
    statuses: dict[int, int] = field(default_factory=dict)
    #: Milliseconds from sending to the whole answer.
    waited: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.statuses) / self.seconds

    def percentile(self, share: float) -> float:
        """The milliseconds that so great a share did not exceed."""
        return sorted(self.waited)[min(len(self.waited) - 1, int(share * len(self.waited)))]


def run(
    port: int,
    requests: Sequence[str],
    *,
    connections: int,
    seconds: float,
    meanwhile: Callable[[], object] = lambda: None,
) -> Found:
    """Send the requests from a process of its own, for so many seconds at most; `meanwhile` is called once it runs."""
    plan = {"host": "127.0.0.1", "port": port, "connections": connections, "seconds": seconds, "requests": requests}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.load"],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(plan).encode())
        process.stdin.close()
        meanwhile()
        found = json.loads(process.stdout.read())
    return Found(
        found["seconds"], {int(number): status for number, status in found["statuses"].items()}, found["waited"]
    )


class _Connection:
    """One customer after another on the same connection."""

    def __init__(self, host: str, port: int) -> None:
        self.socket = socket.create_connection((host, port), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.received = b""
        self.number = -1
        self.sent_at = 0.0

    def send(self, number: int, request: bytes) -> None:
        self.number, self.received, self.sent_at = number, b"", time.perf_counter()
        self.socket.sendall(request)

    def status(self) -> int | None:
        """The status of the answer once it is whole. Raises `OSError` where the other end is gone."""
        part = self.socket.recv(65536)
        if not part:
            raise ConnectionResetError
        self.received += part
        head, end, body = self.received.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not end or len(body) < int(length[1] if length else 0):
            return None
        return int(head[9:12])


def send(plan: dict[str, Any]) -> dict[str, Any]:
    """Do what the plan says."""
    waiting = enumerate(request.encode() for request in plan["requests"])
    statuses: dict[int, int] = {}
    waited: list[float] = []
    started = time.perf_counter()
    with selectors.DefaultSelector() as selector, contextlib.ExitStack() as opened:
        for _ in range(plan["connections"]):
            connection = _Connection(plan["host"], plan["port"])
            opened.enter_context(connection.socket)
            if _send_next(connection, waiting):
                selector.register(connection.socket, selectors.EVENT_READ, connection)
        while selector.get_map() and time.perf_counter() - started < plan["seconds"]:
            for key, _ in selector.select(timeout=0.2):
                connection = key.data
                with contextlib.suppress(OSError):
                    status = connection.status()
                    if status is None:
                        continue
                    statuses[connection.number] = status
                    waited.append((time.perf_counter() - connection.sent_at) * 1000)
                    if _send_next(connection, waiting):
                        continue
                selector.unregister(connection.socket)
                connection.socket.close()
    return {"seconds": time.perf_counter() - started, "statuses": statuses, "waited": waited}


def _send_next(connection: _Connection, waiting: Iterator[tuple[int, bytes]]) -> bool:
    following = next(waiting, None)
    if following is not None:
        connection.send(*following)
    return following is not None


if __name__ == "__main__":
    json.dump(send(json.load(sys.stdin)), sys.stdout)
