"""What is posted to a page of ours counts as a form, whatever it says it is."""

from __future__ import annotations

import flask


class Request(flask.Request):
    """A request that has no JSON for forms.

    Flask-WTF takes JSON for a form where there is none, with numbers and lists where each field expects text. Doors
    that do take JSON read its bytes.
    """

    @property
    def is_json(self) -> bool:
        return False
