"""E-mail addresses, written, spelled out or announced."""

import re

from voc.analysis.personal.patterns import Pattern
from voc.analysis.personal.rules import (
    LETTER,
    Rule,
    Z,
)

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
