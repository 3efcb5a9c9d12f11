"""What somebody answers beside a score: is it solved, what held them up, why they left, for whom. Pure and seeded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random

from voc.demo import words
from voc.demo.elsewhere import COUNTER, LEAVING
from voc.surveys.question_types import Value

#: Who is at the last page of a survey and leaves it unanswered.
GIVES_UP = 0.35
#: What is compared, and what can hold people up, as the starters list it.
COMPARED = ("price", "quality", "service", "choice", "ease")
HELD_UP = ("setup", "data", "finding", "people", "waiting")
#: What held people up, by how it went.
HELD = {"detractor": ("setup", "data", "waiting", "finding"), "passive": ("data", "finding"), "promoter": ("people",)}
HELD_BY = {
    "en": ("The bank took two weeks", "Our own internet"),
    "zh_Hans": ("银行审核太久", "店里网络不好"),
    "zh_Hant": ("銀行審核太久",),
}
#: Reasons that are none of the list.
LEFT_FOR = {
    "en": ("Our new owner brought another system", "Our tax adviser insisted"),
    "zh_Hans": ("总部统一换了系统", "会计那边要求换"),
}


@dataclass(frozen=True)
class Details:
    """Answers by question, words by question, and whether more was asked than answered."""

    answers: Mapping[str, Value] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    is_partial: bool = False


def of(survey: str, band: str, language: str, reason: str, *, has_words: bool, rng: Random) -> Details:
    """What goes with a score of this band; nothing where the survey asks no more."""
    told = _TOLD.get(survey)
    return told(band, language, reason, has_words, rng) if told else Details()


def _help(band: str, language: str, reason: str, has_words: bool, rng: Random) -> Details:  # noqa: FBT001  A row of them.
    is_solved = rng.random() < {"detractor": 0.25, "passive": 0.7, "promoter": 0.97}[band]
    if is_solved or rng.random() < 0.1:
        return Details({"solved": 1} if is_solved else {})
    if not has_words and rng.random() < 0.5:
        return Details({"solved": 0}, {"left": rng.choice(words.left(language))})
    return Details({"solved": 0}, is_partial=rng.random() < GIVES_UP)


def _onboarding(band: str, language: str, reason: str, has_words: bool, rng: Random) -> Details:  # noqa: FBT001
    if rng.random() < 0.2:
        return Details()
    if band == "promoter" and rng.random() < 0.75:
        return Details({"held": {"chosen": ["nothing"]}})
    if rng.random() < 0.12:
        return Details({"held": {"chosen": ["other"], "other": rng.choice(HELD_BY[language])}})
    options = HELD[band]
    picked = set(rng.sample(options, k=min(len(options), rng.choice((1, 1, 2)))))
    return Details({"held": {"chosen": [each for each in HELD_UP if each in picked]}})


def _leaving(band: str, language: str, reason: str, has_words: bool, rng: Random) -> Details:  # noqa: FBT001
    [now] = rng.choices(("rival", "self", "without", "open"), (1, 1, 6, 1) if reason == "need" else (10, 2, 2, 3))
    other = {"other": rng.choice(LEFT_FOR[language])} if reason == "other" else {}
    answers: dict[str, Value] = {"reason": {"chosen": [reason], **other}, "now": {"chosen": [now]}}
    if not has_words and rng.random() < GIVES_UP:
        return Details(answers, is_partial=True)
    if now == "rival":
        answers["rival"] = {row: _compared(row, reason, rng) for row in COMPARED}
    return Details(answers)


def _compared(row: str, reason: str, rng: Random) -> int:
    """The other one is better at what somebody left for, and rarely at the rest."""
    better = {"price": "price", "missing": "choice", "service": "service", "quality": "quality"}.get(reason)
    return rng.choice((4, 5, 5)) if row == better else rng.choice((2, 3, 3, 3, 4))


_TOLD: Mapping[str, Callable[[str, str, str, bool, Random], Details]] = {
    "csat": _help,
    COUNTER: _help,
    "ces": _onboarding,
    LEAVING: _leaving,
}
