"""Numbers that somebody was given: identity papers, cards and bank accounts, plates, orders, "
"bookings, memberships."""

import re

from voc.analysis.personal.patterns import Pattern
from voc.analysis.personal.rules import (
    CAPITAL,
    DIGIT,
    LETTER,
    MANY,
    UNIT,
    A,
    Rule,
    Span,
    Z,
    digits,
    no_quantity,
)

#: What may stand between the word for a number and the number: "no. is", "on file is", "：", "应该是".
_LINK_EN = (
    r"(?:'s(?![a-z])|[\s:=#(\"'“”,-]|(?i:is|was|are|were|it's|its|number|numbers|num|nr|no|on|file|my|the|your|our|a"
    r"|as|reads"
    r"|ending|with|here|which"
    r"|should be|listed|under|of|code|id|card|ref|reference|id'd|goes|given|issued|quoted|quoting|shows"
    r"|says)(?![A-Za-z0-9])\.?){0,9}"
)
_LINK_ZH = r"(?:应该是|就是|显示|后四位|末四位|尾号|如下|填的|写的|是|为|:|=|#|\s|-|\(|\"|“|「|,){0,5}"

# Identity papers

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
    r"(?:字号|卡|号码|号|编号|ID)?" + _LINK_ZH + r"|(?=[A-Za-z])(?<![A-Za-zÀ-ɏ])"
    r"(?i:passports?(?:\.(?=\snumber))?"
    r"|id card|identity card|identity|national id|national identity|id|i\.d\.|national insurance|ni|nino"
    r"|nhs|n\.i\.|social security"
    r"|social insurance|social|ssn|sin|tax id|tax file|tfn|tin|itin|utr|ein"
    r"|driver'?s?'? licen[sc]e|driving licen[sc]e|licen[sc]e|dl|hkid|nric|medicare|medicaid|aadhaar|aadhar|pan"
    r"|hospital|patient|mrn"
    r"|green card|visa|bvn|nin|dni|nie|nif|cpf|curp|rfc|pesel|bsn|cnic|emirates id|iqama|residence permit|permit"
    r"|personal number|codice fiscale"
    r"|voter id|health card|health number|medical record|student id|ppsn|pps)(?![A-Za-z])" + _LINK_EN + r")"
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
    if UNIT.match(match.string, match.end()) or _is_date(it):
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


# Bank cards and accounts

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


#: What stands before a number that every such product has.
_OF_A_PRODUCT = Pattern(r"(?:条形码|条码|商品码|(?i:barcode|ean|isbn|upc))\s?(?:是|:|(?i:is))?\s?$")


def _card(match: re.Match[str]) -> Span | None:
    number = digits(match[0])
    if _OF_A_PRODUCT.search(match.string, max(0, match.start() - 12), match.start()):
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


