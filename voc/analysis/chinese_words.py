"""Chinese words: how a text is cut into them, and what each of them is to a judgement (once per distinct word)."""

import gzip
from collections.abc import Iterable
from functools import cache
from itertools import accumulate
from typing import Protocol

from voc.analysis import english
from voc.analysis.clauses import LEXICONS, lexicon
from voc.analysis.remembered import Remembered

NEGATIONS = {
    **dict.fromkeys(
        """
            不 没 没有 无 别 未 不是 不会 并不 并没 并没有 毫无 绝不 从不 从未 从没 从来没 从来没有 不要 不用
            不再 不能 不可 没什么 没啥 缺乏 缺少 没能 未能 不能够 不可能 没有什么 没有任何 没任何 谈不上
            没有一次 没一次 没有一个 没一个 算不上 称不上 说不上 难以 不曾 不必 不带 不让 不够 不觉得 不感觉
            不见得 未必 不敢 没法 没那么
            没有那么 毫不 绝非 并非 不想 不愿 不值得 没人 没有人 无人
        """.split(),
        1.0,
    ),
    **dict.fromkeys("不太 不怎么 不算 不是很 不大 不甚 不那么 不是特别 不很 不咋 没多".split(), 0.7),
}  # fmt: skip
DEGREES = {
    **dict.fromkeys(
        """
            很 非常 太 特别 十分 超 超级 超极 极 极其 极度 极为 相当 真 真的 真是 真心 实在 实在是 贼 巨 最
            不是一般的 不是一般 尤其 格外 异常 无比 更 更加 越来越 完全 绝对 简直 太过 老 好 好生 死 特 忒 那么
            这么 如此 多么
            确实 着实 满 甚 颇 倍 狂 严重 明显 从来 总是 一直 始终 每次 都
        """.split(),
        1.3,
    ),
    **dict.fromkeys("挺 蛮 比较 较 还 还是 还算 算 算是 也 相对 较为".split(), 1.0),
    **dict.fromkeys("""
        有点 有点儿 有些 稍 稍微 略 略微 稍稍 略显 多少 一点 一点儿 些许 偶尔 个别 可能 感觉 貌似 似乎
    """.split(), 0.75),
}  # fmt: skip
TOO = frozenset("有点 有点儿 有些 稍 稍微 略 略微 稍稍 略显 过于 过 偏 太 太过".split())
#: Judgements in some company, and none in other: 好吃 and 好慢, 快 and 快一个小时.
AMBIGUOUS = frozenset(("好", "实在", "快", "垃圾", "没用", "妈的"))
# Neither good nor bad until somebody finds it too much.
PLAIN = frozenset(
    """
        大 小 多 少 高 低 长 短 甜 辣 咸 淡 厚 薄 软 硬 轻 重 紧 松 宽 窄 亮 暗 热 冷 凉 深 浅 粗 细 早 晚 远
        近 浓 香 新 快 干 湿 圆 油
    """.split()
)
BIG = frozenset("大 高 重 多 长 明显 强".split())
SMALL = frozenset("小 低 轻 少 短".split())
BETTER_SMALL = frozenset(
    """
        价格 价钱 价位 费用 单价 收费 运费 消费 成本 噪音 噪声 声音 动静 味道 气味 味 异味 油烟 压力 误差 风险
        功耗 门槛 体积 重量 色差 时间 延迟 添加剂 防腐剂 色素 香精 农药 广告 压力感 刺 线头 划痕 毛刺 水渍
    """.split()
)
BETTER_BIG = frozenset(
    """
        屏幕 屏 空间 房间 份量 分量 量 菜量 面积 容量 音量 力度 内存 个头 个 果 果子 床 杯 肉 馅 料 品种 种类
        款式 花样 选择 优惠 效率 性价比 质量 品质 颜值 清晰度 分辨率 信号 功能 人气 档次 素质 水平
    """.split()
)
TURNS = (
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
CONCEDES = ("虽然", "尽管", "虽说", "虽", "即使", "就算", "固然", "哪怕")
EXPECTED = frozenset(
    """
        送 给 到 收到 发 发货 回 回复 处理 解决 安装 接 通知 提示 说明 带 放 附 显示 更新 退 修 理 送到 看到
        见到 找到 用上 吃到 成功 效果 作用 反应 改变 变化 帮助 服务 售后 客服 态度 诚意 包装 发票 赠品 质量
        保障 味道 口感 信号 电梯 窗户 空调 热水 味儿 肉 餐具 筷子 告诉 告知 解释 接待 搭理 跟进 道歉
    """.split()
)
_NOUN_TAGS = ("n", "nz", "nt", "ng", "vn", "an", "eng", "nr", "ns", "l")
_BY_TAG = {
    **dict.fromkeys(("v", "vi"), "V"),
    **dict.fromkeys(("a", "z", "ad", "i"), "E"),
    **dict.fromkeys(_NOUN_TAGS, "N"),
}
# 服务满意, 态度恶劣 are entries of the dictionary: cut before a word of these kinds.
_PREDICATES = ("a", "ad", "v", "vd", "vi", "z", "i", "l")
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
        时候 感觉 问题 情况 方面 原因 样子 结果 整体 总体 有点 一点 点 人 事 事情 时 次 个 元 块
        块钱 分钟 小时 天 今天 昨天 个人 朋友 老公 老婆 孩子 儿子 女儿 妈妈 我 你 他 家人 同事 大家 自己 关键
        缺点 优点 好评 差评 五星 一般 第一次 字 样 部分 可能 垃圾 实话 老实 总之 其他 其它 一切 全部
        基本 性 觉得 起来 显得 看起来 看上去 看着 吃起来 用起来 听起来 属于 拥有 过于 具有 达到 应该 无需 听说 开始
        想象 略有 需要 可以 没有 进行 成为 变得 导致 造成 认为 以为 希望 建议 知道 发现 看到 听到 想到 说到 表示 包括
        保持 使得 带来 出现 产生 存在 表现 来说 说实话 总的来说 总体来说 整体来说 情侣 食客 顾客 客人 用户 网友
        老爸 老妈
        时间 口感有所 有所 特地 实际 理想 个别 内地 老人 小孩 宝宝 女生 男生 女士 先生 小姐 亲戚
        客户 闺蜜 同学 经历 评价 聚餐
        尝试 机会 印象 小伙伴 吃货 基本上 专门 进店 名字 期间 全家 一家人 男朋友 女朋友 双方 平时 周末 晚上 中午 早上
    """.split()
)

# Too vague to be spoken of, unless the judgement stands right behind them: 地方不大, 东西很好.
_VAGUE = frozenset("地方 东西 程度".split())
_ASIDE = frozenset("比 比起 相比 对 对于 在 给 从 跟 像 如 被 把 向 除了 因为 由于 为 为了".split())
_SINGLE_NOUNS = frozenset("菜肉饭面汤鱼鸡虾酒茶房床灯门包鞋衣屏价量味店货书粥饼糖蟹羊牛笔键车锅")
_COOKED = frozenset(
    "烤 炸 煮 蒸 拌 烧 卤 煎 炒 炖 焖 烩 煲 熏 腌 酿 涮 酱 生 鲜 清蒸 红烧 水煮 干锅 鲜榨 凉拌 油焖".split()
)
_AND = frozenset("和 与 及 跟 以及 还有 、 ／ / & +".split())
_LIKES = frozenset("喜欢 推荐 最爱 超爱 大爱 爱 讨厌 不喜欢 感谢 谢谢 表扬 投诉 期待 欣赏 很喜欢 不推荐 嫌".split())


#: Marks that end a clause wherever they stand.
MARKS = "。！？!?；;，,、\n~～…"
#: The letter of such a mark.
MARK = "|"
_ENDS_CLAUSE = frozenset(MARKS)
#: The letters of common words, made once: see `training.letters_zh`.
LETTERS = LEXICONS / "letters-zh.txt.gz"


@cache
def weights() -> dict[str, float]:
    """The lexicon and the emoji, which weigh a little less than words."""
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
    for word in [*lexicon("chinese"), *NEGATIONS, *DEGREES, *_NOUN_LIKE, *TURNS, *CONCEDES]:
        if len(word) > 1 and not word.isascii():
            # Longer phrases must beat the product of their parts' frequencies, whatever these are.
            made.add_word(word, 20_000, "n" if word in _NOUN_LIKE else None)
    return made


def cut(text: str) -> list[str]:
    """The words of a Simplified text, marks and spaces included: joined they are the text again.

    >>> cut("服务态度很差")
    ['服务态度', '很差']
    """
    return lettered(text)[0]


def lettered(text: str, offset: int = 0) -> tuple[list[str], list[int], str]:
    """The words of `cut`, where each begins and the last one ends, and a letter for each.

    A letter is a word's class in the chunk grammar: N noun, V may be spoken of when a judgement follows, K a way of
    cooking, A judges, E describes, D degree, X negation, U 的, P puts the next noun aside (比, 对), C joins nouns,
    L likes or dislikes what follows, | is a mark that ends a clause, O all others. `offset` is added to every place.

    >>> lettered("服务态度很差。")
    (['服务态度', '很差', '。'], [0, 4, 6, 7], 'NA|')
    """
    known = _letters
    words = _segmenter().cut(text)
    letters = "".join(map(known.__getitem__, words))
    if len(letters) != len(words):
        found: list[str] = []
        for word in words:
            if len(known[word]) == 1:
                found.append(word)
            else:
                found += _parts[word]
        words = found
    starts = list(accumulate(map(len, words), initial=offset))
    if starts[-1] - offset != len(text):
        words = list(text)
        return words, list(range(offset, offset + len(text) + 1)), "".join(map(known.__getitem__, words))
    return words, starts, letters


def _parted(word: str) -> tuple[str, ...]:
    """很棒 is a word of the dictionary, 没烤 a guess of the segmenter: here degree and negation stand apart."""
    length = len(word)
    if length < 2 or word in _whole():
        return (word,)
    judging = _judging()
    for size in (2, 1):
        if word[:size] in TURNING and word[size:] in judging:
            return word[:size], word[size:]
    if length == 3 and word[1] in "太很不" and word[2] in judging:
        return tuple(word)
    if length == 4 and word[2:] in weights() and _tag(word[2:]) in _PREDICATES and _tag(word[:2]) in _NOUN_TAGS:
        return word[:2], word[2:]
    if word[0] in "没不未" and not _segmenter().has_word(word):
        return word[0], word[1:]
    return (word,)


#: The words that turn a judgement behind them: by what degree, and how strongly they deny it (0: not at all).
TURNING = {word: (DEGREES.get(word, 1.0), NEGATIONS.get(word, 0.0)) for word in (*NEGATIONS, *DEGREES)}


# Sets that answer at once what several would: there is a new word in every few, as long as a corpus goes on.


@cache
def _whole() -> frozenset[str]:
    """The words that are never cut."""
    return _WHOLE.union(weights(), TURNING)


@cache
def _judging() -> frozenset[str]:
    return PLAIN.union(weights())


def _tag(word: str) -> str:
    """The dictionary's part of speech of a word that it knows as one, else ""."""
    tagged = _segmenter().tag(word)
    return tagged[0][1] if len(tagged) == 1 else ""


def _judgement(word: str) -> tuple[float, bool]:
    return _value(word) or 0.0, word not in AMBIGUOUS and word not in PLAIN


def _value(word: str) -> float | None:
    value = weights().get(word)
    if value is None and word.isascii() and len(word) > 2 and word.isalpha():
        return english.valences().get(word.lower())
    return value


def letters_of(word: str) -> str:
    """The letter of a word as the segmenter gives it; where it is cut further, one for each of its parts."""
    parts = _parted(word)
    return letter(word) if len(parts) == 1 else "".join(map(letter, parts))


def letter(word: str) -> str:
    """The letter of a word that is not cut further: see `lettered`."""
    if word in _ENDS_CLAUSE:
        return MARK
    # A corpus brings new words all the time, and most of them stand in no list.
    if word not in _known() and not word.isascii():
        return _tagged(word)
    if word in PLAIN or _value(word) is not None:
        return "L" if word in _LIKES else "A"
    return _listed().get(word) or _tagged(word)


@cache
def _known() -> frozenset[str]:
    """The words of all lists that have a letter."""
    return frozenset().union(weights(), PLAIN, _listed())


def common() -> dict[str, str]:
    """The common words with their letters, as `letters_of` gives them."""
    lines = gzip.decompress(LETTERS.read_bytes()).decode().splitlines()
    found: dict[str, str] = {}
    for line in lines:
        letters, *words = line.split(" ")
        found |= dict.fromkeys(words, letters)
    return found


def listed() -> frozenset[str]:
    """The words that any list of ours names."""
    return _known() | EXPECTED | AMBIGUOUS | _WHOLE


@cache
def _listed() -> dict[str, str]:
    """The letters of the words that are in a list; of a word in several, that of the first."""
    lists: tuple[tuple[str, Iterable[str]], ...] = (
        ("U", "的"),
        ("P", _ASIDE),
        ("L", _LIKES),
        ("C", _AND),
        ("X", NEGATIONS),
        ("D", DEGREES),
        ("K", _COOKED),
        ("V", _VAGUE),
        ("N", _NOUN_LIKE),
        ("O", _NEVER_NOUNS),
    )
    return {word: letter for letter, group in reversed(lists) for word in group}


def _tagged(word: str) -> str:
    if len(word) == 1:
        return "N" if word in _SINGLE_NOUNS and _tag(word) in _NOUN_TAGS else "O"
    return _BY_TAG.get(_tag(word), "O")


_letters = Remembered(letters_of, common)
#: The parts of the words that are cut further, which are few.
_parts = Remembered(_parted)
#: What a word weighs that judges, and whether it does so whatever words stand beside it, but for those that turn it.
judgements = Remembered(_judgement)
