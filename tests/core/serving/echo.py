"""A small application behind the product's own web worker, which is less patient here: what is tested is the worker."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from typing import Any

from voc.core.serving.worker import Worker
from voc.gunicorn_settings import *  # noqa: F403 - these are the settings that are tested.

worker_class = "tests.core.serving.echo.Hasty"
threads = 2
worker_connections = 60
loglevel = "info"


class Hasty(Worker):
    """Waits for two seconds, where the product's waits for fifteen."""

    patience = 2.0
    most_on_disk = 48 * 1024 * 1024


def app(environ: dict[str, Any], start: Callable[..., object]) -> Iterable[bytes]:
    """`/unread`: its path. `/long/7`: seven megabytes. `/busy`: a second of work. Any other: what came, as a hash."""
    path = str(environ["PATH_INFO"])
    if path.startswith("/long/"):
        size = int(path.removeprefix("/long/")) * 2**20
        start("200 OK", [("Content-Length", str(size))])
        return (b"x" * 2**16 for _ in range(size // 2**16))
    if path == "/busy":
        time.sleep(1)
    body = b"" if path == "/unread" else environ["wsgi.input"].read()
    text = f"{path} {len(body)} {hashlib.sha256(body).hexdigest()}".encode()
    start("200 OK", [("Content-Length", str(len(text)))])
    return [text]
