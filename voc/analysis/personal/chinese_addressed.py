"""Names before a title: 李小明先生, 张总, Amy老师, 何太."""

import re
from itertools import takewhile

from voc.analysis.personal.chinese_cues import AFTER_SURE, RANKS
from voc.analysis.personal.chinese_cut import cut, is_word
from voc.analysis.personal.chinese_signs import (
    BEFORE_NAME,
    GIVEN,
    GOES_ON,
    NAMES_TOO,
    NICK_GIVEN,
    OFTEN,
    SPOKEN_OF,
    SURE,
    SURNAMES,
    begins_word,
    is_border,
    is_han,
    straddles,
    surname_length,
)
from voc.analysis.personal.gazetteer import NAMED, Known, known
from voc.analysis.personal.patterns import Pattern
from voc.analysis.personal.rules import HAN, LETTER, Span


def addressed(match: re.Match[str]) -> Span | None:
    """The name before a title, with the title where it is as telling as the name: 宁处长, 崔大哥."""
    found = _surely_before(match) if match[0] in AFTER_SURE else _before_title(match)
    if found and match[0] in _OF_SHOPS and _names_a_shop(match.string, match.end()):
        return None
    return (found[0], match.end()) if found and found[1] == match.start() and match[0] in RANKS else found


#: Titles that shops and dishes are called by: 李先生牛肉面, 康师傅方便面.
_OF_SHOPS = frozenset("先生 太太 师傅 老师 阿姨 大妈 奶奶 爷爷 大哥 大姐 大叔 大爷 姑娘 小姐 老板".split())
_SHOP = frozenset("面饭粥粉饼饺包肉鸡鸭鱼虾锅店馆坊铺室屋厅茶糕")


def _names_a_shop(text: str, end: int) -> bool:
    """Whether one or two nouns follow of which the last is what is sold or where."""
    if _SHOP.isdisjoint(text[end + 1 : end + 5]) or not is_han(text[end]):
        return False
    pieces = cut(text, end, min(len(text), end + 4))
    nouns = list(takewhile(lambda piece: piece.is_noun, pieces[:2]))
    return any(piece.text[-1] in _SHOP and piece.end - end > 1 for piece in nouns)


def _surely_before(match: re.Match[str]) -> Span | None:
    """A sure surname and a given name before a job, or a sure surname before 妈妈, and no word around."""
    text, end = match.string, match.start()
    for start in range(max(0, end - 3), end):
        given = text[start + 1 : end]
        before = text[start - 1] if start else ""
        is_free = not is_han(before) or before in BEFORE_NAME
        is_name = set(given) <= GIVEN if given else match[0][0] == match[0][1]
        if text[start] in (SURE | OFTEN if given else SURE) and is_free and is_name and not begins_word(text, start):
            return None if straddles(text, start) or (given and is_word(text[start:end])) else (start, end)
    return None


def _before_title(match: re.Match[str]) -> Span | None:
    """The longest name that ends where the title begins: 李小明 rather than 明 before 先生."""
    text, end = match.string, match.start()
    if word := _word_addressed(text, end):
        return word
    for start in range(max(0, end - 4), end):
        length = surname_length(text, start)
        if not length or start + length > end or straddles(text, start):
            continue
        given = text[start + length : end]
        if len(given) <= 2 and not GOES_ON.intersection(given) and all("\u4e00" <= sign <= "\u9fff" for sign in given):
            if len(given) and not (set(given) <= GIVEN) and text[start] not in SURE:
                continue
            nick = start > 0 and text[start - 1] in "小老" and not given
            return start - nick, end
    if end and text[end - 1] in SURNAMES and not begins_word(text, end - 1) and not straddles(text, end - 1):
        return end - 1, end
    if end > 1 and text[end - 2] in "小阿" and text[end - 1] in NICK_GIVEN:
        return end - 2, end
    return None


def _word_addressed(text: str, end: int) -> Span | None:
    """安静 before 护士, where a sentence begins or somebody is spoken of."""
    start = end - 2
    if start < 0 or text[start:end] not in NAMES_TOO:
        return None
    before = text[start - 1 : start]
    return (start, end) if not before or not is_han(before) or before in SPOKEN_OF else None


def shortly_addressed(match: re.Match[str]) -> Span | None:
    """张总, 王姐: a sure surname right before the sign, and no word around it."""
    text, at = match.string, match.start() - 1
    before = text[at - 1 : at] if at > 0 else ""
    is_free = not before or not is_han(before) or before in SPOKEN_OF or before in "的里找跟是和问位谢感叫被让给管"
    if at >= 0 and text[at] in NICK_GIVEN and match[0][0] in "姐哥姨" and not straddles(text, at):
        # 丽姐, where a sentence or a place ends before.
        return (at, at + 1) if is_free and is_border(text, match.end()) else None
    if at < 0 or text[at] not in SURNAMES or straddles(text, at) or begins_word(text, at):
        return None
    # A surname that is often a word needs a border before it.
    return (
        (at, at + 1)
        if is_free or (text[at] in SURE | OFTEN and before in BEFORE_NAME | frozenset("小老有听见"))
        else None
    )


LATIN_ADDRESSED = Pattern(
    rf"(?<![{LETTER}0-9])(?P<it>[A-Z][a-z]{{1,14}}|[a-z]{{3,10}})(?=老师|老师|小姐|先生|女士|教练|经理|医生"
    rf"|医生|师傅|主任|主管|店长"
    rf"|客服|前台|顾问|同事|技师|设计师"
    rf"|总监|姐(?!妹)|哥(?!们)|同学|顾问)"
)


def latin_addressed(match: re.Match[str]) -> Span | None:
    word = match["it"]
    return (
        match.span("it")
        if (word[0].isupper() and not known(word.lower()) & Known.FIRM) or known(word) & NAMED
        else None
    )


#: A Cantonese 太 or 生 after a surname: 搵何太, 李生話.
CANTONESE = Pattern(
    rf"(?:(?<![{HAN}])|(?<=[揾找叫系俾同问是跟畀]))"
    rf"(?P<it>[{''.join(sorted((SURE | frozenset('黄黄何马马周高方')) - frozenset('余莫卫卫')))}][太生])"
    r"(?=[话系住收揾会嘅部个,。.;!?)]|$|听|都|同)"
)
