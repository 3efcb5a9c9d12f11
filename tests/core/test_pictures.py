"""An upload is a picture of a kind we know, or nothing; and what is no picture does not stay in it."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pictures import JPEG, PNG, WEBP, WEBP_LOSSLESS, a_png, png_piece
from voc.core import pictures

ALL = {"png": PNG, "jpeg": JPEG, "webp": WEBP, "lossless": WEBP_LOSSLESS}
SCRIPT = b"<script>alert(1)</script>"


def webp_of(*pieces: tuple[bytes, bytes]) -> bytes:
    body = b"WEBP" + b"".join(name + struct.pack("<I", len(b)) + b + b"\0" * (len(b) % 2) for name, b in pieces)
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize(("name", "content"), ALL.items())
def test_every_kind_is_measured_and_stays_as_it_is(name: str, content: bytes) -> None:
    picture = pictures.cleaned(content)
    assert (picture.kind, picture.width, picture.height) == ("webp" if name == "lossless" else name, 24, 16)
    assert picture.content == content


@pytest.mark.parametrize("content", ALL.values(), ids=ALL)
def test_what_stands_behind_the_picture_is_cut_off(content: bytes) -> None:
    assert pictures.cleaned(content + SCRIPT).content == content


def test_words_in_a_png_are_left_out() -> None:
    at = PNG.index(b"IDAT") - 4
    spoken = PNG[:at] + png_piece(b"tEXt", b"Comment\0" + SCRIPT) + png_piece(b"eXIf", b"GPS") + PNG[at:]
    assert pictures.cleaned(spoken).content == PNG


def test_a_moving_png_stands_still() -> None:
    at = PNG.index(b"IDAT") - 4
    moving = PNG[:at] + png_piece(b"acTL", struct.pack(">II", 2, 0)) + PNG[at:]
    assert b"acTL" not in pictures.cleaned(moving).content


def test_a_cameras_notes_and_comments_leave_a_jpeg() -> None:
    note = b"Exif\0\0" + b"GPS 52.5 N"
    extra = b"\xff\xe1" + struct.pack(">H", len(note) + 2) + note
    extra += b"\xff\xfe" + struct.pack(">H", len(SCRIPT) + 2) + SCRIPT
    assert pictures.cleaned(JPEG[:2] + extra + JPEG[2:]).content == JPEG


def test_notes_leave_a_webp_together_with_their_flags() -> None:
    frame = WEBP[20:]
    head = bytes([0x0C, 0, 0, 0]) + (23).to_bytes(3, "little") + (15).to_bytes(3, "little")
    picture = pictures.cleaned(webp_of((b"VP8X", head), (b"VP8 ", frame), (b"EXIF", b"GPS"), (b"XMP ", SCRIPT)))
    assert (picture.width, picture.height) == (24, 16)
    assert picture.content == webp_of((b"VP8X", bytes([0]) + head[1:]), (b"VP8 ", frame))


@pytest.mark.parametrize(
    "content",
    [
        b"", b"GIF89a" + bytes(40), b"<svg xmlns='http://www.w3.org/2000/svg'/>", SCRIPT, b"BM" + bytes(60),
        b"\x89PNG\r\n\x1a\n", PNG.replace(b"IDAT", b"IDOT"), PNG[:40] + b"x" + PNG[41:],
        PNG[:8] + png_piece(b"IEND", b""), a_png(0, 16), b"\xff\xd8\xff\xd9", b"\xff\xd8\xff" + bytes(60),
        webp_of((b"VP8X", bytes(10)), (b"ANIM", bytes(6))), webp_of((b"VP8X", bytes(10))),
        webp_of((b"VP8 ", bytes(20))),
    ],
)  # fmt: skip
def test_anything_else_is_none(content: bytes) -> None:
    with pytest.raises(pictures.NoPicture):
        pictures.cleaned(content)


@pytest.mark.parametrize("content", ALL.values(), ids=ALL)
def test_half_a_picture_is_none(content: bytes) -> None:
    for length in range(len(content) - 2):
        with pytest.raises(pictures.NoPicture):
            pictures.cleaned(content[:length])


@given(st.sampled_from([PNG, JPEG, WEBP, WEBP_LOSSLESS]), st.data())
def test_damage_is_named_or_harmless(content: bytes, data: st.DataObject) -> None:
    """Whatever a broken or a hostile program sends: a picture no larger than it was, or our own error."""
    at = data.draw(st.integers(0, len(content) - 1))
    damaged = content[:at] + data.draw(st.binary(min_size=1, max_size=8)) + content[at + 1 :]
    try:
        picture = pictures.cleaned(damaged)
    except pictures.NoPicture:
        return
    assert len(picture.content) <= len(damaged)
    assert pictures.cleaned(picture.content) == picture
