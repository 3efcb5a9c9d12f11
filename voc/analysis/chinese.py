"""Chinese: what negation, degree, turns, wishes and rhetorical questions make of the words that judge.

Everything here reads Simplified characters; `engine` converts Traditional text first, position by position.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import repeat

from voc.analysis import chunks, english
from voc.analysis.chinese_words import (
    AMBIGUOUS,
    BETTER_BIG,
    BETTER_SMALL,
    BIG,
    CONCEDES,
    DEGREES,
    EXPECTED,
    MARK,
    MARKS,
    NEGATIONS,
    PLAIN,
    SMALL,
    TOO,
    TURNING,
    TURNS,
    judgements,
    letter,
    lettered,
)
from voc.analysis.clauses import Clause, Opinion, Target
from voc.analysis.remembered import Remembered
from voc.analysis.scripts import HAN
from voc.analysis.text import Token, made

# A space between two Han characters separates as a comma does; between Latin words it does not. One class of all first
# characters stands in front, and what tells them apart looks back: a search for a class is several times as fast as
# trying each of the kinds everywhere.
_CLAUSE_END = re.compile(
    rf"([{MARKS}.\s](?:(?<=[{MARKS}])[{MARKS}]*|(?<=\.)\.+|(?<=[{HAN}]\.)|(?<=[{HAN}]\s)\s*(?=[{HAN}])))"
)
_ENDS_SENTENCE = frozenset("。！？!?；;\n…")
#: Whether a clause's closing mark, one or several, ends its sentence.
_ends_sentence = Remembered(lambda mark: not _ENDS_SENTENCE.isdisjoint(mark))
_WISH = re.compile(
    "希望|建议|如果|要是|若是|假如|倘若|应该|最好[能是]|能不能|可不可以|但愿|务必|需要|早点|请[^客教]|要能|能再|再[^次也来一]{1,3}点就"
    "|(?<![天日时钟次久上快刻会儿])就更?[^是]{1,3}了$"
)
_GOOD_WISH = re.compile("越来越|继续|保持|一直|生意|再接再厉|越做越|祝")
_ASKS = re.compile(
    "难道|凭什么|为什么|为啥|何必|岂|怎么(?!样|说|也|都)|有没有搞错|这也叫|也叫|搞什么|什么意思|干什么|居然|竟然|竟|怎么会|怎么可能|何在|[吗么嘛]$|(?<!不)好意思"
)
# Alternatives that all begin with a letter are searched for by their first letters: hence the look back at the end.
_AMAZED = re.compile(
    "难道|凭什么|为什么|为啥|有没有搞错|这也叫|搞什么|居然|竟然|好意思(?<!不好意思)|什么意思|怎么会|怎么可能|何在"
)
_CANNOT = re.compile(
    "[打用吃看找修退接收登连搜点下加买穿拿送做关洗放听充读装提改进查](?<![离少忘停错免].)不了?(?:了|到|上|动|开|通|出|进|清|懂|起|着|掉|成)"
)
_LATE = re.compile(
    "(?:小时|天|分钟|星期|周|个月|钟头|点|多|[两三四五六七八九十几好\\d][次遍回趟]).{0,5}才|才(?:到|送|发|来|收到|回|给|拿到)|[一两二三四五六七八九十几\\d]+个?半?多?个?(?:小时|钟头)(?!内|以内|之内|就|送达)"
)
_SOON = re.compile(
    "[天日时钟].{0,3}?就(?:到(?![期底头])|送[到达来]|发货|发出|收到|处理好|办好|解决了?$|搞定|好了|来了|有回复|回复|退款)"
)
# What was asked for or promised, and what came; how one should eat that; how little there is.
_UNKEPT = re.compile(
    "[备说忘只就叫让怎要点订定买拍](?:(?<=备)注.{0,12}?(?:没|不|还是|还)|(?<=说)好的?(?!吃|喝|看|用|玩|像)"
    "|(?<=忘)[了记](?:了|给|送|放|拿|带|加)|(?:(?<=只)(?:有|给了?|剩)|(?<=就)(?:给了?|几))(?!好评|五星)"
    "|(?<=[叫让])(?:我|人|我们)(?:怎么|如何)|(?<=怎)么[吃喝用住穿](?:啊|呀|呢|嘛|的下去|得下)?$"
    "|(?<=[要点订定买拍说])的是?[^，。？！]{1,10}?(?:给|送|发|送来|发来|收到|来)的(?:却|是|全是|都是)?)"
)
_MILD_TURNS = ("就是", "只是", "唯一", "可惜", "只不过", "只可惜", "美中不足", "除了")
_JUST = re.compile("^(?:就是|只是|唯一)")
_NONE = re.compile("(?:都|也|根本|完全|压根|并|啥都|什么都)没有?(?:了|的)?$")
_MAY_BE_NONE = re.compile("[都也本全根并]没")
_RUBBISH = frozenset("带 桶 袋 扔 倒 带走 拿走 分类 清理 丢 篓 箱".split())
_OTHER_SENSES = frozenset("垃圾 没用 妈的".split())
_NOT_YET = frozenset("还 暂时 目前 尚 先 刚 至今".split())
_USED = frozenset("过 上 呢 几次 几天 多久".split())
_FAMILY = frozenset("我 你 他 她 咱 爸 姑 姨 舅".split())
_ATTRIBUTES = frozenset("味道 口感 口味 味儿 味 肉质 分量 份量 量 汤头 卖相 个头".split())
_TURN = re.compile("|".join([*TURNS, *CONCEDES]))
_WITHOUT_TASTE = re.compile(
    "服务|环境|态度|装修|价|位置|老板|店|员|交通|包装|速度|人|餐厅|酒店|物流|快递|送|质量|卫生|停车|排队"
)
_WITHOUT = frozenset("没 没有 没给 缺少 缺 无 未".split())
# Between 没 and its noun: nothing, or one word such as 给 or 放.
_GIVEN = ("", "O", "V")
# 好像, 好几个: not "good".
_NOT_GOOD = frozenset(("像", "几", "多", "不", "吧"))
#: 红糖糍粑, 还有豆皮: so many characters may stand beside the noun of a clause that only names it.
_NAMING = 3
_LONGEST_LIST = 12
_LATIN_RUN = re.compile(r"[A-Za-z][A-Za-z'’-]*+(?:[\s,.!?;:&]++[A-Za-z][A-Za-z'’-]*+){3,}+[.!?]*")
#: Real clauses have a tenth of this, real sentences of that; hostile texts must not cost the square of their length.
LONGEST_CLAUSE = 200
LONGEST_SENTENCE = 40


def clauses(text: str, offset: int = 0, *, with_words: bool = True) -> list[Clause]:
    """The clauses of a repaired Simplified text with opinions and noun runs; `offset` is added to every place.

    Four and more Latin words in a row are read as English. Their `words` take a tenth of the time; where nothing in the
    text is written in Latin letters, one can do without.

    >>> [round(c.weight, 1) for c in clauses("味道不错，就是送得太慢了")]
    [2.0, -2.2]
    """
    found: list[Clause] = []
    at = 0
    for match in _LATIN_RUN.finditer(text) if with_words else ():
        _read(_Words(text[at : match.start()], offset + at, with_words=with_words), found)
        found += english.clauses(match.group(), offset + match.start())
        at = match.end()
    _read(_Words(text[at:] if at else text, offset + at, with_words=with_words), found)
    return found


class _Words:
    """A text's words, each with its letter; `starts` begin with the text's own offset."""

    def __init__(self, text: str, offset: int, *, with_words: bool) -> None:
        self.text, self.offset = text, offset
        self.words, self.starts, letters = lettered(text, offset)
        self.tokens: Sequence[Token] = _tokens(self.words, self.starts) if with_words else ()
        self.letters = chunks.plainer(letters)
        #: Whether only marks end its clauses, each of which is a word of its own. A repaired text has no other space
        #: than blanks and line breaks.
        self.is_plain = not with_words and "." not in text and " " not in text
        # Most texts wish and ask for nothing: one look at the whole saves one at each of its clauses.
        self.wishes = _WISH.search(text) is not None
        self.turns = _TURN.search(text) is not None
        self.between = _between(text)
        self.asks = "?" in text or "？" in text or _AMAZED.search(text) is not None
        self.says_none = "没" in text and _MAY_BE_NONE.search(text) is not None
        self.exclaims = "！" in text or "!" in text
        #: Whether there is anything for `_judge` to look at in the text's clauses; in most texts there is not.
        self.says_more = bool(self.between) or self.wishes or self.turns or self.asks or self.says_none or self.exclaims

    def slice(self, start: int, end: int) -> str:
        return self.text[start - self.offset : end - self.offset]


def _tokens(words: list[str], starts: list[int]) -> list[Token]:
    return list(map(made, repeat(Token), zip(words, words, starts, starts[1:], strict=False)))


def _between(text: str) -> list[tuple[re.Pattern[str], float]]:
    """What may be said between the words of a text, with its weight; most texts lack even a word that all of it has."""
    found = []
    if "不" in text and _CANNOT.search(text):
        found.append((_CANNOT, -1.3))
    if ("才" in text or "小时" in text or "钟头" in text) and _LATE.search(text):
        found.append((_LATE, -1.1))
    if "就" in text and _SOON.search(text):
        found.append((_SOON, 1.2))
    if _UNKEPT.search(text):
        found.append((_UNKEPT, -1.0))
    return found


def _read(words: _Words, found: list[Clause]) -> None:
    text, offset = words.text, words.offset
    shapes = chunks.shapes
    says_more, wishes, turns = words.says_more, words.wishes, words.turns
    sentence: list[Clause] = []
    wishing = False
    for piece in _pieces(words):
        letters, _, last, begin, end, mark = piece
        # Words that say nothing to a judgement at an end of the clause are left out of its shape.
        rest = letters.lstrip(chunks.IDLE_FIRST)
        shape = shapes[rest.rstrip(chunks.IDLE_LAST)]
        clause = _clause(words, piece, last - len(rest), shape)
        if says_more:
            said = text[begin - offset : end - offset]
            if wishes:
                wishing = bool(_WISH.search(said)) or (wishing and said.startswith(("就", "那就", "会", "能")))
            _judge(clause, words, said, mark, wishing=wishing)
            if turns:
                _stress(clause, said, sentence)
        if shape.describes or clause.opinions:
            # A judgement without an object of its own is about the last thing that is named.
            if shape.named and not shape.judged:
                clause.targets = [(*clause.nouns[-1], None)]
            if sentence:
                _link(clause, words, sentence)
        sentence.append(clause)
        if _ends_sentence[mark] or len(sentence) >= LONGEST_SENTENCE:
            clause.ends_sentence = True
            found += sentence
            sentence = []
    found += sentence


def _stress(clause: Clause, piece: str, sentence: list[Clause]) -> None:
    """What contrast makes of a clause and of those before it."""
    contrasts = _TURN.search(piece) is not None
    turn = contrasts and _turn(piece)
    if turn:
        for earlier in sentence:
            earlier.emphasis = min(earlier.emphasis, 0.8)
    if contrasts and piece.startswith(CONCEDES):
        clause.emphasis = 0.6
    elif turn:
        clause.emphasis = 1.3
    elif sentence and sentence[-1].emphasis > 1:
        clause.emphasis = 1.15


#: Letters, first word, word after the last, start, end and closing mark of a clause that is not empty.
_Piece = tuple[str, int, int, int, int, str]


def _pieces(words: _Words) -> list[_Piece]:
    if words.is_plain:
        starts, all_words = words.starts, words.words
        pieces: list[_Piece] = []
        first = 0
        for letters in words.letters.split(MARK):
            last = first + len(letters)
            mark = all_words[last] if last < len(all_words) else ""
            if letters:
                begin, end = starts[first], starts[last]
                if end - begin > LONGEST_CLAUSE:
                    return _pieces_of_any(words)
                pieces.append((letters, first, last, begin, end, mark))
            elif mark and pieces:
                # A mark behind a mark.
                pieces[-1] = (*pieces[-1][:-1], pieces[-1][-1] + mark)
            first = last + 1
        return pieces
    return _pieces_of_any(words)


def _pieces_of_any(words: _Words) -> list[_Piece]:
    starts, count = words.starts, len(words.words)
    pieces = []
    last = 0
    for start, stop, mark in _parted(words.text):
        begin, end = start + words.offset, stop + words.offset
        # A word belongs to the clause that it begins in.
        first = bisect_left(starts, begin, last)
        last = bisect_left(starts, end, first, count)
        pieces.append((words.letters[first:last], first, last, begin, end, mark))
    return pieces


def _parted(text: str) -> list[tuple[int, int, str]]:
    """Start, end and closing mark of each non-empty clause."""
    pieces = []
    at = 0
    parts = iter(_CLAUSE_END.split(text))
    for part in parts:
        mark = next(parts, "")
        if part:
            stop = at + len(part)
            while stop - at > LONGEST_CLAUSE:
                pieces.append((at, at + LONGEST_CLAUSE, ""))
                at += LONGEST_CLAUSE
            pieces.append((at, stop, mark))
            at = stop
        at += len(mark)
    return pieces


def _turn(piece: str) -> bool:
    # 就是 and its like add a small complaint; they take nothing back.
    if piece.startswith(_MILD_TURNS):
        return False
    return piece.startswith(TURNS) or piece[1:4].startswith(TURNS[:3]) or "却" in piece[1:]


def _clause(words: _Words, piece: _Piece, at: int, shape: chunks.Shape) -> Clause:
    """The clause that this piece of a text is; its shape begins at word `at`."""
    _, first, last, begin, end, _ = piece
    starts = words.starts
    opinions = _opinions(words, first, last, at, shape.judges) if shape.judges else []
    if shape.denies:
        opinions += _missing(words, first, last)
    runs: list[tuple[int, int]] = []
    for start, stop in shape.nouns:
        runs.append((starts[at + start], starts[at + stop]))
    targets: list[Target] = []
    for start, stop in shape.judged:
        targets.append((starts[at + start], starts[at + stop], None))
    tokens = words.tokens[first:last] if words.tokens else ()
    return Clause(begin, end, 1.0, opinions, runs, tokens, (), targets, starts)


def _opinions(text: _Words, first: int, last: int, at: int, judges: tuple[tuple[int, bool], ...]) -> list[Opinion]:
    """The judgements of a clause, whose places are counted from word `at`, after negation and degree."""
    words, starts = text.words, text.starts
    found = []
    for i, may_turn in judges:
        k = at + i
        weight, is_settled = judgements[words[k]]
        if may_turn or not is_settled:
            weight = _weigh(text, first, last, k, weight)
        if weight:
            found.append(made(Opinion, (starts[k], starts[k + 1], weight)))
    return found


def _missing(text: _Words, first: int, last: int) -> list[Opinion]:
    """没有发票, 不回复, 没给筷子: what one may expect is denied; of a nuisance (没有噪音) that is good."""
    found = []
    words, letters, starts = text.words, text.letters, text.starts
    for i in range(first, last):
        is_expected = words[i] in EXPECTED
        if letters[i] in "AL" or not (is_expected or letters[i] == "N"):
            continue
        denied = next((k for k in range(max(first, i - 2), i) if words[k] in NEGATIONS), None)
        # 好吃不解释: too good for words.
        if denied is None or words[i - 1] == "不用" or (words[i] == "解释" and words[denied] == "不"):
            continue
        if is_expected:
            found.append(Opinion(starts[denied], starts[i + 1], -1.2))
        elif words[denied] in _WITHOUT and letters[denied + 1 : i] in _GIVEN and _ends_there(text, last, i):
            found.append(Opinion(starts[denied], starts[i + 1], 1.0 if words[i] in BETTER_SMALL else -0.8))
    return found


def _ends_there(text: _Words, last: int, i: int) -> bool:
    """Whether the noun at word i is all that is denied: not 没有店里好吃, which compares."""
    return not any(letter in "ALNEU" for letter in text.letters[i + 1 : min(i + 3, last)])


def _link(clause: Clause, text: _Words, sentence: list[Clause]) -> None:
    """A clause that judges nothing of its own judges what was named before it."""
    before = sentence[-1]
    targets = clause.targets or []
    if len(targets) == 1 and _belongs(text, targets[0], before):
        clause.targets = targets = []
    if targets:
        if not before.targets and not before.opinions:
            _judge_list(clause, sentence)
    elif before.nouns and not before.targets:
        before.targets = [(*before.nouns[-1], clause)]


def _belongs(text: _Words, target: Target, before: Clause) -> bool:
    """Whether an attribute is one of what the clause before names: 点了烤鸭，味道不错 is about the duck."""
    if text.slice(*target[:2]) not in _ATTRIBUTES:
        return False
    places = before.targets or ([] if before.opinions else before.nouns)
    if not places:
        return False
    named = text.slice(*places[-1][:2])
    return named not in _ATTRIBUTES and not _WITHOUT_TASTE.search(named)


def _judge_list(clause: Clause, sentence: list[Clause]) -> None:
    """宽粉，豆皮，红糖糍粑都很好吃: clauses that only name something wait for their judgement."""
    for earlier in reversed(sentence[-_LONGEST_LIST:]):
        if earlier.targets or earlier.opinions or len(earlier.nouns) != 1:
            break
        start, end = earlier.nouns[0]
        if (earlier.end - earlier.start) - (end - start) > _NAMING:
            break
        earlier.targets = [(start, end, clause)]


def _judge(clause: Clause, text: _Words, piece: str, mark: str, *, wishing: bool) -> None:
    """The clause's opinions after what is said around and between its words."""
    start, opinions = clause.start, clause.opinions
    if text.between and (between := _patterns(text, piece, start)):
        # A word that judges says it better than that something came soon, and not as well as that it came late.
        between = [b for b in between if b.weight < 0 or not any(map(b.meets, opinions))]
        opinions = [o for o in opinions if not any(map(o.meets, between))] + between
    if text.says_none and (none := _NONE.search(piece)):
        opinions = _none_of(opinions, clause, start + none.start(), start + none.end())
    if wishing and not _GOOD_WISH.search(piece):
        opinions = [_wished(o) for o in opinions]
        if "希望" in piece or "建议" in piece:
            at = start + max(piece.find("希望"), piece.find("建议"))
            opinions.append(Opinion(at, at + 2, -0.6))
    elif text.asks and (ask := _ASKS.search(piece)) and ("?" in mark or "？" in mark or _AMAZED.search(piece)):
        opinions = [Opinion(o.start, o.end, o.weight * (-0.5 if o.weight > 0 else 1.0)) for o in opinions]
        if _AMAZED.search(piece):
            opinions.append(Opinion(start + ask.start(), start + ask.end(), -0.8))
    if opinions and text.exclaims and ("！" in mark or "!" in mark):
        opinions = [made(Opinion, (begin, end, weight * 1.1)) for begin, end, weight in opinions]
    if not opinions and text.turns and len(piece) > 3 and (just := _JUST.match(piece)):
        opinions.append(Opinion(start, start + just.end(), -0.5))
    clause.opinions = opinions


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


