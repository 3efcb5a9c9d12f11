"""Languages and zones: which one a reader gets, and how browser tags map onto ours.

Browsers say `zh-CN`, `zh-TW`, `zh-HK`; our catalogues are named by script. Neither Babel nor Werkzeug matches one to
the other, and everybody Chinese would fall to English, so we map by script.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, UnknownLocaleError
from flask import Flask, g, has_app_context, has_request_context, request
from flask_babel import (
    Babel,
    Domain,
    LazyString,
    format_date,
    format_decimal,
    format_percent,
    format_time,
    get_locale,
    refresh,
)
from jinja2 import pass_eval_context
from jinja2.filters import do_join
from jinja2.nodes import EvalContext
from markupsafe import Markup
from werkzeug.datastructures import LanguageAccept

from voc.core import bidi, form_words, our_words, unbroken, zones

#: Languages the product itself speaks, with their own names.
LANGUAGES = {"en": "English", "zh_Hans": "简体中文", "zh_Hant": "繁體中文"}
#: Characters of a language tag; what is longer is none (RFC 5646, 4.4.1, asks for room for 35).
LONGEST_TAG = 100
#: Territories that write Traditional Chinese.
_TRADITIONAL = {"TW", "HK", "MO"}


def normalize(tag: str | None) -> str | None:
    """Our name of a language tag: `zh-CN`, `zh` and `zh_Hans_SG` are `zh_Hans`, `en-GB` is `en`; None when unreadable.

    A language that the product does not speak keeps its own short name, since a survey may.
    """
    return _parsed(tag) if tag and len(tag) <= LONGEST_TAG else None


# Babel looks through its list of all locales each time: half a millisecond, for every visitor and every row of a file.
@lru_cache(maxsize=1024)
def _parsed(tag: str) -> str | None:
    name = tag.strip().replace("-", "_")
    # Nobody said which: Babel would take the likeliest, which is English.
    if name.lower() == "und":
        return None
    try:
        locale = Locale.parse(name)
    except (ValueError, UnknownLocaleError, TypeError):
        return None
    if locale.language != "zh":
        return locale.language
    is_traditional = locale.script == "Hant" or (not locale.script and locale.territory in _TRADITIONAL)
    return "zh_Hant" if is_traditional else "zh_Hans"


def html_tag(language: str) -> str:
    """The tag for `lang=` attributes: `zh_Hans` is `zh-Hans`."""
    return language.replace("_", "-")


def best(wanted: Iterable[str | None], offered: Iterable[str], default: str) -> str:
    """The first wanted language that is offered; the other Chinese script is better than none of them."""
    choices = list(offered)
    names = [name for tag in wanted if (name := normalize(tag))]
    for name in names:
        if name in choices:
            return name
        if name.startswith("zh"):
            for other in choices:
                if other.startswith("zh"):
                    return other
    return default


def accepted(header: LanguageAccept) -> list[str]:
    """The browser's languages, most wanted first."""
    return [tag for tag, quality in header if quality > 0]


def visitor_language(offered: Iterable[str] = LANGUAGES, default: str = "en") -> str:
    """What this browser reads best among what is offered."""
    return best(accepted(request.accept_languages), offered, default)


def reader() -> str:
    """The language of whoever reads this page or letter; English where nobody does."""
    return str(get_locale() or "en")


def in_every_language(say: Callable[[], str]) -> dict[str, str]:
    """Language -> what is said in it, for each that the product speaks."""
    said = {}
    for language in LANGUAGES:
        with speaking(language, g.get("zone") or "UTC"):
            said[language] = say()
    return said


def spoken(language: str) -> str:
    """The language of our own words on a page in this one: English where the product does not speak it."""
    return language if language in LANGUAGES else "en"


def language_name(language: str, reader: str) -> str:
    """What a reader calls a language, for example `German`; else what its speakers call it, else its tag.

    >>> language_name("zh_Hans", "zh_Hans")
    '中文（简体）'
    """
    try:
        locale = Locale.parse(language)
    except (ValueError, UnknownLocaleError):
        return language
    name = locale.get_display_name(reader) or locale.get_display_name() or language
    # The brackets of the tables are Latin in every language.
    return name.replace(" (", "（").replace(")", "）") if reader.startswith("zh") else name


def called(language: str) -> LazyString:
    """What whoever reads the page calls a language; found out when it is shown."""
    return LazyString(lambda: language_name(language, reader()))


def is_zone(name: str) -> bool:
    """Whether this is a time zone we know."""
    return name in available_timezones()


