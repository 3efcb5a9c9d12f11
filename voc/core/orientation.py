"""How a camera was held: the one note in a photo without which it lies on its side.

A camera writes the pixels as its sensor has them, and in the notes (EXIF) which way is up. Whoever takes the notes away
must turn the picture.
EXIF: CIPA DC-008, section 4.6 (TIFF tags), tag 0x0112. Where it stands: JPEG APP1, PNG eXIf, WebP EXIF.
"""

from __future__ import annotations

import struct

UPRIGHT = 1
_TAG, _SHORT = 0x0112, 3
_EXIF = b"Exif\0\0"


def of(content: bytes) -> int:
    """1 to 8 as EXIF has it; 1, upright, where the file says nothing that can be understood.

    >>> of(b"no picture")
    1
    """
    try:
        notes = _notes(content)
        return _orientation(notes.removeprefix(_EXIF)) if notes else UPRIGHT
    except (struct.error, IndexError):
        return UPRIGHT


def _notes(content: bytes) -> bytes:
    """The camera's notes in a file; empty where there are none."""
    if content.startswith(b"\xff\xd8"):
        return _in_jpeg(content)
    if content.startswith(b"\x89PNG"):
        return _in_pieces(content, at=8, head=">I4x", name_at=4, name=b"eXIf", around=12)
    if content.startswith(b"RIFF"):
        return _in_pieces(content, at=12, head="<4xI", name_at=0, name=b"EXIF", around=8, is_even=True)
    return b""


def _in_jpeg(content: bytes) -> bytes:
    at = 2
    while content[at] == 0xFF and content[at + 1] not in (0xDA, 0xD9):
        if content[at + 1] == 0xFF:
            at += 1
            continue
        (length,) = struct.unpack_from(">H", content, at + 2)
        if content[at + 1] == 0xE1 and content.startswith(_EXIF, at + 4):
            return content[at + 4 : at + 2 + length]
        at += 2 + length
    return b""


def _in_pieces(
    content: bytes, *, at: int, head: str, name_at: int, name: bytes, around: int, is_even: bool = False
) -> bytes:
    """The body of the first piece of this name; a piece has a head of eight bytes that says how long its body is."""
    while at + 8 <= len(content):
        (length,) = struct.unpack_from(head, content, at)
        if content.startswith(name, at + name_at):
            return content[at + 8 : at + 8 + length]
        at += around + length + (length % 2 if is_even else 0)
    return b""


def _orientation(notes: bytes) -> int:
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(notes[:4])
    if order is None:
        return UPRIGHT
    (first,) = struct.unpack_from(f"{order}I", notes, 4)
    (entries,) = struct.unpack_from(f"{order}H", notes, first)
    for number in range(entries):
        tag, kind, count, value = struct.unpack_from(f"{order}HHIH", notes, first + 2 + 12 * number)
        if tag == _TAG:
            return value if kind == _SHORT and count == 1 and 1 <= value <= 8 else UPRIGHT
    return UPRIGHT
