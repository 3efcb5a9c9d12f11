"""Rules that compile late lead to the same addresses."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug import routing as werkzeug_routing
from werkzeug.routing import Map

from voc import create_app
from voc.core import routing


def test_an_application_is_made_without_compiling_what_builds_its_addresses(
    fresh_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled: list[str] = []
    compile_now = werkzeug_routing.Rule._compile_builder

    def noting(rule: werkzeug_routing.Rule, *args: Any) -> Any:
        compiled.append(rule.rule)
        return compile_now(rule, *args)

    monkeypatch.setattr(werkzeug_routing.Rule, "_compile_builder", noting)
    app = create_app(fresh_app.config["VOC"])
    # Flask makes this one itself, before anybody can say how.
    assert set(compiled) == {"/static/<path:filename>"}
    compiled.clear()
    adapter = app.url_map.bind("voc.example.org")
    assert [adapter.build("staff.sign_in") for _ in range(3)] == ["/sign-in"] * 3
    assert compiled == ["/sign-in"]


@pytest.mark.parametrize(
    "values",
    [
        {"page": 3},
        {"page": 3, "rule": "a/b"},
        {"page": 3, "rule": "é", "self": "x", "q": ["1", "2"]},
        {"page": "three"},
        {},
    ],
    ids=str,
)
@pytest.mark.parametrize("append_unknown", [True, False])
def test_an_address_is_what_it_would_be(values: dict[str, Any], append_unknown: bool) -> None:  # noqa: FBT001
    def built(rule: type[werkzeug_routing.Rule]) -> str:
        rules = Map(
            [
                rule("/list", endpoint="list", defaults={"page": 1}),
                rule("/list/<int:page>", endpoint="list"),
                rule("/list/<int:page>/<rule>", endpoint="list"),
            ]
        )
        try:
            return rules.bind("example.org").build("list", values, append_unknown=append_unknown)
        except Exception as refused:  # noqa: BLE001
            return type(refused).__name__

    assert built(routing.Rule) == built(werkzeug_routing.Rule)
