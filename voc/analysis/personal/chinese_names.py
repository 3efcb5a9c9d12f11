"""The rules for Chinese names of people, in their order; and shapes that tell by themselves: 古丽·买买提."""

import re

from voc.analysis.personal import lists
from voc.analysis.personal.chinese_addressed import (
    CANTONESE,
    LATIN_ADDRESSED,
    addressed,
    latin_addressed,
    shortly_addressed,
)
from voc.analysis.personal.chinese_cues import JOB_CUES, ROLE_OF_SOMEBODY, SHORT_TITLE, TITLE
from voc.analysis.personal.chinese_cut import cut
from voc.analysis.personal.chinese_introduced import CALLED, INTRODUCED, introduced
from voc.analysis.personal.chinese_nicks import CHILD, NICK, child, nick
from voc.analysis.personal.chinese_plain import PLAIN, STRONG_AFTER, plain
from voc.analysis.personal.chinese_signs import (
    ANY_SURNAME,
    BEFORE_NAME,
    GIVEN,
    NAMES_TOO,
    SPOKEN_OF,
    beginnings,
    is_border,
    is_han,
    surname_length,
)
from voc.analysis.personal.patterns import Pattern
from voc.analysis.personal.rules import CAPITAL, HAN, HAN_TEXT, LATIN, TAKEN, Rule, Span

_LATIN_NICK = Pattern(r"阿[A-Z][a-z]{1,9}(?![a-z])")
#: A Chinese name in an English sentence.
_HAN_IN_ENGLISH = Pattern(rf"(?<=[a-z.,][ \n])[{HAN}]{{2,4}}(?![{HAN}])")
_BEFORE_HAN = Pattern(
    r"(?i:(?:name is|i am|i'm|this is|called|named|spoke to|spoke with|ask for|mr|mrs|ms|miss|dr|with|by|from"
    r"|thanks to|thank you|signed|regards,?)\.?)[ \n]$"
)


def _han_in_english(match: re.Match[str]) -> Span | None:
    text, start = match.string, match.start()
    is_told = _BEFORE_HAN.search(text, max(0, start - 14), start)
    return match.span() if is_told and surname_length(text, start) else None


_DOTTED_SIGNS = "".join(sorted(lists.signs("names-zh", "signs of names with a dot")))
#: 古丽娜尔·艾合买提.
_DOTTED = Pattern(rf"[{_DOTTED_SIGNS}]{{2,7}}(?:[·•・‧.][{_DOTTED_SIGNS}]{{2,8}}){{1,2}}")
#: Of these, two make a name: 扎西顿珠.
_PARTS = lists.words("names-zh", "syllables of Tibetan and Mongolian names")
#: Parts that alone are a name only with another: words, a town, an oath.
_NOT_ALONE = frozenset("尼玛 呼和 乌云 达来 吉美 哈斯 花日 高娃 土登 强巴 巴图 卓嘎 孟和 宝音 朝鲁".split())
_FOREIGN = lists.words("names-zh", "foreign names as Chinese writes them")
_WHOLE = _PARTS | _FOREIGN
_LONGEST = max(map(len, _WHOLE))
#: 导游扎西, 感谢卓玛, 导购艾米: the first two signs of a name that is known as one.
_FIRST_TWO = Pattern(
    f"[{''.join(sorted({name[0] for name in _WHOLE}))}](?=[{''.join(sorted({name[1] for name in _WHOLE}))}])"
)
#: As a passport has it: 护照上是WANG XIAOLING.
_IN_CAPITALS = Pattern(
    rf"(?:护照|拼音|英文|姓名|机票|名字)[{HAN}]{{0,4}}[:\s]{{0,2}}"
    r"(?P<it>[A-Z]{2,10}[ /,][A-Z]{2,14})(?![A-Za-z])"
)
_TOGETHER = "(?:两位|二位|俩|两个|都|一起|一块)"
#: 王涛和李海两位师傅: the first, then the second, and whoever stands next to a name.
_FIRST_OF_TWO = Pattern(
    rf"(?:(?<![{HAN}])|(?<=[让找跟给是谢被由]))(?P<it>{ANY_SURNAME}[{HAN}]{{1,2}}?)(?=[和与跟、]{ANY_SURNAME}[{HAN}]{{1,2}}{_TOGETHER})"
)
_NEXT_TO_A_NAME = Pattern(rf"(?<={TAKEN}[和与跟、])(?P<it>{ANY_SURNAME}[{HAN}]{{1,2}}?)(?={_TOGETHER}|[,。.;!)]|$)")
#: 方圆(店长), 白灵是我们的领队.
_WORD_WITH_ROLE = Pattern(
    rf"(?<![{HAN}])(?P<it>{ANY_SURNAME}[{HAN}]{{1,2}}?)(?=\([{HAN}]{{0,4}}(?:{ROLE_OF_SOMEBODY})\)"
    rf"|这位(?:{ROLE_OF_SOMEBODY})|是(?:我|你|咱)们?(?:的|见过|遇到|家|店|这)[{HAN}]{{0,8}}?(?:{ROLE_OF_SOMEBODY}))"
)


