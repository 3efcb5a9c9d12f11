"""Chinese: words, which of them judge, and what negation, degree, turns, wishes and rhetorical questions make of them.

Everything here reads Simplified characters; `engine` converts Traditional text first, position by position.
"""

import re
from functools import cache, lru_cache
from typing import Protocol

from voc.analysis import english
from voc.analysis.clauses import Clause, Opinion, lexicon
from voc.analysis.scripts import HAN
from voc.analysis.text import Token

# A space between two Han characters separates as a comma does; between Latin words it does not.
_CLAUSE_END = re.compile(rf"[。！？!?；;，,、\n~～…]+|\.{{2,}}|(?<=[{HAN}])\.|(?<=[{HAN}])\s+(?=[{HAN}])")
_SENTENCE_END = re.compile(r"[。！？!?；;\n…]")
NEGATIONS = {
    **dict.fromkeys(
        """
            不 没 没有 无 别 未 不是 不会 并不 并没 并没有 毫无 绝不 从不 从未 从没 从来没 从来没有 不要 不用
            不再 不能 不可 没什么 没啥 缺乏 缺少 没能 未能 不能够 不可能 没有什么 没有任何 没任何 谈不上
            算不上 称不上 说不上 难以 不曾 不必 不带 不让 不够 不觉得 不感觉 不见得 未必 不敢 没法 没那么
            没有那么 毫不 绝非 并非 不想 不愿 不值得
        """.split(),
        1.0,
    ),
    **dict.fromkeys("不太 不怎么 不算 不是很 不大 不甚 不那么 不是特别 不很 不咋 没多".split(), 0.7),
}  # fmt: skip
DEGREES = {
    **dict.fromkeys(
        """
            很 非常 太 特别 十分 超 超级 超极 极 极其 极度 极为 相当 真 真的 真是 真心 实在 实在是 贼 巨 最
            尤其 格外 异常 无比 更 更加 越来越 完全 绝对 简直 太过 老 好 好生 死 特 忒 那么 这么 如此 多么
            确实 着实 满 甚 颇 倍 狂 严重 明显 从来 总是 一直 始终 每次 都
        """.split(),
        1.3,
    ),
    **dict.fromkeys("挺 蛮 比较 较 还 还是 还算 算 算是 也 相对 较为".split(), 1.0),
    **dict.fromkeys("""
        有点 有点儿 有些 稍 稍微 略 略微 稍稍 略显 多少 一点 一点儿 些许 偶尔 个别 可能 感觉 貌似 似乎
    """.split(), 0.75),
}  # fmt: skip
_TOO = frozenset("有点 有点儿 有些 稍 稍微 略 略微 稍稍 略显 过于 过 偏 太 太过".split())
# Neither good nor bad until somebody finds it too much.
_PLAIN = frozenset(
    """
        大 小 多 少 高 低 长 短 甜 辣 咸 淡 厚 薄 软 硬 轻 重 紧 松 宽 窄 亮 暗 热 冷 凉 深 浅 粗 细 早 晚 远
        近 浓 香 新 快 干 湿 圆 油
    """.split()
)
_BIG = frozenset("大 高 重 多 长 明显 强".split())
_SMALL = frozenset("小 低 轻 少 短".split())
_BETTER_SMALL = frozenset(
    """
        价格 价钱 价位 费用 单价 收费 运费 消费 成本 噪音 噪声 声音 动静 味道 气味 味 异味 油烟 压力 误差 风险
        功耗 门槛 体积 重量 色差 时间 延迟
    """.split()
)
_BETTER_BIG = frozenset(
    """
        屏幕 屏 空间 房间 份量 分量 量 菜量 面积 容量 音量 力度 内存 个头 个 果 果子 床 杯 肉 馅 料 品种 种类
        款式 花样 选择 优惠 效率 性价比 质量 品质 颜值 清晰度 分辨率 信号 功能 人气 档次 素质 水平
    """.split()
)
_TURNS = (
    "但是",
    "但",
    "可是",
    "不过",
    "然而",
    "却",
    "只是",
    "就是",
    "可惜",
    "遗憾",
    "唯独",
    "唯一",
    "除了",
    "反而",
    "偏偏",
    "只不过",
    "只可惜",
    "美中不足",
)
_CONCEDES = ("虽然", "尽管", "虽说", "虽", "即使", "就算", "固然", "哪怕")
_WISH = re.compile(
    "希望|建议|如果|要是|若是|假如|倘若|应该|最好[能是]|能不能|可不可以|但愿|务必|需要|早点|请[^客教]|要能|能再|再[^次也来一]{1,3}点就|就更?[^是]{1,3}了$"
)
_GOOD_WISH = re.compile("越来越|继续|保持|一直|生意|再接再厉|越做越|祝")
_ASKS = re.compile(
    "难道|凭什么|为什么|为啥|何必|岂|怎么(?!样|说|也|都)|有没有搞错|这也叫|也叫|搞什么|什么意思|干什么|居然|竟然|竟|[吗么嘛]$|还好意思|好意思"
)
_AMAZED = re.compile("难道|凭什么|为什么|为啥|有没有搞错|这也叫|搞什么|居然|竟然|好意思|什么意思")
_CANNOT = re.compile(
    "(?<![离少忘停错免])[打用吃看找修退接收登连搜点下加买穿拿送做关洗放听充读装提改进查][不]了?(?:了|到|上|动|开|通|出|进|清|懂|起|着|掉|成)"
)
_LATE = re.compile(
    "(?:小时|天|分钟|星期|周|个月|钟头|点|多).{0,5}才|才(?:到|送|发|来|收到|回|给|拿到)|[一两二三四五六七八九十几\\d]+个?半?多?个?(?:小时|钟头)(?!内|以内|之内|就|送达)"
)
_MILD_TURNS = ("就是", "只是", "唯一", "可惜", "只不过", "只可惜", "美中不足", "除了")
_JUST = re.compile("^(?:就是|只是|唯一)")
_NONE = re.compile("(?:都|也|根本|完全|压根|并|啥都|什么都)没有?(?:了|的)?$")
_RUBBISH = frozenset("带 桶 袋 扔 倒 带走 拿走 分类 清理 丢 篓 箱".split())
_EXPECTED = frozenset(
    """
        送 给 到 收到 发 发货 回 回复 处理 解决 安装 接 通知 提示 说明 带 放 附 显示 更新 退 修 理 送到 看到
        见到 找到 用上 吃到 成功 效果 作用 反应 改变 变化 帮助 服务 售后 客服 态度 诚意 包装 发票 赠品 质量
        保障 味道 口感 信号 电梯 窗户 空调 热水 味儿 肉 餐具 筷子
    """.split()
)
REACH = 3
_NOUN_TAGS = ("n", "nz", "nt", "ng", "vn", "an", "eng", "nr", "ns", "l")
_NOUN_LIKE = frozenset(
    """
        送货 送餐 上菜 发货 售后 配送 服务 包装 做工 续航 充电 拍照 外卖 收费 停车 退款 退货 安装 预订 入住
        早餐 物流 快递 待机 性价比 手感 外观 客服 送达 结账 点餐 付款 登录 开机 隔音 反应 排队 装修 操作 设计
        体验 管理 购物 检查 运行 散热 拍摄
    """.split()
)
_WHOLE = frozenset(
    """
        最近 更新 也好 都好 太大 太多 还好 老大 真空 真香 很多 更多 好多 不少 不多 不久 不错 不远 不近 不高
        不低 不大 不小 不新 不好 不干
    """.split()
) - frozenset(["不新", "不近", "太多", "太大"])
_NEVER_NOUNS = frozenset(
    """
        时候 东西 感觉 地方 问题 情况 方面 原因 样子 结果 整体 总体 有点 一点 点 人 事 事情 时 次 个 元 块
        块钱 分钟 小时 天 今天 昨天 个人 朋友 老公 老婆 孩子 儿子 女儿 妈妈 我 你 他 家人 同事 大家 自己 关键
        缺点 优点 好评 差评 五星 一般 第一次 字 样 部分 程度 效果 可能 垃圾 实话 老实 总之 其他 其它 一切 全部
        基本 性
    """.split()
)
_LATIN_RUN = re.compile(r"[A-Za-z][A-Za-z'’-]*+(?:[\s,.!?;:&]++[A-Za-z][A-Za-z'’-]*+){3,}+[.!?]*")
#: Real clauses have a tenth of this, real sentences of that; hostile texts must not cost the square of their length.
LONGEST_CLAUSE = 200
LONGEST_SENTENCE = 40


