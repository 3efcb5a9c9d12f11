"""The explorer's pages: the verbatims that a filter finds, and the same as a file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, g, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.datastructures import MultiDict

from voc.core import clock, spreadsheets
from voc.core.db import db
from voc.customers import finding as customers
from voc.insights import ordering, wording
from voc.insights.models import EmergingSubject, live_themes
from voc.insights.pages import PAGE, Row, bp, row_of
from voc.insights.verbatims import exporting, search, search_words
from voc.insights.verbatims.forms import FilterForm, Known
from voc.insights.verbatims.search import Filter, Found
from voc.insights.verbatims.search_words import Term
from voc.responses import masks
from voc.responses.models import Response as Answered
from voc.staff import access, audit
from voc.staff.access import required


@bp.app_context_processor
def for_pages_below() -> dict[str, Any]:
    """What the page of an answer shows of its readings: it stands below this package and cannot ask for them."""
    return {"read_in": _read_in, "reading_labels": wording.labels}


def _read_in(response: Answered) -> dict[str, Row]:
    """Question key -> its comment as the reader may see it, with what was found in it."""
    keys = {answer.verbatim.id: answer.question_key for answer in response.answers if answer.verbatim}
    found = search.of_ids(db.session(), list(keys)) if keys else {}
    return {keys[number]: row_of(each) for number, each in found.items()}


@bp.get("/verbatims")
@required("results")
def verbatims() -> ResponseReturnValue:
    session, workspace_id = db.session(), access.workspace().id
    form = _form(request.args)
    if not form.validate() or _probes(form):
        return _page(form, zone=g.zone, rows=[], count=None, inside=None), 422
    zone = form.zone.data or g.zone
    wanted = search.guarded(session, form.filter(workspace_id, zone, sees_raw=access.may("raw")))
    found = search.find(session, wanted, after=request.args.get("after"), limit=PAGE + 1)
    terms = search_words.terms(wanted.words)
    return _page(
        form,
        rows=[row_of(each, terms, inside=wanted.inside) for each in found[:PAGE]],
        inside=_inside(form, zone, terms),
        count=search.count(session, wanted),
        hides_small_groups=bool(wanted.without),
        zone=zone,
        **_pages(form, wanted, found, zone),
    )


@bp.post("/verbatims/export")
@required("results")
def export() -> ResponseReturnValue:
    """Exactly the verbatims of a filter, as a file. A POST: it is kept who took what."""
    session, workspace_id = db.session(), access.workspace().id
    form = _form(request.form)
    kind = request.form.get("format", "")
    if kind not in spreadsheets.FORMATS or not form.validate() or _probes(form):
        return _page(form, zone=g.zone, rows=[], count=None, inside=None), 422
    zone = form.zone.data or g.zone
    wanted = search.guarded(session, form.filter(workspace_id, zone, sees_raw=access.may("raw")))
    now = clock.now()
    audit.record(
        session,
        "verbatims.exported",
        f"workspace:{workspace_id}",
        now,
        workspace_id=workspace_id,
        user_id=access.user().id,
        format=kind,
        rows=search.count(session, wanted),
        is_masked=not wanted.sees_raw,
        filter=form.address(zone),
    )
    session.commit()
    table = exporting.Table(wanted, g.language, zone)
    made = spreadsheets.FORMATS[kind](session, table)
    name = f"verbatims-{now.astimezone(ZoneInfo(zone)):%Y-%m-%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Accel-Buffering": "no"}
    return Response(stream_with_context(made), mimetype=spreadsheets.MEDIA_TYPES[kind], headers=headers)


def _page(form: FilterForm, **shown: Any) -> str:
    labels, channels = wording.labels(), wording.channels()
    return render_template("insights/verbatims.html", form=form, labels=labels, channels=channels, **shown)


def _form(asked: MultiDict[str, str]) -> FilterForm:
    return FilterForm(asked, known(asked.get("emerging")), g.language)


def known(emerging: str | None = None) -> Known:
    """What the signed-in reader may choose from; of what emerged only this one."""
    session, workspace_id = db.session(), access.workspace().id
    themes = live_themes(session, workspace_id)
    return Known(
        surveys=search.surveys_of(session, workspace_id),
        themes=ordering.by_name(themes, g.language),
        segments=customers.segments(session, workspace_id),
        # An account's few people would be told apart by it.
        accounts=search.accounts_of(session, workspace_id) if access.may("raw") else (),
        emerging=_emerged(emerging),
    )


def _emerged(number: str | None) -> dict[int, str]:
    if number is None or not re.fullmatch("[0-9]{1,9}", number):
        return {}
    mine = select(EmergingSubject).where(EmergingSubject.workspace_id == access.workspace().id)
    found = db.session().scalar(
        mine.where(EmergingSubject.id == int(number)).options(joinedload(EmergingSubject.theme))
    )
    return {found.id: found.name_in(g.language)} if found else {}


def _inside(form: FilterForm, zone: str, terms: Sequence[Term]) -> str | None:
    """The address that also looks inside of words, where that can find more."""
    if form.inside.data or not any(term.prefix for term in terms):
        return None
    return url_for(".verbatims", **form.address(zone), inside="1")


def _pages(form: FilterForm, wanted: Filter, found: list[Found], zone: str) -> dict[str, str | None]:
    here = form.address(zone)
    older = url_for(".verbatims", **here, after=found[PAGE - 1].cursor) if len(found) > PAGE else None
    return {"older": older, "newest": url_for(".verbatims", **here) if "after" in request.args else None}


def _probes(form: FilterForm) -> bool:
    """Whether masked data is searched for: which rows come back would tell what the mask hides."""
    words = form.q.data or ""
    if access.may("raw") or not (re.search(r"\d\D?\d\D?\d|@", words) or masks.hits(words, None)):
        return False
    form.q.errors = [_("Personal data is hidden from you, so it cannot be searched for.")]
    return True
