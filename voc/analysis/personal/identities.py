"""Numbers of identity papers and the days people were born on."""

import re

from voc.analysis.personal.announced import LINK_EN, LINK_ZH, is_date
from voc.analysis.personal.cards import is_luhn
from voc.analysis.personal.patterns import Pattern
from voc.analysis.personal.rules import (
    CAPITAL,
    DIGIT,
    MANY,
    UNIT,
    A,
    Rule,
    Span,
    Z,
    digits,
)

_ID_18 = Pattern(r"(?<![0-9A-Za-z])[1-9]\d{5}[ -]?\d{4}[ -]?\d{4}[ -]?\d{3}[0-9Xx](?![0-9A-Za-z])")
_BORN = Pattern(r"\d{6}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
#: The old number: province, county, date of birth with two digits of the year, serial.
_ID_15 = Pattern(
    r"(?<![0-9A-Za-z])(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|[78]\d)\d{4}[2-9]\d"
    r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?![0-9A-Za-z])"
)
#: Part of a number, the rest starred out: 110105********002X.
_ID_STARRED = Pattern(r"(?<![0-9A-Za-z])\d{3,6}\*{6,12}\d{2,4}[0-9Xx]?(?![0-9A-Za-z])")
_ID_NAMED = Pattern(
    r"(?:(?:身份证|身分证|证件|护照|驾驶证|驾照|社保|医保|社会保障|通行证"
    r"|台胞证|回乡证|港澳证"
    r"|居住证|居留证|军官证|学籍|统一编号|健保卡|户口簿|出生证|执业证|资格证|教师证|纳税人识别|税号"
    r"|税号)"
    r"(?:字号|卡|号码|号|编号|ID)?" + LINK_ZH + r"|(?=[A-Za-z])(?<![A-Za-zÀ-ɏ])"
    r"(?i:passports?(?:\.(?=\snumber))?"
    r"|id card|identity card|identity|national id|national identity|id|i\.d\.|national insurance|ni|nino"
    r"|nhs|n\.i\.|social security"
    r"|social insurance|social|ssn|sin|tax id|tax file|tfn|tin|itin|utr|ein"
    r"|driver'?s?'? licen[sc]e|driving licen[sc]e|licen[sc]e|dl|hkid|nric|medicare|medicaid|aadhaar|aadhar|pan"
    r"|hospital|patient|mrn"
    r"|green card|visa|bvn|nin|dni|nie|nif|cpf|curp|rfc|pesel|bsn|cnic|emirates id|iqama|residence permit|permit"
    r"|personal number|codice fiscale"
    r"|voter id|health card|health number|medical record|student id|ppsn|pps)(?![A-Za-z])" + LINK_EN + r")"
    r"(?P<it>(?=(?:[A-Za-z -]{0,6}\d){4})(?:[A-Z0-9]|[a-z](?=[a-z]?[ -]?\d))(?:[ /.-]?(?:[A-Z0-9]"
    r"|[a-z](?![a-z]{2}))){4,21}(?:\([0-9A]\))?)" + Z
)
_ID_SHAPED = Pattern(
    A + r"(?:\d{3}(?P<s>[ .-])\d{2}(?P=s)\d{4}(?![ .-]\d)|[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]"
    r"|[a-ceghj-pr-tw-z][a-ceghj-npr-tw-z] ?\d{2} ?\d{2} ?\d{2} ?[a-d]"
    r"|[A-Z]{1,2}\d{6} ?\([0-9A]\)|[A-Z][1289]\d{8}|[EGDSPH]\d{8}|E[A-HJ-NP-Z]\d{7}|[A-Z9]{5}\d{6}[A-Z9]{2}\d[A-Z]{2}"
    r"|[A-Z]{5}\d{4}[A-Z]|[STFGM]\d{7}[A-Z]|[XYZ]-?\d{7}-?[A-Z]|\d{8}-?[A-HJ-NP-TV-Z]"
    r"|[A-Z]{6}\d{2}[A-EHLMPR-T]\d{2}[A-Z]\d{3}[A-Z]"
    r"|[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z0-9]\d|\d{3}\.\d{3}\.\d{3}-\d{2}|\d{6}-[1-4]\d{6}|[1578]/?\d{6}[/(]\d\)?"
    r"|[HM]\d{8,10})" + Z
)
#: The other way round: B1234567 is my passport number.
_ID_AFTER = Pattern(
    A + r"(?P<it>(?=(?:[A-Z -]{0,4}\d){5})[A-Z0-9](?:[ -]?[A-Z0-9]){5,20})(?:,|\s(?:is|was)|\s-|\s\()\s?(?i:(?:my|the"
    r"|her|his|our)\s)?"
    r"(?i:passport|driving licen[sc]e|driver'?s? licen[sc]e|licen[sc]e|ssn|social security|national insurance|ni|nhs"
    r"|id|id card)(?![A-Za-z])"
)
#: A day somebody was born on, with its year.
_BORN_ON = Pattern(
    r"(?:(?=[A-Za-z])(?<![A-Za-z])(?i:d\.?o\.?b\.?|date of birth|birth ?date|born(?: on)?|birthday)(?![A-Za-z])"
    r"|出生日期"
    r"|出生年月日?|出生于|出生|生日|生辰)"
    r"(?:[\s:=(-]|(?i:is|was|on|the|of|in)(?![A-Za-z])|是|为|在|于){0,5}"
    r"(?P<it>\d{1,4}[-/. ]\d{1,2}[-/. ]\d{2,4}|\d{1,2}(?:st|nd|rd|th)?(?: of)?[ -](?i:jan|feb|mar|apr|may|jun|jul"
    r"|aug|sep|oct|nov|dec)[a-z]{0,6},?[ -]\d{2,4}"
    r"|(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6} \d{1,2}(?:st|nd|rd|th)?,? \d{4}|(?:19"
    r"|20)?\d\d年\d{1,2}月(?:\d{1,2}[日号])?|(?:19|20)\d{6})" + Z
)
_NHS = Pattern(r"(?<![0-9])(?<![0-9][- ])\d{3}[ -]\d{3}[ -]\d{4}(?![0-9]|[- ]\d)")


