"""Numbers that somebody was given: identity papers, cards and bank accounts, plates, orders, "
"bookings, memberships."""

import re

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

# Identity papers

_ID_18 = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}[ -]?\d{4}[ -]?\d{4}[ -]?\d{3}[0-9Xx](?![0-9A-Za-z])")
_BORN = re.compile(r"\d{6}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
#: The old number: province, county, date of birth with two digits of the year, serial.
_ID_15 = re.compile(
    r"(?<![0-9A-Za-z])(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|[78]\d)\d{4}[2-9]\d"
    r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?![0-9A-Za-z])"
)
#: Part of a number, the rest starred out: 110105********002X.
_ID_STARRED = re.compile(r"(?<![0-9A-Za-z])\d{3,6}\*{6,12}\d{2,4}[0-9Xx]?(?![0-9A-Za-z])")
_ID_NAMED = re.compile(
    r"(?:身份证|身份證|证件|證件|护照|護照|驾驶证|駕駛證|驾照|社保|医保|醫保|社会保障|通行证|通行證|台胞证"
    r"|居住证|居留证|军官证|学籍|统一编号"
    rf"|(?=[A-Za-z])(?<![{LETTER}])(?i:passport|id card|identity card|national id|id|national insurance|ni|nino"
    rf"|nhs|social security|ssn|sin|tax id|tin"
    r"|driver'?s?'? licen[sc]e|driving licen[sc]e|licen[sc]e|hkid|nric|medicare|aadhaar|pan|hospital|patient"
    r"|green card|visa|bvn|dni|nie))"
    r"(?:卡|号码|號碼|号|號|编号|(?i:\s{0,2}(?:card|number|num|no|nr|id|\#)(?![A-Za-z])\.?)){0,3}"
    r"(?:是|为|為|:|=|\#|\s|(?i:is|was)\s|\(){0,3}"
    r"(?P<it>(?=(?:[A-Z -]{0,6}\d){4})[A-Z0-9](?:[ /-]?[A-Z0-9]){4,21}(?:\([0-9A]\))?)" + Z
)
_ID_SHAPED = re.compile(
    A + r"(?:\d{3}-\d{2}-\d{4}|[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]"
    r"|[A-Z]{1,2}\d{6}\([0-9A]\)|[A-Z][1289]\d{8}|[EGDSPH]\d{8}|[A-Z9]{5}\d{6}[A-Z9]{2}\d[A-Z]{2})" + Z
)
_NHS = re.compile(r"(?<![0-9])(?<![0-9][- ])\d{3}[ -]\d{3}[ -]\d{4}(?![0-9]|[- ]\d)")


