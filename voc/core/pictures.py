"""Pictures that somebody uploads: of which kind, how large, and without everything that is no picture.

Nothing is decoded. A file is taken apart into the pieces its format names, and put together again from those that draw:
what was hidden in comments, in notes of a camera or a place, or behind the end of the picture, is gone.
PNG: W3C PNG 3, section 5. JPEG: ITU-T T.81, annex B. WebP: RFC 9649, section 2.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

#: What draws, or says which colours are meant. The pieces of moving pictures are not among them.
_PNG_PIECES = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT"})
_PNG_START = b"\x89PNG\r\n\x1a\n"
_WEBP_PIECES = frozenset({b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ICCP"})
#: Start of frame: baseline and progressive, which browsers draw.
_JPEG_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
#: JFIF, Adobe's word on colours; tables, frames and scans. Not: cameras' notes (E1), comments (FE).
_JPEG_PIECES = frozenset({0xE0, 0xEE, 0xDB, 0xC4, 0xDA, 0xDD}) | _JPEG_FRAMES
#: A colour profile; other notes of this kind (E2) tell of further pictures behind this one.
_PROFILE = b"ICC_PROFILE\0"
#: Progressive pictures have about ten; each costs whoever shows it a look at all pixels.
_MOST_SCANS = 32

MIME = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp"}


class NoPicture(Exception):
    """Not a whole PNG, JPEG or WebP picture."""


class UnknownKind(NoPicture):
    """Something else altogether."""


@dataclass(frozen=True)
class Picture:
    """A still picture and nothing else."""

    #: png, jpeg, webp.
    kind: str
    width: int
    height: int
    content: bytes


def cleaned(content: bytes) -> Picture:
    """The picture in these bytes, whatever the file was called. Raises `NoPicture`, `UnknownKind` before the others.

    Its pixels are not looked at: whoever shows it must still bound `width` and `height`.
    """
    try:
        if content.startswith(_PNG_START):
            picture = _png(content)
        elif content.startswith(b"\xff\xd8\xff"):
            picture = _jpeg(content)
        elif content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            picture = _webp(content)
        else:
            raise UnknownKind("of no known kind")
    except (struct.error, IndexError) as error:
        raise NoPicture("cut off") from error
    if not picture.width or not picture.height:
        raise NoPicture("empty")
    return picture


def _png(content: bytes) -> Picture:
    kept, at, names = [_PNG_START], 8, list[bytes]()
    while not names or names[-1] != b"IEND":
        (length,) = struct.unpack_from(">I", content, at)
        name, body = content[at + 4 : at + 8], content[at + 4 : at + 8 + length]
        (check,) = struct.unpack_from(">I", content, at + 8 + length)
        if len(body) != length + 4 or check != zlib.crc32(body):
            raise NoPicture("damaged")
        if name in _PNG_PIECES:
            kept.append(content[at : at + 12 + length])
        names.append(name)
        at += 12 + length
    if names[0] != b"IHDR" or names.count(b"IHDR") != 1 or b"IDAT" not in names:
        raise NoPicture("out of order")
    width, height = struct.unpack_from(">II", content, 16)
    return Picture("png", width, height, b"".join(kept))


def _jpeg(content: bytes) -> Picture:
    kept, at, size = [b"\xff\xd8"], 2, None
    while True:
        if content[at] != 0xFF:
            raise NoPicture("damaged")
        while content[at + 1] == 0xFF:
            at += 1
        marker = content[at + 1]
        if marker == 0xD9:
            break
        (length,) = struct.unpack_from(">H", content, at + 2)
        end = at + 2 + length
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            size = width, height
        if marker == 0xDA:
            end = _end_of_scan(content, end)
        if marker in _JPEG_PIECES or (marker == 0xE2 and content.startswith(_PROFILE, at + 4)):
            kept.append(content[at:end])
        at = end
    markers = [piece[1] for piece in kept]
    if size is None or sum(marker in _JPEG_FRAMES for marker in markers) != 1:
        raise NoPicture("without a frame, or with several")
    if markers.count(0xDA) > _MOST_SCANS:
        raise NoPicture("too many scans")
    return Picture("jpeg", *size, b"".join(kept) + b"\xff\xd9")


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next marker begins: within a scan, FF stands for itself only before 00, or before a restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0:
            raise NoPicture("cut off")
        if content[at + 1] not in (0x00, *range(0xD0, 0xD8)):
            return at
        at += 2


def _webp(content: bytes) -> Picture:
    (length,) = struct.unpack_from("<I", content, 4)
    end, at, kept, size = 8 + length, 12, list[bytes](), None
    if end > len(content):
        raise NoPicture("cut off")
    while at < end:
        name, (body_length,) = content[at : at + 4], struct.unpack_from("<I", content, at + 4)
        body, whole = content[at + 8 : at + 8 + body_length], content[at : at + 8 + body_length + body_length % 2]
        if len(body) != body_length:
            raise NoPicture("cut off")
        if name in (b"ANIM", b"ANMF"):
            raise NoPicture("moving")
        if name == b"VP8X":
            # The flags for cameras' notes and XMP, which are left out.
            whole = whole[:8] + bytes([body[0] & ~0x0C]) + whole[9:]
        if name in _WEBP_PIECES:
            size = size or _webp_size(name, body)
            kept.append(whole)
        at += len(whole)
    if size is None or not any(piece[:4] in (b"VP8 ", b"VP8L") for piece in kept):
        raise NoPicture("without a frame")
    inner = b"WEBP" + b"".join(kept)
    return Picture("webp", *size, b"RIFF" + struct.pack("<I", len(inner)) + inner)


def _webp_size(name: bytes, body: bytes) -> tuple[int, int] | None:
    if name == b"VP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if name == b"VP8 ":
        if body[3:6] != b"\x9d\x01\x2a":
            raise NoPicture("damaged")
        width, height = struct.unpack_from("<HH", body, 6)
        return width & 0x3FFF, height & 0x3FFF
    if name == b"VP8L":
        if body[0] != 0x2F:
            raise NoPicture("damaged")
        (bits,) = struct.unpack_from("<I", body, 1)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return None
