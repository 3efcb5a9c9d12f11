"""Everything that a reader sees is said in their language, and said as that language is written."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import pytest
import wtforms
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po
from flask import Flask
from sqlalchemy.orm import Session

from tests import factories
from tests.client import Client
from tools import traditional
from voc.analysis import scripts
from voc.core import form_words, i18n
from voc.staff.models import User

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "voc" / "translations"
CHINESE = ("zh_Hans", "zh_Hant")

_NAMED = re.compile(r"%\((\w+)\)[sd]|(?<!\w)\{(\w+)\}")
_TAG = re.compile(r"</?\w[^>]*>")
_HAN = r"[\u3400-\u9fff]"


class Said(NamedTuple):
    """One message: what stands in the source, in all its forms, and what we say."""

    source: str
    forms: tuple[str, ...]
    text: str


@cache
def catalogue(language: str) -> Catalog:
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


@cache
def said(language: str) -> list[Said]:
    messages = [message for message in catalogue(language) if message.id]
    return [Said(_forms(message.id)[0], _forms(message.id), " ".join(_forms(message.string))) for message in messages]


def _forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text or "",) if isinstance(text, str | None) else tuple(text)


# The catalogues.


@pytest.mark.parametrize("language", CHINESE)
def test_nothing_is_left_untranslated_or_guessed(language: str) -> None:
    assert [each.source for each in said(language) if not each.text.strip()] == []
    assert [message.id for message in catalogue(language) if message.fuzzy] == []
    assert list(catalogue(language).obsolete) == []


def test_the_catalogues_hold_the_texts_of_the_sources() -> None:
    """Run `make messages` and translate what is new."""
    in_the_sources = set(_extracted())
    for language in CHINESE:
        messages = {(message.context, message.id) for message in catalogue(language) if message.id}
        assert messages - in_the_sources == set(), f"{language}: no longer in the sources"
        assert in_the_sources - messages == set(), f"{language}: not in the catalogue"


def test_english_has_one_kind_of_apostrophe() -> None:
    """The curly one, as its quotation marks are."""
    said = [each for _context, message in _extracted() for each in _forms(message)]
    # Those of the form library stay as it says them, or they would not be found.
    assert {each for each in said if re.search(r"[A-Za-z]'|'%", each)} == {
        "Invalid value, can't be any of: %(values)s.",
        "'%(value)s' is not a valid choice for this field.",
        "'%(value)s' are not valid choices for this field.",
    }


def _extracted() -> Iterator[tuple[str | None, str | tuple[str, ...]]]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    keywords = DEFAULT_KEYWORDS | parse_keywords(re.findall(r"--keyword (\S+)", makefile))
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = extract_from_dir(ROOT / "voc", methods, options, keywords)
    for _file, _line, message, _comments, context in found:
        yield context, message


@pytest.mark.parametrize("language", CHINESE)
def test_a_translation_names_the_parts_that_its_source_names(language: str) -> None:
    wrong = []
    for each in said(language):
        offered = {name for form in each.forms for name in chain.from_iterable(_NAMED.findall(form)) if name}
        named = {name for name in chain.from_iterable(_NAMED.findall(each.text)) if name}
        # A form for one may leave the number out: "See the answer". Chinese has one form for all.
        needed = {name for name in chain.from_iterable(_NAMED.findall(each.forms[-1])) if name}
        is_counted = len(each.forms) > 1
        if not needed <= named or not named <= offered | ({"num"} if is_counted else set()):
            wrong.append((each.source, each.text))
    assert wrong == []


@pytest.mark.parametrize("language", CHINESE)
def test_a_translation_keeps_markup_and_the_edges_of_its_source(language: str) -> None:
    for each in said(language):
        assert _TAG.findall(each.text) == _TAG.findall(each.source), each
        assert "\n" not in each.text, each


@pytest.mark.parametrize(("language", "foreign"), [("zh_Hans", 1), ("zh_Hant", 0)])
def test_no_character_belongs_to_the_other_script(language: str, foreign: int) -> None:
    assert [each.text for each in said(language) if scripts.script_counts(each.text)[foreign]] == []


def test_traditional_chinese_is_what_the_tool_makes_of_simplified() -> None:
    """Run `.venv/bin/python tools/traditional.py`; corrections belong into its table."""
    assert traditional.TRADITIONAL.read_bytes() == traditional.written()


def test_every_line_of_the_table_is_used() -> None:
    converted = "\n".join(
        f"={traditional.converter().convert(each.text).translate(traditional.QUOTES)}=" for each in said("zh_Hans")
    )
    assert [word for word in traditional.table() if word.removeprefix("=") not in converted] == []


#: What came of a word torn in two, or of one put for another; and words that only the mainland uses.
_NOT_IN_TAIWAN = re.compile("割槽|意見意見|週圍|麵板|併傳|明瞭位|一臺|二維碼|徽標|滾動|下劃線|小票|單詞|後臺")


def test_taiwan_reads_its_own_words() -> None:
    made = [traditional.convert(each.text) for each in said("zh_Hans")]
    assert [text for text in made if _NOT_IN_TAIWAN.search(text)] == []


@pytest.mark.parametrize("language", CHINESE)
def test_chinese_is_punctuated_as_chinese(language: str) -> None:
    half_width = re.compile(rf"{_HAN}[,;:!?]|[,;!?]{_HAN}|{_HAN}\s*\((?!\w*\))|\.\.\.")
    quotes = '"「」『』' if language == "zh_Hans" else '"“”‘’'
    crowded = re.compile(rf"{_HAN}[A-Za-z0-9]|[A-Za-z0-9]{_HAN}|\s[，。；：！？、）」”]|[，。；：！？、（「“]\s")
    for each in said(language):
        plain = _NAMED.sub("", each.text)
        assert not half_width.search(plain), each
        assert not set(quotes) & set(plain), each
        assert not crowded.search(_NAMED.sub("¤", each.text)), each


# What a reader sees.


def test_forms_speak_from_our_catalogues() -> None:
    with (Path(wtforms.__file__).parent / "locale" / "wtforms.pot").open("rb") as file:
        known = {_forms(message.id) for message in read_po(file) if message.id}
    said_by_forms = {_forms_of(each) for each in form_words.SAID}
    assert said_by_forms <= known, "not what WTForms says"
    assert known - said_by_forms <= NEVER_SHOWN


#: Mistakes of programmers, and fields and checks that no form of ours has.
NEVER_SHOWN = {
    ("Invalid field name '%s'.",), ("Invalid IP address.",), ("Invalid Mac address.",), ("Invalid UUID.",),
    ("This field cannot be edited.",), ("This field is disabled and cannot have a value.",),
    ("Invalid CSRF Token.",), ("CSRF token missing.",), ("CSRF failed.",), ("CSRF token expired.",),
    ("Choices cannot be None.",),
}  # fmt: skip


def _forms_of(lazy: object) -> tuple[str, ...]:
    return tuple(text for text in lazy._args if isinstance(text, str))  # type: ignore[attr-defined]


@pytest.mark.parametrize(("language", "shown"), [("en", "One. Two."), ("zh_Hans", "One.Two."), ("zh_Hant", "One.Two.")])
def test_sentences_follow_each_other_as_the_language_has_it(app: Flask, language: str, shown: str) -> None:
    with app.app_context(), i18n.speaking(language, "UTC"):
        assert app.jinja_env.from_string("{{ ['One.', '', 'Two.']|sentences }}").render() == shown


@pytest.mark.parametrize(("tag", "words"), [("zh-CN", "请填写此项。"), ("zh-TW", "請填寫此項。")])
def test_a_mistake_is_explained_in_the_readers_script(client: Client, tag: str, words: str) -> None:
    page = client.post("/sign-in", data={}, headers={"Accept-Language": tag})
    assert words in page.text


#: A page of every package that has some, as its first visitor finds it and with something on it.
PAGES = (
    "/cases", "/cases?whose=all&state=closed", "/digest", "/verbatims", "/responses", "/surveys/", "/surveys/new",
    "/campaigns", "/customers", "/customers/accounts", "/customers/import", "/sources", "/sources/new", "/outbox",
    "/people", "/teams/new", "/account", "/welcome", "/surveys/999999",
)  # fmt: skip
#: What stands in English in every language: names, commands, formats, what rows hold.
ALLOWED = re.compile(
    r"voc (import responses FILE|user reset-link EMAIL)|Blue Harbour Ltd|Ana Lima|Standard Webhooks|renewal date"
    r"|Olga Owner|Would you recommend us"
)
_ENGLISH = re.compile(r"[A-Za-z][A-Za-z'’-]*(?:[ ,]+[A-Za-z][A-Za-z'’-]*){2,}")


def visible(page: str) -> str:
    """What a reader sees or hears of a page: its text, and the attributes that hold words."""
    body = re.sub(r"<(script|style|pre|code|option|textarea)\b.*?</\1>", " ", page, flags=re.DOTALL)
    spoken = re.findall(r'\b(?:title|alt|placeholder|aria-label|data-label)="([^"]*)"', body)
    return html.unescape("\n".join([re.sub(r"<[^>]+>", "\n", body), *spoken]))


def english(text: str) -> list[str]:
    """Runs of three English words and more, those apart that stand so in every language."""
    return _ENGLISH.findall(ALLOWED.sub("", text))


def a_reader(language: str) -> User:
    user = factories.a_user(name="王伟", language=language)
    survey = factories.a_survey(languages=("zh_Hans", "zh_Hant"))
    factories.a_case(survey=survey, verbatim="没有人回电话。", contact=factories.a_contact(name="李娜"), owner=user)
    return user


@pytest.mark.parametrize("language", CHINESE)
def test_no_page_of_the_console_says_anything_in_english(client: Client, session: Session, language: str) -> None:
    client.sign_in(a_reader(language))
    for path in PAGES:
        page = client.get(path).text
        assert f'<html lang="{i18n.html_tag(language)}"' in page, path
        assert english(visible(page)) == [], path


@pytest.mark.parametrize(("tag", "language"), [("zh-CN", "zh_Hans"), ("zh-TW", "zh_Hant"), ("zh-HK", "zh_Hant")])
def test_no_respondent_is_spoken_to_in_english(client: Client, session: Session, tag: str, language: str) -> None:
    survey = factories.a_survey(languages=("en", "zh_Hans", "zh_Hant"))
    for path in (
        f"/s/{survey.public_id}",
        "/s/nowhere-to-be-found",
        "/r/nothing",
        "/u/nothing",
        "/sign-in",
        "/forgotten",
    ):
        page = client.get(path, headers={"Accept-Language": tag}).text
        assert f'<html lang="{i18n.html_tag(language)}"' in page, path
        assert english(visible(page)) == [], path


def test_the_scripts_say_nothing_by_themselves() -> None:
    """Words come from the page, which is translated."""
    for path in sorted((ROOT / "voc" / "static" / "js").glob("*.js")):
        code = re.sub(r"//.*", "", path.read_text(encoding="utf-8"))
        strings = re.findall(r'"([^"\n]*)"|\'([^\'\n]*)\'|`([^`]*)`', code)
        spoken = [text for group in strings for text in group if re.search(r"[A-Za-z]+ [a-z]+|[A-Z][a-z]{3,}", text)]
        assert [text for text in spoken if text not in NOT_WORDS and "[" not in text] == [], path.name


#: Keys, verbs of HTTP, directives and selectors.
NOT_WORDS = {"use strict", "Enter", "TEXTAREA"}


def test_templates_hold_no_words_of_their_own() -> None:
    found = {}
    for path in sorted((ROOT / "voc" / "templates").rglob("*")):
        if path.suffix in {".html", ".txt"}:
            words = english(_unwrapped(path.read_text(encoding="utf-8")))
            if words:
                found[str(path.relative_to(ROOT))] = words
    assert found == {}


def _unwrapped(template: str) -> str:
    code = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "\n", template, flags=re.DOTALL)
    return visible(re.sub(r"\{% block (?:dark_)?styles %\}.*?\{% endblock %\}", "", code, flags=re.DOTALL))
