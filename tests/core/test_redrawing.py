"""A photo comes out upright, small enough, and with nothing in it but its pixels; anything else does not come out."""

from __future__ import annotations

import platform
import struct
import subprocess
import sys
import zlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.photographs import SECRETS, UPRIGHT, a_photo, a_scene, seen
from tests.pictures import JPEG, PNG, WEBP, WEBP_LOSSLESS, a_png, png_piece
from voc.core import orientation, pictures, redrawing

KINDS = pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
SCRIPT = b"<script>alert(1)</script>"


@KINDS
@pytest.mark.parametrize("held", range(1, 9))
def test_however_the_camera_was_held_the_photo_stands_upright(kind: str, held: int) -> None:
    taken = a_photo(kind, orientation=held)
    assert orientation.of(taken) == held
    drawn = redrawing.redrawn(taken)
    assert (drawn.width, drawn.height) == (90, 120)
    assert seen(drawn.content) == seen(drawn.small) == ((90, 120), UPRIGHT)


@KINDS
def test_nothing_stays_but_the_pixels(kind: str) -> None:
    taken = a_photo(kind, icc_profile=b"Kilroy's screen" * 9, xmp=b"<x:xmpmeta>Kilroy</x:xmpmeta>") + SCRIPT
    assert any(secret in taken for secret in SECRETS)
    drawn = redrawing.redrawn(taken)
    for view in (drawn.content, drawn.small):
        assert not any(secret in view for secret in (*SECRETS, SCRIPT, b"Exif", b"http:", b"ICC_PROFILE", b"xmp"))
        assert pictures.cleaned(view).content == view
        with Image.open(BytesIO(view)) as image:
            assert not image.getexif()
            assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_large_photo_becomes_as_large_as_a_screen() -> None:
    drawn = redrawing.redrawn(a_photo(orientation=6, width=3000, height=4000))
    assert (drawn.width, drawn.height) == (1536, 2048)
    assert seen(drawn.small) == ((240, 320), UPRIGHT)
    assert len(drawn.small) < 20_000 < len(drawn.content) + 20_000


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK", "YCbCr"])
def test_every_manner_of_colour_is_drawn(mode: str) -> None:
    kind = "JPEG" if mode in ("CMYK", "YCbCr") else "PNG"
    source = a_scene().convert("I").point(lambda value: value * 256) if mode == "I;16" else a_scene()
    written = BytesIO()
    source.convert(mode).save(written, kind)
    drawn = redrawing.redrawn(written.getvalue())
    with Image.open(BytesIO(drawn.content)) as image:
        assert (image.mode, image.size) == ("RGB", (90, 120))
        above, below = image.getpixel((80, 10)), image.getpixel((80, 110))
        assert isinstance(above, tuple)
        assert isinstance(below, tuple)
        assert sum(above) != sum(below) or mode == "1"


def test_what_is_transparent_becomes_white() -> None:
    written = BytesIO()
    Image.new("RGBA", (40, 30), (0, 0, 0, 0)).save(written, "PNG")
    with Image.open(BytesIO(redrawing.redrawn(written.getvalue()).content)) as image:
        assert image.getpixel((20, 15)) == (255, 255, 255)


def bad_pixels() -> bytes:
    """Whole as a file, with rows that are no rows."""
    head = png_piece(b"IHDR", struct.pack(">IIBBBBB", 20, 20, 8, 2, 0, 0, 0))
    body = png_piece(b"IDAT", zlib.compress(b"too short"))
    return b"\x89PNG\r\n\x1a\n" + head + body + png_piece(b"IEND", b"")


def a_moving_webp() -> bytes:
    written = BytesIO()
    a_scene().save(written, "WEBP", save_all=True, append_images=[Image.new("RGB", (90, 120))])
    return written.getvalue()


def many_scans() -> bytes:
    scan = JPEG[JPEG.index(b"\xff\xda") : -2]
    return JPEG[:-2] + scan * 500 + b"\xff\xd9"


