"""Hide who somebody is before their words leave the console: contact data, numbers that identify, addresses, names.

English and Chinese, and what both share. Rules, not a model: fast enough for every export, and each miss has a line to
mend. It is a safety net of high but not full recall: a name that nobody introduces and the caller does not know stays.

How it works: the text is folded to plain digits and punctuation, one code point for one, so offsets hold; then each
rule takes its hits in turn and blanks them, so that later, broader rules cannot take them again. Every repetition in a
pattern is bounded, which keeps the time linear in the text, also for hostile text.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple


class Hit(NamedTuple):
    """A piece of text that tells who somebody is."""

    #: email, link, order, account, id, card, phone, plate, address, name or number.
    kind: str
    #: Offsets in code points of the text as given; `end` is not part of it.
    start: int
    end: int


def mask(text: str, *, names: Sequence[str] = (), labels: Mapping[str, str] | None = None) -> str:
    """The text with every hit replaced by a placeholder such as [phone]; `labels` may translate the word inside.

    `names` are names known to belong to the text: the respondent, their contact, their agent. Each is hidden wherever
    it stands, in full or by one of its parts. Cost: linear in the text.

    >>> mask("Call Ana at 555-123-4567 about order no. 88123.", names=["Ana Petrova"])
    'Call [name] at [phone] about order no. [order].'
    >>> mask("我叫王小明，电话１３８－００１３－８０００，iPhone 15 花了5999元")
    '我叫[name]，电话[phone]，iPhone 15 花了5999元'
    """
    pieces, at = [], 0
    for kind, start, end in find(text, names):
        pieces += [text[at:start], f"[{(labels or {}).get(kind, kind)}]"]
        at = end
    return "".join([*pieces, text[at:]])


def find(text: str, names: Sequence[str] = ()) -> tuple[Hit, ...]:
    """Every piece of the text that tells who somebody is, in order, never overlapping; empty when there is none."""
    rest, hits = text.translate(_FOLD), []
    present = frozenset(rest) | (_MANY if _SEVEN_DIGITS.search(rest) else frozenset())
    for rule in (*_BEFORE_NAMES, *_known(tuple(names)), *_AFTER_NAMES):
        if rule.needs.isdisjoint(present):
            continue
        taken = list(_spans(rule, rest))
        hits += [Hit(rule.kind, start, end) for start, end in taken if rule.kind != _KEEP]
        rest = _blank(rest, taken)
    if again := _said_again(text, hits):
        hits += [Hit("name", *match.span()) for match in again.finditer(rest)]
    return tuple(sorted(hits, key=lambda hit: hit.start))


def _said_again(text: str, hits: list[Hit]) -> re.Pattern[str] | None:
    """A name that was introduced once is known from then on: 我叫叶良辰 ... 叶良辰不会再来."""
    said = dict.fromkeys(text[hit.start : hit.end] for hit in hits if hit.kind == "name")
    full = [name for name in said if len(name) > (2 if name.isascii() else 1)][:_MOST_NAMES_SAID]
    return _any_of(full, re.NOFLAG) if full else None


_DIGIT = frozenset("0123456789")
#: Not a character: stands for seven digits close together, without which there is no phone, card or long number.
_MANY = frozenset({"seven digits"})
_SEVEN_DIGITS = re.compile(r"\d(?:[^\d\n]{0,3}\d){6}")
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


class _Rule(NamedTuple):
    kind: str
    pattern: re.Pattern[str]
    #: A text with none of these characters has no match, and is not searched: most answers hold no digit.
    needs: frozenset[str]
    #: Which part of a match is the hit, or None if it is not one after all. By default group "it", or everything.
    trim: Callable[[re.Match[str]], tuple[int, int] | None] | None = None


#: A text that introduces more people is a list, or hostile.
_MOST_NAMES_SAID = 5

#: What looks like contact data and is none: taken first, so that no later rule can.
_KEEP = "keep"

#: Stands for what a rule has taken: neither letter, digit, space nor punctuation.
_TAKEN = "\x00"


def _spans(rule: _Rule, text: str) -> Iterator[tuple[int, int]]:
    group = "it" if "it" in rule.pattern.groupindex else 0
    end_of_last = 0
    for match in rule.pattern.finditer(text):
        span = rule.trim(match) if rule.trim else match.span(group)
        if span and span[0] >= end_of_last:
            yield span
            end_of_last = span[1]


def _blank(text: str, spans: list[tuple[int, int]]) -> str:
    if not spans:
        return text
    pieces, at = [], 0
    for start, end in spans:
        pieces += [text[at:start], _TAKEN * (end - start)]
        at = end
    return "".join([*pieces, text[at:]])


#: Full-width forms and other scripts' digits to ASCII, all dashes to one, all spaces (the invisible ones too) to one.
_FOLD = {
    **{zero + digit: ord("0") + digit for zero in (0x660, 0x6F0, 0x966) for digit in range(10)},
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys([*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63], ord("-")),
    **dict.fromkeys([0x3000, 0xA0, *range(0x2000, 0x200E), 0x202F, 0x2060, 0xFEFF], ord(" ")),
    0x2019: ord("'"),
}

_LETTER = "A-Za-zÀ-ɏ"
_HAN = "\u4e00-\u9fff"
#: A boundary where Chinese and Latin meet too, which \b does not see.
_A, _Z = f"(?<![{_LETTER}0-9])", f"(?![{_LETTER}0-9])"
_SEP = r"[ .\-]"

#: What follows a quantity or a price, so that the number before it is none of ours.
_UNIT = re.compile(
    r"\s?(?:元|块|塊|圆|円|万|萬|千|亿|个|個|件|次|天|年|月|人|台|盒|杯|份|分|岁|米|公里|斤|%"
    r"|(?:dollars?|usd|eur|euros?|gbp|pounds?|yuan|rmb|cny|points?|items?|units?|pieces?|pcs|people|users?|times"
    r"|days?|weeks?|months?|years?|hours?|hrs|minutes?|mins?|miles?|km|kg|percent|copies|boxes|seats|orders|customers)\b)",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?:19|20)\d\d([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:19|20)?\d\d")


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


# Links: the plain ones stay, they tell what the matter is about.

_PERSONAL_LINK = re.compile(
    r"[?#@=&]|%40|\d{4}|(?=[A-Za-z_-]{0,19}\d)[A-Za-z0-9_-]{20}|/(?:~|(?:u|user|users|profile|in|people|account|accounts|orders?|invoice)/)",
    re.IGNORECASE,
)
_LINK = re.compile(
    rf"(?<![{_LETTER}0-9@./-])(?:https?://|www\.|(?:[a-z0-9-]{{1,63}}\.){{1,3}}(?:com|cn|net|org|io|me|de|co|uk|eu)/)"
    rf"[^\s<>\"'{_HAN}、。《》「」\x00]{{1,2000}}",
    re.IGNORECASE,
)


def _link(match: re.Match[str]) -> tuple[int, int]:
    return match.start(), match.end() - (len(match[0]) - len(match[0].rstrip(".,;:!?)]")))


def _personal_link(match: re.Match[str]) -> tuple[int, int] | None:
    after_host = re.sub(r"^(?:[a-z]+://)?[^/?#@]*", "", match[0], flags=re.IGNORECASE)
    return _link(match) if _PERSONAL_LINK.search(after_host) else None


# Numbers under a name: "order no. 88123", "订单号 88123".

_TOKEN = r"(?P<it>[A-Za-z0-9](?:[A-Za-z0-9]|[-_](?=[A-Za-z0-9])){2,39})" + _Z
_ORDER_EN = re.compile(
    _A + r"(?=[A-Za-z])(?i:order|booking|reservation|ticket|invoice|tracking|confirmation|reference|ref|case|customer"
    r"|account|acct|policy|contract|membership|member|loyalty|receipt|transaction|shipment|parcel|serial|claim|rma|po)s?"
    r"(?P<marker>\s{0,2}(?:(?i:number|num|no|nr|id|code|ref|reference)(?![A-Za-z])\.?|\#))?"
    r"\s{0,2}(?:(?i:is|was)\s|[:=\#-])?\s{0,2}[\#(]?" + _TOKEN
)
_ORDER_ZH = re.compile(
    r"(?:订单|訂單|运单|運單|单|單|快递|快遞|物流|发票|發票|合同|会员|會員|工单|流水|交易|预订|預訂|预约|取件|取货|提货|保单|验证|驗證)"
    r"(?P<marker>编号|編號|号码|號碼|号|號|编码|代码|码|碼|ID|id)?(?:是|为|為|:|=|\#|\s|-){0,4}" + _TOKEN
)
_BARE_ORDER = re.compile(
    rf"(?<![{_LETTER}0-9&])(?:\#(?P<it>\d{{5,20}})|(?:SF|YT|ZTO|STO|JD|JDV|EMS|1Z)[A-Z0-9]{{10,18}}){_Z}"
)


#: Letters and digits in turn, as booking codes have them: XK4P9Q.
_CODE = re.compile(r"[A-Z]{1,5}\d{1,4}[A-Z][A-Z0-9]*")


def _order(match: re.Match[str]) -> tuple[int, int] | None:
    token = match["it"]
    digits = len(_digits(token))
    if _DATE.fullmatch(token) or _UNIT.match(match.string, match.end()):
        return None
    coded = len(token) >= 6 and ((digits >= 3 and not token.isdigit()) or _CODE.fullmatch(token))
    return match.span("it") if coded or digits >= (3 if match["marker"] else 5) else None


def _bare_order(match: re.Match[str]) -> tuple[int, int] | None:
    if match["it"]:
        return match.span("it")
    return match.span() if len(_digits(match[0])) >= 9 else None


_ACCOUNT = re.compile(
    r"(?:(?i:微信|wechat|weixin|(?<![a-z])(?:vx|wx|qq)|V信|扣扣|whatsapp|telegram|skype|line id"
    r"|支付宝|alipay|微博|抖音))"
    r"(?P<marker>\s?(?:(?i:id|账号|帐号|帳號|号码|号|號|名|是|is|为|:|=)\s?){1,3}|\s)?"
    rf"(?P<it>\d{{5,12}}|[A-Za-z][A-Za-z0-9_-]{{4,24}}){_Z}"
)
_HANDLE = re.compile(rf"(?<![{_LETTER}0-9@.])@[A-Za-z0-9_]{{3,30}}{_Z}")


def _account(match: re.Match[str]) -> tuple[int, int] | None:
    # "wechat payment" is no account, "wechat: payment" might be one.
    named = (match["marker"] or "").strip()
    return match.span("it") if named or _digits(match["it"]) else None


# Identity papers

_ID_18 = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}[ -]?\d{4}[ -]?\d{4}[ -]?\d{3}[0-9Xx](?![0-9A-Za-z])")
_BORN = re.compile(r"\d{6}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_ID_NAMED = re.compile(
    r"(?:身份证|身份證|护照|護照|(?i:passport|id card|national insurance|social security|ssn))"
    r"(?:号码|號碼|号|號|(?i:\s{0,2}(?:number|no|nr)(?![A-Za-z])\.?))?(?:是|为|為|:|\s|(?i:is)\s){0,3}"
    r"(?P<it>(?=(?:[A-Z -]{0,4}\d){3})[A-Z0-9](?:[ -]?[A-Z0-9]){6,17})" + _Z
)
_ID_SHAPED = re.compile(
    _A + r"(?:\d{3}-\d{2}-\d{4}|[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D])" + _Z
)


def _id_18(match: re.Match[str]) -> tuple[int, int] | None:
    number = re.sub(r"[ -]", "", match[0]).upper()
    # Eighteen digits without check digit or date of birth may be a bank card.
    return match.span() if is_chinese_id(number) or _BORN.match(number) or not is_luhn(number) else None


def is_chinese_id(number: str) -> bool:
    """Whether 18 characters carry the check digit of GB 11643-1999.

    >>> is_chinese_id("11010519491231002X"), is_chinese_id("110105194912310021")
    (True, False)
    """
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return False
    return "10X98765432"[sum(int(digit) * 2 ** (17 - at) for at, digit in enumerate(number[:17])) % 11] == number[17]


# Bank cards

_CARD = re.compile(r"(?<![0-9A-Za-z])(?<![0-9][ -])\d(?:[ -]?\d){12,18}(?![0-9A-Za-z])(?![ -]\d)")
_CARD_GROUPS = re.compile(r"\d+|\d{4}(?:[ -]\d{4}){2,3}(?:[ -]\d{1,3})?|\d{4}[ -]\d{6}[ -]\d{5}|\d{6}[ -]\d{13}")
_CARD_NAMED = re.compile(
    r"(?:卡号|卡號|银行卡|銀行卡|信用卡|储蓄卡|(?i:card (?:number|no\.?)|iban|bank account))"
    r"(?:号码|号|號|是|为|:|\s|(?i:is)\s){0,4}(?P<it>\d(?:[ -]?\d){11,18})(?![ -]?\d)"
)
_IBAN = re.compile(_A + r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?" + _Z)


def is_luhn(number: str) -> bool:
    """Whether the last digit is the check digit of ISO/IEC 7812, annex B; False for anything but digits.

    >>> is_luhn("4111111111111111"), is_luhn("4111111111111112")
    (True, False)
    """
    if not (number.isascii() and number.isdigit()):
        return False
    doubled = [int(digit) * 2 for digit in number[-2::-2]]
    return (sum(map(int, number[-1::-2])) + sum(value - 9 * (value > 9) for value in doubled)) % 10 == 0


def _card(match: re.Match[str]) -> tuple[int, int] | None:
    digits = _digits(match[0])
    plausible = _CARD_GROUPS.fullmatch(match[0]) and is_luhn(digits) and len(set(digits)) > 1
    return match.span() if plausible else None


def _iban(match: re.Match[str]) -> tuple[int, int] | None:
    code = match[0].replace(" ", "")
    number = "".join(str(int(letter, 36)) for letter in code[4:] + code[:4])
    return match.span() if int(number) % 97 == 1 else None


# Phones

_TO_KEEP = re.compile(
    r"(?<!\d)(?:"
    r"(?:19|20)\d\d(?P<s>[-/.])\d{1,2}(?P=s)\d{1,2}|\d{1,2}(?P<t>[-/.])\d{1,2}(?P=t)(?:(?:19|20)\d\d|\d\d)"
    r"|\d{1,2}:\d\d(?::\d\d)?|(?:19|20)\d\d ?[-~] ?(?:19|20)\d\d"
    r"|(?<=[$€£¥₩])\s?\d[\d,]{0,15}(?:\.\d{1,2})?)(?![\d]|[-/.]\d)"
)
_MOBILE_CN = re.compile(
    r"(?<![0-9])(?<![0-9][.,])(?:(?:\+|00)?86[ -]{0,2})?(?:"
    rf"1[3-9]\d{_SEP}{{0,2}}\d{{4}}{_SEP}{{0,2}}\d{{4}}|1[3-9]\d\d{_SEP}?\d{{3}}{_SEP}?\d{{4}}"
    rf"|1[3-9]\d{_SEP}?\d{{3}}{_SEP}?\d{{5}}|1(?:[ -]\d){{10}})(?![0-9])"
)
_LANDLINE_CN = re.compile(
    r"(?<![0-9])(?<![0-9][.,])(?:(?:\+|00)?86[ -]?)?\(?0?(?:10|2[0-57-9]|[3-9]\d\d)\)?(?P<sep>[ -]{0,2})[2-9]\d{6,7}"
    r"(?:\s?(?:-|转|轉|x|ext\.?)\s?\d{1,5})?(?![0-9])"
)
_PHONE_INTL = re.compile(r"(?<![0-9A-Za-z+.,:])(?:\+|00)[1-9](?:[ ./()-]{0,3}\d){6,14}(?![0-9])")
_PHONE_NATIONAL = re.compile(
    r"(?<![0-9])(?<![0-9][-.,:/ ])\(?0[1-9]\d{0,4}\)?(?:[ /.-]{0,3}\d{2,9}){1,5}(?![0-9]|[.,]\d)"
)
_PHONE_US = re.compile(
    rf"(?<![0-9])(?<![0-9][-.,/])(?:1{_SEP})?(?:\([2-9]\d\d\)\s?|[2-9]\d\d{_SEP})\d{{3}}{_SEP}\d{{4}}"
    r"(?:\s?(?:x|ext\.?)\s?\d{1,5})?(?![0-9]|[-.,]\d)"
)
_PHONE_NAMED = re.compile(
    r"(?:电话|電話|手机|手機|热线|熱線|座机|固话|致电|拨打|联系方式|传真"
    rf"|(?=[A-Za-z])(?<![{_LETTER}])"
    r"(?i:tel|telephone|phone|mobile|cell|fax|whatsapp|call|ring|text|reach|my number|contact)(?![A-Za-z]))"
    r"(?:号码|號碼|号|[\s:.(]|是|为|我|(?i:number|no|me|us|back|on|at|is)(?![A-Za-z])){0,8}"
    r"(?P<it>\+?\d(?:[ ./-]?\d){6,14})(?![0-9])"
)
_PHONE_IN_WORDS = re.compile(
    "(?<![零〇一二三四五六七八九幺])[一幺][三四五六七八九][零〇一二三四五六七八九幺]{9}(?![零〇一二三四五六七八九幺])"
)


def _no_quantity(match: re.Match[str]) -> tuple[int, int] | None:
    return None if _UNIT.match(match.string, match.end()) else match.span("it" if "it" in match.re.groupindex else 0)


def _national(match: re.Match[str]) -> tuple[int, int] | None:
    return _no_quantity(match) if 9 <= len(_digits(match[0])) <= 12 else None


def _landline(match: re.Match[str]) -> tuple[int, int] | None:
    # Without its zero an area code is any number, so then a separator must tell.
    area = _digits(match[0])
    return _no_quantity(match) if area.startswith("0") or match[0].startswith("+") else None


# Plates

_PLATE_CN = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼滬魯蘇贛陝閩貴粵寧瓊]"
    r"(?i:[A-HJ-Z][·•. -]?(?=[A-HJ-NP-Z]{0,5}\d)[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳])" + _Z
)
_PLATE_NAMED = re.compile(
    _A + r"(?=[A-Za-z])(?i:(?:licen[sc]e|number) plate|plate|registration|reg|vin)(?i:\s(?:number|no\.?))?"
    r"(?:\s?:|(?i:\sis|\swas))?\s{1,2}"
    r"(?P<it>(?=[A-Z -]{0,6}\d)(?=[0-9 -]{0,6}[A-Z])[A-Z0-9]{1,4}[ -]?[A-Z0-9]{2,14})" + _Z
)

# Addresses

_STREET_EN = re.compile(
    _A + r"\d{1,5}[A-Za-z]?,?\s(?:[NSEW]\.?\s)?(?:[A-Z][A-Za-z'.-]{0,24}\s|\d{1,3}(?:st|nd|rd|th)\s){1,4}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Place|Pl|Square|Sq|Terrace|Way|Close|Crescent)"
    r"(?![A-Za-z-])\.?(?:,?\s(?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|\#)\.?\s?[A-Za-z0-9-]{1,6})?"
    r"(?:,\s[A-Z][A-Za-z]{1,20}(?:\s[A-Z][A-Za-z]{1,20})?)?(?:,?\s[A-Z]{2}\s\d{5}(?:-\d{4})?)?"
)
_PO_BOX = re.compile(_A + r"(?i:p\.?\s?o\.?\sbox)\s\d{1,6}" + _Z)
_POSTCODE = re.compile(
    _A + r"(?=[A-Z])(?:(?:GIR|[A-PR-UWYZ][A-HK-Y]?\d[0-9A-HJKMNP-Y]?)\s\d[ABD-HJLNP-UW-Z]{2}"
    r"|(?:AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|IA|ID|IL|IN|KS|KY|LA|MA|MD|ME|MI|MN|MO|MS|MT|NC|ND|NE|NH|NJ|NM|NV|NY|OH|OK|OR"
    r"|PA|RI|SC|SD|TN|TX|UT|VA|VT|WA|WI|WV|WY)\s\d{5}(?:-\d{4})?)" + _Z
)
_STREET_DE = re.compile(
    r"(?<![A-Za-zÀ-ɏ])[A-ZÄÖÜ][a-zäöüß-]{1,24}(?:straße|strasse|str\.|weg|platz|allee|gasse)\s\d{1,4}[a-z]?(?![A-Za-z0-9])"
    r"(?:,?\s\d{5}\s[A-ZÄÖÜ][a-zäöüß]{1,24})?"
)
#: Where a Chinese address turns exact: a number after a street, an estate or a building.
_STREET_ZH = re.compile(
    r"(?:(?:路|街|大道|道|巷|弄|胡同|段|里|村|镇|小区|花园|公寓|大厦|苑|广场|园|院|庄)\d{1,5}(?:号楼|號樓|号|號|弄|栋|幢|座|巷|单元|室)"
    r"|\d{1,4}(?:号楼|栋|幢|座)\d{1,3}(?:单元|室))"
    r"(?:院|楼|内|\d{1,5}(?:号楼|号|號|栋|幢|座|单元|楼|层|樓|室)?){0,6}"
    r"(?!出口|门|門|线|線|车|車)"
)
#: An address begins after one of these.
_BEFORE_ADDRESS = re.compile(r"[^\u4e00-\u9fff0-9]|[在是到住寄送往去从至于為为址我你他她的了给请帮和跟]")
_LONGEST_ADDRESS = 30


def _street_zh(match: re.Match[str]) -> tuple[int, int]:
    window = match.string[max(0, match.start() - _LONGEST_ADDRESS) : match.start()]
    before = [stop.end() for stop in _BEFORE_ADDRESS.finditer(window)]
    return match.start() - len(window) + (before[-1] if before else 0), match.end()


# Names

_WORD = rf"[A-ZÀ-Þ][{_LETTER}'-]{{0,29}}"
_NAME_EN = re.compile(
    _A + r"(?=[A-Za-z])(?:(?i:my (?:full )?name(?: is|'s)|i(?: a|')m called|i am named|name\s?:|signed,?)\s{1,2}"
    r"|(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Herr|Frau|Madame|MR|MRS|MS)\.?\s{1,2}"
    r"|(?i:regards|sincerely|cheers|best wishes|yours truly|yours faithfully)[,.]?\s{0,2}\n\s{0,3})"
    rf"(?P<it>{_WORD}(?:\s{_WORD}){{0,2}})"
)
_NAME_LOWER = re.compile(
    _A + r"(?=[MmIi])(?i:my (?:full )?name(?: is|'s)|i(?: a|')m called)\s{1,2}"
    r"(?P<it>[a-zà-ÿ'-]{2,20}(?:\s[a-zà-ÿ'-]{2,20})?)(?=\s{0,2}(?:[,.;!?\n]|and\s|$))"
)
_NOT_A_NAME = frozenset(
    "a an the and but or not on in at is are was it its that this there no my your our i he she we they you to for "
    "from with wrong right spelled spelt written misspelled missing still already never always so very too pepper "
    "martens universe president usa please thanks thank because when after before while who which what where how also "
    "just really".split()
)


def _name_en(match: re.Match[str]) -> tuple[int, int] | None:
    start, end = match.span("it")[0], match.start("it")
    for word in re.finditer(r"\S+", match["it"]):
        if word[0].lower() in _NOT_A_NAME:
            break
        end = match.start("it") + word.end()
    if end == start:
        return None
    return start, end - 2 if match.string.endswith("'s", start, end) else end


_DOUBLE_SURNAMES = "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 长孙 司徒 歐陽 諸葛 東方 宇文 令狐 夏侯 端木".split()
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
    "石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤葛倪颜温季鲁俞章岳齐尚樊殷施洪翟庞聂申"
    "張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧蕭葉蘇呂盧鐘譚陸範賈韋鄒閻龍賀顧龔錢嚴戴湯顏溫魯齊龐聶"
)
#: Words that begin with the sign of a surname and are none.
_NO_NAME_BEGINS = frozenset(
    "安装 方便 马上 黄金 金牌 白天 石油 江南 于是 万一 任何 温馨 高级 高端 高兴 何时 何况 何必 向您 向你 向我 向他 "
    "谢谢 许多 任意 钱包 方案 方法 方式 方面 严重 严格 武汉 江苏 周末 周一 周二 周三 周四 周五 周六 周日 齐全 任务 "
    "程序 程度 金额 白色 黄色 石头 毛病 馬上 謝謝 許多 嚴重 高興 余额 段时 莫名 向店 向商 尚未 顾客 顧客 申请 申請 "
    "施工 章程 季度".split()
)
#: Words of two signs of which the second is that of a surname.
_NO_NAME_STRADDLES = frozenset(
    "感谢 谢谢 多谢 致谢 感謝 多謝 提高 很高 关于 由于 终于 属于 对于 至于 平方 地方 对方 官方 双方 多余 其余 黑白 "
    "现金 奖金 押金 退钱 方向 一向 电路 百万 几万 上万 树叶 茶叶 过程 工程 流程 课程 手段 阶段 黄石".split()
)
_TITLES = (
    "先生|女士|小姐|太太|经理|經理|老师|老師|师傅|師傅|主任|主管|医生|醫生|护士|大夫|阿姨|总监|店长|店長|教授|律师|律師"
)
_TITLE = re.compile(_TITLES)
_INTRODUCED = re.compile(
    r"(?:我叫|我的名字是|我的名字叫|名字叫|我名叫|本人姓名|姓名|联系人|聯繫人|收件人|收货人|收貨人|用户名|客服(?=小|老)|师傅(?=小|老)|我姓|免贵姓|他叫|她叫)"
    rf"(?:是|为|做|[:\s])?\s?(?P<it>(?:小|老)?[{_HAN}]{{1,4}}|[A-Z][A-Za-z'-]{{1,29}}(?:\s[A-Z][A-Za-z'-]{{1,29}}){{0,2}})"
)
#: What cannot be part of a given name right after a surname: the sentence goes on.
_GOES_ON = frozenset("的了是在我来很也都就要说和与吗呢吧啊你他她们这那个买想有没不被给把对到去过会能让用请打")
_GIVEN = re.compile(rf"(?:(?![{''.join(_GOES_ON)}])[{_HAN}]){{0,2}}")


def _surname_length(text: str, at: int) -> int:
    if text[at : at + 2] in _DOUBLE_SURNAMES:
        return 2
    return 1 if text[at : at + 1] in _SURNAMES and text[at : at + 2] not in _NO_NAME_BEGINS else 0


def _addressed(match: re.Match[str]) -> tuple[int, int] | None:
    """The longest name that ends where the title begins: 李小明 rather than 明 before 先生."""
    text, end = match.string, match.start()
    for start in range(max(0, end - 4), end):
        length = _surname_length(text, start)
        if not length or text[start - 1 : start + 1] in _NO_NAME_STRADDLES:
            continue
        if _GIVEN.fullmatch(text, start + length, end):
            return start, end
    return None


def _introduced(match: re.Match[str]) -> tuple[int, int] | None:
    start, text = match.start("it"), _TITLE.split(match["it"])[0]
    if not text or text[0].isascii():
        return match.span("it") if text else None
    nick = 1 if text[0] in "小老" else 0
    length = _surname_length(text, nick)
    if not length:
        return None
    end = nick + length
    while end < min(len(text), nick + length + 2) and text[end] not in _GOES_ON:
        end += 1
    return start, start + end


@lru_cache(maxsize=256)
def _known(names: tuple[str, ...]) -> tuple[_Rule, ...]:
    """Rules for names that the caller knows: in full whatever their case, and their parts as names are written."""
    full = [name for given in names if len(name := " ".join(given.translate(_FOLD).split())) > 1]
    parts = [part for name in full for part in _parts(name)]
    patterns = [(full, re.IGNORECASE), (parts, re.NOFLAG)]
    return tuple(_Rule("name", _any_of(words, flags), _first_letters(words)) for words, flags in patterns if words)


def _first_letters(words: list[str]) -> frozenset[str]:
    return frozenset(letter for word in words for letter in (word[0], word[0].lower(), word[0].upper()))


def _parts(name: str) -> Iterator[str]:
    if re.fullmatch(f"[{_HAN}]{{3,4}}", name):
        yield name[2 if name[:2] in _DOUBLE_SURNAMES else 1 :]
    for word in name.split():
        if len(word) >= 3 and word != name:
            yield from (word[0].upper() + word[1:], word.upper())


def _any_of(words: list[str], flags: re.RegexFlag) -> re.Pattern[str]:
    by_length = sorted(set(words), key=len, reverse=True)
    pattern = "|".join(
        rf"(?<![{_LETTER}0-9]){re.escape(word)}(?![{_LETTER}0-9])"
        if not re.match(f"[{_HAN}]", word)
        else re.escape(word)
        for word in by_length
    ).replace(r"\ ", r"\s{1,3}")
    return re.compile(pattern, flags)


# The order: what is surest and longest first.

_EMAIL = re.compile(
    rf"(?<![{_LETTER}0-9._%+'-])[{_LETTER}0-9._%+'-]{{1,64}}(?:@|\s?[\[(]at[\])]\s?)"
    rf"(?:[{_LETTER}0-9-]{{1,63}}(?:\.|\s?[\[(]dot[\])]\s?)){{1,4}}[A-Za-z]{{2,24}}(?![A-Za-z0-9])"
    rf"|(?<![{_LETTER}0-9._%+-])[{_LETTER}0-9._%+-]{{1,64}}\sat\s[A-Za-z0-9-]{{1,63}}\sdot\s(?:com|net|org|cn|de|uk|co|io)(?![A-Za-z])",
    re.IGNORECASE,
)
_LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z.,])(?![1-9]0+(?!\d))\d{11,40}(?![0-9]|[.,]\d)")

_BEFORE_NAMES = (
    _Rule("email", _EMAIL, _LATIN),
    _Rule("link", _LINK, _LATIN, _personal_link),
    _Rule(_KEEP, _LINK, _LATIN, _link),
    _Rule("id", _ID_NAMED, _DIGIT),
    _Rule("card", _CARD_NAMED, _MANY),
    _Rule("account", _ACCOUNT, _DIGIT | _LATIN, _account),
    _Rule("order", _ORDER_ZH, _DIGIT, _order),
    _Rule("order", _ORDER_EN, _DIGIT, _order),
    _Rule("order", _BARE_ORDER, _DIGIT, _bare_order),
    _Rule("account", _HANDLE, frozenset("@")),
    _Rule("id", _ID_18, _MANY, _id_18),
    _Rule("id", _ID_SHAPED, _DIGIT),
    _Rule("card", _IBAN, _MANY, _iban),
    _Rule("card", _CARD, _MANY, _card),
    _Rule(_KEEP, _TO_KEEP, _MANY),
    _Rule("phone", _MOBILE_CN, _MANY, _no_quantity),
    _Rule("phone", _PHONE_INTL, _MANY, _no_quantity),
    _Rule("phone", _LANDLINE_CN, _MANY, _landline),
    _Rule("phone", _PHONE_US, _MANY, _no_quantity),
    _Rule("phone", _PHONE_NATIONAL, _MANY, _national),
    _Rule("phone", _PHONE_NAMED, _MANY, _no_quantity),
    _Rule("phone", _PHONE_IN_WORDS, frozenset("一幺")),
    _Rule("number", _LONG_NUMBER, _MANY, _no_quantity),
    _Rule("plate", _PLATE_CN, _DIGIT),
    _Rule("plate", _PLATE_NAMED, _DIGIT),
)
_AFTER_NAMES = (
    _Rule("address", _STREET_EN, _DIGIT),
    _Rule("address", _STREET_DE, _DIGIT),
    _Rule("address", _PO_BOX, _DIGIT),
    _Rule("address", _POSTCODE, _DIGIT),
    _Rule("address", _STREET_ZH, _DIGIT, _street_zh),
    _Rule("name", _NAME_EN, _LATIN, _name_en),
    _Rule("name", _NAME_LOWER, _LATIN, _name_en),
    _Rule("name", _INTRODUCED, frozenset("叫姓名联聯人客师師"), _introduced),
    _Rule("name", _TITLE, frozenset(_TITLES.replace("|", "")), _addressed),
)
