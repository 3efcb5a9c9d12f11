"""The only way in: page, click, webhook and file all record an answer through `record`; a file many at once.

The same answer sent ten times is one response. What tells answers apart is the client key, or the invitation where
there is one; the database refuses a second row, and the loser of that race goes on as an update of the first.

A client key begins with who made it (`page:`, `invitation:`, a source's name), so that no door can guess another's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Literal

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from voc.analysis import scores
from voc.core import numbering, tokens, weeks
from voc.core.db import is_text
from voc.customers.models import Contact
from voc.invitations.models import Invitation
from voc.responses.models import Answer, Response, Revision, SetAside, State, Verbatim
from voc.responses.photos import keeping
from voc.staff.models import Workspace
from voc.surveys import branching, question_types
from voc.surveys.models import SurveyVersion
from voc.surveys.question_types import Keeps, Value

#: What a person did on our page. It outweighs a click that was merely believed.
BY_HAND = ("comment", "button")
#: Those whose questions were asked elsewhere, along paths that we do not know, and a decision that answers nothing.
NOT_ALONG_A_PATH = ("import", "webhook", "staff")

Outcome = Literal["new", "updated", "unchanged"]


class Closed(Exception):
    """This survey takes no more answers."""


class AlreadyAnswered(Exception):
    """This invitation to an anonymous survey was used. Nobody, we included, can find the answer to change it."""


class Unacceptable(Exception):
    """The values cannot be an answer to this survey; the text says why."""


@dataclass(frozen=True)
class Values:
    """One answer as it arrived, whatever door it came through."""

    version: SurveyVersion
    client_key: str
    #: email, page, widget, link, qr, kiosk, iframe, webhook or file.
    channel: str
    answered_at: datetime
    received_at: datetime
    score: int | None = None
    #: Question key -> the respondent's words. A question that is absent or blank keeps what it had.
    comments: Mapping[str, str] = field(default_factory=dict)
    #: Question key -> what else was answered, as its type checks it. A question that is absent keeps what it had.
    answers: Mapping[str, Value] = field(default_factory=dict)
    #: More questions follow from these answers. A response that was complete once stays so.
    is_partial: bool = False
    language: str | None = None
    invitation: Invitation | None = None
    contact: Contact | None = None
    #: What makes it final: comment, button, dwell, import, webhook or staff. None leaves it provisional.
    confirmed_by: str | None = None
    wants_followup: bool = True
    #: Why it is recorded and does not count (`robots`). It changes only what does not count either.
    set_aside: SetAside | None = None
    #: Which state of an answer this is, for a door that sends several of one (`Response.turn`).
    turn: int | None = None
    #: Where it was answered, and what the place and its link say of it. Kept with the first sending only.
    touchpoint_id: int | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Recorded:
    """The one response that the values are now part of, and whether they changed anything."""

    response: Response
    outcome: Outcome


def record(session: Session, values: Values) -> Recorded:
    """Store an answer once, however often it comes.

    Raises `Closed`, `AlreadyAnswered` or `Unacceptable`, and then stores nothing. A provisional answer replaces a
    provisional one, unless it is an earlier state of it, and never touches a final one. A confirmed answer makes what
    was there final; where a final one says something else, the response is read and screened again, and what was
    replaced is kept as a revision: who only adds replaces nothing. What a colleague set aside takes the customer's
    changes and stays aside until a colleague restores it.

    Nobody's response becomes the contact's whom a later sending names; one that is somebody's never changes hands.
    """
    check(values)
    _take_turn(session, values)
    response = _find(session, values)
    photos = _photos(session, values, response)
    if response is None:
        response = _add(session, values)
        if response is not None:
            _attach(session, response, photos)
            return Recorded(response, "new")
        # Another process stored it between our look and our insert.
        response = _find(session, values)
    assert response is not None, "the database refused a second row, so the first is there"
    changed = _merge(session, response, values)
    session.flush()
    _attach(session, response, photos)
    return Recorded(response, "updated" if changed else "unchanged")


def _photos(session: Session, values: Values, response: Response | None) -> Sequence[str]:
    """The names of the photos that belong to the values. Raises `Unacceptable` where one is not there to be taken."""
    names, survey_id = keeping.named(values.version, values.answers.items()), values.version.survey_id
    if names and not keeping.may_take(session, names, survey_id, response):
        # The same answer, sent twice, may have been stored between our look and this one, and its photos with it.
        response = _find(session, values)
        if response is None or not keeping.may_take(session, names, survey_id, response):
            raise Unacceptable("A photo that the answer names is not there.")
    return names


def _attach(session: Session, response: Response, photos: Sequence[str]) -> None:
    if photos:
        keeping.attach(session, response, photos)


def record_all(session: Session, many: Sequence[Values]) -> list[Recorded]:
    """Store answers to one survey as `record` would one after the other, in a tenth of its statements.

    For answers without invitations, and for those to invitations whose key is theirs alone in a survey that is not
    anonymous. Raises what `record` raises for the first that cannot be taken, and then stores
    none; ask `check` before.
    """
    for values in many:
        check(values)
    try:
        with session.begin_nested():
            return _record_together(session, many)
    except IntegrityError:
        # Another process stored some of them between our look and our insert.
        return [record(session, values) for values in many]


def _record_together(session: Session, many: Sequence[Values]) -> list[Recorded]:
    known = _known(session, many)
    recorded, photos = [], []
    for values in many:
        response = known.get(values.client_key)
        names = _photos(session, values, response)
        if response is None:
            response = known[values.client_key] = _new(session, values)
            session.add(response)
            _follow(values, response)
            recorded.append(Recorded(response, "new"))
        else:
            changed = _merge(session, response, values)
            recorded.append(Recorded(response, "updated" if changed else "unchanged"))
        photos.append((response, names))
    session.flush()
    for response, names in photos:
        _attach(session, response, names)
    return recorded


def _known(session: Session, many: Sequence[Values]) -> dict[str, Response]:
    """By client key what is there of these answers, in the order of their rows, held until the transaction ends."""
    keys = sorted({values.client_key for values in many})
    surveys = {values.version.survey_id for values in many}
    statement = (
        select(Response)
        .where(Response.survey_id.in_(surveys), Response.client_key.in_(keys))
        .order_by(Response.id)
        .options(selectinload(Response.answers).selectinload(Answer.verbatim))
        .with_for_update(of=Response)
        .execution_options(populate_existing=True)
    )
    return {response.client_key: response for response in session.scalars(statement)}


def check(values: Values) -> None:
    """Whether `record` takes the values, as far as they alone can say. Raises `Closed` or `Unacceptable`."""
    survey = values.version.survey
    if survey.closed_at and values.answered_at >= survey.closed_at:
        raise Closed(survey.key)
    if not 1 <= len(values.client_key) <= 200 or not is_text(values.client_key):
        raise Unacceptable("A client key is text of 1 to 200 characters.")
    if not all(map(is_text, (*values.fields, *values.fields.values()))):
        raise Unacceptable("A field holds characters that are no text.")
    _check_score(values)
    for answers, keeps in ((values.comments, (Keeps.WORDS,)), (values.answers, (Keeps.NUMBER, Keeps.VALUE))):
        for key, answer in answers.items():
            _check_answer(values.version, key, answer, keeps)


def _check_answer(version: SurveyVersion, key: str, answer: Value, keeps: Sequence[Keeps]) -> None:
    question = next((each for each in version.questions if each.key == key), None)
    kind = question_types.of(question.kind, question.settings) if question else None
    # A score has its own place, so that no answer carries two.
    if kind is None or kind.scale or kind.keeps not in keeps:
        raise Unacceptable(f"This survey does not ask for {' or '.join(keeps)} under {key!r}.")
    try:
        kind.check(answer)
    except ValueError as error:
        raise Unacceptable(f"{key}: {error}") from error


def _check_score(values: Values) -> None:
    scale = scores.METRICS[values.version.survey.metric]
    # A mapping may hand over 8.5 or True, which compare like numbers and are no answers.
    is_whole = type(values.score) is int
    if values.score is not None and not (is_whole and scale.lowest <= values.score <= scale.highest):
        raise Unacceptable(f"A score of this survey is a whole number from {scale.lowest} to {scale.highest}.")


def _take_turn(session: Session, values: Values) -> None:
    """Let the answers to one anonymous invitation come one after the other, and only the first one in.

    Their rows must not name the invitation, so the database cannot refuse a second one by itself.
    """
    if not (values.invitation and values.version.survey.is_anonymous):
        return
    invitation = session.get_one(Invitation, values.invitation.id, with_for_update=True, populate_existing=True)
    if invitation.answered_at and not _find(session, values):
        raise AlreadyAnswered


def _find(session: Session, values: Values) -> Response | None:
    mine = Response.client_key == values.client_key
    if values.invitation:
        mine = or_(mine, Response.invitation_id == values.invitation.id)
    statement = (
        select(Response)
        .where(Response.survey_id == values.version.survey_id, mine)
        .options(selectinload(Response.answers).selectinload(Answer.verbatim))
        # Two changes of one response wait for one another, so neither overwrites what it has not seen.
        .with_for_update(of=Response)
        .execution_options(populate_existing=True)
    )
    return session.scalars(statement).first()


def _add(session: Session, values: Values) -> Response | None:
    """The new row, or None when there is one by now."""
    for _ in range(3):
        try:
            with session.begin_nested():
                response = _new(session, values)
                session.add(response)
        except IntegrityError:
            if _find(session, values):
                return None
            if not values.version.survey.is_anonymous:
                raise
            # Two random numbers met: draw again.
        else:
            _follow(values, response)
            session.flush()
            return response
    raise RuntimeError("three random row numbers in a row were taken")


def _new(session: Session, values: Values) -> Response:
    survey = values.version.survey
    contact = _contact(values)
    response = Response(
        id=_row_id(survey.is_anonymous),
        public_id=tokens.public_id(),
        workspace_id=survey.workspace_id,
        survey_id=survey.id,
        version_id=values.version.id,
        invitation_id=None if survey.is_anonymous or not values.invitation else values.invitation.id,
        contact_id=None if survey.is_anonymous or not contact else contact.id,
        is_anonymous=survey.is_anonymous,
        client_key=values.client_key,
        metric=survey.metric,
        score=None,
        band=None,
        channel=values.channel,
        touchpoint_id=values.touchpoint_id,
        fields=dict(values.fields),
        language=values.language,
        state=State.PROVISIONAL,
        is_partial=values.is_partial,
        turn=values.turn,
        wants_followup=values.wants_followup,
    )
    response.answered_at = _instant(session, response, values.answered_at)
    response.touched_at = _instant(session, response, values.received_at)
    _set_score(response, values)
    _set_words(response, values)
    _set_answers(response, values)
    if values.set_aside:
        response.state, response.set_aside_reason = State.SET_ASIDE, values.set_aside
    elif values.confirmed_by:
        _make_final(session, response, values)
    return response


def _contact(values: Values) -> Contact | None:
    """Who answered, as far as this sending knows."""
    return values.contact or (values.invitation.contact if values.invitation else None)


def _row_id(is_anonymous: bool) -> int | None:  # noqa: FBT001  It is what the number depends on, not a switch.
    # In order it would stand between answers whose time is known to the second.
    return numbering.at_random() if is_anonymous else None


def _instant(session: Session, response: Response, at: datetime) -> datetime:
    """When something happened to a response: for anonymous ones only the day, on the workspace's wall clock."""
    return noon(at, session.get_one(Workspace, response.workspace_id).zone) if response.is_anonymous else at


