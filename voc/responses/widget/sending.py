"""What a widget's script sends when somebody answers: its shape, and the one response it becomes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload
from werkzeug.datastructures import MultiDict

from voc.core import bidi
from voc.customers import recognising
from voc.responses import form, piping, promises, provisional, submission, wording
from voc.responses.ended import Extent
from voc.responses.form import Asked, Form
from voc.responses.models import Answer, Response, SetAside, State
from voc.responses.values import Values
from voc.responses.widget.asking import Visitor
from voc.surveys import placeholders, translations
from voc.surveys.models import Survey, SurveyVersion
from voc.surveys.question_types import Value

_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)
#: More than anybody's hand can change.
MOST_TURNS = 1_000_000


class Malformed(Exception):
    """No script of ours sends this."""


class Wrong(Exception):
    """A person can put it right; the text says how, and where that is."""

    def __init__(self, text: str, question: str, mistake: str) -> None:
        super().__init__(text)
        #: The key of the question that it is about, and what is to be said beneath it.
        self.question, self.mistake = question, mistake


@dataclass(frozen=True)
class Given:
    """An answer as the script sent it, every part of the kind it should be."""

    key: str
    answers: Mapping[str, Value]
    is_final: bool
    #: For how long it was in front of somebody.
    seconds: int
    #: Which of its states this is, from 1; None from a script that does not count them.
    turn: int | None = None

    @property
    def client_key(self) -> str:
        """As the response that it becomes is found by it."""
        return f"widget:{self.key}"


def is_key(text: str) -> bool:
    """Whether this is a key as the script makes them."""
    return bool(_KEY.fullmatch(text))


def read(content: Mapping[str, Any]) -> Given:
    """The answer in what was sent. Raises `Malformed`."""
    key, answers = content.get("key"), content.get("answers")
    is_final, seconds, turn = content.get("final"), content.get("seconds", 0), content.get("turn")
    if not isinstance(key, str) or not is_key(key) or type(is_final) is not bool:
        raise Malformed
    if not isinstance(answers, dict) or len(answers) > form.MOST_FIELDS or type(seconds) is not int:
        raise Malformed
    if turn is not None and (type(turn) is not int or not 0 < turn < MOST_TURNS):
        raise Malformed
    return Given(key, answers, is_final, max(0, min(seconds, form.MOST_SECONDS)), turn)


def check(version: SurveyVersion, given: Given, language: str) -> Form:
    """The questions with what was answered. Raises `Malformed` or `Wrong`."""
    asked = {question.key: form.of(question) for question in version.questions}
    posted: list[tuple[str, str]] = []
    for key, answer in given.answers.items():
        try:
            posted += asked[key].sent(key, answer)
        except (KeyError, ValueError) as error:
            raise Malformed from error
    filled = Form(version, language).take(MultiDict(posted), at_once=True)
    # What is still missing is wrong only in what somebody sends off.
    shown = [each for each in filled.questions if not each.type.takes_file]
    wrong = [each for each in shown if each.mistake and (given.is_final or each.key in given.answers)]
    if wrong:
        first = wrong[0]
        text = _named(first, language) if len(shown) > 1 else first.mistake
        raise Wrong(text, first.key, first.mistake)
    if filled.score is None and not filled.comments and not filled.answers:
        raise Malformed
    return filled


def _named(asked: Asked, language: str) -> str:
    """What is wrong, and with which question: scripts of earlier builds say it in a place that may be another's."""
    label = asked.texts["label"]
    return f"{bidi.apart(label, asked.mistake, bidi.direction(language))}\n{asked.mistake}"


def take(
    session: Session,
    version: SurveyVersion,
    given: Given,
    visitor: Visitor,
    now: datetime,
    *,
    language: str,
    doubt: SetAside | None = None,
) -> Response:
    """Record it: provisional at a touch, final when sent. Raises what `check` and `submission.record` raise.

    With a `doubt` (`robots.doubt`) what is sent off is set aside; a touch is provisional anyhow.
    """
    filled = check(version, given, language)
    contact = None
    if visitor.claim and not version.survey.is_anonymous:
        contact = recognising.find_or_add(session, version.survey.workspace_id, visitor.claim.person(), now)
    confirmed_by = ("comment" if filled.comments else "button") if given.is_final else None
    values = Values(
        version=version,
        client_key=given.client_key,
        channel="widget",
        answered_at=now,
        received_at=now,
        score=filled.score,
        comments=filled.comments,
        answers=filled.answers,
        language=language,
        contact=contact,
        confirmed_by=confirmed_by,
        set_aside=doubt if given.is_final else None,
        turn=given.turn,
    )
    response = submission.record(session, values).response
    if response.state == State.FINAL and given.is_final:
        promises.make(session, response)
    elif not given.is_final:
        provisional.stay(session, response, given.key, given.seconds, now)
    return response


def kept(session: Session, survey: Survey, given: Given, language: str) -> Extent:
    """How much of an answer is stored. A touch is from the moment it comes, with what was typed by then."""
    response = session.scalar(
        select(Response)
        .where(Response.survey_id == survey.id, Response.client_key == given.client_key)
        .options(selectinload(Response.answers).selectinload(Answer.verbatim))
    )
    if response is None:
        return Extent.NOTHING
    try:
        # What is required and was left out is missing in both.
        sent = check(response.version, replace(given, is_final=False), language)
    except (Malformed, Wrong):
        return Extent.PART
    words = {key: text.strip() for key, text in sent.comments.items()}
    score = {} if sent.score is None else {response.version.score_question.key: sent.score}
    stored = {key: said for key, said in form.said(response).items() if said is not None}
    # What nobody had sent off counts only if they stayed, so it is not said to be all there.
    is_all = response.state == State.FINAL and stored == {**score, **words, **sent.answers}
    return Extent.ALL if is_all else Extent.PART


def thanks(
    session: Session, response: Response, version: SurveyVersion, language: str, now: datetime
) -> dict[str, Any]:
    """What the script shows at the end: words, and the button under them where there is one."""
    known = piping.of_answers(version.questions, form.counted(response), language)
    return _said(version, language, response.band, wording.promise(session, response, language, now), known)


def untold(version: SurveyVersion, language: str) -> dict[str, Any]:
    """What it shows where nothing was recorded."""
    return _said(version, language, None, None, {})


def _said(
    version: SurveyVersion, language: str, band: str | None, promise: str | None, known: Mapping[str, str]
) -> dict[str, Any]:
    words = placeholders.fill(translations.thanks(version, language, band=band, promise=promise), known, language)
    link = translations.thanks_link(version, language, band=band)
    # Named as the script's element has them.
    return {"thanks": words, "link": link and {"href": link.address, "textContent": link.label}}
