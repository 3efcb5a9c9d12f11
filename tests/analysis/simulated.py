"""Weeks of a made-up business in English and Chinese: sentences from templates, with the drift and bursts of real ones.

Nothing of it is anybody's text. A verbatim is one to three sentences; subjects wax and wane from week to week (a random
walk), one subject at times has a busy week, and rare words come and go, as names of goods and places do.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from voc.analysis import terms
from voc.analysis.term_lines import BORDER

SUBJECTS = {
    "en": (
        "delivery|courier|parcel|shipping|driver",
        "price|cost|bill|fee|discount",
        "staff|waiter|assistant|manager|team",
        "app|website|login|page|checkout",
        "food|soup|breakfast|coffee|menu",
        "room|bed|shower|window|carpet",
        "queue|counter|till|line|wait",
        "refund|return|exchange|voucher|receipt",
        "battery|screen|speaker|cable|button",
        "parking|entrance|stairs|toilet|garden",
        "doctor|nurse|appointment|ward|clinic",
        "policy|claim|form|letter|contract",
    ),
    "zh": (
        "物流|快递|包裹|发货|司机",
        "价格|费用|账单|运费|优惠",
        "服务员|店员|经理|前台|客服",
        "软件|网站|登录|页面|支付",
        "味道|早餐|咖啡|菜单|米饭",
        "房间|床单|浴室|窗户|地毯",
        "排队|柜台|收银|窗口|叫号",
        "退款|退货|换货|发票|优惠券",
        "电池|屏幕|音箱|充电|按钮",
        "停车|入口|楼梯|厕所|花园",
        "医生|护士|挂号|病房|药房",
        "合同|理赔|表格|条款|保单",
    ),
}
JUDGED = {
    "en": (
        "slow|great|awful|friendly|expensive|clean|broken|helpful|confusing|fine|dirty|quick|noisy|cheap|lovely|rude|fresh"
        "|cold|tiny|bright|late|perfect|poor|excellent|stale|smooth|tired|pleasant|patient|careless"
    ).split("|"),
    "zh": (
        "很慢|很好|糟糕|热情|太贵|干净|坏了|周到|复杂|一般|很脏|很快|太吵|便宜|漂亮|粗鲁|新鲜|冰凉|太小|明亮|迟到|完美|很差|优秀"
        "|陈旧|顺利|疲倦|舒服|耐心|马虎"
    ).split("|"),
}
SENTENCES = {
    "en": (
        "The {a} was {j}.",
        "I found the {a} {j} and the {b} {k}.",
        "{j} {a}, thank you!",
        "We waited for the {a} again.",
        "My {a} arrived with a {j} {b}.",
        "Please improve the {a}.",
        "Your {a} has never been so {j}, but the {b} was {k}.",
        "Honestly the {a} is {j} for {r}.",
        "They told us about the {a} at {r}.",
        "Compared with {r} the {a} is {j}.",
    ),
    "zh": (
        "{a}{j}。",
        "{a}{j}，{b}{k}。",
        "{j}的{a}，谢谢！",
        "我们又等了{a}。",
        "收到的{a}里{b}{j}。",
        "希望改进{a}。",
        "{a}从来没有这么{j}，但是{b}{k}。",
        "说实话{r}的{a}{j}。",
        "{r}那边说了{a}。",
        "和{r}比{a}{j}。",
    ),
}
#: New complaints in words that no template has, as different people put them.
COMPLAINTS = {
    "en": (
        "The elevator got stuck with us inside.",
        "Stuck in the elevator for twenty minutes!",
        "Your elevator is stuck every day.",
        "The lift, I mean the elevator, stuck again between floors.",
        "Elevators keep getting stuck.",
        "An elevator that sticks is scary.",
    ),
    "zh": (
        "电梯又卡住了。",
        "在电梯里被困了二十分钟！",
        "你们的电梯天天卡住。",
        "电梯卡在两层中间。",
        "电梯总是卡住，被困很害怕。",
        "坐电梯被困，很害怕。",
    ),
}


@cache
def _line(sentence: str) -> str:
    return terms.line(sentence).strip()


@dataclass(frozen=True)
class Business:
    """A year of a business in one language."""

    language: str
    people: int = 300

    def weeks(
        self, draw: Generator, number: int, complaint_in: int | None = None, share: float = 0.03
    ) -> list[list[str]]:
        """The verbatims of each week as lines of terms; in one week a share of them also makes the new complaint."""
        popular = draw.normal(0, 0.5, len(SUBJECTS[self.language]))
        found = []
        for week in range(number):
            popular = 0.95 * popular + draw.normal(0, 0.12, len(popular))
            busy = popular.copy()
            if draw.random() < 0.15:
                busy[draw.integers(len(busy))] += 0.3
            said = self._verbatims(draw, np.exp(busy) / np.exp(busy).sum())
            if week == complaint_in:
                for place in draw.choice(self.people, round(share * self.people), replace=False):
                    said[place] += f" {BORDER} {_line(str(draw.choice(COMPLAINTS[self.language])))}"
            found.append(said)
        return found

    def _verbatims(self, draw: Generator, weights: NDArray[np.float64]) -> list[str]:
        lengths = draw.integers(1, 4, self.people)
        n = int(lengths.sum())
        subjects = draw.choice(len(weights), (n, 2), p=weights)
        # Few words are frequent and many rare: the rare ones are new in most weeks (Zipf).
        words = np.minimum(draw.exponential(1.5, (n, 2)).astype(int), 4)
        judged = np.minimum(draw.exponential(9, (n, 2)).astype(int), 29)
        forms = np.minimum(draw.exponential(2.5, n).astype(int), 9)
        rare = np.minimum(draw.pareto(0.7, n) * 3, 4_000).astype(int)
        rows = np.column_stack([subjects, words, judged, forms, rare]).tolist()
        sentences = [self._sentence(*row) for row in rows]
        ends = np.cumsum(lengths)
        return [f" {BORDER} ".join(sentences[end - size : end]) for end, size in zip(ends, lengths, strict=True)]

    def _sentence(self, *row: int) -> str:
        subject, other, word, other_word, judged, judged_too, form, rare = row
        groups = SUBJECTS[self.language]
        sentence = SENTENCES[self.language][form].format(
            a=groups[subject].split("|")[word],
            b=groups[other].split("|")[other_word],
            j=JUDGED[self.language][judged],
            k=JUDGED[self.language][judged_too],
            r=_rare(self.language, rare),
        )
        return _line(sentence)


def _rare(language: str, number: int) -> str:
    """The name of a place, one of thousands."""
    if language == "zh":
        parts = ("甲乙丙丁戊己庚辛壬癸", "东南西北中", "山河湖海城镇村港", "路街巷店")
        return "".join(part[number // size % len(part)] for part, size in zip(parts, (1, 10, 50, 400), strict=True))
    return "".join("bdfgklmnprstvz"[number // 14**k % 14] + "aeiou"[(number // 5**k) % 5] for k in range(3)) + "ton"