def noon(at: datetime, zone: str) -> datetime:
    """The day on which something happened to an anonymous response, as its noon in the workspace's zone.

    An exact time would let whoever sees the access log say whose answer it is. Noon, because it is the same day for
    readers in nearly every zone, so weeks count alike.
    """
    return weeks.instant(datetime.combine(weeks.local(at, zone).date(), time(12)), zone)


def _merge(session: Session, response: Response, values: Values) -> bool:
    was_final, is_out = response.state == State.FINAL, response.set_aside_reason == SetAside.STAFF
    if not values.confirmed_by and (was_final or is_out):
        return False
    if _is_overtaken(response, values):
        return False
    if values.set_aside and response.state != State.SET_ASIDE:
        # What is there came from somebody who was believed more.
        return False
    response.turn = response.turn if values.turn is None else values.turn
    others, stood = _answers_of(response, values.version), _standing(response)
    row_id = _row_id(response.is_anonymous)
    before = Revision(id=row_id, score=response.score, comment=_words_of(response) or None, answers=others)
    changed = _set_score(response, values) | _set_words(response, values) | _set_answers(response, values)
    if values.confirmed_by not in NOT_ALONG_A_PATH:
        _look_along_the_path(response, values.version)
    if changed:
        # Who adds to what stood takes nothing back.
        is_more = stood.items() <= _standing(response).items()
        _note_change(session, response, values, before if (was_final or is_out) and not is_more else None)
    changed |= _name(response, values)
    changed |= _come_to(response, values)
    if values.set_aside:
        return changed
    if values.confirmed_by and not was_final and (not is_out or values.confirmed_by == "staff"):
        _make_final(session, response, values)
        changed = True
    elif values.confirmed_by in BY_HAND and response.confirmed_by not in BY_HAND:
        response.confirmed_by = values.confirmed_by
        changed = True
    _follow(values, response)
    return changed


