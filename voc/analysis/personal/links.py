"""Links: the plain ones stay, since they tell what the matter is about; those that lead to a person go."""

import re

from voc.analysis.personal.patterns import Pattern
from voc.analysis.personal.rules import (
    HAN,
    KEEP,
    LETTER,
    Rule,
    Span,
)

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


LINKS = (
    Rule("url", _LINK, frozenset("/"), _personal_link),
    Rule(KEEP, _LINK, frozenset("/"), _link),
)
