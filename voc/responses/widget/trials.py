"""Trying a widget out beside its settings, saved or not: the settings travel in a signed token, nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from voc.responses.widget import appearance
from voc.responses.widget.appearance import Appearance

#: Stands in the address where a widget's public id does. No public id is so short.
NAME = "trial"
#: Seconds for which a trial works: a page left open over lunch still does.
AGE = 24 * 3600


@dataclass(frozen=True)
class Trial:
    """What is tried out."""

    survey_id: int
    looks: Appearance


def token(trial: Trial) -> str:
    """What the trial's page carries."""
    looks = {"kind": trial.looks.kind, **trial.looks.settings()}
    return str(_serializer().dumps({"survey": trial.survey_id, "looks": looks}))


def read(given: str) -> Trial | None:
    """The trial of a token; None for one that we did not make, or not lately."""
    try:
        content = _serializer().loads(given, max_age=AGE)
    except BadData:
        return None
    return Trial(content["survey"], appearance.read(content["looks"].pop("kind"), content["looks"]))


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["VOC"].secret_key, salt="widget-trial")