def _come_to(response: Response, values: Values) -> bool:
    """Note how far somebody is by now. Who was at the end before, and goes through it again, stays there."""
    if values.confirmed_by not in BY_HAND:
        return False
    # What stood before by a click in a mail, or by staying, says nothing of how far they would go.
    is_first = response.confirmed_by not in BY_HAND
    is_partial = values.is_partial and (is_first or response.is_partial)
    changed = is_partial != response.is_partial
    response.is_partial = is_partial
    return changed


def _is_overtaken(response: Response, values: Values) -> bool:
    """Whether a later state of what nobody has sent off yet is there: another tab may hold an earlier one."""
    is_earlier = values.turn is not None and response.turn is not None and values.turn < response.turn
    return is_earlier and not values.confirmed_by


def _name(response: Response, values: Values) -> bool:
    """Whether a response of nobody is a contact's from now on. The first one named stays: nobody takes it over."""
    contact = _contact(values)
    if contact is None or response.contact_id is not None or response.is_anonymous:
        return False
    response.contact = contact
    # A case may follow from whose it is; and the name that is known now is hidden in the words by which it is found.
    response.screened_at = None
    for answer in response.answers:
        if answer.verbatim:
            answer.verbatim.indexed_at = None
    return True


def _note_change(session: Session, response: Response, values: Values, before: Revision | None) -> None:
    response.touched_at = _instant(session, response, values.received_at)
    response.language = values.language or response.language
    response.screened_at = None
    if before:
        before.response_id, before.at = response.id, response.touched_at
        session.add(before)


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
            row_id = _row_id(response.is_anonymous)
            answer.verbatim = Verbatim(id=row_id, text=words, response=response, read_at=None)
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


