"""Where somebody lives: a street with its number, a flat, a postbox, a postcode that stands for a few houses."""

import re

from voc.analysis.personal.rules import CAPITAL, DIGIT, HAN_TEXT, LATIN, A, Rule, Span, Z

_TYPES = (
    "Street|St|Road|Rd|Avenue|Ave|Av|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Place|Pl|Square|Sq|Terrace|Ter"
    "|Way|Close|Crescent"
    "|Gardens|Gdns|Grove|Mews|Hill|Row|Walk|Parade|Highway|Hwy|Parkway|Pkwy|Circle|Cir|Trail|Quay|Wharf|Park"
    "|Green|Rise|View|Broadway|Alley|Path|Pike|Loop|Plaza"
)
_FLAT = (
    r"(?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|Room|Rm|\#|apt|apartment|suite|unit"
    r"|flat)\.?\s?(?=[A-Za-z]{0,2}-?\d)[A-Za-z0-9-]{1,6}"
)
_UK_CODE = r"(?:GIR|[A-PR-UWYZ][A-HK-Y]?\d[0-9A-HJKMNP-Y]?)\s?\d[ABD-HJLNP-UW-Z]{2}"
_STATE = (
    r"(?:AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|IA|ID|IL|IN|KS|KY|LA|MA|MD|ME|MI|MN|MO|MS|MT|NC|ND|NE|NH|NJ|NM|NV|NY"
    r"|OH|OK|OR"
    r"|PA|RI|SC|SD|TN|TX|UT|VA|VT|WA|WI|WV|WY)"
)
_TAIL = (
    rf"(?:,?\s{_FLAT})?(?:,\s[A-Z][a-z]{{1,20}}(?:\s[A-Z][a-z]{{1,20}}){{0,2}}){{0,3}}"
    rf"(?:,?\s(?:{_STATE}|[A-Z]{{2,3}})\s\d{{4,5}}(?:-\d{{4}})?|,?\s{_UK_CODE}"
    rf"|,\s(?:{_STATE})(?![A-Za-z]))?(?:,\s\d{{5}}(?!\d))?"
)
_STREET_EN = re.compile(
    A + rf"(?:{_FLAT},?\s)?(?:\d{{1,5}}[A-Za-z]?(?:[-/]\d{{1,4}}[A-Za-z]?)?,?\s(?:[NSEW]\.?\s|(?:North|South|East"
    rf"|West)\s)?"
    r"(?:(?:[A-Z][A-Za-z'.-]{0,24}|of|the|de|la)\s|\d{1,3}(?:st|nd|rd|th)\s){1,4}?"
    rf"(?:{_TYPES})(?![A-Za-z-])\.?(?:\s[NSEW](?:[EW])?(?![A-Za-z]))?){_TAIL}"
)
_STREET_LOWER = re.compile(
    A + r"(?:(?:apt|apartment|unit|flat)\s\d{1,4}[a-z]?,?\s)?\d{1,5}[a-z]?,?\s"
    r"(?!(?:minutes?|mins?|blocks?|cars?|miles?|doors?|houses?|people|times|years?|days?|hours?|steps?|feet"
    r"|yards|metres|meters|on|in|of|at|to|the|a"
    r"|this|that|different|stars?|star|x|km|lane|or|and|more|other|new|guys|men|kids|shops|stores|lanes)\s)"
    r"(?:[A-Za-z][a-z']{2,20}\s){1,2}(?i:street|road|avenue|lane|drive|boulevard|crescent|terrace|close"
    r"|court)(?![A-Za-z-])"
    rf"(?:,?\s(?i:{_UK_CODE}))?(?:,?\s{_FLAT})?"
)
_HOUSE = re.compile(
    A + r"(?:(?i:flat|apartment|apt|unit"
    r"|suite)\.?\s?(?:[A-Za-z]?\d{1,4}[A-Za-z]?),?\s)(?:[A-Z][A-Za-z'-]{1,20}\s){1,2}"
    r"(?:House|Court|Tower|Towers|Building|Mansions|Lodge|Heights|Apartments|Residence|Residences|Estate|Block"
    r"|Point|Place)(?![A-Za-z])" + _TAIL
)
#: No word says that it is a street, but the postcode after it does.
_WITH_POSTCODE = re.compile(
    A + rf"(?:{_FLAT},?\s)?\d{{1,4}}[A-Za-z]?,?\s[A-Z][A-Za-z'-]{{2,20}}(?:\s[A-Z][A-Za-z'-]{{2,20}}){{0,2}}"
    rf"(?:,\s[A-Z][A-Za-z'-]{{2,20}}(?:\s[A-Z][A-Za-z'-]{{2,20}}){{0,2}}){{0,3}},?\s{_UK_CODE}" + Z
)
_PO_BOX = re.compile(A + r"(?i:p\.?\s?o\.?\sbox)\s\d{1,6}" + Z)
_POSTCODE = re.compile(A + rf"(?=[A-Z])(?:{_UK_CODE}(?<=\s\d..)|{_STATE}\s\d{{5}}(?:-\d{{4}})?)" + Z)
_STREET_DE = re.compile(
    r"(?<![A-Za-zÀ-ɏ])(?:[A-ZÄÖÜ][a-zäöüß-]{1,24}(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|ufer|damm)"
    r"|[A-ZÄÖÜ][a-zäöüß]{2,20}\s(?:Straße|Str\.|Weg|Platz|Allee))\s\d{1,4}[a-z]?(?![A-Za-z0-9])"
    r"(?:,?\s\d{5}\s[A-ZÄÖÜ][a-zäöüß]{1,24})?"
)
_STREET_ROMANCE = re.compile(
    A + r"(?:\d{1,4}(?:\s?(?:bis|ter))?,?\s(?i:rue|avenue|boulevard|place|impasse|chemin|quai"
    r"|all[ée]e)\s(?:(?:de|du|des|la|le|les|l'|d')\s?){0,2}"
    r"[A-ZÀ-Þ][A-Za-zÀ-ɏ'-]{1,24}(?:\s[A-ZÀ-Þ][A-Za-zÀ-ɏ'-]{1,24}){0,2}"
    r"|(?:Calle|Avenida|Via|Viale|Piazza|Corso|Plaza|Rua)\s(?:(?:de|del|della|dei|la|las|los|do"
    r"|da)\s){0,2}[A-ZÀ-Þ][A-Za-zÀ-ɏ'-]{1,24}"
    r"(?:\s[A-ZÀ-Þ][A-Za-zÀ-ɏ'-]{1,24}){0,2},?\s(?:n[.º°]?\s?)?\d{1,4})(?:,\s\d{5}\s[A-ZÀ-Þ][a-zà-ɏ]{1,24})?"
)

