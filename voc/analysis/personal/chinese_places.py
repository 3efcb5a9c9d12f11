"""Where somebody lives, in Chinese: from a town or a street down to a flat."""

import re

from voc.analysis.personal.patterns import Pattern
from voc.analysis.personal.rules import DIGIT, HAN_TEXT, Rule, Span

_N = r"[0-9A-Za-z一二三四五六七八九十百零〇]"
_NUMBERED = (
    r"(?:号楼|号院|号门|号商铺|号铺|号|弄|栋|幢|座|巷|单元|室|楼层|楼|层|组|队"
    r"|门面|门市|门|期|房间|房|户"
    r"|门牌|舍|铺|档|排|段|区|院|筒|梯|F(?![A-Za-z])|f(?![A-Za-z]))"
)
_BUILT = (
    r"(?:写字楼|大厦|公寓|花园|小区|广场|大楼|中心|苑|家园|新村|宿舍|楼|邨"
    r"|邸|庭|轩|阁|府|里"
    r"|湾|城|坊|园|庄|馆|商场|商城|市场|产业园|科技园|工业园|号院|中学|小学|大学|医院|学院)"
)
#: Where a Chinese address turns exact: a number after a street, an estate or a building, or a building and a flat.
_MORE_ZH = (
    rf"(?:院|内|之[0-9一二三四五六七八九]{{1,2}}|附[0-9]{{1,3}}号?"
    rf"|[ ,-]{{0,2}}(?:[第甲乙丙丁]?{_N}{{1,5}}(?:[-－]\d{{1,4}})?{_NUMBERED}"
    rf"|[A-Za-z][座栋幢楼区]|-\d{{1,4}}(?![0-9元块])|[A-Za-z]?\d{{1,3}}(?:-\d{{1,4}}){{1,2}}(?![0-9-])))"
    rf"{{0,8}}(?:[ ,]?(?![的在到是有很太都和就被把没说])(?:[A-Za-z]{{0,3}}|\d{{1,4}})[\u4e00-\u9fff]{{1,9}}?{_BUILT}"
    rf"(?:[ -]?(?:[第甲乙丙丁]?{_N}{{1,5}}(?:[-－]\d{{1,4}})?{_NUMBERED}|[A-Za-z][座栋幢楼]|[A-Za-z]区"
    rf"|[A-Za-z]?\d{{1,3}}(?:-\d{{1,4}}){{1,2}}(?![0-9-])|\d{{3,4}}(?![0-9元块点分米人次]))){{0,7}}){{0,2}}"
    rf"(?:[ ,-]?\d{{0,2}}[东西南北中左右前后]?(?:门面|门市|底商|门店|店面|单元|侧门|楼下|隔壁|门口|商铺))?"
    r"(?:[ -]?(?:[A-Za-z]?\d{1,5}[A-Za-z]?|[A-Za-z])(?![0-9A-Za-z元块点分米人次个天年月:-]))?"
    r"(?!出口|门|线|车|入口|登机|展|柜|窗|机|航|高速|桥|国道|公路|选手|员)"
)
_ROAD_ZH = (
    r"(?:路|街|大道|道|巷|弄|胡同|段|里|村|镇|乡|小区|社区|花园|公寓|大厦|大楼"
    r"|中心|广场|苑|园|院|庄|城|府|湾|邨|坊|屯|寨|区|花苑|家园|新村|宿舍|嘉园|名邸|华庭|豪庭|庭|轩"
    r"|轩|阁|邸|岛|墅|都|座"
    r"|市场|商城|商场|工业园|科技园|产业园|大学|学院|中学|小学|道中|径|围|营|桥|岗|坑|塘|埔|埗|洲|山|岭|楼)"
)
_STREET_ZH = Pattern(
    rf"{_ROAD_ZH}(?:[东西南北中](?:段|路|街)?|支路|辅路)?[ ,-]?"
    rf"(?:[第甲乙丙丁]?{_N}{{1,5}}(?:[-－之]\d{{1,4}})?(?:号楼|号院|号|弄|栋|幢|座|巷|单元|室"
    rf"|组|段|期)"
    r"|(?:[A-Za-z0-9]{1,3}[座栋幢楼][ ]?)?\d{3,4}(?:室|房|号)|[0-9一二三四五六七八九十]{1,3}[组队社]"
    r"|\d{1,3}-\d{1,2}-\d{2,4}(?![0-9-])|[A-Za-z]\d{0,2}[座栋幢][ ]?\d{2,4})" + _MORE_ZH
)
_FLAT_ZH = Pattern(
    r"(?<![0-9A-Za-z])[A-Za-z]?\d{1,4}[ -]?(?:号楼|栋|幢|座|号院|单元)[ -]?(?:[A-Za-z]?\d{1,4}(?:单元"
    r"|单元|室|号|层|楼|房)"
    r"|\d{3,4})" + _MORE_ZH
)
_BLOCK_ZH = Pattern(
    r"(?<![A-Za-z])[A-Za-z]座[ -]?\d{1,2}(?:楼)?[ -]?(?:\d{2,4}|[A-Za-z])(?:室|号|房)?"
    r"|(?<![0-9A-Za-z])\d{1,2}[楼][ -]?[A-Za-z0-9]{1,4}(?:室|座)"
)
_UNIT_ZH = (
    r"(?:省|自治区|市|区|县|州|旗|镇|乡|街道|大道|路|街|巷|弄|胡同|道|村|庄|屯|小区|社区|花园"
    r"|苑|园|园区|公寓|大厦|广场|家园|新村|里|城|府|湾|邨|栋"
    r"|栋|幢|座|号楼|号院|号|单元|室|楼|层|房|组|户|宿舍|中心|学校|大学|中学|医院|段|期)"
)
#: After a word that says so, whatever ends in the units of an address.
_ADDRESS_ZH_NAMED = Pattern(
    r"(?:(?:收货|家庭|邮寄|寄件|收件|公司|通讯|居住|户籍|联系|配送|送货|详细|新|我的|我家)?(?:地址"
    r"|住址)(?:填错了|写错了|错了|变了|换了)?[,，]?(?:应该"
    r"|现在)?(?:改成|改为|换成|是|为|在|:|\s){0,3}"
    r"|(?:家住|住在|家在|寄到|寄往|寄去|寄至|送到|送至|送去|发到|发往|配送到|派送到|搬到|搬去|搬至|坐落于|位于"
    r"|居住在|租住在|人在|店在)(?:了|:|\s){0,2})"
    r"(?P<it>(?:(?![的在到是于我你他她没被把和跟就都也很不了着但结])[\u4e00-\u9fff]|[0-9A-Za-z#·-]){1,10}?"
    + _UNIT_ZH
    + "(?:[0-9A-Za-z]{1,5}(?![0-9A-Za-z元块:]))?"
    r"(?:[ ,-]?(?:(?![的在到是于我你他她没被把和跟就都也很不了着但结])[\u4e00-\u9fff]|[0-9A-Za-z#·-]){1,10}?"
    + _UNIT_ZH
    + r"(?:[0-9A-Za-z]{1,5}(?![0-9A-Za-z元块:]))?){0,8})"
)
#: An address begins after one of these.
_BEFORE_ADDRESS = Pattern(
    r"[^\u4e00-\u9fff0-9A-Za-z]|(?:地址|住址|位于|就在|住在|送到|寄到|寄往|家在|收货|送去|搬到|住|到了|我家"
    r"|我们|他们|你们|公司|是在|发到|改成|改为|换成|写成|填的|那个|请送|都在)"
    r"(?:是|为|到|在|了|的)?|[在是到住寄送往从至于为址我你他她的了给请离]"
)
_LONGEST_ADDRESS = 36


