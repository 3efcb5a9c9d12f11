"""`voc run`: one command starts everything in the foreground, and nothing outlives it."""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import socket
import subprocess
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
    with lock:
        sys.exit(Supervisor([web_server(settings), worker_process()]).run())


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


def web_server(settings: Settings) -> Child:
    """gunicorn with threads: it has gevent's cost and better tails."""
    command = [
        sys.executable, "-m", "gunicorn", "wsgi:app", "--config", "python:voc.gunicorn_settings",
        "--bind", settings.bind, "--workers", str(settings.web_workers), "--threads", str(settings.web_threads),
    ]  # fmt: skip
    return Child("web", command)


def worker_process() -> Child:
    """One worker of our own."""
    return Child("worker", [sys.executable, "-m", "voc", "worker"])


@dataclass
class Child:
    """One process that the supervisor keeps alive."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    #: Not before this moment of the monotonic clock.
    next_start: float = 0.0
    #: How often in a row it ended right after its start.
    short_lives: int = 0

    def start(self) -> None:
        self.started = time.monotonic()
        # The command is our own. Between fork and exec only the kernel is asked something, so threads do not matter.
        self.process = subprocess.Popen(  # noqa: S603
            self.command,
            cwd=config.PROJECT_ROOT,
            env=dict(os.environ),
            preexec_fn=partial(processes.end_with_parent, os.getpid()),  # noqa: PLW1509
            start_new_session=True,
        )
        log.info("child_started", extra={"child": self.name, "pid": self.process.pid})

    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None


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
                log.warning("child_ended", extra={"child": child.name, "code": child.process.returncode})
                child.process = None
                child.short_lives = child.short_lives + 1 if now - child.started < SHORT_LIFE_SECONDS else 0
                child.next_start = now + min(LONGEST_WAIT_SECONDS, 2**child.short_lives - 1)
            if child.process is None and child.next_start <= now and not self.stopping:
                child.start()

    def _drain(self) -> int:
        log.info("draining")
        running = [child.process for child in self.children if child.process]
        for process in running:
            processes.signal_one(process, signal.SIGTERM)
        deadline = time.monotonic() + DRAIN_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.warning("child_killed", extra={"pid": process.pid})
                processes.signal_group(process, signal.SIGKILL)
                process.wait()
        return 0


COMMANDS = (run,)
