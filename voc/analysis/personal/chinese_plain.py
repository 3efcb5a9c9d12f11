"""Plainly a surname with a given name, without a cue: the rarer its signs are in words, the less else must tell."""

import re

from voc.analysis.personal.chinese_between import between
from voc.analysis.personal.chinese_cut import ends_word, is_word
from voc.analysis.personal.chinese_signs import (
    AFTER_NAME_SIGNS,
    BEFORE_NAME,
    DOUBLE_SURNAMES,
    GIVEN,
    GIVEN_ALONE,
    GOES_ON,
    OFTEN,
    SPOKEN_OF,
    SURE,
    SURNAMES,
    begins_word,
    crosses,
    is_border,
    is_han,
    straddles,
)
from voc.analysis.personal.patterns import Pattern
from voc.analysis.personal.rules import HAN, Span

#: Only the first sign of a surname is taken by the pattern: it leaps from one to the next, and a sign before it that is
#: one too does not hide it: 师 of 师关晓彤.
PLAIN = Pattern(f"[{''.join(sorted(SURNAMES | {name[0] for name in DOUBLE_SURNAMES}))}](?=[{HAN}])")
_TWO_SIGNS = Pattern(f"[{HAN}]{{1,2}}")


STRONG_AFTER = Pattern(
    r"(?:先生|女士|小姐|经理|老师|师傅|医生|护士|同学|说|态度|的?服务|的态度|帮(?:我|忙|了|助)|告诉|负责|接待"
    r"|处理|打电话|推荐|介绍|很(?:耐心|热情|负责|细心|专业|好|贴心)|非常(?:耐心|热情|负责|专业|好)|特别(?:耐心"
    r"|热情|好)|给我|耐心|热情|专业|挂我|挂了|催我|跟我|对我|问我|叫我|承诺|答应|点赞|骂|送|上门|服务|态度|说|帮)"
)


def plain(match: re.Match[str]) -> Span | None:
    """The name that begins with the matched sign, by its own signs and those around it, or by the words around it."""
    text, start = match.string, match.start()
    length = 2 if text[start : start + 2] in DOUBLE_SURNAMES else 1
    if length == 1 and text[start] not in SURNAMES:
        return None
    return _by_signs(text, start, length) or between(text, start, length)


def _by_signs(text: str, start: int, length: int) -> Span | None:
    if straddles(text, start) or (begins_word(text, start) and not _is_doubled(text, start)):
        return None
    signs = _TWO_SIGNS.match(text, start + length)
    end = signs.end() if signs else start + length
    before = text[start - 1 : start]
    stands_free = not before or not is_han(before)
    if not stands_free and before not in BEFORE_NAME and text[max(0, start - 2) : start] != "一下":
        return None
    is_sure = text[start] in SURE or length == 2
    for stop in range(end, start + length, -1):
        given = text[start + length : stop]
        if not GOES_ON.isdisjoint(given) or given[0] == "氏":
            continue
        is_pair = len(given) == 2 and _is_pair(text, start, stop, given, is_sure=is_sure)
        if is_pair and (given[1] in GIVEN - AFTER_NAME_SIGNS or ends_word(text, start, stop)):
            return start, stop
        if len(given) == 1 and _is_single(text, start, stop, given, before, is_sure=is_sure):
            return start, stop
    return None


def _is_doubled(text: str, start: int) -> bool:
    """汤圆圆反映, 何苗苗说: the surname begins a word, but the given name is a sign twice, and somebody acts."""
    is_free = start == 0 or not is_han(text[start - 1])
    is_twice = text[start + 1 : start + 2] == text[start + 2 : start + 3] != ""
    return is_free and is_twice and bool(re.match("反映|来电|说|帮|记录|很|老师|，|,", text[start + 3 : start + 5]))


#: What a dish, a place or a thing ends in, and particles.
_THINGS = frozenset(
    "鱼虾蟹肉饼汤豆菜茶酒面粉饭粥糕酱油果瓜店巷路街门子城桥湾镇村馆楼锅盔头吗呢哦啊了吧嘛呀啦机器车包箱花鸭鹅粉蛋糖串氏"
)


def _is_single(text: str, start: int, stop: int, given: str, before: str, *, is_sure: bool) -> bool:
    """Whether a surname with one sign is a name: the likelier the sign, the less else must tell."""
    if not is_border(text, stop) or crosses(text, stop) or not (is_sure or text[start] in OFTEN):
        return False
    is_spoken_of = bool(before) and before in SPOKEN_OF
    is_strong = is_spoken_of or bool(STRONG_AFTER.match(text, stop)) or text[start - 2 : start] == "的是"
    if given in GIVEN_ALONE:
        is_free = not before or not is_han(before)
        return is_strong or (is_free and bool(_SUBJECT_AFTER.match(text, stop))) or (is_sure and before in BEFORE_NAME)
    if given not in GIVEN:
        return False
    return is_sure and (is_strong or before in BEFORE_NAME)


def _is_rare(text: str, stop: int, given: str) -> bool:
    """Whether two signs of which one is rare in names are a name: then everything around must be a name's."""
    if given[1] in _THINGS or set(given).isdisjoint(GIVEN) or set(given) & AFTER_NAME_SIGNS or is_word(given):
        return False
    return is_border(text, stop) and not crosses(text, stop) and not crosses(text, stop - 1)


def _is_pair(text: str, start: int, stop: int, given: str, *, is_sure: bool) -> bool:
    """Whether a surname with two signs is a name: the rarer the signs in words, the less else must tell."""
    if not set(given) <= GIVEN:
        return is_sure and _is_rare(text, stop, given)
    alone = len(set(given) & GIVEN_ALONE)
    has_border = is_border(text, stop) and not crosses(text, stop)
    if crosses(text, stop) and not is_border(text, stop):
        return False
    if not is_sure and not (text[start] in OFTEN or alone == 2 or given[0] == given[1]):
        return bool(has_border and alone and STRONG_AFTER.match(text, stop))
    if alone == 2 or (alone and (has_border or is_sure)) or (given[0] == given[1] and has_border):
        return True
    if bool(STRONG_AFTER.match(text, stop)):
        return has_border
    return is_sure and has_border and not _WORD_PAIRS.search(given)


#: Two signs of given names that together are a word: then more must tell.
_WORD_PAIRS = Pattern(
    r"家庭|正常|信息|明天|成功|思想|金色|清新|清明|安全|和平|和谐|永远|长期|文化|文学|国家|国际|天然|天空|大海|花园"
    r"|自然|经典|冰雪|春秋|春天|夏天|秋天|冬天|月光|星期|星星|美丽|美好|健康|平安"
    r"|幸福|快乐|光明|金钱|生意|生活|水平|江山|河山|高兴|友好|友善"
    r"|同意|同志|善良|正义|成立|成长|成员|长城|长江|东方|中国|华丽|英雄|英国|德国|美国|泰国|法国|家乡|田园|玉米"
    r"|雪花|莲花|荷花|梅花|兰花|桂花|松树|石头|鱼翅|牛奶|云南|海南|海天|天津"
    r"|天堂|天下|天地"
)
_SUBJECT_AFTER = Pattern(
    r"(?:是(?:我|你们|个|一|真|最|非常|很|不|特别|这)|真(?:是|的|心)?|太|特别|非常|很|挺|超|人(?:很|真|特别|非常|也"
    r"|不错|好)|给|帮|又|还|就|总|老|一直|居然|竟|每次|今天"
    r"|昨天|上次|这|那|你|在|从|把|答应|承诺|讲|说)"
)
