"""A form that was sent together with files, read part by part.

Not by the framework: it would write every file to a disk before we have looked, and hand on bytes that are no text as
if somebody had typed them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.sansio.multipart import NEED_DATA, Data, Epilogue, Event, Field, File, MultipartDecoder

_CHUNK = 64 * 1024


class Malformed(Exception):
    """No form that a browser sends."""


@dataclass(frozen=True)
class Limits:
    """What is too much. Bytes of all typed text together, of one file, and parts of either kind."""

    text: int
    file: int
    parts: int


@dataclass
class Sent:
    """What a form held."""

    fields: MultiDict[str, str] = field(default_factory=MultiDict)
    #: Field name -> the file in it, the first one of each name. One that is too large is cut a byte behind its limit.
    files: dict[str, bytes] = field(default_factory=dict)


def read(stream: IO[bytes], boundary: str, limits: Limits) -> Sent:
    """The parts in their order. Raises `Malformed`, or `RequestEntityTooLarge` for too much text or too many parts."""
    sent, text_left = Sent(), limits.text
    part: Field | File | None = None
    content = bytearray()
    for event in _events(stream, boundary, limits):
        if isinstance(event, Field | File):
            part, content = event, bytearray()
        elif isinstance(event, Data) and part is not None:
            if isinstance(part, Field):
                text_left -= len(event.data)
                if text_left < 0:
                    raise RequestEntityTooLarge
            room = limits.file + 1 - len(content)
            content += event.data if isinstance(part, Field) else event.data[:room]
            if not event.more_data:
                _put(sent, part, bytes(content))
    return sent


def _events(stream: IO[bytes], boundary: str, limits: Limits) -> Iterator[Event]:
    decoder = MultipartDecoder(boundary.encode(), limits.text + _CHUNK, max_parts=limits.parts)
    try:
        while True:
            chunk = stream.read(_CHUNK)
            decoder.receive_data(chunk or None)
            event = decoder.next_event()
            while event is not NEED_DATA:
                yield event
                if isinstance(event, Epilogue):
                    return
                event = decoder.next_event()
    except (ValueError, AttributeError) as error:
        raise Malformed(str(error)) from error


def _put(sent: Sent, part: Field | File, content: bytes) -> None:
    if not isinstance(part.name, str):
        raise Malformed("a part without a name")
    if isinstance(part, Field):
        try:
            sent.fields.add(part.name, content.decode())
        except UnicodeDecodeError as error:
            raise Malformed("no text") from error
    elif part.filename or content:
        # A browser sends an empty file without a name where nobody chose one.
        sent.files.setdefault(part.name, content)