# Plates

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE_CN = Pattern(
    rf"(?:[{_PROVINCES}](?i:[A-HJ-Z][·•. -]?(?=[A-HJ-NP-Z]{{0,5}}\d)[A-HJ-NP-Z0-9]{{4,5}}[A-HJ-NP-Z0-9挂学警港澳])"
    rf"|(?i:WJ)[ ·-]?[{_PROVINCES}]?[ ·-]?[A-Z0-9]{{5,6}}|[使领][ ·-]?\d{{6}}|\d{{6}}[使领])" + Z
)
_PLATE_NAMED = Pattern(
    A + r"(?=[A-Za-z])(?i:(?:licen[sc]e|number|registration) plates?|plates?|registration|reg|rego|vrm|vrn|vin|license"
    r"|licence"
    r"|tags?)(?![A-Za-z])(?i:\s(?:number|no\.?|num|ending|reading|mark))?"
    r"(?:\s?[:\#(\"',-]|(?i:\sis|\swas|\sreads|\sending in|\sof|\swith|\sit's)){0,2}\s{0,2}[(\"']?"
    r"(?P<it>(?:[A-Z]{2}\s(?=[A-Z0-9]{3}))?(?:(?=[A-Z -]{0,6}\d)(?=[0-9 -]{0,6}[A-Z])"
    r"[A-Z0-9]{1,4}[ ·-]?[A-Z0-9]{2,14}(?:[ -][A-Z0-9]{1,4})?"
    r"|[a-z]{2}\d{2} ?[a-z]{3}|[a-z]\d{1,3} ?[a-z]{3}|[a-z]{3} ?\d{3,4}|\d[a-z]{3}\d{3}|\d{3} ?[a-z]{3}"
    r"|[a-z]{2} ?\d{3,4}))" + Z
)
_PLATE_NAMED_ZH = Pattern(
    r"(?:车牌|牌照|车号|牌号)(?:号码|号|尾号|应该是|就是|是|为|:|\s|\(|,){0,4}"
    r"(?P<it>[A-Za-z]{1,3}[ ·-]?\d{1,5}[A-Za-z]{0,2}|\d{2,4}[ ·-]?[A-Za-z]{1,3}|[A-Za-z0-9·]{5,8}"
    r"|[A-Z0-9]{2,4}-[A-Z0-9]{2,4})" + Z
)
#: Right after the word for a vehicle or its plate: letters and digits that no model has.
_PLATE_AFTER = Pattern(
    A + r"(?i:car|van|taxi|cab|truck|lorry|bus|vehicle|motorbike|scooter|bike|minicab|uber|reg|registration|rego"
    r"|plates?|tags?)"
    r"(?:[\s,:(#\"'-]|(?i:number|no|is|was|with|reads|plate|reg)(?![A-Za-z0-9])\.?){1,6}"
    r"(?P<it>(?=(?:[A-Z •·-]{0,6}\d){2})(?=[0-9 •·-]{0,6}[A-Z])(?![A-Z]{1,4}\d{1,3}(?![0-9A-Z -]))"
    r"[A-Z0-9]{1,5}(?:[ •·-]?[A-Z0-9]{1,5}){1,3}(?![a-z]))" + Z
)
_PLATE_DIGITS = Pattern(
    A + r"(?i:(?:number|licen[sc]e|registration) plate|plate number|plate|reg(?:istration)? (?:number|no)"
    r"|reg)(?:[\s:#(]|(?i:is|was|no|number)(?![a-z])\.?){1,4}"
    r"(?P<it>\d{2,4}[ -]?\d{2,5})(?![0-9A-Za-z]|[.,]\d)"
)
#: Shapes that are a plate where a vehicle is spoken of: UK, Germany, France, Italy, Hong Kong, Macau, some states.
_PLATE_SHAPED = Pattern(
    A + r"(?:[A-Z]{2} (?=[A-Z]{3}[- ]\d{3,4}))?(?:[A-Z]{2}\d{2} ?[A-Z]{3}|[a-z]{2}\d{2} ?[a-z]{3}"
    r"|[A-Z]\d{1,3} ?[A-Z]{3}|[A-Z]{3} ?\d{1,3}[A-Z]"
    r"|[A-ZÄÖÜ]{1,3}[-: ][A-Z]{1,2}[- ]?\d{1,4}[EH]?|[A-Z]{2}[- ]?\d{2}[- ]?[A-Z]{1,3}[- ]?\d{4}"
    r"|S[A-Z]{2} ?\d{1,4} ?[A-Z]"
    r"|[A-Z]{2}[- ]?\d{3}[- ]?[A-Z]{2}|[A-Z]{2} ?\d{3,4}|[A-Z]{2}[ -]\d{2}[ -]\d{2}|\d{4} ?[A-Z]{3}|\d{4}-[A-Z]{2}"
    r"|\d[A-Z]{3} ?\d{3}|\d[A-Z]{2,3}\d[A-Z]{2}|[A-Z]{3}[- ]\d{3,4}|[A-Z]{3}\d{3,4}|\d{3}[- ][A-Z]{3}"
    r"|\d[A-Z]{3}[- ]?\d{2,3}|\d{2}-[A-Z]{2,3}-\d{1,2}"
    r"|[A-Z]{1,2}-\d{2,3}-[A-Z]{1,2}|\d-[A-Z]{3}-\d{2,3}|\d{2,3}-[A-Z]{1,2}-\d{1,6}|[A-Z]{2,3} [0-9A-Z]{4,5}"
    r"|[A-Z]{2} \d{5,6}"
    r"|[A-Z]{3} ?\d{2}[A-Z]|[A-Z]{2}-\d{4}|[A-Z]\d[A-Z]{2}\d{2}|\d{2} ?[A-Z]{3} ?\d{2,3}|[A-Z0-9]{2,4}-[A-Z0-9]{3,4})"
    + Z
)
_VEHICLE = Pattern(
    r"(?<![a-z])(?:car|cars|van|vans|truck|lorry|vehicle|vehicles|taxi|cab|uber|bus|driver|drivers|drove"
    r"|driving|parked|parking|plates?|reg|rego|registration"
    r"|motorbike|motorcycle|moped|scooter|suv|pickup|minivan|minicab|hatchback|saloon|sedan|estate car|hgv|trailer"
    r"|caravan|bmw|audi|ford|toyota|tesla|honda|golf|vauxhall"
    r"|nissan|kia|hyundai|mazda|volvo|mercedes|merc|skoda|renault|peugeot|fiat|jeep|lexus|corsa"
    r"|fiesta|astra|prius|civic|corolla"
    r"|camry|clamped|clamp|clamping|towed|tow|pcn|garage|car park|carpark|driveway|valet|serviced"
    r"|windscreen|bumper|tyres?|tires?|congestion|toll|dashcam)(?![a-z])"
    r"|车|司机|停|的士|牌|计程|揸|特斯拉|比亚迪|奔驰|宝马|奥迪|大众|丰田|本田|违章|罚单|地库|剐蹭|刮",
    re.IGNORECASE,
)
_VEHICLE_WORDS = frozenset(re.findall(r"[a-z]{2,}|[\u4e00-\u9fff]", _VEHICLE.pattern))
_UK_PLATE = Pattern(
    A + r"(?:[A-HJ-PR-Y][A-HJ-PR-Y](?:0[2-9]|[1-7]\d) [A-HJ-PR-Z]{3}|[A-HJ-NP-TV-Z]{2}-\d{3}-[A-HJ-NP-TV-Z]{2})" + Z
)


