"""gunicorn's worker with threads, whose threads wait for no client.

gunicorn gives a connection to a thread as soon as something comes in, and the thread waits for the rest; it waits again
while the answer is taken. So a few dozen connections that send or read byte by byte hold all threads. Here a
thread takes in what is there; where that is no whole request, the one thread that also accepts the connections receives
the rest, and gives it to a thread once it is whole. It also sends on what a client did not take of its answer at once.

Whoever is slower than `slowest` ends after `patience`; whoever keeps that pace may take long. Where places run short,
the one that has waited longest makes room.
"""

from __future__ import annotations

import contextlib
import errno
import resource
import selectors
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from enum import Enum
from functools import partial
from typing import Any

from gunicorn.http.errors import (
    ConfigurationProblem,
    ExpectationFailed,
    InvalidResponseHeader,
    InvalidResponseHeaderName,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
    UnsupportedTransferCoding,
)
from gunicorn.http.parser import RequestParser
from gunicorn.workers.gthread import ThreadWorker

from voc.core.serving.arriving import Arriving
from voc.core.serving.outlet import Outlet

#: Seconds for which we still listen to somebody who was told that the connection ends: what comes in unread would
#: otherwise have the network drop the last words.
LINGER = 2
#: Seconds a stopping server waits for the next request on a connection that has none.
LINGER_STOPPING = 2
#: Bytes that the kernel may hold of an answer before it has begun to send them.
_MOST_UNSENT = 128 * 1024
_TCP_NOTSENT_LOWAT = getattr(socket, "TCP_NOTSENT_LOWAT", 25 if sys.platform == "linux" else None)
#: Seconds between two looks at who is too slow, and between two lines in the log.
_BETWEEN_LOOKS = 0.5
_BETWEEN_LINES = 60
#: Seconds to leave to the threads, where only they can make room.
_A_MOMENT = 0.05
#: Files and sockets a process may want: a connection, and a file each for what comes in and goes out.
_MOST_FILES = 8192

_NO_ROOM = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
_REASONS = {
    400: "Bad Request",
    408: "Request Timeout",
    414: "URI Too Long",
    417: "Expectation Failed",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
    501: "Not Implemented",
    503: "Service Unavailable",
}
_STATUSES = {
    ConfigurationProblem: 500,
    ExpectationFailed: 417,
    InvalidResponseHeader: 500,
    InvalidResponseHeaderName: 500,
    LimitRequestHeaders: 431,
    LimitRequestLine: 414,
    UnsupportedTransferCoding: 501,
}


class Phase(Enum):
    """What a connection waits for, that no thread works for."""

    RECEIVING = "receiving"
    SENDING = "sending"
    LINGERING = "lingering"


class Came(Enum):
    """What of a request has come in."""

    WHOLE = "whole"
    PART = "part"
    #: The client is gone.
    NOTHING = "nothing"
    #: The disk is full.
    TOO_MUCH = "too much"


