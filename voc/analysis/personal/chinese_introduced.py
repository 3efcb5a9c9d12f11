"""Chinese names, and Latin ones in a Chinese text, after a word that introduces somebody: 我叫王小明, 客服Lisa."""

import re

from voc.analysis.personal.chinese_cues import (
    ACTS,
    CALLED_LINKS,
    CUES,
    JOB_CUES,
    PERSON_CUES,
    SELF_CUES,
    SURE_CUES,
    SURNAME_CUES,
    TITLE,
    WEAK_CUES,
)
from voc.analysis.personal.chinese_cut import cut, ends_word, is_word
from voc.analysis.personal.chinese_nicks import nicknamed
from voc.analysis.personal.chinese_signs import (
    AFTER_NAME_SIGNS,
    GIVEN,
    GIVEN_ALONE,
    GOES_ON,
    NAMES_TOO,
    NICK_GIVEN,
    OFTEN,
    SURE,
    SURNAMES,
    beginnings,
    crosses,
    given_length,
    is_border,
    is_han,
    surname_length,
)
from voc.analysis.personal.english_cues import STOP
from voc.analysis.personal.gazetteer import NAMED, OTHER, Known, known
from voc.analysis.personal.patterns import Pattern
from voc.analysis.personal.rules import HAN, Span

_LATIN_NAME = r"(?:[A-Z][A-Za-z'-]{1,19}|[a-z]{3,12}(?![a-z0-9_@.]))(?:\s[A-Z][A-Za-z'-]{1,19}){0,2}"
INTRODUCED = Pattern(
    rf"(?P<cue>{'|'.join(CUES)})(?P<link>是|为|填的?是?|写的?是?|改成|改为|换成|叫做|叫|名叫|做|姓"
    rf"|[:\s(「“])?\s?(?=(?P<it>(?:小|老"
    rf"|阿)?[{HAN}]{{1,5}}|{_LATIN_NAME}))"
)
CALLED = Pattern(
    rf"叫(?:做)?(?P<it>(?:小|老|阿)?[{HAN}]{{1,4}}?|{_LATIN_NAME}|[A-Za-z]{{2,12}})(?=的(?:客服|店员|服务|小"
    rf"|护士|医生|师傅|员工|工作|销售|导购|经理|骑手|司机|快递|姑娘|女|男|人|先生|老师|技师|教练|顾问|主管|接待"
    rf"|乘务|空|阿姨|大|小伙))"
)


def introduced(match: re.Match[str]) -> Span | None:
    text, start, it = match.string, match.start("it"), match["it"]
    if it[0].isascii():
        return _latin_introduced(match)
    if TITLE.match(text, start):
        return None
    if it[0] in "小老阿" and len(it) > 1 and (found := nicknamed(text, start)):
        return found
    if match["link"] == "姓" or match["cue"] in SURNAME_CUES:
        return _surname_alone(match)
    if text[start : start + 2] in NAMES_TOO and (
        (match["cue"] in JOB_CUES and ACTS.match(text, start + 2))
        or (match["cue"] in SURE_CUES and not is_han(text[start + 2 : start + 3] or "。"))
    ):
        return start, start + 2
    length = surname_length(text, start)
    return _in_full(match, length) if length else _given_only(match, start)


def _latin_introduced(match: re.Match[str]) -> Span | None:
    """客服Lisa, 我叫John."""
    link, word = (match["link"] or "").strip(), match["it"].split()[0]
    what = known(word.lower())
    if (word.isupper() and len(word) > 1 and not what & Known.GIVEN) or what & Known.FIRM or word.lower() in STOP:
        return None
    is_cued = (match["cue"] in SELF_CUES | PERSON_CUES and match["cue"] not in WEAK_CUES) or link in CALLED_LINKS | {
        "是"
    }
    is_named = what & NAMED or (match["cue"] in JOB_CUES and not what & OTHER and len(word) > 2)
    return match.span("it") if (is_cued and not (what & Known.WORD and not what & NAMED)) or is_named else None


def _surname_alone(match: re.Match[str]) -> Span | None:
    """我姓潘, 师傅姓马; not 姓名."""
    text, start = match.string, match.start("it")
    length = surname_length(text, start) or (1 if match["link"] and text[start] in SURNAMES else 0)
    return (start, start + length) if length else None


