"""Which address leads to which page: Werkzeug's rules, made without what hardly any process needs of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug import routing


class Rule(routing.Rule):
    """A rule that compiles the functions which build its address when the first such address is built.

    Werkzeug compiles two of them for every rule of an application, which is most of what it takes to make one: and a
    process that answers customers, sends mail or runs a command builds addresses of a few pages.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:  # noqa: FBT001, FBT002
        compiled: Callable[..., tuple[str, str]] | None = None
        compile_now = super()._compile_builder

        def build(rule: Rule, /, **values: Any) -> tuple[str, str]:
            nonlocal compiled
            # Two threads may both compile it: they make the same, and either may stay.
            compiled = compiled or compile_now(append_unknown)
            return compiled(rule, **values)

        return build