def _patterns(text: _Words, piece: str, start: int) -> list[Opinion]:
    """What is said between words: 打不开, 三天才到, 要的热的给的冰的."""
    return [
        Opinion(start + match.start(), start + match.end(), weight)
        for said, weight in text.between
        for match in said.finditer(piece)
    ]


def _weigh(text: _Words, first: int, last: int, i: int, value: float) -> float:
    """What the judgement at word i of the clause first:last weighs after the words around it; 0 where it is none.

    `value` is what it weighs by itself.
    """
    words = text.words
    word = words[i]
    if word in AMBIGUOUS and _is_no_judgement(text, first, last, i):
        return 0.0
    if word in PLAIN:
        named = text.letters.rfind("N", first, i)
        about = words[named] if named >= 0 else ""
        value = _plain([words[i - 1] if i > first else "", *words[i : min(i + 3, last)]], value, about)
    factor, flips, soft = 1.0, 0, 1.0
    begin = first
    if i - first > chunks.REACH:
        begin = i - chunks.REACH
    for k, earlier in enumerate(words[begin:i], begin):
        if earlier not in TURNING:
            continue
        degree, negation = TURNING[earlier]
        factor *= degree
        # 没勺子不能忍: a fixed negation is turned only by what stands right before it.
        if negation and (k == i - 1 or word[0] not in "不没无"):
            flips += 1
            # 不是很好 is mild: the degree word stands inside the negation.
            soft = 0.8 if k + 1 < i and DEGREES.get(words[k + 1], 1.0) > 1.2 else negation
    value *= factor if factor < 1.7 else 1.7  # noqa: FURB136  A call of min takes half as long as all the rest.
    if flips % 2:
        return (-0.7 * value - 0.4) * soft if value > 0 else -0.45 * value
    return value