def _look_along_the_path(response: Response, version: SurveyVersion) -> None:
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


def _standing(response: Response) -> dict[str, str]:
    """All that it says by now, in a form that can be compared."""
    return {each.question_key: repr(said(each)) for each in response.answers if said(each) is not None}


def _answers_of(response: Response, version: SurveyVersion) -> dict[str, Value]:
    # The score and the words have places of their own in a revision.
    asked = version.score_question.key
    kept = {each.question_key: each.number if each.value is None else each.value for each in response.answers}
    return {key: value for key, value in kept.items() if value is not None and key != asked}


def _answer(response: Response, key: str) -> Answer:
    found = next((answer for answer in response.answers if answer.question_key == key), None)
    if found is None:
        found = Answer(id=_row_id(response.is_anonymous), question_key=key, number=None, value=None, verbatim=None)
        response.answers.append(found)
    return found


def _words_of(response: Response) -> str:
    return "\n\n".join(answer.verbatim.text for answer in response.answers if answer.verbatim)


def _make_final(session: Session, response: Response, values: Values) -> None:
    # Asked for first: it may look up the workspace, and half of a final answer must not be flushed before that.
    answered_at, final_at = (_instant(session, response, at) for at in (values.answered_at, values.received_at))
    response.state = State.FINAL
    response.confirmed_by = values.confirmed_by
    response.set_aside_reason = None
    response.screened_at = None
    # What came before may have been a machine's click, hours ago: the clock of a promise starts with the person.
    response.answered_at, response.final_at = answered_at, final_at


def _follow(values: Values, response: Response) -> None:
    # So that a reminder never has to look at answers: the invitation itself says that it was answered.
    invitation = values.invitation
    if invitation and response.state == State.FINAL and invitation.answered_at is None:
        # That somebody answered an anonymous survey is known, but not when: the time would single out the answer.
        invitation.answered_at = invitation.invited_at if response.is_anonymous else values.received_at
        invitation.is_set_aside = False
