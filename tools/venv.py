"""Build .venv from the locked, hashed requirements, and do nothing when it is up to date.

    python3 tools/venv.py run|test

Runs before anything is installed, so it uses the standard library alone.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(".venv")
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
LOG = VENV / "install.log"
UNFINISHED = VENV / ".unfinished"
BUILD = Path("requirements-build.txt")
WANTED = {"run": ["requirements.txt"], "test": ["requirements.txt", "requirements-dev.txt"]}
NO_NETWORK = re.compile(
    "NewConnectionError|ConnectTimeout|ConnectionError|name resolution|dns error|error sending request|Failed to fetch"
    "|Failed to establish a new connection|Network is unreachable|Could not connect|timed out|client error",
    re.IGNORECASE,
)


class Stopped(Exception):
    """What is wrong and what to do, in one line."""


def main(goal: str) -> None:
    """Make .venv fit for `goal`, `run` or `test`."""
    os.chdir(ROOT)
    if is_current(goal):
        return
    with only_one_at_a_time():
        if not is_current(goal):  # Somebody else may have just built it.
            install(goal)


def is_current(goal: str) -> bool:
    """Whether .venv was finished for exactly this goal, these files, this folder and this Python."""
    with contextlib.suppress(OSError):
        return stamp(goal).read_text(encoding="ascii") == key(goal) and PYTHON.exists()
    return False


def stamp(goal: str) -> Path:
    return VENV / f".installed-for-{goal}"


def key(goal: str) -> str:
    """What the environment was made from. Another folder counts: scripts in .venv carry its full path."""
    digest = hashlib.sha256(repr((str(ROOT), sys.version_info[:2])).encode())
    for path in [BUILD, Path("pyproject.toml"), *map(Path, WANTED[goal])]:
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


@contextlib.contextmanager
def only_one_at_a_time() -> Iterator[None]:
    """`make run` and `make test` may start together in two terminals; the second waits."""
    # Any file of ours will do as the lock; .venv itself may be cleared meanwhile.
    with Path("pyproject.toml").open("rb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say(f"Another make is building {VENV}; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def install(goal: str) -> None:
    started = time.monotonic()
    for name in WANTED:
        stamp(name).unlink(missing_ok=True)
    if not is_usable():
        create()
    with marked_unfinished():
        install_installer()
        install_packages(WANTED[goal])
        install_project()
    for name in ["run", "test"] if goal == "test" else ["run"]:
        # Written aside and moved, so that an interrupted install never looks finished.
        draft = stamp(f"{name}.new")
        draft.write_text(key(name), encoding="ascii")
        draft.replace(stamp(name))
    say(f"{VENV} is ready ({time.monotonic() - started:.1f} s).")


@contextlib.contextmanager
def marked_unfinished() -> Iterator[None]:
    """A mark that stays when this process is stopped midway, and not when an installer says that it failed."""
    UNFINISHED.touch()
    try:
        yield
    except Stopped:
        UNFINISHED.unlink()
        raise
    UNFINISHED.unlink()


def is_usable() -> bool:
    """Whether .venv is whole, of our Python's version, and still where it was made."""
    if UNFINISHED.exists():  # A package may be there in part, and would pass for installed.
        return False
    probe = "import sys, pip; print('%d.%d' % sys.version_info[:2], sys.prefix)"
    expected = f"{sys.version_info[0]}.{sys.version_info[1]} {ROOT / VENV}"
    try:
        answer = subprocess.run([PYTHON, "-c", probe], env=environment(), capture_output=True, check=True)
        script = (VENV / "bin" / "pip").read_text(encoding="utf-8")
    except (OSError, subprocess.CalledProcessError):
        return False
    # The scripts of a copied or moved tree still start the old one's Python.
    return answer.stdout.decode().strip() == expected and f"{ROOT / VENV}/" in script


def create() -> None:
    say(f"Creating {VENV} with Python {platform.python_version()} ...")
    # From inside another environment, that one's Python would be the base of ours.
    base = getattr(sys, "_base_executable", None) or sys.executable
    output = printed_by_failure([base, "-m", "venv", "--clear", str(VENV)])
    if output is None:
        return
    if "ensurepip" in output or "No module named venv" in output:
        raise Stopped(
            "Python's venv module is incomplete: install it (Debian, Ubuntu: apt install python3-venv), then try again."
        )
    raise Stopped(f"{VENV} cannot be created: {last_line(output)}")


