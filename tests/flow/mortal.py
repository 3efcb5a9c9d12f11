"""The application in a process that dies where it is told to; requests, ticks and commands come in by a pipe.

`python -m tests.flow.mortal` loads everything once and forks a child for each life, so a life begins within
milliseconds. A life is one process with one failpoint: it serves pages, runs the jobs and calls the command line with
the same code as `voc run`, on real commits, and is killed by the failpoint's SIGKILL like any other process. It is told
to be dead when the database has noticed too.

A life that was rehearsed, without a failpoint, is lived by the one that forks: the application it made and what that
has compiled, templates and statements, are there for every later life with the same settings.
"""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import click
import time_machine
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from tests import postgres
from voc.core import failpoints

ROOT = Path(__file__).parent.parent.parent


class Died(Exception):
    """The process ended before it answered, so nothing was acknowledged; carries the signal that killed it."""


class Mortal:
    """The test's end: begins lives and speaks to the one that runs."""

    def __init__(self, log: Path) -> None:
        with log.open("wb") as file:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.flow.mortal"],
                cwd=ROOT,
                # Lives share what they have compiled; everything else each begins with anew.
                env=os.environ | {"TEMPLATES_COMPILED": str(log.parent)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=file,
            )

    def begin(self, environ: dict[str, str], *, rehearses: bool = False) -> None:
        """Begin a life with these settings."""
        self._send({"environ": environ, "rehearses": rehearses})

    def ask(self, now: datetime, do: str, **what: Any) -> dict[str, Any]:
        """What the process answers when it is that time; with `dies_at` it is to die there (`failpoints`), counted from
        here on. Raises `Died`."""
        self._send({"now": now.isoformat(), "do": do, **what})
        return self._answer()

    def end(self) -> None:
        """Let the process end as it would on SIGTERM."""
        self._send({"do": "end"})
        with contextlib.suppress(Died):
            self._answer()

    def stop(self) -> None:
        """End the one that begins lives."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def _send(self, message: dict[str, Any]) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(message).encode() + b"\n")
        self._process.stdin.flush()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        answer: dict[str, Any] = json.loads(line) if line else {"gone": True}
        assert "gone" not in answer, "The process that begins lives has ended."
        if "died" in answer:
            raise Died(answer["died"])
        assert "error" not in answer, answer["error"]
        return answer


# The other end


def give_lives(lines: BinaryIO, out: BinaryIO) -> None:
    """Fork a child for each line; say when it is gone."""
    _load()
    made: dict[str, Flask] = {}
    gc.freeze()  # Lives share this memory as long as nobody writes into it.
    while line := lines.readline():
        life = json.loads(line)
        environ = life["environ"]
        if life["rehearses"]:
            app = made[_settings(environ)] = _make(environ)
            _live(app, environ, lines, out)
            _forget_connections(app)
            gc.freeze()
            status = 0
        else:
            child = os.fork()
            if not child:
                app = made.get(_settings(environ)) or _make(environ)
                os.environ["PGAPPNAME"] = f"life {os.getpid()}"
                failpoints.arm(environ.get("VOC_FAILPOINT", ""))
                _live(app, environ, lines, out)
                os._exit(0)
            _, status = os.waitpid(child, 0)
            postgres.wait_until_gone(environ["VOC_DATABASE_URL"], f"life {child}")
        out.write(json.dumps({"died": status}).encode() + b"\n")
        out.flush()


def _settings(environ: dict[str, str]) -> str:
    return json.dumps({name: value for name, value in environ.items() if name != "VOC_FAILPOINT"}, sort_keys=True)


def _make(environ: dict[str, str]) -> Flask:
    import config
    from voc import create_app

    app = create_app(config.load(environ))
    app.config["WTF_CSRF_ENABLED"] = False
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(os.environ["TEMPLATES_COMPILED"])
    return app


def _forget_connections(app: Flask) -> None:
    from voc.core.db import db

    with app.app_context():
        db.engine.dispose()


def _load() -> None:
    # Whatever is loaded here need not be loaded in every life.
    from voc import application, cli, worker
    from voc.analysis import engine
    from voc.intake import commands

    loaded = (application, cli, worker, commands)
    assert all(module.__name__ in sys.modules for module in loaded)
    for text in ("The delivery was late.", "快递晚了两个星期，非常失望。"):
        engine.read(text, language=None)


def _live(app: Flask, environ: dict[str, str], lines: BinaryIO, out: BinaryIO) -> None:
    commits = _commits()
    while line := lines.readline():
        message = json.loads(line)
        if message["do"] == "end":
            return
        commits.clear()
        failpoints.arm(message.pop("dies_at", ""))
        try:
            with time_machine.travel(datetime.fromisoformat(message.pop("now")), tick=False):
                answer = _DEEDS[message.pop("do")](app, environ, **message)
            answer["commits"] = list(commits)
        except Exception as error:  # noqa: BLE001  The test shows it.
            answer = {"error": f"{type(error).__name__}: {error}"}
        out.write(json.dumps(answer).encode() + b"\n")
        out.flush()


def _commits() -> list[str]:
    """The pages and jobs that commit something from here on, in their order: the boundaries there are."""
    commits: list[str] = []

    def note(where: str, number: int, side: str) -> None:
        if side == "before":
            commits.append(where)

    failpoints.listen(note)
    return commits


def _request(app: Flask, environ: dict[str, str], **what: Any) -> dict[str, Any]:
    file = what.pop("file", None)
    if file:
        what["data"] = {**what.get("data", {}), "file": (io.BytesIO(file[1].encode()), file[0])}
    client = app.test_client(use_cookies=False)
    response = client.open(**what)
    return {"status": response.status_code, "location": response.headers.get("Location"), "text": response.text}


def _tick(app: Flask, environ: dict[str, str], idle: list[str]) -> dict[str, Any]:
    """A tick of the worker's, in which these jobs have nothing to do and are left out."""
    from voc import worker
    from voc.core import clock

    one = worker.Worker(app)
    now = clock.now()
    one.seen = {job.name: job.slot_of(now) for job in worker.JOBS if job.name in idle}
    one.tick()
    return {}


def _command(app: Flask, environ: dict[str, str], args: list[str]) -> dict[str, Any]:
    from voc.cli import voc

    with _environment(environ), contextlib.redirect_stdout(io.StringIO()) as said:
        try:
            voc.main(args, standalone_mode=False)
        except click.ClickException as error:
            return {"exit": error.exit_code, "said": error.format_message()}
        except SystemExit as error:
            return {"exit": error.code, "said": said.getvalue()}
    return {"exit": 0, "said": said.getvalue()}


@contextlib.contextmanager
def _environment(environ: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(environ)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


_DEEDS: dict[str, Callable[..., dict[str, Any]]] = {"request": _request, "tick": _tick, "command": _command}


if __name__ == "__main__":
    give_lives(os.fdopen(0, "rb", buffering=0), os.fdopen(os.dup(1), "wb"))
