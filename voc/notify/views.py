"""The digest in the console: any week as its mail would be now, those that were sent, and one's own subscription."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from voc.core import clock, headers, letters, weeks
from voc.core.db import db
from voc.core.weeks import NotAWeek, Week
from voc.notify import digests, mail, schedule, subscriptions
from voc.notify.content import Content, restored
from voc.notify.forms import SubscriptionForm
from voc.notify.models import Digest, Subscription
from voc.staff import access
from voc.staff.access import required

bp = Blueprint("notify", __name__, url_prefix="/digest")

#: How many weeks can be chosen, and how many sent digests are listed.
WEEKS, SENT = 26, 26

#: The mail is shown in a frame that runs and loads nothing, so that it may be of our own origin, by which the page
#: knows how high it is; a link in it opens beside the console.
LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)
_WITH_READER = (joinedload(Digest.subscription).joinedload(Subscription.user), joinedload(Digest.message))


@bp.get("")
@required("results")
def preview() -> ResponseReturnValue:
    week = _week()
    is_empty = "week" not in request.args and _first_week() is None
    return _page(week=week, address="" if is_empty else url_for(".letter", week=week), shown=None)


@bp.get("/letter")
@required("results")
def letter() -> ResponseReturnValue:
    return _letter(_compose(_week()))


@bp.get("/sent/<int:digest_id>")
@required("results")
def sent(digest_id: int) -> ResponseReturnValue:
    digest = access.owned(Digest, digest_id, *_WITH_READER)
    return _page(week=weeks.parse(digest.week), address=url_for(".sent_letter", digest_id=digest.id), shown=digest)


@bp.get("/sent/<int:digest_id>/letter")
@required("results")
def sent_letter(digest_id: int) -> ResponseReturnValue:
    return _letter(restored(access.owned(Digest, digest_id).content))


@bp.post("/subscription")
@required("results")
def subscribe() -> ResponseReturnValue:
    form = SubscriptionForm()
    if not form.validate_on_submit():
        abort(422)
    subscriptions.subscribe(
        db.session(), access.workspace().id, access.user(), clock.now(), weekday=form.weekday.data, hour=form.hour.data
    )
    db.session.commit()
    flash(_("The digest comes to %(address)s.", address=access.user().email))
    return redirect(url_for(".preview"))


@bp.post("/subscription/end")
@required("results")
def unsubscribe() -> ResponseReturnValue:
    subscriptions.unsubscribe(db.session(), access.workspace().id, access.user().id)
    db.session.commit()
    flash(_("You get no more digests."))
    return redirect(url_for(".preview"))


def _week() -> Week:
    """The week asked for, if it has begun; else the last one that has ended, or the first in which anybody answered."""
    now, asked = clock.now(), request.args.get("week")
    if asked is None:
        ended = schedule.ended_week(now, g.zone)
        return max(ended, _first_week() or ended)
    try:
        week = weeks.parse(asked)
    except NotAWeek:
        abort(404)
    if week > weeks.week_of(now, g.zone):
        abort(404)
    return week


def _compose(week: Week) -> Content:
    at = _told_at(week)
    return digests.compose(db.session(), access.workspace(), week, language=g.language, zone=g.zone, at=at)


def _told_at(week: Week) -> datetime:
    """When its digest was or will be sent on an ordinary Monday, but not in the future: what waits is as of then."""
    return min(clock.now(), schedule.due_at(week, g.zone))


def _letter(content: Content) -> ResponseReturnValue:
    html = mail.page(mail.letter(content))
    return headers.framed(letters.in_a_frame(html), LETTER_POLICY)


def _page(*, week: Week, address: str, shown: Digest | None) -> ResponseReturnValue:
    """The page around a letter at this address; empty before anybody has answered."""
    session, workspace = db.session(), access.workspace()
    mine = subscriptions.find(session, workspace.id, access.user().id)
    is_mine = mine is not None and mine.next_digest_at is not None
    return render_template(
        "notify/preview.html",
        week=week,
        weeks=_choices(week),
        address=address,
        shown=shown,
        subscription=mine if is_mine else None,
        form=SubscriptionForm(obj=mine),
        digests=_sent(workspace.id),
    )


def _choices(chosen: Week) -> list[Week]:
    """Weeks to choose from since anybody answered, newest first; the one that still runs is the first of them."""
    current, first = weeks.week_of(clock.now(), g.zone), _first_week()
    latest = (weeks.previous(current, n) for n in range(WEEKS))
    return sorted({week for week in latest if first and week >= first} | {chosen}, reverse=True)


def _first_week() -> Week | None:
    """The week of the first answer of all, on the reader's clock; None before that."""
    first = digests.first_answer_at(db.session(), access.workspace().id)
    return weeks.week_of(first, g.zone) if first else None


def _sent(workspace_id: int) -> list[Digest]:
    statement = select(Digest).where(Digest.workspace_id == workspace_id).order_by(Digest.id.desc()).limit(SENT)
    return list(db.session().scalars(statement.options(*_WITH_READER)))
