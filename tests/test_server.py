"""`voc run`: everything from one command, one instance, nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import VOC, Running, alive, stop, wait_for

pytestmark = pytest.mark.processes


@pytest.fixture
def running(fresh_environ: dict[str, str], tmp_path: Path) -> Iterator[Running]:
    run = Running(fresh_environ, tmp_path)
    yield run
    stop(run)


def test_it_starts_everything_restarts_what_dies_and_leaves_nothing(
    running: Running, fresh_environ: dict[str, str], tmp_path: Path
) -> None:
    """One life in one test: most of what it costs is starting."""
    wait_for(lambda: running.get("/readyz") == 200)
    assert "/setup/" in running.log.read_text()
    assert len(running.family()) >= 3
    # The lock that keeps a second one out is the supervisor's: whoever else held it would keep out the next one.
    assert [pid for pid in (running.process.pid, *running.family()) if holds(pid, "run.lock")] == [running.process.pid]
    a_second_instance_and_a_taken_port_say_what_to_do(fresh_environ, tmp_path)
    for name in ("worker", "web"):
        first = running.children()[name]
        os.kill(first, signal.SIGKILL)
        wait_for(lambda name=name, first=first: running.children().get(name, first) != first)  # type: ignore[misc]
    wait_for(lambda: running.get("/healthz") == 200)
    family = running.family()
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(30) == 0
    wait_for(lambda: not alive(family), 30)


def holds(pid: int, name: str) -> bool:
    return any(file.resolve().name == name for file in Path(f"/proc/{pid}/fd").iterdir())


def a_second_instance_and_a_taken_port_say_what_to_do(environ: dict[str, str], tmp_path: Path) -> None:
    second = subprocess.run([*VOC, "run"], env=environ, capture_output=True, text=True, check=False)
    assert second.returncode == 1
    assert "already running" in second.stderr
    elsewhere = environ | {"VOC_DATA": str(tmp_path / "other")}
    taken = subprocess.run([*VOC, "run"], env=elsewhere, capture_output=True, text=True, check=False)
    assert taken.returncode == 1
    assert "VOC_BIND" in taken.stderr
    assert "Traceback" not in second.stderr + taken.stderr


def test_nothing_outlives_a_killed_supervisor(running: Running) -> None:
    wait_for(lambda: running.get("/readyz") == 200)
    family = running.family()
    running.process.kill()
    running.process.wait()
    wait_for(lambda: not alive(family), 30)


def test_nonsense_in_the_settings_is_named(tmp_path: Path) -> None:
    environ = {"PATH": os.environ["PATH"], "VOC_DATA": str(tmp_path), "VOC_BIND": "here"}
    result = subprocess.run([*VOC, "run"], env=environ, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "VOC_BIND='here'" in result.stderr
    assert "Traceback" not in result.stderr
