"""Photos as phones make them, and forms that send them along."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

#: The top of the scene is red, its foot is blue.
RED, BLUE = (200, 30, 30), (30, 30, 200)
#: What a camera says of place and device.
SECRETS = (b"SecretCam", b"Kilroy", b"52.5")
#: How a scene lies in the file under each of EXIF's orientations: what undoes the turn that a reader makes.
_LAID = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}  # fmt: skip


def a_scene(width: int = 90, height: int = 120) -> Image.Image:
    """Upright: red above, blue below, and green at the left of the red."""
    image = Image.new("RGB", (width, height), BLUE)
    image.paste(RED, (0, 0, width, height // 2))
    image.paste((30, 200, 30), (0, 0, width // 3, height // 3))
    return image


def a_photo(kind: str = "JPEG", *, orientation: int = 1, width: int = 90, height: int = 120, **more: Any) -> bytes:
    """The scene as a camera held like this writes it, with the place, the device and a comment in its notes."""
    notes = Image.Exif()
    notes[Base.Orientation], notes[Base.Model], notes[Base.Artist] = orientation, "SecretCam 9", "Kilroy"
    notes.get_ifd(IFD.GPSInfo).update({GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (52.5, 30.0, 0.0)})
    scene = a_scene(width, height)
    laid = scene.transpose(_LAID[orientation]) if orientation > 1 else scene
    written = BytesIO()
    words = {"comment": b"Kilroy was here"} if kind == "JPEG" else {}
    laid.save(written, kind, exif=notes.tobytes(), **{"quality": 90, **words, **more})
    return written.getvalue()


def seen(content: bytes) -> tuple[tuple[int, int], list[str]]:
    """The size of a picture, and which colours stand at its top left, top right and foot."""
    image = Image.open(BytesIO(content)).convert("RGB")
    width, height = image.size
    places = (width // 8, height // 8), (width - 5, height // 8), (width // 2, height - 5)
    found = []
    for place in places:
        pixel = image.getpixel(place)
        assert isinstance(pixel, tuple)
        found.append("red green blue".split()[max(range(3), key=lambda channel: pixel[channel])])
    return image.size, found


UPRIGHT = ["green", "red", "blue"]


def parts(fields: Iterable[tuple[str, str | bytes]], files: Sequence[tuple[str, str, bytes]] = ()) -> dict[str, Any]:
    """A form in parts as a browser writes it: what the test client's `post` takes. Files: field, file's name, bytes."""
    pieces = []
    for name, text in fields:
        value = text.encode() if isinstance(text, str) else text
        pieces.append(b'--limit\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), value))
    for name, file, content in files:
        head = f'--limit\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
        pieces += [head.encode(), b"Content-Type: image/jpeg\r\n\r\n", content, b"\r\n"]
    return {"data": b"".join(pieces) + b"--limit--\r\n", "content_type": "multipart/form-data; boundary=limit"}
