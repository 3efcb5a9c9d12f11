"""How people are called among themselves: 小王, 老李头, 阿强, a child 乐乐."""

import re

from voc.analysis.personal import lists
from voc.analysis.personal.chinese_cues import ROLE_AFTER_NICK, ROLE_BEFORE
from voc.analysis.personal.chinese_cut import cut
from voc.analysis.personal.chinese_signs import (
    BEFORE_NAME,
    GIVEN,
    GIVEN_ALONE,
    GOES_ON,
    NICK_GIVEN,
    OFTEN,
    PET,
    SPOKEN_OF,
    SURE,
    SURNAMES,
    begins_word,
    is_border,
    is_han,
)
from voc.analysis.personal.patterns import Pattern
from voc.analysis.personal.rules import HAN, Span

_NO_NICK = lists.words("names-zh", "words that look like nicknames")


def nicknamed(text: str, start: int) -> Span | None:  # noqa: PLR0911
    """小王, 老李, 阿明, 小雅, 小燕子 after a cue."""
    first, second, third = text[start : start + 1], text[start + 1 : start + 2], text[start + 2 : start + 3]
    if (
        text[start : start + 2] in _NO_NICK
        or text[start : start + 3] in _NO_NICK
        or second in GOES_ON
        or not is_han(second)
    ):
        return None
    if second in SURNAMES and (second in SURE or second in OFTEN or (first == "小" and is_border(text, start + 2))):
        if begins_word(text, start + 1):
            return None
        return start, start + 2 + (first == "老" and third in ("头", "头", "爷", "太"))
    if first == "老" or second not in GIVEN | NICK_GIVEN | PET:
        return None
    if third and (third == second or third in "子儿儿") and is_han(third):
        return start, start + 3
    if third in GIVEN and is_han(third) and not is_border(text, start + 2) and is_border(text, start + 3):
        return start, start + 3
    return start, start + 2


NICK = Pattern(rf"[小老阿][{HAN}]")


#: 送奶的老吴, 后来小周, 8号小芳.
_TRADE_BEFORE = Pattern(
    rf"(?:[送修卖收开管看换装教做理扫配烧切杀补剪磨跑拉搬保][{HAN}]{{1,2}}的"
    r"|[0-9]号|后来|昨天|今天|结果|这次|上次|当时|最后|幸好|还好|刚才|早上|上午|下午|晚上|那个|这个|楼下|隔壁)$"
)


def _is_apart(text: str, start: int) -> bool:
    """店里小雅帮我: neither sign belongs to a word, and somebody does something."""
    if text[start + 1] not in NICK_GIVEN | GIVEN_ALONE:
        return False
    pieces = cut(text, max(0, start - 4), min(len(text), start + 6))
    at = next((at for at, piece in enumerate(pieces) if piece.start == start), None)
    if not at or at + 2 >= len(pieces) or pieces[at].end != start + 1 or pieces[at + 1].end != start + 2:
        return False
    before, after = pieces[at - 1], pieces[at + 2]
    return before.text[-1] in _WHERE_PEOPLE_WORK and not after.is_noun and is_border(text, start + 2)


#: The last sign of where somebody works or stands: 店里小雅, 前台小敏.
_WHERE_PEOPLE_WORK = frozenset("里店台部组厅所院站处室科班馆校")


def nick(match: re.Match[str]) -> Span | None:
    """小王 and 阿强 where no cue stands, as long as the sentence goes on as about somebody."""
    text, start = match.string, match.start()
    before, second = text[start - 1 : start], text[start + 1]
    has_role = (
        (match[0][0] == "小" and _is_apart(text, start))
        or text[max(0, start - 2) : start] in ROLE_BEFORE
        or bool(ROLE_AFTER_NICK.match(text, start + 2))
        or (
            match[0] not in {"老汤", "老路", "老胡", "老范", "老谭"}
            and bool(_TRADE_BEFORE.search(text, max(0, start - 5), start))
        )
    )
    if (
        before
        and is_han(before)
        and before not in _BEFORE_NICK
        and not has_role
        and not (match[0][0] == "阿" and before in BEFORE_NAME)
    ):
        return None
    is_surname = second in SURE or second in "黄周马高何方钱武黄钱马"
    if not (is_surname or (match[0][0] == "阿" and second in NICK_GIVEN | GIVEN_ALONE) or has_role):
        return None
    found = nicknamed(text, start)
    if found and is_surname and (text[found[1] - 1] in "头头" or text.startswith("家的", found[1])):
        return found
    if not found or (match[0] in {"小许", "老许"} and text[start + 2 : start + 3] == "多"):
        return None
    is_certain = match[0][0] == "阿" or has_role or (before and before in SPOKEN_OF | frozenset("找问跟和是叫"))
    return found if is_certain or is_border(text, found[1]) else None


_BEFORE_NICK = frozenset(
    "诉扬系烦报是找跟和让由给叫对被向请谢问与及为把位名的了说见夸赞到让给对请谢问为说嘅加约派换换，"
)
#: A child is called 乐乐 and 贝贝.
CHILD = Pattern(
    rf"(?:儿子|女儿|孩子|宝宝|闺女|小孩|孙子|孙女|外孙|外甥|侄子|侄女|娃|团长|弟弟|妹妹|闺蜜|室友|女朋友|女友|同事|朋友|表妹|表姐|堂妹|学妹|姐妹|主播|客服|美容师|教练)(?:叫|名叫"
    rf"|是)?(?P<it>(?![爸妈哥姐弟妹宝爷奶叔伯舅姑姨公婆天刚常偏仅慢渐往处样人家个多少太真好很都还也就又][爸妈哥姐弟妹宝爷奶叔伯舅姑姨公婆天])([{HAN}])\2)"
)


def child(match: re.Match[str]) -> Span | None:
    return match.span("it") if match["it"][0] in GIVEN | NICK_GIVEN | PET else None
