"""What every test may ask for: a standing clock, both databases, a client, a mail server, a browser.

- `session`, `app`, `client`: on SQLite and on PostgreSQL, inside one transaction that is taken back; what
  stands there before is said by `databases.planted`.
- `fresh_app`, `fresh_settings`, `fresh_environ`, `served`: a database of one's own, for threads, processes, browsers.
- `now`, `clock`: time stands still at `now` until `clock` moves it; markers `running_clock`, `browser` and `processes`
  let it run.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import time_machine
from argon2 import PasswordHasher
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

import config
from tests import browser as chromium
from tests import server
from tests.client import Client
from tests.databases import Compiled, Databases, Ground, Plant, plants_of
from tests.flow.mortal import Mortal
from tests.network import Watch
from tests.postgres import Guardian
from tests.smtp_sink import SmtpSink
from voc import create_app
from voc.core.db import db
from voc.responses import robots
from voc.staff import passwords

#: A Monday, when digests are due in half of the world.
NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
BACKENDS = [pytest.param("sqlite"), pytest.param("postgresql", marks=pytest.mark.postgres)]
RUNNING_CLOCK = ("running_clock", "browser", "processes")

# The same examples every time: a test that fails now and then tells nobody anything. Time is not measured, because
# several test processes share the machine.
hypothesis.settings.register_profile("house", derandomize=True, deadline=None, print_blob=True)
hypothesis.settings.load_profile("house")


# The run: one PostgreSQL for all test processes, kept by the process that started them.


guardian_key = pytest.StashKey[Guardian]()


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.stash[guardian_key] = Guardian()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["postgres_folder"] = str(node.config.stash[guardian_key].folder)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give the files that start processes and browsers to one half of the test processes, the others to all.

    A process begins with an even part and takes from the ends of the others' when it is done. What waits for browsers
    and for processes of its own leaves the machine idle; beside tests that only reckon, nothing is idle. Within a part
    it stands first: at the end it would keep one processor busy for minutes, and the others idle.
    """
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    files = {path: _side_by_side(its) for path, its in files.items()}
    slow = {path for path, its in files.items() if any(map(_is_slow, its))}
    workers = getattr(config, "workerinput", {}).get("workercount", 1)
    waiting = (workers + 1) // 2
    first = [path for path in files if path in slow]
    rest = iter([path for path in files if path not in slow])
    ordered: list[pytest.Item] = []
    for number in range(workers):
        if number < waiting:
            ordered += [item for path in first[number::waiting] for item in files[path]]
        while len(ordered) < len(items) * (number + 1) / workers and (path := next(rest, None)):
            ordered += files[path]
    items[:] = ordered


def pytest_collection_finish() -> None:
    """What is loaded by now stays: to look for garbage in it, again and again, takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)


def _side_by_side(items: list[pytest.Item]) -> list[pytest.Item]:
    """Those of a file that begin on the same plants together, otherwise as they stand there."""
    places: dict[tuple[Plant, ...], int] = {}
    return sorted(items, key=lambda item: places.setdefault(plants_of(item), len(places)))


def _is_slow(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(name) for name in ("browser", "processes"))


def pytest_unconfigure(config: pytest.Config) -> None:
    if guardian_key in config.stash:
        config.stash[guardian_key].stop()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if any("no Chromium" in str(report.longrepr) for report in skipped):
        terminalreporter.write_line(chromium.MISSING, red=True, bold=True)


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Hash passwords as in production but with little work: a guess costs 64 MB and four threads otherwise."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


# Time and network.


@pytest.fixture(autouse=True)
def clock(request: pytest.FixtureRequest) -> Iterator[time_machine.Traveller | None]:
    """Holds time at `NOW`; `clock.move_to(...)` and `clock.shift(...)` move it. None where time runs."""
    if any(request.node.get_closest_marker(name) for name in RUNNING_CLOCK):
        yield None
        return
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def now(clock: time_machine.Traveller | None) -> datetime:
    """The instant at which the test begins."""
    return datetime.now(UTC)


@pytest.fixture(autouse=True)
def watch(request: pytest.FixtureRequest) -> Iterator[Watch]:
    """Fails a test that leaves the machine, or that reaches a mail server without asking for `smtp`."""
    watch = Watch()
    with pytest.MonkeyPatch.context() as patch:
        watch.install(patch, may_send_mail="smtp" in request.fixturenames)
        yield watch
    assert not watch.attempts, f"The test left the machine: {watch.attempts}"


@pytest.fixture
def smtp() -> Iterator[SmtpSink]:
    """A mail server that keeps what it gets; `smtp.url` is its address."""
    with SmtpSink() as sink:
        yield sink


# Databases: every test that touches one runs on both.


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """`sqlite`, then `postgresql`."""
    return str(request.param)


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that is the same for all processes of one run, and for no other run."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Databases:
    run = request.config
    given = getattr(run, "workerinput", {}).get("postgres_folder")
    folder = Path(given) if given else run.stash[guardian_key].folder
    return Databases(tmp_path_factory.mktemp("databases"), folder, worker_id)


@pytest.fixture(scope="session")
def application_on(
    databases: Databases,
    tmp_path_factory: pytest.TempPathFactory,
    compiled_templates: FileSystemBytecodeCache,
    compiled_statements: Compiled,
) -> Iterator[Callable[[str], Flask]]:
    """The application on the shared database of a backend, made once a test process."""
    made: dict[str, Flask] = {}

    def application(backend: str) -> Flask:
        if backend not in made:
            data = tmp_path_factory.mktemp("data")
            app = create_app(config.load({"VOC_DATA": str(data), "VOC_DATABASE_URL": databases.new(backend)}))
            # Forms are posted without their token here; that it is asked for has tests on `fresh_app`.
            app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
            app.test_client_class = Client
            app.jinja_env.bytecode_cache = compiled_templates
            with app.app_context():
                compiled_statements.serve(db.engine)
            made[backend] = app
        return made[backend]

    yield application
    for app in made.values():
        dispose(app)


def dispose(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def compiled_templates(run_folder: Path) -> FileSystemBytecodeCache:
    """What one application has compiled of its pages is there for the next: hundreds are made, and each shows some."""
    folder = run_folder / "templates"
    folder.mkdir(exist_ok=True)
    return FileSystemBytecodeCache(str(folder))


@pytest.fixture(scope="session")
def compiled_statements() -> Compiled:
    """The same of statements."""
    return Compiled()


@pytest.fixture(scope="session")
def ground_of(application_on: Callable[[str], Flask]) -> Iterator[Callable[[str], Ground]]:
    """What stands in the shared database of a backend."""
    grounds: dict[str, Ground] = {}

    def ground(backend: str) -> Ground:
        return grounds.setdefault(backend, Ground(application_on(backend)))

    yield ground
    for each in grounds.values():
        each.clear()


@pytest.fixture
def app(
    backend: str,
    application_on: Callable[[str], Flask],
    ground_of: Callable[[str], Ground],
    request: pytest.FixtureRequest,
) -> Iterator[Flask]:
    """The application; whatever it writes is taken back after the test. `databases.planted` says what stands there."""
    with ground_of(backend).under_a_test(plants_of(request.node), NOW):
        yield application_on(backend)


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A database session as domain verbs take it. Factories and `db.session` use the same one."""
    with app.app_context():
        yield db.session()


