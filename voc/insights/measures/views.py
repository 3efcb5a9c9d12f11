"""The pages of scores and measures. They add themselves to the blueprint of this package when they are loaded."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voc.core import clock, weeks
from voc.core.db import db
from voc.insights import wording as said
from voc.insights.measures import chart, defining, forms, standing, wording
from voc.insights.measures.forms import MeasureForm
from voc.insights.measures.models import Measure
from voc.insights.measures.standing import PERIODS, Window
from voc.insights.pages import bp
from voc.insights.verbatims import search
from voc.responses.models import State
from voc.staff import access, audit
from voc.staff.access import required


@bp.get("/scores")
@required("results")
def scores() -> ResponseReturnValue:
    # The list of responses takes days as those of the reader's own zone.
    zone = access.user().zone
    window = Window(weeks.local(clock.now(), zone).date(), forms.days(request.args.get("days", "")), zone)
    found = standing.of_workspace(db.session(), access.workspace().id, window, sees_raw=access.may("raw"))

    def answers(survey_id: int, **narrowed: str) -> str:
        wanted: dict[str, Any] = {"since": window.since, "until": window.today, **narrowed}
        return url_for("responses.index", survey=survey_id, state=State.FINAL, **wanted)

    return render_template(
        "insights/scores.html",
        measures=[each for each in found if each.measure],
        surveys=[each for each in found if not each.measure],
        window=window,
        periods=PERIODS,
        answers=answers,
        wording=wording,
        said=said,
        line=chart.line,
    )


@bp.route("/scores/measures/new", methods=["GET", "POST"])
@required("surveys")
def new_measure() -> ResponseReturnValue:
    session, workspace_id = db.session(), access.workspace().id
    form = MeasureForm(search.surveys_of(session, workspace_id))
    if not form.validate_on_submit():
        return _form_page(form, None)
    chosen = form.chosen()
    try:
        measure = defining.make(session, workspace_id, form.name.data, form.definition.data, chosen, now=clock.now())
    except defining.NameTaken:
        return _name_taken(form, None)
    _keep("measure.made", measure, **defining.told(measure))
    session.commit()
    flash(_("The measure is kept."))
    return redirect(url_for("insights.scores"))


@bp.route("/scores/measures/<int:measure_id>", methods=["GET", "POST"])
@required("surveys")
def measure(measure_id: int) -> ResponseReturnValue:
    session, found = db.session(), access.owned(Measure, measure_id)
    offered = [each for each in search.surveys_of(session, found.workspace_id) if each.metric == found.metric]
    form = MeasureForm(offered, found)
    if not form.validate_on_submit():
        return _form_page(form, found)
    before = defining.told(found)
    try:
        defining.change(session, found, form.name.data, form.definition.data, form.chosen())
    except defining.NameTaken:
        session.refresh(found)
        return _name_taken(form, found)
    _keep("measure.changed", found, before=before, after=defining.told(found))
    session.commit()
    flash(_("The measure is kept."))
    return redirect(url_for("insights.scores"))


@bp.post("/scores/measures/<int:measure_id>/remove")
@required("surveys")
def remove_measure(measure_id: int) -> ResponseReturnValue:
    found = access.owned(Measure, measure_id)
    _keep("measure.removed", found, **defining.told(found))
    defining.remove(db.session(), found)
    db.session.commit()
    flash(_("The measure is gone. Its surveys and their answers are all there."))
    return redirect(url_for("insights.scores"))


def _form_page(form: MeasureForm, found: Measure | None) -> ResponseReturnValue:
    page = render_template("insights/measure.html", form=form, measure=found)
    return (page, 422) if request.method == "POST" else page


def _name_taken(form: MeasureForm, found: Measure | None) -> ResponseReturnValue:
    form.name.errors = [_("Another measure has this name.")]
    return _form_page(form, found)


def _keep(action: str, found: Measure, **detail: Any) -> None:
    whose = {"workspace_id": access.workspace().id, "user_id": access.user().id}
    audit.record(db.session(), action, f"measure:{found.id}", clock.now(), **whose, **detail)
