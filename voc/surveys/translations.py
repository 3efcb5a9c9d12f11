"""A survey's texts in every language it speaks: which there are, what is missing, and what stands for a placeholder."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from babel import Locale, localedata
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from voc.core import collation, i18n
from voc.surveys import placeholders, question_types
from voc.surveys.models import Question, SurveyVersion
from voc.surveys.question_types import Text

#: Language -> text name -> text, as forms and starters carry it.
Written = Mapping[str, Mapping[str, str]]

#: Becomes, on the thank-you page, until when somebody will answer.
PROMISE = "promise"

#: The two halves of the button on the thank-you page.
LINK_LABEL, LINK = "thanks_link_label", "thanks_link"

#: What stands in `SurveyVersion.texts`.
MAIL_TEXTS: tuple[Text, ...] = (
    Text("from_name", _("Sender’s name"), 80, is_required=False, help=_("Who the mail comes from.")),
    Text("mail_subject", _("Subject"), 120, help=_("Under 50 characters, it fits on a phone.")),
    Text(
        "mail_intro",
        _("Beginning"),
        1000,
        is_required=False,
        is_long=True,
        help=_("Stands above the question and its buttons."),
    ),
)
PAGE_TEXTS: tuple[Text, ...] = (
    Text("title", _("Headline"), 120),
    Text("intro", _("Beginning"), 500, is_required=False, is_long=True),
)
THANKS_TEXTS: tuple[Text, ...] = (
    Text("thanks", _("Thanks"), 600, is_long=True, help=_("For everyone to whom no answer is promised.")),
    Text(
        "thanks_detractor",
        _("Thanks to the unhappy"),
        600,
        is_required=False,
        is_long=True,
        help=_("{promise} becomes the time by which somebody will answer, for example “by Monday 17:30”."),
        placeholders=frozenset({PROMISE}),
    ),
    Text(
        "thanks_promoter",
        _("Thanks to promoters"),
        600,
        is_required=False,
        is_long=True,
        help=_("Left empty, they read the thanks that everyone reads."),
    ),
    Text(
        LINK_LABEL,
        _("Button under the thanks: its words"),
        60,
        is_required=False,
        help=_("For example “Recommend us to a friend” or “Write a review”."),
    ),
    Text(
        LINK,
        _("Button under the thanks: where it leads"),
        500,
        is_required=False,
        is_address=True,
        help=_("An address that begins with https://. A language without one uses that of the default language."),
    ),
)

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Place:
    """Where one text stands: in the version itself, or (with a question's key) beside that question."""

    name: str
    text: Text
    question_key: str | None = None
    #: Names that may stand before a bar in braces, as `placeholders` fills them in; empty where nothing is.
    piped: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Link:
    """A button that leads somewhere else."""

    label: str
    address: str


@dataclass(frozen=True)
class Gap:
    """A text that has to be written before the version can be published."""

    language: str
    place: Place


@dataclass(frozen=True)
class Section:
    """Texts that a customer meets together."""

    name: LazyString | str
    places: tuple[Place, ...]


def sections(questions: list[Question]) -> list[Section]:
    """Every text of a version with these questions, in the order in which a customer meets it."""
    asked = [
        # What was asked before it can be filled in.
        (question.key, question_types.of(question.kind, question.settings), _piped(questions[:number]))
        for number, question in enumerate(questions)
    ]
    return [
        Section(_("The mail"), _own(MAIL_TEXTS)),
        Section(_("The page"), _own(PAGE_TEXTS, placeholders.PERSON)),
        *(
            Section(kind.heading, tuple(Place(f"{key}-{text.key}", text, key, piped) for text in kind.texts))
            for key, kind, piped in asked
        ),
        Section(_("The thanks"), _own(THANKS_TEXTS, _piped(questions))),
    ]


def _own(texts: tuple[Text, ...], piped: frozenset[str] = frozenset()) -> tuple[Place, ...]:
    return tuple(Place(text.key, text, piped=piped) for text in texts)


def _piped(before: Sequence[Question]) -> frozenset[str]:
    return placeholders.PERSON | {question.key for question in before}


def places(questions: list[Question]) -> list[Place]:
    """The same without their sections."""
    return [place for section in sections(questions) for place in section.places]


def read(version: SurveyVersion) -> dict[str, dict[str, str]]:
    """All texts of the version, empty ones included."""
    questions = {question.key: question.texts for question in version.questions}
    return {
        language: {
            place.name: (questions[place.question_key] if place.question_key else version.texts)
            .get(language, {})
            .get(place.text.key, "")
            for place in places(version.questions)
        }
        for language in version.languages
    }


def write(version: SurveyVersion, written: Written) -> None:
    """Replace all texts of the version, and with them its languages; the first is the default one."""
    version.languages = list(written)
    version.texts = _of(None, version, written)
    for question in version.questions:
        question.texts = _of(question.key, version, written)


def _of(question_key: str | None, version: SurveyVersion, written: Written) -> dict[str, dict[str, str]]:
    mine = [place for place in places(version.questions) if place.question_key == question_key]
    return {
        language: {place.text.key: texts.get(place.name, "").strip() for place in mine}
        for language, texts in written.items()
    }


def gaps(version: SurveyVersion) -> list[Gap]:
    """What is still missing, language by language."""
    return [gap for language in gaps_in(read(version), version.questions).values() for gap in language]


def gaps_in(written: Written, questions: list[Question]) -> dict[str, list[Gap]]:
    """Language -> what these texts lack for these questions; a complete language has an empty list."""
    everywhere = places(questions)
    return {
        language: [
            Gap(language, place)
            for place in everywhere
            if (place.text.is_required or _is_other_half(place, texts, written)) and not _said(texts, place.name)
        ]
        for language, texts in written.items()
    }


def fill_gaps(version: SurveyVersion, stand_in: Callable[[str], str]) -> None:
    """Put something where texts are missing: what `stand_in` makes of the default language's, which may be empty."""
    written = read(version)
    first = dict(written[version.default_language])
    for gap in gaps(version):
        written[gap.language][gap.place.name] = stand_in(_said(first, gap.place.name))
    write(version, written)


def _is_other_half(place: Place, texts: Mapping[str, str], written: Written) -> bool:
    """Whether the button under the thanks lacks this: words without an address, or an address without words."""
    address = _said(texts, LINK) or _said(next(iter(written.values())), LINK)
    if place.name == LINK_LABEL:
        return bool(address)
    return place.name == LINK and bool(_said(texts, LINK_LABEL)) and not address


def _said(texts: Mapping[str, str], name: str) -> str:
    return texts.get(name, "").strip()


def unknown_placeholders(text: str, allowed: frozenset[str], piped: frozenset[str] = frozenset()) -> list[str]:
    """Names in braces that nothing will fill in here, as they were written; `piped` ones need a bar."""
    return [
        f"{{{name}}}"
        for name in _PLACEHOLDER.findall(text)
        if name not in allowed and not ("|" in name and placeholders.is_known(name.partition("|")[0], piped))
    ]


def is_web_address(text: str) -> bool:
    """Whether a button may lead there: the web, a host, and nobody's name or password before it.

    >>> is_web_address("https://example.com/review?from=survey")
    True
    >>> is_web_address("javascript:alert(1)")
    False
    >>> is_web_address("https://bank.example@evil.example/")
    False
    """
    try:
        parts = urlsplit(text)
        host = parts.hostname
        _port = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host) and "@" not in parts.netloc and not foreign_sign(text)