@pytest.fixture
def client(app: Flask) -> Client:
    """A visitor's browser; `client.sign_in(user)` makes it that person's."""
    client = app.test_client()
    assert isinstance(client, Client)
    return client


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """The SQL statements that run from here on, savepoints apart: clear it, act, count."""
    seen: list[str] = []

    def note(*args: Any) -> None:
        statement = str(args[2])
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")):
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield seen
    event.remove(Engine, "before_cursor_execute", note)


# Processes that die where they are told to.


@pytest.fixture(scope="session")
def mortal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mortal]:
    """Begins lives of the application, each a process of its own; one loads everything for all of them."""
    begins = Mortal(tmp_path_factory.mktemp("mortal") / "log.txt")
    yield begins
    begins.stop()


# A database of one's own.


@pytest.fixture
def fresh_database_url(backend: str, databases: Databases) -> Iterator[str]:
    """A new, migrated, empty database, removed after the test."""
    url = databases.new(backend)
    yield url
    databases.drop(url)


@pytest.fixture
def fresh_environ(request: pytest.FixtureRequest, fresh_database_url: str, tmp_path: Path) -> dict[str, str]:
    """The environment of a server of one's own on a free port; it mails to `smtp` where the test asks for that."""
    address = f"{server.LOOPBACK}:{server.free_port()}"
    environ = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    environ |= {
        "VOC_DATA": str(tmp_path / "data"),
        "VOC_DATABASE_URL": fresh_database_url,
        "VOC_BIND": address,
        "VOC_PUBLIC_URL": f"http://{address}",
        "VOC_WEB_WORKERS": "1",
    }
    if "smtp" in request.fixturenames:
        environ["VOC_SMTP_URL"] = request.getfixturevalue("smtp").url
    return environ


@pytest.fixture
def fresh_settings(fresh_environ: dict[str, str]) -> config.Settings:
    return config.load(fresh_environ)


@pytest.fixture
def fresh_app(
    fresh_settings: config.Settings, compiled_templates: FileSystemBytecodeCache, compiled_statements: Compiled
) -> Iterator[Flask]:
    """An application on a database of its own, as in production: real commits, form tokens asked for."""
    app = create_app(fresh_settings)
    app.jinja_env.bytecode_cache = compiled_templates
    with app.app_context():
        compiled_statements.serve(db.engine)
    app.test_client_class = Client
    yield app
    dispose(app)


@pytest.fixture
def fresh_client(fresh_app: Flask) -> Client:
    """A visitor's browser of `fresh_app`, as `client` is of the shared one."""
    client = fresh_app.test_client()
    assert isinstance(client, Client)
    return client


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets answers be sent as soon as the page is there: scripts are quick, and time stands still."""
    monkeypatch.setattr(robots, "SOONEST", timedelta())


@pytest.fixture
def served(fresh_app: Flask, fresh_settings: config.Settings, hasty: None) -> Iterator[str]:
    """The address at which `fresh_app` answers real requests."""
    port = int(fresh_settings.bind.rpartition(":")[2])
    with server.served(fresh_app, port) as address:
        yield address


# The browser.


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once a test process."""
    with chromium.launched() as running:
        yield running


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser profile of its own, desktop-sized; tests of phones and languages make theirs from `browser`."""
    context = browser.new_context(viewport=chromium.DESKTOP, locale="en-GB", timezone_id="Europe/Berlin")
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page whose script errors and refused resources fail the test."""
    with chromium.watched_page(context) as page:
        yield page