class Connection:
    """One client, as gunicorn's threads want it, and what it waits for."""

    #: gunicorn's threads ask these: nothing has to be waited for.
    initialized = True
    is_http2 = False

    def __init__(
        self,
        client: socket.socket,
        address: object,
        server: object,
        patience: float,
        is_refused: Callable[[bytes], bool],
    ) -> None:
        client.setblocking(False)
        if client.family != socket.AF_UNIX and _TCP_NOTSENT_LOWAT is not None:
            # Else megabytes wait in the kernel, which says nothing for a minute while the client takes them steadily.
            client.setsockopt(socket.IPPROTO_TCP, _TCP_NOTSENT_LOWAT, _MOST_UNSENT)
        self.client, self.server = address, server
        self.raw = client
        self.sock = Outlet(client)
        self._is_refused = is_refused
        self.arriving = Arriving(is_refused)
        self.parser: Any = None
        self.phase = Phase.RECEIVING
        self.is_kept = True
        #: What the poller looks for: 0 while it does not.
        self.watched = 0
        #: When this client must have come on, by the monotonic clock, and the bytes it has moved since it was set.
        self.until = 0.0
        self.moved = 0
        self.patience = patience

    @property
    def on_disk(self) -> int:
        """Bytes of it that lie in files."""
        return self.arriving.on_disk + self.sock.on_disk

    def hurry(self, seconds: float) -> None:
        """From now on it has so many seconds to come on, or to begin."""
        self.until, self.moved = time.monotonic() + seconds, 0

    def turn_to_next(self) -> bytes:
        """Be ready for another request; you get what has come of it."""
        beyond, self.arriving = self.arriving.beyond, Arriving(self._is_refused)
        return beyond

    def receive(self) -> Came:
        """Take in what has come, without waiting for more."""
        try:
            data = self.raw.recv(self.arriving.asks_for)
        except BlockingIOError:
            return Came.PART
        except OSError:
            return Came.NOTHING
        return self.take(data) if data else Came.NOTHING

    def take(self, data: bytes) -> Came:
        """Take in these bytes."""
        arriving = self.arriving
        if not arriving.length:  # The first ones of a request: what came before was only waiting for it.
            self.hurry(self.patience)
        self.moved += len(data)
        try:
            arriving.take(data)
        except OSError:
            return Came.TOO_MUCH
        if arriving.awaits_leave:
            arriving.awaits_leave = False
            with contextlib.suppress(OSError):
                self.raw.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        return Came.WHOLE if arriving.is_whole else Came.PART

    def init(self) -> None:
        """Nothing has to be agreed on before the first request either."""

    def close(self) -> None:
        """End it and forget all about it."""
        self.arriving.close()
        self.sock.forget()
        self.raw.close()