def _plate_shaped(match: re.Match[str]) -> Span | None:
    if not digits(match[0]) or (
        re.search(r"[A-Z]\d{3}$", match[0])
        and _MODEL_BEFORE.search(match.string, max(0, match.start() - 12), match.start())
    ):
        return None
    near = match.string[max(0, match.start() - 60) : match.start()] + "|" + match.string[match.end() : match.end() + 40]
    return match.span() if _VEHICLE.search(near) and not UNIT.match(match.string, match.end()) else None


#: A model rather than a plate: flight BA 117, room AB 204.
_MODEL_BEFORE = Pattern(
    r"(?i:flight|flights|room|model|error|code|gate|seat|zone|bay|aisle|level|terminal|mercedes|bmw|audi|lexus"
    r"|boeing|airbus)\s$|航班\s?$"
)


# Numbers under a name: "order no. 88123", "订单号 88123".

_TOKEN = (
    r"(?P<it>(?:[A-Z]{1,3}[ ])?\d{2,6}(?:[ ]\d{3,6}){1,4}(?:[ ]\d\d)?(?![0-9A-Za-z:]|[.,]\d|\s?(?i:am|pm))"
    r"|[A-Z]{1,3}[ ]\d{5,10}(?!\d)|[A-Za-z0-9](?:[A-Za-z0-9]"
    r"|[-_/.](?=[A-Za-z0-9])){2,39}(?:\s\d{3,6}(?![0-9A-Za-z:]|[.,]\d|\s?(?i:am"
    r"|pm))){0,4})" + Z
)
_NOUNS_EN = (
    r"order|booking|reservation|conf|acc|ticket|invoice|tracking|confirmation|reference|ref|case|customer|client"
    r"|account|acct"
    r"|policy|contract|membership"
    r"|member|loyalty|receipt|transaction|shipment|shipping|parcel|serial|claim|rma|po(?!\s?box)|pnr|consignment"
    r"|docket|waybill|awb|package|delivery"
    r"|appointment|job|complaint|incident|return|refund|voucher|coupon|gift card|clubcard|frequent flyer|skywards"
    r"|mileageplus|miles|avios|bonvoy|nectar"
    r"|skymiles|krisflyer|flying blue|rewards?|e-?ticket|employee|staff|badge|student|record|locator|code|imei|iccid"
    r"|sn|s/n|quote|estimate|application"
    r"|enquiry|inquiry|request|query|itinerary|folio|subscription|subscriber|user|profile|payment|transfer"
    r"|remittance|dispatch|pickup|locker"
    r"|repair|work order|service request|sr|prescription|rx|chart|meter|mpan|mprn|warranty|permit|pass|library card"
    r"|cheque|statement|agreement|loan|mortgage"
    r"|pension|prepayment|enrolment|enrollment|purchase|sales order|credit note|debit note|dossier|file"
    r"|report|crime"
    r"|identifier|label|barcode"
)
_ORDER_EN = Pattern(
    A + rf"(?=[A-Za-z])(?i:{_NOUNS_EN})(?i:s|'s)?(?![A-Za-z])"
    r"(?:\s(?i:under|with|by)(?:\s(?i:the))?(?=\s(?i:number|no|ref|code|id)))?"
    r"(?P<marker>(?:[\s,(-]{0,2}(?:(?i:number|numbers|num|no|nr|id|ids|code|ref|reference|confirmation|card"
    r"|locator)(?![A-Za-z0-9])\.?"
    r"|\#)){1,3})?"
    r"\s{0,2}(?:(?i:is|was|are|reads|says|of|as|it's|should be|shows|ending(?: in)?)\s|[:=\#,(-]\s?(?i:it's\s|is\s"
    r"|no\.?\s|number\s|\#)?)?\s{0,2}[\#(\"'“]?(?![a-z]{1,20}(?![A-Za-z0-9]|[-_/.][A-Za-z0-9]))" + _TOKEN
)
#: The other way round: 88123 is my order number.
_ORDER_AFTER = Pattern(
    A + r"(?P<it>(?=[A-Z-]{0,8}\d)[A-Z0-9](?:[A-Z0-9]|-(?=[A-Z0-9])){3,24})(?:,|\s(?:is|was)|\s-|\s\("
    r"|\s?=)\s?(?i:(?:that is|that's|is)\s)?(?i:my|the|our|that)?\s?(?i:full\s)?"
    r"(?i:order|booking|reservation|ticket|invoice|tracking|confirmation|reference|case|customer|account|policy"
    r"|membership|member|claim|parcel)"
    r"\s(?i:number|no|id|ref|reference|code|num)(?![A-Za-z])"
)
_ORDER_ZH = Pattern(
    r"(?=[A-Za-z订订运运单单快物发发合会会工流交预预入取提保验验参参确确兑核激邀券票机机病就挂挂门门住学学员员客积贵序设案投编编申受业业航包退换维维报报售服卡户户缴缴凭收回档宽电水燃考准证邮货货箱支付转配签小])"
    r"(?:订单|运单|单|快递|物流|发票|合同|会员卡?|会员卡?|工单|流水|交易|预订|预定"
    r"|预约|订位|订房|入住"
    r"|预约|取件|取餐|取货|提货|取票|提单|保单|验证|参考|确认|兑换|核销|激活|邀请|会籍"
    r"|券|票|机票|病历|病案|就诊卡?|就诊|挂号|门诊|住院|学|工|员工|客户|积分卡"
    r"|贵宾卡|序列|设备|案件|案|投诉"
    r"|编|申请|受理|业务|PNR|航班订|包裹|退货|退款|换货|维修|报修|售后|服务单|服务"
    r"|服务|卡|户|缴费|凭证|收据|回执|档案"
    r"|宽带|电表|水表|燃气|考|准考证|证书|邮件|快件|货|箱|支付|付款|转账|配送|签收|小票|(?i:vip|imei|sn|order"
    r"|booking|ref|case|id))"
    r"(?P<marker>尾号|编号|号码|单号|流水号|流水|代号|号|编码|代码|码|序号|ID|id|No\.?|no\.?"
    r"|NO\.?)?(?P<link>" + _LINK_ZH + ")" + _TOKEN
)
#: One more of the same: order 7719-0042 and 7719-0043.
_ONE_MORE = Pattern(
    r"\x00\s?(?:,|\+|、|和|与|及|跟|/|&|;|(?i:and|or|plus)\s)\s?#?(?P<it>(?=[A-Za-z-]{0,6}\d)[A-Za-z0-9](?:[A-Za-z0-9]"
    r"|-(?=[A-Za-z0-9])){4,24})" + Z
)
_BARE_ORDER = Pattern(
    rf"(?<![{LETTER}0-9&])(?:\#(?P<it>[A-Z]{{0,4}}-?\d{{4,20}}(?:-\d{{1,8}})?)"
    r"|(?:SF|YT|ZTO|STO|JD|JDV|EMS|1Z|JT|YD|DPK|ZJS|LP|CN|TBA|RMA|INV|ORD|PO|TKT|CASE|INC|REQ)-?[A-Z0-9]{7,18}"
    r"|(?:ORD|INV|RMA|TKT|PO|CASE|INC|REQ|BK|REF|TRK|CS|SR|CRM)[-\#]\d{3,12}(?:-\d{1,8})?"
    r"|(?<!型号)[A-Z]{1,3}-\d{7,12}(?!-)|[A-Z]{2} ?\d{3} ?\d{3} ?\d{3} ?[A-Z]{2}|\d{3}-\d{7}-\d{7})" + Z
)
#: Letters and digits mixed as no word or model is: XK4P9Q, AB-2024-77123.
_CODE = Pattern(r"[A-Z]{1,5}\d{1,4}[A-Z][A-Z0-9]*|\d[A-Z0-9]{5,}|[A-Z]{6}")


