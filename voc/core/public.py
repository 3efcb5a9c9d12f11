"""The few views that need no sign-in, and how they begin to tell a visitor of a mistake."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import g

from voc.core import i18n
from voc.core.db import db

Params = ParamSpec("Params")
Result = TypeVar("Result")


def public(view: Callable[Params, Result]) -> Callable[Params, Result]:
    """A view for everybody. Every other view of the product asks who you are."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def begin_anew() -> None:
    """Before a visitor is told what went wrong: what was half done is taken back, and there is a language to speak."""
    db.session.rollback()
    if "language" not in g:
        g.language = i18n.visitor_language()
