"""Where a request ends, told from its bytes while they come in.

Nothing is decided here about what a request means: the web server's own parser does that, once all of it is there, and
where a body is still to come once with the head alone. So what makes no sense counts as whole, and the parser refuses
it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Longer than the heads of honest programs with all their cookies.
MOST_HEAD = 64 * 1024
#: The longest line with the size of a piece.
_LONGEST_SIZE = 4096
#: What pieces may cost beside the bytes they carry, so that nobody has us count millions of pieces of one byte each.
_MOST_OVERHEAD = 64 * 1024

_FRAMES = re.compile(rb"\r\n(content-length|transfer-encoding)[ \t]*:[ \t]*([^\r\n]*)", re.IGNORECASE)
_EXPECTS = re.compile(rb"\r\nexpect:[ \t]*([^\r\n]*)", re.IGNORECASE)
_SIZE = re.compile(rb"([0-9a-f]{1,15})[ \t]*(?:;[^\r\n]*)?\r\n", re.IGNORECASE)


@dataclass(frozen=True)
class Head:
    """What the head of a request says about the rest."""

    #: Bytes of the head, with the empty line that ends it.
    size: int
    #: Bytes of the body.
    length: int = 0
    #: The body comes in pieces, each with its size; `length` says nothing then.
    is_in_pieces: bool = False
    #: The sender waits with the body until it is told to go on.
    awaits_leave: bool = False
    #: Nothing behind it is looked at.
    is_last: bool = False


def head(data: bytes | bytearray, start: int = 0) -> Head | None:
    r"""What the head says that these bytes begin with; None while it is not whole. `start`: no end lies before.

    >>> head(b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab")
    Head(size=38, length=3, is_in_pieces=False, awaits_leave=False, is_last=False)
    >>> head(b"GET / HTTP/1.1\r\nHost: voc\r\n")
    """
    end = data.find(b"\r\n\r\n", start)
    if end < 0:
        return None
    lines = bytes(data[: end + 2])
    size = end + 4
    frames = _FRAMES.findall(lines)
    if len(frames) != 1:
        return Head(size)  # None, or more than one: the parser refuses that.
    name, value = frames[0][0].lower(), frames[0][1].strip(b" \t").lower()
    # Some send an empty line first; the parser lets it pass.
    is_1_1 = lines.lstrip(b"\r\n").partition(b"\r\n")[0].endswith(b"HTTP/1.1")
    expected = {each.strip(b" \t").lower() for each in _EXPECTS.findall(lines)} if is_1_1 else set()
    if expected - {b"100-continue"}:
        return Head(size, is_last=True)  # Its sender waits with the body, and the parser refuses what it expects.
    awaits_leave = bool(expected)
    if name == b"transfer-encoding":
        return Head(size, is_in_pieces=value == b"chunked", awaits_leave=awaits_leave)
    digits = value.lstrip(b"0") or b"0"
    # A number that nobody can send need not be exact, and might be longer than numbers get.
    length = int(digits[:20]) if digits.isdigit() else 0
    return Head(size, length, awaits_leave=awaits_leave)


def never_ends(data: bytes | bytearray) -> bool:
    r"""Whether no head comes of these bytes, however many follow: it is too long, or its lines do not end as they must.

    >>> never_ends(b"GET / HTTP/1.1\n"), never_ends(b"GET / HTTP/1.1\r\n")
    (True, False)
    """
    return len(data) > MOST_HEAD or data.count(b"\n") != data.count(b"\r\n")


class Pieces:
    """A body in pieces while it comes in. `has_ended` once its last line is there, or once it makes no sense."""

    def __init__(self) -> None:
        self.has_ended = False
        #: Bytes of the pieces so far, without what stands around them.
        self.length = 0
        self._overhead = 0
        #: Bytes that the present piece still lacks, with the line's end behind it.
        self._lacks = 0
        self._line = bytearray()
        self._is_behind_last = False

    def take(self, data: bytes) -> int:
        """How many of these bytes, the next ones, belong to the body: all of them as long as it has not ended."""
        at = 0
        while at < len(data) and not self.has_ended:
            at = self._through_piece(data, at) if self._lacks > 2 else self._through_line(data, at)
        return at

    def _through_piece(self, data: bytes, at: int) -> int:
        step = min(self._lacks - 2, len(data) - at)
        self._lacks -= step
        self.length += step
        return at + step

    def _through_line(self, data: bytes, at: int) -> int:
        end = data.find(b"\n", at) + 1 or len(data)
        self._line += data[at:end]
        self._overhead += end - at
        if self._line.endswith(b"\n"):
            self._understand(bytes(self._line))
            self._line.clear()
        if len(self._line) > _LONGEST_SIZE or self._overhead > _MOST_OVERHEAD + self.length:
            self.has_ended = True
        return end

    def _understand(self, line: bytes) -> None:
        if self._lacks:  # The end of the line behind a piece.
            self._lacks = 0
            self.has_ended = line != b"\r\n"
        elif self._is_behind_last:
            self.has_ended = line == b"\r\n" or not line.endswith(b"\r\n")
        elif size := _SIZE.fullmatch(line):
            length = int(size[1], 16)
            self._lacks = length + 2 if length else 0
            self._is_behind_last = not length
        else:
            self.has_ended = True