def _is_no_judgement(text: _Words, first: int, last: int, i: int) -> bool:
    """Whether one of the ambiguous words does not judge here."""
    words = text.words
    word = words[i]
    after = words[i + 1] if i + 1 < last else ""
    if word in _OTHER_SENSES:
        return _is_meant_otherwise(words[i - 1] if i > first else "", word, after)
    if not after:
        return False
    if word == "好":  # 好慢: here it is "very".
        return bool(judgements[after][0] and after not in ("的", "了")) or after[0] in _NOT_GOOD
    if word == "实在":  # 实在难吃: "really", not "honest".
        return letter(after) in "ADXLV"
    # 快一个小时: nearly.
    return after[0] in "要到" or after[0].isdigit() or after[0] in "一二两三四五六七八九十半"


def _is_meant_otherwise(before: str, word: str, after: str) -> bool:
    if word == "垃圾":  # 垃圾桶, 把垃圾: what is thrown away.
        return after in _RUBBISH or before == "把"
    if word == "没用":  # 还没用, 没用过: not used.
        return before in _NOT_YET or after in _USED
    return before[-1:] in _FAMILY  # 我妈的: Mother's.


def _plain(near: list[str], value: float, about: str) -> float:
    """大, 小, 多, 少 ...: good or bad by what they are said of, bad wherever there is too much of it.

    `near` is the word before it ("" at the beginning), the word, and up to two after it.
    """
    before, word, *rest = near
    if before in ("太", "太过", "过于", "过") and not (value > 0.5 or (about in BETTER_BIG and word in BIG)):
        return -1.0
    if (before in TOO and (before != "太" or value <= 0)) or "".join(rest).startswith(
        ("了点", "了些", "了一点", "点了", "了一些")
    ):
        return min(-1.0, value)
    if about in BETTER_SMALL:
        return -1.4 if word in BIG else 1.3 if word in SMALL else value
    if about in BETTER_BIG:
        return 1.4 if word in BIG else -1.4 if word in SMALL else value
    return value
