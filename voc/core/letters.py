"""Renders a message in its reader's language from `templates/emails/<name>/{subject.txt,body.txt,body.html}`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import css_inline
from flask import render_template

from voc.core import bidi, i18n, our_words
from voc.core.outbox import Letter

#: A link in a letter of ours: no attribute of it holds a bare sign of markup.
_LINK = re.compile(r"<a\b([^>]*?)\shref=\"[^\"]*\"")
#: Links that lead nowhere look as they do in the mail; what a letter says of its own links comes later and wins.
_LOOKS = "<style>a[aria-disabled] { text-decoration: underline; cursor: not-allowed; }</style>"
#: A frame on a page of ours has a line around it already.
_NO_LINE = "<style>.sheet { border-width: 0 !important; }</style>"


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
    subject = bidi.without_borders(subject.strip())
    return Letter(subject, text.strip() + "\n", _inliner().inline(html), dict(headers or {}), parts)


def only_to_look_at(html: str) -> str:
    """The same letter with links that lead nowhere: touched in the console, they would act in its reader's place.

    >>> only_to_look_at('<p><a title="good" href="https://example.com/r/x?score=9">9</a></p>')
    '<p><a title="good" role="link" aria-disabled="true">9</a></p>'
    """
    inert = _LINK.sub(r'<a\1 role="link" aria-disabled="true"', html)
    return in_a_frame(inert.replace("<head>", f"<head>{_LOOKS}", 1))


def in_a_frame(html: str) -> str:
    """The same letter without a line of its own around it."""
    return html.replace("<head>", f"<head>{_NO_LINE}", 1)