def foreign_sign(text: str) -> str | None:
    """The first character that no address holds."""
    return next((sign for sign in text if not sign.isprintable() or sign in ' "<>\\^`{|}'), None)


def names_somebody(text: str) -> bool:
    """Whether a name or a password stands before the host."""
    return "@" in text.partition("://")[2].partition("/")[0].partition("?")[0].partition("#")[0]


def thanks(version: SurveyVersion, language: str, *, band: str | None, promise: str | None) -> str:
    """What the thank-you page says to somebody in this band; None where we do not know it.

    `promise` is until when somebody will answer, in the reader's language ("by Monday 17:30", "周一 17:30 前"); None
    where nobody can be promised anything, because the survey is anonymous or we do not know whom to answer. A text
    that promises is then not shown.
    """
    texts = version.texts.get(language) or version.texts[version.default_language]
    special = texts.get(f"thanks_{band}", "") if band in ("detractor", "promoter") else ""
    marker = f"{{{PROMISE}}}"
    if not special or (promise is None and marker in special):
        return str(texts["thanks"])
    return str(special.replace(marker, promise or ""))


def thanks_link(version: SurveyVersion, language: str, *, band: str | None) -> Link | None:
    """The button under the thanks, for those who see it; None without one."""
    if band != "promoter" and not version.link_is_for_all:
        return None
    texts = version.texts.get(language) or version.texts[version.default_language]
    address = texts.get(LINK) or version.texts[version.default_language].get(LINK, "")
    label = texts.get(LINK_LABEL, "")
    # Asked again where it is shown: what stands in the database may have come there without the form.
    return Link(label, address) if label and is_web_address(address) else None


@cache
def known_languages() -> frozenset[str]:
    """Every language a survey may be written in, by our names."""
    # Babel's data files end at scripts and territories; a survey has one text for all readers of a language, except
    # in Chinese, whose two scripts are two texts.
    bare = {name.partition("_")[0] for name in localedata.locale_identifiers()} - {"zh", "root"}
    return frozenset(bare | set(i18n.LANGUAGES))


def own_name(language: str) -> str:
    """What its speakers call it, for example `Deutsch`."""
    return i18n.LANGUAGES.get(language) or i18n.language_name(language, language)


@cache
def _named(reader: str) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(reader).languages
    bare = [code for code in known_languages() if not code.startswith("zh")]
    # Parsing every locale for its name takes a second; the reader's own list of names does not.
    called = {code: names[code] for code in bare if code in names}
    called |= {code: i18n.language_name(code, reader) for code in i18n.LANGUAGES if code.startswith("zh")}
    # A tag alone tells nobody which language it is: without any name, a language is not offered.
    uncalled = {code: own for code in bare if code not in called and (own := own_name(code)) != code}
    return (*_in_order(called, reader), *_in_order(uncalled, reader))


def _in_order(named: Mapping[str, str], reader: str) -> list[tuple[str, str]]:
    return sorted(named.items(), key=lambda entry: collation.key(entry[1], reader))


def choices(reader: str, *, without: list[str]) -> list[tuple[str, str]]:
    """(language, name as the reader calls it) of every language that could be added, as the reader looks them up.

    Last stand those that only their speakers have a name for.
    """
    return [(code, name) for code, name in _named(reader) if code not in without]