def install_installer() -> None:
    """Install uv and the build backend; where uv cannot be had, the backend alone."""
    failed = attempt("Fetching the installer", pip("--only-binary", "uv", "-r", str(BUILD)))
    if failed is None:
        return
    stop_if_offline(failed)
    without_uv = VENV / "requirements-build-without-uv.txt"
    without_uv.write_text(without("uv", BUILD.read_text(encoding="ascii")), encoding="ascii")
    must("Fetching the build backend", pip("-r", str(without_uv)))


def without(name: str, requirements: str) -> str:
    """The locked requirements less one package and its hashes."""
    return re.sub(rf"(?m)^{name}==.*\\\n(?:[ ]+--hash=.*\n)+", "", requirements)


def install_packages(files: list[str]) -> None:
    listed = [argument for name in files for argument in ("-r", name)]
    what = f"Installing the packages of {' and '.join(files)}"
    if UV.exists():
        command = [str(UV), "pip", "install", "--quiet", "--python", str(PYTHON), "--compile-bytecode"]
        cache = [] if cache_can_be_written() else ["--no-cache"]
        command += [*cache, "--require-hashes", *listed]
        failed = attempt(what, command)
        if failed and "certificate" in failed:  # A company's own authority: only the system knows it.
            failed = attempt(f"{what} with the system's certificates", [*command, "--system-certs"])
        if failed is None:
            return
        # A mirror may be known to pip alone (pip.conf), so a failure of uv is not the end.
        say(f"uv could not ({last_line(failed)}).")
    must(f"{what} with pip, which takes longer", pip(*listed))


def install_project() -> None:
    must("Installing voc itself", pip_command("--editable", ".", "--no-deps", "--no-build-isolation"))


def pip(*arguments: str) -> list[str]:
    return pip_command("--require-hashes", *arguments)


def pip_command(*arguments: str) -> list[str]:
    options = ["--quiet", "--disable-pip-version-check", "--no-input", "--retries", "2"]
    return [str(PYTHON), "-m", "pip", "install", *options, *arguments]


def cache_can_be_written() -> bool:
    """Whether uv can keep what it fetched. A read-only or missing home is fine, only slower next time."""
    given = os.environ.get("UV_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    try:
        path = Path(given) if given else Path.home() / ".cache"
    except RuntimeError:  # Nobody knows where home is.
        return False
    while not path.exists() and path != path.parent:
        path = path.parent
    return os.access(path, os.W_OK)


def environment() -> dict[str, str]:
    """The caller's environment without what would send packages elsewhere or bring foreign ones in."""
    unwanted = ("PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "VIRTUAL_ENV")
    return {name: value for name, value in os.environ.items() if name not in unwanted}


def attempt(what: str, command: list[str]) -> str | None:
    """Run it, saying what it is and writing down how long it took. None when it went well, else what it printed."""
    say(f"{what} ...")
    started = time.monotonic()
    output = printed_by_failure(command)
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"{what}: {time.monotonic() - started:.1f} s\n{output or ''}\n")
    return output


def must(what: str, command: list[str]) -> None:
    output = attempt(what, command)
    if output is not None:
        stop_if_offline(output)
        raise Stopped(f"{what} failed: {last_line(output)} (all of it: {LOG})")


def printed_by_failure(command: list[str]) -> str | None:
    done = subprocess.run(command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return None if done.returncode == 0 else done.stdout.decode(errors="replace")


def stop_if_offline(output: str) -> None:
    if NO_NETWORK.search(output):
        raise Stopped(
            "The package index cannot be reached: connect to the network, or name a mirror (PIP_INDEX_URL and"
            f" UV_DEFAULT_INDEX), then try again. (Details: {LOG})"
        )


def last_line(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip() and not line.startswith(("[notice]", "hint"))]
    errors = [line for line in lines if line.lower().startswith(("error", "cause"))]
    return (errors or lines or ["no reason given"])[-1][:300]


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except Stopped as stopped:
        sys.exit(f"voc: {stopped}")
    except KeyboardInterrupt:
        sys.exit("voc: interrupted; the same command starts it again.")
