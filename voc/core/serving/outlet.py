"""A client's socket as the threads that answer see it: they neither wait for it nor close it."""

from __future__ import annotations

import select
import socket

from voc.core.serving.backlog import Backlog

#: So much of an answer may wait for its client; what is longer is made as fast as the client takes it.
MOST_WAITING = 32 * 1024 * 1024
#: Seconds in which the client must take something of an answer that is longer.
PATIENCE = 15
_STEP = 64 * 1024


class Outlet:
    """What the client does not take at once waits here."""

    def __init__(self, raw: socket.socket) -> None:
        self._raw = raw
        self._waiting = Backlog()

    @property
    def has_waiting(self) -> bool:
        """Whether some of the answer waits for the client."""
        return bool(self._waiting)

    @property
    def on_disk(self) -> int:
        """Bytes that wait in a file."""
        return self._waiting.on_disk

    def sendall(self, data: bytes) -> None:
        """Send this, now or later. OSError: the client is gone, or has taken nothing for too long."""
        if self._waiting:
            self.flush()
        view = memoryview(data)
        while view:
            if not self._waiting:
                view = view[self._send(view) :]
            if len(self._waiting) < MOST_WAITING and self._keep(view[:_STEP]):
                view = view[_STEP:]
            else:
                self._wait()

    def flush(self) -> int:
        """Send what waits, as much as the client takes now; how many bytes that were."""
        total = 0
        while piece := self._waiting.peek(_STEP):
            sent = self._send(memoryview(piece))
            self._waiting.drop(sent)
            total += sent
            if sent < len(piece):
                break
        return total

    def forget(self) -> None:
        """Send no more."""
        self._waiting.close()

    def _send(self, data: memoryview) -> int:
        sent = 0
        while sent < len(data):
            try:
                sent += self._raw.send(data[sent:])
            except BlockingIOError:
                break
        return sent

    def _keep(self, data: memoryview) -> bool:
        """Have this wait for the client. False where the disk is full: then the client is waited for."""
        try:
            self._waiting.put(data)
        except OSError:
            return False
        return True

    def _wait(self) -> None:
        """Wait until the client can take more, and has taken all that waits."""
        poll = select.poll()
        poll.register(self._raw, select.POLLOUT)
        is_ready = bool(poll.poll(PATIENCE * 1000))
        while is_ready and self._waiting:
            is_ready = bool(self.flush() and poll.poll(PATIENCE * 1000))
        if not is_ready:
            raise BrokenPipeError("The client takes nothing.")

    # What gunicorn may ask of a socket, in a thread.

    def setblocking(self, flag: bool) -> None:  # noqa: FBT001 - a socket's own signature.
        """It never blocks."""

    def settimeout(self, seconds: float | None) -> None:
        """It never waits for the client's words."""

    def gettimeout(self) -> float:
        return 0.0

    def shutdown(self, how: int) -> None:
        """Whoever accepted the connection ends it, once everything is sent."""

    def recv(self, size: int) -> bytes:
        """What comes in comes elsewhere."""
        return b""

    def close(self) -> None:
        """As `shutdown`."""