def _is_date(token: str) -> bool:
    return bool(
        re.fullmatch(
            r"(?:19|20)\d\d([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:19|20)?\d\d|(?:19"
            r"|20)\d\d(?:[-/](?:19|20)?\d\d)?",
            token,
        )
    )


def _order(match: re.Match[str]) -> Span | None:
    token, marker, text = match["it"], match["marker"], match.string
    head, n = token.split()[0], len(digits(token))
    if re.match(r"0x[0-9A-Fa-f]{4}", token):
        return None
    if not digits(head) and not head.isupper():
        return None
    if _is_date(token) or UNIT.match(text, match.end()) or (re.fullmatch(r"[\d.]+", token) and "." in token and n < 8):
        return None
    cue = match[0][: match.start("it") - match.start()]
    if n == 0:
        # Six capitals are a booking code where somebody says so: "PNR QWERTY".
        named = marker or re.search(r"(?i:pnr|booking|reservation|confirmation|locator)", cue)
        return match.span("it") if re.fullmatch(r"[A-Z]{6}", token) and named and not text.isupper() else None
    return match.span("it") if n >= _fewest_digits(cue, token, is_marked=bool(marker) or "#" in cue) else None


def _fewest_digits(cue: str, token: str, *, is_marked: bool) -> int:
    """How many digits tell a number of somebody's, after a word such as order, with a marker such as no. or without."""
    if not is_marked and re.match(r"(?:[A-Z]{1,3} )?\d{1,6} ", token):
        return 8
    is_mixed = bool(re.search(r"[A-Za-z]", token)) and len(token) >= 6
    if is_marked:
        return 1 if _CODE.fullmatch(token) and len(token) in (5, 6) else 2 if is_mixed else 3
    is_announced = bool(re.search(r"[:=]\s{0,2}$", cue))
    if _WEAK_NOUN.match(cue):
        return 4 if is_mixed and is_announced and len(token) >= 7 else 9
    if _SHORT_NOUN_ZH.match(cue):
        is_made = re.match(r"[A-Za-z]{1,5}-?\d", token) and not re.match(r"(?:设备|学|编|卡|户)", cue)
        return 5 if is_made else 8
    if _NOUN_OF_MUCH.match(cue):
        return 5 if is_announced else 6 if is_mixed else 8
    return 1 if _CODE.fullmatch(token) and len(token) >= 6 else 3 if is_mixed else 4 if is_announced else 5


