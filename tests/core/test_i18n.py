"""Which language a reader gets."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask
from markupsafe import Markup
from werkzeug.datastructures import LanguageAccept

from voc.core import i18n


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("zh-CN", "zh_Hans"), ("zh", "zh_Hans"), ("zh-TW", "zh_Hant"), ("zh-HK", "zh_Hant"), ("zh_Hant", "zh_Hant"),
        ("zh-Hans-HK", "zh_Hans"), ("en-GB", "en"), ("en", "en"), ("pt-BR", "pt"), ("fr", "fr"),
        ("und", None), ("", None), (None, None), ("*", None), ("xx-yy-zz-ww", None), ("1234", None),
    ],
)  # fmt: skip
def test_a_browsers_tag_is_mapped_by_script(tag: str | None, name: str | None) -> None:
    assert i18n.normalize(tag) == name


@pytest.mark.parametrize(
    ("wanted", "offered", "given"),
    [
        (["zh-TW", "en"], ["en", "zh_Hans"], "zh_Hans"),
        (["zh-TW"], ["en", "zh_Hans", "zh_Hant"], "zh_Hant"),
        (["fr", "de"], ["en", "zh_Hans"], "en"),
        (["de", "zh-CN"], ["de", "en"], "de"),
        ([], ["en"], "en"),
        ([None, "nonsense!"], ["en"], "en"),
    ],
)
def test_the_first_wanted_language_that_is_offered(wanted: list[str | None], offered: list[str], given: str) -> None:
    assert i18n.best(wanted, offered, "en") == given


def test_a_refused_language_is_not_wanted() -> None:
    assert i18n.accepted(LanguageAccept([("en", 0.0), ("zh-CN", 0.8)])) == ["zh-CN"]


@pytest.mark.parametrize(
    ("language", "zone", "shown"),
    [
        ("en", "UTC", "Nov 16, 2026, 9:00\u202fAM"),
        ("zh_Hans", "Asia/Shanghai", "2026年11月16日 17:00"),
        ("zh_Hant", "America/New_York", "2026年11月16日 凌晨4:00"),
    ],
)
def test_an_instant_is_shown_on_the_readers_wall_clock(
    app: Flask, now: datetime, language: str, zone: str, shown: str
) -> None:
    with app.app_context(), i18n.speaking(language, zone):
        assert app.jinja_env.filters["datetime"](now) == shown


def test_what_is_kept_in_one_line_is_escaped(app: Flask) -> None:
    page = app.jinja_env.from_string("{{ day|whole }}")
    assert page.render(day="2026年11月16日") == '<span class="whole">2026年11月16日</span>'
    assert page.render(day="<b>") == '<span class="whole">&lt;b&gt;</span>'


def test_a_latin_name_in_a_chinese_sentence_is_set_off(app: Flask) -> None:
    spaced = app.jinja_env.filters["spaced"]
    assert spaced(Markup("由Ann &amp; Co转交给Bo")) == "由 Ann &amp; Co 转交给 Bo"
    assert spaced("Ann wrote to the customer") == "Ann wrote to the customer"
    assert spaced("李娜给客户写了邮件") == "李娜给客户写了邮件"


def test_a_short_chinese_name_stays_in_one_piece(app: Flask) -> None:
    unbroken = app.jinja_env.filters["unbroken"]
    assert unbroken("您对<海港茶>满意吗？", "海港茶") == '您对&lt;<span class="whole">海港茶</span>&gt;满意吗？'
    assert unbroken(Markup('<span title="海港茶">在海港茶</span>'), "海港茶") == (
        '<span title="海港茶">在<span class="whole">海港茶</span></span>'
    )
    for text, name in (("Harbour Tea", "Harbour Tea"), ("一家名字特别长的公司", "一家名字特别长的公司"), ("茶", None)):
        assert unbroken(text, name) == text
