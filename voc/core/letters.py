"""Renders a message in its reader's language from `templates/emails/<name>/{subject.txt,body.txt,body.html}`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import css_inline
from flask import render_template

from voc.core import i18n, our_words
from voc.core.outbox import Letter


@cache
def _inliner() -> css_inline.CSSInliner:
    # Some mail programs drop <style>; media queries for dark mode and phones can only live there, so they stay too.
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def render(
    name: str,
    language: str,
    zone: str,
    *,
    ours: our_words.Source | None = None,
    headers: Mapping[str, str] | None = None,
    parts: Sequence[tuple[str, str, bytes]] = (),
    **context: Any,
) -> Letter:
    """The letter `name` in one reader's language, its times on the wall clock of `zone`.

    `ours` are our own words where the product does not speak the language.

    Text templates are not escaped, HTML is, and its styles are inlined.
    """
    with i18n.speaking(language, zone, ours):
        subject, text, html = (
            render_template(f"emails/{name}/{part}", language=language, **context)
            for part in ("subject.txt", "body.txt", "body.html")
        )
    return Letter(subject.strip(), text.strip() + "\n", _inliner().inline(html), dict(headers or {}), parts)
