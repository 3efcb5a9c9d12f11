"""What we say ourselves on pages in a language that the product does not speak: as somebody wrote it, else in English.

Sentences keep to which of the two they belong, also once their parts are filled in, so that a page can say of each one
whether it is English.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from flask import g
from flask_babel import get_translations, gettext
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from voc.core import bidi
from voc.core.bidi import LTR

#: Key of a sentence -> how somebody wrote it, its parts in braces: `{"Step %(number)s": "Schritt {number}"}`.
Words = Mapping[str, str]
#: Words, or what looks them up when the first sentence is said.
Source = Words | Callable[[], Words]

#: Between a context and its sentence, as in the catalogues of gettext.
SEPARATOR = "\x04"

_PART = re.compile(r"\{(\w+)\}")


def key(sentence: str, context: str | None = None) -> str:
    """What a sentence is found by; of two that read alike in English, the context tells which is meant."""
    return f"{context}{SEPARATOR}{sentence}" if context else sentence


class Written(str):
    """A sentence as somebody wrote it. Data: nothing in it is markup, and nothing but its parts is filled in."""

    __slots__ = ()

    def __str__(self) -> str:
        return self

    def __mod__(self, values: Any) -> Written:
        return Written(filled(self, values))


class Unwritten(str):
    """A sentence in English, on a page in another language."""

    __slots__ = ()

    def __str__(self) -> str:
        return self

    def __mod__(self, values: Any) -> Unwritten:
        if isinstance(values, Mapping):
            values = {name: self._apart(value) for name, value in values.items()}
        return Unwritten(super().__mod__(values))

    def _apart(self, value: Any) -> Any:
        is_plain = isinstance(value, str) and not isinstance(value, Markup)
        return bidi.apart(value, self, LTR) if is_plain else value


class UnwrittenMarkup(Markup):
    """The same, escaped."""

    __slots__ = ()


def filled(text: str, values: Mapping[str, Any]) -> str:
    r"""A text with these values for the names in its braces; other braces stay as they are.

    What reads the other way than the text is kept apart from it.

    >>> filled("{number} من {most} {later}", {"number": 1, "most": "{number}"})
    '1 من \u2068{number}\u2069 {later}'
    """
    words = _PART.sub("", text)
    return _PART.sub(lambda part: bidi.apart(str(values[part[1]]), words) if part[1] in values else part[0], text)


class Catalogue:
    """Takes the place of a catalogue of ours where we have none: asked as those of `babel.support` are."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def ugettext(self, sentence: str) -> str:
        """The sentence as it is written, or in English."""
        return self._said(key(sentence), sentence)

    def upgettext(self, context: str, sentence: str) -> str:
        """The same of one with a context."""
        return self._said(key(sentence, context), sentence)

    def ungettext(self, one: str, many: str, number: int) -> str:
        """The same of one with a number: as it is written it has one form for all numbers."""
        return self._said(key(many), one if number == 1 else many)

    def unpgettext(self, context: str, one: str, many: str, number: int) -> str:
        """The same with a context."""
        return self._said(key(many, context), one if number == 1 else many)

    def _said(self, name: str, english: str) -> str:
        written = self._words.get(name)
        return Written(bidi.days_apart(written)) if written else Unwritten(english)


def of_this_page() -> Words:
    """The words that `i18n.speak` was given; what looks them up is asked once."""
    words: Source = g.get("our_words") or {}
    if callable(words):
        g.our_words = words = words()
    return words


def to_respondent(sentence: str, **values: Any) -> str:
    """A sentence that a respondent may read, in their language. Marks it as one for `surveys.sentences`."""
    return str(gettext(sentence, **values))


def is_english(text: object) -> bool:
    """Whether this is a sentence of ours that stays English on a page in another language."""
    return isinstance(text, Unwritten | UnwrittenMarkup)


# In templates


def attributes(text: object) -> Markup:
    """For an element that says or holds this sentence of ours: its language and direction, where not the page's."""
    return Markup(' lang="en" dir="ltr"') if is_english(text) else Markup("")


def marked(text: Any) -> Any:
    """A sentence of ours, in an element that says that it is English where it is and the page is not."""
    return Markup('<span lang="en" dir="ltr">{}</span>').format(text) if is_english(text) else text


@pass_context
def _gettext(context: Context, sentence: str, /, **values: Any) -> str:
    return _shown(context, get_translations().ugettext(sentence), values)


@pass_context
def _pgettext(context: Context, meant: str, sentence: str, /, **values: Any) -> str:
    return _shown(context, get_translations().upgettext(meant, sentence), values)


@pass_context
def _ngettext(context: Context, one: str, many: str, number: int, /, **values: Any) -> str:
    words = get_translations().ungettext(one, many, number)
    return _shown(context, words, {"num": number, **values})


@pass_context
def _npgettext(context: Context, meant: str, one: str, many: str, number: int, /, **values: Any) -> str:
    words = get_translations().unpgettext(meant, one, many, number)
    return _shown(context, words, {"num": number, **values})


def _shown(context: Context, words: str, values: Mapping[str, Any]) -> str:
    if not context.eval_ctx.autoescape:
        return words % values
    if isinstance(words, Written):
        escaped = {name: escape(value) for name, value in values.items()}
        return Markup(filled(escape(words), escaped))  # noqa: S704  Both are escaped.
    made = Markup(words) % values  # noqa: S704  It stands in our sources.
    return UnwrittenMarkup(made) if isinstance(words, Unwritten) else made


#: Those of Jinja take catalogues for our own work: they do not escape what stands there, and forget whose it was.
CALLABLES = {"gettext": _gettext, "pgettext": _pgettext, "ngettext": _ngettext, "npgettext": _npgettext}
