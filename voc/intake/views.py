"""Pages of sources: which systems send us answers, where in their bodies the answers stand, and what came."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from voc.core import clock, paging
from voc.core.db import db
from voc.intake import connecting, listing, mapping, receiving, refusals, webhook
from voc.intake.connecting import Deed
from voc.intake.forms import EXAMPLE, LABELS, USUAL, SourceForm
from voc.intake.mapping import Mapped
from voc.intake.models import Delivery, Source
from voc.intake.refusals import Unclear
from voc.staff import access
from voc.surveys.models import Survey

bp = Blueprint("intake", __name__)
bp.register_blueprint(webhook.bp)

#: How much of a value the tester shows, and of a body the page of a delivery.
LONGEST_SHOWN, LONGEST_BODY = 200, 100_000


@bp.context_processor
def _names() -> dict[str, object]:
    return {"explain": refusals.explain, "labels": LABELS}


@bp.get("/sources")
@access.required("settings")
def index() -> ResponseReturnValue:
    return render_template("intake/index.html", rows=listing.sources(db.session(), access.workspace().id))


@bp.route("/sources/new", methods=["GET", "POST"])
@access.required("settings")
def new() -> ResponseReturnValue:
    form = _form()
    if not form.is_submitted():
        form.fill(USUAL)
        form.example.data = EXAMPLE
        return _edited(form, None)
    if not _is_complete(form, None) or form.look.data:
        return _edited(form, None, 200 if form.look.data else 422)
    survey = access.owned(Survey, form.survey_id.data)
    source = connecting.add(db.session(), survey, form.name.data or "", form.paths, _deed())
    db.session.commit()
    # Shown here, in the answer to the post, and never again: no cookie and no page keeps it.
    return render_template("intake/secret.html", source=source, address=_address(source), is_new=True)


@bp.get("/sources/<int:source_id>")
@access.required("settings")
def show(source_id: int) -> ResponseReturnValue:
    source = access.owned(Source, source_id, joinedload(Source.survey))
    state = request.args.get("state", "")
    state, before = state if state in listing.STATES else "", paging.position("before")
    page = listing.deliveries(db.session(), source.id, state=state, before=before)
    return render_template(
        "intake/show.html",
        source=source,
        address=_address(source),
        counts=listing.counts(db.session(), source.id),
        page=page,
        state=state,
        earlier=url_for(".show", source_id=source.id, state=state or None, before=page.before) if page.before else "",
        latest=url_for(".show", source_id=source.id, state=state or None) if before else "",
    )


@bp.route("/sources/<int:source_id>/mapping", methods=["GET", "POST"])
@access.required("settings")
def edit(source_id: int) -> ResponseReturnValue:
    source = access.owned(Source, source_id, joinedload(Source.survey))
    form = _form(name=source.name)
    # Answers that came already belong to its survey; another one is another source.
    del form.survey_id
    if not form.is_submitted():
        form.fill(source.mapping)
        form.example.data = _example(source)
        return _edited(form, source)
    if not _is_complete(form, source) or form.look.data:
        return _edited(form, source, 200 if form.look.data else 422)
    connecting.change(db.session(), source, form.name.data or "", form.paths, _deed())
    db.session.commit()
    flash(_("Saved."))
    return redirect(url_for(".show", source_id=source.id))


@bp.post("/sources/<int:source_id>/secret")
@access.required("settings")
def renew_secret(source_id: int) -> ResponseReturnValue:
    source = access.owned(Source, source_id)
    connecting.renew_secret(db.session(), source, _deed())
    db.session.commit()
    return render_template("intake/secret.html", source=source, address=_address(source), is_new=False)


@bp.post("/sources/<int:source_id>/switch/<any(on, off):to>")
@access.required("settings")
def switch(source_id: int, to: str) -> ResponseReturnValue:
    source = access.owned(Source, source_id)
    connecting.switch(db.session(), source, _deed(), on=to == "on")
    db.session.commit()
    flash(_("The source is on.") if source.is_active else _("The source is off: what it sends is refused."))
    return redirect(url_for(".show", source_id=source.id))


@bp.post("/sources/<int:source_id>/try-again")
@access.required("settings")
def try_again(source_id: int) -> ResponseReturnValue:
    source = access.owned(Source, source_id)
    session = db.session()
    states = receiving.try_again(session, source, clock.now(), after_batch=session.commit)
    session.commit()
    mapped, left = states["mapped"], states["quarantined"]
    done = ngettext("%(num)s delivery is mapped now.", "%(num)s deliveries are mapped now.", mapped)
    still = ngettext("%(num)s still waits.", "%(num)s still wait.", left) if left else ""
    flash(f"{done} {still}".strip(), "wrong" if left and not mapped else "message")
    return redirect(url_for(".show", source_id=source.id))


@bp.get("/sources/<int:source_id>/deliveries/<int:delivery_id>")
@access.required("settings")
@access.required("raw")
def delivery(source_id: int, delivery_id: int) -> ResponseReturnValue:
    source = access.owned(Source, source_id, joinedload(Source.survey))
    row = db.session.scalar(select(Delivery).filter_by(id=delivery_id, source_id=source.id))
    if row is None:
        abort(404)
    return render_template("intake/delivery.html", source=source, delivery=row, body=_readable(row.body))


def _deed() -> Deed:
    return Deed(access.user().id, clock.now())


def _address(source: Source) -> str:
    public_url: str = current_app.config["VOC"].public_url
    return public_url + url_for("intake.webhook.receive", key=source.key)


def _form(**values: Any) -> SourceForm:
    form = SourceForm(**values)
    form.survey_id.choices = listing.surveys(db.session(), access.workspace().id)
    return form


def _is_complete(form: SourceForm, source: Source | None) -> bool:
    if not form.validate_on_submit():
        return False
    form.name.data = " ".join((form.name.data or "").split())
    but = source.id if source else None
    if listing.is_taken(db.session(), access.workspace().id, form.name.data, but):
        form.name.errors = [_("Another source has this name.")]
        return False
    return True


def _edited(form: SourceForm, source: Source | None, status: int = 200) -> ResponseReturnValue:
    found = _look(form, _survey_of(form, source)) if form.is_submitted() else None
    return render_template("intake/edit.html", form=form, source=source, found=found), status


def _survey_of(form: SourceForm, source: Source | None) -> Survey | None:
    if source:
        return source.survey
    wanted = Survey.id == form.survey_id.data, Survey.workspace_id == access.workspace().id
    return db.session.scalar(select(Survey).where(*wanted))


# The example and what the paths find in it


@dataclass(frozen=True)
class Found:
    """What stands at each path of the example, and what it comes to."""

    #: Field -> the value there, as JSON; None where there is nothing.
    values: dict[str, str | None]
    mapped: Mapped | None
    reason: str


def _look(form: SourceForm, survey: Survey | None) -> Found | None:
    if survey is None or not (form.example.data or "").strip():
        return None
    try:
        body = mapping.parse((form.example.data or "").encode("utf-8", "replace"))
    except Unclear as unclear:
        return Found({}, None, unclear.reason)
    values = {name: _as_json(mapping.find(body, path)) for name, path in form.paths.items()}
    try:
        return Found(values, mapping.read(body, form.paths, survey.metric, clock.now()), "")
    except Unclear as unclear:
        return Found(values, None, unclear.reason)


def _as_json(value: Any) -> str | None:
    if value is None:
        return None
    text = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"


def _example(source: Source) -> str:
    """What came last, for those who may read what customers wrote; else a made-up one."""
    body = listing.newest_body(db.session(), source.id) if access.may("raw") else None
    return _readable(body) if body else EXAMPLE


def _readable(body: bytes) -> str:
    """The body as a person reads it best: indented where it is JSON."""
    text = body[:LONGEST_BODY].decode("utf-8", "replace").replace("\0", "\ufffd")
    try:
        return json.dumps(mapping.parse(body), ensure_ascii=False, indent=2).encode("utf-8", "replace").decode()
    except (Unclear, RecursionError):
        return text
