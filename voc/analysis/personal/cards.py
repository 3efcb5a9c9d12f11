"""Numbers of bank cards and accounts."""

import re

from voc.analysis.personal.announced import OF_A_PRODUCT
from voc.analysis.personal.patterns import Pattern
from voc.analysis.personal.rules import (
    DIGIT,
    LETTER,
    MANY,
    UNIT,
    A,
    Rule,
    Span,
    Z,
    digits,
)

_CARD = Pattern(r"(?<![0-9A-Za-z])(?<![0-9][ .-])\d(?:[ .-]?\d){12,18}(?![0-9A-Za-z])(?![ .-]\d)")
_CARD_GROUPS = Pattern(
    r"\d+|\d{4}(?:[ .-]\d{4}){2,3}(?:[ .-]\d{1,3})?|\d{4}[ .-]\d{6}[ .-]\d{5}|\d{6}[ .-]\d{13}"
    r"|\d{4}(?:[ .-]\d{4}){2}[ .-]\d{2}"
)
#: Four by four: a card even where its check digit is wrong.
_CARD_SHAPED = Pattern(
    r"(?<![0-9A-Za-z])(?<![0-9][ .-])\d{4}(?P<s>[ .-])\d{4}(?P=s)\d{4}(?P=s)\d{3,4}(?![0-9A-Za-z])(?![ .-]\d)"
)
_CARD_NAMED = Pattern(
    r"(?:卡号|银行卡|信用卡|储蓄卡|借记卡|建行卡|工行卡|农行卡|招行卡|中行卡|账号|帐号"
    r"|账号|帐户|账户|户口|支付宝账户|开户行|汇款至|转账到|转帐到"
    rf"|(?=[A-Za-z])(?<![{LETTER}])(?i:card|visa|mastercard|amex|debit|credit|iban|bank|account|acct|acc|a/c"
    rf"|routing|sort code|cvv|cvc|swift|bsb"
    r"|checking|savings|current account|transfer to|iban|ifsc|giro|clabe|cheque|check|pin)(?![A-Za-z]))"
    r"(?:号码|号|是|为|:|\s|=|\#|\(|-|应该是|尾号|(?i:number|num|no|account|acct|card|code|with|is|was"
    r"|are|of|ending|in"
    r"|it's|my|the|on|file|should|be"
    r"|bank|full|actual|correct|new|old|to)(?![A-Za-z])\.?){0,10}"
    r"(?P<it>(?:[*xX•]{2,4}[ -]?){0,4}\d(?:[ -]?\d){2,22})(?![0-9A-Za-z]|[.,]\d)"
)
_SORT_CODE = Pattern(A + r"(?i:sort(?: ?code)?)\s?(?:is|:|=|-)?\s?(?P<it>\d{2}[- ]?\d{2}[- ]?\d{2})(?![0-9])")
#: A British sort code and the account behind it.
_SORT_AND_ACCOUNT = Pattern(r"(?<![0-9])(?<![0-9][- ])\d{2}([- ])\d{2}\1\d{2}[,;/ ]{1,3}\d{8}(?![0-9])")
_IBAN = Pattern(A + r"(?i:[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?)" + Z)
_IBAN_NAMED = Pattern(
    r"(?<![A-Za-z])(?i:iban)(?i:\s?(?:number|no\.?|is|:"
    r"|\s)){0,3}\s?(?P<it>[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){2,8}|[a-z]{2}\d{2}[a-z0-9]{8,30})" + Z
)
_STARRED = Pattern(r"(?<![0-9*])(?:\d{4}[ -]?)?[*•xX]{4,12}(?:[ -]?[*•xX]{2,4}){0,3}[ -]?\d{4}(?![0-9])")


def is_luhn(number: str) -> bool:
    """Whether the last digit is the check digit of ISO/IEC 7812, annex B; False for anything but digits.

    >>> is_luhn("4111111111111111"), is_luhn("4111111111111112")
    (True, False)
    """
    if not (number.isascii() and number.isdigit()):
        return False
    doubled = [int(digit) * 2 for digit in number[-2::-2]]
    return (sum(map(int, number[-1::-2])) + sum(value - 9 * (value > 9) for value in doubled)) % 10 == 0


def _card(match: re.Match[str]) -> Span | None:
    number = digits(match[0])
    if OF_A_PRODUCT.search(match.string, max(0, match.start() - 12), match.start()):
        return None
    plausible = _CARD_GROUPS.fullmatch(match[0]) and is_luhn(number) and len(set(number)) > 1
    return match.span() if plausible else None


def _card_named(match: re.Match[str]) -> Span | None:
    cue = match[0][: match.start("it") - match.start()].lower()
    n = len(digits(match["it"]))
    if UNIT.match(match.string, match.end()) or re.fullmatch(r"(?:19|20)\d\d", match["it"]):
        return None
    if re.search(r"cvv|cvc", cue) or re.match(r"[*xX•]", match["it"]):
        return match.span("it") if 3 <= n <= 6 else None
    if re.search(r"sort code|bsb|routing", cue):
        return match.span("it") if n >= 6 else None
    if re.match(r"check|cheque|pin|current|card|visa|debit|credit|transfer|savings", cue) and not re.search(
        r"num|no\b|#|account|acct|a/c", cue
    ):
        needed = 12 if not re.search(r"ending|ends|last|-|:", cue) else 4
        return match.span("it") if n >= needed and n != 4 else None
    needed = 12 if re.search(r"卡", cue) and "号" not in cue and "号" not in cue else 6
    return match.span("it") if n >= needed else None


def _iban(match: re.Match[str]) -> Span | None:
    code = match[0].replace(" ", "").upper()
    number = "".join(str(int(letter, 36)) for letter in code[4:] + code[:4])
    return match.span() if int(number) % 97 == 1 else None


_CARD_CUES = frozenset("/卡号号户户口尾末后账帐帐账汇转转") | frozenset(
    "card visa acc mastercard amex debit credit iban bank account acct routing sort cvv cvc swift bsb ending "
    "ends last checking savings current transfer ifsc giro clabe cheque check pin".split()
)

NAMED = (
    Rule("card", _IBAN_NAMED, MANY | DIGIT),
    Rule("card", _SORT_CODE, DIGIT, None, frozenset({"sort", "sortcode"})),
    Rule("card", _CARD_NAMED, DIGIT, _card_named, _CARD_CUES),
)
CHECKED = (
    Rule("card", _IBAN, MANY, _iban),
    Rule("card", _CARD, MANY, _card),
    Rule("card", _CARD_SHAPED, MANY),
    Rule("card", _SORT_AND_ACCOUNT, MANY),
    Rule("card", _STARRED, DIGIT, None, frozenset("*•xX")),
)
