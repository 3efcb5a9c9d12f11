"""What may be sent to a page of ours: a form of words that a keyboard has."""

from __future__ import annotations

from typing import Any

import flask
from flask import Flask, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms.validators import StopValidation


class Request(flask.Request):
    """A request that has no JSON for forms.

    Flask-WTF takes JSON for a form where there is none, with numbers and lists where each field expects text. Doors
    that do take JSON read its bytes.
    """

    @property
    def is_json(self) -> bool:
        return False


_wrap = FlaskForm.Meta.wrap_formdata


def _with_nul_as_mistake(meta: Any, form: Any, formdata: Any) -> Any:
    wrapped = _wrap(meta, form, formdata)
    for field in form if wrapped is not None and request.method == "POST" else ():
        if any(isinstance(value, str) and "\0" in value for value in wrapped.getlist(field.name)):
            field.validators = (_refuse, *field.validators)
    return wrapped


def _refuse(_form: object, field: Any) -> None:
    # Fields that tidy up what was typed may have left it out.
    if "\0" in str(field.data):
        raise StopValidation(_("This holds a character that cannot be stored. Please type it anew."))


def init_app(_app: Flask) -> None:
    """Let no form hold NUL, which no keyboard has and PostgreSQL takes for no text."""
    FlaskForm.Meta.wrap_formdata = _with_nul_as_mistake
