"""Names and numbers by which somebody is found on a network, and addresses of machines."""

import re

from voc.analysis.personal.patterns import Pattern
from voc.analysis.personal.rules import (
    DIGIT,
    HAN,
    HAN_TEXT,
    LATIN,
    LETTER,
    A,
    Rule,
    Span,
    Z,
    digits,
)

_NETWORK_WORDS = frozenset(
    "wechat weixin vx wx qq ig line whatsapp telegram skype instagram insta twitter tiktok snapchat facebook "
    "discord venmo "
    "cashapp paypal linkedin alipay tg ins fb kik signal threads viber kakao kakaotalk zalo messenger psn xbox steam "
    "bilibili".split()
)
_NETWORK = (
    r"(?:微信|微讯|薇信|威信|加微|加V|加v|V信|企微|(?i:wechat|weixin|(?<![a-z号号])(?:vx|wx|qq|ig|line)(?![a-z]|-\d)"
    r"|whatsapp|telegram|skype|instagram|insta|twitter|tiktok|snapchat|facebook|discord|venmo|cashapp|paypal|linkedin"
    r"|alipay|(?<![a-z])(?:tg|ins|fb|kik)(?![a-z])|signal|threads|viber|kakao|kakaotalk|zalo|messenger|psn|xbox live"
    r"|steam|bilibili)|扣扣|企鹅|支付宝|微博|抖音|小红书|快手|推特|脸书|钉钉|闲鱼|淘宝|京东|旺旺|陌陌"
    r"|B站)"
)
_ACCOUNT = Pattern(
    rf"(?=[A-Za-z微薇威加企扣支抖小快推脸钉闲淘京旺陌]){_NETWORK}"
    r"(?P<marker>\s?(?:(?i:id|handle|account|username|(?:user|name|is|me|my|at|on|as)(?![A-Za-z0-9_.])"
    r"|账号|帐号|账户|用户名|昵称|号码|号|群|名|是|为|叫|:|=|@|-)\s?){1,4}|\s)?"
    rf"(?P<it>\+?\d{{5,15}}|live:[A-Za-z0-9_.-]{{3,30}}|@?[A-Za-z][A-Za-z0-9_.-]{{2,28}}[A-Za-z0-9_-]){Z}"
)
_HANDLE = Pattern(
    rf"(?<![{LETTER}0-9@.])@(?!(?:home|work|all|everyone|here"
    rf"|the)(?![A-Za-z0-9_]))[A-Za-z0-9_][A-Za-z0-9_.]{{1,28}}[A-Za-z0-9_]{Z}"
)
_HANDLE_HAN = Pattern(
    rf"(?<![{LETTER}0-9@.])@(?!客服|官方|所有人|大家|全体"
    rf"|我)(?:(?![发说的在给了是和也都很私看有,.;:!?])[{HAN}A-Za-z0-9_-]){{2,16}}"
)
_IP_ADDRESS = Pattern(
    r"(?<![0-9.A-Za-z-])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![0-9.]\d|[0-9A-Za-z])"
)
_IS_VERSION = Pattern(
    r"(?i:(?:version|firmware|release|build|update|ios|android|driver|版本号?|固件|系统)\s?:?\s?v?$|\bv$)"
)
_USER_NAMED = Pattern(
    A + r"(?=[A-Za-z])(?i:user\s?name|user\s?id|screen name|login|handle|gamertag|nickname)(?:\s?[:=]\s?"
    r"|\s(?i:is|was)\s|\s)"
    rf"(?P<it>@?(?=[A-Za-z_.-]{{0,28}}[0-9_])[A-Za-z0-9][A-Za-z0-9_.-]{{2,28}}){Z}"
)
_USER_NAMED_ZH = Pattern(
    r"(?:用户名|昵称|网名|登录名|登入名|账号|帐号|账户名)(?:\s?(?:是|为|叫|:|=)\s?|\s)"
    rf"(?P<it>(?=[0-9_.-]{{0,28}}[A-Za-z])[A-Za-z0-9_][A-Za-z0-9_.-]{{3,28}}){Z}"
)
_NO_ACCOUNT = frozenset(
    "payment payments page post posts group message messages support account video videos live story stories pay app "
    "apps login business official service customer online store shop chat call calls wallet mini moments "
    "channel team "
    "this that they there these those what when why how our your their his her she you it is in of to a i we my no "
    "and the for but ads profile premium number".split()
)


def _ip_address(match: re.Match[str]) -> Span | None:
    return None if _IS_VERSION.search(match.string[max(0, match.start() - 12) : match.start()]) else match.span()


def _account(match: re.Match[str]) -> Span | None:
    # "wechat payment" is no account, "wechat: payment" might be one.
    marker, it = (match["marker"] or "").strip(), match["it"]
    if it.lower() in _NO_ACCOUNT or (marker == "" and not digits(it) and not {"_", "@"} & set(it)):
        return None
    named = re.search(r"[:=@]|(?i:id|handle|username|号|帐|账|名|叫|是|is)", marker)
    looks_made = digits(it) or "_" in it or "@" in it or "." in it
    if not looks_made and not (
        named
        and (
            ":" in marker
            or "id" in marker.lower()
            or "号" in marker
            or "号" in marker
            or "handle" in marker.lower()
            or "name" in marker.lower()
            or "名" in marker
        )
    ):
        return None
    return match.span("it")


HANDLES = (
    Rule(
        "handle",
        _ACCOUNT,
        _NETWORK_WORDS | frozenset("微薇威加企扣支抖小快推脸钉闲淘京旺陌信群"),
        _account,
        DIGIT | LATIN,
    ),
    Rule("handle", _HANDLE, frozenset("@")),
    Rule("handle", _HANDLE_HAN, frozenset("@"), None, HAN_TEXT),
    Rule("url", _IP_ADDRESS, DIGIT, _ip_address, frozenset(".")),
    Rule("handle", _USER_NAMED, frozenset("username user userid screen login handle gamertag nickname".split())),
    Rule("handle", _USER_NAMED_ZH, frozenset("名称称号号"), None, LATIN),
)