#: An id of something, not of somebody: it is an order number.
_OTHER_ID = re.compile(
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
    if (
        cue in {"id", "ni", "pan", "visa", "hospital", "patient", "licence", "license", "sin", "tin", "nhs"}
        and len(digits(it)) < 6
    ):
        return None
    return match.span("it") if len(digits(it)) >= 5 or "(" in it else None


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

_CARD = re.compile(r"(?<![0-9A-Za-z])(?<![0-9][ .-])\d(?:[ .-]?\d){12,18}(?![0-9A-Za-z])(?![ .-]\d)")
_CARD_GROUPS = re.compile(
    r"\d+|\d{4}(?:[ .-]\d{4}){2,3}(?:[ .-]\d{1,3})?|\d{4}[ .-]\d{6}[ .-]\d{5}|\d{6}[ .-]\d{13}"
    r"|\d{4}(?:[ .-]\d{4}){2}[ .-]\d{2}"
)
_CARD_NAMED = re.compile(
    r"(?:卡号|卡號|银行卡|銀行卡|信用卡|储蓄卡|儲蓄卡|借记卡|建行卡|工行卡|农行卡|招行卡|中行卡|账号|帐号|帳號"
    r"|賬號|帐户|账户|賬戶|帳戶|户口"
    rf"|(?=[A-Za-z])(?<![{LETTER}])(?i:card|visa|mastercard|amex|debit|credit|iban|bank|account|acct|a/c"
    rf"|routing|sort code|cvv|cvc|swift|bsb))"
    r"(?:号码|號碼|号|號|是|为|為|:|\s|=|\#|(?i:number|num|no|account|acct|card|code|with|is|was|are|of"
    r"|bank)(?![A-Za-z])\.?){0,8}"
    r"(?P<it>(?:[*xX•]{2,4}[ -]?){0,4}\d(?:[ -]?\d){2,22})(?![0-9A-Za-z]|[.,]\d)"
)
_IBAN = re.compile(A + r"(?i:[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?)" + Z)
_IBAN_NAMED = re.compile(
    r"(?<![A-Za-z])(?i:iban)(?i:\s?(?:number|no\.?|is|:"
    r"|\s)){0,3}\s?(?P<it>[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){2,8}|[a-z]{2}\d{2}[a-z0-9]{8,30})" + Z
)
_STARRED = re.compile(r"(?<![0-9*])(?:\d{4}[ -]?)?[*•xX]{4,12}(?:[ -]?[*•xX]{2,4}){0,3}[ -]?\d{4}(?![0-9])")


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
    needed = 12 if re.search(r"卡", cue) and "号" not in cue and "號" not in cue else 6
    return match.span("it") if n >= needed else None


def _iban(match: re.Match[str]) -> Span | None:
    code = match[0].replace(" ", "").upper()
    number = "".join(str(int(letter, 36)) for letter in code[4:] + code[:4])
    return match.span() if int(number) % 97 == 1 else None


# Plates

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼滬魯蘇贛陝閩貴粵寧瓊遼雲鄂"
_PLATE_CN = re.compile(
    rf"(?:[{_PROVINCES}](?i:[A-HJ-Z][·•. -]?(?=[A-HJ-NP-Z]{{0,5}}\d)[A-HJ-NP-Z0-9]{{4,5}}[A-HJ-NP-Z0-9挂学警港澳])"
    rf"|(?i:WJ)[ ·-]?[{_PROVINCES}]?[ ·-]?[A-Z0-9]{{5,6}}|[使领][ ·-]?\d{{6}}|\d{{6}}[使领])" + Z
)
_PLATE_NAMED = re.compile(
    A + r"(?=[A-Za-z])(?i:(?:licen[sc]e|number|registration) plates?|plates?|registration|reg|vin|license"
    r"|tags?)(?i:\s(?:number|no\.?|num|ending|reading|mark))?"
    r"(?:\s?[:\#(]|(?i:\sis|\swas|\sreads|\sending in))?\s{0,2}"
    r"(?P<it>(?=[A-Z -]{0,6}\d)(?=[0-9 -]{0,6}[A-Z])[A-Z0-9]{1,4}[ ·-]?[A-Z0-9]{2,14}(?:[ -][A-Z0-9]{1,4})?)" + Z
)
_PLATE_NAMED_ZH = re.compile(
    r"(?:车牌|車牌|牌照|车号|車號)(?:号码|號碼|号|號|尾号|是|为|為|:|\s){0,4}"
    r"(?P<it>[A-Za-z]{1,3}[ ·-]?\d{1,5}[A-Za-z]{0,2}|\d{2,4}[ ·-]?[A-Za-z]{1,3}|[A-Za-z0-9·]{5,8})" + Z
)
#: Shapes that are a plate where a vehicle is spoken of: UK, Germany, France, Italy, Hong Kong, Macau, some states.
_PLATE_SHAPED = re.compile(
    A + r"(?:[A-Z]{2}\d{2} ?[A-Z]{3}|[A-Z]\d{1,3} ?[A-Z]{3}|[A-Z]{3} ?\d{1,3}[A-Z]"
    r"|[A-ZÄÖÜ]{1,3}[- ][A-Z]{1,2}[- ]?\d{1,4}[EH]?"
    r"|[A-Z]{2}[- ]\d{3}[- ][A-Z]{2}|[A-Z]{2} ?\d{4}|[A-Z]{2}[ -]\d{2}[ -]\d{2}|\d{4} ?[A-Z]{3}"
    r"|\d[A-Z]{3}\d{3}|[A-Z]{3}[- ]\d{3,4}|\d{3}[- ][A-Z]{3})" + Z
)
_VEHICLE = re.compile(
    r"(?<![a-z])(?:car|van|truck|lorry|vehicle|taxi|cab|uber|bus|driver|drove|parked|parking|plates?|reg|registration"
    r"|motorbike|bmw|audi|ford|toyota|tesla|honda|golf|clamped|towed|tow|fine)(?![a-z])|车|車|司机|司機|停|的士|牌",
    re.IGNORECASE,
)
_UK_PLATE = re.compile(
    r"[A-HJ-PR-Y][A-HJ-PR-Y](?:0[2-9]|[1-7]\d) [A-HJ-PR-Z]{3}|[A-HJ-NP-TV-Z]{2}-\d{3}-[A-HJ-NP-TV-Z]{2}"
)


def _plate_shaped(match: re.Match[str]) -> Span | None:
    if _UK_PLATE.fullmatch(match[0]):
        return match.span()
    near = match.string[max(0, match.start() - 40) : match.start()] + "|" + match.string[match.end() : match.end() + 25]
    return match.span() if _VEHICLE.search(near) and not UNIT.match(match.string, match.end()) else None


# Numbers under a name: "order no. 88123", "订单号 88123".

_TOKEN = (
    r"(?P<it>[A-Za-z0-9](?:[A-Za-z0-9]|[-_/.](?=[A-Za-z0-9])){2,39}(?:\s\d{3,6}(?![0-9A-Za-z.,:]|\s?(?i:am"
    r"|pm))){0,4})" + Z
)
_ORDER_EN = re.compile(
    A + r"(?=[A-Za-z])(?i:order|booking|reservation|ticket|invoice|tracking|confirmation|reference|ref|case"
    r"|customer|client"
    r"|account|acct|policy|contract|membership|member|loyalty|receipt|transaction|shipment|parcel|serial|claim"
    r"|rma|po(?!\s?box)|pnr|consignment|docket"
    r"|waybill|awb|package|delivery|appointment|job|complaint|incident|return|refund|voucher|coupon|gift card"
    r"|clubcard|frequent flyer"
    r"|skywards|mileageplus|miles|e-?ticket|employee|staff|badge|student|record|code|imei|sn|s/n|quote"
    r"|application|enquiry|inquiry|request|query)s?"
    r"(?P<marker>(?:\s{0,2}(?:(?i:number|num|no|nr|id|code|ref|reference|confirmation|card)(?![A-Za-z])\.?"
    r"|\#)){1,3})?"
    r"\s{0,2}(?:(?i:is|was)\s|[:=\#-])?\s{0,2}[\#(\"']?" + _TOKEN
)
_ORDER_ZH = re.compile(
    r"(?:订单|訂單|运单|運單|单|單|快递|快遞|物流|发票|發票|合同|会员卡?|會員卡?|工单|流水|交易|预订|預訂|预约"
    r"|預約|取件|取货|提货|保单|保單|验证|驗證|参考|確認|确认|兑换"
    r"|券|票|机票|機票|病历|病歷|就诊|挂号|门诊|住院|学|學|工|员工|客户|客戶|积分卡|贵宾卡|序列|设备|案件|投诉"
    r"|编|編|申请|受理|业务|PNR|航班订|包裹|退货|退款|维修|服务单|卡|户|戶)"
    r"(?P<marker>编号|編號|号码|號碼|单号|單號|号|號|编码|代码|码|碼|ID|id|No\.?|no\.?)?(?:是|为|為|:|=|\#|\s"
    r"|-|\(|尾号){0,4}" + _TOKEN
)
_BARE_ORDER = re.compile(
    rf"(?<![{LETTER}0-9&])(?:\#(?P<it>[A-Z]{{0,4}}-?\d{{4,20}}(?:-\d{{1,8}})?)"
    r"|(?:SF|YT|ZTO|STO|JD|JDV|EMS|1Z|JT|YD|DPK|ZJS|LP|CN|TBA|RMA|INV|ORD|PO|TKT|CASE|INC|REQ)-?[A-Z0-9]{7,18}"
    r"|(?:ORD|INV|RMA|TKT|PO|CASE|INC|REQ|BK|REF|TRK|CS|SR|CRM)[-\#]\d{3,12}(?:-\d{1,8})?"
    r"|[A-Z]{2}\d{9}[A-Z]{2}|\d{3}-\d{7}-\d{7})" + Z
)
#: Letters and digits mixed as no word or model is: XK4P9Q, AB-2024-77123.
_CODE = re.compile(r"[A-Z]{1,5}\d{1,4}[A-Z][A-Z0-9]*|\d[A-Z0-9]{5,}|[A-Z]{6}")


def _is_date(token: str) -> bool:
    return bool(
        re.fullmatch(
            r"(?:19|20)\d\d([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:19|20)?\d\d|(?:19"
            r"|20)\d\d(?:[-/](?:19|20)?\d\d)?",
            token,
        )
    )


def _order(match: re.Match[str]) -> Span | None:
    token, marker = match["it"], match["marker"]
    head = token.split()[0]
    if not digits(head) and not head.isupper():
        return None
    n = len(digits(token))
    if _is_date(token) or UNIT.match(match.string, match.end()) or (re.fullmatch(r"[\d.]+", token) and "." in token):
        return None
    cue = match[0][: match.start("it") - match.start()]
    if n == 0:
        # Six capitals are a booking code where somebody says so: "PNR QWERTY".
        named = marker or re.search(r"(?i:pnr|booking|reservation|confirmation)", cue)
        return match.span("it") if re.fullmatch(r"[A-Z]{6}", token) and named and not match.string.isupper() else None
    if (
        re.match(
            r"(?:单|單|卡|户|戶|学|學|工|编|編|券|票|客户|客戶|申请|业务|服务单|设备|退款|退货|维修|员工|投诉)", cue
        )
        and not marker
    ):
        return match.span("it") if n >= 8 else None
    if (
        re.match(
            r"(?i:code|record|miles|request|query|quote|return|refund|delivery|job|staff|employee|student"
            r"|package|application)",
            cue,
        )
        and not marker
    ):
        return match.span("it") if (n >= 5 and (":" in cue or "#" in cue)) or n >= 8 else None
    coded = len(token) >= 6 and ((n >= 3 and not token.isdigit()) or _CODE.fullmatch(token))
    return match.span("it") if coded or n >= (3 if marker or "#" in cue else 5) else None


def _bare_order(match: re.Match[str]) -> Span | None:
    if match["it"]:
        return match.span("it") if len(digits(match["it"])) >= 4 and not _is_date(match["it"]) else None
    return (
        match.span()
        if len(digits(match[0])) >= 3 and (len(digits(match[0])) >= 7 or "-" in match[0] or "#" in match[0])
        else None
    )


#: Whatever else is that long is a number of somebody's.
_LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z])(?<![0-9][.,])(?![1-9]0+(?!\d))\d{11,40}(?![0-9]|[.,]\d)")
_LONG_CODE = re.compile(A + r"(?=[A-Z]{0,12}\d)(?=[A-Z0-9]{0,24}\d[A-Z0-9]{0,24})[A-Z]{1,4}\d{8,20}[A-Z]{0,3}" + Z)

