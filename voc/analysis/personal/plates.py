"""Number plates of vehicles."""

import re

from voc.analysis.personal.patterns import Pattern
from voc.analysis.personal.rules import (
    CAPITAL,
    DIGIT,
    UNIT,
    A,
    Rule,
    Span,
    Z,
    digits,
    no_quantity,
)

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
