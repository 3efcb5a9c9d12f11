"""How a widget looks and when it shows: what the console sets and the script is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any
from urllib.parse import urlsplit

from voc.core.colours import Palette
from voc.responses.models import Widget
from voc.staff.branding import Brand

KINDS = ("popover", "slide_in", "inline", "button")
#: Those that come to somebody who did something else: how often they may is decided by the ledger.
INTERRUPTING = ("popover", "slide_in")
SIDES = ("end", "start")
TRIGGERS = ("time", "scroll", "exit", "event")
THEMES = ("auto", "light", "dark")
LANGUAGES = ("page", "browser")
#: The grounds on which the script draws.
LIGHT, DARK = "#ffffff", "#1f2225"
#: Everything in the script's style sheet that depends on how dark it is there, but the widget's own colour: s, the
#: ground; t and f, what is written on it, plain and faint; l, lines; b, what is bad.
_ON_LIGHT = f"color-scheme:light;--s:{LIGHT};--t:#1d1b16;--f:#5c574b;--l:#8a8577;--b:#a3261b"
_ON_DARK = f"color-scheme:dark;--s:{DARK};--t:#edece8;--f:#b3b1a9;--l:#878e95;--b:#ff9c8f"


@dataclass(frozen=True)
class Appearance:
    """Everything about a widget but its survey and its sites."""

    kind: str = "popover"
    #: Where the line of reading ends or begins, so that pages from right to left are mirrored.
    side: str = "end"
    on: str = "time"
    #: Seconds for `time`, percent of the page for `scroll`.
    after: int = 10
    #: The name that the page passes to `voc("track", ...)`.
    event: str = ""
    #: Addresses on which it shows, with * for anything; none: everywhere.
    pages: tuple[str, ...] = ()
    colour: str = "#0b5c6b"
    theme: str = "auto"
    language: str = "page"
    needs_consent: bool = False

    @property
    def interrupts(self) -> bool:
        """Whether it asks, rather than waiting to be found."""
        return self.kind in INTERRUPTING

    @property
    def light(self) -> Palette:
        """Its colour on light pages, corrected as in everything else of the workspace's."""
        return Brand(self.colour).light

    @property
    def dark(self) -> Palette:
        """The same on dark ones."""
        return Brand(self.colour).dark

    @property
    def sheets(self) -> dict[str, str]:
        """What the script's style sheet says of light pages and of dark ones: `a` is its colour, `i` what is on it."""
        both = (("light", _ON_LIGHT, self.light), ("dark", _ON_DARK, self.dark))
        return {name: f"{rest};--a:{own.accent};--i:{own.ink}" for name, rest, own in both}

    @property
    def here(self) -> str:
        """Its pages as one expression for the script to match a whole address with; empty where that is every one."""
        return f"^(?:{'|'.join(map(_expression, self.pages))})$" if self.pages else ""

    def settings(self) -> dict[str, Any]:
        """What is kept of it beside the kind."""
        return {name: value for name, value in asdict(self).items() if name != "kind"}


def read(kind: str, settings: Mapping[str, Any]) -> Appearance:
    """What was kept. A setting that came later has its default."""
    known = {field.name for field in fields(Appearance)} - {"kind", "pages"}
    kept = {name: value for name, value in settings.items() if name in known}
    return Appearance(kind=kind, pages=tuple(settings.get("pages", ())), **kept)


def of(widget: Widget) -> Appearance:
    """How this widget shows itself."""
    return read(widget.kind, widget.settings)


def _expression(pattern: str) -> str:
    r"""A page with * for anything, as JavaScript and Python understand it alike.

    >>> bool(re.match(_expression("/orders/*"), "https://shop.example.com/orders/7?from=cart#top"))
    True
    >>> bool(re.match(_expression("/orders/*"), "https://shop.example.com/my/orders/7"))
    False
    """
    anything = ".*".join(map(re.escape, pattern.split("*")))
    return "[^/]*//[^/]*" + anything if pattern.startswith("/") else anything


def origin(text: str) -> str | None:
    """The site of an address as browsers name it in `Origin`; None where it is none.

    >>> origin("shop.example.com/checkout")
    'https://shop.example.com'
    >>> origin("http://localhost:3000")
    'http://localhost:3000'
    """
    try:
        parts = urlsplit(text.strip() if "://" in text else f"https://{text.strip()}")
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port
    except (ValueError, UnicodeError):
        return None
    is_name = bool(host) and not set(host) - set("abcdefghijklmnopqrstuvwxyz0123456789.-:")
    if parts.scheme not in ("http", "https") or not is_name:
        return None
    host = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != usual else "")
