"""What people write into a cell, as a value: an address, a language, an amount of money, a day, a role."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from voc.core import i18n

ROLES = ("buyer", "user", "partner", "payer", "referrer")

_ROLE_WORDS = {
    **{role: role for role in ROLES},
    "采购": "buyer", "採購": "buyer", "采购者": "buyer", "购买者": "buyer", "購買者": "buyer", "买家": "buyer",
    "purchaser": "buyer", "procurement": "buyer", "customer": "buyer",
    "用户": "user", "使用者": "user", "使用人": "user", "用戶": "user", "end user": "user",
    "合作伙伴": "partner", "伙伴": "partner", "合作夥伴": "partner", "reseller": "partner", "经销商": "partner",
    "付款人": "payer", "付款方": "payer", "财务": "payer", "財務": "payer", "billing": "payer", "finance": "payer",
    "推荐人": "referrer", "推薦人": "referrer", "介绍人": "referrer", "referral": "referrer",
}  # fmt: skip

_LANGUAGE_WORDS = {
    "english": "en", "英文": "en", "英语": "en", "英語": "en",
    "chinese": "zh_Hans", "中文": "zh_Hans", "汉语": "zh_Hans", "简体": "zh_Hans", "简体中文": "zh_Hans",
    "cn": "zh_Hans", "simplified chinese": "zh_Hans", "chinese (simplified)": "zh_Hans",
    "繁体": "zh_Hant", "繁體": "zh_Hant", "繁体中文": "zh_Hant", "繁體中文": "zh_Hant", "tw": "zh_Hant",
    "traditional chinese": "zh_Hant", "chinese (traditional)": "zh_Hant",
    "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es", "español": "es",
    "japanese": "ja", "日本語": "ja", "日语": "ja",
}  # fmt: skip

#: Local parts that need no closer look.
_PLAIN_LOCAL = re.compile(r"[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*")

_GROUPED = re.compile(r"([0-9]{1,3}([,.])[0-9]{3}(?:\2[0-9]{3})*)(?:(?!\2)[,.]([0-9]+))?")
_DECIMAL = re.compile(r"([0-9]+)[,.]([0-9]*)")
_MAGNITUDES = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000, "k": 1_000, "m": 1_000_000}
_LARGEST = Decimal(10) ** 12

_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ]\d{1,2}:\d{2}.*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY_FIRST = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})")
_SLASHES = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")


class Unclear(Exception):
    """The cell does not say what it should; `code` is the reason."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def address(text: str) -> str:
    """An e-mail address as we keep it, in lower case. Raises `Unclear("bad_email")`."""
    text = text.strip().removeprefix("mailto:")
    local, _, domain = text.rpartition("@")
    try:
        if len(local) <= 64 and len(text) <= 254 and _PLAIN_LOCAL.fullmatch(local):
            return f"{local}@{_domain(domain)}".lower()
        return validate_email(text, check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise Unclear("bad_email") from error


# A file has many people of few domains, and the rules of domains are what takes the time.
@lru_cache(maxsize=16_384)
def _domain(domain: str) -> str:
    return validate_email(f"a@{domain}", check_deliverability=False).domain


def language(text: str) -> str | None:
    """Our name of the language that a tag or a word means, or None."""
    return _LANGUAGE_WORDS.get(text.strip().lower()) or i18n.normalize(text)


def role(text: str) -> str | None:
    """What the person is to us, or None where the word is not one of ours."""
    return _ROLE_WORDS.get(text.strip().lower())


def money(text: str) -> Decimal:
    """An amount, whatever its grouping: `1,234.50`, `1.234,50`, `¥12,000`, `120万`. Raises `Unclear("bad_revenue")`.

    `1.234` alone is refused: a German 1234 and a spreadsheet's 1.234 look the same and differ a thousandfold.
    """
    factor = Decimal(1)
    digits = re.sub(r"(?<=[0-9])[\s'’](?=[0-9]{3})", "", text.strip().lower())
    digits = re.sub(r"^[a-z]{0,3}\s*[$€£¥￥]?\s*|\s*(?:[$€£¥￥元]|usd|eur|cny|rmb|gbp|twd|hkd|jpy)$", "", digits)
    if digits[-1:] in _MAGNITUDES:
        factor = Decimal(_MAGNITUDES[digits[-1]])
        digits = digits[:-1].rstrip()
    amount = Decimal(_plain(digits)) * factor
    if amount >= _LARGEST:
        raise Unclear("bad_revenue")
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _plain(digits: str) -> str:
    """The number with a point before its decimals and nothing between its thousands."""
    if digits.isascii() and digits.isdigit():
        return digits
    if found := _GROUPED.fullmatch(digits):
        whole, mark, decimals = found.groups()
        if mark == "." and whole.count(mark) == 1 and decimals is None:
            raise Unclear("bad_revenue")
        return f"{whole.replace(mark, '')}.{decimals or 0}"
    if found := _DECIMAL.fullmatch(digits):
        return f"{found[1]}.{found[2] or 0}"
    raise Unclear("bad_revenue")


def day(text: str) -> date:
    """A day: year first, or day first with dots. Raises `Unclear`: "bad_date", or "ambiguous_date" for 05/04/2026."""
    text = text.strip()
    try:
        if found := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
            return date(*map(int, found.groups()))
        if found := _DAY_FIRST.fullmatch(text):
            return date(*map(int, reversed(found.groups())))
        if found := _SLASHES.fullmatch(text):
            return _slashed(*map(int, found.groups()))
    except ValueError as error:
        raise Unclear("bad_date") from error
    raise Unclear("bad_date")


def _slashed(first: int, second: int, year: int) -> date:
    if first <= 12 and second <= 12 and first != second:
        raise Unclear("ambiguous_date")
    return date(year, second, first) if first > 12 else date(year, first, second)
