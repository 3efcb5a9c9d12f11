"""voc puts itself together here, in the order of the flow:

survey -> invitation -> response -> verbatim -> reading (sentiment, themes) -> case (follow-up) -> digest

Each stage is a package that looks in the database for its own unfinished work, so registering them is all the wiring
there is: their pages in `application.py`, their jobs in `worker.py`. `docs/architecture.md` has the picture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings


def create_app(settings: Settings) -> Flask:
    """The application of one process: views and transports, nothing started yet."""
    # `voc read` and the text engine live in this package too, and need no web server to start.
    from voc import application  # noqa: PLC0415

    return application.assemble(settings)
