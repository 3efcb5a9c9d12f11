"""Pages of this package in the console. Those for respondents are in `hosted`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from voc.analysis.scores import BANDS
from voc.core import clock
from voc.core.db import db
from voc.responses import hosted, listing, masks, preview, provisional, wording
from voc.responses.links import views as link_views
from voc.responses.links import ways
from voc.responses.listing import Filter, Place
from voc.responses.models import Response, SetAside, State
from voc.responses.widget import doors
from voc.responses.widget import views as widget_views
from voc.staff import access, audit
from voc.surveys.models import Survey, Touchpoint

#: Every way in which an answer comes.
CHANNELS = ("email", "page", "widget", *ways.KINDS, "webhook", "file")
#: PostgreSQL refuses to compare a row's number with a larger one.
MOST_ROWS = 2**31 - 1

bp = Blueprint("responses", __name__)
for part in (hosted, preview, doors, widget_views, link_views):
    bp.register_blueprint(part.bp)


@bp.get("/responses")
@access.required("results")
def index() -> ResponseReturnValue:
    wanted = _wanted(request.args)
    surveys = _surveys()
    touchpoint = _touchpoint(wanted)
    counts = listing.count(db.session(), wanted)
    hidden = counts.listed < listing.FEWEST and _could_tell_who(wanted, surveys, touchpoint)
    after, before = _place(request.args.get("after")), _place(request.args.get("before"))
    listed = None if hidden or not counts.listed else listing.page(db.session(), wanted, after=after, before=before)
    return render_template(
        "responses/index.html",
        wanted=wanted,
        surveys=surveys,
        touchpoint=touchpoint,
        channels=CHANNELS,
        counts=counts,
        listed=listed,
        hidden=hidden,
        words=_words(listed.responses) if listed else {},
        names=wording.names(),
        address=_address(wanted),
        query=_query(wanted),
        bands=(*BANDS, "none"),
        states=State,
        reasons=SetAside,
    )


@bp.post("/responses/<int:response_id>/restore")
@access.required("results")
@access.required("raw")
def restore(response_id: int) -> ResponseReturnValue:
    response = access.owned(Response, response_id)
    now = clock.now()
    try:
        provisional.restore(db.session(), response, now)
    except provisional.NothingToRestore:
        flash(_("There is nothing to restore: the response counts already, or says nothing."), "wrong")
        return redirect(_address(_wanted(request.args))())
    _keep("response.restored", response, now)
    db.session.commit()
    flash(_("The response counts again."))
    return redirect(_address(_wanted(request.args))())


@bp.post("/responses/<int:response_id>/set-aside")
@access.required("results")
@access.required("raw")
def set_aside(response_id: int) -> ResponseReturnValue:
    response = access.owned(Response, response_id)
    now = clock.now()
    provisional.set_aside_by_hand(db.session(), response)
    _keep("response.set_aside", response, now)
    db.session.commit()
    flash(_("The response does not count any more. It stays in this list and can be restored."))
    return redirect(_address(_wanted(request.args))())


def _keep(action: str, response: Response, now: datetime) -> None:
    whose = {"workspace_id": access.workspace().id, "user_id": access.user().id}
    audit.record(db.session(), action, f"response:{response.id}", now, **whose)


# What is asked for


def _wanted(args: MultiDict[str, str]) -> Filter:
    """The filter in an address. What makes no sense there is left out."""
    state, band, channel = args.get("state", ""), args.get("band", ""), args.get("channel", "")
    return Filter(
        workspace_id=access.workspace().id,
        zone=access.user().zone,
        survey_id=args.get("survey", type=_row_number),
        state=state if state in listing.STATES else "",
        band=band if band in (*BANDS, "none") else "",
        channel=channel if channel in CHANNELS else "",
        touchpoint_id=args.get("touchpoint", type=_row_number),
        since=args.get("since", type=_day),
        until=args.get("until", type=_day),
    )


def _row_number(text: str) -> int:
    number = int(text)
    if not 0 < number <= MOST_ROWS:
        raise ValueError(text)
    return number


def _day(text: str) -> date:
    day = date.fromisoformat(text)
    # Days at the ends of the calendar have no neighbours.
    if not 1900 < day.year < 9000:
        raise ValueError(text)
    return day


def _surveys() -> list[Survey]:
    mine = select(Survey).where(Survey.workspace_id == access.workspace().id)
    return list(db.session.scalars(mine.order_by(Survey.title, Survey.id)))


def _touchpoint(wanted: Filter) -> Touchpoint | None:
    return access.owned(Touchpoint, wanted.touchpoint_id) if wanted.touchpoint_id else None


def _could_tell_who(wanted: Filter, surveys: list[Survey], touchpoint: Touchpoint | None) -> bool:
    asked = {wanted.survey_id, touchpoint.survey_id if touchpoint else None}
    is_anonymous = any(survey.is_anonymous for survey in surveys if survey.id in asked)
    return is_anonymous or not access.may("raw")


def _words(responses: Any) -> Mapping[int, list[str]]:
    """Response id -> what it says, masked for those who may not read it as written."""
    return {response.id: [_readable(text, response) for text in _texts(response)] for response in responses}


def _texts(response: Response) -> list[str]:
    return [answer.verbatim.text for answer in response.answers if answer.verbatim]


def _readable(text: str, response: Response) -> str:
    return text if access.may("raw") else masks.masked(text, response.contact)


# Addresses of the list


def _query(wanted: Filter) -> dict[str, Any]:
    query = {
        "survey": wanted.survey_id, "state": wanted.state, "band": wanted.band,
        "since": wanted.since, "until": wanted.until, "channel": wanted.channel, "touchpoint": wanted.touchpoint_id,
    }  # fmt: skip
    return {name: value for name, value in query.items() if value}


def _address(wanted: Filter) -> Any:
    """A function that gives the address of this list with something about it changed."""

    def address(**changed: Any) -> str:
        query = {**_query(wanted), **changed}
        query = {name: _written(value) for name, value in query.items() if value}
        return url_for("responses.index", **query)

    return address


def _written(value: Any) -> str:
    return f"{value.answered_at.isoformat()}~{value.id}" if isinstance(value, Place) else str(value)


def _place(text: str | None) -> Place | None:
    if not text:
        return None
    at, _sign, number = text.partition("~")
    try:
        place = Place(datetime.fromisoformat(at), _row_number(number))
    except ValueError:
        abort(400)
    if place.answered_at.tzinfo is None:
        abort(400)
    return place
