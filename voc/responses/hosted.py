"""The page on which a customer answers, by an open link or by the personal one from a mail.

It is public, keeps no cookie and needs no script. GET and HEAD only show: what counts is posted, by the Send button or
by the page's own report that somebody stayed (`provisional`).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from voc.core import bidi, clock, throttle
from voc.core.db import db
from voc.core.public import begin_anew, public
from voc.core.widths import width
from voc.responses import (
    continuing,
    ended,
    entrances,
    form,
    provisional,
    showing,
    taking,
    wording,
)
from voc.responses.ended import Extent
from voc.responses.entrances import Door
from voc.responses.links import looks, ways
from voc.responses.values import Closed
from voc.staff.branding import Brand
from voc.staff.sessions import csrf

bp = Blueprint("hosted", __name__)

# A form token protects the power of a cookie, and respondents have none: whoever can post here holds the link itself,
# signed for this person or open to all, and could as well answer on the page.
csrf.exempt(bp)

#: For one invitation. Not by network address: a mail scanner's many visits are the evidence against its clicks.
MOST_SIGHTINGS, SIGHTINGS_WITHIN = 300, timedelta(hours=1)
#: Letters that a field's line has room for on a narrow phone; lines of a field that are shown at once.
LONGEST_LINE, MOST_ROWS = 24, 12


# The pages


@bp.get("/s/<public_id>")
@public
def open_page(public_id: str) -> ResponseReturnValue:
    return _ask(entrances.through_open_link(public_id))


@bp.post("/s/<public_id>")
@public
def open_answer(public_id: str) -> ResponseReturnValue:
    now, door = clock.now(), entrances.remembered(public_id)
    return (door and taking.take_at_once(door, now)) or taking.take(lambda: entrances.through_open_link(public_id), now)


@bp.get("/s/<public_id>/thanks")
@public
def open_thanks(public_id: str) -> ResponseReturnValue:
    return showing.thanks(entrances.through_open_link(public_id), clock.now())


@bp.get(f"/<any({', '.join(ways.CHANNELS)}):kind>/<name>")
@public
def touchpoint_page(kind: str, name: str) -> ResponseReturnValue:
    return _ask(entrances.through_touchpoint(kind, name))


@bp.post(f"/<any({', '.join(ways.CHANNELS)}):kind>/<name>")
@public
def touchpoint_answer(kind: str, name: str) -> ResponseReturnValue:
    return taking.take(lambda: entrances.through_touchpoint(kind, name), clock.now())


@bp.get(f"/<any({', '.join(ways.CHANNELS)}):kind>/<name>/thanks")
@public
def touchpoint_thanks(kind: str, name: str) -> ResponseReturnValue:
    return showing.thanks(entrances.through_touchpoint(kind, name), clock.now())


@bp.get("/r/<token>")
@public
def personal_page(token: str) -> ResponseReturnValue:
    return _ask(entrances.through_token(token))


@bp.get("/r/<token>/0x")
@public
def personal_trap(token: str) -> ResponseReturnValue:
    """A link in the mail that no person can see. Should one come here all the same, they find the page they expect."""
    return _ask(entrances.through_token(token), is_trap=True)


@bp.post("/r/<token>")
@public
def personal_answer(token: str) -> ResponseReturnValue:
    return taking.take(lambda: entrances.through_token(token), clock.now())


@bp.get("/r/<token>/thanks")
@public
def personal_thanks(token: str) -> ResponseReturnValue:
    return showing.thanks(entrances.through_token(token), clock.now())


@bp.post("/r/<token>/seen")
@public
def personal_seen(token: str) -> ResponseReturnValue:
    """What the page's script reports: that it is in front of somebody, for how long, and whether a hand was there."""
    door, now = entrances.through_token(token), clock.now()
    if door.invitation is None or not door.knows_person:
        return "", 204
    whose = door.invitation.public_id
    if not throttle.allows(db.session(), "seen", whose, now, tries=MOST_SIGHTINGS, within=SIGHTINGS_WITHIN):
        abort(429)
    try:
        seen = form.seen(taking.posted(), door.version)
        provisional.sight(db.session(), door.invitation, seen, now, language=door.language)
    except form.Malformed:
        abort(400)
    except Closed:
        abort(410)
    db.session.commit()
    return "", 204


# What they do


def _ask(door: Door, *, is_trap: bool = False) -> ResponseReturnValue:
    if door.survey.closed_at:
        abort(410)
    if door.invitation and door.invitation.answered_at and not door.knows_person:
        abort(409)
    if (resumed := _resumed(door)) is not None:
        return resumed
    earlier = form.said(door.response) if door.response and door.answered else {}
    picked = form.score_in(request.args.get("score"), door.version)
    score_key = door.version.score_question.key
    filled = taking.form_of(door).fill({**earlier, **({} if picked is None else {score_key: picked})})
    if door.answered and door.answered.is_partial:
        filled.resume()
    return showing.page(door, filled, picked=picked, is_trap=is_trap)


def _resumed(door: Door) -> ResponseReturnValue | None:
    """What somebody began by a link for all, where their address says so and it is there."""
    key = continuing.key_in(entrances.secret(), door.survey, request.args.get(continuing.NAME, ""))
    begun = (
        continuing.begun(db.session(), entrances.secret(), door.survey, key) if key and not door.invitation else None
    )
    if begun is None:
        return None
    if not begun.is_partial:
        return redirect(door.address("thanks", of=showing.band_token(begun.band)))
    return showing.page(door, taking.form_of(door).fill(form.said(begun)).resume(), key=key)


@bp.context_processor
def _look() -> dict[str, Any]:
    """Every page of a kiosk or a frame looks like one, also that which says what went wrong."""
    return {"look": g.get("look")}


@bp.after_request
def _let_frame(response: Response) -> Response:
    return looks.framed(response, g.get("look"))


# What goes wrong


@bp.before_request
def _limit_size() -> None:
    request.max_content_length = taking.MAX_BODY


@bp.errorhandler(HTTPException)
def _explain(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code < 400:
        return error.get_response()
    begin_anew()
    # Before the survey could be looked up, the form alone tells that a photo came along.
    came_with_photo = g.get("takes_photos", False) or (code >= 500 and taking.has_files())
    headline, text = wording.trouble(code, takes_photos=came_with_photo)
    door: Door | None = g.get("door") if code < 500 else None
    typed = taking.typed(door) if door and code in (409, 410) else []
    if code >= 500 and request.method != "POST":
        # Nothing was sent that could have been lost.
        text = wording.wait_a_little()
    around = showing.frame(door) if door else _nobodys_frame()
    came_late = door is not None and code == 410 and request.method == "POST"
    over = ended.told(Extent.PART if door and came_late and taking.was_begun(door) else Extent.NOTHING)
    if code == 410:
        text = over.error
    if typed:
        # The same page in another language would be without them.
        around["languages"] = []
    html = render_template(
        "responses/notice.html",
        **around,
        headline=headline,
        text=text,
        typed=[(label, words, _rows(words)) for label, words in typed],
        copy=over.copy,
        is_shut=code == 410,
    )
    return html, code


def _rows(words: str) -> int:
    """How many lines a text takes on a narrow phone, up to as many as are shown at once."""
    return min(sum(width(line) // LONGEST_LINE + 1 for line in words.split("\n")), MOST_ROWS)


def _nobodys_frame() -> dict[str, Any]:
    return {
        "brand": Brand(),
        "company": "",
        "direction": bidi.direction(g.language),
        "language": g.language,
        "languages": [],
    }