def _street_zh(match: re.Match[str]) -> Span | None:
    text, start = match.string, match.start()
    window = text[max(0, start - _LONGEST_ADDRESS) : start]
    before = [stop.end() for stop in _BEFORE_ADDRESS.finditer(window)]
    begin = start - len(window) + (before[-1] if before else 0)
    if (
        not re.search(r"\d{3}", match[0])
        and text[begin:start] in {"", "小区", "社区", "花园", "园区", "院", "小区里"}
        and match.re.pattern == _FLAT_ZH.pattern
    ):
        return None
    # A bare "里3号" or "区2座" with nothing in front is a place in a shop, not a home.
    if start == begin and re.match(
        r"(?:里|区|城|园|院|道|路|街|村|中心|小区|社区|花园|公寓|大厦|大楼|广场|宿舍)", match[0]
    ):
        return None
    return begin, match.end()


#: From a province or a town down to a street, with or without a number.
_FROM_TOWN_ZH = Pattern(
    r"(?:(?![在到是于住寄送往从我你他她的了])[\u4e00-\u9fff]){2,8}?(?:省|市|自治区|特别行政区)"
    r"(?:(?![在到是于的了我你])[\u4e00-\u9fff]){1,7}?(?:区|县|市|州|旗|镇)"
    r"(?P<rest>(?:(?![在到是于的了我你他她没被把就都也很不给让请收结])[\u4e00-\u9fff]|[0-9A-Za-z#·-]){3,40})"
)
_LAST_UNIT_ZH = Pattern(r".*(?:" + _UNIT_ZH + r"|座|[0-9A-Za-z]|门面|底商)")
_ROAD_OR_ESTATE_ZH = Pattern(r"路|街|道|巷|弄|胡同|村|小区|花园|苑|广场|大厦|中心|新村|家园|公寓|号|栋|幢|座|室")