@cache
def _weights() -> dict[str, float]:
    words = dict(lexicon("chinese"))
    for word, value in lexicon("emoji").items():
        words[word] = value * 0.8
    return words


class _Segmenter(Protocol):
    def cut(self, text: str) -> list[str]: ...
    def tag(self, text: str) -> list[tuple[str, str]]: ...
    def has_word(self, word: str) -> bool: ...


@cache
def _segmenter() -> _Segmenter:
    """rjieba with the lexicon's words in its dictionary, so that each is cut as one word."""
    # Imported when the first Chinese text comes: its dictionary takes a tenth of a second. Nobody else uses the module,
    # and a second dictionary of our own would take as long again.
    import rjieba  # noqa: PLC0415

    made = rjieba._DEFAULT_JIEBA  # noqa: SLF001
    for word in [*lexicon("chinese"), *NEGATIONS, *DEGREES, *_NOUN_LIKE, *_TURNS, *_CONCEDES]:
        if len(word) > 1 and not word.isascii():
            # Longer phrases must beat the product of their parts' frequencies, whatever these are.
            made.add_word(word, 20_000, "n" if word in _NOUN_LIKE else None)
    return made


_TAGS: dict[str, bool] = {}


def _is_noun(word: str) -> bool:
    known = _TAGS.get(word)
    if known is None:
        known = word in _NOUN_LIKE or (
            word not in _NEVER_NOUNS
            and word not in _weights()
            and (len(word) > 1 or word in "菜肉饭面汤鱼鸡虾酒茶房床灯门包鞋衣屏价量味店货书")
            and word not in NEGATIONS
            and any(tag in _NOUN_TAGS for _, tag in _segmenter().tag(word)[:1])
            and len(_segmenter().tag(word)) == 1
        )
        if len(_TAGS) > 100_000:
            _TAGS.clear()
        _TAGS[word] = known
    return known


