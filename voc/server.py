"""`voc run`: one command starts everything in the foreground, and nothing outlives it."""

from __future__ import annotations

import fcntl
import gc
import importlib
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from types import FrameType
from typing import IO

import click

import config
from config import Settings
from voc.core import clock, logs, processes, schema
from voc.core.db import open_session
from voc.staff import claiming

log = logging.getLogger("voc.server")

#: What both children need. It is loaded before they begin, once instead of in each of them: that makes half of a start,
#: and nearly all of it where one that died begins again. The text engine is loaded by the worker alone.
SHARED = ("voc.application", "gunicorn.app.wsgiapp")
#: How long children may take to finish what they are doing before they are ended.
DRAIN_SECONDS = 25
#: A child that lived for less than this is restarted after a wait, which doubles each time.
SHORT_LIFE_SECONDS = 5
LONGEST_WAIT_SECONDS = 30


class CannotStart(click.ClickException):
    """Something stands in the way; the text says what to do."""


@click.command("run")
def run() -> None:
    """Start everything in the foreground: web server and worker."""
    settings = config.load()
    logs.configure(settings.log_format, settings.log_level)
    lock = _only_instance(settings)
    _free_address(settings)
    _migrate(settings)
    _greet(settings)
    _load()
    begin = _supervise(settings, lock)
    begin()


def _supervise(settings: Settings, lock: IO[str]) -> Callable[[], object]:
    """Ends with the supervisor; what comes back, comes back in a child, and is what that is there for."""
    try:
        with lock:
            sys.exit(Supervisor([web_server(settings), worker_process(settings)]).run())
    except Born as child:
        return child.begin


def _only_instance(settings: Settings) -> IO[str]:
    file = (settings.data / "run.lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise CannotStart(
            f"voc is already running on the data folder {settings.data}.\n"
            "Stop it first, or give this one a folder of its own with VOC_DATA."
        ) from error
    return file


def _free_address(settings: Settings) -> None:
    if settings.bind.startswith("unix:"):
        return
    host, _, port = settings.bind.rpartition(":")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), int(port)))
        except OSError as error:
            raise CannotStart(
                f"{settings.bind} cannot be listened on: {error.strerror}.\n"
                "Something else uses it; set VOC_BIND to another address, for example 127.0.0.1:8080."
            ) from error


def _migrate(settings: Settings) -> None:
    try:
        schema.upgrade(settings.database_url)
    except schema.Newer as error:
        raise CannotStart(str(error)) from error


def _greet(settings: Settings) -> None:
    with open_session(settings.database_url) as session:
        if claiming.is_claimed(session):
            click.echo(f"voc runs at {settings.public_url}")
        else:
            token = claiming.issue(session, clock.now())
            session.commit()
            click.echo(f"\nThis server has no owner yet. Open this link once to become it:\n\n"
                       f"    {settings.public_url}/setup/{token}\n")  # fmt: skip
    click.echo("Stop it with Ctrl-C.", err=True)


def _load() -> None:
    for name in SHARED:
        importlib.import_module(name)
    # Looked through for garbage by a child, shared memory would no longer be shared.
    gc.collect()
    gc.freeze()


def web_server(settings: Settings) -> Child:
    """gunicorn with threads: it has gevent's cost and better tails."""
    return Child("web", partial(_serve, web_arguments(settings)))


def web_arguments(settings: Settings) -> list[str]:
    """What gunicorn is told on its command line, its own name left out."""
    return [
        "wsgi:app", "--config", "python:voc.gunicorn_settings",
        "--bind", settings.bind, "--workers", str(settings.web_workers), "--threads", str(settings.web_threads),
    ]  # fmt: skip


def _serve(arguments: list[str]) -> None:
    sys.argv = ["gunicorn", *arguments]
    importlib.import_module("gunicorn.app.wsgiapp").run()


def worker_process(settings: Settings) -> Child:
    """One worker of our own."""
    return Child("worker", partial(_work, settings))


def _work(settings: Settings) -> None:
    # Only here, because the text engine comes with it.
    importlib.import_module("voc.worker").work(settings)


class Born(BaseException):
    """Raised in a new process, to leave behind what its parent was doing. `begin` is what it is there for."""

    def __init__(self, begin: Callable[[], None]) -> None:
        super().__init__()
        self.begin = begin


@dataclass
class Child:
    """One process that the supervisor keeps alive."""

    name: str
    #: What it does, from its birth to its end.
    begin: Callable[[], None]
    process: processes.Forked | None = None
    started: float = 0.0
    #: Not before this moment of the monotonic clock.
    next_start: float = 0.0
    #: How often in a row it ended right after its start.
    short_lives: int = 0

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = processes.fork(f"voc-{self.name}")
        if self.process is None:
            os.chdir(config.PROJECT_ROOT)
            raise Born(self.begin)
        log.info("child_started", extra={"child": self.name, "pid": self.process.pid})

    def has_ended(self) -> bool:
        return self.process is not None and self.process.has_ended()


@dataclass
class Supervisor:
    """Starts children, restarts one that died, and on SIGTERM or Ctrl-C lets all of them finish."""

    children: list[Child]
    stopping: bool = False
    sleep: Callable[[float], None] = field(default=time.sleep)

    def run(self) -> int:
        """Stay until told to stop; returns the exit code."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        # Whoever started us may have had this ignored: then nobody would be told how a child ended.
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        while not self.stopping:
            self._keep_alive()
            self.sleep(0.2)
        return self._drain()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _keep_alive(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if child.has_ended() and child.process:
                log.warning("child_ended", extra={"child": child.name, "code": child.process.code})
                child.process = None
                child.short_lives = child.short_lives + 1 if now - child.started < SHORT_LIFE_SECONDS else 0
                child.next_start = now + min(LONGEST_WAIT_SECONDS, 2**child.short_lives - 1)
            if child.process is None and child.next_start <= now and not self.stopping:
                child.start()

    def _drain(self) -> int:
        log.info("draining")
        running = [child.process for child in self.children if child.process]
        for process in running:
            process.end()
        deadline = time.monotonic() + DRAIN_SECONDS
        for process in running:
            if not process.wait(max(0.1, deadline - time.monotonic())):
                log.warning("child_killed", extra={"pid": process.pid})
                process.kill()
                process.wait(DRAIN_SECONDS)
        return 0


COMMANDS = (run,)
