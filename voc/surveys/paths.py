"""The paths through a draft, in words and as a picture, for whoever writes it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from unicodedata import east_asian_width

from flask_babel import gettext as _
from flask_babel import pgettext

from voc.core import i18n
from voc.surveys import branching, question_types
from voc.surveys.branching import Condition
from voc.surveys.models import Question, SurveyVersion

#: Units of the picture: a row for each question, a column for each condition that a question stands behind.
ROW, COLUMN, BOX = 56, 40, 320
#: Longer questions are cut in their boxes, where a Chinese character takes the room of two letters; whole they stand in
#: the list beside.
LONGEST = 38


@dataclass(frozen=True)
class Box:
    """One question in the picture."""

    x: int
    y: int
    number: int
    label: str
    is_conditional: bool


@dataclass(frozen=True)
class Arrow:
    """From one question to another that is asked after it, always or under a condition."""

    #: What SVG's `path` draws.
    line: str
    is_conditional: bool


@dataclass(frozen=True)
class Picture:
    """Boxes from top to bottom and the arrows between them."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def read_by(reader: str, version: SurveyVersion) -> tuple[str, ...]:
    """The languages of a version in the order in which somebody reads them: their own, the first one, the others."""
    own = i18n.best([reader], version.languages, version.default_language)
    return tuple(dict.fromkeys([own, *version.languages]))


def texts_of(question: Question, languages: Sequence[str]) -> dict[str, str]:
    """A question's texts, each in the first of these languages in which it is written."""
    found: dict[str, str] = {}
    for language in reversed(languages):
        found |= {name: text for name, text in question.texts.get(language, {}).items() if text}
    return found


def label_of(question: Question, languages: Sequence[str]) -> str:
    """What it asks, or its key where nothing is written yet."""
    return texts_of(question, languages).get("label") or question.key


def is_asked_in(question: Question, language: str) -> bool:
    """Whether it is written in this language what is asked."""
    return bool(question.texts.get(language, {}).get("label"))


def in_words(condition: Condition, questions: Sequence[Question], languages: Sequence[str]) -> str:
    """A condition as a sentence: `Only if “How likely …?” was answered 0–6.`"""
    question = next(each for each in questions if each.key == condition.question)
    label = label_of(question, languages)
    if not condition.answers:
        return str(_("Only if “%(question)s” was answered.", question=label))
    options = question_types.of(question.kind, question.settings).options(texts_of(question, languages))
    numbers = [each for each in condition.answers if isinstance(each, int)]
    if len(numbers) == len(condition.answers) and all(options[each] == str(each) for each in numbers):
        return str(_("Only if “%(question)s” was answered %(answers)s.", question=label, answers=_ranges(numbers)))
    chosen = [options[each] or str(each) for each in options if each in condition.answers]
    # Translators: an answer in the survey's own words, as part of a sentence.
    said = _(", ").join(_("“%(answer)s”", answer=each) for each in chosen)
    # Translators: "answers" are in quotation marks here, and numbers without any in the same sentence elsewhere.
    return str(pgettext("in words", "Only if “%(question)s” was answered %(answers)s.", question=label, answers=said))


def _ranges(numbers: Sequence[int]) -> str:
    """
    >>> _ranges([0, 1, 2, 5])
    '0–2, 5'
    """
    runs = groupby(enumerate(sorted(numbers)), key=lambda pair: pair[1] - pair[0])
    found = [[number for _place, number in run] for _difference, run in runs]
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in found)


def picture(questions: Sequence[Question], languages: Sequence[str]) -> Picture:
    """The questions from top to bottom, each as far to the right as the conditions that it stands behind."""
    depth: dict[str, int] = {}
    place = {question.key: number for number, question in enumerate(questions)}
    boxes, arrows = [], []
    for number, question in enumerate(questions):
        behind = branching.conditions(question)
        depth[question.key] = 1 + max(depth[each.question] for each in behind) if behind else 0
        x, y = depth[question.key] * COLUMN, number * ROW
        boxes.append(Box(x, y, number + 1, _cut(label_of(question, languages)), bool(behind)))
        for each in behind:
            from_x, from_y = depth[each.question] * COLUMN + 20, place[each.question] * ROW + 40
            arrows.append(Arrow(f"M{from_x} {from_y}V{y + 14}q0 6 6 6H{x}", is_conditional=True))
        if number and not behind:
            # Whoever was asked the last one that everybody is asked comes here.
            above = max(place[key] for key in place if place[key] < number and depth[key] == 0)
            arrows.append(Arrow(f"M8 {above * ROW + 40}V{y}", is_conditional=False))
    width = BOX + COLUMN * max(depth.values(), default=0)
    return Picture(width, len(boxes) * ROW - (ROW - 40), tuple(boxes), tuple(arrows))


def _cut(label: str) -> str:
    """
    >>> _cut("How likely are you to recommend Acme to a friend?")
    'How likely are you to recommend Acme…'
    >>> _cut("您会向朋友或者同事推荐我们公司的产品和服务吗？")
    '您会向朋友或者同事推荐我们公司的产品…'
    """
    ends = list(accumulate(2 if east_asian_width(each) in ("F", "W") else 1 for each in label))
    if not label or ends[-1] <= LONGEST:
        return label
    return f"{label[: bisect_right(ends, LONGEST - 1)].rstrip()}…"