def cut(text: str) -> list[str]:
    """The words of a Simplified text, marks and spaces included: joined they are the text again.

    >>> cut("服务态度很差")
    ['服务', '态度', '很差']
    """
    words = _segmenter().cut(text)
    if sum(map(len, words)) != len(text):
        return list(text)
    return [part for word in words for part in _parts(word)]


@lru_cache(maxsize=50_000)
def _parts(word: str) -> tuple[str, ...]:
    """很棒 is a word of the dictionary, 没烤 a guess of the segmenter: here degree and negation stand apart."""
    weights = _weights()
    if len(word) < 2 or word in weights or word in NEGATIONS or word in DEGREES or word in _WHOLE:
        return (word,)
    for size in (2, 1):
        first, rest = word[:size], word[size:]
        if rest and (first in DEGREES or first in NEGATIONS) and (rest in weights or rest in _PLAIN):
            return first, rest
    if word[0] in "没不未" and not _segmenter().has_word(word):
        return word[0], word[1:]
    return (word,)


def clauses(text: str, offset: int = 0) -> list[Clause]:
    """The clauses of a repaired Simplified text with opinions and noun runs; `offset` is added to every place.

    Four and more Latin words in a row are read as English.

    >>> [round(c.weight, 1) for c in clauses("味道不错，就是送得太慢了")]
    [2.0, -1.4]
    """
    found: list[Clause] = []
    at = 0
    for match in _LATIN_RUN.finditer(text):
        _read(text, at, match.start(), offset, found)
        found += english.clauses(match.group(), offset + match.start())
        at = match.end()
    _read(text, at, len(text), offset, found)
    return found


