"""Numbers under a name: "order no. 88123", "订单号 88123"; and whatever else is too long to be a quantity."""

import re

from voc.analysis.personal.announced import LINK_ZH, OF_A_PRODUCT, is_date
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
    r"|NO\.?)?(?P<link>" + LINK_ZH + ")" + _TOKEN
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


def _order(match: re.Match[str]) -> Span | None:
    token, marker, text = match["it"], match["marker"], match.string
    head, n = token.split()[0], len(digits(token))
    if re.match(r"0x[0-9A-Fa-f]{4}", token):
        return None
    if not digits(head) and not head.isupper():
        return None
    if is_date(token) or UNIT.match(text, match.end()) or (re.fullmatch(r"[\d.]+", token) and "." in token and n < 8):
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
        return match.span("it") if len(digits(match["it"])) >= 4 and not is_date(match["it"]) else None
    return (
        match.span()
        if len(digits(match[0])) >= 3 and (len(digits(match[0])) >= 7 or "-" in match[0] or "#" in match[0])
        else None
    )


#: Whatever else is that long is a number of somebody's.
_LONG_NUMBER = Pattern(r"(?<![0-9A-Za-z])(?<![0-9][.,])(?![1-9]0+(?!\d))\d{11,40}(?![0-9]|[.,]\d)")
_LONG_CODE = Pattern(A + r"(?=[A-Z]{0,12}\d)(?=[A-Z0-9]{0,24}\d[A-Z0-9]{0,24})[A-Z]{1,4}\d{8,20}[A-Z]{0,3}" + Z)

_ORDER_SIGNS = frozenset(
    "餐单单递递流票同员员易订订约约件货货提证证考认认换兑券历历诊诊号号院学学工户户卡列备案诉诉编编请请理务务P裹修发"
    "发位房住销活籍业缴费据执档带表燃书箱付账送收"
) | frozenset("vip imei sn order booking ref case id".split())
_ORDER_WORDS = frozenset(re.findall(r"[a-z]{2,}", _NOUNS_EN))
_ORDER_WORDS = _ORDER_WORDS | {f"{word}s" for word in _ORDER_WORDS} | frozenset("ticket eticket".split())

#: Nine digits and more in groups, after a number of whatever kind.
_GROUPED = Pattern(
    r"(?:(?<![A-Za-z])(?i:number|no\.?|num)|\#|号|号码)(?:\s?(?i:is|was|:|=)|是|为"
    r"|:)?\s?(?P<it>\d{2,6}(?:[ -]\d{1,6}){2,6})(?![0-9A-Za-z]|[.,]\d|\s?[-/]\d)"
)


def _grouped(match: re.Match[str]) -> Span | None:
    return no_quantity(match) if len(digits(match["it"])) >= 9 else None


def _long_number(match: re.Match[str]) -> Span | None:
    is_of_a_product = OF_A_PRODUCT.search(match.string, max(0, match.start() - 12), match.start())
    return None if is_of_a_product else no_quantity(match)


ORDERS = (
    Rule("order", _ORDER_ZH, DIGIT | CAPITAL, _order, _ORDER_SIGNS),
    Rule("order", _ORDER_EN, DIGIT | CAPITAL, _order, _ORDER_WORDS),
    Rule("order", _ORDER_AFTER, DIGIT, None, frozenset("number no id ref reference code num".split())),
    Rule("order", _BARE_ORDER, DIGIT, _bare_order, CAPITAL | frozenset("#-")),
    Rule("order", _ONE_MORE, DIGIT, None, frozenset(",+、和与与及跟/&;") | {"and", "or", "plus"}),
)
LONG = (
    Rule("number", _GROUPED, MANY, _grouped),
    Rule("number", _LONG_NUMBER, MANY, _long_number),
    Rule("number", _LONG_CODE, MANY),
)
