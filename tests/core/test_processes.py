"""Forked processes: what the child is, how it is told to finish, how its end is learned.

Each test forks in an interpreter of its own, since this one has threads.
"""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(sys.platform != "linux", reason="The kernel is asked what only Linux says."),
]


def run(script: str) -> list[str]:
    """The lines that a script prints."""
    head = "import os, signal, sys, time\nfrom pathlib import Path\nfrom voc.core import processes\n"
    code = head + textwrap.dedent(script)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout.splitlines()


def test_a_child_is_named_and_its_end_is_known() -> None:
    assert run("""
        child = processes.fork("voc-seven")
        if child is None:
            print(Path("/proc/self/comm").read_text().strip(), os.getsid(0) == os.getpid(), flush=True)
            os._exit(7)
        print(child.wait(20), child.code, child.has_ended())
        child.end()
        child.kill()
    """) == ["voc-seven True", "True 7 True"]


def test_a_child_ends_at_a_signal_that_its_parent_catches() -> None:
    assert run("""
        signal.signal(signal.SIGTERM, lambda *_: print("caught", flush=True))
        child = processes.fork("voc-child")
        if child is None:
            time.sleep(60)
        child.end()
        print(child.wait(20), child.code == -signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGTERM)
    """) == ["True True", "caught"]


def test_killing_a_child_ends_what_it_started() -> None:
    assert run("""
        reading, writing = os.pipe()
        child = processes.fork("voc-child")
        if child is None:
            if os.fork():
                os.write(writing, b"started")
            time.sleep(60)
        os.close(writing)
        os.read(reading, 7)
        print(child.wait(0), child.code)
        child.kill()
        print(child.wait(20), child.code == -signal.SIGKILL)
        # Nobody has the other end any more.
        print(os.read(reading, 1))
    """) == ["False None", "True True", "b''"]


def test_a_child_does_not_outlive_its_parent() -> None:
    assert run("""
        reading, writing = os.pipe()
        if os.fork() == 0:
            child = processes.fork("voc-child")
            if child is None:
                os.write(writing, b"started")
                time.sleep(60)
            time.sleep(60)
        os.close(writing)
        os.read(reading, 7)
        [parent] = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
        os.kill(int(parent), signal.SIGKILL)
        print(os.read(reading, 1))
    """) == ["b''"]


def test_where_nobody_is_told_how_a_child_ended_it_has_ended_all_the_same() -> None:
    assert run("""
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        child = processes.fork("voc-child")
        if child is None:
            os._exit(3)
        print(child.wait(20), child.code == processes.UNKNOWN)
    """) == ["True True"]