_ID_CUES = frozenset("证證照份社医醫居学统") | frozenset(
    "passport id identity national insurance ni nino nhs social ssn sin tax tin driver drivers driving "
    "licence license hkid nric medicare aadhaar "
    "pan hospital patient green visa bvn dni nie".split()
)
_CARD_CUES = frozenset("卡号號户戶口尾末后账帐帳賬") | frozenset(
    "card visa mastercard amex debit credit iban bank account acct routing sort cvv cvc swift bsb ending "
    "ends last a c".split()
)
_ORDER_SIGNS = frozenset(
    "单單递遞流票同员員易订訂约約件货貨提证證考认認换兑券历歷诊号號院学學工户戶卡列备案诉编編请理务P裹修发發"
)
_ORDER_STEMS = (
    "order booking reservation ticket invoice tracking confirmation reference ref case customer client "
    "account acct policy contract membership member loyalty "
    "receipt transaction shipment parcel serial claim rma po pnr consignment docket waybill awb package "
    "delivery appointment job complaint incident return refund "
    "voucher coupon gift clubcard frequent skywards mileageplus miles ticket eticket employee staff badge "
    "student record code imei sn quote application enquiry inquiry request query"
)
_ORDER_WORDS = frozenset(word for stem in _ORDER_STEMS.split() for word in (stem, stem + "s"))

