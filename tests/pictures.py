"""Small pictures of every kind that we take, 24 by 16 pixels, as a browser's canvas writes them."""

from __future__ import annotations

import struct
import zlib
from base64 import b64decode

PNG = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAABgAAAAQCAYAAAAMJL+VAAAATUlEQVR4AeyQMQoAIAwDQ3ef5OLDXXySD9C9Q0uRdCgGMhQCTU4O"
    "WQKyCj5Yo8FylGhBRFEEXv4j8gghH1GfG5bdyiqQv0AVeD7pCy4AAAD//73reBsAAAAGSURBVAMAgjN3wVsCUwAAAAAASUVORK5C"
    "YII="
)
JPEG = b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6j"
    "q62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSk"
    "pKSkpKSkpKT/wAARCAAQABgDASIAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAAAAQF/8QAHRAAAQIHAAAAAAAAAAAAAAAAEQAS"
    "BAUTFCNC0f/EABUBAQEAAAAAAAAAAAAAAAAAAAID/8QAFxEBAAMAAAAAAAAAAAAAAAAAABIiYf/aAAwDAQACEQMRAD8A2phHWVPG"
    "952AA6kvjr2pjYwbEk8SYQN7TyMYdSSOJL4GyqZHvGoAPULSxWkNWIiJpP/Z"
)
WEBP = b64decode(
    "UklGRk4AAABXRUJQVlA4IEIAAAAwAwCdASoYABAAPxFysFAsJqSisAgBgCIJQAfIDbAAUhMAAP7s6k/5l9/+ZDP//mmH23ybTCjC"
    "H/CSi51YcZMDIAA="
)
WEBP_LOSSLESS = b64decode("UklGRjIAAABXRUJQVlA4TCYAAAAvF8ADAA/wIN/3CJ9hfv5DC2TSNhLm3+Uc5BuTENH/cQCA9DVvAA==")


def png_piece(name: bytes, body: bytes) -> bytes:
    """One piece of a PNG with its length and check."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def a_png(width: int, height: int, *, noise: bytes = b"") -> bytes:
    """A black picture; `noise` makes the file that much larger, within the picture's own pieces."""
    head = png_piece(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    rows = zlib.compress((b"\0" + bytes((width + 7) // 8)) * height)
    return b"\x89PNG\r\n\x1a\n" + head + png_piece(b"IDAT", rows) + png_piece(b"IDAT", noise) + png_piece(b"IEND", b"")
