"""The page of drivers. It adds itself to the blueprint of this package when it is loaded."""

from __future__ import annotations

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from voc.core import clock, weeks
from voc.core.db import db
from voc.insights import results
from voc.insights.drivers import driving
from voc.insights.drivers.forms import DriversForm
from voc.insights.pages import bp
from voc.insights.verbatims import search
from voc.staff import access
from voc.staff.access import required


@bp.get("/drivers")
@required("results")
def drivers() -> ResponseReturnValue:
    session, workspace_id = db.session(), access.workspace().id
    surveys = search.surveys_of(session, workspace_id)
    today = weeks.local(clock.now(), g.zone).date()
    form = DriversForm(request.args, surveys, driving.segments(session, workspace_id), today)
    if not surveys:
        return render_template("insights/drivers.html", form=form, found=None, survey=None, zone=g.zone)
    if not form.validate():
        return render_template("insights/drivers.html", form=form, found=None, survey=None, zone=g.zone), 422
    zone = form.zone.data or g.zone
    if form.is_usual:
        newest = results.last_answered(session, workspace_id, form.chosen().id)
        form.reach(newest and weeks.local(newest, zone).date())
    wanted = driving.Wanted(
        form.chosen(),
        form.period(zone),
        segment=form.segment.data or None,
        channel=form.channel.data or None,
        label=form.label.data or None,
    )
    found = driving.find(session, wanted)
    return render_template("insights/drivers.html", form=form, found=found, survey=wanted.survey, zone=zone)
