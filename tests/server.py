"""The application on a real port, for browsers and for clients in threads."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

LOOPBACK = "127.0.0.1"


class _InFlight:
    """The requests that are being answered, and whether further ones are."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._answering = 0
        self._is_open = True

    @contextlib.contextmanager
    def __call__(self) -> Iterator[bool]:
        with self._changed:
            is_answered = self._is_open
            self._answering += 1
        try:
            yield is_answered
        finally:
            with self._changed:
                self._answering -= 1
                self._changed.notify_all()

    def finish(self) -> None:
        """Let in no more, and wait for those that are in."""
        with self._changed:
            self._is_open = False
            assert self._changed.wait_for(lambda: not self._answering, timeout=30), "A request is never answered."


class _Handler(WSGIRequestHandler):
    in_flight: _InFlight

    def run_wsgi(self) -> None:
        with self.in_flight() as is_answered:
            if is_answered:
                super().run_wsgi()

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002  Werkzeug's own name.
        pass


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def served(app: Flask, port: int) -> Iterator[str]:
    """Serve the application from threads, and give its address."""
    in_flight = _InFlight()
    handler = type("Handler", (_Handler,), {"in_flight": in_flight})
    server = make_server(LOOPBACK, port, app, threaded=True, request_handler=handler)
    thread = threading.Thread(target=server.serve_forever, name="server", daemon=True)
    thread.start()
    try:
        yield f"http://{LOOPBACK}:{port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        # A browser's last requests may still run, each with a connection to a database that is dropped next.
        in_flight.finish()