_SHORT_NOUN_ZH = Pattern(
    r"(?:单|卡|户|学|工|编|券|票|客户|申请|业务|设备|退款|退货|维修|员工"
    r"|投诉)"
)
_NOUN_OF_MUCH = Pattern(
    r"(?i:code|record|miles|request|query|quote|return|refund|delivery|job|staff|employee|student|package|application"
    r"|credit note|debit note|appointment|enquiry|inquiry|pension|work order)(?![A-Za-z]{3})"
)
#: Words that mean much else: only a marker, or a number plainly made, tells.
_WEAK_NOUN = Pattern(
    r"(?i:user|profile|payment|transfer|collection|pickup|pass|file|report|log|chat|session|call|so|bill|label"
    r"|shipping|file|purchase|statement"
    r"|loan|mortgage|pension|meter|warranty|permit|chart|locker|repair|estimate|rewards?|po|sn|sr|rx|subscription"
    r"|subscriber|identifier|barcode"
    r"|itinerary|folio|avios|nectar|bonvoy|crime|dispatch|agreement|prescription|ids?)(?![A-Za-z])"
    r"|(?:案|考|货|箱|入住|服务|支付|付款|转账|配送|签收|邮件|快件|宽带|电表|水表|燃气|证书|预定|售后"
    r"|换货|报修)(?![单])"
)


