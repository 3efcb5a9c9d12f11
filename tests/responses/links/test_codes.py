"""A camera reads the address in every form of the code, dirty or on a dark page."""

from __future__ import annotations

from io import BytesIO

import pytest
import resvg_py
from PIL import Image, ImageDraw

from tests import camera
from voc.responses.links import codes

ADDRESSES = pytest.mark.parametrize(
    "address",
    [
        "https://voc.example.com/q/abc",
        "http://127.0.0.1:8000/q/3f9KQ2",
        "https://feedback.a-rather-long-name-of-a-company.example/voc/q/0123456789abcdefghij?order=A-1001&store=%E5%BA%97",
    ],
)


def drawn(svg: str, *, background: str = "white") -> bytes:
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=600, height=600, background=background))


@ADDRESSES
def test_a_camera_reads_the_files(address: str) -> None:
    assert camera.read(codes.picture(address, "png")) == [address]
    assert camera.read(drawn(codes.picture(address, "svg").decode())) == [address]


@ADDRESSES
@pytest.mark.parametrize("page", ["white", "black"])
def test_a_camera_reads_it_on_a_light_page_and_on_a_dark_one(address: str, page: str) -> None:
    svg = str(codes.inline(address)).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    assert camera.read(drawn(svg, background=page)) == [address]


@ADDRESSES
def test_a_thumb_on_it_does_no_harm(address: str) -> None:
    dirty = BytesIO()
    with Image.open(BytesIO(codes.picture(address, "png"))) as image:
        code = image.convert("RGB")
    side = code.width
    # Nearly a fifth of its side, at the lower right, where no corner mark is.
    ImageDraw.Draw(code).ellipse([side * 0.6, side * 0.6, side * 0.78, side * 0.78], fill="#744")
    code.save(dirty, "PNG")
    assert camera.read(dirty.getvalue()) == [address]
    assert camera.read(drawn("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'/>")) == []
