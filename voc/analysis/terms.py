"""The words by which weeks and groups of verbatims are compared: grammar left out, wordings of one word put together.

A verbatim becomes a line of terms in their order; `BORDER` stands where a clause ends, because two words beside it make
no phrase. The line is kept beside the verbatim, so that comparing needs no reading: `term_lines` takes it apart again.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import simplemma

from voc.analysis import chinese_words
from voc.analysis.masking import Hit
from voc.analysis.scripts import HAN, simplified
from voc.analysis.term_lines import BORDER
from voc.analysis.text import repair, tokens

#: Who writes more repeats himself.
LONGEST = 300

_HAN = re.compile(f"[{HAN}]")
_WORD = re.compile(r"[^\W\d_][^\W_]*(?:['-][^\W_]+)*")
#: They turn what follows, so they belong into phrases, and say nothing alone.
_NOT = frozenset("not n't no never cannot without hardly 不 没 没有 无 未 不是 不会 不能 并不 从不 别".split())
_ENGLISH = frozenset(
    """
        a an the this that these those there here it its it's he him his she her hers they them their theirs we us
        our ours you your yours i me my mine myself yourself itself themselves ourselves who whom whose which what
        when where why how all any both each few more most other some such only own same so than too very just also
        even still yet ever again once then now as at by for from in into of off on onto out over to up down with
        about above after against before below between during through under until while and but or nor if because
        since although though unless however be am is are was were been being have has had having do does did doing
        done will would shall should can could may might must ought let get got go went gone come came make made
        take took give gave say said tell told put 's 're 've 'll 'd 'm ll re ve s t d m im ive dont really quite
        much many lot lots bit one two three first last next thing things something anything everything nothing
        someone anyone everyone way time day yes ok okay well like etc per via within upon toward towards around
        back away always often sometimes else instead rather almost enough another every either neither
    """.split()
)
_CHINESE = frozenset(
    """
        的 了 着 过 地 得 和 与 及 或 而 并 且 但 但是 可是 不过 然而 因为 所以 如果 要是 虽然 尽管 只是
        就是 是 在 有 也 都 就 还 还是 又 再 才 已 已经 正在 会 能 可以 要 想 让 把 被 给 对 向 从 到 于 以
        为 为了 由 跟 同 这 那 这个 那个 这些 那些 这样 那样 这里 那里 哪 什么 怎么 怎样 为什么 多少 几 谁
        我 你 您 他 她 它 我们 你们 他们 自己 大家 人 个 位 次 件 些 点 一 二 三 两 一个 一些 一点 一下 一次
        有点 有些 很 太 更 最 非常 特别 十分 比较 挺 真 真的 好像 可能 应该 之 其 其他 其它 等 等等 吧 呢 吗
        啊 哦 呀 嘛 啦 哈 哈哈 里 上 下 中 外 前 后 内 时 时候 天 年 月 日 今天 昨天 现在 以后 之后 之前
        然后 来 去 说 做 用 看 感觉 觉得 东西 地方 事 事情 问题 方面 情况 总体 整体 一直 一样 还有 没什么
        而且 或者 以及 另外 每次 每 第一 第二 家 来说 所 因此 于是 仍然 仍 只 只有 只能 各 该 本 此
        那么 这么 如此 们 般 即
    """.split()
)


def line(text: str, hidden: tuple[Hit, ...] = ()) -> str:
    """The terms of a text in their order, a space between and at both ends; blank when it has none.

    What stands in `hidden` places (personal data) is left out, so that no term tells a name. English words stand for
    all their forms, Traditional characters for Simplified ones.

    >>> line("The deliveries were late, and nobody called. 物流很慢")
    ' delivery late . nobody call . 物流 慢 '
    """
    found: list[str] = []
    for hit in sorted(hidden, key=lambda each: -each.start):
        text = f"{text[: hit.start]} {BORDER} {text[hit.end :]}"
    for term in _terms(text):
        if term != BORDER or (found and found[-1] != BORDER):
            found.append(term)
        if len(found) >= LONGEST:
            break
    while found and found[-1] == BORDER:
        found.pop()
    return f" {' '.join(found)} " if found else ""


def _terms(text: str) -> Iterator[str]:
    for token in tokens(repair(text).text):
        if _HAN.match(token.text):
            yield from filter(None, map(_han, chinese_words.cut(simplified(token.text))))
        elif _WORD.fullmatch(token.lower) or token.lower == "n't":
            if term := _latin(token.lower):
                yield term
        elif not token.text[0].isalnum():
            yield BORDER


def _han(word: str) -> str:
    if word in _NOT:
        return "不"
    return "" if word in _CHINESE else word


@lru_cache(maxsize=50_000)
def _latin(word: str) -> str:
    if word in _NOT:
        return "not"
    if word in _ENGLISH or len(word) < 2:
        return ""
    lemma = simplemma.lemmatize(word, lang="en").lower()
    return "" if lemma in _ENGLISH and word not in ("worse", "best", "better") else lemma


def written(text: str) -> dict[str, str]:
    """Each word of a text's line -> how the text first writes it, in small letters.

    Of a stem nobody would know the word again: who wrote "stuck" is shown "stuck".

    >>> written("Stuck in the elevators! 電梯")
    {'stick': 'stuck', 'elevator': 'elevators', '电梯': '電梯'}
    """
    found: dict[str, str] = {}
    for token in tokens(repair(text).text):
        if _HAN.match(token.text):
            one = simplified(token.text)
            at = 0
            for word in chinese_words.cut(one):
                # Most characters have one counterpart; where they have not, the simplified word is the customer's too.
                as_given = token.text[at : at + len(word)] if len(one) == len(token.text) else word
                at += len(word)
                if term := _han(word):
                    found.setdefault(term, as_given)
        elif _WORD.fullmatch(token.lower) and (term := _latin(token.lower)):
            found.setdefault(term, token.lower)
    return found
