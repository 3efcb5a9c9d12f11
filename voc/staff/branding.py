"""A workspace's colour and logo: on the pages and in the mails that its customers see.

One for the whole workspace, not one for each survey: customers know one company, and what is set once holds for every
survey, also for those that were there before. Whoever speaks for two brands has two workspaces.

The logo is kept in the database, so that a backup and a copy to another database hold it. Its address is made of its
content: an earlier one stays where mails that were sent lead to.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from voc.core import colours, pictures
from voc.core.colours import Palette
from voc.staff.models import Logo, Workspace

#: Bytes of an upload.
LARGEST = 200 * 1024
#: Pixels a side. More helps nobody who sees 40 of them, and a small file can unfold into a very large picture.
MOST_PIXELS, FEWEST_PIXELS = 2000, 16
#: In this box it is shown, in pixels of a page.
BOX = (200, 40)
#: The grounds of respondents' pages, as they stand in `tokens.css`, and of mails and widgets. Theirs is white in light.
LIGHT, DARK = "#fbfaf7", "#1f2225"
#: Where a workspace chose nothing: what `tokens.css` has.
USUAL = "#0b5c6b"
USUAL_LIGHT = Palette("#0b5c6b", "#ffffff", "#dcecee")
USUAL_DARK = Palette("#6cc3d1", "#0b1f23", "#1d3b41")


class TooLarge(Exception):
    """More bytes than a logo needs."""


class WrongSize(Exception):
    """Too many pixels, or too few."""


@dataclass(frozen=True)
class Mark:
    """A logo as pages show it."""

    #: `<hash of its content>.<kind>`.
    name: str
    width: int
    height: int


@dataclass(frozen=True)
class Brand:
    """How a workspace looks to its customers; both may be missing."""

    colour: str | None = None
    logo: Mark | None = None

    @cached_property
    def light(self) -> Palette:
        """Its colour on light pages, corrected where it could not be read there."""
        return USUAL_LIGHT if self._is_usual else colours.palette(str(self.colour), LIGHT)

    @cached_property
    def dark(self) -> Palette:
        """The same on dark ones."""
        return USUAL_DARK if self._is_usual else colours.palette(str(self.colour), DARK)

    @property
    def _is_usual(self) -> bool:
        return self.colour in (None, USUAL)


def of(workspace: Workspace) -> Brand:
    """The brand of a workspace."""
    kept = workspace.brand or {}
    logo = kept.get("logo")
    return Brand(kept.get("colour"), Mark(**logo) if logo else None)


def paint(workspace: Workspace, colour: str | None) -> None:
    """Choose the colour; None: the usual one."""
    _keep(workspace, colour=colour)


def put_up(session: Session, workspace: Workspace, content: bytes) -> Mark:
    """Take a logo. Raises `TooLarge`, `pictures.NoPicture` or `WrongSize`."""
    if len(content) > LARGEST:
        raise TooLarge
    picture = pictures.cleaned(content)
    if not all(FEWEST_PIXELS <= side <= MOST_PIXELS for side in (picture.width, picture.height)):
        raise WrongSize
    name = f"{hashlib.sha256(picture.content).hexdigest()[:32]}.{picture.kind}"
    mine = select(Logo.id).where(Logo.workspace_id == workspace.id, Logo.name == name)
    if session.scalar(mine) is None:
        session.add(Logo(workspace_id=workspace.id, name=name, content=picture.content))
    width, height = _fitted(picture.width, picture.height)
    mark = Mark(name, width, height)
    _keep(workspace, logo={"name": name, "width": width, "height": height})
    session.flush()
    return mark


def take_down(session: Session, workspace: Workspace) -> None:
    """Show no logo any more, nor any earlier one: mails that were sent show the company's name instead."""
    session.execute(delete(Logo).where(Logo.workspace_id == workspace.id))
    _keep(workspace, logo=None)
    session.flush()


def picture(session: Session, name: str) -> bytes | None:
    """The bytes under this name; None where there are none."""
    return session.scalar(select(Logo.content).where(Logo.name == name).limit(1))


def _keep(workspace: Workspace, **changed: Any) -> None:
    kept = {**(workspace.brand or {}), **changed}
    workspace.brand = {name: value for name, value in kept.items() if value is not None}


def _fitted(width: int, height: int) -> tuple[int, int]:
    """The size at which it fills its box, never larger than it is."""
    scale = min(BOX[0] / width, BOX[1] / height, 1)
    return max(1, round(width * scale)), max(1, round(height * scale))