def _read(text: str, begin: int, end: int, offset: int, found: list[Clause]) -> None:
    sentence: list[Clause] = []
    wishing = False
    for start, stop, mark in _pieces(text, begin, end):
        piece = text[start:stop]
        wishing = bool(_WISH.search(piece)) or (wishing and piece.startswith(("就", "那就", "会", "能")))
        clause = _clause(piece, start + offset, mark, wishing=wishing)
        turn = _turn(piece)
        if turn and sentence:
            for earlier in sentence:
                earlier.emphasis = min(earlier.emphasis, 0.8)
        if piece.startswith(_CONCEDES):
            clause.emphasis = 0.6
        elif turn:
            clause.emphasis = 1.3
        elif sentence and sentence[-1].emphasis > 1:
            clause.emphasis = 1.15
        sentence.append(clause)
        if _SENTENCE_END.search(mark) or len(sentence) >= LONGEST_SENTENCE:
            clause.ends_sentence = True
            found += sentence
            sentence = []
    found += sentence


def _pieces(text: str, begin: int, end: int) -> list[tuple[int, int, str]]:
    """Start, end and closing mark of each non-empty clause."""
    pieces = []
    at = begin
    for match in _CLAUSE_END.finditer(text, begin, end):
        while match.start() - at > LONGEST_CLAUSE:
            pieces.append((at, at + LONGEST_CLAUSE, ""))
            at += LONGEST_CLAUSE
        if match.start() > at:
            pieces.append((at, match.start(), match.group()))
        at = match.end()
    while end - at > LONGEST_CLAUSE:
        pieces.append((at, at + LONGEST_CLAUSE, ""))
        at += LONGEST_CLAUSE
    if at < end:
        pieces.append((at, end, ""))
    return pieces


def _turn(piece: str) -> bool:
    # 就是 and its like add a small complaint; they take nothing back.
    if piece.startswith(_MILD_TURNS):
        return False
    return piece.startswith(_TURNS) or piece[1:4].startswith(_TURNS[:3]) or "却" in piece[1:]


def _clause(piece: str, start: int, mark: str, *, wishing: bool) -> Clause:
    words = cut(piece)
    clause = Clause(start, start + len(piece))
    opinions = _opinions(words, start, clause)
    opinions += _patterns(piece, start, opinions)
    if none := _NONE.search(piece):
        opinions = _none_of(opinions, clause, start + none.start(), start + none.end())
    if wishing and not _GOOD_WISH.search(piece):
        opinions = [_wished(o) for o in opinions]
        if "希望" in piece or "建议" in piece:
            at = start + max(piece.find("希望"), piece.find("建议"))
            opinions.append(Opinion(at, at + 2, -0.6))
    elif (ask := _ASKS.search(piece)) and ("?" in mark or "？" in mark or _AMAZED.search(piece)):
        opinions = [Opinion(o.start, o.end, o.weight * (-0.5 if o.weight > 0 else 1.0)) for o in opinions]
        if _AMAZED.search(piece):
            opinions.append(Opinion(start + ask.start(), start + ask.end(), -0.8))
    if mark.count("！") + mark.count("!"):
        opinions = [Opinion(o.start, o.end, o.weight * 1.1) for o in opinions]
    if not opinions and (just := _JUST.match(piece)) and len(piece) > 3:
        opinions.append(Opinion(start, start + just.end(), -0.5))
    clause.opinions = opinions
    return clause


def _none_of(opinions: list[Opinion], clause: Clause, begin: int, end: int) -> list[Opinion]:
    """毛病都没有, 赠品根本没有: the negation comes last and denies what stands before it."""
    before = [o for o in opinions if o.end <= begin]
    if any(abs(o.weight) >= 0.6 for o in before):
        return [Opinion(o.start, end, -0.7 * o.weight) if o in before else o for o in opinions]
    if begin > clause.start + 1:
        return [o for o in opinions if o.start >= end] + [Opinion(begin, end, -1.2)]
    return opinions


def _wished(opinion: Opinion) -> Opinion:
    return Opinion(opinion.start, opinion.end, opinion.weight * (-0.25 if opinion.weight > 0 else 0.7))