IDENTITIES = (
    Rule("id", _ID_NAMED, DIGIT, _id_named, _ID_CUES),
    Rule("id", _NHS, MANY, _nhs),
    Rule("card", _IBAN_NAMED, MANY | DIGIT),
    Rule("card", _CARD_NAMED, DIGIT, _card_named, _CARD_CUES),
)
ORDERS = (
    Rule("order", _ORDER_ZH, DIGIT | CAPITAL, _order, _ORDER_SIGNS),
    Rule("order", _ORDER_EN, DIGIT | CAPITAL, _order, _ORDER_WORDS),
    Rule("order", _BARE_ORDER, DIGIT, _bare_order, CAPITAL | frozenset("#-")),
)
CHECKED = (
    Rule("id", _ID_18, MANY, _id_18),
    Rule("id", _ID_15, MANY),
    Rule("id", _ID_STARRED, frozenset("*")),
    Rule("id", _ID_SHAPED, DIGIT, None, CAPITAL | frozenset("-")),
    Rule("card", _IBAN, MANY, _iban),
    Rule("card", _CARD, MANY, _card),
    Rule("card", _STARRED, DIGIT, None, frozenset("*•xX")),
)
PLATES = (
    Rule("plate", _PLATE_CN, DIGIT, None, frozenset(_PROVINCES + "Ww使领")),
    Rule("plate", _PLATE_NAMED, DIGIT, None, CAPITAL),
    Rule("plate", _PLATE_NAMED_ZH, frozenset("车車牌")),
    Rule("plate", _PLATE_SHAPED, DIGIT, _plate_shaped, CAPITAL),
)
LONG = (
    Rule("number", _LONG_NUMBER, MANY, no_quantity),
    Rule("number", _LONG_CODE, MANY),
)
