"""A surname with a given name that stands between words: 昨天李斌接待的, 希望陈淑美能道歉.

No list of what may stand beside a name is ever complete; here a dictionary says where the words around it end.
"""

from voc.analysis.personal.chinese_cut import Piece, cut
from voc.analysis.personal.chinese_signs import (
    AFTER_NAME_SIGNS,
    BEFORE_NAME,
    GIVEN,
    GIVEN_ALONE,
    GOES_ON,
    OFTEN,
    SPOKEN_OF,
    SURE,
    begins_word,
    is_han,
    straddles,
)
from voc.analysis.personal.rules import Span

#: So many signs before and after a name tell how the words around it are cut.
_BEFORE, _AFTER = 6, 6
#: What a person has or is; any other noun makes a name a brand, a dish or a place: 杨国福麻辣烫.
_OF_A_PERSON = frozenset(
    "态度 服务 服务态度 手艺 医术 技术 业务 水平 人 本人 老师 师傅 先生 女士 小姐 经理 医生 护士 教练 同学 脾气 性格 "
    "嗓门 声音 口气 语气 工作 电话 微信 短信 邮件 手机 名字 同事 老公 老婆 妈妈 爸爸 一家 夫妇 夫妻 笑容 经验 能力 "
    "专业 素质 口才 手法 力气 眼神 表情 话 嘴 事后 之前 之后 当时 后来 上午 下午 晚上 早上 昨天 今天 当场".split()
)
#: What stands before a dish, a shop or a place, before what is counted, and before what a thing is compared with.
_OF_THINGS = frozenset(
    "吃 喝 点 买 去 在 到 来 于 位于 爱 最爱 喜欢 比 像 像是 尝 玩 选 订 逛 含 含有 卖 产 入 开 寸 味 号 种 款 个 份 "
    "盒 杯 瓶 碗 盘 串 根 只 条 张 次 年 月 日 元 一 逛逛 路过 住 离 近 靠近 附近 叫".split()
)
#: The last sign of the name of a place, a firm or a dish.
_OF_A_PLACE = frozenset("式庄记牌版款味露色级型区县市省镇乡村寺庙山河湖江港氏家路街店楼园城桥")


def between(text: str, start: int, length: int) -> Span | None:
    """The name that begins with a surname of so many signs, if a word ends before it and another begins after it."""
    end = start + length
    is_sure = length == 2 or text[start] in SURE
    if not (is_sure or text[start] in OFTEN) or text[end : end + 1] not in GIVEN or text[end] in GOES_ON:
        return None
    if begins_word(text, start) or straddles(text, start):
        return None
    pieces = cut(text, max(0, start - _BEFORE), min(len(text), end + 2 + _AFTER))
    at = next((at for at, piece in enumerate(pieces) if piece.start == start), None)
    if at is None or pieces[at].end != end:
        return None
    given = _given(pieces[at + 1 : at + 3], is_sure=is_sure)
    if not given:
        return None
    before, after = pieces[at - 1 : at], pieces[at + 1 + len(given) :]
    stop = given[-1].end
    alone = len(GIVEN_ALONE.intersection(text[end:stop]))
    is_likely = is_sure and len(given) == 2 and alone > 0
    left = before[0] if before and is_han(before[0].text[0]) else None
    right = after[0] if after and is_han(after[0].text[0]) else None
    is_told = is_sure and right is not None and right.text != "的"
    is_near = is_told if left is None else _is_of_a_person(left, is_likely=is_likely)
    return (start, stop) if is_near and _goes_on(right, is_single=stop - end == 1) else None


def _given(pieces: list[Piece], *, is_sure: bool) -> list[Piece]:
    """The pieces of a given name: two signs, a word of two, or one sign that alone makes one; empty if it is none."""
    first = pieces[0] if pieces else None
    if not first or not set(first.text) <= GIVEN or len(first.text) > 2:
        return []
    if len(first.text) == 2:
        return [first] if is_sure or GIVEN_ALONE.intersection(first.text) else []
    second = pieces[1].text if len(pieces) > 1 else ""
    if len(second) == 1 and second in GIVEN and second not in GOES_ON and second not in AFTER_NAME_SIGNS:
        return pieces
    return [first] if first.text in GIVEN_ALONE else []


def _is_of_a_person(before: Piece, *, is_likely: bool) -> bool:
    """Whether a person may stand after that word; after most words if the name is likely."""
    if before.text in _OF_THINGS:
        return False
    return is_likely or before.text[-1] in BEFORE_NAME | SPOKEN_OF or before.text in _LEADS_TO_A_PERSON


#: Words after which somebody does something, or is asked to.
_LEADS_TO_A_PERSON = frozenset(
    "昨天 今天 前天 昨晚 上次 这次 当时 后来 最后 希望 请 转告 幸亏 幸好 还好 多亏 人事 财务 部门 主持 负责 点名 表扬 "
    "但 但是 可是 可 而 结果 于是 因为 所以 如果".split()
)


def _goes_on(after: Piece | None, *, is_single: bool) -> bool:
    """Whether the sentence goes on as about somebody: with a word that is no noun, or with what a person has."""
    if after is None:
        return not is_single
    if after.text in _OF_A_PERSON:
        return True
    if after.is_noun or (len(after.text) == 1 and after.text in _OF_A_PLACE):
        return False
    return not is_single or len(after.text) > 1 or after.text in AFTER_NAME_SIGNS