def _patterns(piece: str, start: int, known: list[Opinion]) -> list[Opinion]:
    """What is said between words: 打不开, 三天才到."""
    found = []
    if "不" in piece:
        found += [Opinion(start + m.start(), start + m.end(), -1.3) for m in _CANNOT.finditer(piece)]
    if "才" in piece or "小时" in piece or "钟头" in piece:
        found += [Opinion(start + m.start(), start + m.end(), -1.1) for m in _LATE.finditer(piece)]
    return [o for o in found if not any(o.start < k.end and k.start < o.end for k in known)]


def _opinions(words: list[str], start: int, clause: Clause) -> list[Opinion]:
    """The judging words of one clause, after negation and degree; its words and noun runs are noted on the way."""
    weights = _weights()
    nouns = clause.nouns
    found: list[Opinion] = []
    at = start
    run = -1
    about = ""
    for i, word in enumerate(words):
        end = at + len(word)
        clause.words.append(Token(word, word, at, end))
        value = weights.get(word)
        if value is None and word.isascii() and len(word) > 2 and word.isalpha():
            value = english.valences().get(word.lower())
        if value is None and word not in _PLAIN:
            if word in _EXPECTED and _negation(words, i, 2) and (i < 2 or words[i - 1] != "不用"):
                found.append(Opinion(at, end, -1.2))
            if _is_noun(word):
                about = word
                run = at if run < 0 else run
            elif run >= 0:
                nouns.append((run, at))
                run = -1
        else:
            if run >= 0:
                nouns.append((run, at))
                run = -1
            weight = _weigh(words, i, value or 0.0, about)
            if weight:
                found.append(Opinion(at, end, weight))
        at = end
    if run >= 0:
        nouns.append((run, at))
    return found


def _weigh(words: list[str], i: int, value: float, about: str) -> float:
    word = words[i]
    after = words[i + 1] if i + 1 < len(words) else ""
    if word == "好" and after in _weights() and after not in ("的", "了"):
        return 0.0  # 好慢: here it is "very".
    if word == "好" and after in ("像", "几", "多", "不", "吧"):
        return 0.0
    if word == "快" and after and (after[0] in "要到" or after[0].isdigit() or after[0] in "一二两三四五六七八九十半"):
        return 0.0  # 快一个小时: nearly.
    if word == "垃圾" and (after in _RUBBISH or (i and words[i - 1] == "把")):
        return 0.0
    if word in _PLAIN:
        value = _plain(words, i, value, about)
    factor, flips, soft = 1.0, 0, 1.0
    for k in range(max(0, i - REACH), i):
        earlier = words[k]
        factor *= DEGREES.get(earlier, 1.0)
        strength = NEGATIONS.get(earlier)
        # 没勺子不能忍: a fixed negation is turned only by what stands right before it.
        if strength is not None and (k == i - 1 or word[0] not in "不没无"):
            flips += 1
            soft = strength
            # 不是很好 is mild: the degree word stands inside the negation.
            if k + 1 < i and DEGREES.get(words[k + 1], 0) > 1.2:
                soft = 0.8
    value *= min(factor, 1.7)
    if flips % 2:
        return (-0.7 * value - 0.4) * soft if value > 0 else -0.45 * value
    return value


def _plain(words: list[str], i: int, value: float, about: str) -> float:
    """大, 小, 多, 少 ...: good or bad by what they are said of, bad wherever there is too much of it."""
    word = words[i]
    rest = "".join(words[i + 1 : i + 3])
    if (i and words[i - 1] in _TOO and (words[i - 1] != "太" or value <= 0)) or rest.startswith(
        ("了点", "了些", "了一点", "点了", "了一些")
    ):
        return min(-1.0, value)
    if about in _BETTER_SMALL:
        return -1.4 if word in _BIG else 1.3 if word in _SMALL else value
    if about in _BETTER_BIG:
        return 1.4 if word in _BIG else -1.4 if word in _SMALL else value
    return value


def _negation(words: list[str], i: int, reach: int) -> bool:
    return any(words[k] in NEGATIONS for k in range(max(0, i - reach), i))
