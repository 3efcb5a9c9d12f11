"""Whose clock a time is on is said as people say it."""

from __future__ import annotations

import pytest
from flask import Flask

from voc.core import i18n, zones


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Europe/Berlin", "4:30 PM, Berlin time"),
        ("America/New_York", "4:30 PM, New York time"),
        ("UTC", "4:30 PM UTC"),
        ("Etc/UTC", "4:30 PM UTC"),
        ("Etc/GMT+5", "4:30 PM GMT-05:00"),
    ],
)
def test_a_time_is_said_with_whose_it_is(app: Flask, zone: str, said: str) -> None:
    with app.test_request_context(), i18n.speaking("en", "UTC"):
        assert zones.on_its_clock("4:30 PM", zone) == said


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Berlin time"), ("zh_Hans", "柏林时间"), ("zh_Hant", "柏林時間")]
)
def test_a_page_names_a_zone_in_its_readers_language(app: Flask, language: str, said: str) -> None:
    with app.test_request_context(), i18n.speaking(language, "UTC"):
        assert app.jinja_env.filters["clock"]("Europe/Berlin") == said