def _bare_order(match: re.Match[str]) -> Span | None:
    if match["it"]:
        return match.span("it") if len(digits(match["it"])) >= 4 and not _is_date(match["it"]) else None
    return (
        match.span()
        if len(digits(match[0])) >= 3 and (len(digits(match[0])) >= 7 or "-" in match[0] or "#" in match[0])
        else None
    )


#: Whatever else is that long is a number of somebody's.
_LONG_NUMBER = Pattern(r"(?<![0-9A-Za-z])(?<![0-9][.,])(?![1-9]0+(?!\d))\d{11,40}(?![0-9]|[.,]\d)")
_LONG_CODE = Pattern(A + r"(?=[A-Z]{0,12}\d)(?=[A-Z0-9]{0,24}\d[A-Z0-9]{0,24})[A-Z]{1,4}\d{8,20}[A-Z]{0,3}" + Z)

_ID_CUES = frozenset("证照份社医居学统健户出税执资教纳分") | frozenset(
    "passport passports id identity national insurance ni nino nhs social ssn sin tax tin driver drivers driving "
    "licence license hkid nric medicare aadhaar "
    "pan hospital patient green visa bvn dni nie mrn dl tfn itin utr ein medicaid aadhar nin nif cpf curp rfc pesel "
    "bsn "
    "cnic emirates iqama residence permit personal codice voter health medical student ppsn pps dl".split()
)
_CARD_CUES = frozenset("/卡号号户户口尾末后账帐帐账汇转转") | frozenset(
    "card visa acc mastercard amex debit credit iban bank account acct routing sort cvv cvc swift bsb ending "
    "ends last checking savings current transfer ifsc giro clabe cheque check pin".split()
)
_ORDER_SIGNS = frozenset(
    "餐单单递递流票同员员易订订约约件货货提证证考认认换兑券历历诊诊号号院学学工户户卡列备案诉诉编编请请理务务P裹修发"
    "发位房住销活籍业缴费据执档带表燃书箱付账送收"
) | frozenset("vip imei sn order booking ref case id".split())
_ORDER_WORDS = frozenset(re.findall(r"[a-z]{2,}", _NOUNS_EN))
_ORDER_WORDS = _ORDER_WORDS | {f"{word}s" for word in _ORDER_WORDS} | frozenset("ticket eticket".split())

