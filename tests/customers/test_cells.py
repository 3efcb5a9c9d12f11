"""What people write into cells."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from voc.customers import cells
from voc.customers.cells import Unclear


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1234", "1234"),
        ("1,234", "1234"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1 234 567", "1234567"),
        ("1\u00a0234", "1234"),
        ("1'234.5", "1234.5"),
        ("1.234.567", "1234567"),
        ("1234.567", "1234.57"),
        ("12,5", "12.5"),
        ("¥12,000", "12000"),
        ("$ 1,000,000", "1000000"),
        ("EUR 20", "20"),
        ("360000元", "360000"),
        ("120万", "1200000"),
        ("1.5亿", "150000000"),
        ("0", "0"),
    ],
)
def test_an_amount_is_read_whatever_its_grouping(text: str, amount: str) -> None:
    assert cells.money(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text", ["1.234", "-5", "nan", "inf", "1e6", "soon", "12,34,567", "10000亿", "1,2,3", "١٢", ""]
)
def test_an_unclear_amount_is_refused_rather_than_guessed(text: str) -> None:
    with pytest.raises(Unclear):
        cells.money(text)


@pytest.mark.parametrize(
    "text", ["2026-05-31", "2026/5/31", "2026年5月31日", "20260531", "31.5.2026", "31/05/2026", "05/31/2026",
             "2026-05-31 00:00:00", "2026-05-31T12:00"],
)  # fmt: skip
def test_a_day_is_read_in_the_manners_of_many_countries(text: str) -> None:
    assert cells.day(text) == date(2026, 5, 31)


@pytest.mark.parametrize(
    ("text", "code"), [("05/04/2026", "ambiguous_date"), ("2026-02-30", "bad_date"), ("next May", "bad_date")]
)
def test_an_unclear_day_is_refused_with_its_reason(text: str, code: str) -> None:
    with pytest.raises(Unclear) as refused:
        cells.day(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("zh-CN", "zh_Hans"), ("zh_TW", "zh_Hant"), ("中文", "zh_Hans"), ("繁體中文", "zh_Hant"), ("EN-gb", "en"),
        ("English", "en"), ("de", "de"), ("Klingon", None), ("", None),
    ],
)  # fmt: skip
def test_a_language_is_known_by_tag_or_word(text: str, name: str | None) -> None:
    assert cells.language(text) == name


def test_an_address_is_kept_in_lower_case() -> None:
    assert cells.address(" Ana.Lima@Example.ORG ") == "ana.lima@example.org"
    assert cells.address("王伟@例子.中国") == "王伟@例子.中国"


@pytest.mark.parametrize("text", ["ana", "ana@", "a b@example.org", "ana@localhost", "a@b@example.org", "x" * 300])
def test_what_mail_cannot_reach_is_no_address(text: str) -> None:
    with pytest.raises(Unclear):
        cells.address(text)
