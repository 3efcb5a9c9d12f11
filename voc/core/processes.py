"""Processes that are forked from this one, and do not outlive it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import time
from dataclasses import dataclass

#: The `code` of a process of whose end the kernel tells nobody.
UNKNOWN = 255
_PR_SET_PDEATHSIG = 1
_PR_SET_NAME = 15


@dataclass
class Forked:
    """A process that was forked from this one and leads its own group."""

    pid: int
    #: How it ended: what it returned, or minus the signal that killed it. None while it runs.
    code: int | None = None

    def has_ended(self) -> bool:
        """Whether it is gone; the first who asks afterwards learns its `code` from the kernel."""
        if self.code is None:
            try:
                pid, status = os.waitpid(self.pid, os.WNOHANG)
            except ChildProcessError:  # Somebody else was told.
                self.code = UNKNOWN
            else:
                self.code = os.waitstatus_to_exitcode(status) if pid else None
        return self.code is not None

    def wait(self, seconds: float) -> bool:
        """Wait so long for its end, and say whether it came."""
        deadline = time.monotonic() + seconds
        while not self.has_ended() and time.monotonic() < deadline:
            time.sleep(0.02)
        return self.has_ended()

    def end(self) -> None:
        """Ask it to finish."""
        # One that has ended keeps its number until somebody has asked how: no stranger can be meant.
        if not self.has_ended():
            os.kill(self.pid, signal.SIGTERM)

    def kill(self) -> None:
        """End it and all it started, at once."""
        for kill in (os.killpg, os.kill):  # In its first moments it leads no group yet.
            with contextlib.suppress(ProcessLookupError):
                kill(self.pid, signal.SIGKILL)


def fork(name: str) -> Forked | None:
    """A new process that goes on from here: the child for the parent, None for the child itself.

    What is loaded by now is shared, and not loaded again. The child is told apart by its name in `ps -o comm`, has the
    ordinary signals instead of its parent's, leads a group and session of its own, and does not outlive its parent.
    Call it where there is one thread, no open connection, and nothing half written.
    """
    parent = os.getpid()
    caught = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
    # A signal for the child must not meet its parent's handlers in the first moments of its life.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, caught)
    try:
        if pid := os.fork():
            return Forked(pid)
        for number in caught:
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
        os.setsid()
        _call(_PR_SET_NAME, name.encode())
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    end_with_parent(parent)
    return None


def end_with_parent(parent: int) -> None:
    """Ask the kernel to end this process when `parent`, its parent, dies, however that happens. Linux only.

    The parent may be gone already, so look once more after asking.
    """
    _call(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if sys.platform == "linux" and os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


def _call(option: int, argument: object) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(option, argument)
