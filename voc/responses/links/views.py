"""The console's pages of a survey's links: its touchpoints, their codes, and what is printed."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import selectinload

from voc.core import clock
from voc.core.db import db
from voc.responses import wording
from voc.responses.links import codes, forms, printing, tallies, ways
from voc.responses.links.forms import OpenLinkForm, TouchpointForm
from voc.responses.photos import receiving
from voc.staff import access, audit, branding
from voc.surveys import touchpoints
from voc.surveys.models import Survey, SurveyVersion, Touchpoint

bp = Blueprint("links", __name__, url_prefix="/surveys/<int:survey_id>/links")


@bp.get("")
@access.required("surveys")
def index(survey_id: int) -> ResponseReturnValue:
    survey = _survey(survey_id)
    return _list(survey, forms.touchpoint_form(survey, None), forms.open_link_form(survey))


@bp.post("")
@access.required("surveys")
def make(survey_id: int) -> ResponseReturnValue:
    survey = _survey(survey_id)
    form = forms.touchpoint_form(survey, None)
    if not form.validate():
        return _list(survey, form, _open_form(survey)), 422
    try:
        touchpoint = touchpoints.add(db.session(), survey, form.wanted(), clock.now())
    except touchpoints.NameTaken:
        form.name.errors = [_("Another touchpoint has this name.")]
        return _list(survey, form, _open_form(survey)), 422
    except touchpoints.TooMany:
        form.name.errors = [_("A survey has at most %(most)s touchpoints.", most=touchpoints.MOST_TOUCHPOINTS)]
        return _list(survey, form, _open_form(survey)), 422
    _record("touchpoint.made", touchpoint)
    db.session.commit()
    flash(_("Its link, its QR code, its kiosk and its frame are ready."))
    return redirect(url_for(".show", survey_id=survey_id, touchpoint_id=touchpoint.id))


@bp.post("/open")
@access.required("surveys")
def save_open(survey_id: int) -> ResponseReturnValue:
    survey = _survey(survey_id)
    form = forms.open_link_form(survey)
    if survey.is_anonymous:
        abort(404)
    if not form.validate():
        return _list(survey, _blank_form(survey), form), 422
    survey.link_fields = forms.keys(form.link_fields.data)
    whose = {"workspace_id": access.workspace().id, "user_id": access.user().id}
    audit.record(db.session(), "survey.link_fields", f"survey:{survey.id}", clock.now(), **whose)
    db.session.commit()
    flash(_("Saved. From now on, what a link says under these names is kept with the answer."))
    return redirect(url_for(".index", survey_id=survey_id))


@bp.get("/<int:touchpoint_id>")
@access.required("surveys")
def show(survey_id: int, touchpoint_id: int) -> ResponseReturnValue:
    touchpoint = _touchpoint(survey_id, touchpoint_id)
    return _page(touchpoint, forms.touchpoint_form(touchpoint.survey, touchpoint))


@bp.post("/<int:touchpoint_id>")
@access.required("surveys")
def save(survey_id: int, touchpoint_id: int) -> ResponseReturnValue:
    touchpoint = _touchpoint(survey_id, touchpoint_id)
    form = forms.touchpoint_form(touchpoint.survey, touchpoint)
    if not form.validate():
        return _page(touchpoint, form), 422
    try:
        touchpoints.change(db.session(), touchpoint, form.wanted())
    except touchpoints.NameTaken:
        db.session.refresh(touchpoint)
        form.name.errors = [_("Another touchpoint has this name.")]
        return _page(touchpoint, form), 422
    _record("touchpoint.saved", touchpoint)
    db.session.commit()
    flash(_("Saved. Answers that are there keep what they came with."))
    return redirect(url_for(".show", survey_id=survey_id, touchpoint_id=touchpoint_id))


@bp.post("/<int:touchpoint_id>/switch")
@access.required("surveys")
def switch(survey_id: int, touchpoint_id: int) -> ResponseReturnValue:
    touchpoint = _touchpoint(survey_id, touchpoint_id)
    touchpoint.is_on = request.form.get("to") == "on"
    _record("touchpoint.switched_on" if touchpoint.is_on else "touchpoint.switched_off", touchpoint)
    db.session.commit()
    if touchpoint.is_on:
        flash(_("Switched on. Answers are taken here again."))
    else:
        flash(_("Switched off. Whoever comes here is told that no answers are taken any more."))
    return redirect(url_for(".show", survey_id=survey_id, touchpoint_id=touchpoint_id))


@bp.get("/<int:touchpoint_id>/code.<any(svg, png):kind>")
@access.required("surveys")
def code(survey_id: int, touchpoint_id: int, kind: str) -> ResponseReturnValue:
    touchpoint = _touchpoint(survey_id, touchpoint_id)
    response = Response(codes.picture(_address(touchpoint, "qr"), kind), mimetype=codes.MEDIA_TYPES[kind])
    response.headers.set("Content-Disposition", "attachment", filename=f"qr-{touchpoint.public_id}.{kind}")
    return response


@bp.get("/<int:touchpoint_id>/<any(poster, cards):sheet>")
@access.required("surveys")
def print_out(survey_id: int, touchpoint_id: int, sheet: str) -> ResponseReturnValue:
    touchpoint = _touchpoint(survey_id, touchpoint_id)
    version = touchpoint.survey.live or touchpoint.survey.draft
    assert version, "A survey has a version."
    address, workspace = _address(touchpoint, "qr"), access.workspace()
    return render_template(
        "responses/links/print.html",
        touchpoint=touchpoint,
        sheet=sheet,
        invitations=printing.invitations(db.session(), version),
        company=printing.company(version, workspace),
        brand=branding.of(workspace),
        code=codes.inline(address),
        address=printing.in_words(address),
    )


# What the pages show


def _survey(survey_id: int) -> Survey:
    return access.owned(Survey, survey_id, selectinload(Survey.versions).selectinload(SurveyVersion.questions))


def _touchpoint(survey_id: int, touchpoint_id: int) -> Touchpoint:
    survey = _survey(survey_id)
    touchpoint = access.owned(Touchpoint, touchpoint_id)
    if touchpoint.survey_id != survey.id:
        abort(404)
    return touchpoint


def _record(action: str, touchpoint: Touchpoint) -> None:
    whose = {"workspace_id": access.workspace().id, "user_id": access.user().id}
    audit.record(db.session(), action, f"touchpoint:{touchpoint.id}", clock.now(), **whose)


def _blank_form(survey: Survey) -> TouchpointForm:
    """The form for a new touchpoint beside another one that was posted."""
    form = TouchpointForm(formdata=None)
    if survey.is_anonymous:
        del form.link_fields
    return form


def _open_form(survey: Survey) -> OpenLinkForm:
    return OpenLinkForm(formdata=None, link_fields=", ".join(survey.link_fields))


def _list(survey: Survey, form: TouchpointForm, open_form: OpenLinkForm) -> str:
    return render_template(
        "responses/links/index.html",
        survey=survey,
        form=form,
        open_form=open_form,
        tallies=tallies.of_survey(db.session(), survey.id),
        address=current_app.config["VOC"].public_url
        + url_for("responses.hosted.open_page", public_id=survey.public_id),
        names=wording.names(),
    )


def _page(touchpoint: Touchpoint, form: TouchpointForm) -> str:
    addresses = {channel: _address(touchpoint, channel) for channel in ways.KINDS}
    version = touchpoint.survey.live or touchpoint.survey.draft
    return render_template(
        "responses/links/show.html",
        survey=touchpoint.survey,
        touchpoint=touchpoint,
        form=form,
        tally=tallies.of(db.session(), touchpoint),
        addresses=addresses,
        code=codes.inline(addresses["qr"]),
        snippet=printing.snippet(addresses["iframe"], touchpoint.public_id, touchpoint.survey.title),
        names=wording.names(),
        asks_for_photo=version is not None and bool(receiving.wanted(version)),
    )


def _address(touchpoint: Touchpoint, channel: str) -> str:
    path = url_for("responses.hosted.touchpoint_page", kind=ways.KINDS[channel], name=touchpoint.public_id)
    return f"{current_app.config['VOC'].public_url}{path}"
