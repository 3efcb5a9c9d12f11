"""How to reach somebody: e-mail addresses, links that lead to a person, social handles, phone numbers."""

import re

from voc.analysis.personal.patterns import Pattern
from voc.analysis.personal.rules import (
    DIGIT,
    HAN,
    HAN_TEXT,
    KEEP,
    LATIN,
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

# E-mail

_LOCAL = rf"[{LETTER}0-9._%+'-]{{1,64}}"
_EMAIL = Pattern(
    rf"(?<![{LETTER}0-9._%+'-]){_LOCAL}@(?:[{LETTER}0-9-]{{1,63}}\.){{1,4}}[A-Za-z]{{2,24}}(?![A-Za-z0-9])",
)
#: Where addresses are spelled out, "at" must be followed by something that nobody would say of a place.
_PROVIDER = (
    r"(?:gmail|googlemail|hotmail|outlook|live|yahoo|icloud|me|aol|proton|protonmail|gmx|web|qq|foxmail|163"
    r"|126|139|189"
    r"|yeah|sina|sohu|aliyun|mail|msn|ymail|btinternet)"
)
_PROVIDERS = frozenset(_PROVIDER.strip("(?:)").split("|")) - {
    "me",
    "live",
    "web",
    "mail",
    "yeah",
    "163",
    "126",
    "139",
    "189",
}
_TOP = r"(?:com|net|org|cn|de|uk|co|io|fr|edu|gov|hk|tw|eu|me|info|biz|app|ai|sg|au|ca|us|jp|es|it|nl|ch|in)"
_DOT = r"(?:\s?[\[({<](?:dot|\.)[\])}>]\s?|\sdot\s|\s?点\s?|\s?点\s?|\s?\.\s?)"
_AT_SIGN = r"(?:\s?[\[({<]\s?(?:at|@|a)\s?[\])}>]\s?|\s?(?:艾特|小老鼠|圈a)\s?|\s@\s?|@\s|[_*-]at[_*-])"
_EMAIL_SPELLED = Pattern(
    rf"(?<![{LETTER}0-9._%+'-])"
    rf"(?:[{LETTER}0-9_%+'-]{{1,40}}(?:\s(?:dot|underscore|dash|hyphen|point)\s|[\[(]dot[\])]|[._%+-]|点"
    rf"|下划线)){{0,3}}"
    rf"[{LETTER}0-9_%+'-]{{1,64}}"
    rf"(?:{_AT_SIGN}(?:[A-Za-z0-9-]{{1,63}}{_DOT}){{1,3}}{_TOP}"
    rf"|\sat\s(?:[A-Za-z0-9-]{{1,63}}(?:\s?[\[(]dot[\])]\s?|\sdot\s)){{1,3}}{_TOP}"
    rf"|(?:\sat\s|\#|(?-i:AT)){_PROVIDER}{_DOT}(?:{_TOP}{_DOT})?{_TOP}"
    rf"|(?<=[0-9])\sat\s(?:[A-Za-z0-9-]{{2,63}}\.){{1,2}}{_TOP})(?![A-Za-z0-9])",
    re.IGNORECASE,
)

#: Where an address is announced, "at" and a plain domain are enough.
_EMAIL_NAMED = Pattern(
    r"(?i:e-?mail|mail|write to|contact|reach|邮箱|电邮|邮件|信箱)(?:[\s:(]|(?i:is|me|at|address|us|to|on"
    r"|my|is|our"
    r"|him|her|it|id)(?![A-Za-z0-9._])|是|为|地址){1,8}"
    rf"(?P<it>(?!(?i:at|me|us|is"
    rf"|to)\s)[{LETTER}0-9][{LETTER}0-9._%+-]{{1,40}}\s(?i:at)\s(?:[A-Za-z0-9-]{{2,63}}(?:\."
    rf"|\s(?i:dot)\s)){{1,3}}[A-Za-z]{{2,10}})" + Z
)
#: A provider without its end: bob@gmail.
_EMAIL_SHORT = Pattern(rf"(?<![{LETTER}0-9._%+'-]){_LOCAL}@(?i:{_PROVIDER})" + Z)

# Links: the plain ones stay, they tell what the matter is about.

_PERSONAL_LINK = Pattern(
    r"[@]|%40|(?<!\d)(?!(?:19|20)\d\d(?!\d))\d{4}|(?=[A-Za-z_-]{0,19}\d)[A-Za-z0-9_-]{20}"
    r"|[?&#;](?:[A-Za-z_]{0,20}(?:token|auth|session|email|phone|order|invite|user|account|customer|member|invoice"
    r"|signature|hash|secret|passw|card|uuid|code|name|key|ticket|booking|ref)[A-Za-z_]{0,20}"
    r"|id|[a-z]{0,10}_?id|sid|uid|sig|pnr|tk|t|u|k)=[^&#\s]"
    r"|[?&#=](?=[A-Za-z_-]{0,15}\d)(?=[\d_-]{0,15}[A-Za-z])[A-Za-z0-9_-]{12}"
    r"|/(?:~|(?:u|user|users|profile|profiles|in|people|account|accounts|orders?|invoices?|member|members"
    r"|reset|verify|unsubscribe"
    r"|invite|track|tracking|booking|bookings|confirm|s|r|t)/[A-Za-z0-9])",
    re.IGNORECASE,
)
#: On these the path is a person, or a key to what one has shared.
_PERSONAL_HOST = Pattern(
    r"(?:https?://)?(?:(?:www|m|mobile|[a-z]{2})\.)?(?:facebook|instagram|twitter|x|tiktok|weibo|douyin"
    r"|xiaohongshu|xhslink"
    r"|linkedin|github|t|wa|m|line|snapchat|threads|pinterest|vk|bit|dwz|tinyurl|goo|zoom|calendly|venmo|paypal|cash)"
    r"\.(?:com|cn|me|ly|app|gl|us|net)/(?!(?:help|about|terms|privacy|business|pages|watch|policies|legal"
    r"|support|login|signup)"
    r"(?![A-Za-z0-9_.-]))[A-Za-z0-9_.@$-]{3}",
    re.IGNORECASE,
)
_LINK = Pattern(
    rf"(?<![{LETTER}0-9@./-])(?:https?://|www\.|(?:[a-z0-9-]{{1,63}}\.){{1,3}}"
    r"(?:com|cn|net|org|io|me|de|co|uk|eu|fr|hk|tw|app|shop|link|ly|xyz|info|edu|gov|gl|us)/)"
    rf"[^\s<>\"'{HAN}、。《》「」\x00]{{1,2000}}",
    re.IGNORECASE,
)
_HOST = Pattern(r"(?:[a-z]{1,10}://)?[^/?#]{0,300}", re.IGNORECASE)


def _link(match: re.Match[str]) -> Span:
    return match.start(), match.end() - (len(match[0]) - len(match[0].rstrip(".,;:!?)]")))


def _personal_link(match: re.Match[str]) -> Span | None:
    host = _HOST.match(match[0])
    after_host = match[0][host.end() :] if host else match[0]
    is_personal = "@" in match[0] or _PERSONAL_LINK.search(after_host) or _PERSONAL_HOST.match(match[0])
    return _link(match) if is_personal else None


# Social networks

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


# Phones

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

EMAILS = (
    Rule("email", _EMAIL, frozenset("@")),
    Rule("email", _EMAIL_SPELLED, frozenset("艾鼠圈@#([{<") | {"dot", "at"} | _PROVIDERS),
    Rule(
        "email",
        _EMAIL_NAMED,
        frozenset("邮邮电电信") | {"mail", "email", "write", "contact", "reach"},
        None,
        frozenset({"at"}),
    ),
    Rule("email", _EMAIL_SHORT, frozenset("@")),
)
LINKS = (
    Rule("url", _LINK, frozenset("/"), _personal_link),
    Rule(KEEP, _LINK, frozenset("/"), _link),
)
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
