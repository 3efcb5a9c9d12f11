"""QR codes of addresses: to save, to print and to look at."""

from __future__ import annotations

import io

import segno
from markupsafe import Markup

#: A quarter of the code may be dirty, torn or behind somebody's thumb: it hangs on counters and lies on tables.
CORRECTION = "q"
#: White around it, in modules: what ISO/IEC 18004 asks for. Posters put no text into it.
QUIET = 4
#: Pixels of a saved picture's side, at least: 10 cm in print at 300 dots an inch.
PIXELS = 1200

MEDIA_TYPES = {"svg": "image/svg+xml", "png": "image/png"}


def _code(address: str) -> segno.QRCode:
    return segno.make_qr(address, error=CORRECTION)


def inline(address: str) -> Markup:
    """The code as a part of a page: as large as its box, black on white in every theme.

    It says nothing of itself; the page around it does.
    """
    drawn = _code(address).svg_inline(border=QUIET, dark="#000", light="#fff", omitsize=True, svgclass="code")
    # Drawn by us from modules alone: the address is in it as squares, never as text.
    return Markup(drawn.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))  # noqa: S704


def picture(address: str, kind: str) -> bytes:
    """The code as a file, `svg` or `png`.

    >>> picture("https://voc.example.com/q/abc", "png")[:4]
    b'\\x89PNG'
    """
    code, file = _code(address), io.BytesIO()
    scale = -(-PIXELS // code.symbol_size(border=QUIET)[0])
    if kind == "svg":
        code.save(file, kind="svg", border=QUIET, scale=scale, dark="#000", light="#fff", encoding="utf-8")
    else:
        code.save(file, kind="png", border=QUIET, scale=scale)
    return file.getvalue()
