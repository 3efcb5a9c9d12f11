"""A photo drawn anew: upright, no larger than a screen needs, and with nothing in it but its pixels.

`pictures` takes the file apart first and leaves out everything that does not draw, so that the decoder sees no notes,
no comments, no second picture and nothing too large. What it draws is written as a JPEG of our own. Not kept either:
the colour profile, which can hold any text; colours are taken as sRGB, so those of a wide profile look a little paler.
"""

from __future__ import annotations

import ctypes
import functools
import struct
import threading
import zlib
from dataclasses import dataclass
from io import BytesIO

from PIL import Image
from PIL.Image import Transpose

from voc.core import orientation, pictures

#: Pixels that are decoded. Phones take up to 50 million, as JPEG, of which the decoder can make fewer right away.
MOST_PIXELS = {"jpeg": 50_000_000, "png": 25_000_000, "webp": 25_000_000}
#: The longer side of what is kept, and of its small view, in pixels.
LONGEST_SIDE, SMALL_SIDE = 2048, 320
QUALITY, SMALL_QUALITY = 85, 80
#: Pieces of memory of so many bytes go back to the system when they are freed, and of what is free at the end of a
#: thread's heap all but so much.
LARGE, SPARE = 2**20, 2**17
#: How long somebody waits while others' photos are drawn, in seconds.
PATIENCE = 15

#: EXIF's orientation -> what turns it upright.
_TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT, 3: Transpose.ROTATE_180, 4: Transpose.FLIP_TOP_BOTTOM, 5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270, 7: Transpose.TRANSVERSE, 8: Transpose.ROTATE_90,
}  # fmt: skip

# From malloc.h of the GNU C library.
_M_MMAP_THRESHOLD, _M_TRIM_THRESHOLD = -3, -1

# A large picture needs some hundred megabytes while it is drawn: one at a time in each process.
_turn = threading.Lock()


class TooManyPixels(Exception):
    """More than we decode."""


class Busy(Exception):
    """Too many photos at once; later is better."""


@dataclass(frozen=True)
class Redrawn:
    """A photo as it is kept: two JPEGs."""

    width: int
    height: int
    content: bytes
    #: The same, `SMALL_SIDE` at most.
    small: bytes


def redrawn(content: bytes) -> Redrawn:
    """The photo in these bytes. Raises `pictures.NoPicture`, `TooManyPixels` or `Busy`."""
    picture = pictures.cleaned(content)
    if picture.width * picture.height > MOST_PIXELS[picture.kind]:
        raise TooManyPixels
    if not _turn.acquire(timeout=PATIENCE):
        raise Busy
    try:
        _give_back_at_once()
        return _upright(_drawn(picture), orientation.of(content))
    # What a decoder says of damaged files is not one kind of error.
    except (OSError, SyntaxError, ValueError, ArithmeticError, LookupError, struct.error, zlib.error) as error:
        raise pictures.NoPicture("damaged") from error
    finally:
        _turn.release()


def _upright(image: Image.Image, held: int) -> Redrawn:
    turn = _TURNS.get(held)
    image = image.transpose(turn) if turn is not None else image
    small = image.copy()
    small.thumbnail((SMALL_SIDE, SMALL_SIDE))
    return Redrawn(image.width, image.height, _jpeg(image, QUALITY), _jpeg(small, SMALL_QUALITY))


def _drawn(picture: pictures.Picture) -> Image.Image:
    with Image.open(BytesIO(picture.content), formats=[picture.kind]) as opened:
        if opened.size != (picture.width, picture.height):
            raise ValueError("two sizes")
        # A JPEG is decoded at an eighth, a quarter or half of its size where that is still enough.
        opened.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
        opened.load()
        image = _plain(opened)
        # In its place, where it was in such a mode already: a copy would be another hundred megabytes.
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return _on_white(image)


def _plain(image: Image.Image) -> Image.Image:
    """In a mode that can be made smaller."""
    if image.has_transparency_data:
        return image if image.mode == "RGBA" else image.convert("RGBA")
    if image.mode.startswith("I"):
        # Sixteen bits of grey.
        return image.convert("I")
    return image if image.mode in ("L", "RGB", "CMYK") else image.convert("RGB")


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode == "I":
        image = image.point(lambda value: value / 256).convert("L")
    if image.mode != "RGBA":
        return image.convert("RGB")
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")


@functools.cache
def _give_back_at_once() -> None:
    """Have the C library return large pieces of memory to the system as soon as they are freed.

    The GNU one keeps them otherwise, for each thread by itself, and the more the larger a piece it has once seen: a
    server with many threads would end with gigabytes that nobody uses. To ask for them afterwards (`malloc_trim`) does
    not reach the end of a thread's own heap. Only the GNU one does so, and only it knows these numbers.
    """
    library = ctypes.CDLL(None)
    if hasattr(library, "gnu_get_libc_version"):
        library.mallopt(_M_MMAP_THRESHOLD, LARGE)
        library.mallopt(_M_TRIM_THRESHOLD, SPARE)


def _jpeg(image: Image.Image, quality: int) -> bytes:
    # Made of the pixels alone: what the decoder kept of the file beside them stays behind.
    bare = Image.frombytes("RGB", image.size, image.tobytes())
    written = BytesIO()
    bare.save(written, "JPEG", quality=quality, optimize=True)
    return written.getvalue()
