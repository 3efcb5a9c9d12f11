"""What may be sent to a page of ours: a form of words that a keyboard has."""

from __future__ import annotations

from typing import Any

import flask
from flask import Flask, abort
from flask_wtf import FlaskForm


class Request(flask.Request):
    """A request that has no JSON for forms.

    Flask-WTF takes JSON for a form where there is none, with numbers and lists where each field expects text. Doors
    that do take JSON read its bytes.
    """

    @property
    def is_json(self) -> bool:
        return False

    def refuse_nul(self) -> None:
        """Answer 400 where the address asks for NUL, which no keyboard has and PostgreSQL takes for no text."""
        if b"%00" in self.query_string:
            abort(400)


_wrap = FlaskForm.Meta.wrap_formdata


def _without_nul(meta: Any, form: Any, formdata: Any) -> Any:
    wrapped = _wrap(meta, form, formdata)
    values = [value for field in form for value in wrapped.getlist(field.name)] if wrapped is not None else []
    if any(isinstance(value, str) and "\0" in value for value in values):
        abort(400)
    return wrapped


def init_app(_app: Flask) -> None:
    """Have no form hold NUL either."""
    FlaskForm.Meta.wrap_formdata = _without_nul
