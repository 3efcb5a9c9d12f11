"""The widget's script under names made of its content. A page that pins one with SRI gets that one for ever.

`make widget` makes a build of `voc.js`, squeezed, and writes it into the folder, where `newest` names it; the ones
released before stay there.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "static" / "widget"
SOURCE = FOLDER / "voc.js"
BUILDS = FOLDER / "builds"
NEWEST = BUILDS / "newest"

_NAME = re.compile(r"[0-9a-f]{16}", re.ASCII)


@dataclass(frozen=True)
class Build:
    """One version of the script."""

    #: Its file is `<name>.js`.
    name: str
    content: bytes

    @property
    def integrity(self) -> str:
        """What a page writes into `integrity=`: with it the browser runs these very bytes or nothing."""
        return "sha384-" + b64encode(hashlib.sha384(self.content).digest()).decode()


def of(content: bytes) -> Build:
    """The build that holds these bytes."""
    return Build(hashlib.sha256(content).hexdigest()[:16], content)


@cache
def newest() -> Build:
    """What a new snippet names."""
    build = named(NEWEST.read_text("ascii").strip())
    assert build, "The folder of builds lacks the one that it calls the newest."
    return build


@lru_cache(maxsize=64)
def named(name: str) -> Build | None:
    """The build of this name, however old; None where there never was one."""
    if not _NAME.fullmatch(name):
        return None
    path = BUILDS / f"{name}.js"
    return Build(name, path.read_bytes()) if path.exists() else None