NONE: dict[str, bytes] = {
    "words": b"no picture",
    "a drawing in SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a GIF": b"GIF89a" + bytes(40),
    "a HEIC": b"\0\0\0\x18ftypheic" + bytes(40),
    "a PDF": b"%PDF-1.7",
    "a page behind a picture's first bytes": b"\xff\xd8\xff<html><script>alert(1)</script>",
    "half a JPEG": a_photo()[:-300],
    "half a PNG": a_photo("PNG")[:-30],
    "half a WebP": a_photo("WEBP")[:-30],
    "a moving WebP": a_moving_webp(),
    "rows that are none": bad_pixels(),
    "a scan five hundred times": many_scans(),
    "two frames": JPEG[:2] + JPEG[2:-2] * 2 + JPEG[-2:],
}


@pytest.mark.parametrize("content", NONE.values(), ids=NONE)
def test_anything_else_is_no_photo(content: bytes) -> None:
    with pytest.raises(pictures.NoPicture):
        redrawing.redrawn(content)


@pytest.mark.parametrize("name", ["words", "a drawing in SVG", "a GIF", "a HEIC", "a PDF"])
def test_of_what_kind_it_is_not_is_said_apart(name: str) -> None:
    with pytest.raises(pictures.UnknownKind):
        redrawing.redrawn(NONE[name])


def test_a_small_file_cannot_unfold_into_a_huge_picture() -> None:
    bomb = a_png(30_000, 30_000)
    assert len(bomb) < 150_000
    with pytest.raises(redrawing.TooManyPixels):
        redrawing.redrawn(bomb)


def test_who_waits_too_long_for_their_turn_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redrawing, "PATIENCE", 0.01)
    with redrawing._turn, pytest.raises(redrawing.Busy):
        redrawing.redrawn(JPEG)
    assert redrawing.redrawn(JPEG).width == 24


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_damaged_photo_is_drawn_or_refused_and_nothing_else(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from([JPEG, PNG, WEBP, WEBP_LOSSLESS, a_photo("WEBP"), a_photo()])))
    for at in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=6)):
        content[at] = data.draw(st.integers(0, 255))
    orientation.of(bytes(content))
    try:
        drawn = redrawing.redrawn(bytes(content))
    except (pictures.NoPicture, redrawing.TooManyPixels):
        return
    assert pictures.cleaned(drawn.content).kind == "jpeg"


@given(
    st.binary(max_size=80),
    st.sampled_from([b"", b"\xff\xd8\xff\xe1\0\x40Exif\0\0", b"RIFF\0\0\0\0WEBPEXIF\x20\0\0\0", b"Exif\0\0II*\0"]),
)
def test_notes_that_make_no_sense_turn_nothing(noise: bytes, start: bytes) -> None:
    assert 1 <= orientation.of(start + noise) <= 8


#: Threads of a server as they are after a while: each has small pieces of memory to spare, and large ones have been in
#: use and were given back. Says the megabytes that are kept after each has drawn a photo and lives on.
KEPT = """
import ctypes, threading
from io import BytesIO
from pathlib import Path
from PIL import Image
from voc.core import redrawing

library = ctypes.CDLL(None)
library.malloc.restype, library.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
library.free.argtypes = [ctypes.c_void_p]
large, ended = BytesIO(), threading.Event()
Image.new("RGB", (3000, 3000)).save(large, "PNG")
for megabytes in (17, 24, 31):
    library.free(library.malloc(megabytes * 2**20))
redrawing.redrawn(large.getvalue())

def megabytes():
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * 4096 / 2**20

def live(ready, go, done):
    pieces = [library.malloc(size) for size in range(16, 9000, 16) for _ in range(4)]
    for piece in pieces[::2]:
        library.free(piece)
    ready.set()
    go.wait()
    redrawing.redrawn(large.getvalue())
    done.set()
    ended.wait()

threads = [(threading.Event(), threading.Event(), threading.Event()) for _ in range(4)]
for ready, go, done in threads:
    threading.Thread(target=live, args=(ready, go, done)).start()
    ready.wait()
before = megabytes()
for ready, go, done in threads:
    go.set()
    done.wait()
print(megabytes() - before)
ended.set()
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only the GNU C library keeps memory for each thread")
def test_threads_that_live_on_keep_no_memory_of_what_they_drew() -> None:
    done = subprocess.run([sys.executable, "-c", KEPT], capture_output=True, text=True, check=True, timeout=60)
    # One photo of this size is 36 MB while it is drawn.
    assert float(done.stdout) < 20