def _together(match: re.Match[str]) -> Span | None:
    """Either of two people, if the signs of the given name are such."""
    text, (start, end) = match.string, match.span("it")
    given = text[start + (surname_length(text, start) or 1) : end]
    is_word = len(given) == 1 and text[start:end] in beginnings() and text[start:end] not in NAMES_TOO
    return (start, end) if given and set(given) <= GIVEN and not is_word else None


def _known_whole(match: re.Match[str]) -> Span | None:
    """A name that is known as one, where somebody is spoken of; of two parts, anywhere."""
    text, start = match.string, match.start()
    end = _end_of(text, start, _WHOLE)
    if not end:
        return None
    name = text[start:end]
    if name in _PARTS and (end_of_both := _end_of(text, end, _PARTS)):
        return start, end_of_both
    before = text[start - 1] if start else ""
    is_told = text[max(0, start - 2) : start] in JOB_CUES
    if name in _FOREIGN:
        is_spoken_of = before in SPOKEN_OF and is_border(text, end)
        is_met = STRONG_AFTER.match(text, end) and (not is_han(before) or before in BEFORE_NAME)
        return (start, end) if is_told or is_spoken_of or is_met or TITLE.match(text, end) else None
    if name in _NOT_ALONE or (is_han(before) and not (is_told or before in BEFORE_NAME)):
        return None
    if is_border(text, end) or TITLE.match(text, end):
        return start, end
    after = cut(text, end, min(len(text), end + 4))[0]
    return None if after.is_noun and after.text != "人" else (start, end)


def _end_of(text: str, start: int, names: frozenset[str]) -> int:
    """Where the longest of these names that begins there ends, or 0."""
    sizes = range(min(_LONGEST, len(text) - start), 1, -1)
    return next((start + size for size in sizes if text[start : start + size] in names), 0)


#: Before the rules for Latin names, which would leave the 阿.
LATIN_NICKS = (Rule("name", _LATIN_NICK, frozenset("阿"), None, CAPITAL),)
NAMES = (
    Rule("name", _DOTTED, frozenset("·•・‧")),
    Rule("name", _FIRST_TWO, HAN_TEXT, _known_whole),
    Rule("name", _IN_CAPITALS, HAN_TEXT, None, CAPITAL),
    Rule("name", _WORD_WITH_ROLE, HAN_TEXT, _together),
    Rule("name", _FIRST_OF_TWO, frozenset("和与跟、与"), _together),
    Rule("name", CANTONESE, frozenset("太生")),
    Rule("name", INTRODUCED, HAN_TEXT, introduced),
    Rule("name", CALLED, frozenset("叫"), None),
    Rule("name", LATIN_ADDRESSED, HAN_TEXT, latin_addressed, LATIN),
    Rule("name", TITLE, HAN_TEXT, addressed),
    Rule("name", SHORT_TITLE, frozenset("总哥姐姨叔嫂工老董医导导"), shortly_addressed),
    Rule("name", _HAN_IN_ENGLISH, HAN_TEXT, _han_in_english, LATIN),
    Rule("name", CHILD, frozenset("子儿孩宝女娃长弟妹蜜友事播服师练"), child),
    Rule("name", NICK, frozenset("小老阿"), nick),
    Rule("name", PLAIN, HAN_TEXT, plain),
    Rule("name", _NEXT_TO_A_NAME, frozenset("和与跟、与"), _together),
)
