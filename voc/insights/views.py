"""Pages of this package. They never load the engine: what it said is in the database."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voc.core import i18n
from voc.core.db import db
from voc.insights import codebook, marks, search
from voc.insights.forms import FilterForm
from voc.insights.marks import Piece
from voc.insights.models import Reading
from voc.insights.search import Filter, Found
from voc.responses import masks
from voc.responses.models import Response
from voc.staff import access
from voc.staff.access import required

bp = Blueprint("insights", __name__)

PAGE = 50


@dataclass(frozen=True)
class Row:
    """One verbatim as this reader may see it."""

    response: Response
    reading: Reading | None
    language: str | None
    pieces: list[Piece]


@bp.get("/verbatims")
@required("results")
def verbatims() -> ResponseReturnValue:
    session, workspace_id = db.session(), access.workspace().id
    surveys = search.surveys_of(session, workspace_id)
    themes = codebook.live(session, workspace_id)
    form = FilterForm(request.args, surveys, sorted(themes, key=lambda t: t.name_in(g.language)), g.language)
    if not form.validate() or _probes(form):
        return render_template("insights/verbatims.html", form=form, rows=[], count=None, zone=g.zone), 422
    zone = form.zone.data or g.zone
    wanted = form.filter(workspace_id, zone)
    if not access.may("raw"):
        wanted = search.masked(session, wanted)
    wanted = search.guarded(session, wanted)
    found = search.find(session, wanted, after=request.args.get("after"), limit=PAGE + 1)
    return render_template(
        "insights/verbatims.html",
        form=form,
        rows=[_row(each) for each in found[:PAGE]],
        count=search.count(session, wanted),
        hides_small_groups=bool(wanted.without),
        zone=zone,
        **_pages(form, wanted, found, zone),
    )


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


def _row(found: Found) -> Row:
    text, response, reading = found.verbatim.text, found.verbatim.response, found.reading
    hits = () if access.may("raw") else masks.hits(text, response.contact)
    name = i18n.LANGUAGES.get(i18n.normalize(reading.language) or "") if reading else None
    return Row(response, reading, name, marks.pieces(text, reading, hits, masks.placeholders(), g.language))