def _in_full(match: re.Match[str], length: int) -> Span | None:
    """A surname of so many signs, and the given name after it."""
    text, start, cue = match.string, match.start("it"), match["cue"]
    end, link = start + length, (match["link"] or "").strip()
    given = given_length(text, end)
    if cue in SURE_CUES or (cue not in SELF_CUES and link in CALLED_LINKS | {":", "("}):
        alone = _ALONE.match(text, end)
        return (start, alone.end() if alone else _best_end(text, end, given)) if given or alone else None
    return _plausible(text, start, length, given, may_be_often=cue in PERSON_CUES | JOB_CUES)


#: Under a cue such as 收件人: up to three signs that a mark closes are the given name, whatever they mean.
_ALONE = Pattern(rf"(?![{HAN}]{{0,2}}的)[{HAN}]{{1,2}}(?=[,.;!?:)\n、。；]|$)")


def _best_end(text: str, end: int, given: int) -> int:
    """Two signs where both can be a given name or nothing else follows, else as many as look like one."""
    if (
        given == 2
        and not (text[end] in GIVEN and text[end + 1] in GIVEN)
        and re.match(f"[{HAN}]", text[end + 2 : end + 3] or "。")
    ):
        # 我叫李雷住在: the second sign begins the next word.
        return end + (2 if text[end + 1] in GIVEN or text[end] not in GIVEN_ALONE else 1)
    is_whole = given < 2 or text[end + 1] in GIVEN - AFTER_NAME_SIGNS or ends_word(text, end - 1, end + given)
    return end + given - (not is_whole)


def _plausible(text: str, start: int, length: int, given: int, *, may_be_often: bool) -> Span | None:
    """A surname and a given name whose signs are those of given names, with a border behind it."""
    end = start + length
    for n in (2, 1):
        if given < n:
            continue
        signs = text[end : end + n]
        allowed = GIVEN if n == 2 or length == 2 else (GIVEN if text[start] in SURE | OFTEN else frozenset[str]())
        if not set(signs) <= GIVEN or text[start : end + n] in beginnings():
            continue
        if n == 1 and crosses(text, end + n):
            continue
        if n == 2 and signs[1] in AFTER_NAME_SIGNS and not ends_word(text, start, end + n):
            continue
        is_alone = may_be_often and not is_han(text[end + n : end + n + 1] or "。")
        if is_alone and not is_word(text[start : end + n]):
            return start, end + n
        if not set(signs) <= allowed:
            continue
        is_likely = n == 2 and (text[start] in SURE or (may_be_often and text[start] in OFTEN))
        if is_border(text, end + n) or is_likely or length == 2:
            return start, end + n
    return None


def _given_only(match: re.Match[str], start: int) -> Span | None:
    """客服美丽 is praise; 我叫美玲 is a name."""
    alone = _ALONE.match(match.string, start)
    if match.string[start] in "得我你他她啥什个了":
        return None
    if (match["link"] or "").strip() in {"叫", "名叫", "叫做"} and match["cue"] not in SELF_CUES and alone:
        return start, alone.end()
    text = match.string
    if match["cue"] in JOB_CUES - _ANYBODY and not match["link"]:
        return (start, start + 2) if _is_given_name(text, start) else None
    if match["cue"] not in {"我叫", "名叫", "他叫", "她叫", "我的名字叫", "名字叫", "姓名"}:
        return None
    n = given_length(text, start)
    return (
        (start, start + n)
        if n and set(text[start : start + n]) <= GIVEN and is_border(text, start + n) and n > 1
        else None
    )


#: After these anything may stand.
_ANYBODY = frozenset("一个 一位 有个 有位 业务 代表 物业 主任 主管".split())


def _is_given_name(text: str, start: int) -> bool:
    """Whether two signs after a job are a given name, which no word is, and somebody does something: 护工玉兰照顾."""
    signs = text[start : start + 2]
    if len(signs) < 2 or not set(signs) <= GIVEN or not GOES_ON.isdisjoint(signs) or not set(signs) & _TELLING:
        return False
    pieces = cut(text, start, min(len(text), start + 6))
    after = pieces[2] if len(pieces) > 2 else None
    is_apart = len(pieces) > 1 and len(pieces[0].text) == len(pieces[1].text) == 1
    goes_on = after is None or not is_han(after.text[0]) or not after.is_noun
    return is_apart and (goes_on or signs[0] == signs[1])


_TELLING = GIVEN_ALONE | NICK_GIVEN