class Worker(ThreadWorker):  # type: ignore[misc]
    """The worker of this module's first lines."""

    #: Seconds in which a request must be whole, or have come on at the slowest pace; the same for taking an answer.
    patience = 15.0
    #: Bytes a second below which a client is too slow.
    slowest = 500
    #: Bytes of requests and answers in files, per process, before the one that has waited longest makes room.
    most_on_disk = 512 * 1024 * 1024

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: Connections that no thread works for, the one that has waited longest first.
        self.waiting: dict[Connection, None] = {}
        #: All connections, also those that a thread works for.
        self.open: set[Connection] = set()
        self.ended: Counter[str] = Counter()
        self.looked_at = self.said_at = time.monotonic()

    def init_process(self) -> None:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = _MOST_FILES if hard == resource.RLIM_INFINITY else min(_MOST_FILES, hard)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        super().init_process()

    # What comes in

    def accept(self, listener: socket.socket) -> None:
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno in _NO_ROOM:
                if not self._make_room():
                    time.sleep(_A_MOMENT)
            elif error.errno not in (errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED):
                raise
            return
        self.nr_conns += 1
        if self.nr_conns >= self.worker_connections:
            self._make_room()
        is_refused = partial(self._is_refused, address)
        connection = Connection(client, address, listener.getsockname(), self.patience, is_refused)
        self.open.add(connection)
        connection.hurry(self.patience)
        self._wait_for(connection, Phase.RECEIVING)

    def _receive(self, connection: Connection) -> None:
        if connection.arriving.length:
            self._go_by(connection, connection.receive())
            return
        # Most requests come in one piece: the thread that answers it looks, and does not wait.
        self._begin(connection)

    def _is_refused(self, address: object, head: bytes) -> bool:
        """Whether the parser refuses what begins so. Then nobody waits for the rest: a thread refuses it at once."""
        try:
            next(RequestParser(self.cfg, iter([head]), address))
        except (ParseException, OSError):
            return True
        return False

    def _begin(self, connection: Connection) -> None:
        self._leave(connection)
        try:
            self.enqueue_req(connection)
        except RuntimeError:  # The machine has no thread for it.
            self._refuse(connection, 503, "no_room")

    def _go_by(self, connection: Connection, came: Came) -> None:
        """Do what follows from what has come in."""
        if came in (Came.WHOLE, Came.PART) and connection.arriving.on_disk and not self._has_room(connection):
            came = Came.TOO_MUCH
        if came is Came.WHOLE:
            self._begin(connection)
        elif came is Came.PART:
            self._wait_for(connection, Phase.RECEIVING)
        elif came is Came.TOO_MUCH:
            self._refuse(connection, 503, "no_room")
        else:
            self._end(connection)

    # In a thread

    def handle(self, connection: Connection) -> object:
        if not connection.arriving.is_whole and (came := connection.receive()) is not Came.WHOLE:
            return came
        connection.parser = RequestParser(self.cfg, connection.arriving, connection.client)
        return super().handle(connection)

    def handle_request(self, req: Any, conn: Connection) -> object:
        # It has come, so nobody has to be told to go on.
        req._expected_100_continue = False  # noqa: SLF001 - gunicorn has no other way to say so.
        if conn.arriving.is_last:
            req.force_close()
        return super().handle_request(req, conn)

    def _keepalive_after(self, conn: Connection, keepalive: object) -> bool:
        """Whether another request may follow: where the parser is done, the request ended for us too."""
        try:
            is_done = super()._keepalive_after(conn, keepalive)
        except ParseException:  # In what the application did not read. It has answered.
            return False
        return bool(is_done and conn.arriving.was_read and not conn.parser.unreader.take_buffered())

    def handle_error(self, req: object, client: Outlet, addr: object, exc: BaseException) -> None:
        """Say it in a word to whoever sent it. The log has neither what was asked for nor by whom."""
        status = next((code for kind, code in _STATUSES.items() if isinstance(exc, kind)), 400)
        if not isinstance(exc, ParseException):
            status = 500
        if status == 500:
            self.log.error("request_failed", exc_info=exc)
        else:
            self.log.info("request_refused reason=%s", type(exc).__name__)
        client.sendall(_answer(status))

    # What goes out

    def finish_request(self, conn: Connection, fs: Future[object]) -> None:
        result = None if fs.cancelled() or fs.exception() else fs.result()
        if isinstance(result, Came):
            self._go_by(conn, result)
            return
        conn.arriving.close()
        conn.is_kept = bool(result)
        conn.hurry(self.patience)
        self._send(conn)

    def _send(self, connection: Connection) -> None:
        try:
            connection.moved += connection.sock.flush()
        except OSError:
            self._end(connection)
            return
        if connection.sock.has_waiting:
            self._wait_for(connection, Phase.SENDING)
        elif connection.is_kept:
            self._next(connection)
        else:
            self._say_goodbye(connection)

    def _next(self, connection: Connection) -> None:
        """Wait for the next request, or take it where it is there already."""
        beyond = connection.turn_to_next()
        self._leave(connection)  # It waits anew.
        connection.hurry(self.cfg.keepalive if self.alive else LINGER_STOPPING)
        if beyond:
            self._go_by(connection, connection.take(beyond))
        else:
            self._wait_for(connection, Phase.RECEIVING)

    def _say_goodbye(self, connection: Connection) -> None:
        with contextlib.suppress(OSError):
            connection.raw.shutdown(socket.SHUT_WR)
        connection.hurry(LINGER)
        self._wait_for(connection, Phase.LINGERING)

    def _listen_on(self, connection: Connection) -> None:
        try:
            is_there = bool(connection.raw.recv(64 * 1024))
        except BlockingIOError:
            return
        except OSError:
            is_there = False
        if not is_there:
            self._end(connection)

    # Who waits

    def _wait_for(self, connection: Connection, phase: Phase) -> None:
        connection.phase = phase
        self.waiting.setdefault(connection)
        events = selectors.EVENT_WRITE if phase is Phase.SENDING else selectors.EVENT_READ
        look = self.poller.modify if connection.watched else self.poller.register
        try:
            if connection.watched != events:
                look(connection.raw, events, partial(self._go_on, connection))
        except OSError:  # The kernel has no room: that ends this one connection, and not the loop.
            self.ended["no_room"] += 1
            self._end(connection)
            return
        connection.watched = events

    def _go_on(self, connection: Connection, _ready: object) -> None:
        """What it waited for is there; unless it has ended since, to make room for another of the same round."""
        if connection not in self.waiting:
            return
        if connection.phase is Phase.RECEIVING:
            self._receive(connection)
        elif connection.phase is Phase.SENDING:
            self._send(connection)
        else:
            self._listen_on(connection)

    def _leave(self, connection: Connection) -> None:
        self.waiting.pop(connection, None)
        if connection.watched:
            self.poller.unregister(connection.raw)
            connection.watched = 0

    def _end(self, connection: Connection) -> None:
        self._leave(connection)
        connection.close()
        self.open.discard(connection)
        self.nr_conns -= 1

    def _refuse(self, connection: Connection, status: int, why: str) -> None:
        """Tell whoever has sent part of a request that it will not be answered, and listen no more."""
        self.ended[why] += 1
        connection.is_kept = False
        connection.arriving.close()
        with contextlib.suppress(OSError):
            connection.sock.sendall(_answer(status))
        self._send(connection)

    def _make_room(self) -> bool:
        """End the connection that has waited longest; False where none waits at all."""
        longest = next(iter(self.waiting), None)
        if longest:
            self._end_early(longest)
        return longest is not None

    def _has_room(self, growing: Connection | None = None) -> bool:
        """Whether the disk may hold what it holds, once others than `growing` that wait have made room."""
        on_disk = sum(connection.on_disk for connection in self.open)
        for connection in [each for each in self.waiting if each.on_disk and each is not growing]:
            if on_disk <= self.most_on_disk:
                break
            on_disk -= connection.on_disk
            self._end_early(connection)
        return on_disk <= self.most_on_disk

    def _end_early(self, connection: Connection) -> None:
        self.ended["no_room"] += 1
        if connection.phase is Phase.RECEIVING and connection.arriving.length:
            with contextlib.suppress(OSError):
                connection.raw.send(_answer(503))
        self._end(connection)

    def murder_keepalived(self, force: bool = False) -> None:  # noqa: FBT001, FBT002 - gunicorn's own.
        """End who is too slow; with `force` whoever waits. gunicorn calls this in every round."""
        now = time.monotonic()
        if not force and now - self.looked_at < _BETWEEN_LOOKS:
            return
        self.looked_at = now
        for connection in [each for each in self.waiting if force or each.until <= now]:
            if force or connection.phase is Phase.LINGERING:
                self._end(connection)
            else:
                self._end_if_slow(connection)
        self._has_room()
        self._say(now)

    def _end_if_slow(self, connection: Connection) -> None:
        if connection.moved >= self.slowest * self.patience:
            connection.hurry(self.patience)
        elif connection.phase is Phase.SENDING:
            self.ended["too_slow"] += 1
            self._end(connection)
        elif connection.arriving.length:
            self._refuse(connection, 408, "too_slow")
        else:
            self._end(connection)

    def _say(self, now: float) -> None:
        if self.ended and now - self.said_at >= _BETWEEN_LINES:
            self.log.warning("connections_ended %s", " ".join(f"{why}={n}" for why, n in sorted(self.ended.items())))
            self.ended.clear()
            self.said_at = now

    def murder_pending(self) -> None:
        """Nobody waits elsewhere."""

    def _cap_keepalive(self, deadline: float) -> None:
        """On connections without a request, wait for one until then at most: the server stops."""
        for connection in self.waiting:
            if connection.phase is Phase.RECEIVING and not connection.arriving.length:
                connection.until = min(connection.until, deadline)


def _answer(status: int) -> bytes:
    reason = _REASONS[status]
    later = "Retry-After: 5\r\n" if status == 503 else ""
    text = f"{status} {reason}\n"
    return (
        f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\nContent-Type: text/plain\r\n{later}"
        f"Content-Length: {len(text)}\r\n\r\n{text}"
    ).encode()
