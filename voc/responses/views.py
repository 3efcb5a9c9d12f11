"""Pages of this package in the console. Those for respondents are in `hosted`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from voc.analysis.scores import BANDS
from voc.core import clock, i18n
from voc.core.db import db
from voc.responses import (
    addresses,
    answer_views,
    answers,
    hosted,
    listing,
    masks,
    one_views,
    preview,
    provisional,
    wording,
)
from voc.responses.links import views as link_views
from voc.responses.listing import Filter, Place
from voc.responses.models import Response, SetAside, State
from voc.responses.photos import views as photo_views
from voc.responses.widget import doors
from voc.responses.widget import views as widget_views
from voc.staff import access, audit
from voc.surveys import listing as listing_of_surveys
from voc.surveys.models import Survey, Touchpoint

bp = Blueprint("responses", __name__)
for part in (hosted, preview, doors, widget_views, link_views, answer_views, one_views, photo_views):
    bp.register_blueprint(part.bp)


@bp.get("/responses")
@access.required("results")
def index() -> ResponseReturnValue:
    wanted = addresses.wanted(request.args)
    surveys = _surveys()
    touchpoint = _touchpoint(wanted)
    counts = listing.count(db.session(), wanted)
    could_tell = _could_tell_who(wanted, surveys, touchpoint)
    hidden = counts.people_listed < listing.FEWEST and could_tell
    after, before = _place(request.args.get("after")), _place(request.args.get("before"))
    reader = answers.Reader(g.language, sees_raw=access.may("raw"))
    shown = replace(wanted, without=frozenset(counts.veiled))
    listed = None if hidden or not counts.listed else listing.page(db.session(), shown, after=after, before=before)
    return render_template(
        "responses/index.html",
        wanted=wanted,
        surveys=surveys,
        touchpoint=touchpoint,
        channels=addresses.CHANNELS,
        counts=counts,
        listed=listed,
        veiled=0 if hidden else sum(counts.veiled.values()),
        hidden=hidden,
        # How few answered is in the list of surveys; how each of them did would be in these numbers.
        tallied=not (could_tell and counts.people_of < listing.FEWEST) and not (hidden and wanted.answer),
        words=_words(listed.responses) if listed else {},
        said=answers.by_response(listed.responses, reader) if listed else {},
        narrowed=answers.narrowed(db.session(), wanted.survey_id, wanted.answer, reader),
        names=wording.names(),
        language_name=lambda code: i18n.language_name(code, g.language),
        address=addresses.of_list(wanted),
        query=addresses.query(wanted),
        fields_set=len(addresses.FIELDS & addresses.query(wanted).keys()),
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
        return redirect(_back(response))
    _keep("response.restored", response, now)
    db.session.commit()
    flash(_("The response counts again."))
    return redirect(_back(response))


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
    return redirect(_back(response))


def _back(response: Response) -> str:
    """To where the button was pressed: the page of the response, or the list as it was narrowed."""
    if "alone" in request.args:
        return url_for(".one.show", public_id=response.public_id)
    return addresses.of_list(addresses.wanted(request.args))()


def _keep(action: str, response: Response, now: datetime) -> None:
    whose = {"workspace_id": access.workspace().id, "user_id": access.user().id}
    audit.record(db.session(), action, f"response:{response.id}", now, **whose)


# What is shown


def _surveys() -> list[Survey]:
    mine = select(Survey).where(Survey.workspace_id == access.workspace().id)
    return listing_of_surveys.by_title(db.session.scalars(mine))


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


def _place(text: str | None) -> Place | None:
    try:
        return addresses.place(text) if text else None
    except ValueError:
        abort(400)
