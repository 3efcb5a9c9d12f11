"""What lies on the desk for one case: everything needed to answer it, loaded and worded for the reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_babel import get_locale

from voc.analysis import scores
from voc.core import clock, tokens
from voc.core.db import db
from voc.followups import addressed, countdown, history, inbox, mail, reached, routing, timeline
from voc.followups.forms import AssignForm, CallForm, CloseForm, NoteForm, ReopenForm, ReplyForm, outcomes
from voc.followups.inbox import Viewer
from voc.followups.models import Case, CaseState
from voc.followups.reached import Reached
from voc.insights.models import Theme, live_themes
from voc.responses import wording
from voc.responses.answers import Reader
from voc.staff import access


@dataclass(frozen=True)
class Promise:
    """By when this customer was promised an answer, in words, and whether it came by then; None until one came."""

    due: str
    was_kept: bool | None


def lay_out(case: Case, viewer: Viewer, given: dict[str, Any]) -> dict[str, Any]:
    """The context of the case page; `given` are forms that were sent and refused, by name."""
    session, now = db.session(), clock.now()
    can_send = current_app.extensions["voc_transport"] is not None
    contact = reached.of(session, Case.id == case.id).get(case.id)
    heard, entries = timeline.heard(session, case), timeline.of_case(session, viewer, case)
    return {
        "case": case,
        "address": addressed.of(case),
        "may_be_called": addressed.may_be_called(case),
        "heard": heard,
        "channels": wording.names(),
        "scales": scores.METRICS,
        "clock": countdown.of(case, now, contact),
        "standing": inbox.standing(case, contact),
        "contact": contact,
        "promise": _promise(case, heard, contact),
        "entries": entries,
        "said": timeline.said(entries, heard, reader()),
        "shown": {item.response.id for item in heard},
        "tries": sum(entry.case_id == case.id and entry.detail.get("reached") is False for entry in entries),
        "following": inbox.next_for(session, viewer, case, can_send=can_send),
        "forms": _forms(case, heard, given),
        "language": mail.language_of(db.session(), case, access.workspace()),
        "their_language": _their_language(case, heard),
        "is_closed": case.state == CaseState.CLOSED,
        "outcomes": outcomes(),
        "reader_language": str(get_locale()),
    }


def reader() -> Reader:
    """Who reads what was answered."""
    return Reader(str(get_locale()), sees_raw=access.may("raw"))


def themes() -> list[Theme]:
    """The workspace's themes, any of which may be a root cause."""
    return live_themes(db.session(), access.workspace().id)


def _their_language(case: Case, heard: list[timeline.Heard]) -> str | None:
    """What this customer reads, as far as we know. Who was asked in one language may write in another."""
    is_told = case.contact is not None and bool(case.contact.language)
    wrote_another = any(item.label == "unread" for item in heard)
    return None if wrote_another and not is_told else mail.their_language(case)


def _promise(case: Case, heard: list[timeline.Heard], contact: Reached | None) -> Promise | None:
    """What the thank-you page promised, on the team's clock: the promise that the case keeps."""
    promised = [item.response.promised_by for item in heard if item.response.promised_by]
    by = min(promised, key=lambda at: abs(at - case.due_at), default=None)
    if by is None:
        return None
    heard_at = contact.at if contact else None
    return Promise(countdown.moment(by, case.team.zone, clock.now()), heard_at <= by if heard_at else None)


def _forms(case: Case, heard: list[timeline.Heard], given: dict[str, Any]) -> dict[str, Any]:
    # formdata=None: what was posted belongs to one of the forms, not to its neighbours.
    greeting = mail.greeting(db.session(), case, access.workspace())
    forms: dict[str, Any] = {
        "reply": ReplyForm(formdata=None, key=tokens.public_id(), text=f"{greeting}\n\n" if greeting else ""),
        "note": NoteForm(formdata=None, key=tokens.public_id()),
        "call": CallForm(formdata=None, key=tokens.public_id()),
        "assign": AssignForm(formdata=None, owner=case.owner_id),
        "close": CloseForm(formdata=None, root_cause=_likely_cause(heard)),
        "reopen": ReopenForm(formdata=None),
    }
    forms["assign"].offer(routing.candidates(db.session(), case.workspace_id))
    forms["close"].offer(themes(), str(get_locale()))
    forms |= given
    # The page shows every answer up to this one, so a close that follows may rely on it.
    forms["close"].seen.data = history.last_word(db.session(), case)
    return forms


def _likely_cause(heard: list[timeline.Heard]) -> int:
    """The theme that the customer speaks of, when it is one alone."""
    found = {theme.id for item in heard for theme in item.themes}
    return found.pop() if len(found) == 1 else 0