def _from_town_zh(match: re.Match[str]) -> Span | None:
    """As far as the last unit or number; None where no street or estate is named."""
    last = _LAST_UNIT_ZH.match(match["rest"])
    if not last or not _ROAD_OR_ESTATE_ZH.search(last[0]):
        return None
    is_exact = re.search(r"[0-9A-Za-z]|[一二三四五六七八九十]+(?:号|栋|幢|楼|室)", last[0])
    return (match.start(), match.start("rest") + last.end()) if is_exact else None


_EXACT = Pattern(r"[0-9一二三四五六七八九十]|(?:路|街|巷|村|小区|花园|苑|公寓|大厦|家园|新村|里|府)$")
_COARSE = Pattern(r"[省市区县州镇乡路街]")


def _named_zh(match: re.Match[str]) -> Span | None:
    """What is introduced as an address, if it is finer than a town and no mere place of a shop."""
    it = match["it"]
    units = len(_COARSE.findall(it))
    is_said = "址" in match[0][: match.start("it") - match.start()] or match[0].startswith(
        ("家", "住", "居", "租", "寄")
    )
    if re.fullmatch(r"[0-9A-Za-z-]{1,6}(?:房|室|号|楼|层|栋)", it):
        return None
    is_exact = bool(re.search(r"[0-9]|[一二三四五六七八九十]+(?:号|栋|幢|单元|室|楼|弄)", it))
    if is_exact and (units or re.search(r"小区|花园|苑|公寓|大厦|号楼|单元|栋|室|里|城|府|村", it)):
        return match.span("it") if len(it) > 4 else None
    return match.span("it") if is_said and len(it) >= 4 and (units >= 2 or _EXACT.search(it)) else None


_NUMERALS = DIGIT | frozenset("一二三四五六七八九十")

STREETS = (
    Rule("address", _FROM_TOWN_ZH, frozenset("省市区"), _from_town_zh, HAN_TEXT),
    Rule("address", _STREET_ZH, _NUMERALS, _street_zh, HAN_TEXT),
    Rule("address", _FLAT_ZH, DIGIT, _street_zh, HAN_TEXT),
    Rule("address", _BLOCK_ZH, frozenset("座楼楼"), _street_zh, DIGIT),
    Rule("address", _ADDRESS_ZH_NAMED, frozenset("址住寄送发配派搬位于坐居租家人店"), _named_zh, HAN_TEXT),
)
