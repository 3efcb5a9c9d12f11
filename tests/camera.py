"""What a phone's camera reads in a picture."""

from __future__ import annotations

from io import BytesIO

import zxingcpp
from PIL import Image


def read(picture: bytes) -> list[str]:
    """What the QR codes in a PNG say, from top to bottom; empty where there is none that can be read."""
    with Image.open(BytesIO(picture)) as image:
        seen = zxingcpp.read_barcodes(image.convert("L"))
    found = [each for each in seen if each.format == zxingcpp.BarcodeFormat.QRCode]
    return [each.text for each in sorted(found, key=lambda each: (each.position.top_left.y, each.position.top_left.x))]