_N = r"[0-9A-Za-z一二三四五六七八九十百零〇]"
_NUMBERED = r"(?:号楼|號樓|号院|號院|号|號|弄|栋|棟|幢|座|巷|单元|單元|室|楼|樓|层|層|组|組|队|门|期|房|户|门牌)"
#: Where a Chinese address turns exact: a number after a street, an estate or a building, or a building and a flat.
_MORE_ZH = (
    rf"(?:院|楼|内|之[0-9一二三四五六七八九]|[ -]?{_N}{{1,5}}{_NUMBERED}|[ -]?[A-Za-z]座|-\d{{1,4}}){{0,7}}"
    r"(?:(?![的在到是有很太都和])[\u4e00-\u9fff]{1,8}?(?:写字楼|大厦|大廈|公寓|花园|花園|小区|小區|广场|廣場"
    r"|大楼|大樓|中心|苑|家园|新村|宿舍|楼|邨)"
    rf"(?:[ -]?[0-9A-Za-z]{{1,5}}{_NUMBERED}|[ -]?[A-Za-z]座|\d{{3,4}}){{0,7}})?"
    r"(?:\d{3,4}(?![0-9元块点分]))?"
    r"(?!出口|门|門|线|線|车|車|入口|登机|展|柜|窗|机|航|高速|桥|国道|公路|选手|员)"
)
_STREET_ZH = re.compile(
    r"(?:路|街|大道|道|巷|弄|胡同|段|里|村|镇|鎮|乡|鄉|小区|小區|社区|社區|花园|花園|公寓|大厦|大廈|大楼|大樓"
    r"|中心|广场|廣場|苑|园|園|院|庄|莊|城|府|湾|灣|邨|坊|屯|寨|区|區|花苑|家园|新村|宿舍)"
    rf"(?:[东西南北中]段)?[ -]?(?:{_N}{{1,5}}(?:号楼|號樓|号院|號院|号|號|弄|栋|棟|幢|座|巷|单元|單元|室|组|組)"
    r"|(?:[A-Za-z0-9]{1,3}[座栋棟幢楼][ ]?)?\d{3,4}(?:室|房|号|號)|[0-9一二三四五六七八九十]{1,3}[组組队社])" + _MORE_ZH
)
_FLAT_ZH = re.compile(
    r"(?<![0-9A-Za-z])\d{1,4}[ -]?(?:号楼|號樓|栋|棟|幢|座|号院)[ -]?(?:\d{1,4}(?:单元|單元|室|号|號|层|楼|房)"
    r"|\d{3,4})" + _MORE_ZH
)
_BLOCK_ZH = re.compile(r"(?<![A-Za-z])[A-Za-z]座[ -]?\d{3,4}(?:室|号|房)?")
#: An address begins after one of these.
_BEFORE_ADDRESS = re.compile(
    r"[^\u4e00-\u9fff0-9]|(?:地址|住址|位于|位於|就在|住在|送到|寄到|寄往|家在|收货|送去|搬到|住|到了|我家"
    r"|我们|我們|他们|你们|公司|是在|发到|改成|改为|换成|写成|填的|那个|请送|都在)"
    r"(?:是|为|為|到|在|了|的)?|[在是到住寄送往从至于為为址我你他她的了给请离離]"
)
_LONGEST_ADDRESS = 36


