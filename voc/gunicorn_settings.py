"""What gunicorn is told beyond its command line."""

from __future__ import annotations

import gc
import importlib
import os
from typing import Any

from voc.core import processes

worker_class = "voc.core.serving.worker.Worker"
#: How many a process holds at once, slow ones too. A file is sent like every other answer, so that no thread waits.
worker_connections = 1000
sendfile = False
#: gunicorn 27 would open a control socket in the home folder; with None instead of True it dies at start.
control_socket_disable = True
graceful_timeout = 20
timeout = 60
keepalive = 5
#: Only the proxy's headers that `VOC_TRUSTED_PROXIES` allows are believed, and those by the application.
forwarded_allow_ips = ""
accesslog = None
errorlog = "-"
loglevel = "warning"
#: A request line or header larger than this is refused before the application sees it.
limit_request_line = 8190
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108


def on_starting(server: Any) -> None:
    """Load what every web process needs before there are any: they share it."""
    importlib.import_module("voc.application")
    gc.collect()
    gc.freeze()


def post_fork(server: Any, worker: Any) -> None:
    """A web process must not outlive its master, even when that was killed without a word."""
    processes.end_with_parent(server.pid)


def post_worker_init(worker: Any) -> None:
    """What is loaded by now stays for good: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
