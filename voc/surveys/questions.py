"""What can be done to the questions of a draft: added, changed, moved, removed.

Every change checks the conditions of all questions first (`branching.check`), so a draft never holds a path that leads
nowhere, and takes the draft's edition, so two people who write at once are told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voc.surveys import branching, publishing, question_types
from voc.surveys.branching import Condition
from voc.surveys.models import Question, SurveyVersion

#: More would be answered by nobody; and each is a column to translate.
MOST_QUESTIONS = 40


class TooMany(Exception):
    """A survey has no room for another question."""


class KeepsItsScore(Exception):
    """Exactly one question of a survey is its score: it is neither removed nor joined by another."""


def add(
    session: Session,
    version: SurveyVersion,
    kind: str,
    *,
    seen: int,
    settings: Mapping[str, Any] | None = None,
    is_required: bool = False,
    shown_if: Sequence[Condition] = (),
    texts: Mapping[str, Mapping[str, str]] | None = None,
) -> Question:
    """A new question at the end of the draft, under a key that no version of the survey has used.

    Raises `TooMany`, `KeepsItsScore`, what `branching.check` raises, and what `publishing.take` raises.
    """
    if question_types.TYPES[kind].scale:
        raise KeepsItsScore
    if len(version.questions) >= MOST_QUESTIONS:
        raise TooMany
    question = Question(
        key=_free_key(session, version, kind),
        position=max((each.position for each in version.questions), default=0) + 1,
        kind=kind,
        is_required=is_required,
        settings={**question_types.TYPES[kind].default_settings, **(settings or {})},
        shown_if=branching.kept(shown_if),
        texts={language: dict((texts or {}).get(language, {})) for language in version.languages},
    )
    branching.check([*version.questions, question])
    publishing.take(session, version, seen)
    version.questions.append(question)
    session.flush()
    return question


def _free_key(session: Session, version: SurveyVersion, kind: str) -> str:
    """`rating`, `rating_2`, ...: what an answer was given to must not come to mean another question."""
    every = select(Question.key).join(SurveyVersion).where(SurveyVersion.survey_id == version.survey_id)
    taken = {*session.scalars(every), *(question.key for question in version.questions)}
    numbered = (f"{kind}_{number}" for number in range(2, len(taken) + 3))
    return kind if kind not in taken else next(key for key in numbered if key not in taken)


def change(
    session: Session,
    question: Question,
    *,
    seen: int,
    settings: Mapping[str, Any],
    is_required: bool,
    shown_if: Sequence[Condition],
    texts: Mapping[str, Mapping[str, str]],
) -> None:
    """Replace what a question of a draft is; `texts` are put over those that it has, language by language.

    Raises what `branching.check` raises, here or for a question that depends on this one, and what `publishing.take`
    raises; then nothing is changed.
    """
    version = question.version
    changed = Question(key=question.key, kind=question.kind, settings=dict(settings), shown_if=branching.kept(shown_if))
    branching.check([changed if each is question else each for each in version.questions])
    publishing.take(session, version, seen)
    question.settings, question.shown_if, question.is_required = changed.settings, changed.shown_if, is_required
    question.texts = {
        language: {**question.texts.get(language, {}), **texts.get(language, {})} for language in version.languages
    }
    session.flush()


def move(session: Session, question: Question, by: int, *, seen: int) -> None:
    """Let a question change places with the one before (`by` -1) or behind (+1); at either end it stays.

    Raises `branching.Circular` where one would come before what it depends on.
    """
    version = question.version
    order = list(version.questions)
    here = order.index(question)
    there = min(max(here + by, 0), len(order) - 1)
    order.insert(there, order.pop(here))
    branching.check(order)
    publishing.take(session, version, seen)
    for position, each in enumerate(order, start=1):
        each.position = position
    session.flush()
    session.refresh(version, ["questions"])


def remove(session: Session, question: Question, *, seen: int) -> None:
    """Take a question out of a draft. Raises `KeepsItsScore`, or `branching.Dangling` where another depends on it."""
    version = question.version
    if question_types.TYPES[question.kind].scale:
        raise KeepsItsScore
    branching.check([each for each in version.questions if each is not question])
    publishing.take(session, version, seen)
    version.questions.remove(question)
    session.flush()


def new_key(taken: Sequence[str]) -> str:
    """A key for one more option or row: the first letter, or letter and number, that is not taken."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    keys = (f"{letter}{number or ''}" for number in range(len(taken) + 1) for letter in letters)
    return next(key for key in keys if key not in taken)