_BORN_CUES = frozenset("生 dob birth birthday birthdate born".split()) | frozenset(".")

IDENTITIES = (
    Rule("id", _ID_NAMED, DIGIT, _id_named, _ID_CUES),
    Rule("id", _NHS, MANY, _nhs),
    Rule(
        "id", _ID_AFTER, MANY | DIGIT, None, frozenset("passport licence license ssn social national ni nhs id".split())
    ),
    Rule("id", _BORN_ON, DIGIT, None, _BORN_CUES),
    Rule("card", _IBAN_NAMED, MANY | DIGIT),
    Rule("card", _SORT_CODE, DIGIT, None, frozenset({"sort", "sortcode"})),
    Rule("card", _CARD_NAMED, DIGIT, _card_named, _CARD_CUES),
)
ORDERS = (
    Rule("order", _ORDER_ZH, DIGIT | CAPITAL, _order, _ORDER_SIGNS),
    Rule("order", _ORDER_EN, DIGIT | CAPITAL, _order, _ORDER_WORDS),
    Rule("order", _ORDER_AFTER, DIGIT, None, frozenset("number no id ref reference code num".split())),
    Rule("order", _BARE_ORDER, DIGIT, _bare_order, CAPITAL | frozenset("#-")),
    Rule("order", _ONE_MORE, DIGIT, None, frozenset(",+、和与与及跟/&;") | {"and", "or", "plus"}),
)
CHECKED = (
    Rule("id", _ID_18, MANY, _id_18),
    Rule("id", _ID_15, MANY),
    Rule("id", _ID_STARRED, frozenset("*")),
    Rule("id", _ID_SHAPED, DIGIT, None, CAPITAL | frozenset("-")),
    Rule("card", _IBAN, MANY, _iban),
    Rule("card", _CARD, MANY, _card),
    Rule("card", _CARD_SHAPED, MANY),
    Rule("card", _SORT_AND_ACCOUNT, MANY),
    Rule("card", _STARRED, DIGIT, None, frozenset("*•xX")),
)
_PLATE_CUES = frozenset("plate plates registration reg rego vrm vrn vin license licence tag tags".split())

PLATES = (
    Rule("plate", _PLATE_CN, DIGIT, None, frozenset(_PROVINCES + "Ww使领")),
    Rule("plate", _PLATE_NAMED, DIGIT, None, _PLATE_CUES),
    Rule("plate", _PLATE_AFTER, _VEHICLE_WORDS | _PLATE_CUES, no_quantity, DIGIT),
    Rule("plate", _PLATE_DIGITS, DIGIT, no_quantity, _PLATE_CUES),
    Rule("plate", _PLATE_NAMED_ZH, frozenset("车车牌"), None, DIGIT),
    Rule("plate", _UK_PLATE, DIGIT, None, CAPITAL),
    Rule("plate", _PLATE_SHAPED, _VEHICLE_WORDS, _plate_shaped, DIGIT),
)
#: Nine digits and more in groups, after a number of whatever kind.
_GROUPED = Pattern(
    r"(?:(?<![A-Za-z])(?i:number|no\.?|num)|\#|号|号码)(?:\s?(?i:is|was|:|=)|是|为"
    r"|:)?\s?(?P<it>\d{2,6}(?:[ -]\d{1,6}){2,6})(?![0-9A-Za-z]|[.,]\d|\s?[-/]\d)"
)


def _grouped(match: re.Match[str]) -> Span | None:
    return no_quantity(match) if len(digits(match["it"])) >= 9 else None


def _long_number(match: re.Match[str]) -> Span | None:
    is_of_a_product = _OF_A_PRODUCT.search(match.string, max(0, match.start() - 12), match.start())
    return None if is_of_a_product else no_quantity(match)


LONG = (
    Rule("number", _GROUPED, MANY, _grouped),
    Rule("number", _LONG_NUMBER, MANY, _long_number),
    Rule("number", _LONG_CODE, MANY),
)
