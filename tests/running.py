"""A real `voc run` in processes of its own, and what can be seen of it from outside."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

VOC = [sys.executable, "-m", "voc"]


class Running:
    """One `voc run` with its output."""

    def __init__(self, environ: dict[str, str], folder: Path) -> None:
        self.log = folder / "log.txt"
        self.address = environ["VOC_PUBLIC_URL"]
        with self.log.open("w") as log:
            self.process = subprocess.Popen([*VOC, "run"], env=environ, stdout=log, stderr=subprocess.STDOUT)

    def get(self, path: str) -> int:
        try:
            with urllib.request.urlopen(self.address + path, timeout=5) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def children(self) -> dict[str, int]:
        """Name -> process id, of what the supervisor started and is still there."""
        found = {}
        for line in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split():
            found[Path(f"/proc/{line}/comm").read_text().strip().removeprefix("voc-")] = int(line)
        return found

    def family(self) -> set[int]:
        """Every process below the supervisor."""
        waiting, seen = [self.process.pid], set()
        while waiting:
            pid = waiting.pop()
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                for child in map(int, children.read_text().split()):
                    seen.add(child)
                    waiting.append(child)
        return seen


def wait_for(condition: Callable[[], object], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "It never happened."
        time.sleep(0.1)


def alive(pids: set[int]) -> set[int]:
    return {pid for pid in pids if Path(f"/proc/{pid}").exists() and "Z" not in _state(pid)}


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


def stop(run: Running) -> None:
    """End it as a person would, and wait until it has."""
    if run.process.poll() is None:
        run.process.terminate()
    run.process.wait(40)