def _street_zh(match: re.Match[str]) -> Span | None:
    text, start = match.string, match.start()
    window = text[max(0, start - _LONGEST_ADDRESS) : start]
    before = [stop.end() for stop in _BEFORE_ADDRESS.finditer(window)]
    begin = start - len(window) + (before[-1] if before else 0)
    if (
        not re.search(r"\d{3}", match[0])
        and text[begin:start] in {"", "小区", "小區", "社区", "花园", "园区", "院", "小区里"}
        and match.re is _FLAT_ZH
    ):
        return None
    # A bare "里3号" or "区2座" with nothing in front is a place in a shop, not a home.
    if start == begin and re.match(
        r"(?:里|区|區|城|园|院|道|路|街|村|中心|小区|小區|社区|社區|花园|公寓|大厦|大楼|广场|宿舍)", match[0]
    ):
        return None
    return begin, match.end()


_NUMERALS = DIGIT | frozenset("一二三四五六七八九十")

STREETS = (
    Rule("address", _STREET_EN, DIGIT, None, LATIN),
    Rule("address", _WITH_POSTCODE, DIGIT, None, CAPITAL),
    Rule("address", _HOUSE, DIGIT, None, LATIN),
    Rule("address", _STREET_LOWER, DIGIT, None, LATIN),
    Rule("address", _STREET_DE, DIGIT, None, LATIN),
    Rule("address", _STREET_ROMANCE, DIGIT, None, LATIN),
    Rule("address", _PO_BOX, DIGIT, None, LATIN),
    Rule("address", _POSTCODE, DIGIT, None, CAPITAL),
    Rule("address", _STREET_ZH, _NUMERALS, _street_zh, HAN_TEXT),
    Rule("address", _FLAT_ZH, DIGIT, _street_zh, HAN_TEXT),
    Rule("address", _BLOCK_ZH, frozenset("座"), _street_zh, DIGIT),
)