def _locale() -> str:
    if "language" in g:
        return str(g.language)
    return visitor_language() if has_request_context() else "en"


class _Words(Domain):  # type: ignore[misc]  # Flask-Babel has no types.
    """Our catalogues; where we have none, what was given to `speak`."""

    def get_translations(self) -> Any:
        language = g.get("language") if has_app_context() else None
        if language is None:
            return super().get_translations()
        if language in LANGUAGES:
            # Asked for every sentence of a page: what was loaded before needs no detour over the locale.
            return self.cache.get((language, self.domain[0])) or super().get_translations()
        return our_words.Catalogue(our_words.of_this_page())


#: One for every application of this process, so that each catalogue is read once.
_WORDS = _Words()


def _timezone() -> ZoneInfo:
    return ZoneInfo(g.get("zone") or "UTC")


def _day_and_time(at: datetime) -> str:
    # Babel's medium form has seconds, which nobody here needs; its short form leaves the century out.
    joined = str(get_locale().datetime_formats["medium"])
    return joined.replace("{1}", _day(at)).replace("{0}", str(format_time(at, "short")))


def _day(at: date | datetime) -> str:
    # Flask-Babel cannot turn an instant into a day where the zone is a ZoneInfo: it asks it for pytz's `normalize`.
    return str(format_date(at.astimezone(_timezone()).date() if isinstance(at, datetime) else at, "medium"))


def _number(value: float) -> str:
    """A number in the reader's manner, with a real minus sign."""
    return str(format_decimal(value)).replace("-", "\N{MINUS SIGN}")


def _percent(share: float) -> str:
    """A share of 0..1 in percent; with a decimal below ten, where it says something."""
    return str(format_percent(share, format="#,##0.#%" if 0 < share < 0.0995 else "#,##0%"))


@pass_eval_context
def _sentences(context: EvalContext, sentences: Iterable[str]) -> str:
    """Whole sentences one after the other, empty ones left out: Chinese puts no space behind a full stop."""
    space = "" if get_locale().language == "zh" else " "
    return str(do_join(context, [sentence for sentence in sentences if sentence], space))


def _whole(text: str) -> Markup:
    """A date in a heading, kept in one line: it is one word to its reader, and not to a browser."""
    return Markup('<span class="whole">{}</span>').format(text)


#: A Latin letter or digit beside a Chinese character.
_SEAM = re.compile(r"(?<=[\u3400-\u9fff])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[\u3400-\u9fff])")


def _spaced(text: str) -> str:
    """A Chinese sentence with a space between a Latin name that was filled in and the characters around it.

    >>> _spaced("Ann添加了备注")
    'Ann 添加了备注'
    """
    spaced = _SEAM.sub(" ", text)
    return Markup(spaced) if isinstance(text, Markup) else spaced  # noqa: S704  It was escaped before.


def speak(language: str, words: our_words.Source) -> None:
    """From here on, this request speaks the language, with these words of ours where the product does not speak it."""
    g.language, g.our_words = language, words
    refresh()


@contextlib.contextmanager
def speaking(language: str, zone: str, words: our_words.Source | None = None) -> Iterator[None]:
    """Within this, gettext, dates and numbers are those of one reader, whoever asked for the page.

    `words` are ours in a language that the product does not speak.
    """
    names = ("language", "zone", "our_words")
    earlier = {name: g.get(name) for name in names if name in g}
    g.language, g.zone, g.our_words = language, zone, words or {}
    refresh()
    try:
        yield
    finally:
        for name in names:
            g.pop(name, None)
        for name, value in earlier.items():
            setattr(g, name, value)
        refresh()


def init_app(app: Flask) -> None:
    """Catalogues, and the reader's language and zone: `g.language` and `g.zone` where known, else the browser's."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    babel = Babel(app, locale_selector=_locale, timezone_selector=_timezone)
    babel.domain_instance = _WORDS
    form_words.init_app(app)
    app.jinja_env.globals.update(
        html_tag=html_tag, ours=our_words.attributes, LANGUAGES=LANGUAGES, get_locale=get_locale, **our_words.CALLABLES
    )
    app.jinja_env.tests["in_english"] = our_words.is_english
    # Instants are shown on the reader's wall clock, days and numbers in the reader's manner.
    app.jinja_env.filters.update(
        datetime=_day_and_time,
        date=_day,
        time=lambda at: format_time(at, "short"),
        clock=zones.named,
        number=_number,
        percent=_percent,
        sentences=_sentences,
        whole=_whole,
        ours=our_words.marked,
        without_borders=bidi.without_borders,
        unbroken=unbroken.keep,
        spaced=_spaced,
    )
