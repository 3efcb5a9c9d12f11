"""What a response says: its score, its words and its other answers, written from values and read back."""

from __future__ import annotations

from voc.analysis import scores
from voc.core import numbering
from voc.responses.models import Answer, Response, Verbatim
from voc.responses.values import Values
from voc.surveys import branching
from voc.surveys.models import SurveyVersion
from voc.surveys.question_types import Value


def write(response: Response, values: Values) -> bool:
    """Let a response say what the values say; True where it said something else. What they are silent about stays."""
    return _set_score(response, values) | _set_words(response, values) | _set_answers(response, values)


def _set_score(response: Response, values: Values) -> bool:
    if values.score is None or values.score == response.score:
        return False
    response.score = values.score
    response.band = scores.band(response.metric, values.score)
    answer = _answer(response, values.version.score_question.key)
    answer.number = values.score
    return True


def _set_words(response: Response, values: Values) -> bool:
    changed = False
    for key, text in values.comments.items():
        words = text.strip()
        if not words:
            continue
        answer = _answer(response, key)
        if answer.verbatim is None:
            number = row_id(response.is_anonymous)
            answer.verbatim = Verbatim(id=number, text=words, response=response, read_at=None)
        elif answer.verbatim.text != words:
            answer.verbatim.text, answer.verbatim.read_at, answer.verbatim.indexed_at = words, None, None
        else:
            continue
        changed = True
    return changed


def _set_answers(response: Response, values: Values) -> bool:
    changed = False
    for key, given in values.answers.items():
        answer = _answer(response, key)
        kept = answer.number if answer.value is None else answer.value
        if kept == given:
            continue
        answer.number, answer.value = columns(given)
        changed = True
    return changed


def look_along_the_path(response: Response, version: SurveyVersion) -> None:
    """Mark which of its answers belong to questions that are still asked, given all that is answered by now."""
    conditional = {question.key for question in version.questions if question.shown_if}
    if not conditional:
        return
    given = {answer.question_key: said(answer) for answer in response.answers}
    known = {key: value for key, value in given.items() if value is not None}
    asked = {question.key for question in branching.path(version.questions, known)}
    for answer in response.answers:
        if answer.question_key in conditional and answer.verbatim is None:
            answer.is_asked = answer.question_key in asked or answer.question_key == version.score_question.key


def said(answer: Answer) -> Value | None:
    """What it says, wherever it is kept."""
    if answer.verbatim:
        return answer.verbatim.text
    return answer.number if answer.value is None else answer.value


def columns(given: Value) -> tuple[int | None, Value | None]:
    """`Answer.number` and `Answer.value` of an answer that is not in words."""
    return (given, None) if isinstance(given, int) else (None, given)


def standing(response: Response) -> dict[str, str]:
    """All that it says by now, in a form that can be compared."""
    return {each.question_key: repr(said(each)) for each in response.answers if said(each) is not None}


def others_of(response: Response, version: SurveyVersion) -> dict[str, Value]:
    """Question key -> what it answers beside the score and the words, which have places of their own in a revision."""
    asked = version.score_question.key
    kept = {each.question_key: each.number if each.value is None else each.value for each in response.answers}
    return {key: value for key, value in kept.items() if value is not None and key != asked}


def words_of(response: Response) -> str:
    """Everything in the respondent's own words."""
    return "\n\n".join(answer.verbatim.text for answer in response.answers if answer.verbatim)


def _answer(response: Response, key: str) -> Answer:
    found = next((answer for answer in response.answers if answer.question_key == key), None)
    if found is None:
        found = Answer(id=row_id(response.is_anonymous), question_key=key, number=None, value=None, verbatim=None)
        response.answers.append(found)
    return found


def row_id(is_anonymous: bool) -> int | None:  # noqa: FBT001  It is what the number depends on, not a switch.
    """The number of a new row of a response: for anonymous ones at random, else None for the database's next.

    In order it would stand between answers whose time is known to the second.
    """
    return numbering.at_random() if is_anonymous else None
