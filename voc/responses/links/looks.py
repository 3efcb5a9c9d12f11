"""How a respondent's page looks and behaves where it is no page of its own: on a kiosk, and in a frame."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response

from voc.core.headers import CONTENT_SECURITY_POLICY
from voc.surveys.models import Touchpoint

#: Long enough to read two sentences and a promise, short enough for a queue.
THANKS_SECONDS = 12


@dataclass(frozen=True)
class Look:
    """What the page's frame is told."""

    #: kiosk or iframe: the name of its style sheet and of its script.
    name: str
    #: Where a visitor begins, without anything of the one before.
    home: str
    #: The touchpoint's name in addresses.
    touchpoint: str
    #: Sites that may frame it.
    origins: tuple[str, ...] = ()
    #: light or dark, whatever the visitor's system has; empty: as that has it.
    theme: str = ""

    @property
    def seconds(self) -> int:
        """For how long thanks are shown before the next visitor begins."""
        return THANKS_SECONDS


def of(kind: str, touchpoint: Touchpoint, home: str, theme: str) -> Look | None:
    """The look of a touchpoint's page; None for a page like any other.

    A frame cannot see what is around it. Most pages are light whatever the system of their visitor has, so that is what
    a frame is whose address says nothing.
    """
    if kind == "k":
        return Look("kiosk", home, touchpoint.public_id)
    if kind != "i":
        return None
    return Look("iframe", home, touchpoint.public_id, tuple(touchpoint.origins), (theme or "light").replace("auto", ""))


def framed(response: Response, look: Look | None) -> Response:
    """The response, allowed into the frames of those sites and no others."""
    if look and look.origins:
        sites = f"frame-ancestors {' '.join(look.origins)}"
        policy = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", sites)
        response.headers["Content-Security-Policy"] = policy
    return response
