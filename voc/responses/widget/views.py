"""The console's page of a widget: its settings, the snippet to copy, and a trial beside them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from voc.core import clock, headers, tokens
from voc.core.db import db
from voc.core.i18n import html_tag
from voc.responses.models import SigningSecret, Widget
from voc.responses.widget import appearance, asking, builds, forms, identities, trials
from voc.responses.widget.appearance import Appearance
from voc.responses.widget.forms import WidgetForm
from voc.staff import access, audit, branding
from voc.surveys import paths
from voc.surveys.models import Survey, SurveyVersion

bp = Blueprint("widget", __name__, url_prefix="/surveys/<int:survey_id>/widget")


@bp.get("")
@access.required("surveys")
def show(survey_id: int) -> ResponseReturnValue:
    survey, widget = _found(survey_id)
    return _page(survey, widget, forms.widget_form(widget, _looks(widget)))


@bp.post("")
@access.required("surveys")
def save(survey_id: int) -> ResponseReturnValue:
    survey, widget = _found(survey_id)
    form = WidgetForm()
    if not form.validate():
        return _page(survey, widget, form), 422
    if widget is None:
        widget = Widget(workspace_id=survey.workspace_id, survey_id=survey.id, public_id=tokens.public_id())
        db.session.add(widget)
    looks = form.looks()
    widget.is_on, widget.kind, widget.settings = form.is_on.data, looks.kind, looks.settings()
    widget.origins = form.sites()
    db.session.flush()
    _record("widget.saved", f"survey:{survey.id}")
    db.session.commit()
    flash(_("The widget is saved. Pages that carry the snippet show it so from now on."))
    return redirect(url_for(".show", survey_id=survey_id))


@bp.post("/secret")
@access.required("surveys")
def new_secret(survey_id: int) -> ResponseReturnValue:
    survey, _widget = _found(survey_id)
    identities.renew_secret(db.session(), survey.workspace_id, clock.now())
    _record("signing_secret.renewed", f"workspace:{survey.workspace_id}")
    db.session.commit()
    flash(_("There is a new secret. Signatures made with an earlier one are not believed any more."))
    return redirect(url_for(".show", survey_id=survey_id))


@bp.get("/trial")
@access.required("surveys")
def trial(survey_id: int) -> ResponseReturnValue:
    survey, widget = _found(survey_id)
    return _trial(survey, _looks(widget))


@bp.post("/trial")
@access.required("surveys")
def try_unsaved(survey_id: int) -> ResponseReturnValue:
    survey, _widget = _found(survey_id)
    form = WidgetForm()
    # Where it may be shown is nothing to try out.
    form.origins.data, form.is_on.data = "", False
    if not form.validate():
        wrong = [str(mistake) for mistakes in form.errors.values() for mistake in mistakes]
        return headers.framed(render_template("responses/widget/trial.html", wrong=wrong, script=None, looks=None)), 422
    return _trial(survey, form.looks())


def _found(survey_id: int) -> tuple[Survey, Widget | None]:
    survey = access.owned(Survey, survey_id, selectinload(Survey.versions).selectinload(SurveyVersion.questions))
    return survey, db.session.scalar(select(Widget).where(Widget.survey_id == survey.id))


def _looks(widget: Widget | None) -> Appearance:
    """What is kept, or what is usual in the workspace's own colour."""
    if widget:
        return appearance.of(widget)
    return Appearance(colour=branding.of(access.workspace()).colour or Appearance.colour)


def _record(action: str, subject: str) -> None:
    whose = {"workspace_id": access.workspace().id, "user_id": access.user().id}
    audit.record(db.session(), action, subject, clock.now(), **whose)


def _page(survey: Survey, widget: Widget | None, form: WidgetForm) -> str:
    looks = _looks(widget)
    secret = db.session.get(SigningSecret, survey.workspace_id)
    version = survey.live or survey.versions[-1]
    languages = paths.read_by(str(get_locale()), version)
    return render_template(
        "responses/widget/show.html",
        survey=survey,
        widget=widget,
        form=form,
        looks=looks,
        snippet=_snippet(widget, looks) if widget else "",
        tag=_tag(widget, looks) if widget else "",
        secret=secret.secret if secret else None,
        left_out=[paths.label_of(question, languages) for question in asking.left_out(version)],
        corrected=[each for each in (looks.light, looks.dark) if each.accent != looks.colour],
    )


def _address(build: builds.Build) -> str:
    public_url: str = current_app.config["VOC"].public_url
    return public_url + url_for("responses.widget_doors.script", name=build.name)


def _snippet(widget: Widget, looks: Appearance) -> str:
    build = builds.newest()
    address = _address(build)
    consent = ' data-consent="required"' if looks.needs_consent else ""
    place = f'<div data-voc-here="{widget.public_id}"></div>\n' if looks.kind == "inline" else ""
    return (
        f'{place}<script async src="{address}"\n  integrity="{build.integrity}"\n'
        f'  crossorigin="anonymous" data-voc="{widget.public_id}"{consent}></script>'
    )


def _tag(widget: Widget, looks: Appearance) -> str:
    """The same for a tag manager: Google's drops `data-` attributes of a script, so a script makes the element."""
    build = builds.newest()
    consent = '\n  script.dataset.consent = "required";' if looks.needs_consent else ""
    return (
        '<script>\n  var script = document.createElement("script");\n'
        f'  script.src = "{_address(build)}";\n  script.integrity = "{build.integrity}";\n'
        f'  script.crossOrigin = "anonymous";\n  script.dataset.voc = "{widget.public_id}";{consent}\n'
        "  document.head.appendChild(script);\n</script>"
    )


def _trial(survey: Survey, looks: Appearance) -> Response:
    build = builds.newest()
    script = {
        "address": url_for("responses.widget_doors.script", name=build.name),
        "integrity": build.integrity,
        "token": trials.token(trials.Trial(survey.id, looks)),
    }
    return headers.framed(render_template("responses/widget/trial.html", wrong=[], script=script, looks=looks))


@bp.context_processor
def _names() -> dict[str, Any]:
    return {"trial_name": trials.NAME, "reader": html_tag(str(get_locale()))}
