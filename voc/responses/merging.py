"""What a later sending changes in a response that is there."""

from __future__ import annotations

from sqlalchemy.orm import Session

from voc.responses import contents, settling
from voc.responses.models import Response, Revision, SetAside, State
from voc.responses.settling import BY_HAND
from voc.responses.values import Values

#: Those whose questions were asked elsewhere, along paths that we do not know, and a decision that answers nothing.
NOT_ALONG_A_PATH = ("import", "webhook", "staff")


def merge(session: Session, response: Response, values: Values) -> bool:
    """Let a response take a further sending of the same answer; True where that changed anything.

    By the rules of `submission.record`. The row is held already; the caller flushes.
    """
    was_final, is_out = response.state == State.FINAL, response.set_aside_reason == SetAside.STAFF
    if not values.confirmed_by and (was_final or is_out):
        return False
    if _is_overtaken(response, values):
        return False
    if values.set_aside and response.state != State.SET_ASIDE:
        # What is there came from somebody who was believed more.
        return False
    response.turn = response.turn if values.turn is None else values.turn
    others, stood = contents.others_of(response, values.version), contents.standing(response)
    row_id = contents.row_id(response.is_anonymous)
    before = Revision(id=row_id, score=response.score, comment=contents.words_of(response) or None, answers=others)
    changed = contents.write(response, values)
    if values.confirmed_by not in NOT_ALONG_A_PATH:
        contents.look_along_the_path(response, values.version)
    if changed:
        # Who adds to what stood takes nothing back.
        is_more = stood.items() <= contents.standing(response).items()
        _note_change(session, response, values, before if (was_final or is_out) and not is_more else None)
    changed |= _name(response, values)
    changed |= _come_to(response, values)
    if values.set_aside:
        return changed
    if values.confirmed_by and not was_final and (not is_out or values.confirmed_by == "staff"):
        settling.make_final(session, response, values)
        changed = True
    elif values.confirmed_by in BY_HAND and response.confirmed_by not in BY_HAND:
        response.confirmed_by = values.confirmed_by
        changed = True
    settling.follow(values, response)
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
    contact = values.whose
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
    response.touched_at = settling.instant(session, response, values.received_at)
    response.language = values.language or response.language
    response.screened_at = None
    if before:
        before.response_id, before.at = response.id, response.touched_at
        session.add(before)
