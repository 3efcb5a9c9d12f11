"""Bytes that wait in order for whoever takes them: the first in memory, the others in a file that nobody else sees."""

from __future__ import annotations

import os
import tempfile
from typing import IO

#: So many may wait in memory.
IN_MEMORY = 64 * 1024


class Backlog:
    """Bytes are put in behind and taken out in front. It is false when none wait.

    >>> backlog = Backlog()
    >>> backlog.put(b"first, ")
    >>> backlog.put(b"then")
    >>> backlog.take(5), backlog.take(100), bool(backlog)
    (b'first', b', then', False)
    """

    def __init__(self) -> None:
        self._memory = bytearray()
        self._file: IO[bytes] | None = None
        #: What lies between these two places of the file waits.
        self._taken = self._written = 0

    def __len__(self) -> int:
        return len(self._memory) + self._written - self._taken

    @property
    def on_disk(self) -> int:
        """How large the file is."""
        return self._written

    def put(self, data: bytes | memoryview) -> None:
        """Keep these bytes behind all others. OSError: the disk is full, and none of them are kept."""
        if self._written == self._taken and len(self._memory) + len(data) <= IN_MEMORY:
            self._memory += data
            return
        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="voc-", buffering=0)  # noqa: SIM115 - `close` closes it.
        view, end = memoryview(data), self._written
        while view:
            written = os.pwrite(self._file.fileno(), view, end)
            end += written
            view = view[written:]
        self._written = end

    def peek(self, size: int) -> bytes:
        """The first bytes, so many at most; they go on waiting."""
        if self._memory:
            return bytes(self._memory[:size])
        if self._file is None or self._taken == self._written:
            return b""
        return os.pread(self._file.fileno(), min(size, self._written - self._taken), self._taken)

    def drop(self, size: int) -> None:
        """Forget so many of the first bytes, all of which `peek` has shown."""
        if self._memory:
            del self._memory[:size]
            return
        self._taken += size
        if self._file and self._taken == self._written:
            self._taken = self._written = 0
            self._file.truncate(0)

    def take(self, size: int) -> bytes:
        """The first bytes, so many at most."""
        data = self.peek(size)
        self.drop(len(data))
        return data

    def close(self) -> None:
        """Forget everything."""
        self._memory.clear()
        self._taken = self._written = 0
        if self._file:
            self._file.close()
            self._file = None
