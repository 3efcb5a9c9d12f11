"""Marks the few views that need no sign-in."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

Params = ParamSpec("Params")
Result = TypeVar("Result")


def public(view: Callable[Params, Result]) -> Callable[Params, Result]:
    """A view for everybody. Every other view of the product asks who you are."""
    view.is_public = True  # type: ignore[attr-defined]
    return view
