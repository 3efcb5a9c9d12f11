"""Phone numbers; days, times and prices, which look like them, are taken first and kept."""

import re

from voc.analysis.personal.patterns import Pattern
from voc.analysis.personal.rules import (
    DIGIT,
    KEEP,
    LETTER,
    MANY,
    SEP,
    TAKEN,
    A,
    Rule,
    Span,
    Z,
    digits,
    no_quantity,
)

_EXTENSION = r"(?:\s?,?\s?(?:x|X|(?i:ext(?:ension|n)?)\.?|转|分机|#|内线)\s?:?\s?\d{1,6})?"

_TO_KEEP = Pattern(
    r"(?<!\d)(?:"
    r"(?:19|20)\d\d(?P<s>[-/.])\d{1,2}(?P=s)\d{1,2}|\d{1,2}(?P<t>[-/.])\d{1,2}(?P=t)(?:(?:19|20)\d\d|\d\d)"
    r"|\d{1,2}:\d\d(?::\d\d)?|(?:19|20)\d\d ?[-~] ?(?:19|20)\d\d"
    r"|(?<=[$€£¥₩])\s?\d[\d,]{0,15}(?:\.\d{1,2})?)(?![\d]|[-/.]\d)"
)
_MOBILE_CN = Pattern(
    r"(?<![0-9])(?<![0-9][.,])(?:\(?(?:\+|00)?86\)?[ -]{0,2})?(?:"
    rf"1[3-9]\d{SEP}{{0,2}}\d{{4}}{SEP}{{0,2}}\d{{4}}|1[3-9]\d\d{SEP}?\d{{3}}{SEP}?\d{{4}}"
    rf"|1[3-9]\d{SEP}?\d{{3}}{SEP}?\d{{5}}|1[3-9]\d{SEP}?\d{{2}}{SEP}?\d{{2}}{SEP}?\d{{2}}{SEP}?\d{{2}}"
    rf"|1(?:[ -.]\d){{10}})(?![0-9])"
)
_MOBILE_STARRED = Pattern(rf"(?<![0-9])1[3-9]\d{SEP}?[*xX]{{4}}{SEP}?\d{{4}}(?![0-9])")
_LANDLINE_CN = Pattern(
    r"(?<![0-9])(?<![0-9][.,])(?:(?:\+|00)?86[ -]?)?\(?0?(?:10|2[0-57-9]"
    r"|[3-9]\d\d)\)?(?P<sep>[ -]{0,2})[2-9]\d{2,3}[ -]?\d{4}"
    r"(?:\s?(?:-|转|分机|x|#|ext\.?)\s?\d{1,5})?(?![0-9])"
)
_HOTLINE = Pattern(
    r"(?<![0-9])(?:400|800)[ -]?\d{3}[ -]?\d{4}(?![0-9])|(?<![0-9])(?:400|800)[ -]\d{4}[ -]\d{3}(?![0-9])"
    r"|(?<![0-9])(?:400|800)\d[ -]\d{3}[ -]\d{3}(?![0-9])"
)
_PHONE_INTL = Pattern(
    r"(?<![0-9A-Za-z+])(?<![0-9][.,:])(?:\(?(?:\+|00)[1-9]|\(\+)(?:[ ./()-]{0,3}\d){6,14}" + _EXTENSION + r"(?![0-9])"
)
_PHONE_NATIONAL = Pattern(
    r"(?<![0-9])(?<![0-9][-.,:/ ])\(?0[1-9]\d{0,4}\)?(?:[ /.-]{0,3}\d{2,9}){1,5}" + _EXTENSION + r"(?![0-9]|[.,]\d)"
)
_PHONE_US = Pattern(
    rf"(?<![0-9])(?<![0-9][-.,/])(?:1{SEP})?(?:\([2-9]\d\d\)\s?-?|[2-9]\d\d{SEP})\d{{3}}{SEP}\d{{4}}"
    + _EXTENSION
    + r"(?![0-9]|[-.,]\d)"
)
#: Hong Kong, Macau and Singapore with their code in brackets.
_PHONE_BRACKETS = Pattern(r"(?<![0-9])\(\+?\d{2,3}\)\s?\d{4}[ -]?\d{4}(?![0-9]|[-.,/]\d)")
_PHONE_BARE_TEN = Pattern(
    r"(?<![0-9A-Za-z#])(?<![0-9][.,-])(?:[2-9]\d{2}[2-9]\d{6}|[6-9]\d{4}[ -]?\d{5})(?![0-9]|[.,-]\d)"
)
#: Any number in groups, where a phone is spoken of right before it or behind it.
_PHONE_SPOKEN_OF = Pattern(
    r"(?<![0-9A-Za-z#])(?<![0-9][.,:/-])\(?\+?\d{1,5}\)?(?:[ ./-]{0,2}\d{2,8}){1,5}"
    + _EXTENSION
    + r"(?![0-9A-Za-z]|[.,:]\d)"
)
_PHONE_WORD = Pattern(
    r"(?<![a-z])(?:phone|call|calls|called|calling|callback|ring|rang|ringing|tel|telephone|mobile|mob|cell"
    r"|cellphone|whatsapp|viber|signal|text|texted|sms|voicemail"
    r"|landline|dial|my number|\w{1,15}'s number|(?:work|home|office|daytime|evening|best|other) number|new number"
    r"|old number|number is|contact number|reach me|reach us|reachable|telefon"
    r"|handy|handynummer|nummer|telefono|teléfono|móvil|movil|cellulare|portable)(?![a-z])"
    r"|电话|手机|座机|号码|联系|联络|拨打|打给|打我|致电|回电|来电|短信|简讯"
    rf"|{TAKEN}\s?(?:or|and|/|,|或者?|和)\s?\|"
    r"|微信同号|同号|电联|呼叫|固话|分机|call我",
    re.IGNORECASE,
)
_PHONE_NAMED = Pattern(
    r"(?:电话|手机|手提|热线|座机|固话|致电|拨打|联系方式|联系我|传真"
    r"|分机|打给我|回电|短信"
    rf"|(?=[A-Za-z])(?<![{LETTER}])"
    r"(?i:tel|telephone|phone|phoned|mobile|mob|cell|cellphone|fax|whatsapp|call|called|calling|ring|rang|text"
    r"|texted|reach|my number|contact"
    r"|landline|direct line|extension|pager|handy|telefon|portable|sms|dial|dialled|dialed)(?![A-Za-z]))"
    r"(?:号码|号|[\s:.(#-]|是|为|我|就|在|(?i:number|num|no|me|us|back|on|at|is|was|my|the|line"
    r"|office|home|work|daughter|her|him|his|please|or|ext"
    r"|direct|cell|mobile|phone|under|to|of)(?![A-Za-z])){0,8}"
    r"(?P<it>\(?\+?\d\)?(?:[ ./()-]{0,2}\d){6,14})(?![0-9])"
)
#: Eight digits four by four are a phone of Hong Kong or Singapore where a phone is spoken of nearby.
_PHONE_EIGHT = Pattern(r"(?<![0-9A-Za-z#])(?<![0-9][-.,/ ])[235689]\d{3}[ -]?\d{4}(?![0-9A-Za-z]|[-.,/ ]\d)")
_NEAR_PHONE = Pattern(r"电|机|联系|联|络|打|号|(?i:phone|call|ring|tel|mobile|whatsapp|text|reach|contact|number)")
_NUMERAL = "零〇一二三四五六七八九幺两两洞拐"
_PHONE_IN_HAN = Pattern(
    rf"(?<![{_NUMERAL}])(?:[一幺][ ,、-]?[三四五六七八九](?:[ ,、-]?[{_NUMERAL}]){{9}}"
    rf"|[零〇](?:[ ,、-]?[{_NUMERAL}]){{9,11}})(?![{_NUMERAL}])"
)
_WORD_DIGIT = "(?:zero|oh|o|one|two|three|four|five|six|seven|eight|nine|double|triple)"
_PHONE_IN_WORDS = Pattern(
    A + rf"(?=[zotfsend])(?i:{_WORD_DIGIT}(?:[\s,-]{{1,2}}{_WORD_DIGIT}){{6,16}})" + Z, re.IGNORECASE
)


