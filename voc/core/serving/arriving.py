"""One request while it comes in, and then as the server's parser reads it."""

from __future__ import annotations

from collections.abc import Callable

from gunicorn.http.errors import LimitRequestHeaders

from voc.core.serving import framing
from voc.core.serving.backlog import Backlog

#: The largest body that any page takes: a file of 20 MB and the form around it. Of a larger one nothing is kept.
MOST_BODY = 21 * 1024 * 1024
#: Whoever announces more than this is answered without having sent it. Below that we let a body that is too large come
#: in, and drop it: a browser reads our answer when it has sent everything, and shows no page when it is cut off.
MOST_READ_ON = 128 * 1024 * 1024
#: What is asked of the socket at once.
_WHILE_HEAD = 16 * 1024
_WHILE_BODY = 256 * 1024


def _never(_head: bytes) -> bool:
    return False


class Arriving:
    """A request of which some bytes may be there. The parser finds it where it expects a socket: see `recv`."""

    def __init__(self, is_refused: Callable[[bytes], bool] = _never) -> None:
        """`is_refused` is asked once whether the parser refuses this head, where a body is still to come behind it."""
        self._is_refused = is_refused
        self.is_whole = False
        #: The sender waits to be told to go on.
        self.awaits_leave = False
        #: What follows it is no next request of which we can be sure.
        self.is_last = False
        #: Bytes that came in behind it: the beginning of the next one.
        self.beyond = b""
        #: Bytes of it that came in, kept or not.
        self.length = 0
        self._kept = Backlog()
        self._start = bytearray()
        self._head: framing.Head | None = None
        self._pieces: framing.Pieces | None = None
        #: Bytes that a body with a length still lacks.
        self._lacks = 0

    @property
    def asks_for(self) -> int:
        """How many bytes it is worth asking the socket for."""
        if self._head is None:
            return _WHILE_HEAD
        # What comes behind a body stays in memory: no more of it than while the next head is awaited.
        return max(_WHILE_HEAD, min(_WHILE_BODY, self._lacks))

    @property
    def on_disk(self) -> int:
        """Bytes of it that lie in a file."""
        return self._kept.on_disk

    def take(self, data: bytes) -> None:
        """Take in what was received. OSError: there is no room for it."""
        if self._head is None:
            data = self._through_head(data)
        if data or not self.is_whole:
            self._through_body(data)

    def recv(self, size: int) -> bytes:
        """The next bytes of the whole request, as from a socket whose other side has sent it and gone."""
        data = self._kept.take(size)
        if not data and self._head is None and len(self._start) > framing.MOST_HEAD:
            raise LimitRequestHeaders("head")
        return data

    @property
    def was_read(self) -> bool:
        """Whether the parser has had all of it: then both agree on where it ends."""
        return not self._kept

    def close(self) -> None:
        """Forget it."""
        self._kept.close()

    def _through_head(self, data: bytes) -> bytes:
        seen = max(0, len(self._start) - 3)
        self._start += data
        self.length += len(data)
        head = self._head = framing.head(self._start, seen)
        if head is None:
            if (b"\n" in data or len(self._start) > framing.MOST_HEAD) and framing.never_ends(self._start):
                self._kept.put(bytes(self._start))
                self.is_whole = self.is_last = True
            return b""
        lines = bytes(self._start[: head.size])
        self._kept.put(lines)
        rest = bytes(self._start[head.size :])
        self._start.clear()
        self.length -= len(rest)
        self._pieces = framing.Pieces() if head.is_in_pieces else None
        self._lacks = head.length
        is_too_long = head.length > (MOST_BODY if head.awaits_leave else MOST_READ_ON)
        if head.is_last or is_too_long or (self._lacks_some(rest) and self._is_refused(lines)):
            self.is_whole, self.is_last, self._lacks = True, True, 0
            return b""
        self.awaits_leave = head.awaits_leave and not rest
        return rest

    def _lacks_some(self, rest: bytes) -> bool:
        """Whether these bytes behind the head may not be all of the body: what is whole, the parser looks at anyway."""
        return self._pieces is not None or self._lacks > len(rest)

    def _through_body(self, data: bytes) -> None:
        if self._head is None or self.is_whole:
            self.beyond += data
            return
        if self._pieces:
            size = self._pieces.take(data)
            self.is_whole = self._pieces.has_ended
            is_kept = self._pieces.length <= MOST_BODY
        else:
            size = min(self._lacks, len(data))
            self._lacks -= size
            self.is_whole = not self._lacks
            is_kept = self._head.length <= MOST_BODY
        self.length += size
        self.awaits_leave = self.awaits_leave and not size
        if is_kept or (self._pieces and not self.is_last):  # Of pieces, so much that the application sees it too.
            self._kept.put(data[:size])
        self.is_last = self.is_last or not is_kept
        if self.length > MOST_READ_ON + framing.MOST_HEAD:
            self.is_whole = self.is_last = True
        self.beyond = data[size:]