#: An id of something, not of somebody: it is an order number.
_OTHER_ID = Pattern(
    r"(?i:order|member|membership|user|account|customer|booking|transaction|case|ticket|reference|claim|device"
    r"|app|staff)\s$"
)


def _id_18(match: re.Match[str]) -> Span | None:
    number = re.sub(r"[ -]", "", match[0]).upper()
    # Eighteen digits without check digit or date of birth may be a bank card.
    return match.span() if is_chinese_id(number) or _BORN.match(number) or not is_luhn(number) else None


def _nhs(match: re.Match[str]) -> Span | None:
    near = match.string[max(0, match.start() - 40) : match.end() + 20]
    return match.span() if re.search(r"NHS|(?i:patient)", near) and is_nhs_number(digits(match[0])) else None


def _id_named(match: re.Match[str]) -> Span | None:
    it = match["it"]
    cue = match[0][: match.start("it") - match.start()].strip().lower()
    if cue.startswith("id") and _OTHER_ID.search(match.string[max(0, match.start() - 14) : match.start()]):
        return None
    if cue.split(None, 1)[:1] and cue.split(None, 1)[0].strip(":#,.") in _SHORT_ID_CUES and len(digits(it)) < 6:
        return None
    if UNIT.match(match.string, match.end()) or is_date(it):
        return None
    return match.span("it") if len(digits(it)) >= 5 or "(" in it else None


#: Words that mean much else too.
_SHORT_ID_CUES = frozenset(
    "id ni pan visa hospital patient licence license sin tin nhs permit social dl nin identity".split()
)


def is_chinese_id(number: str) -> bool:
    """Whether 18 characters carry the check digit of GB 11643-1999.

    >>> is_chinese_id("11010519491231002X"), is_chinese_id("110105194912310021")
    (True, False)
    """
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return False
    return "10X98765432"[sum(int(digit) * 2 ** (17 - at) for at, digit in enumerate(number[:17])) % 11] == number[17]


def is_nhs_number(number: str) -> bool:
    """Whether the tenth digit is the check digit of an NHS number (modulus 11, NHS Data Dictionary).

    >>> is_nhs_number("9434765919"), is_nhs_number("9434765918")
    (True, False)
    """
    if not re.fullmatch(r"[0-9]{10}", number):
        return False
    check = 11 - sum(int(digit) * (10 - at) for at, digit in enumerate(number[:9])) % 11
    return check % 11 == int(number[9]) and check != 10


_ID_CUES = frozenset("证照份社医居学统健户出税执资教纳分") | frozenset(
    "passport passports id identity national insurance ni nino nhs social ssn sin tax tin driver drivers driving "
    "licence license hkid nric medicare aadhaar "
    "pan hospital patient green visa bvn dni nie mrn dl tfn itin utr ein medicaid aadhar nin nif cpf curp rfc pesel "
    "bsn "
    "cnic emirates iqama residence permit personal codice voter health medical student ppsn pps dl".split()
)

_BORN_CUES = frozenset("生 dob birth birthday birthdate born".split()) | frozenset(".")

NAMED = (
    Rule("id", _ID_NAMED, DIGIT, _id_named, _ID_CUES),
    Rule("id", _NHS, MANY, _nhs),
    Rule(
        "id", _ID_AFTER, MANY | DIGIT, None, frozenset("passport licence license ssn social national ni nhs id".split())
    ),
    Rule("id", _BORN_ON, DIGIT, None, _BORN_CUES),
)
CHECKED = (
    Rule("id", _ID_18, MANY, _id_18),
    Rule("id", _ID_15, MANY),
    Rule("id", _ID_STARRED, frozenset("*")),
    Rule("id", _ID_SHAPED, DIGIT, None, CAPITAL | frozenset("-")),
)