def _national(match: re.Match[str]) -> Span | None:
    number = re.split(r"[^0-9 ./()-]|\s[xX#]", match[0])[0]
    return no_quantity(match) if 9 <= len(digits(number)) <= 12 else None


def _landline(match: re.Match[str]) -> Span | None:
    # Without its zero an area code is any number, so then a separator must tell.
    if not 9 <= len(digits(match[0])) <= 19:
        return None
    area = digits(match[0])
    return no_quantity(match) if area.startswith("0") or match[0].startswith("+") else None


def _near_phone(match: re.Match[str]) -> Span | None:
    text, start = match.string, match.start()
    if match[0][:2] in {"19", "20"} and match[0][5:7] in {"19", "20"}:
        return None
    near = text[max(0, start - 16) : start] + text[match.end() : match.end() + 12]
    return no_quantity(match) if _NEAR_PHONE.search(near) else None


def _spoken_of(match: re.Match[str]) -> Span | None:
    text, start, n = match.string, match.start(), len(digits(match[0]))
    if (
        not 7 <= n <= 15
        or (re.fullmatch(r"\d[\d.]+\.[\d.]+", match[0]) and n < 9)
        or re.fullmatch(r"(?:19|20)\d\d[ -](?:19|20)\d\d", match[0])
    ):
        return None
    near = text[max(0, start - 36) : start] + "|" + text[match.end() : match.end() + 26]
    return no_quantity(match) if _PHONE_WORD.search(near) else None


#: Digit by digit: 0 7 7 0 0 9 0 0 4 1 8.
_PHONE_SPACED = Pattern(r"(?<![0-9])(?<![0-9][ .,-])[01](?:[ .-]\d){9,10}(?![0-9]|[ .,-]\d)")


DATES_AND_PRICES = Rule(KEEP, _TO_KEEP, MANY)
PHONES = (
    Rule("phone", _MOBILE_CN, MANY, no_quantity),
    Rule("phone", _MOBILE_STARRED, frozenset("*xX"), None, DIGIT),
    Rule("phone", _PHONE_SPACED, MANY),
    Rule("phone", _PHONE_INTL, MANY, no_quantity),
    Rule("phone", _LANDLINE_CN, MANY, _landline),
    Rule("phone", _PHONE_US, MANY, no_quantity),
    Rule("phone", _HOTLINE, MANY, no_quantity),
    Rule("phone", _PHONE_NATIONAL, MANY, _national),
    Rule("phone", _PHONE_NAMED, MANY, no_quantity),
    Rule("phone", _PHONE_BRACKETS, MANY, no_quantity),
    Rule("phone", _PHONE_EIGHT, MANY, _near_phone),
    Rule("phone", _PHONE_BARE_TEN, MANY, no_quantity),
    Rule("phone", _PHONE_SPOKEN_OF, MANY, _spoken_of),
    Rule("phone", _PHONE_IN_HAN, frozenset("一幺零〇")),
    Rule("phone", _PHONE_IN_WORDS, frozenset({"zero", "oh", "seven", "nine", "double", "triple"})),
)
