"""What tests of links ask for beside the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.factories import a_touchpoint, the_survey
from voc.core.db import db

Make = Callable[..., str]


@pytest.fixture
def place(fresh_app: Flask, served: str) -> Make:
    """Makes a touchpoint and gives one of its addresses."""

    def address(kind: str, **more: Any) -> str:
        with fresh_app.test_request_context():
            touchpoint = a_touchpoint(survey=the_survey(), **more)
            db.session.commit()
            return f"{served}/{kind}/{touchpoint.public_id}"

    return address
